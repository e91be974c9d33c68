"""Which paragraphs say the same."""

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.making import article, block

from site_builder.align import _Version, align_story, as_before, breaks, pair
from site_builder.align.anchors import numbers_of
from site_builder.model import Alignment, Article, Block, BlockKind, mirrored

LONG = "In 2026 the two units agreed to focus resources on 15 tasks, and on the exchange of experience between them."
SHORT = "Delegates attend."
NUMBERED = [
    "On the 28th of November the ward signed plan 21, and 40 delegates of both places came to the ceremony.",
    "The commune has 104 households without a house; 94 have built one since, and the province paid for all of them.",
    "In 2026 both sides mean to exchange officials, to train 300 people and to keep the networks in good order.",
    "A fund of 100 million is to help the commune over the storms, which took the roofs of 17 schools in a night.",
    "At the end all 12 members of the committee thanked the people of the ward, and the meeting closed at 5 o'clock.",
]


def beads(left: Article, right: Article) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return list(align_story([left, right]).beads(left.language, right.language))


def test_versions_of_the_same_structure_go_one_to_one() -> None:
    left = article("en", [LONG, block(SHORT, "caption"), SHORT])
    right = article("nl", [LONG[:-9], block(SHORT + SHORT[:4], "caption"), SHORT])
    assert beads(left, right) == [((0,), (0,)), ((1,), (1,)), ((2,), (2,))]


@pytest.mark.parametrize(("left", "right"), [(30, 29), (2, 90), (90, 2), (1, 50), (7, 40), (13, 14)])
def test_a_narrow_band_still_has_a_way_through(
    left: int, right: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pair, "_MAX_CELLS", 20)
    first = article("en", [block(LONG, "heading"), *[SHORT] * left])
    found = beads(first, article("nl", [SHORT] * right))
    assert [place for ours, _ in found for place in ours] == list(range(left + 1))
    assert [place for _, theirs in found for place in theirs] == list(range(right))


def test_versions_without_end_are_aligned_in_seconds() -> None:
    start = time.process_time()
    assert beads(article("en", [LONG] * 5_000), article("nl", [block(LONG, "quote"), *[LONG] * 4_990]))
    assert time.process_time() - start < 30  # every pair of paragraphs would take minutes


def test_a_missing_paragraph_leaves_a_gap() -> None:
    left, right = article("en", NUMBERED), article("nl", NUMBERED[:2] + NUMBERED[3:])
    assert beads(left, right) == [((0,), (0,)), ((1,), (1,)), ((2,), ()), ((3,), (2,)), ((4,), (3,))]


@pytest.mark.parametrize("lost", [1, 2, 3])
@pytest.mark.parametrize("longer", [0.8, 1.0, 1.2])
def test_a_missing_paragraph_of_few_leaves_a_gap_by_lengths_alone(lost: int, longer: float) -> None:
    """Without it the others are a larger part of their text, which is no reason to join two."""
    lengths = [30, 55, 60, 90, 42]
    left = article("en", ["word " * length for length in lengths])
    del lengths[lost]
    right = article("nl", ["word " * round(longer * length) for length in lengths])
    assert ((lost,), ()) in beads(left, right)
    assert all(len(ours) == 1 for ours, _ in beads(left, right))


def test_a_joined_paragraph_of_few_is_one_row_by_lengths_alone() -> None:
    left = article("en", ["word " * length for length in (30, 55, 24, 90, 42)])
    right = article("nl", ["word " * length for length in (33, 87, 99, 46)])
    assert beads(left, right) == [((0,), (0,)), ((1, 2), (1,)), ((3,), (2,)), ((4,), (3,))]


def test_a_merged_paragraph_is_one_row() -> None:
    left = article("en", NUMBERED[:4])
    right = article("nl", [NUMBERED[0], f"{NUMBERED[1]} {NUMBERED[2]}", NUMBERED[3]])
    assert beads(left, right) == [((0,), (0,)), ((1, 2), (1,)), ((3,), (2,))]


def test_a_heading_is_not_laid_beside_a_paragraph() -> None:
    left = article("en", [LONG, block("A heading", "heading"), LONG])
    right = article("nl", [LONG, LONG])
    assert ((1,), ()) in beads(left, right)


def test_any_two_versions_of_many_can_be_laid_side_by_side() -> None:
    texts = NUMBERED[:4]
    alignment = align_story([article("en", texts), article("nl", texts[1:]), article("uk", texts[:-1])])
    assert alignment.beads("nl", "uk") == (((), (0,)), ((0,), (1,)), ((1,), (2,)), ((2,), ()))


KINDS: st.SearchStrategy[BlockKind] = st.sampled_from(("paragraph", "caption", "heading"))


@st.composite
def versions(draw: st.DrawFn) -> list[Article]:
    def made(kind: BlockKind, words: int, number: int) -> Block:
        return block(f"{'word ' * words}{number}", kind)

    blocks = st.builds(made, KINDS, st.integers(1, 60), st.integers(0, 3))
    bodies = draw(st.lists(st.lists(blocks, min_size=1, max_size=7), min_size=1, max_size=4))
    return [article(language, body) for language, body in zip(("cs", "en", "nl", "uk"), bodies, strict=False)]


@given(versions())
def test_each_block_stands_in_one_row_and_in_order(articles: list[Article]) -> None:
    alignment = align_story(articles)
    for number, version in enumerate(sorted(articles, key=lambda one: one.language)):
        seen = [index for row in alignment.rows for index in row[number]]
        assert seen == list(range(len(version.blocks)))
    assert all(any(row) for row in alignment.rows)


@given(versions())
def test_alignment_ignores_the_order_of_versions(articles: list[Article]) -> None:
    assert align_story(articles) == align_story(articles[::-1])


@st.composite
def broken(draw: st.DrawFn) -> tuple[list[Block], list[Block], list[tuple[tuple[int, ...], tuple[int, ...]]]]:
    """A text of numbered blocks, one that left out or joined some of them, and how they belong together."""
    kinds = draw(st.lists(KINDS, min_size=12, max_size=30))
    words = draw(st.lists(st.integers(40, 90), min_size=len(kinds), max_size=len(kinds)))
    texts = [f"{'word ' * count}{1000 + place}" for place, count in enumerate(words)]
    whole = [block(text, kind) for text, kind in zip(texts, kinds, strict=True)]
    joins = [place for place in range(len(kinds) - 1) if kinds[place] == kinds[place + 1]]
    joined = draw(st.sets(st.sampled_from(joins), max_size=1)) if joins else set()
    lost = draw(st.sets(st.sampled_from(range(len(kinds))), max_size=1))
    lost -= {place + step for place in joined for step in (-1, 0, 1, 2)}
    part: list[Block] = []
    expected: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    for place, one in enumerate(whole):
        if place in lost:
            expected.append(((place,), ()))
        elif place - 1 in joined:
            part[-1] = block(f"{part[-1].text} {one.text}", one.kind)
            expected[-1] = ((place - 1, place), (len(part) - 1,))
        else:
            part.append(one)
            expected.append(((place,), (len(part) - 1,)))
    return whole, part, expected


@given(broken())
def test_what_was_left_out_or_joined_is_found(
    texts: tuple[list[Block], list[Block], list[tuple[tuple[int, ...], tuple[int, ...]]]],
) -> None:
    whole, part, expected = texts
    assert beads(article("en", whole), article("nl", part)) == expected


@given(broken())
def test_a_search_finds_the_same_as_a_short_look(
    texts: tuple[list[Block], list[Block], list[tuple[tuple[int, ...], tuple[int, ...]]]],
) -> None:
    whole, part, expected = texts
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(breaks, "_FAR", -1.0)  # nothing is sure
        assert beads(article("en", whole), article("nl", part)) == expected


@given(st.lists(st.integers(1, 900), min_size=2, max_size=12), st.data())
def test_no_place_of_a_break_near_the_best_is_given_up(lengths: list[int], data: st.DataObject) -> None:
    places = len(lengths) - 1
    others = data.draw(st.lists(st.integers(1, 900), min_size=places, max_size=places))
    whole, part = (
        _Version(one, ["paragraph"] * len(one.blocks))
        for one in (
            article("en", ["x" * size for size in lengths]),
            article("nl", ["x" * size for size in others]),
        )
    )
    every = [
        (shape + sum(breaks._path(whole, part, place, merged)), place, merged)
        for shape, merged in ((breaks._MERGE, 1), (breaks._GAP, 0))
        for place in range(places + 1 - merged)
    ]
    near = {way for way in every if way[0] <= min(every)[0] + breaks._DOUBT}
    assert near <= set(breaks._ways(whole, part, 0, places)) <= set(every)


def test_paragraphs_broken_elsewhere_go_by_their_sentences() -> None:
    said = [
        f"In {year} the commune built {year - 1900} houses, and {name} came to see them."
        for year, name in NAMED
    ]
    left = article("en", [" ".join(said[:3]), " ".join(said[3:5]), " ".join(said[5:])])
    right = article("nl", [said[0], " ".join(said[1:4]), " ".join(said[4:])])
    assert beads(left, right) == [((0,), (0, 1)), ((1,), (1, 2)), ((2,), (2,))]
    assert beads(right, left) == [((0, 1), (0,)), ((1, 2), (1,)), ((2,), (2,))]


def test_equal_numbers_of_paragraphs_are_not_taken_for_equal_paragraphs() -> None:
    left = article("en", [NUMBERED[0], f"{NUMBERED[1]} {NUMBERED[2]} {NUMBERED[3]}", NUMBERED[4]])
    right = article("nl", [f"{NUMBERED[0]} {NUMBERED[1]} {NUMBERED[2]}", NUMBERED[3], NUMBERED[4]])
    assert beads(left, right) == [((0,), (0,)), ((1,), (0, 1)), ((2,), (2,))]


def test_names_tell_where_lengths_do_not() -> None:
    names = ["Kovalenko", "Brandt", "Marchetti", "Okonkwo"]
    left = [f"At the meeting {name} spoke of it at length." for name in names]
    right = [f"На зустрічі {name} говорив про це довго." for name in ("Коваленко", "Брандт", "Оконкво")]
    found = beads(article("en", [*left, "A heading of it"]), article("uk", [*right, "Про це"]))
    assert found[:4] == [((0,), (0,)), ((1,), (1,)), ((2,), ()), ((3,), (2,))]


NAMED = [
    (1990 + number, name)
    for number, name in enumerate(("Anna", "Boris", "Carla", "Dmitri", "Erik", "Frida", "Gustav"))
]


@given(versions())
def test_beads_hold_every_block_and_read_the_same_from_either_side(articles: list[Article]) -> None:
    alignment = align_story(articles)
    for one in articles:
        for other in articles:
            if one is other:
                continue
            found = alignment.beads(one.language, other.language)
            assert found == mirrored(alignment.beads(other.language, one.language))
            ours = [place for places, _ in found for place in places]
            assert sorted(set(ours)) == list(range(len(one.blocks)))
            assert ours == sorted(ours)


def test_blocks_belong_together_where_their_stretches_overlap() -> None:
    left, right = ((0, 100), (100, 200)), ((0, 40), (40, 110), (110, 200), (200, 200))
    alignment = Alignment(("en", "nl"), (), (left, right))
    assert alignment.beads("en", "nl") == (((0,), (0, 1)), ((1,), (2,)), ((), (3,)))
    assert alignment.beads("nl", "en") == (((0, 1), (0,)), ((2,), (1,)), ((3,), ()))


@given(versions())
def test_an_alignment_can_be_remembered(articles: list[Article]) -> None:
    alignment = align_story(articles)
    if not alignment.is_even:
        assert as_before(alignment.languages, alignment.pivot, alignment.spans) == alignment


@given(st.text(st.sampled_from("0159٣०๙９\U0001e953\U0001d7d0😀\ud800a., \u00a0\u202f\n"), max_size=40))
def test_numbers_are_found_in_the_digits_of_every_script(text: str) -> None:
    found = re.findall(r"\d+(?:[.,\u00a0\u202f ]\d{3})*", text)
    digits = ["".join(str(unicodedata.digit(char)) for char in one if char.isdigit()) for one in found]
    assert numbers_of(text) == frozenset(digits)
