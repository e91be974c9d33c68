"""Link translations: cards of articles in, stories out.

Works on the whole collection at once; memory: one card per article, no bodies. Raises nothing.
The same cards in any order give the same stories; an untranslated article is a story of one.

Evidence, the strongest first: a stated story; the same source URL in normal form. What the content of articles that have
neither says comes from elsewhere (`pipeline/linking.py`), as lines of evidence.

Not here: pairs of paragraphs (`align`), addresses of the language switcher (`plan`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from site_builder.model import Card, Story
from site_builder.text import short_hash

_KEY = re.compile(r"[0-9a-f]{16}")


def link_stories(cards: Iterable[Card]) -> tuple[Story, ...]:
    """Group the articles that tell one story, in the order of the stories' keys.

    When two articles of a story share a language, the fuller one is the version a reader is sent to and
    the other one is kept beside it as a variant.
    """
    groups: defaultdict[str, list[Card]] = defaultdict(list)
    for card in cards:
        groups[story_key(card)].append(card)
    return tuple(story_of(key, groups[key]) for key in sorted(groups))


def story_key(card: Card) -> str:
    """16 hex digits: the stated story (taken as it is where it is such a key), else the source, else the article."""
    if card.stated_story:
        return (
            card.stated_story
            if _KEY.fullmatch(card.stated_story)
            else short_hash("story " + card.stated_story)
        )
    return short_hash("source " + card.source_key) if card.source_key else short_hash("article " + card.id)


def story_of(key: str, cards: list[Card], bond: tuple[str, ...] = ()) -> Story:
    """The story of the articles with one key, of which there is one at least; `bond` says what joins them by content."""
    versions: dict[str, Card] = {}
    variants = []
    for card in sorted(cards, key=lambda card: (-card.words, card.id, card.seed)):
        if card.language in versions:
            variants.append(card)
        else:
            versions[card.language] = card
    return Story(
        key=key,
        versions=tuple(versions[language] for language in sorted(versions)),
        variants=tuple(sorted(variants, key=lambda card: (card.language, card.id, card.seed))),
        evidence=(*_evidence(cards), *bond),
    )


def _evidence(cards: list[Card]) -> tuple[str, ...]:
    if len(cards) == 1:
        return ("no other seed states this story or names this source",)
    stated = sorted({card.stated_story for card in cards if card.stated_story})
    sources = sorted({card.source_key for card in cards if card.source_key and not card.stated_story})
    return (
        *(f"stated story {story!r}" for story in stated),
        *(f"the same source URL, {source}" for source in sources),
    )
