"""Clean one seed: its text in, blocks of Markdown out, every line accounted for.

Shape: one item; memory: one seed. Raises SeedError where nothing is left to read.
Not here: opening files (`read`), language, date and title (`describe`).
"""

from __future__ import annotations

from site_builder.clean.plain import clean_plain
from site_builder.clean.words import words as _words
from site_builder.config import CleanSettings
from site_builder.model import Cleaned, Seed


def clean_seed(seed: Seed, settings: CleanSettings) -> Cleaned:
    """The seed's body in blocks, its headline, and what its other lines said."""
    if seed.form == "markdown":
        from site_builder.clean.markdown import clean_markdown  # 7 ms to import, and many sites have none

        return clean_markdown(seed, settings)
    if seed.form == "html":
        from site_builder.clean.html import clean_html  # with its library 0.3 s to import

        return clean_html(seed)
    return clean_plain(seed, settings)


def load() -> None:
    """Read the table of labels now, before processes are forked, so that they share it."""
    _words()
