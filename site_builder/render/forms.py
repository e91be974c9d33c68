"""Forms: HTML that is the same on many pages but for a few places, made once and then filled.

A template is rendered with marks where its particulars would stand; what comes out is a form, and filling it costs
one formatting instead of all the steps of the template. Which looks a page has is still the template's own affair.

Shape: one form; memory: its text. Raises nothing. A mark is written with NUL, which no template and no settings hold;
values that are filled in are never searched for marks, so that a seed cannot forge one.

Not here: which marks a page needs and what is filled in (`render/filling.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import Any, Protocol


class Macro(Protocol):
    """A macro of a template."""

    name: str

    def __call__(self, *arguments: Any) -> str:
        """Its HTML."""
        ...


Macros = dict[str, tuple[Callable[..., str], tuple[Any, ...]]]
"""What renders the items of the lists of a form, with further arguments; by the names of list and macro."""

_MARK = re.compile("\0([^\0]*?)-*\0")


def mark(name: str, width: int = 0) -> str:
    """Stands where the value called `name` will stand; as wide as `width` asks, where the template looks at that."""
    return f"\0{name}{'-' * width}\0"


def marked(text: str | None, name: str) -> str | None:
    """A mark for what is known; what is not known, a template leaves out."""
    return mark(name) if text else text


class MarkedList(tuple[Any, ...]):
    """Stands for a list whose items `each` would render; as long as the template needs to think it is."""

    __slots__ = ()

    def __new__(cls, name: str, size: int = 2, others: int = 0) -> MarkedList:
        return super().__new__(cls, (name, size, others))

    @property
    def name(self) -> str:
        """Of the place it leaves in the form."""
        return str(super().__getitem__(0))

    @property
    def others(self) -> int:
        """How many of its links are to be shown, where that is fewer."""
        return int(super().__getitem__(2))

    def __getitem__(self, key: Any) -> Any:
        """Its beginning is as unknown as all of it."""
        if isinstance(key, slice):
            return self
        raise TypeError(f"the list of {self.name} is filled in later; use each() or once()")

    def __len__(self) -> int:
        return int(super().__getitem__(1))

    def __iter__(self) -> Iterator[Any]:
        raise TypeError(f"the list of {self.name} is filled in later; use each() or once()")


class Form:
    """HTML with places, and the macros that render the items of its lists."""

    __slots__ = ("_parts", "_values", "macros")

    def __init__(self, html: str, macros: Macros) -> None:
        self._parts = _MARK.split(str(html))
        """Every second one is the name of a place."""
        names = self._parts[1::2]
        self._values: Callable[[Mapping[str, str]], tuple[str, ...]]
        if len(names) > 1:
            self._values = itemgetter(*names)
        else:
            self._values = lambda values: tuple([values[name] for name in names])
        self.macros = macros

    def filled(self, values: Mapping[str, str]) -> str:
        """The HTML with the values in its places; they are HTML already."""
        parts = self._parts.copy()
        parts[1::2] = self._values(values)
        return "".join(parts)


def around(html: str) -> tuple[str, str]:
    """What stands before and behind the one mark of `html`; all of it before, where it has none."""
    before, *rest = _MARK.split(str(html))
    if len(rest) > 2:
        raise ValueError(f"one mark expected: {html!r}")
    return before, rest[1] if rest else ""


def has_mark(html: str) -> bool:
    """Is there a place to fill?"""
    return "\0" in html
