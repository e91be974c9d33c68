"""Groups from scores."""

from hypothesis import given
from hypothesis import strategies as st

from site_builder.link.groups import groups_of

SURE = {
    name: (language, "")
    for name, language in zip("abcdef", ("en", "de", "fr", "en", "uk", "de"), strict=True)
}


def test_a_group_holds_one_article_of_a_language() -> None:
    pairs = [("a", "b", 0.9), ("b", "d", 0.8), ("a", "d", 0.9)]
    assert ["a", "b"] in groups_of(SURE, pairs)


def test_two_sources_are_never_joined() -> None:
    members = {
        "a": ("en", "one"),
        "b": ("de", "two"),
        "c": ("fr", ""),
        "d": ("uk", "one"),
    }
    pairs = [("a", "c", 0.9), ("b", "c", 0.99), ("c", "d", 0.9), ("a", "b", 1.0)]
    assert groups_of(members, pairs) in ([["a", "c", "d"], ["b"]], [["a", "d"], ["b", "c"]])


def test_one_good_pair_does_not_join_two_groups() -> None:
    pairs = [
        ("a", "b", 0.9),
        ("c", "e", 0.9),
        ("b", "c", 0.9),
        ("a", "c", 0.1),
        ("a", "e", 0.1),
        ("b", "e", 0.1),
    ]
    assert groups_of({name: SURE[name] for name in "abce"}, pairs) in (
        [["a", "b"], ["c", "e"]],
        [["a"], ["b", "c"], ["e"]],
    )


SCORES = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.integers(0, 10)).filter(
        lambda pair: pair[0] < pair[1]
    ),
    unique_by=lambda pair: pair[:2],
)


@given(SCORES, st.randoms())
def test_the_order_of_pairs_decides_nothing(pairs: list[tuple[str, str, int]], random: object) -> None:
    scored = [(a, b, score / 10) for a, b, score in pairs]
    expected = groups_of(SURE, scored)
    random.shuffle(scored)  # type: ignore[attr-defined]
    assert groups_of(dict(reversed(SURE.items())), scored) == expected
    assert sorted(name for group in expected for name in group) == sorted(SURE)
