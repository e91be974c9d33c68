"""A vote of detectors on texts that a short look leaves in doubt.

Shape: one text in, languages with shares out, the likeliest first. Memory: what the detectors hold, each loaded when
first asked: pycld2 5 MB, our own tables at most 15 MB, py3langid 120 MB and asked last, only where the others
leave a doubt about a short text. pycld2 and py3langid may be missing: `missing()` names them, and the vote goes on without.

A detector that does not know a language cannot vote against it, so a language gets the share of those votes that
could have been cast for it. Which languages each knows is in `tables/known.json`.

Not here: scripts that decide by themselves, the short look (`detect_language`).
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from site_builder.describe.language import lid176, ngrams
from site_builder.describe.language.alike import shares
from site_builder.describe.language.scripts import tag_of

_VOTES = {"ngrams": 1.0, "pycld2": 0.7, "lid176": 1.0, "py3langid": 1.0}
_TEMPER = 25.0
"""Log scores of n-grams are divided by it: n-grams overlap, and a text of another kind fits no language well.
Votes and this figure: best of the grid that `bench/fit_language.py --grid` tries on held-out stories."""
_DOUBT = 0.4
"""Share of a vote that nobody casts; so a language that one detector alone knows needs more than a guess of it."""
_CLOSE = 0.6
"""Share below which py3langid is asked as well."""
_SHORT = 300
"""Characters above which py3langid is not worth its 120 MB: with it, .942 of the headlines held out come out right, .934
without; of the articles .986 both ways, but .976 and .959 where pycld2 is missing."""
_SHORTLIST = 8
"""Languages that n-grams propose."""

OPTIONAL = ("pycld2", "py3langid")


class Candidate(NamedTuple):
    """A language a text may be in."""

    tag: str
    share: float
    """0 to 1, comparable within one text."""


def vote(text: str, script: str) -> list[Candidate]:
    """Languages of a text without URLs, likeliest first."""
    ballots = {"ngrams": _ngrams(text, script), "lid176": _lid176(text, script)}
    if _has("pycld2"):
        ballots["pycld2"] = _pycld2(text, script)
    counted = _counted(ballots)
    is_worth_it = len(text) < _SHORT or "pycld2" not in ballots
    if is_worth_it and (not counted or counted[0].share < _CLOSE) and _has("py3langid"):
        ballots["py3langid"] = _py3langid(text, script)
        counted = _counted(ballots)
    return counted


def missing() -> list[str]:
    """The optional detectors that are not installed."""
    return [name for name in OPTIONAL if not _has(name)]


def _counted(ballots: dict[str, dict[str, float]]) -> list[Candidate]:
    known = _known()
    counted = []
    for tag in sorted({tag for ballot in ballots.values() for tag in ballot}):
        asked = [name for name in ballots if tag in known[name]]
        if asked:
            votes = sum(_VOTES[name] * ballots[name].get(tag, 0.0) for name in asked)
            counted.append(Candidate(tag, round(votes / (sum(_VOTES[name] for name in asked) + _DOUBT), 4)))
    return sorted(counted, key=lambda one: (-one.share, one.tag))


def _ngrams(text: str, script: str) -> dict[str, float]:
    scores = ngrams.score(text, script)
    best = sorted(scores, key=lambda tag: (-scores[tag], tag))[:_SHORTLIST]
    return shares({tag: scores[tag] for tag in best}, _TEMPER) if best else {}


def _lid176(text: str, script: str) -> dict[str, float]:
    return _ballot(lid176.guesses(text), script)


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
    return find_spec(package) is not None


@cache
def _identifier() -> Any:
    from py3langid.langid import (  # type: ignore[import-not-found, import-untyped, unused-ignore]  # brings numpy
        MODEL_FILE,
        LanguageIdentifier,
    )

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _known() -> dict[str, frozenset[str]]:
    told = json.loads((ngrams.FOLDER / "known.json").read_text("utf-8"))
    return {name: frozenset(tags) for name, tags in told.items()}
