"""Plan the site: stories in, addresses and views out. The only maker of URLs.

Everything is planned from one story, or from one page's entries and numbers: `wanted_address` and `claims_of` decide where a
story lives, `entries_of` in which lists it stands, `story_views` makes its pages and needs of the site only its Shell, so
that it can run anywhere; `list_view` and its like make the pages that show many stories; `story_records` and
`sitemap_groups` make what the files for machines hold of a story.

Not here: how a page looks (`render`, `templates/`), which stories there are (`pipeline`).
"""

from site_builder.plan.addresses import (
    SITEMAP,
    apart,
    claims_of,
    offline_list,
    shell_of,
    story_path,
    wanted_address,
)
from site_builder.plan.dates import periods_beside
from site_builder.plan.finding import finds_of, search_pages, search_views
from site_builder.plan.lists import (
    COVERAGE_LIST,
    Item,
    Place,
    entries_of,
    feed_views,
    fixed_views,
    front_view,
    list_view,
    page_path,
    size_of,
    sources_view,
)
from site_builder.plan.paging import changed_pages, is_one_page, page_starts, span
from site_builder.plan.parts import (
    coverage_record,
    keys_of_part,
    package_view,
    page_groups,
    part_bits,
    part_of,
    sitemap_groups,
    sitemap_path,
    story_records,
)
from site_builder.plan.stories import story_views

__all__ = [
    "COVERAGE_LIST",
    "SITEMAP",
    "Item",
    "Place",
    "apart",
    "changed_pages",
    "claims_of",
    "coverage_record",
    "entries_of",
    "feed_views",
    "finds_of",
    "fixed_views",
    "front_view",
    "is_one_page",
    "keys_of_part",
    "list_view",
    "offline_list",
    "package_view",
    "page_groups",
    "page_path",
    "page_starts",
    "part_bits",
    "part_of",
    "periods_beside",
    "search_pages",
    "search_views",
    "shell_of",
    "sitemap_groups",
    "sitemap_path",
    "size_of",
    "sources_view",
    "span",
    "story_path",
    "story_records",
    "story_views",
    "wanted_address",
]
