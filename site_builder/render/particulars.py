"""What stands for a particular while a form is made: marks, and things of which templates may ask the shape alone.

It can be printed, and asked what the shape of its page answers. Whatever else a template does with it raises `Unformed`,
and its page is rendered alone: no value is ever taken from the page a form was made with.

Never compiled: what a class refuses is written as attributes, which only Python takes for the methods they stand for.

Not here: what is made of the marks (`render/forms.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NoReturn


class Unformed(Exception):  # noqa: N818 - no fault: the page is made another way
    """A template does with a particular what no form can hold."""


class Asked(Unformed):
    """The wider shape of the page would have the answer."""


def mark(name: str) -> str:
    """How a place is written where the value called `name` will stand."""
    return f"\0{name}\0"


def has_mark(html: str) -> bool:
    """Is there a place to fill?"""
    return "\0" in html


class Particular:
    """What a template must not look at; whatever it tries, raises."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]

    def _refused(self) -> Unformed:
        return Unformed(f"a template looks at a {type(self).__name__}")

    def _refuse(self, *_: object) -> NoReturn:
        raise self._refused()

    __bool__: Any = _refuse
    __eq__: Any = _refuse
    __ne__: Any = _refuse
    __lt__: Any = _refuse
    __le__: Any = _refuse
    __gt__: Any = _refuse
    __ge__: Any = _refuse
    __contains__: Any = _refuse
    __len__: Any = _refuse
    __iter__: Any = _refuse
    __getitem__: Any = _refuse
    __call__: Any = _refuse
    __str__: Any = _refuse
    __repr__: Any = _refuse
    __format__: Any = _refuse


Truth = Literal[True, "unknown", "asked"]


def _true(truth: Truth) -> bool:
    if truth is True:
        return True
    raise (Asked if truth == "asked" else Unformed)("a template asks whether something is known")


class Mark(Particular):
    """Stands where the value called `name` will stand, escaped; `markup` is HTML already."""

    __slots__ = ("differs", "markup", "name", "origin", "truth", "wide")

    def __init__(
        self,
        name: str,
        *,
        truth: Truth = True,
        markup: bool = False,
        differs: tuple[str, ...] = (),
        wide: Amount | None = None,
        origin: Mark | Literal["asked"] | None = None,
    ) -> None:
        self.name = name
        self.truth = truth
        """Is the value, where it stands, neither empty nor None?"""
        self.markup = markup
        self.differs = differs
        """What the value is known not to equal."""
        self.wide = wide
        """How wide it is; None where that is not in the shape."""
        self.origin = origin
        """The same as an address of the web."""

    def __html__(self) -> str:
        return mark(self.name)

    def __bool__(self) -> bool:
        return _true(self.truth)

    def __eq__(self, other: object) -> bool:
        if type(other) is str and other in self.differs:
            return False
        raise self._refused()

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None


class Woven(Particular):
    """HTML that holds marks; `markup` where it would be HTML without them, too."""

    __slots__ = ("html", "markup")

    def __init__(self, html: str, markup: bool) -> None:
        self.html = html
        self.markup = markup

    def __html__(self) -> str:
        return self.html


class Amount(Particular):
    """A number of which the shape knows the bounds; `high` None for no bound."""

    __slots__ = ("high", "low", "name")

    def __init__(self, name: str, low: int, high: int | None = None) -> None:
        self.name = name
        self.low = low
        self.high = high

    def _above(self, number: object) -> bool:
        """Is it more than `number`?"""
        if type(number) is not int:
            raise self._refused()
        if self.low > number:
            return True
        if self.high is not None and self.high <= number:
            return False
        raise self._refused()

    def __gt__(self, other: object) -> bool:
        return self._above(other)

    def __le__(self, other: object) -> bool:
        return not self._above(other)

    def __ge__(self, other: object) -> bool:
        return self._above(other - 1 if type(other) is int else other)

    def __lt__(self, other: object) -> bool:
        return not self >= other

    def __eq__(self, other: object) -> bool:
        if type(other) is int and (self.low > other or (self.high is not None and self.high < other)):
            return False
        raise self._refused()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __bool__(self) -> bool:
        return self._above(0)

    __hash__ = None


class MarkedList(Particular):
    """Stands for a list whose items `each` would render; of its length the shape knows the bounds."""

    __slots__ = ("cut", "first", "high", "low", "name")

    def __init__(
        self, name: str, low: int = 1, high: int | None = None, *, first: object = None, cut: int = 0
    ) -> None:
        self.name = name
        self.low = low
        self.high = high
        self.first = first
        """Stands for its first item, where the shape knows that."""
        self.cut = cut
        """How many of its first items can be asked for as a list."""

    @property
    def length(self) -> Amount | int:
        """How many there are, as far as that is in the shape."""
        return self.low if self.low == self.high else Amount(self.name, self.low, self.high)

    def __bool__(self) -> bool:
        return bool(self.length)

    def __getitem__(self, key: object) -> Any:
        if isinstance(key, slice) and self.cut and (key.start, key.stop, key.step) == (None, self.cut, None):
            return MarkedList(f"first {self.name}", min(self.low, self.cut))
        if key == 0 and self.first is not None:
            return self.first
        raise self._refused()


class MarkedEntries(MarkedList):
    """Stands for the entries of a list."""

    __slots__ = ("groups",)

    def __init__(self, groups: Sequence[tuple[bool, MarkedList]]) -> None:
        super().__init__("entries")
        self.groups = groups
        """Those with a date and those without; True for the latter."""


class Blocks(Particular):
    """Stands for the blocks of a text: at least one, which a loop can print and nothing more."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __bool__(self) -> bool:
        return True

    def two(self) -> list[Mark]:
        """What a loop goes through that does the same for each; between the two stands what is between any two."""
        return [Mark(f"{self.name} 1", markup=True), Mark(f"{self.name} 2", markup=True)]


class StandIn(Particular):
    """Stands for a thing with particulars: what is not among `known` cannot be asked for."""

    __slots__ = ("_known", "_name", "_printed")

    def __init__(
        self, known: Mapping[Any, object], name: str = "", printed: frozenset[str] = frozenset()
    ) -> None:
        self._known = known
        self._name = name
        self._printed = printed
        """Further attributes that can be printed; their values are looked up when a form is filled."""

    def get(self, attribute: object) -> Any:
        """An attribute, or the item of a mapping."""
        if attribute not in self._known:
            if attribute in self._printed:
                return Mark(f"{self._name}.{attribute}", truth="unknown")
            raise Unformed(f"a template looks at {attribute} of {self._name}")
        value = self._known[attribute]
        if isinstance(value, Exception):
            raise value
        if isinstance(value, str) and has_mark(value):
            raise Unformed("a value could be taken for a mark")
        return value

    @property
    def is_view(self) -> bool:
        """Is it the page itself?"""
        return self._name == "view"

    def __bool__(self) -> bool:
        return True

    def __contains__(self, key: object) -> bool:
        if key not in self._known:
            raise self._refused()
        value = self._known[key]
        if isinstance(value, Exception):
            raise value
        return value is not None


def plain(value: object) -> None:
    """Raises where there is a mark in `value`, or might be one."""
    kind = type(value)
    if kind in _PLAIN:
        return
    if isinstance(value, str):
        if "\0" in value:
            raise Unformed("a template looks at text with particulars")
    elif isinstance(value, (tuple, list, set, frozenset)):
        for item in value:
            plain(item)
    elif kind is dict:
        for key, item in value.items():  # type: ignore[attr-defined]
            plain(key)
            plain(item)
    elif kind in _VIEWS:
        plain(list(value))  # type: ignore[call-overload]
    else:
        raise Unformed(f"a template looks at a {kind.__name__}")


class Plain(Iterator[Any]):
    """What a filter makes of plain values, one by one."""

    def __init__(self, items: Iterator[Any]) -> None:
        self._items = items

    def __next__(self) -> Any:
        return next(self._items)


_PLAIN = frozenset((int, float, bool, complex, type(None), range, slice, Plain))
_VIEWS = frozenset((type({}.keys()), type({}.values()), type({}.items())))
