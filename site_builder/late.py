"""Patterns that are compiled when they are first used: many a build uses few of a module's, and each takes as long as a class.

Stays interpreted where other modules are compiled: a pattern's methods are put into an object here.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    """A pattern that is compiled when it is first used; each of its methods then stands here as what it is."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, found)
        return found


def late(text: str, flags: int = 0) -> re.Pattern[str]:
    """For a pattern of a module that many a build does not use: to compile one takes as long as to define a class."""
    return cast("re.Pattern[str]", _Late(text, flags))
