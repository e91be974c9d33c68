"""Titles of articles that carry none: one for a story, whatever comes and goes."""

import json
from pathlib import Path

from support.building import SEEDS, made_up_config
from support.making import seeds

from site_builder.config import Config
from site_builder.pipeline import build

TWINNING = ["000_30699385ea1a7b33.txt", "001_ef67dd8b6f877d3b.txt", "002_316eb552abf03a22.txt"]
TEXTS = {name: (SEEDS / name).read_text("utf-8") for name in TWINNING}
GIFTS = {
    "en": "Leaders of Nam Ka Commune Party Committee presented gifts to Buon Ma Thuot Ward Party Committee",
    "nl": "Leiders van het Nam Ka Commune Partijcomité overhandigden geschenken aan het Buon Ma Thuot Ward Partijcomité",
    "uk": "Лідери партійного комітету комуни Нам Ка вручили подарунки партійному комітету округу Буон Ма Тхуот",
}


def titles(config: Config) -> dict[str, tuple[str, str]]:
    """Language → title and where it came from."""
    found = {}
    for part in (config.build.output / "data" / "catalogue").glob("*.jsonl"):
        for line in part.read_text("utf-8").splitlines():
            record = json.loads(line)
            found[record["language"]] = record["title"], record["provenance"]["title"]["from"]
    return found


def test_a_story_has_one_title_in_all_its_languages(tmp_path: Path) -> None:
    config = made_up_config(tmp_path, seeds(tmp_path / "seeds", TEXTS))
    build(config)
    found = titles(config)
    assert {language: title for language, (title, _) in found.items()} == GIFTS
    assert found["nl"][1] == "a caption that says what the title in en says"
    page = next((config.build.output / "nl").glob("*/le-*.html")).read_text("utf-8")
    assert f">{GIFTS['nl']}</h1>" in page
    assert '<p class="slug" lang="" dir="auto">Le ket nghia ' in page, "what the source's address says"
    assert GIFTS["nl"] in (config.build.output / "nl" / "index.html").read_text("utf-8")


def test_a_stated_title_stands_and_the_others_keep_theirs(tmp_path: Path) -> None:
    stated = {**TEXTS, "001_ef67dd8b6f877d3b.toml": 'title = "Twee gemeenten"'}
    config = made_up_config(tmp_path, seeds(tmp_path / "seeds", stated))
    build(config)
    assert {language: title for language, (title, _) in titles(config).items()} == {
        **GIFTS,
        "nl": "Twee gemeenten",
    }


def test_a_version_that_goes_takes_its_choice_along(tmp_path: Path) -> None:
    folder = seeds(tmp_path / "seeds", TEXTS)
    config = made_up_config(tmp_path, folder)
    build(config)
    (folder / TWINNING[2]).unlink()
    build(config)
    found = titles(config)
    assert "en" not in found
    assert not any("title in en" in origin for _, origin in found.values())
    build(made_up_config(tmp_path / "clean", folder))
    assert found == titles(made_up_config(tmp_path / "clean", folder))


def test_without_a_source_the_caption_with_the_names_of_the_text_is_the_title(tmp_path: Path) -> None:
    text = TEXTS[TWINNING[2]].split("Source:")[0]
    config = made_up_config(tmp_path, seeds(tmp_path / "seeds", {"a.txt": text}))
    build(config)
    assert titles(config)["en"][0] == GIFTS["en"]
