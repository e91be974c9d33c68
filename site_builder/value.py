"""Dataclasses that are cheap to define and to make: what one room hands to another.

For a type checker this is `dataclasses.dataclass`, which holds that nobody changes what is frozen. At run time nothing does:
of each class only `__init__` is code of its own, compiled when its first value is made, and a build after one edit makes none
of half the classes; comparison, hash and text are the same for all. So the seventy classes of such a build are defined
8 ms faster, a twentieth of it. `fields`, `replace` and `asdict` of `dataclasses` know them.

Not here, for no value has them: class variables, and fields that are not given when it is made.
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
        fields = {}
        for base in cls.__mro__[:0:-1]:
            fields |= base.__dict__.get("__dataclass_fields__", {})
        inherited = frozenset(fields)
        fields |= {name: _field(cls, name, kind, kw_only) for name, kind in cls.__annotations__.items()}
        if slots:
            names = tuple([name for name in fields if name not in inherited])
            cls = _with_slots(cls, names)
        cls.__dataclass_fields__ = fields
        cls.__match_args__ = tuple([name for name, one in fields.items() if not one.kw_only])
        cls.__init__ = _first(cls)
        cls.__repr__ = _shown
        if eq:
            cls.__eq__ = _same
            cls.__hash__ = _hash if frozen else None
        return cls

    def _field(cls, name, kind, kw_only):
        given = cls.__dict__.get(name, dataclasses.MISSING)
        one = given if type(given) is dataclasses.Field else dataclasses.field(default=given)
        one.name, one.type, one.kw_only, one._field_type = name, kind, kw_only, dataclasses._FIELD
        return one

    def _with_slots(cls, names):
        """The same class with its fields in slots, which can only be said when a class is made."""
        apart = {*names, "__dict__", "__weakref__"}
        known = {name: value for name, value in cls.__dict__.items() if name not in apart}
        made = type(cls)(cls.__name__, cls.__bases__, known | {"__slots__": names})
        made.__qualname__ = cls.__qualname__
        return made

    def _first(cls):
        """What makes the first value: it compiles what makes all others."""

        def __init__(self, *given, **named):  # noqa: N807  it takes that name
            cls.__init__ = _compiled(cls)
            cls.__init__(self, *given, **named)

        return __init__

    def _compiled(cls):
        """`__init__` as `dataclasses` writes it."""
        parameters, lines, known = [], [], {"_later": _LATER}
        for one in sorted(dataclasses.fields(cls), key=lambda one: one.kw_only):
            if one.kw_only and "*" not in parameters:
                parameters.append("*")
            value = one.name
            if one.default is not dataclasses.MISSING:
                known[f"_{one.name}"] = one.default
                parameters.append(f"{one.name}=_{one.name}")
            elif one.default_factory is not dataclasses.MISSING:
                known[f"_{one.name}"] = one.default_factory
                parameters.append(f"{one.name}=_later")
                value = f"_{one.name}() if {one.name} is _later else {one.name}"
            else:
                parameters.append(one.name)
            lines.append(f" self.{one.name}={value}\n")
        if hasattr(cls, "__post_init__"):
            lines.append(" self.__post_init__()\n")
        exec(f"def __init__(self,{','.join(parameters)}):\n{''.join(lines) or ' pass'}", known)  # noqa: S102  names of fields
        made = known["__init__"]
        made.__qualname__ = f"{cls.__qualname__}.__init__"
        return made

    _LATER = object()

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
