"""The measures: what was answered against what is known. Pure; each as its function says.

    language    right at base strength: script and region do not count, and for a language that is part of a
                macro-language, that one is right too
    stories     precision and recall over all pairs of articles; B-cubed F1, the same an article
    alignment   links between lines; right when both lines say a common segment of the original
    lines       what became of each: content lost, clutter kept, exact kind; headlines found
    facts       equal to what is known; a month where only the month is known

A figure is a share from 0 to 1, and more is better.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bench.quality.collection import Collection, base

MAJOR = frozenset(
    "af ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk kn ko lt lv mk ml "  # noqa: SIM905 - shorter
    "mn mr ms mt nb ne nl pa pl pt ro ru sk sl sq sr sv sw ta te th tr uk ur vi zh".split()
)
"""66 languages of states and of large presses. The list is ours: the figures of others may stand on a slightly
different one."""

_RENAMED = {"no": "nb", "tl": "fil", "iw": "he", "in": "id", "ku": "kmr", "ff": "fuc", "bh": "bho"}
_ALSO = {
    "mey": "ar",
    "prs": "fa",
    "yue": "zh",
    "fuv": "fuc",
    "fuc": "fuv",
    "bs": "sh",
    "hr": "sh",
    "sr": "sh",
}
"""Language → the wider one that is right too. Answers are BCP 47, so a code has two letters where there is one."""

CONTENT = frozenset({"para", "caption", "title"})
"""Kinds of lines that stay; all others are clutter."""


UNDETERMINED = "und"


class Figure(NamedTuple):
    """One measure: how much of how many."""

    name: str
    value: float
    of: int
    """Articles, pairs, links or lines that it stands on."""
    note: str = ""


def share(name: str, right: float, of: int, note: str = "") -> Figure:
    """A part of a whole; all of nothing is 1."""
    return Figure(name, right / of if of else 1.0, of, note)


# Language


def is_right(known: str, told: str) -> bool:
    """Is the language right?"""
    one, other = _base(known), _base(told)
    return one == other or _ALSO.get(one) == other


def _base(tag: str) -> str:
    found = base((tag or UNDETERMINED).replace("_", "-")).lower()
    return _RENAMED.get(found, found)


def language_figures(what: str, known: Mapping[str, str], told: Mapping[str, str]) -> list[Figure]:
    """Of the major languages and of all."""
    right = {name: is_right(tag, told.get(name, UNDETERMINED)) for name, tag in known.items()}
    major = [name for name, tag in known.items() if base(tag) in MAJOR]
    untold = sum(told.get(name, UNDETERMINED) in (UNDETERMINED, "") for name in known)
    return [
        share(f"language, {what}: major", sum(right[name] for name in major), len(major)),
        share(f"language, {what}: all", sum(right.values()), len(right), f"{untold} not told"),
    ]


# Stories


def story_figures(what: str, known: Mapping[str, str], told: Mapping[str, str]) -> list[Figure]:
    """Pairs and B-cubed; an article that no story was told of is alone."""
    group = {file: told.get(file) or f"alone {file}" for file in known}
    stories, groups = Counter(known.values()), Counter(group.values())
    both = Counter((known[file], group[file]) for file in known)
    right, joined, wanted = _pairs(both), _pairs(groups), _pairs(stories)
    precision = sum(n * n / groups[one] for (_, one), n in both.items()) / max(1, len(known))
    recall = sum(n * n / stories[one] for (one, _), n in both.items()) / max(1, len(known))
    cubed = 2 * precision * recall / max(1e-9, precision + recall)
    return [
        share(f"stories, {what}: pairs P", right, joined),
        share(f"stories, {what}: pairs R", right, wanted),
        Figure(f"stories, {what}: B-cubed F1", cubed, len(known), f"{len(stories)} in {len(groups)}"),
    ]


def _pairs(counts: Counter[str] | Counter[tuple[str, str]]) -> int:
    return sum(n * (n - 1) // 2 for n in counts.values())


# Alignment

Links = Mapping[tuple[str, str], set[tuple[int, int]]]
"""Two files → links between a line of the one and a line of the other."""


def alignment_figures(collection: Collection, links: Links) -> list[Figure]:
    """F1 of the links, by what kind of pair it is."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one, other in collection.pairs():
        left, right = collection.segments[one], collection.segments[other]
        known = {(a, b) for a, said in left.items() for b, also in right.items() if said & also}
        told = links.get((one, other), set()) | {(b, a) for a, b in links.get((other, one), set())}
        hard = any(collection.truth[file]["paragraphs"] for file in (one, other))
        even = _is_even(left, right, known)
        kind = "one to one" if even else "broken elsewhere" if hard else "nearly one to one"
        for name in ("all", kind):
            sums[name].update(right=len(known & told), told=len(told), known=len(known))
    return [
        Figure(
            f"alignment, links F1: {name}",
            2 * sums[name]["right"] / max(1, sums[name]["told"] + sums[name]["known"]),
            sums[name]["known"],
        )
        for name in ("all", "one to one", "nearly one to one", "broken elsewhere")
        if name in sums
    ]


def _is_even(left: Iterable[int], right: Iterable[int], known: set[tuple[int, int]]) -> bool:
    """Has each line exactly one counterpart?"""
    ones, others = Counter(a for a, _ in known), Counter(b for _, b in known)
    return all(ones[line] == 1 for line in left) and all(others[line] == 1 for line in right)


# Lines


def line_figures(collection: Collection, told: Mapping[tuple[str, int], str]) -> list[Figure]:
    """Content kept, clutter removed, kinds, headlines; a line of which nothing was told stays as a paragraph."""
    kinds = Counter(collection.kinds.values())
    right: Counter[str] = Counter()
    lost = kept = called = 0
    for place, kind in collection.kinds.items():
        found = told.get(place, "para")
        lost += kind in CONTENT and found not in CONTENT
        kept += kind not in CONTENT and found in CONTENT
        called += found == "title"
        right[kind] += found == kind
    content = sum(kinds[kind] for kind in CONTENT)
    clutter = kinds.total() - content
    return [
        share("lines: content kept", content - lost, content, f"{lost} lost"),
        share("lines: clutter removed", clutter - kept, clutter, f"{kept} kept"),
        *(share(f"lines, kind told: {kind}", right[kind], kinds[kind]) for kind in sorted(kinds)),
        share("headline in the text: P", right["title"], called),
        share("headline in the text: R", right["title"], kinds["title"]),
    ]


# Facts


def fact_figures(collection: Collection, told: Mapping[str, Mapping[str, str]]) -> list[Figure]:
    """Date, section and author, where the text prints them; titles, where the text has none, by shared words."""
    figures = []
    for name in ("date", "section", "author"):
        known = [(row[name], told.get(file, {}).get(name, "")) for file, row in collection.truth.items()]
        given = [(one, other) for one, other in known if one]
        right = sum(
            other.startswith(one) if name == "date" and len(one) == 7 else other == one
            for one, other in given
        )
        made_up = sum(bool(other) for one, other in known if not one)
        figures.append(share(f"facts: {name}", right, len(given), f"{made_up} where there is none"))
    printed = {file: row["date"] for file, row in collection.truth.items() if _says_its_date(row)}
    right = sum(told.get(file, {}).get("date", "").startswith(known) for file, known in printed.items())
    figures.append(share("date from URL", right, len(printed)))
    overlaps = []
    for file, row in collection.truth.items():
        if row["title"] and row["title_in_text"] != "1":
            one, other = _words(row["title"]), _words(told.get(file, {}).get("title", ""))
            overlaps.append(len(one & other) / max(1, len(one | other)))
    figures.append(share("title where the text has none: words shared", sum(overlaps), len(overlaps)))
    return figures


def _says_its_date(row: Mapping[str, str]) -> bool:
    """Does the source URL say the date? Of made-up ones it does; a real page may have been filed under another day."""
    digits = re.sub(r"\D", "", row["source_url"])
    made_up = row["date_kind"] == "synthetic-url"
    return bool(digits and row["date"]) and (made_up or row["date"].replace("-", "") in digits)


def _words(text: str) -> set[str]:
    """Words; characters of a text without spaces."""
    return set(re.findall(r"\w+", text.lower())) if re.search(r"\s", text.strip()) else set(text.lower())


# Web pages


def page_figures(
    pages: Iterable[Mapping[str, object]], told: Mapping[str, Mapping[str, str]]
) -> list[Figure]:
    """Strings of a page that belong to its text, those that do not, and its facts."""
    found: Counter[str] = Counter()
    for page in pages:
        file = str(page["file"])
        answer = told.get(file, {})
        text = plain_text(answer.get("text", ""))
        for name in ("with", "without"):
            strings = [plain_text(one) for one in page[name]]  # type: ignore[attr-defined]
            found[name] += len(strings)
            found[f"{name} there"] += sum(one in text for one in strings)
        for name in ("title", "author", "date"):
            if page[name]:
                found[name] += 1
                found[f"{name} right"] += answer.get(name) == page[name]
    if not found:
        return []
    gone = found["without"] - found["without there"]
    return [
        share("web pages: text there", found["with there"], found["with"]),
        share("web pages: rest gone", gone, found["without"]),
        *(
            share(f"web pages: {name}", found[f"{name} right"], found[name])
            for name in ("title", "author", "date")
        ),
    ]


def plain_text(markdown: str) -> str:
    """Markdown without escapes, links and emphasis, in single spaces: what strings are looked for in."""
    text = re.sub(r"!?\[([^\]\n]*)\]\([^)\n]*\)", r"\1", markdown)
    text = re.sub(r"\\([^\w\s])", r"\1", text)
    return " ".join(re.sub(r"[*_`]", "", text).split())
