"""Stories told in the same words, apart in their names alone."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.building import made_up_config
from support.making import seeds

from site_builder.link.contrast import contrasted, runs_of
from site_builder.link.groups import groups_of
from site_builder.pipeline import build

TWINS = tomllib.loads(Path(__file__).with_name("twins.toml").read_text("utf-8"))
LATIN = TWINS["syllables"]["latin"].split()
FAMILIES = ("Nguyen", "Tran", "Le", "Huynh", "Vu")
BETWEEN = {"ja": "・", "zh": ""}
THREE = ("uk", "nl", "en")
OTHER_THREE = ("de", "ar", "th")
SIX = ("en", "fr", "ru", "el", "ko", "ja")
SIXTEEN = tuple(language for language in TWINS["texts"] if language != "zh")


def written(language: str, syllables: list[str]) -> str:
    """A name as the language writes it."""
    known = dict(
        zip(LATIN, TWINS["syllables"].get(language, TWINS["syllables"]["latin"]).split(), strict=True)
    )
    return BETWEEN.get(language, " ").join(known[one] for one in syllables)


def ceremonies(
    count: int, languages: tuple[str, ...], draw: Random, *, numbers: bool
) -> Iterator[dict[str, str]]:
    """Language → text, of each; their names differ, and if `numbers` these too."""
    given_names = [one for one in LATIN if one not in FAMILIES]
    said: dict[str, int] = {}
    for _ in range(count):
        if numbers or not said:
            said = {
                f"n{number}": draw.randint(100, 900) if number in (4, 6) else draw.randint(12, 60)
                for number in range(1, 7)
            }
            said["n2"] = draw.randint(11, 30)
        places = draw.sample(given_names, 4)
        names = {"w": places[:2], "c": places[2:]}
        for person in "abde":
            names[person] = [draw.choice(FAMILIES), *draw.sample(given_names, 2)]
        yield {
            language: TWINS["texts"][language].format(
                **said, **{key: written(language, syllables) for key, syllables in names.items()}
            )
            for language in languages
        }


def stories_of(place: Path, files: Mapping[str, str]) -> list[list[str]]:
    config = made_up_config(place, seeds(place / "seeds", files))
    build(config)
    found: dict[str, list[str]] = {}
    for part in (config.build.output / "data" / "catalogue").glob("*.jsonl"):
        for line in part.read_text("utf-8").splitlines():
            record = json.loads(line)
            found.setdefault(record["story"], []).append(record["seed"])
    return sorted(sorted(names) for names in found.values())


@pytest.mark.parametrize("numbers", [False, True])
@pytest.mark.parametrize(
    "languages", [THREE, OTHER_THREE, SIX, SIXTEEN], ids=lambda some: str(len(some)) + some[0]
)
def test_twins_are_told_apart_by_their_names_in_any_script(
    tmp_path: Path, languages: tuple[str, ...], numbers: bool
) -> None:
    twins = list(ceremonies(8, languages, Random(1), numbers=numbers))
    files = {
        f"{number}-{language}.txt": text + "\n"
        for number, twin in enumerate(twins)
        for language, text in twin.items()
    }
    found = stories_of(tmp_path, files)
    expected = [sorted(f"{number}-{language}.txt" for language in languages) for number in range(8)]
    assert found == expected


PLACES = {
    "en": "The mayor of {} opened the bridge of {} on Saturday, and {} was glad.",
    "th": "นายกเทศมนตรี {} เปิดสะพาน {} เมื่อวันเสาร์ และ {} ก็ยินดี",
    "uk": "Мер міста {} відкрив у суботу міст {}, і {} раділо.",
}
TOWNS = {"en": ("Dak Lak", "Tam Ky"), "th": ("ดั๊กลัก", "ตามกี่"), "uk": ("Дак Лак", "Там Кі")}
TEXTS = {
    f"{language}{number}": PLACES[language].format(*[town] * 3)
    for language, towns in TOWNS.items()
    for number, town in enumerate(towns)
}
MEMBERS = {name: (name[:2], "") for name in TEXTS}
PAIRS = {(a, b): 0.9 for a in TEXTS for b in TEXTS if a < b and a[:2] != b[:2]}


def nothing(_: str) -> dict[int, float]:
    return {}


def test_a_pair_with_a_better_rival_scores_less() -> None:
    found = contrasted(MEMBERS, PAIRS, nothing, TEXTS.__getitem__)
    for (a, b), score in found.items():
        assert (score > 0.6) is (a[-1] == b[-1]), (a, b, score)
    groups = groups_of(MEMBERS, [(a, b, score) for (a, b), score in found.items()])
    assert groups == [["en0", "th0", "uk0"], ["en1", "th1", "uk1"]]


def test_of_an_article_alone_in_its_language_the_anchors_tell() -> None:
    anchors = {"en0": {1: 1.0, 3: 1.0}, "en1": {2: 1.0, 3: 1.0}, "uk1": {2: 1.0, 3: 1.0, 4: 2.0}}
    pairs = {("en0", "uk1"): 0.9, ("en1", "uk1"): 0.9}
    found = contrasted(MEMBERS, pairs, anchors.__getitem__, TEXTS.__getitem__)
    assert found["en0", "uk1"] < 0.1 < 0.8 < found["en1", "uk1"]
    assert contrasted(MEMBERS, pairs, nothing, TEXTS.__getitem__) == pairs, "nothing known is nothing said"


def test_without_two_of_one_language_no_text_is_read() -> None:
    pairs = {pair: score for pair, score in PAIRS.items() if pair[0][-1] == pair[1][-1]}
    assert contrasted(MEMBERS, pairs, nothing, lambda name: pytest.fail(name)) is pairs
    unsure = {name: (f"?{name}", "") for name in MEMBERS}
    assert contrasted(unsure, PAIRS, nothing, lambda name: pytest.fail(name)) is PAIRS


def test_versions_of_one_source_are_no_rivals() -> None:
    members = {name: (language, "one" if language == "en" else "") for name, (language, _) in MEMBERS.items()}
    pairs = {pair: 0.9 for pair in PAIRS if pair in (("en0", "uk1"), ("en1", "uk1"))}
    assert contrasted(members, pairs, nothing, TEXTS.__getitem__) == pairs


def test_runs_go_on_across_words_but_not_across_phrases() -> None:
    assert runs_of("Nam Ka") == {"nmk": 1}
    assert runs_of("น้ำกา")
    assert not runs_of("Nam. Ka") and not runs_of("Nam 5 Ka") and not runs_of("")


@given(st.permutations(sorted(PAIRS)), st.permutations(sorted(MEMBERS)))
def test_the_order_of_articles_decides_nothing(pairs: list[tuple[str, str]], names: list[str]) -> None:
    found = contrasted(
        {name: MEMBERS[name] for name in names},
        {pair: PAIRS[pair] for pair in pairs},
        nothing,
        TEXTS.__getitem__,
    )
    assert found == contrasted(MEMBERS, PAIRS, nothing, TEXTS.__getitem__)
