"""Templating: templates in, HTML out; and what they may do while a form is made.

Twice the same templates. To render a page they run as they are. To make a form they are given marks for its
particulars, and every step that could look at one goes through a check here: calls, filters, tests, attributes, items,
arithmetic. What compares, iterates or asks for truth meets the marks themselves (`forms`). The only file that knows jinja2.

One template at a time; memory: the compiled templates. Raises ConfigError, naming the line, for a fault in a
template of the user's, and Unformed where no form can be made; a fault in a template of ours is a bug.

Not here: what templates are given (`pages`), where they lie (`templates`).
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, wraps
from pathlib import Path
from types import CellType, CodeType, FunctionType, MethodType
from typing import Any

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    TemplateSyntaxError,
    Undefined,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.runtime import BlockReference, Context, LoopContext, Macro
from jinja2.utils import Cycler, Joiner, Namespace
from jinja2.visitor import NodeTransformer

from site_builder.errors import ConfigError
from site_builder.installed import version_of
from site_builder.model import SiteFrame
from site_builder.render import memory
from site_builder.render.particulars import (
    Blocks,
    Mark,
    MarkedList,
    Particular,
    Plain,
    StandIn,
    Unformed,
    Woven,
    has_mark,
    plain,
)
from site_builder.render.templates import files_below, made_of, template_folders
from site_builder.text import short_hash


class Templates:
    """Templates of ours, with a user's folder on top."""

    def __init__(self, own: Path | None, folder: Path | None, names: frozenset[str]) -> None:
        """`folder` is where compiled templates are remembered; `names` is what our macros rely upon being ours."""
        self._own = own
        self._folder = folder
        self._names = names
        self._loader = _loader(template_folders(own))
        self._alone = Environment(
            loader=self._loader,
            bytecode_cache=_Compiled(folder, "alone") if folder else None,
            autoescape=True,
            **_OPTIONS,
        )
        del self._alone.globals["lipsum"]  # What is random is another thing in each build.
        self._shared: dict[str, bool] = {}

    @cached_property
    def _forming(self) -> Environment:
        return _Forming(
            loader=self._loader,
            bytecode_cache=_Compiled(self._folder, "forms") if self._folder else None,
            autoescape=True,
            **_OPTIONS,
        )

    def check(self, names: Sequence[str]) -> None:
        """Raises for a fault that can be seen before a page is made."""
        for name in names:
            self._get(name)

    def load(self, names: Iterable[str]) -> None:
        """Compile what the forms of these templates are made with; a fault shows when a page is made."""
        imported = [
            name for name in self._loader.list_templates() if name.startswith(("_", "base.", "listing."))
        ]
        for name in (*names, *imported):
            with suppress(Exception):
                self._forming.get_template(name)

    def rendered(self, name: str, context: Mapping[str, Any]) -> str:
        """What a template makes of values."""
        template = self._get(name)
        try:
            return template.render(context)
        except Exception as error:
            raise self._fault(error) or error from None

    def formed(self, name: str, context: Mapping[str, Any]) -> str:
        """What a template makes of marks."""
        template = self._forming.get_template(name)
        return "".join(template.root_render_func(template.new_context(dict(context))))

    def is_shared(self, macro: object) -> bool:
        """Is it a macro of ours, and all that it calls? Those depend on their arguments and the place alone."""
        name = macro._func.__globals__["name"] if isinstance(macro, Macro) else ""
        shared = self._shared.get(name)
        if shared is None:
            shared = self._shared[name] = bool(name) and self.is_ours(name)
        return shared

    def later(self, macro: Macro) -> Callable[..., str]:
        """The macro, to be called when more of its page has been made; it refuses where that makes a difference."""
        return macro if self.is_shared(macro) else _Kept(macro)

    @staticmethod
    def is_macro(thing: object) -> bool:
        """Is it a macro of a template?"""
        return isinstance(thing, Macro)

    @cached_property
    def _renames(self) -> bool:
        """Does a template of the user's give another meaning to a name that our macros use?"""
        own = self._own
        if own is None:
            return False
        for file in files_below(own):
            name = file.relative_to(own).as_posix()
            if name.startswith("assets/") or made_of(name, own, alone=True):
                continue
            try:
                tree = self._alone.parse(file.read_text("utf-8"))
            except (TemplateSyntaxError, UnicodeDecodeError):
                continue  # No page can be made with it.
            if _stored(tree) & self._names:
                return True
        return False

    def is_ours(self, name: str) -> bool:
        """Is a template ours, and all that it calls?"""
        return not self._renames and made_of(name, self._own)

    def _get(self, name: str) -> Template:
        try:
            return self._alone.get_template(name)
        except Exception as error:
            raise self._fault(error) or error from None

    def _fault(self, error: Exception) -> ConfigError | None:
        """What is wrong in a template of the user's, and in which line; None when the fault is ours."""
        if self._own is None:
            return None
        import traceback  # a millisecond to import, and most templates have no fault

        places = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
        if isinstance(error, TemplateSyntaxError):
            places.append((error.filename or "", error.lineno))
        own = [(file, line) for file, line in places if Path(file).is_relative_to(self._own)]
        if not own:
            return None
        file, line = own[-1]
        return ConfigError(
            f"{file}:{line}",
            f"the template cannot be used: {error}",
            "mend the line, or remove the file to take ours of the same name",
        )


def _stored(tree: nodes.Template) -> set[str]:
    """Names that a template gives a meaning to, anywhere."""
    names = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    names |= {node.name for node in tree.find_all(nodes.Macro)}
    names |= {node.target for node in tree.find_all(nodes.Import)}
    for node in tree.find_all(nodes.FromImport):
        names |= {name if isinstance(name, str) else name[1] for name in node.names}
    return names


# While a form is made


def takes_marks(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that knows what to do with marks, or refuses them itself."""
    function.takes_marks = True  # type: ignore[attr-defined]
    return function


def takes_plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, for plain values alone."""

    @takes_marks
    def checked(*arguments: object, **named: object) -> Any:
        plain(arguments)
        plain(named)
        return function(*arguments, **named)

    return checked


class _Kept:
    """A macro, with what it could see when it was to be called."""

    def __init__(self, macro: Macro) -> None:
        self.name = macro.name
        self._macro = macro
        self._seen = _seen_by(macro)

    def __call__(self, *arguments: object) -> str:
        """Its HTML, if it would have been the same before."""
        if not _alike(self._seen, _seen_by(self._macro)):
            raise Unformed("a macro sees another thing later")
        return self._macro(*arguments)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and self._macro is other._macro and _alike(self._seen, other._seen)

    __hash__ = None  # type: ignore[assignment]


def _seen_by(macro: Macro) -> list[object]:
    """All that a macro can look at beside its arguments; raises where that changes while a page is made."""
    seen: list[object] = []
    known: set[int] = set()
    waiting: list[object] = [macro]
    while waiting:
        thing = waiting.pop()
        seen.append(thing)
        if id(thing) in known:
            continue
        known.add(id(thing))
        if isinstance(thing, (LoopContext, Namespace, Cycler, Joiner, Iterator)):
            raise Unformed("a macro looks at what changes while a page is made")
        if isinstance(thing, Macro):
            thing = thing._func
        if isinstance(thing, Context):
            waiting += [*thing.vars, *thing.vars.values()]
        elif isinstance(thing, FunctionType) and "root" in thing.__globals__:
            # Of a compiled template; other functions are ours and jinja's.
            for cell in thing.__closure__ or ():
                content = _content(cell)
                if isinstance(content, MethodType) and isinstance(content.__self__, Context):
                    content = content.__self__
                if isinstance(content, Context) and not _passes_all(thing.__code__):
                    waiting += [content.vars.get(name) for name in sorted(_texts(thing.__code__))]
                else:
                    waiting.append(content)
        elif isinstance(thing, (tuple, list, set)):
            waiting += thing
        elif type(thing) is dict:
            waiting += thing.values()
        elif _is_module(thing):
            waiting += vars(thing).values()
    return seen


def _passes_all(code: CodeType) -> bool:
    """Does a compiled macro hand all variables on to another template?"""
    return "get_all" in code.co_names or any(
        _passes_all(inner) for inner in code.co_consts if isinstance(inner, CodeType)
    )


def _texts(code: CodeType) -> set[str]:
    """Texts in a compiled macro; the names of the variables it looks up are among them."""
    texts = {text for text in code.co_consts if isinstance(text, str)}
    return texts.union(*(_texts(inner) for inner in code.co_consts if isinstance(inner, CodeType)))


def _content(cell: CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _alike(one: Sequence[object], other: Sequence[object]) -> bool:
    return len(one) == len(other) and all(map(operator.is_, one, other))


_READING = frozenset(("copy", "count", "get", "index", "items", "keys", "values"))
"""Methods that change neither a list nor a mapping."""
_OPEN = (str, int, float, tuple, list, dict, set, range, SiteFrame)
_OPEN_TO_NAMES = (LoopContext, Namespace, Cycler, Joiner, Undefined)
_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "**": operator.pow,
    "%": operator.mod,
}
_UNARY: dict[str, Callable[[Any], Any]] = {"+": operator.pos, "-": operator.neg}


class _Forming(Environment):
    """Jinja that looks at no mark. `sandboxed` has it ask for each call and each operation."""

    sandboxed = True
    intercepted_binops = frozenset(_BINARY)
    intercepted_unops = frozenset(_UNARY)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        del self.globals["lipsum"]
        filters: Any = self.filters
        special = {
            "default": self.filters["default"],
            "d": self.filters["default"],
            "e": _escaped(self.filters["escape"]),
            "escape": _escaped(self.filters["escape"]),
            "safe": _safe(self.filters["safe"]),
            "length": _length,
            "count": _length,
            "random": _random,
            _WOVEN: _woven,
            _PRINTED: _printed(self.filters["escape"]),
            _REPEATED: _repeated,
        }
        self.filters = {name: _checked(function) for name, function in filters.items()} | special
        tests: Any = self.tests
        unchecked = {"defined": tests["defined"], "undefined": tests["undefined"], "none": _is_none}
        self.tests = {name: _checked(test) for name, test in tests.items()} | unchecked

    def _generate(self, source: nodes.Template, *arguments: Any, **named: Any) -> str:
        _refuse_unseen(source)
        return super()._generate(_Seen().visit(source), *arguments, **named)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute, or an item where there is none."""
        if isinstance(obj, StandIn):
            return obj.get(attribute)
        if isinstance(obj, Particular) or attribute.startswith("_"):
            raise Unformed(f"a template looks at {attribute}")
        if isinstance(obj, (*_OPEN, *_OPEN_TO_NAMES)) or _is_module(obj):
            return super().getattr(obj, attribute)
        raise Unformed(f"a template looks at {attribute} of a {type(obj).__name__}")

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item, or an attribute where there is none."""
        plain(argument)
        if isinstance(obj, StandIn):
            return obj.get(argument)
        if isinstance(argument, str) and argument.startswith("_"):
            raise Unformed(f"a template looks at {argument}")
        if isinstance(obj, (*_OPEN, *_OPEN_TO_NAMES, MarkedList)):
            found = super().getitem(obj, argument)
            if isinstance(obj, MarkedList) and not isinstance(found, Particular):
                raise Unformed("a template looks at a list")
            return found
        raise Unformed(f"a template looks at an item of a {type(obj).__name__}")

    def call(self, context: Context, obj: Any, /, *arguments: Any, **named: Any) -> Any:
        """Only what is known to look at no mark, or to be given none."""
        if isinstance(obj, (Macro, BlockReference)) or getattr(obj, "takes_marks", False) is True:
            result = context.call(obj, *arguments, **named)
            if "caller" in named:
                return result  # Of a block, which prints it.
            return Woven(result, True) if isinstance(result, str) and has_mark(result) else result
        if obj is Namespace and "view" in context:
            return context.call(obj, *arguments, **named)
        plain(arguments)
        plain({name: value for name, value in named.items() if name not in ("_loop_vars", "_block_vars")})
        if isinstance(obj, LoopContext):
            result = context.call(obj, *arguments, **named)
            return Woven(result, True) if isinstance(result, str) and has_mark(result) else result
        owner = getattr(obj, "__self__", None)
        if obj in (Cycler, Joiner):
            known = "view" in context
        elif isinstance(owner, (list, dict, set)):
            known = obj.__name__ in _READING
            plain(owner)
        elif isinstance(owner, (str, int, float, tuple)):
            known = True
            plain(owner)
        else:
            known = (
                obj in (range, dict) or isinstance(obj, Joiner) or isinstance(owner, (LoopContext, Cycler))
            )
        if not known:
            raise Unformed(f"a template calls a {type(obj).__name__}")
        result = context.call(obj, *arguments, **named)
        if type(result) not in (Cycler, Joiner):
            plain(result)
        return result

    def call_binop(self, context: Context, sign: str, left: Any, right: Any) -> Any:
        """Arithmetic."""
        del context
        plain(left)
        plain(right)
        result = _BINARY[sign](left, right)
        plain(result)
        return result

    def call_unop(self, context: Context, sign: str, value: Any) -> Any:
        """A sign."""
        del context
        plain(value)
        return _UNARY[sign](value)


def _is_module(thing: object) -> bool:
    """Is it what `self` or an imported template is called by?"""
    return type(thing).__name__ in ("TemplateModule", "TemplateReference")


def _checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter or test for plain values alone."""
    first = 1 if hasattr(function, "jinja_pass_arg") else 0

    @wraps(function)
    def checked(*arguments: Any, **named: Any) -> Any:
        plain(arguments[first:])
        plain(named)
        result = function(*arguments, **named)
        if isinstance(result, Iterator):
            return Plain(result)
        plain(result)
        return result

    return checked


def _escaped(escape: Callable[[Any], str]) -> Callable[[Any], Any]:
    def escaped(value: Any) -> Any:
        if isinstance(value, (Mark, Woven)):
            return Woven(value.__html__(), True)
        plain(value)
        return escape(value)

    return escaped


def _printed(escape: Callable[[Any], str]) -> Callable[[Any], Any]:
    def printed(value: Any) -> Any:
        return escape(value) if isinstance(value, (Mark, Woven)) else value

    return printed


def _safe(safe: Callable[[Any], str]) -> Callable[[Any], Any]:
    def as_markup(value: Any) -> Any:
        if isinstance(value, (Mark, Woven)) and value.markup:
            return value
        plain(value)
        return safe(value)

    return as_markup


def _length(value: Any) -> Any:
    if isinstance(value, MarkedList):
        return value.length
    plain(value)
    return len(value)


def _random(*arguments: object) -> Any:
    del arguments
    raise Unformed("what is random is another thing on each page")


def _woven(value: Any, markup: bool = False) -> Any:
    """Text made of several values."""
    return Woven(value, markup) if isinstance(value, str) and has_mark(value) else value


def _repeated(value: Any) -> Any:
    """What a loop goes through that does the same for each item."""
    return value.two() if isinstance(value, Blocks) else value


def _is_none(value: Any) -> bool:
    if isinstance(value, Mark):
        return not value
    if isinstance(value, Particular):
        return False
    return value is None


_WOVEN = "woven__"
_REPEATED = "repeated__"
_PRINTED = "printed__"
_CAPTURED = "captured__"
_RESERVED = {_WOVEN, _REPEATED, _PRINTED, _CAPTURED}
_UNSEEN = (nodes.EvalContextModifier, nodes.ScopedEvalContextModifier)


def _refuse_unseen(tree: nodes.Template) -> None:
    """Raises for what would escape the checks: another escaping, a forged mark, a name of this file."""
    for node in tree.find_all(nodes.Node):
        if isinstance(node, _UNSEEN):
            raise Unformed("a template changes how it is escaped")
        if isinstance(node, nodes.Const) and isinstance(node.value, str) and has_mark(node.value):
            raise Unformed("a template holds what could be taken for a mark")
        if isinstance(node, nodes.TemplateData) and has_mark(node.data):
            raise Unformed("a template holds what could be taken for a mark")
        if isinstance(node, nodes.Keyword) and node.key == "caller":
            raise Unformed("a template calls back")
        if isinstance(node, nodes.Call) and node.dyn_kwargs is not None:
            raise Unformed("a template might call back")
        if {getattr(node, key, None) for key in ("name", "attr", "target")} & _RESERVED:
            raise Unformed("a template uses a name of ours")
        if isinstance(node, nodes.FromImport) and _CAPTURED in str(node.names):
            raise Unformed("a template uses a name of ours")


class _Seen(NodeTransformer):
    """A template whose texts made of several values are seen to be that."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - jinja's name
        self.generic_visit(node)
        node.nodes = [
            nodes.Filter(part, _PRINTED, [], [], None, None, lineno=node.lineno) for part in node.nodes
        ]
        return nodes.Filter(node, _WOVEN, [], [], None, None, lineno=node.lineno)

    def visit_AssignBlock(self, node: nodes.AssignBlock) -> list[nodes.Node]:  # noqa: N802
        self.generic_visit(node)
        target, node.target = node.target, nodes.Name(_CAPTURED, "store", lineno=node.lineno)
        captured = nodes.Name(_CAPTURED, "load", lineno=node.lineno)
        text = nodes.Filter(captured, _WOVEN, [nodes.Const(True)], [], None, None, lineno=node.lineno)
        return [node, nodes.Assign(target, text, lineno=node.lineno)]

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        simple = _prints_each(node)
        self.generic_visit(node)
        if simple:
            node.iter = nodes.Filter(node.iter, _REPEATED, [], [], None, None, lineno=node.lineno)
        return node


def _prints_each(loop: nodes.For) -> bool:
    """Does a loop print each of its items, once, and nothing else that is not always the same?"""
    if loop.test or loop.else_ or loop.recursive or not isinstance(loop.target, nodes.Name):
        return False
    printed = 0
    for statement in loop.body:
        if not isinstance(statement, nodes.Output):
            return False
        for node in statement.nodes:
            value = node.node if isinstance(node, nodes.Filter) and node.name == "safe" else node
            if isinstance(value, nodes.Name) and value.name == loop.target.name:
                printed += 1
            elif not isinstance(node, nodes.TemplateData):
                return False
    return printed == 1


# Loading


_OPTIONS: dict[str, Any] = {
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "cache_size": -1,
    "auto_reload": False,
    "extensions": [],
}


def _loader(folders: Sequence[Path]) -> ChoiceLoader:
    """The folders; "ours/list.html" is our template even where the user has one of that name."""
    own_first = FileSystemLoader([str(folder) for folder in folders])
    return ChoiceLoader([own_first, PrefixLoader({"ours": FileSystemLoader(str(folders[-1]))})])


class _Compiled(BytecodeCache):
    """Compiled templates in the memory of rendering; jinja itself sees whether the source is still the same."""

    def __init__(self, folder: Path, use: str) -> None:
        self._folder = folder
        self._use = use
        source = Path(__file__).read_bytes() if use == "forms" else b""
        self._made_with = f"{version_of('jinja2')} {sys.version} {sorted(_OPTIONS.items(), key=str)} {use} {short_hash(source)}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if its template is remembered."""
        data = memory.recall(self._file(bucket), self._made_with)
        if data is not None:
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember what was compiled."""
        memory.keep(self._file(bucket), self._made_with, bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"template-{self._use}-{bucket.key[:16]}"
