"""What a build says when it has ended, from plain facts, so that they can be kept and said again.

Imports nothing: a build that finds nothing changed says it too.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

_BESIDE = frozenset({"output", "base_url", "review_page", "notices"})
"""What the summary knows beside the report."""

_SHOWN_PROBLEMS = 20
_SHOWN_LANGUAGES = 60


def summary(facts: Mapping[str, Any]) -> Iterator[str]:
    """The lines below a build; `facts` is the report in its JSON form, and `output`, `base_url` beside."""
    yield ""
    yield from problem_lines(facts["problems"])
    languages = facts["languages"]
    counts = [
        _count(facts["articles"], "article", "articles"),
        _count(facts["stories"], "story", "stories"),
        _count(len(languages), "language", "languages")
        + (f" ({' '.join(languages)})" if 0 < len(languages) <= _SHOWN_LANGUAGES else ""),
        _count(facts["sources"], "source", "sources"),
    ]
    if facts["drafts"]:
        counts.append(_count(facts["drafts"], "draft left out", "drafts left out"))
    yield f"  {' · '.join(counts)}"
    pages = facts["pages"]
    yield (
        f"  {pages['written']:,} files written · {pages['unchanged']:,} unchanged · {pages['removed']:,} removed"
        f" · {_count(len(facts['problems']), 'problem', 'problems')} · {_seconds(facts['seconds'])}"
    )
    if facts["review"]:
        yield f"  review: {', '.join(_remarks(facts['review']))} · {facts['review_page']}"
    if not facts["base_url"]:
        yield "  no base_url: canonical links, hreflang, feeds and sitemap are left out"
    yield from (f"  {notice}" for notice in facts.get("notices", ()))
    yield f"  open {facts['output']}"


def report_text(facts: Mapping[str, Any]) -> str:
    """The report as a file of JSON: all but what only the summary says."""
    import json  # only a build that is asked for a report needs it

    value = {name: fact for name, fact in facts.items() if name not in _BESIDE}
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def problem_lines(problems: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """The first problems, each with its remedy."""
    for problem in problems[:_SHOWN_PROBLEMS]:
        yield f"  {problem['origin']}: {problem['what']}\n      {problem['remedy']}"
    if len(problems) > _SHOWN_PROBLEMS:
        yield f"  … and {len(problems) - _SHOWN_PROBLEMS:,} more; --report FILE lists all"
    if problems:
        yield ""


_REMARKS = {
    "language": ("language", "languages"),
    "story": ("story", "stories"),
    "near": ("near miss", "near misses"),
    "numbers": ("text with other numbers", "texts with other numbers"),
    "paragraphs": ("text with gaps", "texts with gaps"),
    "date": ("date", "dates"),
    "title": ("title", "titles"),
}


def _remarks(review: Mapping[str, int]) -> Iterator[str]:
    """How many there are to look at of each kind."""
    for kind, count in review.items():
        yield _count(count, *_REMARKS[kind])


def _seconds(stages: Mapping[str, float]) -> str:
    """The sum, and where it went if it was long."""
    total = sum(stages.values())
    if total < 1:
        return f"{total:.2f} s"
    shares = [f"{name} {seconds:.1f}" for name, seconds in stages.items() if seconds >= 0.05]
    return f"{total:.1f} s ({', '.join(shares)})"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
