"""What `explain` says: every field with its provenance, the story and why, what became of each line.

Shape: one explained seed in, text or a JSON value out; pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from site_builder.model import Problem
from site_builder.pipeline.explaining import Explained
from site_builder.plan import story_records
from site_builder.render.data import record_value
from site_builder.text import clip

_FIELDS = ("title", "language", "source_url", "source", "section", "author", "published", "story", "draft")


def explained_value(name: str, found: Explained | Problem) -> dict[str, Any]:
    """The JSON form of one seed (shape: `docs/commands.md`)."""
    if isinstance(found, Problem):
        return {
            "seed": name,
            "article": None,
            "lines": [],
            "story_evidence": [],
            "problem": found.what,
            "remedy": found.remedy,
        }
    records = story_records(found.story, found.address, found.alignment)
    record = next(record for record in records if record.card.id == found.article.id)
    return {
        "seed": name,
        "article": record_value(record),
        "lines": [
            {"line": line.number, "kind": line.kind, "block": line.block, "rule": line.rule}
            for line in found.lines
        ],
        "story_evidence": list(found.story.evidence),
    }


def explained_json(name: str, found: Explained | Problem) -> str:
    """One line of JSON."""
    return json.dumps(explained_value(name, found), ensure_ascii=False)


def explained_text(name: str, found: Explained | Problem) -> str:
    """For a person at a terminal."""
    if isinstance(found, Problem):
        return f"{name}\n  problem: {found.what}\n  {found.remedy}\n"
    return "\n".join((name, *_facts(found), "", *_story(found), "", *_lines(found))) + "\n"


def _facts(found: Explained) -> Iterator[str]:
    article = found.article
    for name in _FIELDS:
        value = article.stated_story if name == "story" else getattr(article, name)
        origin = article.provenance.get(name)
        if value in (None, False) and origin is None:
            if name not in ("story", "draft"):
                yield f"  {name:<11} not known"
            continue
        why = f"{origin.source}, {origin.confidence:.0%} sure" if origin else "no source URL"
        yield f"  {name:<11} {value}"
        yield f"  {'':<11} └ {why}"


def _story(found: Explained) -> Iterator[str]:
    languages = ", ".join(card.language for card in found.story.versions)
    variant = " (a variant: a fuller one in its language is shown)" if found.variant else ""
    yield f"  story {found.story.key} in {languages}{variant}"
    for reason in found.story.evidence:
        yield f"  {'':<11} └ {reason}"


def _lines(found: Explained) -> Iterator[str]:
    yield "  line  kind         block  rule"
    blanks = 0
    for line in found.lines:
        blanks = blanks + 1 if line.kind == "blank" else 0
        if blanks > 1:
            continue
        text = found.raw_lines[line.number - 1]
        block = "" if line.block is None else str(line.block)
        shown = "".join(char if char.isprintable() else "·" for char in clip(text, 60))
        yield f"  {line.number:>4}  {line.kind:<11}  {block:>5}  {line.rule:<24}  {shown}".rstrip()
