"""Dataclasses that are cheap to define and to make: what one room hands to another.

For a type checker this is `dataclasses.dataclass`, which holds that nobody changes what is frozen. At run time nothing does:
of each class only `__init__` is code of its own; comparison, hash and text are the same for all. So Python defines the
values of `model` in 5 ms instead of 19, a twentieth of a build after one edit, and makes one in half the time.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses

    def dataclass(cls=None, /, *, frozen=False, slots=False, kw_only=False, eq=True):
        """As `dataclasses.dataclass` with these options."""
        if cls is None:
            return lambda cls: dataclass(cls, frozen=frozen, slots=slots, kw_only=kw_only, eq=eq)
        # A compiled class has its fields in slots of its own, and must stay the class it is.
        slots = slots and "__mypyc_attrs__" not in cls.__dict__
        cls = dataclasses.dataclass(cls, slots=slots, kw_only=kw_only, eq=False, repr=False)
        cls.__repr__ = _shown
        if eq:
            cls.__eq__ = _same
            cls.__hash__ = _hash if frozen else None
        return cls

    def _shown(self):
        shown = [f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr]
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def _same(self, other):
        if type(self) is not type(other):
            return NotImplemented
        return self is other or _compared(self) == _compared(other)

    def _hash(self):
        return hash(_compared(self))

    def _compared(self):
        return tuple([getattr(self, one.name) for one in dataclasses.fields(self) if one.compare])


__all__ = ["dataclass"]
