"""Which articles become one story."""

from hypothesis import given
from hypothesis import strategies as st
from support.making import card

from site_builder.link import link_stories, story_key
from site_builder.model import Card

CARDS = [
    card("uk", source_key="a.org/x", seed="0"),
    card("nl", source_key="a.org/x", seed="1"),
    card("nl", source_key="a.org/x", seed="2", blocks=("A longer text than that of the other one.",)),
    card("pl", source_key="a.org/y", seed="3"),
    card("cs", stated_story="flood", seed="4"),
    card("de", stated_story="flood", source_key="a.org/y", seed="5"),
    card("fr", seed="6"),
]


def languages(cards: list[Card]) -> list[list[str]]:
    return sorted([version.language for version in story.versions] for story in link_stories(cards))


def test_articles_with_the_same_source_become_one_story() -> None:
    assert languages(CARDS[:2]) == [["nl", "uk"]]


def test_a_stated_story_wins_over_the_source() -> None:
    assert languages(CARDS[3:6]) == [["cs", "de"], ["pl"]]


def test_an_untranslated_article_is_a_story_of_one() -> None:
    (story,) = link_stories([CARDS[6]])
    assert (len(story.versions), story.variants) == (1, ())
    assert "no other seed" in story.evidence[0]


def test_of_two_articles_in_one_language_the_fuller_is_the_version() -> None:
    (story,) = link_stories(CARDS[:3])
    assert [version.seed for version in story.versions] == ["2", "0"]
    assert [variant.seed for variant in story.variants] == ["1"]


@given(st.permutations(CARDS))
def test_linking_ignores_the_order_of_articles(cards: list[Card]) -> None:
    assert link_stories(cards) == link_stories(CARDS)


def test_a_key_of_ours_that_is_stated_is_kept() -> None:
    key = story_key(CARDS[0])
    assert story_key(card("de", stated_story=key)) == key
