"""Which language a text is in by its words, which lists of each language's frequent ones have or have not.

Shape: one text in, languages with shares out; memory: the table of a script, 4 MB for Latin, loaded when first asked for.
Each word of the text counts once, by how frequent it is in a language. Raises nothing. Made by `bench/fit_language.py`
from lists of 10,000 words each; `tables/ORIGIN.md` says whose, and under which licence.

Not here: languages without a list, which no word of these speaks for or against (`vote`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from site_builder.describe.language import ngrams
from site_builder.describe.language.alike import shares

TABLE = "{}.words"
"""Name of a script's table. A column is of one list, which may be of several languages: "hr bs sr-Latn"."""
SHARED = (("hr", "bs", "sr-Latn"), ("nb", "nn"))
"""Languages that have one list."""
NONE = ""
"""Column of the answer that the text is in none of these languages: how frequent words are on an average of all lists."""
_NOWHERE = 0.5
"""Log weight of each word for that answer beside its column. Of 0 to 2 the best on the texts of `bench/fit_vote.py`."""
_TEMPER = 1.5
"""Log weights are divided by it: words of one text are not independent. Of 1, 1.5, 2.5 and 3 the best on held-out headlines."""
_LEAST = 0.01
"""Share below which a language is not named."""
_EVEN = 0.1
"""Vote that each language of a list has in how its share is divided."""


def listed(text: str, script: str) -> dict[str, float]:
    """Language → share; they sum to less than 1 where many words are in no list, and it is empty without a table."""
    table = ngrams.load(TABLE.format(script))
    found = Counter(dict.fromkeys(ngrams.words(text), 1))
    if table is None or not found:
        return {}
    sums = ngrams.added(table, found)
    scores = {tags: sums[i] / ngrams.SCALE for i, tags in enumerate(table.tags)}
    scores[NONE] += _NOWHERE * len(found)
    told = shares(scores, _TEMPER)
    of_each = ((tags.split(), told[tags]) for tags in table.tags if told[tags] >= _LEAST)
    return {tag: share / len(tags) for tags, share in of_each for tag in tags}


def divided(told: dict[str, float], others: Iterable[dict[str, float]]) -> dict[str, float]:
    """What lists say, where the languages of one list divide its share as others vote: the list does not tell them apart."""
    parts, voted = dict(told), list(others)
    for tags in SHARED:
        if whole := sum(told.get(tag, 0.0) for tag in tags):
            votes = {tag: _EVEN + sum(ballot.get(tag, 0.0) for ballot in voted) for tag in tags}
            total = sum(votes.values())
            parts.update((tag, whole * votes[tag] / total) for tag in tags)
    return parts
