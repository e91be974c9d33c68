"""What makes pages a book: its package with the metadata, its cover and its title page.

Shape: what the book says of itself; memory: that. Raises nothing. EPUB 3.3 (w3.org/TR/epub-33), accessibility metadata by
schema.org.

Not here: the contents list (`contents.py`), the archive (`epub/__init__.py`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from site_builder.export.epub.book import Book, page
from site_builder.export.epub.contents import Part, in_order
from site_builder.export.epub.markup import escaped
from site_builder.model import LOCAL
from site_builder.render.interface import direction
from site_builder.text import clip, one_line

CONTAINER = b"""<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""

_UNDATED = "2000-01-01"
"""Stands for the day of the last change where no text has a date: the format wants one, and no clock may give it."""
_PUBLISHERS = 60
"""Sources that are named as publishers, the most frequent first."""
_ACCESS = (
    ("accessMode", "textual"),
    ("accessModeSufficient", "textual"),
    ("accessibilityFeature", "alternativeText"),
    ("accessibilityFeature", "displayTransformability"),
    ("accessibilityFeature", "readingOrder"),
    ("accessibilityFeature", "structuralNavigation"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityHazard", "none"),
)


def package(book: Book, whole: Part) -> Iterator[str]:
    """The package document, piece by piece."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0"'
    yield f' unique-identifier="id" xml:lang="{escaped(book.language)}">\n'
    yield '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
    yield f'<dc:identifier id="id">urn:uuid:{book.identifier}</dc:identifier>\n'
    yield f'<dc:title dir="{direction(book.language)}">{_said(book.full_title)}</dc:title>\n'
    for tag in book.languages:
        yield f"<dc:language>{escaped(tag)}</dc:language>\n"
    for name in _publishers(book)[:_PUBLISHERS]:
        yield f"<dc:publisher>{_said(name)}</dc:publisher>\n"
    if book.latest:
        yield f"<dc:date>{book.latest}</dc:date>\n"
    if said := _said(book.description):
        yield f"<dc:description>{said}</dc:description>\n"
    yield f'<meta property="dcterms:modified">{_modified(book)}T00:00:00Z</meta>\n'
    for name, value in _ACCESS:
        yield f'<meta property="schema:{name}">{value}</meta>\n'
    yield "</metadata>\n<manifest>\n"
    yield '<item id="cover-image" href="cover.svg" media-type="image/svg+xml" properties="cover-image"/>\n'
    yield '<item id="css" href="book.css" media-type="text/css"/>\n'
    for name, properties in (("cover", ""), ("title", ""), ("nav", ' properties="nav"')):
        yield f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"{properties}/>\n'
    for one in in_order(whole):
        yield f'<item id="{_id(one.path)}" href="{one.path}" media-type="application/xhtml+xml"/>\n'
    way = ' page-progression-direction="rtl"' if direction(book.language) == "rtl" else ""
    yield f'</manifest>\n<spine{way}>\n<itemref idref="cover"/>\n<itemref idref="title"/>\n<itemref idref="nav"/>\n'
    for one in in_order(whole):
        yield f'<itemref idref="{_id(one.path)}"/>\n'
    yield "</spine>\n</package>\n"


def _id(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".xhtml")


def _said(text: str) -> str:
    return escaped(one_line(text))


def _publishers(book: Book) -> list[str]:
    return list(dict.fromkeys(source.name for host, source in book.sources.items() if host != LOCAL))


def _modified(book: Book) -> str:
    latest = book.latest or _UNDATED
    return f"{latest}-01-01"[:10] if len(latest) == 4 else f"{latest}-01"[:10]


# Cover and title page

_NAMED = 12
"""Sources that the title page names."""


def title_page(book: Book) -> bytes:
    """What the book is, who published its texts, how many there are, and up to when."""
    texts = book.words
    sums = [
        texts.counted("%(count)s story", "%(count)s stories", book.stories),
        texts.counted("%(count)s article", "%(count)s articles", book.articles),
        texts.counted("%(count)s language", "%(count)s languages", len(book.languages)),
    ]
    publishers = _publishers(book)
    names = " · ".join(f"<bdi>{escaped(name)}</bdi>" for name in publishers[:_NAMED])
    if len(publishers) > _NAMED:
        names = escaped(texts.counted("%(count)s source", "%(count)s sources", len(publishers)))
    lines = [f'<h1 dir="auto">{escaped(book.title)}</h1>']
    if book.subtitle:
        lines.append(f'<p class="subtitle" dir="auto">{escaped(book.subtitle)}</p>')
    if book.title != book.site:
        lines.append(f'<p class="series" dir="auto">{escaped(book.site)}</p>')
    if book.description:
        lines.append(f'<p class="motto" dir="auto">{escaped(book.description)}</p>')
    if names:
        lines.append(f'<p class="publishers">{names}</p>')
    lines.append(f'<p class="sums">{escaped(" · ".join(sums))}</p>')
    if book.latest:
        lines.append(
            f'<p class="sums"><time datetime="{book.latest}">{escaped(texts.date(book.latest))}</time></p>'
        )
    body = '<section epub:type="titlepage">\n' + "\n".join(lines) + "\n</section>"
    return page(book.full_title, texts.texts_language, body, kind="title")


def cover_page(book: Book) -> bytes:
    """The cover as the first page."""
    body = f'<div epub:type="cover"><img src="cover.svg" alt="{_said(book.full_title)}"/></div>'
    return page(book.full_title, book.words.texts_language, body, kind="cover")


_WIDE, _HIGH, _MARGIN = 1200, 1800, 130
_BREADTH = _WIDE - 2 * _MARGIN
_LEAD = 1.3
"""From line to line, as a part of the size."""
_SIZES = (150, 128, 108, 92, 78, 66, 56, 48)
"""Of the title's letters; the largest that fits is taken."""
_CUTTING = 78
"""From here on downwards a word may go on in the next line, as it must in scripts without spaces."""
_ROOM = 900
"""Height for the title."""
_LONGEST = 400
"""Letters of a title that a cover shows."""


def cover_image(book: Book) -> bytes:
    """The title in the largest letters that fit, as a picture."""
    title = clip(book.title, _LONGEST)
    size, lines = _set(title)
    way = ' direction="rtl"' if direction(book.language) == "rtl" else ""
    first = 560 + size
    pieces = [_text(line, first + int(number * size * _LEAD), size, way) for number, line in enumerate(lines)]
    small = wrapped(book.subtitle or (book.site if book.title != book.site else ""), _BREADTH / 50)[:3]
    pieces += [_text(line, 300 + 66 * number, 50, way, "#f6d9c9") for number, line in enumerate(small)]
    foot = clip(" · ".join(_publishers(book)[:3]), 60)
    pieces.append(_text(foot, _HIGH - 150, 40, way, "#f6d9c9"))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" width="{_WIDE}" height="{_HIGH}"'
        f' xml:lang="{escaped(book.language)}">\n'
        f"<title>{_said(book.full_title)}</title>\n"
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="#6e2115"/>\n'
        f'<rect x="50" y="50" width="{_WIDE - 100}" height="{_HIGH - 100}" fill="none" stroke="#f6d9c9" stroke-width="3"/>\n'
        f'<rect x="{_WIDE // 2 - 60}" y="470" width="120" height="6" fill="#f2a98b"/>\n'
        + "\n".join(piece for piece in pieces if piece)
        + "\n</svg>\n"
    ).encode()


def _set(title: str) -> tuple[int, list[str]]:
    """Size and lines of a title: the largest letters that fit, and cut no word unless they would be small."""
    longest = max(_extent(word.strip()) for word in _words(title))
    size, lines = 0, [""]
    for size in _SIZES:
        lines = wrapped(title, _BREADTH / size)
        is_whole = longest <= _BREADTH / size
        if len(lines) * size * _LEAD <= _ROOM and (is_whole or size <= _CUTTING):
            break
    return size, lines[: int(_ROOM / (size * _LEAD))]


def _text(line: str, height: int, size: int, way: str, colour: str = "#fffaf3") -> str:
    if not line:
        return ""
    return (
        f'<text x="{_WIDE // 2}" y="{height}" font-size="{size}" text-anchor="middle" fill="{colour}"'
        f' font-family="Georgia, serif"{way}>{escaped(line)}</text>'
    )


_LETTER, _FULL, _GAP = 0.56, 1.05, 0.28
"""Widths of letters, as parts of their size: most letters, those of Chinese and the like, a space."""


def wrapped(text: str, room: float) -> list[str]:
    """Lines of at most `room`, in widths of the letter M; a word that is longer, or a script without spaces, is cut."""
    lines: list[str] = []
    line, used = "", 0.0
    for word in _words(one_line(text)):
        word = word if line else word.lstrip()
        if line and used + _extent(word) > room:
            lines.append(line.strip())
            line, used, word = "", 0.0, word.lstrip()
        for cluster in _clusters(word) if _extent(word) > room else [word]:
            extent = _extent(cluster)
            if line.strip() and used + extent > room:
                lines.append(line.strip())
                line, used = "", 0.0
            line += cluster
            used += extent
    return [*lines, line.strip()] if line.strip() else lines


def _words(text: str) -> Iterator[str]:
    """What may end a line: words with the space before them, and each letter that may stand alone."""
    word = ""
    for letter in text:
        if letter == " " or (word and _is_full(letter)) or (word and _is_full(word[-1]) and letter.isalpha()):
            yield word
            word = ""
        word += letter
    yield word


def _clusters(word: str) -> Sequence[str]:
    """A letter and the marks on it stay together, and a vowel that Thai and Lao write before its letter."""
    found: list[str] = []
    for letter in word:
        is_mark = unicodedata.category(letter) in ("Mn", "Me", "Mc", "Cf")
        if found and (is_mark or found[-1][-1] in _PREPOSED):
            found[-1] += letter
        else:
            found.append(letter)
    return found


_PREPOSED = frozenset("เแโใไເແໂໃໄ")


def _is_full(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in ("W", "F") and unicodedata.category(letter)[0] == "L"


def _extent(text: str) -> float:
    extent = 0.0
    for letter in text:
        if letter == " ":
            extent += _GAP
        elif unicodedata.category(letter) not in ("Mn", "Me", "Cf"):
            extent += _FULL if unicodedata.east_asian_width(letter) in ("W", "F") else _LETTER
    return extent
