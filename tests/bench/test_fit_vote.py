"""How the vote on languages is fitted."""

import pytest

from bench import fit_vote
from bench.fit_vote import START, Asked, beginning, cost, fit, is_kin, wrong_answers


def asked(tag: str, **said: dict[str, float]) -> Asked:
    """A headline of which each detector says the same of all its words and of those without capitals."""
    ballots = {"ngrams": {}, "words": {}, "lid176": {}, "pycld2": {}, "py3langid": {}, **said}
    return Asked("headline", tag, {name: (ballot, ballot) for name, ballot in ballots.items()})


def test_a_detector_that_misleads_is_heard_less(monkeypatch: pytest.MonkeyPatch) -> None:
    loud = START._replace(votes={**START.votes, "lid176": 2.0})
    monkeypatch.setattr(fit_vote, "START", loud)
    misled = [asked("da", ngrams={"da": 0.9}, py3langid={"da": 0.6}, lid176={"nb": 0.95})]
    assert cost(misled, loud) > 0
    weights = fit(misled)
    assert cost(misled, weights) == 0
    assert weights.votes["lid176"] < 2


def test_an_answer_that_would_not_be_given_is_wrong() -> None:
    wrong, all_of = wrong_answers([asked("da", ngrams={"da": 0.1})], START)
    assert (wrong["headline"], all_of["headline"]) == (1, 1)


def test_languages_that_are_told_apart_later_are_one() -> None:
    assert is_kin("bs", "sr-Latn")
    assert is_kin("pt-BR", "pt")
    assert not is_kin("da", "nb")


def test_a_line_ends_with_a_word() -> None:
    assert beginning("one two " * 20) == "one two " * 7 + "one"
    assert len(beginning("สะพาน" * 40)) == 30
