"""Forms: HTML that is the same on many pages but for a few places, made once and then filled.

A template is rendered with marks where its particulars would stand; what comes out is a form, and filling it costs
one formatting instead of all the steps of the template. Which looks a page has is still the template's own affair.

Shape: one form; memory: its text. A mark is written with NUL, which no template and no settings hold;
values that are filled in are never searched for marks, so that a seed cannot forge one.

Not here: what stands for a particular meanwhile (`render/particulars.py`), which marks a page needs and what is filled in (`render/filling.py`), what templates may do (`templating`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple, Protocol

from site_builder.render.particulars import Unformed, mark


class Macro(Protocol):
    """A macro of a template."""

    name: str

    def __call__(self, *arguments: Any) -> str:
        """Its HTML."""
        ...


class Later(NamedTuple):
    """What renders the items of a list of a form."""

    macro: Callable[..., str]
    arguments: tuple[Any, ...]
    """Behind the item."""
    shared: bool
    """Does what it makes depend on nothing but its arguments and the place?"""
    things: str
    """Name of the list."""
    once: bool = False
    """Is it given the list instead of its items?"""


Macros = dict[str, Later]
"""By the name of the place they leave in the form."""

_MARK = re.compile("\0([^\0]*)\0")


class Form:
    """HTML with places, and the macros that render the items of its lists."""

    __slots__ = ("_encoded", "_parts", "_values", "between", "counts", "kept", "lists", "macros", "more")

    def __init__(
        self, html: str, macros: Macros | None = None, counts: Mapping[str, tuple[str, str]] | None = None
    ) -> None:
        self.between: dict[str, str] = {}
        """What stands between two blocks, by the names of the places of all of them."""
        parts = _MARK.split(str(html))
        self._parts = self._joined(parts) if "\0body 1\0" in html or "\0block 1\0" in html else parts
        """Every second one is the name of a place."""
        self._encoded: list[bytes] = []
        """The same as bytes, of a form that is a page."""
        names = self._parts[1::2]
        self._values: Callable[[Mapping[str, str]], tuple[str, ...]]
        if len(names) > 1:
            self._values = itemgetter(*names)
        else:
            self._values = lambda values: tuple([values[name] for name in names])
        self.macros: Macros = {} if macros is None else macros
        self.counts = {} if counts is None else counts
        """Texts with a number, by the names of their places."""
        self.more = {name: attrgetter(name.partition(".")[2]) for name in names if _DOTTED.match(name)}
        """Values that are looked up for this form alone."""
        self.lists: dict[str, list[str]] = {}
        """Places of each list; those of `once` apart."""
        for name in dict.fromkeys(names):
            if later := self.macros.get(name):
                things = f"once {later.things}" if later.once else later.things
                self.lists.setdefault(things, []).append(name)
        self.kept: dict[Any, Any] = {}
        """What its own macros made."""

    def _joined(self, parts: Sequence[str]) -> list[str]:
        joined = [parts[0]]
        number = 1
        while number < len(parts):
            name, after = parts[number], parts[number + 1]
            number += 2
            if name in ("body 1", "block 1"):
                if number >= len(parts) or parts[number] != f"{name[:-1]}2":
                    raise Unformed("a loop over blocks does more than print them")
                name = f"{name[:-2]} {after}"
                self.between[name] = after
                after = parts[number + 1]
                number += 2
            joined += name, after
        return joined

    @property
    def names(self) -> list[str]:
        """Of its places, in their order."""
        return self._parts[1::2]

    @property
    def texts(self) -> list[str]:
        """What stands before, between and behind its places."""
        return self._parts[0::2]

    def before(self, number: int) -> str:
        """The HTML up to a place, with its marks."""
        parts = self._parts[: 2 * number + 1]
        parts[1::2] = [mark(name) for name in parts[1::2]]
        return "".join(parts)

    def more_of(self, thing: object, called: str, escape: Callable[[Any], str]) -> dict[str, str]:
        """Values that only this form shows, of what its marks call `called`."""
        if any(not name.startswith(called) for name in self.more):
            raise Unformed("a part shows particulars of the whole")
        return {name: escape(value(thing)) for name, value in self.more.items()}

    def filled(self, values: Mapping[str, str]) -> str:
        """The HTML with the values in its places; they are HTML already."""
        parts = self._parts.copy()
        try:
            parts[1::2] = self._values(values)
        except KeyError as error:
            raise Unformed(f"nobody knows what {error} is to be") from None
        return "".join(parts)

    def page(self, values: Mapping[str, str]) -> bytes:
        """The same as the bytes of a file: what all pages have in common was encoded once."""
        if not self._encoded:
            self._encoded = [part.encode("utf-8", "replace") for part in self._parts]
        parts = self._encoded.copy()
        try:
            parts[1::2] = [value.encode("utf-8", "replace") for value in self._values(values)]
        except KeyError as error:
            raise Unformed(f"nobody knows what {error} is to be") from None
        return b"".join(parts)


_DOTTED = re.compile(r"(?:view|entry|headline|source)\.")


def around(html: str, name: str) -> tuple[str, str | None]:
    """What stands before and behind the one mark of `html`, which must be `name`; None behind where it has none."""
    before, *rest = _MARK.split(str(html))
    if not rest:
        return before, None
    if len(rest) > 2 or rest[0] != name:
        raise Unformed(f"only {name} expected, and once: {rest[0::2]}")
    return before, rest[1]
