"""Values are dataclasses to whoever uses them, however they are made."""

import copy
import pickle
from dataclasses import field, fields, replace

import pytest

from site_builder.value import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """By name, with defaults of all kinds."""

    first: str
    many: list[int] = field(default_factory=list)
    second: int = 2


@dataclass(slots=True)
class Placed:
    """By place, and completed at birth."""

    first: int
    second: int = 1
    whole: int = 0

    def __post_init__(self) -> None:
        self.whole = self.first + self.second


@dataclass(slots=True)
class Empty:
    """Without fields."""


def test_values_are_made_by_name_or_by_place() -> None:
    named = Named(first="a")
    assert (named.first, named.many, named.second) == ("a", [], 2)
    assert (Placed(3).whole, Placed(3, 4).whole, Placed(second=5, first=1).whole) == (4, 7, 6)
    assert Empty() == Empty()


def test_each_value_has_a_default_of_its_own() -> None:
    Named(first="a").many.append(1)
    assert Named(first="b").many == []


@pytest.mark.parametrize("given", [{}, {"first": "a", "third": 3}])
def test_a_missing_or_unknown_field_is_refused(given: dict[str, object]) -> None:
    for _ in range(2):  # the first value, and the others
        with pytest.raises(TypeError):
            Named(**given)  # type: ignore[arg-type]


def test_what_is_made_by_name_is_not_made_by_place() -> None:
    with pytest.raises(TypeError):
        Named("a")  # type: ignore[call-arg]


def test_values_are_compared_replaced_copied_and_sent() -> None:
    named = Named(first="a", many=[1], second=3)
    assert named == Named(first="a", many=[1], second=3) != replace(named, second=4)
    assert copy.copy(named) == named == pickle.loads(pickle.dumps(named))
    assert [one.name for one in fields(Named)] == ["first", "many", "second"]
    assert repr(named) == "Named(first='a', many=[1], second=3)"
