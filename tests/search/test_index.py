"""The files of an index: the same whichever way it came about, and as large as they should be."""

import random
from collections.abc import Iterator
from hashlib import sha256

import pytest

from site_builder.search import index
from site_builder.search.index import (
    Change,
    Directory,
    Known,
    Stale,
    bits_for,
    changed,
    packed,
    texts_file,
    texts_number,
    texts_range,
    unpacked,
    weights,
    whole,
)

VOCABULARY = [sha256(f"word {number}".encode()).hexdigest()[:6] for number in range(800)]


def made(state: dict[int, Known]) -> tuple[Directory, dict[str, bytes]]:
    directory = Directory(0, len(state))
    files = whole("en", sorted(state.values(), key=lambda known: known.id), directory)
    return directory, {file.path: file.data for file in files}


def story(number: int, chance: random.Random) -> Known:
    words = {
        VOCABULARY[min(799, int(chance.paretovariate(0.5))) - 1]: chance.randint(1, 8) for _ in range(40)
    }
    facts = (chance.choice(["One", "Two"]), chance.choice([0, 2024, 2025]))
    return Known(sha256(f"story {number}".encode()).hexdigest()[:12], facts, words)


def steps(state: dict[int, Known], chance: random.Random) -> Iterator[list[Change]]:
    """Stories that come, go and change, a few at a time; `state` follows."""
    for _ in range(120):
        changes: list[Change] = []
        for number in chance.sample(range(80), chance.choice([1, 1, 2, 12])):
            before = state.pop(number, None)
            if before is None or chance.random() < 0.6:
                state[number] = story(number, chance)
            changes.append((before, state.get(number)))
        yield changes


@pytest.mark.parametrize("seed", range(4))
def test_an_index_that_grew_is_the_one_that_is_made_at_once(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_TERMS_IN_FILE", 12)
    monkeypatch.setattr(index, "_FREQUENT", 12)
    chance = random.Random(seed)
    state = {number: story(number, chance) for number in range(50)}
    directory, files = made(state)
    assert len(directory.firsts) > 8
    assert len(directory.frequent) > 5
    for changes in steps(state, chance):
        new, gone = changed("en", changes, directory, files.__getitem__)
        for path in gone:
            del files[path]
        files |= {file.path: file.data for file in new}
        directory.stories = len(state)
        assert (directory, files) == made(state)


def test_an_edit_changes_the_files_of_its_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_TERMS_IN_FILE", 16)
    chance = random.Random(1)
    state = {number: story(number, chance) for number in range(50)}
    directory, files = made(state)
    before = state[7]
    after = before._replace(words={**before.words, "zebra": 1})
    new, gone = changed("en", [(before, after)], directory, files.__getitem__)
    assert (len(new), gone) == (1, [])
    assert len(files) > 10


def test_files_that_are_not_those_of_the_index_are_noticed() -> None:
    known = Known("0" * 12, ("One", 2025), {"word": 1})
    directory, files = made({1: known})
    change: Change = (known, known._replace(words={"other": 1}))
    with pytest.raises(Stale):
        changed("en", [change], directory, lambda path: files[path][:-9] + b"\n")

    def missing(path: str) -> bytes:
        raise FileNotFoundError(path)

    with pytest.raises(Stale):
        changed("en", [change], directory, missing)


def test_a_directory_is_read_again() -> None:
    directory = Directory(3, 20, ["", "m"], {"the": 5000}, {"One": 20}, {2025: 12, 0: 8})
    again = Directory.read(directory.file("en").data)
    assert (again.bits, again.stories, again.firsts, again.frequent) == (3, 20, ["", "m"], {"the": 5000})


def test_words_weigh_by_how_often_they_stand_and_by_the_title() -> None:
    found = weights([("Bridge", "bridge " + "river " * 9 + "town town")])
    assert found == {"bridge": 5, "river": 4, "town": 2}
    assert max(weights([("a a a", "a " * 99), ("a", "a")]).values()) <= 8


def test_every_story_is_in_one_file_of_texts() -> None:
    ids = [sha256(f"{number}".encode()).hexdigest()[:12] for number in range(500)]
    bits = bits_for(len(ids))
    assert 1 <= len(ids) / (1 << bits) <= 2
    for id_ in ids:
        first, end = texts_range(texts_number(id_, bits), bits)
        assert first <= id_ < end
    assert [bits_for(count) for count in (0, 1, 2, 3, 4, 5)] == [0, 0, 0, 1, 1, 2]


def test_texts_are_packed_one_by_one() -> None:
    values = {"pages": [["a", "Título", "текст \ud800"]]}
    file = texts_file("en", 0, 0, [("0" * 12, packed(values))])
    assert file.path == "search/en/texts-0.js"
    assert file.data.startswith(b'librarySearch("en/texts-0",{"AAAAAAAA":"')
    assert unpacked(packed(values)) == {"pages": [["a", "Título", "текст ?"]]}
