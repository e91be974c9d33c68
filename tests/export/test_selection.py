"""What a wish chooses of a site, and what is said where it chooses nothing."""

from pathlib import Path
from typing import Any

import pytest
from support.building import BuiltSite, build_site, made_up_config, project_config

from site_builder.config import SiteSettings
from site_builder.errors import ConfigError
from site_builder.export.selection import Wanted, chosen, named, slug_of

TWIN = "le-ket-nghia-giua-phuong-buon-ma-thuot-va-xa-nam-ka-2d60ecb"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    return build_site(project_config(tmp_path_factory.mktemp("five-seeds")))


def languages(site: BuiltSite, **wanted: Any) -> list[list[str]]:
    """Of each chosen story."""
    return [[one["language"] for one in entries] for _, entries in chosen(site.folder, Wanted(**wanted))]


def refusal(site: BuiltSite, **wanted: Any) -> str:
    with pytest.raises(ConfigError) as refused:
        list(chosen(site.folder, Wanted(**wanted)))
    return str(refused.value)


def test_nothing_wanted_is_everything_story_by_story(site: BuiltSite) -> None:
    assert sorted(languages(site)) == [["cs"], ["en", "nl", "uk"], ["pl"]]


def test_each_option_chooses_and_together_they_choose_less(site: BuiltSite) -> None:
    assert languages(site, language="uk") == [["uk"]]
    assert languages(site, source="hanoi.gov.vn") == [["cs"]]
    assert languages(site, story=TWIN) == [["en", "nl", "uk"]]
    assert languages(site, story=site.entry("en")["story"]) == [["en", "nl", "uk"]]
    assert languages(site, pair=("uk", "nl")) == [["nl", "uk"]]
    assert languages(site, source="baodaklak.vn", language="en") == [["en"]]
    assert languages(site, source="baodaklak.vn", pair=("en", "uk")) == [["en", "uk"]]


def test_a_story_is_named_as_its_address_names_it(site: BuiltSite) -> None:
    assert slug_of(site.entry("en")) == TWIN


def test_what_there_is_not_is_named_with_what_there_is(site: BuiltSite) -> None:
    assert "there is no language 'xx'" in refusal(site, language="xx")
    assert "there are: cs (1), en (1), nl (1), pl (1), uk (1)" in refusal(site, language="xx")
    assert "there is no language 'de'" in refusal(site, pair=("en", "de"))
    assert "there is no source 'a.example'" in refusal(site, source="a.example")
    assert "baodaklak.vn (3), baodongkhoi.vn (1), hanoi.gov.vn (1)" in refusal(site, source="a.example")
    assert "there is no story 'x'" in refusal(site, story="x") and TWIN in refusal(site, story="x")


def test_what_there_is_but_not_together_is_said_so(site: BuiltSite) -> None:
    for wanted in ({"pair": ("cs", "pl")}, {"language": "cs", "source": "baodaklak.vn"}):
        assert "no article is all that at once" in refusal(site, **wanted)


def test_a_pair_is_of_two(site: BuiltSite) -> None:
    assert "--pair names 'en' twice" in refusal(site, pair=("en", "en"))


def test_a_site_without_articles_has_no_shelf(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    empty = build_site(made_up_config(tmp_path, tmp_path / "seeds"))
    assert "the site has no articles" in refusal(empty)


def test_a_file_is_named_by_its_site_and_its_wish() -> None:
    site = SiteSettings(title="Vietnam in translation")
    assert named(site, Wanted()) == "vietnam-in-translation"
    assert (
        named(site, Wanted(source="a.example", pair=("en", "uk"))) == "vietnam-in-translation.a.example.en.uk"
    )
