"""Values are dataclasses to whoever uses them, however they are made."""

import copy
import pickle
from dataclasses import asdict, field, fields, replace

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


@dataclass(slots=True, kw_only=True)
class Wider(Placed):
    """With what another class has, and a field more."""

    name: str = ""


def test_a_value_has_the_fields_of_the_class_it_is_made_of() -> None:
    wide = Wider(3, 4, name="a")
    assert (wide.whole, wide.name, wide == Wider(3, 4, name="a"), wide == Placed(3, 4)) == (
        7,
        "a",
        True,
        False,
    )
    assert [one.name for one in fields(Wider)] == ["first", "second", "whole", "name"]


def test_values_without_slots_have_their_defaults_too() -> None:
    @dataclass
    class Loose:
        first: int
        second: int = 2

    assert (Loose(1).second, Loose(1, 3).second, vars(Loose(1))) == (2, 3, {"first": 1, "second": 2})


def test_nothing_but_the_fields_can_be_kept_in_a_value_with_slots() -> None:
    with pytest.raises(AttributeError):
        Placed(1).third = 3  # type: ignore[attr-defined]
    assert not hasattr(Placed(1), "__dict__")


def test_a_value_is_taken_apart_by_place() -> None:
    match Placed(3, 4):
        case Placed(first, second, whole):
            assert (first, second, whole) == (3, 4, 7)


def test_values_become_plain_ones() -> None:
    assert asdict(Placed(1, 2)) == {"first": 1, "second": 2, "whole": 3}


def test_what_is_frozen_can_be_a_key_and_nothing_else() -> None:
    @dataclass(frozen=True, slots=True)
    class Frozen:
        first: int

    assert {Frozen(1): 2}[Frozen(1)] == 2
    with pytest.raises(TypeError, match="unhashable"):
        hash(Placed(1))
