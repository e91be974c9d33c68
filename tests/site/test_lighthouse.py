"""What Lighthouse says of an article and of a list. Performance is left to `python -m bench.lighthouse`."""

import pytest
from support.building import BASE_PATH, BuiltSite
from support.serving import ServeFolder

from bench.lighthouse import EXACT, judge


@pytest.mark.parametrize("pattern", ["uk/baodaklak.vn/le-*.html", "uk/index.html"], ids=["article", "list"])
def test_lighthouse_has_nothing_to_add(
    five_seeds_site: BuiltSite, serve_folder: ServeFolder, pattern: str
) -> None:
    (page,) = five_seeds_site.folder.glob(pattern)
    with serve_folder(five_seeds_site.folder, BASE_PATH) as root:
        found = judge(f"{root}{page.relative_to(five_seeds_site.folder).as_posix()}", EXACT)
    assert (found.scores, found.faults) == (dict.fromkeys(EXACT, 100), ())
