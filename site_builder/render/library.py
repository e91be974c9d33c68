"""The Markdown library as it is used here, and what may leave it.

Shape: one block; the only file that knows markdown and nh3. Memory: one block. Raises nothing: a block the library
cannot read, or not in reasonable time, is shown as the text it is.

    block → library → own forms (captions, speakers, lost pictures, headings) → allow-list → one element

Nothing of a seed is active and nothing is requested from elsewhere: no script, style, form, picture or frame
leaves this module, no id and no relative link, and the allow-list always has the last word.

Importing it is dear (30 ms), so that is left to the first block which needs it: most are written without (`direct`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape, unescape
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import Pattern
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from site_builder.render.code import code_classes, highlighted, words
from site_builder.text import one_line, short_hash

LibraryExtension = Extension

_CONTROL = re.compile("[\x00-\x1f]")


class Library:
    """Renders single blocks; keeps what is slow to make."""

    def __init__(self, extensions: Sequence[Extension] = ()) -> None:
        """`extensions`: objects that come on top of the house's own."""
        self._extensions = tuple(extensions)
        self._markdown = _library(self._extensions)
        self._cleaner = nh3.Cleaner(
            tags=set(_TAGS),
            attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
            attribute_filter=_kept_attribute,
            allowed_classes={tag: set(names) for tag, names in _CLASSES.items()},
            url_schemes={"http", "https"},
            link_rel=_LINK_REL,
        )

    def definitions(self, text: str) -> dict[str, tuple[str, str]]:
        """Addresses that `text` defines for links elsewhere: `[1]: https://…`."""
        self._html(text, {})
        return dict(self._markdown.references)

    def element(self, text: str, definitions: Mapping[str, tuple[str, str]]) -> str:
        """One block-level element of harmless HTML that says `text`."""
        html = self._html(text, definitions)
        if html is None:
            return f"<p>{escape(_CONTROL.sub(' ', text).strip(), quote=False)}</p>"
        return _one_element(_tidy(self._cleaner.clean(_own_forms(html))))

    def _html(self, text: str, definitions: Mapping[str, tuple[str, str]]) -> str | None:
        """What the library makes of `text`, still as hostile as the seed; None where it gives up."""
        self._markdown.reset()
        self._markdown.references.update(definitions)
        try:
            return self._markdown.convert(text)
        except Exception:
            # A seed may hold anything and the library is not written for that: no block may stop a build.
            # The state of the library is then unknown.
            self._markdown = _library(self._extensions)
            return None

    def steps(self) -> tuple[str, ...]:
        """Everything in the library that decides what becomes of a text, in its order."""
        return tuple(_steps(self._markdown))


def _steps(library: Markdown) -> Iterator[str]:
    registries: dict[str, Iterable[object]] = {
        "preprocessor": library.preprocessors,
        "block": library.parser.blockprocessors,
        "inline": library.inlinePatterns,
        "tree": library.treeprocessors,
        "postprocessor": library.postprocessors,
    }
    for kind, registry in registries.items():
        for step in registry:
            form = f" {short_hash(step.pattern.encode())}" if isinstance(step, Pattern) else ""
            yield f"{kind} {type(step).__module__}.{type(step).__qualname__}{form}"
    yield f"escaped {''.join(library.ESCAPED_CHARS)}"
    yield f"written by {library.serializer.__module__}.{library.serializer.__qualname__}, tabs {library.tab_length}"


# What the library is taught


def _library(extensions: Sequence[Extension]) -> Markdown:
    """Extensions are objects because the library looks names up in every installed package."""
    own = [TableExtension(use_align_attribute=True), SaneListExtension(), _House()]
    return Markdown(extensions=[*own, *extensions], output_format="html")


class _House(Extension):
    """Own forms of the published Markdown; the numbers are places between the library's own steps."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        md.preprocessors.register(_Fences(md), "fences", 25)
        md.preprocessors.register(_PrudentStructure(md), "prudent structure", 22)
        md.treeprocessors.register(_PrudentText(md), "prudent text", 25)
        md.treeprocessors.register(_Forms(md), "forms", 15)


class _Fences(Preprocessor):
    """Fenced code, as CommonMark has it; takes no options from the text but the language.

    The library's own fences hand what stands in braces to Pygments as options, and know none in a list.
    """

    _OPENING = re.compile(r"( *+)(`{3,}+|~{3,}+) *+\{?\.?([\w+#.-]*+)[^`]*+")
    _ITEM = re.compile(r" {0,3}(?:[-*+]|\d+\.) ")

    def run(self, lines: list[str]) -> list[str]:
        in_list = bool(lines) and bool(self._ITEM.match(lines[0]))
        kept: list[str] = []
        unclosed = {"`": len(lines) + 1, "~": len(lines) + 1}
        index = 0
        while index < len(lines):
            opening = self._OPENING.fullmatch(lines[index])
            end = None
            if opening and (in_list or len(opening[1]) < 4):
                end = self._closing(lines, index, opening[2], unclosed)
            if opening is None or end is None:
                kept.append(lines[index])
                index += 1
                continue
            code = (_dedented(line, len(opening[1])) for line in lines[index + 1 : end])
            stored = self.md.htmlStash.store(highlighted("\n".join(code), opening[3]))
            # The library wants four spaces below an item, CommonMark and its writers two or three.
            indent = max(4, len(opening[1])) if in_list and opening[1] else 0
            kept += ["", " " * indent + stored, ""]
            index = end + 1
        return kept

    @staticmethod
    def _closing(lines: Sequence[str], start: int, fence: str, unclosed: dict[str, int]) -> int | None:
        """Line that closes `fence`; `unclosed` remembers which lengths are not closed to the end of the text."""
        if len(fence) >= unclosed[fence[0]]:
            return None
        for index in range(start + 1, len(lines)):
            line = lines[index].strip()
            if line.startswith(fence) and not line.strip(fence[0]):
                return index
        unclosed[fence[0]] = len(fence)
        return None


def _dedented(line: str, width: int) -> str:
    return line[min(width, len(line) - len(line.lstrip(" "))) :]


class _Forms(Treeprocessor):
    """Captions of lost pictures, speakers of quotations, and a frame for code."""

    def run(self, root: Element) -> None:
        for paragraph in root.findall("p"):
            _caption(paragraph)
        for quotation in root.iter("blockquote"):
            _speaker(quotation)
        for code in list(root.iter("pre")):
            _frame(code)


def _caption(paragraph: Element) -> None:
    """A paragraph that is one emphasis as a whole stands under a picture that is lost."""
    if len(paragraph) == 1 and paragraph[0].tag == "em":
        if (paragraph.text or "").strip() or (paragraph[0].tail or "").strip():
            return
        paragraph.tag = "figure"
        paragraph.set("class", "lost-picture")
        paragraph[0].tag = "figcaption"


_DASH = "— "


def _speaker(quotation: Element) -> None:
    """A last paragraph that begins with a dash names who said the ones before it; style sheets set the dash."""
    last = quotation[-1] if len(quotation) > 1 else quotation
    if last.tag == "p" and last.text and last.text.startswith(_DASH):
        last.tag, last.text = "footer", last.text.removeprefix(_DASH)


def _frame(code: Element) -> None:
    """Indented code in the same frame as fenced code."""
    inner = list(code)
    code.clear()
    code.tag = "div"
    code.set("class", "codehilite")
    SubElement(code, "pre").extend(inner)


_FIRST_LEVEL = re.compile(r"(</?)h1(?=[\s>])", re.IGNORECASE)
_ALIGNED = re.compile(r'(<t[hd]) align="(left|center|right)"')
_IMAGE = re.compile(
    r"""(<a\s[^<>]*+>\s*)?<img((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>(?(1)\s*</a>)""", re.IGNORECASE
)
_IMAGE_VALUE = re.compile(r"""(?<![\w-])(alt|title|src)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_PICTURE_ALONE = re.compile(r'<p>\s*<span class="picture">((?:<a [^<>]*>)?[^<>]*(?:</a>)?)</span>\s*</p>')


def _own_forms(html: str) -> str:
    """The library's HTML and the seed's own, with one first-level heading left to the page and no pictures."""
    html = _FIRST_LEVEL.sub(r"\1h2", html)
    html = _ALIGNED.sub(r'\1 class="align-\2"', html)
    html = _IMAGE.sub(_lost_picture, html)
    return _PICTURE_ALONE.sub(r'<figure class="lost-picture"><figcaption>\1</figcaption></figure>', html)


def _lost_picture(found: re.Match[str]) -> str:
    """The words of a picture, as a link to it where it has an address of its own."""
    stated = {"alt": "", "title": "", "src": ""}
    for key, value in _IMAGE_VALUE.findall(found[2]):
        stated[key.lower()] = one_line(unescape(value[1:-1] if value[0] in "\"'" else value))
    address = stated["src"] if _ABROAD.match(stated["src"]) else ""
    words = " — ".join(dict.fromkeys(filter(None, (stated["alt"], stated["title"]))))
    words = words or address.partition("?")[0].rstrip("/").rpartition("/")[2]
    if not words:
        return ""
    inner = f'<a href="{escape(address)}">{escape(words)}</a>' if address else escape(words)
    return f'<span class="picture">{inner}</span>'


# What may leave


_TAGS = words(
    "p a em strong del sub sup h2 h3 h4 h5 h6 ul ol li blockquote footer figure figcaption code pre br hr"
    " table thead tbody tr th td div span caption dl dt dd abbr q cite s u mark kbd"
)
_ATTRIBUTES = {
    "*": ("lang", "dir"),
    "a": ("href", "title", "hreflang"),
    "abbr": ("title",),
    "ol": ("start",),
    "th": ("colspan", "rowspan"),
    "td": ("colspan", "rowspan"),
}
_ALIGNMENTS = ("align-left", "align-center", "align-right")
_CLASSES = {
    "div": ("codehilite",),
    "figure": ("lost-picture",),
    "span": tuple(code_classes()),
    "th": _ALIGNMENTS,
    "td": _ALIGNMENTS,
}
_LINK_REL = "nofollow noopener noreferrer external"

_ABROAD = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_NOT_IN_URL = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f]')
_FORMS_OF_VALUES = {
    "lang": re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,8}"),
    "hreflang": re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,8}"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "start": re.compile(r"-?[0-9]{1,9}"),
    "colspan": re.compile(r"[1-9][0-9]{0,2}"),
    "rowspan": re.compile(r"[1-9][0-9]{0,2}"),
}


def _kept_attribute(_tag: str, name: str, value: str) -> str | None:
    """The value as it may leave; None leaves the attribute out. A relative link would lead nowhere in this site."""
    if name == "href":
        address = value.strip()
        return _NOT_IN_URL.sub(lambda found: quote(found[0]), address) if _ABROAD.match(address) else None
    form = _FORMS_OF_VALUES.get(name)
    return value if form is None or form.fullmatch(value) else None


_NO_CLASS = re.compile(r'(<[a-z][a-z0-9]*+(?: [a-z]+="[^"]*")*?) class=""')
_LINK = re.compile(rf'<a((?: [a-z]+="[^"]*")*) rel="{_LINK_REL}">')
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)(?: [a-z]+="[^"]*")*>')
_BLOCK_TAGS = words("p h2 h3 h4 h5 h6 ul ol dl blockquote figure pre table div hr")


def _tidy(html: str) -> str:
    """Sanitised HTML without its rests: an empty class, `&nbsp;`, the `rel` of a link that lost its address."""
    html = _NO_CLASS.sub(r"\1", html)
    html = _LINK.sub(lambda link: link[0] if ' href="' in link[1] else "<a>", html)
    return html.replace("&nbsp;", "\N{NO-BREAK SPACE}").strip("\n ")


def _one_element(html: str) -> str:
    """`html` if it is one block-level element, else a `div` around it."""
    if html == "<p></p>":
        return "<div></div>"
    depth = 0
    for tag in _TAG.finditer(html):
        if tag[2] not in ("br", "hr"):
            depth += -1 if tag[1] else 1
        if depth == 0:
            whole = tag.end() == len(html)
            first = _TAG.match(html)
            return html if whole and first and first[2] in _BLOCK_TAGS else f"<div>{html}</div>"
    return f"<div>{html}</div>"


# What is too dear

_DEPTH = 50
_OPEN_BRACKETS = 30
_BACKTICKS = 200
_STARS = 300
_ODD_LINKS = 100
_OPEN_TAGS = 100
_INTERRUPTIONS = 300
_QUOTES = 200
_CELLS = 4
_NODES = 3
"""How much of each a text may hold before it is shown as it is.

The library searches for the end of a link, a code span or a tag from each beginning, through the rest of the
text, and copies the rest of a block at each heading. With these limits the worst text found by trying all
pairs of marks costs about 20 µs for each of its characters; no article that means its marks comes near them.
"""

_MARKERS = re.compile(r"(?:[ >]|[-+*](?= )|[0-9]+\.(?= ))*+")
_TAG_BOUNDS = re.compile(r"<(?=[A-Za-z/!?])|>")
_HTML_TAG = re.compile(r"<(/?)([A-Za-z]+)")
_FORMATTING = words("a b big code em font i nobr s small strike strong tt u")
_INTERRUPTION = re.compile(r"^[ >]*+(?:[-=*_ ]++|#.*+|\[[^\[\]\n]*+\]: *+)$", re.MULTILINE)
_DEFINITIONS = re.compile(r"(?:^[ >]*+\[[^\[\]\n]*+\]:.*+\n?)++", re.MULTILINE)
_COLUMNS = re.compile(r"^[-:|> ]++$", re.MULTILINE)
_ESCAPE = re.compile(r"\\.", re.DOTALL)
_BRACKET = re.compile(r"[\[\]]")
_EVEN_LINK = re.compile(r"""\]\([^()"'<>]*+(?:"[^"()]*+"\s*+)?\)""")


class _TooDearError(Exception):
    """The library would take too long over this block."""


class _PrudentStructure(Preprocessor):
    """Gives up a block whose HTML, nesting or tables would take the library out of proportion."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        dear = (
            any(_depth(line) > _DEPTH for line in lines)
            or ("<" in text and (_open_tags(text) > _OPEN_TAGS or _nodes(text) > _NODES * len(text)))
            or _count(_INTERRUPTION, text) > _INTERRUPTIONS
            or ("]:" in text and _count(_DEFINITIONS, text) > _INTERRUPTIONS)
            or ("]:" in text and any(line.count('"') + line.count("'") > _QUOTES for line in lines))
            or sum(row[0].count("|") for row in _COLUMNS.finditer(text)) * len(lines) > _CELLS * len(text)
        )
        if dear:
            raise _TooDearError
        return lines


class _PrudentText(Treeprocessor):
    """Gives up a block with a text in which most brackets, backticks or links are left open."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if not (_is_even(element.text or "") and _is_even(element.tail or "")):
                raise _TooDearError


def _count(form: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in form.finditer(text))


def _depth(line: str) -> int:
    """Quotations and list items that `line` opens, counting its indent where it opens any."""
    markers = _MARKERS.match(line)
    found = markers[0] if markers else ""
    opened = len(found) - found.count(" ") - sum(map(found.count, "0123456789"))
    return opened + found.count(" ") // 4 if opened else 0


def _open_tags(html: str) -> int:
    """Most tags begun before one of them ends."""
    most = begun = 0
    for bound in _TAG_BOUNDS.finditer(html):
        begun = begun + 1 if bound[0] == "<" else 0
        most = max(most, begun)
    return most


def _nodes(html: str) -> int:
    """Elements a browser makes of formatting left open: all of it again in each element that follows."""
    nodes = 0
    left_open: Counter[str] = Counter()
    for tag in _HTML_TAG.finditer(html):
        nodes += left_open.total()
        name = tag[2].lower()
        if name in _FORMATTING:
            left_open[name] = max(0, left_open[name] - 1) if tag[1] else left_open[name] + 1
    return nodes


def _is_even(text: str) -> bool:
    """Whether brackets and backticks in a run of text find their partners nearby."""
    if "*" * _STARS in text or "_" * _STARS in text:
        return False
    if text.count("[") <= _OPEN_BRACKETS and text.count("`") <= _BACKTICKS:
        return True
    text = _ESCAPE.sub("", text)
    depth = most = 0
    for bracket in _BRACKET.finditer(text):
        depth = depth + 1 if bracket[0] == "[" else max(0, depth - 1)
        most = max(most, depth)
    odd_links = text.count("](") - len(_EVEN_LINK.findall(text))
    return most <= _OPEN_BRACKETS and odd_links <= _ODD_LINKS and text.count("`") <= _BACKTICKS
