"""Plan the site: stories in, addresses and views out. The only maker of URLs.

`plan_site` works on the whole collection (memory: the cards) and decides every address; `story_views` makes the
pages of one story and needs of the site only its Shell, so that it can run anywhere; `list_views` makes the pages
that show many stories; `story_records` and `sitemap_groups` say what one story adds to the files for machines, which
come in parts. Raises SiteError when two pages would share an address.

Not here: how a page looks (`render`, `templates/`).
"""

from site_builder.plan.addresses import SITEMAP, Site, plan_site
from site_builder.plan.lists import list_views
from site_builder.plan.parts import (
    data_view,
    package_view,
    page_groups,
    part_bits,
    part_of,
    parts_of,
    sitemap_groups,
    sitemap_path,
    sitemap_views,
    story_records,
)
from site_builder.plan.stories import story_views

__all__ = [
    "SITEMAP",
    "Site",
    "data_view",
    "list_views",
    "package_view",
    "page_groups",
    "part_bits",
    "part_of",
    "parts_of",
    "plan_site",
    "sitemap_groups",
    "sitemap_path",
    "sitemap_views",
    "story_records",
    "story_views",
]
