"""The made-up seeds are the same on every run, and look like what the product is made for."""

import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest

from bench.make_seeds import load_stock, make_seeds

COUNT = 1200  # more than one sub-folder's worth
PRINTED_URL = re.compile(r"^[^\n:]+: (https?://\S+)\n{6,17}[^\n]+ \(0\)\Z", re.MULTILINE)


def texts_by_name(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_bytes().decode()
        for path in folder.rglob("*")
        if path.is_file()
    }


def digest(texts: dict[str, str]) -> str:
    return hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("seeds")
    make_seeds(COUNT, folder)
    return texts_by_name(folder)


def printed_url(text: str) -> str:
    found = PRINTED_URL.search(text)
    assert found, text[-300:]
    return found[1]


def bare_url(url: str) -> str:
    """A URL without what may differ among the translations of a story."""
    return re.sub(r"^https?://(www\.)?|\?.*$", "", url).rstrip("/")


def counter_line(text: str) -> str:
    return text.rpartition("\n")[2]


def test_same_arguments_give_same_bytes(texts: dict[str, str], tmp_path: Path) -> None:
    make_seeds(COUNT, tmp_path)
    assert digest(texts_by_name(tmp_path)) == digest(texts)


def test_other_random_seed_gives_other_stories(texts: dict[str, str], tmp_path: Path) -> None:
    make_seeds(50, tmp_path, random_seed=2)
    others = {bare_url(printed_url(text)) for text in texts_by_name(tmp_path).values()}
    assert others.isdisjoint(bare_url(printed_url(text)) for text in texts.values())


@pytest.mark.parametrize("count", [0, 1, 7, 1000])
def test_count_is_exact(count: int, tmp_path: Path) -> None:
    make_seeds(count, tmp_path)
    assert len(texts_by_name(tmp_path)) == count


def test_names_are_numbers_and_folders_are_small(texts: dict[str, str]) -> None:
    assert len(texts) == COUNT
    assert all(re.fullmatch(r"\d{3}/\d{6}_[0-9a-f]{16}\.txt", name) for name in texts)
    assert max(Counter(name.partition("/")[0] for name in texts).values()) <= 1000


def test_translations_of_a_story_share_its_url(texts: dict[str, str]) -> None:
    printed = {printed_url(text) for text in texts.values()}
    sizes = Counter(bare_url(printed_url(text)) for text in texts.values())
    assert len(sizes) < len(printed)  # they are not all printed alike
    assert max(sizes.values()) <= 12
    assert 3.1 < COUNT / len(sizes) < 4.1


def test_translations_of_a_story_differ_in_language(texts: dict[str, str]) -> None:
    pairs = Counter((bare_url(printed_url(text)), counter_line(text)) for text in texts.values())
    assert len({tongue.comment for tongue in load_stock().tongues.values()}) == len(load_stock().tongues)
    assert max(pairs.values()) == 1


def test_most_translations_have_equally_many_lines(texts: dict[str, str]) -> None:
    stories: dict[str, list[int]] = {}
    for text in texts.values():
        stories.setdefault(bare_url(printed_url(text)), []).append(text.rpartition(": http")[0].count("\n"))
    odd = sum(n != Counter(lengths).most_common(1)[0][0] for lengths in stories.values() for n in lengths)
    assert 0.03 < odd / COUNT < 0.12


def test_seeds_are_as_large_as_real_ones(texts: dict[str, str]) -> None:
    assert 6000 < sum(len(text.encode()) for text in texts.values()) / COUNT < 8000


def test_every_language_has_every_line() -> None:
    """A line missing in one language, or a placeholder lost in it, would break stories silently."""
    tongues = load_stock().tongues
    assert len(tongues) >= 12
    for parts in ("headings", "captions", "items", "sentences"):
        marks = {
            language: [sorted(re.findall(r"\{\w+\}", line)) for line in getattr(tongue, parts)]
            for language, tongue in tongues.items()
        }
        assert all(found == marks["en"] for found in marks.values()), parts
    assert {len(tongue.syllables) for tongue in tongues.values()} == {16}
