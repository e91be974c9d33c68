"""Stories of articles that print no source, through a whole build."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from support.building import SEEDS, contents, made_up_config
from support.making import seeds

from site_builder.config import Config
from site_builder.pipeline import Run, build
from site_builder.pipeline.building import opened
from site_builder.pipeline.linking import Doubt, doubts

SOURCE = re.compile(r"^(Source|Джерело|Bron|Zdroj): https://\S+$", re.MULTILINE)
WITHOUT_SOURCE = {path.name: SOURCE.sub("", path.read_text("utf-8")) for path in SEEDS.glob("*.txt")}
TWINNING = ["000_30699385ea1a7b33.txt", "001_ef67dd8b6f877d3b.txt", "002_316eb552abf03a22.txt"]


def stories_of(config: Config) -> list[list[str]]:
    """The seeds of each story of a built site."""
    found: dict[str, list[str]] = {}
    for part in (config.build.output / "data" / "catalogue").glob("*.jsonl"):
        for line in part.read_text("utf-8").splitlines():
            record = json.loads(line)
            found.setdefault(record["story"], []).append(record["seed"])
    return sorted(sorted(names) for names in found.values())


def built(place: Path, files: dict[str, str]) -> Config:
    config = made_up_config(place, seeds(place / "seeds", files))
    build(config)
    return config


def asked(config: Config) -> list[Doubt]:
    with opened(config, Run()) as store:
        return doubts(store.table, store.path)


def test_the_five_seeds_find_each_other_without_their_sources(tmp_path: Path) -> None:
    assert not any("Source: http" in text for text in WITHOUT_SOURCE.values())
    config = built(tmp_path, WITHOUT_SOURCE)
    assert stories_of(config) == [TWINNING, ["003_f363a404654da294.txt"], ["004_d04404aed341e7a1.txt"]]
    (page,) = [
        text
        for name, text in contents(config.build.output).items()
        if name.startswith("stories/") and b"by content" in text
    ]
    assert b"21-KH/TU" in page, "the story page says what the articles share"


@pytest.mark.parametrize("sourced", TWINNING)
def test_an_article_without_source_joins_a_story_that_has_one(tmp_path: Path, sourced: str) -> None:
    files = {name: WITHOUT_SOURCE[name] for name in TWINNING}
    files[sourced] = (SEEDS / sourced).read_text("utf-8")
    alone = built(tmp_path / "alone", {sourced: files[sourced]})
    config = built(tmp_path / "all", files)
    assert stories_of(config) == [TWINNING]
    keys = [json.loads(line)["story"] for place in (alone, config) for line in _catalogue(place)]
    assert len(set(keys)) == 1, "the story keeps the key that its source gives it"


def test_two_sources_are_never_joined_by_content(tmp_path: Path) -> None:
    files = {name: WITHOUT_SOURCE[name] for name in TWINNING}
    files = {name: f"{text}\nSource: https://a.example/{name[:3]}.html\n" for name, text in files.items()}
    files["003.txt"] = WITHOUT_SOURCE["003_f363a404654da294.txt"]
    assert len(stories_of(built(tmp_path, files))) == 4


def test_a_stated_story_wins_over_the_content(tmp_path: Path) -> None:
    files = {name: WITHOUT_SOURCE[name] for name in TWINNING}
    files["000_30699385ea1a7b33.toml"] = 'story = "another"\n'
    files["001_ef67dd8b6f877d3b.toml"] = 'story = "a third"\n'
    assert TWINNING not in stories_of(built(tmp_path, files))


def test_a_collection_with_sources_pays_nothing(tmp_path: Path) -> None:
    config = built(tmp_path, {path.name: path.read_text("utf-8") for path in SEEDS.glob("00[012]*.txt")})
    with opened(config, Run()) as store:
        assert not store.table.execute("SELECT 1 FROM trait").fetchone()
        assert not store.table.execute("SELECT 1 FROM anchor").fetchone()


NOTICES = {
    "en": "On {day} May {year} the council of {town} met and heard a report on roads. It will meet again in June.",
    "de": "Am {day}. Mai {year} tagte der Rat von {town} und hörte einen Bericht über Straßen. Er tagt wieder im Juni.",
    "fr": "Le {day} mai {year}, le conseil de {town} a entendu un rapport sur les routes. Il se réunira en juin.",
    "uk": "{day} травня {year} року рада міста {town} заслухала звіт про дороги. Вона збереться знову в червні.",
}
TOWNS = ["Brno", "Lugano", "Tampere", "Coimbra", "Gdansk"]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_few_articles_of_different_towns_are_not_joined(tmp_path: Path, count: int) -> None:
    """Nothing speaks for a link but that texts are alike, whether or not somebody better is there."""
    files = {
        f"{town}.txt": NOTICES[language].format(day=number + 3, year=2015 + number, town=town) * 1
        for number, (town, language) in enumerate(zip(TOWNS, [*NOTICES, "en"], strict=True))
    }
    chosen = dict(list(files.items())[:count])
    assert len(stories_of(built(tmp_path, chosen))) == count


RELEASES = {
    "en": "Baobab 7: version {number} released\n\n{body}",
    "de": "Baobab 7: Version {number} veröffentlicht\n\n{body}",
    "sv": "Baobab 7: version {number} utgiven\n\n{body}",
}
OF_RELEASES = {
    "en": """The Baobab project is pleased to announce the next update of its stable distribution Baobab 7. This update mainly
corrects faults in the security of the stable distribution, and adds a few repairs of serious problems.

Those who often install updates from the servers of Baobab need not bring many packages up to date, for most of them are there.

New media for installation will be found soon at the places that all know, on 3 continents and in 41 countries.""",
    "de": """Das Projekt Baobab freut sich, die nächste Aktualisierung seiner stabilen Distribution Baobab 7 anzukündigen. Sie
behebt vor allem Fehler in der Sicherheit der stabilen Distribution und fügt einige Korrekturen schwerer Probleme hinzu.

Wer oft Aktualisierungen von den Servern von Baobab einspielt, muss nicht viele Pakete erneuern, denn die meisten sind schon da.

Neue Medien zur Installation gibt es bald an den Orten, die alle kennen, auf 3 Kontinenten und in 41 Ländern.""",
    "sv": """Projektet Baobab är glada över att tillkännage nästa uppdatering av sin stabila utgåva Baobab 7. Den rättar
framför allt fel i säkerheten i den stabila utgåvan, och lägger till några rättelser av allvarliga problem.

De som ofta installerar uppdateringar från servrarna hos Baobab behöver inte uppdatera många paket, ty de flesta finns redan.

Nya medier för installation kommer snart att finnas på de platser som alla känner, på 3 kontinenter och i 41 länder.""",
}


def test_what_stands_in_the_headline_alone_tells_stories_apart(tmp_path: Path) -> None:
    """A headline is no block of its article, and yet what it says counts."""
    files = {
        f"{number}-{language}.txt": text.format(number=number, body=OF_RELEASES[language]) + "\n"
        for number in ("7.3", "7.4", "7.5")
        for language, text in RELEASES.items()
    }
    expected = sorted(
        sorted(f"{number}-{language}.txt" for language in RELEASES) for number in ("7.3", "7.4", "7.5")
    )
    assert stories_of(built(tmp_path, files)) == expected


HEADS = (
    "Results",
    "Resultados",
    "Ergebnisse",
    "Результати",
    "نتائج",
    "Αποτελέσματα",
    "ผลลัพธ์",
    "结果",
    "Résultats",
    "結果",
)
TEAMS = ("Brno", "Lugano", "Tampere", "Coimbra", "Gdansk", "Split")


def sums(number: int) -> str:
    """Of those that are in every one of them, and others."""
    return "\n\n".join(["12 + 30 = 42", "3 + 3 = 6", f"{number} + {number + 40} = {2 * number + 40}"])


def table(number: int) -> str:
    rows = [f"{year} | {year * 7 % 900} | {year % 90}.5 | {number}" for year in range(1990, 2020)]
    return "\n".join([HEADS[number % len(HEADS)], *rows])


def scores(number: int) -> str:
    games = [f"{one} – {other} {len(one) + 10}:{len(other)}" for one in TEAMS for other in TEAMS[:3]]
    return "\n".join([HEADS[number % len(HEADS)] + f" 2{number:03}", *games])


@pytest.mark.parametrize("text", [lambda number: "3 + 3 = 6" + "\n" * number, sums, table, scores])
def test_little_but_numbers_is_joined_to_nothing(tmp_path: Path, text: Callable[[int], str]) -> None:
    """They share all they hold, and it says nothing."""
    files = {f"{number:03}.txt": text(number) + "\n" for number in range(40)}
    assert stories_of(built(tmp_path, files)) == [[name] for name in files]


def test_what_is_doubtful_can_be_asked(tmp_path: Path) -> None:
    texts = {
        **WITHOUT_SOURCE,
        "005.txt": WITHOUT_SOURCE[TWINNING[0]].replace("Нам Ка", "Еа Кар").replace("21-KH", "22-KH"),
    }
    config = built(tmp_path, texts)
    found = asked(config)
    for doubt in found:
        assert doubt.kind in ("near miss", "thin link")
        assert doubt.cards[0].seed != doubt.cards[1].seed
        assert 0 < doubt.score <= 1
        assert (doubt.stories[0] != doubt.stories[1]) == (doubt.kind == "near miss")
    assert any("005.txt" in {card.seed for card in doubt.cards} for doubt in found), (
        "a twin of a translation is a near miss"
    )


def _catalogue(config: Config) -> list[str]:
    parts = sorted((config.build.output / "data" / "catalogue").glob("*.jsonl"))
    return [line for part in parts for line in part.read_text("utf-8").splitlines()]


def test_a_near_miss_is_on_the_review_page_until_a_sidecar_settles_it(tmp_path: Path) -> None:
    texts = {
        **WITHOUT_SOURCE,
        "005.txt": WITHOUT_SOURCE[TWINNING[0]].replace("Нам Ка", "Еа Кар").replace("21-KH", "22-KH"),
    }
    config = built(tmp_path, texts)
    (miss,) = [one for one in asked(config) if "005.txt" in {card.seed for card in one.cards}]
    page = config.build.cache / "review.html"
    card = miss.cards[0]
    assert f"{card.seed.removesuffix('.txt')}.toml" in page.read_text("utf-8")
    before = stories_of(config)
    sidecar = (config.build.seeds / card.seed).with_suffix(".toml")
    sidecar.write_text(f'story = "{miss.stories[1]}"\n', "utf-8")
    report = build(config)
    assert not report.review.get("near") and not report.review.get("story")
    assert stories_of(config) != before
    assert any({card.seed for card in miss.cards} <= set(story) for story in stories_of(config))
