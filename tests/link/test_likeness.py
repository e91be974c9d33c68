"""How alike two articles are."""

import marshal
import math

from hypothesis import given
from hypothesis import strategies as st

from site_builder.link.likeness import (
    CROWD,
    FEATURES,
    NEAR,
    PER_LANGUAGE,
    RISING,
    Background,
    Member,
    Near,
    Shape,
    Subject,
    common_run,
    commonness,
    meeting_ends,
    nearest,
    one_of,
    rarity,
    rivalry_of,
    shape_of,
    subject,
    would_enter,
)


def shape(numbers: list[int] | None = None, ends: list[int] | None = None) -> Shape:
    return shape_of(tuple(numbers or ()), tuple(ends or ()))


def with_numbers(numbers: list[int]) -> Subject:
    return subject(Member("en", "", (), shape(numbers=numbers), 1))


def formless(found: list[tuple[float, str, int, str]]) -> Near:
    return nearest(found, lambda other: (0.5, 0.25 * other))


NUMBERS = st.lists(st.integers(0, 5), max_size=12)


@given(NUMBERS, NUMBERS)
def test_the_common_run_is_the_longest_common_subsequence(first: list[int], second: list[int]) -> None:
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i, one in enumerate(first):
        for j, other in enumerate(second):
            table[i + 1][j + 1] = table[i][j] + 1 if one == other else max(table[i][j + 1], table[i + 1][j])
    assert common_run(with_numbers(first), second) == table[-1][-1]


def test_a_story_in_many_languages_makes_its_names_no_more_common() -> None:
    assert commonness([(n, f"l{n}", 1.0) for n in range(80)]) == 0
    assert commonness([(n, "en", 1.0) for n in range(8)]) == 3
    assert commonness([(n, "en", 1.0) for n in range(100)]) == -1
    assert commonness([(n, f"l{n}", 1.0) for n in range(CROWD + 1)]) == -1


def test_what_the_background_knows_weighs_less() -> None:
    background = Background(100, {5: 60})
    assert rarity(7, 0, 0, background) > rarity(7, 2, 5, background) > rarity(5, 0, 0, background) > 0
    assert rarity(7, -1, 5, background) == 0


def test_ends_meet_where_they_are_near() -> None:
    whole = shape(ends=[100, 500])
    assert meeting_ends(whole, whole) == 1
    assert meeting_ends(whole, shape(ends=[104, 497])) > 0.85
    assert meeting_ends(whole, shape(ends=[300, 800])) < 0.01
    assert meeting_ends(shape(), shape()) == 1
    assert meeting_ends(shape(), shape(ends=[5])) == 0
    assert meeting_ends(shape(ends=[0, 1000]), shape(ends=[1000])) > 0.6


def test_neighbours_are_few_in_each_language_and_in_all() -> None:
    found = sorted((-1 / (n + 2), f"id{n}", n, f"l{n % 40}") for n in range(1000))
    near = formless(found)
    assert len(near) == len(set(near)) == NEAR
    assert near.top == 0.5
    one = formless([(likeness, name, n, "en") for likeness, name, n, _ in found])
    assert list(one) == list(range(PER_LANGUAGE))


def test_neighbours_come_back_from_a_store_as_they_were() -> None:
    near = formless(sorted((-1 / (n + 2), f"id{n}", n, f"l{n % 3}") for n in range(9)))
    again = Near(*marshal.loads(marshal.dumps(near.packed())))
    assert again.packed() == near.packed()
    assert again.of("l1") == [(1, 1 / 3, 0.5, 0.25), (4, 1 / 6, 0.5, 1.0), (7, 1 / 9, 0.5, 1.75)]
    assert one_of(again.of("l1"), 4) == (4, 1 / 6, 0.5, 1.0)
    assert one_of(again.of("l2"), 4) is one_of(again.of("l1"), 5) is None
    assert again.of("xx") == []
    nobody = formless([])
    assert (len(nobody), nobody.top, Near(*nobody.packed()).of("l1")) == (0, 0.0, [])


def test_who_comes_in_is_told_from_the_neighbours_alone() -> None:
    found = sorted((-1 / (n + 2), f"id{n}", n, "en") for n in range(30))
    for n in range(30):
        without = formless([one for one in found if one[2] != n])
        entered = n in set(formless(found))
        assert would_enter(without, 1 / (n + 2), "en") >= entered


def test_a_better_partner_is_a_rival() -> None:
    german = formless([(-0.9, "a", 1, "de"), (-0.8, "c", 3, "fr"), (-0.6, "b", 2, "de")]).of("de")
    assert german == [(1, 0.9, 0.5, 0.25), (2, 0.6, 0.5, 0.5)]
    best, numbers, ends = rivalry_of((0, 2), (german, []), 0.6, (0.5, 0.5))
    assert best < 1
    assert (numbers, ends) == (0, 0.25)
    assert rivalry_of((0, 1), (german, []), 0.9, (0.5, 0.25)) > (1, 0, 0)


def test_every_feature_says_whether_more_of_it_is_better() -> None:
    assert len(FEATURES) == len(RISING)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30).map(sorted))
def test_closeness_is_that_to_the_nearest_end(ends: list[int]) -> None:
    found = shape(ends=ends)
    for place in range(0, 1001, 7):
        near = [
            min(abs(one - other) for other in others)
            for one, others in [(place, ends), *[(end, [place]) for end in ends]]
        ]
        expected = [math.exp(-((off / 12) ** 2)) if off <= 47 else 0.0 for off in near]
        assert abs(meeting_ends(shape(ends=[place]), found) - sum(expected) / len(expected)) < 1e-9
