"""Describe one article: what is known of it, and where each fact came from.

Shape: one item; memory: one article and the language detector. Raises nothing for a text: what cannot be told
stays None ("und" for the language), and a stated field wins over what the text says.
Not here: which articles belong together (`link`), whether a date lies in the future (`pipeline`, it knows the day).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain, islice
from pathlib import PurePosixPath

from site_builder.config import DescribeSettings
from site_builder.describe.language import Look, load, missing_detectors
from site_builder.describe.siblings import (
    BY_TEXT,
    TextLanguage,
    Told,
    body_language,
    first_look,
    settle_languages,
)
from site_builder.describe.source import Source, read_source
from site_builder.describe.title import Choice, choose_title, counterpart, derive_title
from site_builder.model import (
    LIKELIEST,
    LOCAL,
    PAGE_LANGUAGE,
    UNDETERMINED,
    Article,
    Block,
    Card,
    Cleaned,
    Problem,
    Provenance,
)
from site_builder.text import clip, count_words, one_line, sentences

__all__ = [
    "Choice",
    "Look",
    "Told",
    "card_of",
    "choose_title",
    "counterpart",
    "derived_title",
    "describe_article",
    "load",
    "look_at_language",
    "missing_detectors",
    "settle_languages",
    "tell_language",
]

_SUMMARY = 220
"""Characters of a summary: two lines of a list at 66 characters, and a little more for wide screens."""

_AUTHORS = 200
"""Characters of all bylines together."""

_NAMED = 3
"""Sources that a problem names; a seed may print thousands."""

_PROSE = frozenset({"paragraph", "quote", "list"})
"""Kinds of blocks that a summary is made of."""

_SPACED = 8
"""Characters to a space below which a text has its words between spaces."""

_STATED_CONFIDENCE = 1.0
_CLEAR = 0.9
"""Confidence at which a text is believed against the lang attribute of its page."""


def describe_article(
    cleaned: Cleaned,
    settings: DescribeSettings,
    ways: Counter[str] | None = None,
    *,
    named: bool = True,
    told: TextLanguage | None = None,
) -> Article:
    """The article: its blocks, and every field with its provenance.

    `named`: False leaves the title of an article that carries none open, as "", to be chosen for its whole story.
    `ways` counts how the languages were told: "cheap", or "dear" where a short look leaves a doubt.
    `told` is what `tell_language` says, where that was asked already.
    """
    seed = cleaned.seed
    provenance: dict[str, Provenance] = {}
    foreign: dict[int, str] = {}
    problems = list(seed.problems)

    def stated(name: str) -> str | None:
        statement = seed.stated.get(name)
        if statement is None:
            return None
        provenance[name] = Provenance(f"stated in the {statement.where}", _STATED_CONFIDENCE)
        return statement.value

    source = _source(stated("source_url"), cleaned, provenance, problems)
    language = stated("language")
    if language is None or seed.stated["language"].where == PAGE_LANGUAGE:
        told = told or body_language(cleaned.blocks)
        language = _language(told, settings, provenance, ways, foreign, language)
    title = stated("title") or _headline(cleaned, provenance)
    if not title and named:
        title, provenance["title"] = derived_title(cleaned.blocks, source and source.slug, seed.name)
    section, author, published = stated("section"), stated("author"), stated("published")
    if section is None and source is not None and source.section:
        section = source.section
        provenance["section"] = Provenance("the path of the source URL", 0.8)
    if author is None and cleaned.authors:
        author = clip(", ".join(cleaned.authors), _AUTHORS)
        provenance["author"] = Provenance("the byline", 0.9)
    if published is None and source is not None and source.published:
        published = source.published
        provenance["published"] = Provenance(f"{source.published_by} in the source URL", 0.95)
    if published is None and cleaned.dateline:
        published = cleaned.dateline
        provenance["published"] = Provenance("a line of the text that is nothing but a date", 0.7)
    story = stated("story")
    return Article(
        id=seed.id,
        seed=seed.name,
        language=language,
        title=title,
        source=source.host if source else LOCAL,
        source_url=source.url if source else None,
        source_key=source.key if source else None,
        section=section,
        author=author,
        published=published,
        stated_story=story,
        slug=source.slug if source else None,
        draft=bool(stated("draft")),
        blocks=cleaned.blocks,
        foreign={place: tag for place, tag in foreign.items() if tag != language} if foreign else foreign,
        provenance=provenance,
        problems=tuple(problems),
        reviewed=seed.stated["reviewed"].value if "reviewed" in seed.stated else "",
    )


def look_at_language(cleaned: Cleaned) -> Look | None:
    """A short look at the text; None where a person stated its language."""
    stated = cleaned.seed.stated.get("language")
    return first_look(cleaned.blocks) if stated is None or stated.where == PAGE_LANGUAGE else None


def tell_language(cleaned: Cleaned, look: Look | None) -> TextLanguage | None:
    """What the text says of its language after that look; None where there was none."""
    return None if look is None else body_language(cleaned.blocks, look)


def card_of(article: Article) -> Card:
    """The article without its body."""
    blocks = article.blocks
    lines = [one_line(text) if kind == "code" else text for kind, _, text in blocks if text]
    return Card(
        id=article.id,
        seed=article.seed,
        language=article.language,
        title=article.title,
        source=article.source,
        source_url=article.source_url,
        source_key=article.source_key,
        section=article.section,
        author=article.author,
        published=article.published,
        stated_story=article.stated_story,
        slug=article.slug,
        summary=_summary(blocks),
        words=_words(" ".join(lines)),
        paragraphs=len(blocks),
        provenance=article.provenance,
        foreign=article.foreign,
        reviewed=article.reviewed,
        draft=article.draft,
    )


def _source(
    stated: str | None, cleaned: Cleaned, provenance: dict[str, Provenance], problems: list[Problem]
) -> Source | None:
    """The source the article names; the last line wins, where portals print it."""
    origin = cleaned.seed.name
    found: dict[str, Source] = {}
    wrong: dict[str, str] = {}
    for printed in [stated] if stated else cleaned.sources:
        try:
            source = read_source(printed)
        except ValueError as error:
            wrong[printed] = str(error)
            continue
        found[source.key] = source
    for printed, why in islice(wrong.items(), _NAMED):
        remedy = "state source_url in a sidecar if the article has one"
        problems.append(Problem(origin, f"source {printed!r:.120}: {why}", remedy))
    if not found:
        provenance.pop("source_url", None)
        return None
    chosen = list(found.values())[-1]
    if len(found) > 1:
        named = ", ".join(clip(key, 100) for key in islice(found, _NAMED))
        more = ", …" if len(found) > _NAMED else ""
        what = f"names {len(found):,} sources: {named}{more}; the last one is taken"
        problems.append(Problem(origin, what, "state the right one as source_url in a sidecar"))
    provenance.setdefault("source_url", Provenance("the source line", 0.95))
    provenance["source"] = Provenance("the host of the source URL", provenance["source_url"].confidence)
    return chosen


def _language(
    told: TextLanguage,
    settings: DescribeSettings,
    provenance: dict[str, Provenance],
    ways: Counter[str] | None,
    foreign: dict[int, str],
    of_the_page: str | None = None,
) -> str:
    """The text's language; the page's own word holds unless the text is clearly in another language.

    Into `foreign` go the blocks that are surely in another one.
    """
    body, strangers = told
    language, confidence, looks = body.tag, body.confidence, body.looks
    foreign |= strangers
    if ways is not None:
        ways["cheap" if looks == 1 else "dear"] += 1
    if of_the_page and (language.split("-")[0] == of_the_page.split("-")[0] or confidence < _CLEAR):
        return of_the_page
    if confidence < settings.language_threshold:
        likeliest = "" if language == UNDETERMINED else LIKELIEST + language
        why = f"the text, which is not clear enough to tell{likeliest}"
        provenance["language"] = Provenance(why, confidence)
        return UNDETERMINED
    provenance["language"] = Provenance(BY_TEXT, confidence)
    return language


def _headline(cleaned: Cleaned, provenance: dict[str, Provenance]) -> str:
    if not cleaned.headline:
        return ""
    sure = 0.7 if cleaned.headline_rule == "headline-before-heading" else 0.9
    provenance["title"] = Provenance(f"the first line ({cleaned.headline_rule})", sure)
    return one_line(cleaned.headline).rstrip(".。।") or cleaned.headline


def derived_title(blocks: Sequence[Block], slug: str | None, seed: str) -> tuple[str, Provenance]:
    """A title of one article's own; the seed's name where the blocks hold no text for one."""
    return derive_title(blocks, slug) or (PurePosixPath(seed).stem, Provenance("the seed's name", 0.1))


def _words(text: str) -> int:
    """Where there is a space in each few characters, and no stop of Chinese, an ideograph is not worth looking for."""
    spaces = text.count(" ")
    return spaces + 1 if len(text) < _SPACED * spaces and "。" not in text else count_words(text)


def _summary(blocks: Sequence[Block]) -> str:
    """First sentences, as many as fit; a longer first one is cut between words."""
    prose = list(islice((text for kind, _, text in blocks if kind in _PROSE), 4))
    prose = prose or [block.text for block in blocks[:4]]
    summary = ""
    for sentence in chain.from_iterable(sentences(text[: 10 * _SUMMARY]) for text in prose):
        if summary and len(summary) + len(sentence) >= _SUMMARY:
            break
        summary = f"{summary} {sentence}" if summary else sentence
    return clip(summary, _SUMMARY)
