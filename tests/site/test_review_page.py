"""The review page as a person opens it: from the disk, beside the site."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from support.browsing import PHONE, Reader
from support.building import BuiltSite, build_site, made_up_config
from support.making import seeds
from support.validating import Validate

from site_builder.model import RemarkKind
from site_builder.pipeline import review_page

LONG = "The bridge over the river was opened in the presence of many people of the town and of guests from afar, and so on"
ENDS = {"ar": "Source: https://a.example/a.html\n", "de": "Quelle: https://a.example/a.html\n"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """A story whose numbers differ, texts of no language, and names that want care."""
    place = tmp_path_factory.mktemp("review")
    texts = {
        "ar": "1,197 فروا من البلاد في ذلك الوقت.",
        "de": "Etwa 1.127 Menschen flohen damals aus dem Land.",
    }
    files = {f"{tag}.txt": f"{LONG}.\n{text}\n{ENDS[tag]}" for tag, text in texts.items()}
    files |= {f"{tag}.toml": f'language = "{tag}"\n' for tag in texts}
    files |= {'sub/1 & <2> "3" #4?.txt': f"{'9' * 300} + 1 = 2\n", "sub/two.txt": "2 + 2 = 4\n"}
    return build_site(made_up_config(place, seeds(place / "seeds", files)))


@pytest.fixture
def page(site: BuiltSite) -> Path:
    return review_page(site.folder.parent / "cache")


def test_it_is_valid_and_has_all_that_was_counted(
    site: BuiltSite, page: Path, nu_validator: Validate
) -> None:
    kinds: tuple[RemarkKind, ...] = ("language", "numbers")
    assert {kind: site.report.review[kind] for kind in kinds} == {"language": 2, "numbers": 2}
    assert nu_validator([page]) == []


def test_it_opens_without_a_complaint_asks_for_nothing_and_fits_a_phone(
    page: Path, open_page: Reader
) -> None:
    for viewport in (PHONE, (1280, 800)):
        visit = open_page(page, viewport=viewport)
        assert visit.errors == []
        assert visit.requests == [page.resolve().as_uri()]
        assert visit.page.evaluate("document.documentElement.scrollWidth") == viewport[0]
        assert visit.page.evaluate("getComputedStyle(document.querySelector('.line')).userSelect") == "all"


def test_its_links_lead_to_the_paragraphs(page: Path, open_page: Reader) -> None:
    visit = open_page(page)
    links = visit.page.eval_on_selector_all(".passages a", "found => found.map(link => link.href)")
    assert links
    for link in links:
        parts = urlsplit(link)
        assert f'id="{parts.fragment}"' in Path(unquote(parts.path)).read_text("utf-8")
