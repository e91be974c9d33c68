"""What articles say of each other: languages within a story."""

import json
from itertools import combinations
from pathlib import Path

import pytest
from support.building import contents, made_up_config
from support.making import seeds

from site_builder import describe
from site_builder.config import Config
from site_builder.model import Written
from site_builder.pipeline import Run, build
from site_builder.pipeline.explaining import Explained, explain

SOURCE = "\nSource: https://a.example/news/bridge.html\n"
DUTCH = (
    "De school in Kanevel geeft les aan 35 kinderen, en meer dan de helft komt lopend of met de fiets.\n"
    "Het comité komt volgende maand weer bijeen om te beslissen of de proef naar Moneka wordt uitgebreid."
)
LOOKS_DUTCH = (
    "The school in Kanevel teaches 35 children, and more than half of them come on foot.\n"
    "In the end everybody agreed that a good beginning had been made.\n"
    "Farmers around Moneka expect a harvest of 45 tonnes of apples.\n"
    "The council of Sanorlin approved a plan to repair 60 kilometres of roads before the end of 2018."
)
"""English, and at a first look surely Dutch, for the names are."""
CROATIAN = "Općinsko vijeće odlučilo je tko će graditi novu školu."
BOSNIAN = "Danas je lijepo vrijeme u gradu."
"""Said so in all that is spoken there; likeliest Croatian."""


def languages(config: Config) -> dict[str, tuple[str, str]]:
    """Seed → language and where it came from."""
    found = {}
    for part in (config.build.output / "data" / "catalogue").glob("*.jsonl"):
        for line in part.read_text("utf-8").splitlines():
            record = json.loads(line)
            found[record["seed"]] = record["language"], record["provenance"]["language"]["from"]
    return found


def test_a_text_that_only_looks_like_its_sibling_is_looked_at_closer(tmp_path: Path) -> None:
    folder = seeds(tmp_path / "seeds", {"a.txt": DUTCH + SOURCE, "b.txt": LOOKS_DUTCH + SOURCE})
    config = made_up_config(tmp_path, folder)
    build(config)
    assert languages(config)["a.txt"] == ("nl", "the text")
    assert languages(config)["b.txt"] == (
        "en",
        "the text, looked at closer: another version of its story is nl",
    )
    (told,) = explain(config, ["b.txt"])["b.txt"]
    assert isinstance(told, Explained)
    assert (told.article.language, told.variant) == ("en", False)


def test_relatives_in_one_story_have_a_language_each(tmp_path: Path) -> None:
    folder = seeds(tmp_path / "seeds", {"a.txt": CROATIAN + SOURCE, "b.txt": BOSNIAN + SOURCE})
    config = made_up_config(tmp_path, folder)
    build(config)
    assert languages(config)["a.txt"][0] == "hr"
    assert languages(config)["b.txt"] == (
        "bs",
        "the text, which may be hr as well: that is another version of its story",
    )


def test_what_a_story_told_goes_with_the_sibling_that_told_it(tmp_path: Path) -> None:
    files = {"a.txt": CROATIAN + SOURCE, "b.txt": BOSNIAN + SOURCE}
    folder = seeds(tmp_path / "seeds", files)
    config = made_up_config(tmp_path, folder)
    build(config)
    (folder / "a.txt").unlink()
    build(config)
    assert languages(config) == {"b.txt": ("hr", "the text")}
    (folder / "a.toml").write_text('language = "hr"')
    (folder / "a.txt").write_text(CROATIAN + SOURCE)
    build(config)
    assert languages(config)["b.txt"][0] == "bs"


def test_variants_and_stated_languages_stay_as_they_are(tmp_path: Path) -> None:
    more = "\nDe vissers van Kanevel brachten vorig seizoen 145 ton aan land."
    folder = seeds(
        tmp_path / "seeds",
        {
            "a.txt": DUTCH + SOURCE,
            "b.txt": DUTCH + more + SOURCE,
            "c.txt": LOOKS_DUTCH + SOURCE,
            "c.toml": 'language = "nl"',
        },
    )
    config = made_up_config(tmp_path, folder)
    build(config)
    assert {tag for tag, _ in languages(config).values()} == {"nl"}


def test_stories_whose_languages_differ_are_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(describe, "settle_languages", lambda *_: pytest.fail("was asked"))
    folder = seeds(tmp_path / "seeds", {"a.txt": DUTCH + SOURCE, "b.txt": CROATIAN * 3 + SOURCE})
    build(made_up_config(tmp_path, folder))


FILES = {
    "a.txt": CROATIAN + SOURCE,
    "b.txt": BOSNIAN + SOURCE,
    "c.txt": LOOKS_DUTCH + SOURCE,
    "d.txt": DUTCH + SOURCE,
}


@pytest.mark.parametrize("first", [*combinations(FILES, 2)])
def test_whatever_comes_and_goes_languages_are_those_of_a_first_build(
    tmp_path: Path, first: tuple[str, ...]
) -> None:
    folder = seeds(tmp_path / "seeds", {name: FILES[name] for name in first})
    config = made_up_config(tmp_path, folder)
    build(config)
    for step, name in enumerate(FILES):
        path = folder / name
        if path.exists():
            path.unlink()
        else:
            path.write_text(FILES[name], "utf-8")
        build(config)
        (tmp_path / f"{step}").mkdir()
        clean = made_up_config(tmp_path / f"{step}", folder)
        build(clean)
        assert contents(config.build.output) == contents(clean.build.output), (step, name)
        pages = build(config, Run()).pages
        assert pages == Written(written=0, unchanged=pages.unchanged, removed=0)
