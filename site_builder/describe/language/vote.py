"""A vote of detectors on texts that a short look leaves in doubt.

Shape: one text in, languages with shares out, the likeliest first. Memory: what the detectors hold, each loaded when
first asked: pycld2 5 MB, our own tables at most 19 MB, py3langid 120 MB and asked last, only where the others
leave a doubt about a short text. pycld2 and py3langid may be missing: `missing()` names them, and the vote goes on without.

A detector that does not know a language cannot vote against it, so a language gets the share of those votes that
could have been cast for it. Which languages each knows is in `tables/known.json`.

Not here: scripts that decide by themselves, the short look (`detect_language`).
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from site_builder.describe.language import common, lid176, ngrams
from site_builder.describe.language.alike import shares
from site_builder.describe.language.scripts import tag_of

_TEMPER = 25.0
"""Log scores of n-grams are divided by it: n-grams overlap, and a text of another kind fits no language well. Of 10 to 40
the best on held-out headlines."""
_CLOSE = 0.6
"""Share below which py3langid is asked as well."""
_SHORT = 300
"""Characters above which py3langid is not worth its 120 MB: with it, .942 of the headlines held out come out right, .934
without; of the articles .986 both ways, but .976 and .959 where pycld2 is missing."""
_SHORTLIST = 8
"""Languages that n-grams propose."""
_PLAIN = 4
"""Letters in words without capitals below which they say nothing by themselves."""

_WEIGHTS = Path(__file__).parent / "tables" / "vote.json"

OPTIONAL = ("pycld2", "py3langid")


class Weights(NamedTuple):
    """How votes are counted: `tables/vote.json`, found by `bench/fit_vote.py` on texts that no table was learnt from."""

    votes: dict[str, float]
    """Detector → weight."""
    doubt: float
    """Vote that nobody casts; so a language that one detector alone knows needs more than a guess of it. Not fitted: with it
    shares are what bounds elsewhere (`blocks`, `shared`) were found for."""
    unknown: float
    """Part of the vote of a detector that does not know a language, which counts against it: few texts are in one of those."""
    plain: float
    """Part that words without capitals have in what a detector says of a short text: names say little of its language."""


class Candidate(NamedTuple):
    """A language a text may be in."""

    tag: str
    share: float
    """0 to 1, comparable within one text."""


def vote(text: str, script: str) -> list[Candidate]:
    """Languages of a text without URLs, likeliest first."""
    weights = _weights()
    plain = uncapitalised(text) if len(text) < _SHORT else ""

    def ask(name: str) -> dict[str, float]:
        said = cast(name, text, script)
        return blended(said, cast(name, plain, script), weights.plain) if plain else said

    ballots = {name: ask(name) for name in ("ngrams", "words", "lid176", "pycld2") if _has(name)}
    counted = count(ballots, weights)
    is_worth_it = len(text) < _SHORT or "pycld2" not in ballots
    if is_worth_it and (not counted or counted[0].share < _CLOSE) and _has("py3langid"):
        ballots["py3langid"] = ask("py3langid")
        counted = count(ballots, weights)
    return counted


def missing() -> list[str]:
    """The optional detectors that are not installed."""
    return [name for name in OPTIONAL if not _has(name)]


def uncapitalised(text: str) -> str:
    """The words of a text that hold no capital; "" where that is all of it, or next to nothing."""
    words = text.split()
    plain = [word for word in words if word == word.lower()]
    return " ".join(plain) if len(plain) < len(words) and sum(map(len, plain)) >= _PLAIN else ""


def cast(name: str, text: str, script: str) -> dict[str, float]:
    """What one detector says: languages, each with a share."""
    match name:
        case "ngrams":
            return _ngrams(text, script)
        case "words":
            return common.listed(text, script)
        case "lid176":
            return _ballot(lid176.guesses(text), script)
        case "pycld2":
            return _pycld2(text, script)
    return _py3langid(text, script)


def blended(said: dict[str, float], plain: dict[str, float], part: float) -> dict[str, float]:
    """Of two ballots one; the second has `part` (0 to 1) of it."""
    return {
        tag: (1 - part) * said.get(tag, 0.0) + part * plain.get(tag, 0.0) for tag in sorted({*said, *plain})
    }


def count(ballots: dict[str, dict[str, float]], weights: Weights) -> list[Candidate]:
    """The languages that somebody voted for, likeliest first."""
    known = _known()
    if "words" in ballots:
        others = [ballot for name, ballot in ballots.items() if name != "words"]
        ballots = {**ballots, "words": common.divided(ballots["words"], others)}
    whole = sum(weights.votes[name] for name in ballots)
    counted = []
    for tag in sorted({tag for ballot in ballots.values() for tag in ballot}):
        able = sum(weights.votes[name] for name in ballots if tag in known[name])
        if not able:
            continue
        votes = sum(
            weights.votes[name] * ballots[name].get(tag, 0.0) for name in ballots if tag in known[name]
        )
        share = votes / (able + weights.unknown * (whole - able) + weights.doubt)
        counted.append(Candidate(tag, round(share, 4)))
    return sorted(counted, key=lambda one: (-one.share, one.tag))


def _ngrams(text: str, script: str) -> dict[str, float]:
    scores = ngrams.score(text, script)
    best = sorted(scores, key=lambda tag: (-scores[tag], tag))[:_SHORTLIST]
    return shares({tag: scores[tag] for tag in best}, _TEMPER) if best else {}


def _pycld2(text: str, script: str) -> dict[str, float]:
    import pycld2  # type: ignore[import-not-found, import-untyped, unused-ignore]  # a binary module, only texts in doubt need it

    printable = "".join(
        char if char.isprintable() else " " for char in text
    )  # it raises on control characters
    try:
        _, _, found = pycld2.detect(printable.encode("utf-8", "replace"), bestEffort=True)
    except pycld2.error:
        return {}
    return _ballot([(code, percent / 100) for _, code, percent, _ in found if code != "un"], script)


def _py3langid(text: str, script: str) -> dict[str, float]:
    return _ballot([(code, float(share)) for code, share in _identifier().rank(text)[:5]], script)


def _ballot(found: Any, script: str) -> dict[str, float]:
    ballot: dict[str, float] = {}
    for code, share in found:
        if tag := tag_of(code, script):
            ballot[tag] = ballot.get(tag, 0.0) + min(share, 1.0)
    return ballot


@cache
def _has(package: str) -> bool:
    return package not in OPTIONAL or find_spec(package) is not None


@cache
def _identifier() -> Any:
    from py3langid.langid import (  # type: ignore[import-not-found, import-untyped, unused-ignore]  # brings numpy
        MODEL_FILE,
        LanguageIdentifier,
    )

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _weights() -> Weights:
    told = json.loads(_WEIGHTS.read_text("utf-8"))
    return Weights(**{name: told[name] for name in Weights._fields})


@cache
def _known() -> dict[str, frozenset[str]]:
    told = json.loads((ngrams.FOLDER / "known.json").read_text("utf-8"))
    return {name: frozenset(tags) for name, tags in told.items()}
