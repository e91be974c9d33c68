"""The pages of a book that are read: an article, or two translations of one story side by side.

Shape: the entries of one story and their built pages → one page; memory: that story. Raises OutputError for a built page that
does not hold what the catalogue says of it.

Not here: what of the HTML may stand in a book (`markup.py`), lists of the pages (`contents.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from site_builder.errors import OutputError
from site_builder.export.epub.book import Book, Chapter, own_name, page, tongue
from site_builder.export.epub.markup import block, blocks_of, escaped, web_address
from site_builder.export.selection import Entry
from site_builder.model import LOCAL, UNDETERMINED
from site_builder.render.interface import words

Bead = tuple[tuple[int, ...], tuple[int, ...]]
"""Blocks of one text and those of the other which say the same."""


def chapters_of(output: Path, book: Book, entries: Sequence[Entry]) -> Iterator[tuple[Chapter, bytes]]:
    """The chapters of one story, each with its page."""
    if book.pair is not None:
        yield _pair(output, book, *_versions(entries, book.pair))
        return
    for entry in entries:
        others = [other for other in entries if other["language"] != entry["language"]]
        yield _article(output, book, entry, others)


# An article


def _article(output: Path, book: Book, entry: Entry, others: Sequence[Entry]) -> tuple[Chapter, bytes]:
    texts = words(entry["language"])
    kept = [
        f'<section epub:type="chapter" role="doc-chapter" aria-labelledby="title">\n<header{_labels(entry)}>'
    ]
    kept.append(_kicker(book, entry))
    kept.append(
        f'<h1 id="title"{_size(entry["title"])}{tongue(entry["language"])}>{escaped(entry["title"])}</h1>'
    )
    if byline := _byline(entry):
        kept.append(f'<p class="byline">{byline}</p>')
    if notice := _notice(book, entry):
        kept.append(f'<p class="notice">{notice}</p>')
    if others:
        links = "".join(
            f'<li><a href="{_name(other)}.xhtml"{tongue(other["language"])}>{escaped(own_name(other["language"]))}</a></li>\n'
            for other in others
        )
        label = escaped(texts.text("Languages of this story"))
        kept.append(f'<nav class="versions" aria-label="{label}">\n<ul>\n{links}</ul>\n</nav>')
    kept.append("</header>")
    kept.append('<div class="prose">')
    kept += _blocks(output, entry, ids=True)
    kept.append("</div>\n</section>")
    kept.append(
        f'<aside id="note" epub:type="footnote" role="doc-footnote"{_labels(entry)}>\n{_about(book, entry)}\n</aside>'
    )
    chapter = Chapter(
        _name(entry), ((entry["language"], entry["title"]),), entry["source"], entry["published"] or ""
    )
    return chapter, page(entry["title"], entry["language"], "\n".join(kept), depth=1)


def _name(entry: Entry) -> str:
    return f"a{entry['id']}"


def _labels(entry: Entry) -> str:
    """Language of an article's labels, where it is not the article's own."""
    texts = words(entry["language"])
    return tongue(texts.texts_language) if texts.is_fallback or entry["language"] == UNDETERMINED else ""


def _kicker(book: Book, entry: Entry) -> str:
    """The source, which leads to the note on it, and its section."""
    name = book.source(entry["source"]).name
    shown = words(entry["language"]).text("About this text") if entry["source"] == LOCAL else name
    section = f" <span><bdi>{escaped(entry['section'])}</bdi></span>" if entry["section"] else ""
    return (
        '<p class="kicker"><a id="mark" epub:type="noteref" role="doc-noteref" href="#note">'
        f"<bdi>{escaped(shown)}</bdi></a>{section}</p>"
    )


def _byline(entry: Entry) -> str:
    texts = words(entry["language"])
    known = []
    if entry["author"]:
        known.append(f"<span>{escaped(texts.text('By %(author)s', author=entry['author']))}</span>")
    if entry["published"]:
        known.append(_date(entry))
    return " ".join(known)


def _date(entry: Entry) -> str:
    """As its readers write it, with the precision it is known in."""
    written = words(entry["language"]).date(entry["published"])
    return f'<time datetime="{escaped(entry["published"])}">{escaped(written)}</time>'


def _notice(book: Book, entry: Entry) -> str:
    """That the text is a translation, where its source publishes in another language."""
    home = book.source(entry["source"]).language
    if not home or home == entry["language"]:
        return ""
    texts = words(entry["language"])
    message = "This text is a translation. Its source publishes in this language: %(language)s."
    return escaped(texts.text(message, language=texts.name(home)))


def _about(book: Book, entry: Entry) -> str:
    """Where the text comes from."""
    texts = words(entry["language"])
    facts = []
    address = web_address(entry["source_url"] or "")
    if address or entry["source_url"] or entry["source"] != LOCAL:
        shown = escaped(address or entry["source_url"] or "")
        link = (
            f'<a class="address" dir="ltr" href="{shown}">{shown}</a>' if address else f"<bdi>{shown}</bdi>"
        )
        name = f"<bdi>{escaped(book.source(entry['source']).name)}</bdi> " if entry["source"] != LOCAL else ""
        facts.append((texts.text("Source"), name + (link if shown else "")))
    if entry["published"]:
        facts.append((texts.text("Date"), _date(entry)))
    if not facts:
        facts.append((texts.text("File"), f'<code dir="ltr">{escaped(entry["seed"])}</code>'))
    lines = "\n".join(f"<dt>{escaped(label)}</dt>\n<dd>{value}</dd>" for label, value in facts)
    author = texts.text("By %(author)s", author=entry["author"]) if entry["author"] else ""
    further = [escaped(author), _notice(book, entry)]
    return f'<p class="label">{escaped(texts.text("About this text"))}</p>\n<dl>\n{lines}\n</dl>' + "".join(
        f"\n<p>{line}</p>" for line in further if line
    )


def _size(title: str) -> str:
    return ' class="long"' if len(title) > 80 else ""


def _blocks(output: Path, entry: Entry, *, ids: bool) -> list[str]:
    """The article's blocks as XHTML, in order, with the ids they have on the site."""
    path = output / entry["url"]
    label = escaped(words(entry["language"]).text("Picture not preserved"))
    sign = f'<span class="sign" role="img" aria-label="{label}"></span>'
    try:
        found = blocks_of(path.read_text("utf-8"), entry["paragraphs"])
    except (ValueError, FileNotFoundError) as error:
        what = "is not there" if isinstance(error, FileNotFoundError) else str(error)
        raise OutputError(
            str(path),
            f"{what}, as data/catalogue says of it",
            "build again; a template of yours must print each block of view.bodies as it is",
        ) from None
    return [block(one, f"p{number}" if ids else "", sign) for number, one in enumerate(found, 1)]


# Two translations


def _versions(entries: Sequence[Entry], pair: tuple[str, str]) -> tuple[Entry, Entry]:
    """Of each language the text that is aligned with the other one, or the first."""
    one, other = (
        min(
            (entry for entry in entries if entry["language"] == tag),
            key=lambda entry: not any(twin in entry["alignment"] for twin in pair),
        )
        for tag in pair
    )
    return one, other


def _pair(output: Path, book: Book, one: Entry, other: Entry) -> tuple[Chapter, bytes]:
    both = (one, other)
    kept = ['<section epub:type="chapter" role="doc-chapter" aria-labelledby="title">', "<header>"]
    kept.append(f"<div{_labels(one)}>{_kicker(book, one)}</div>")
    if byline := _byline(one):
        kept.append(f'<p class="byline"{_labels(one)}>{byline}</p>')
    names = [f"<span>{escaped(own_name(entry['language']))}</span>" for entry in both]
    kept.append(_row("p", "pair names", "span", both, names))
    titles = [f"<span{_size(entry['title'])}>{escaped(entry['title'])}</span>" for entry in both]
    kept.append(_row('h1 id="title"', "pair", "span", both, titles))
    kept.append("</header>")
    texts = [_blocks(output, entry, ids=False) for entry in both]
    for number, bead in enumerate(rows_of(_beads(one, other)), 1):
        cells = [
            "\n".join(blocks[place] for place in places) for blocks, places in zip(texts, bead, strict=True)
        ]
        kept.append(_row(f'div id="r{number}"', "pair", "div", both, cells))
    kept.append("</section>")
    notes = [f"<div{_labels(entry)}>{_about(book, entry)}</div>" for entry in both]
    kept.append(
        '<aside id="note" epub:type="footnote" role="doc-footnote">\n'
        + _row("div", "pair", "div", both, notes)
        + "\n</aside>"
    )
    chapter = Chapter(
        f"s{one['story']}",
        tuple((entry["language"], entry["title"]) for entry in both),
        one["source"],
        one["published"] or "",
    )
    return chapter, page(one["title"], one["language"], "\n".join(kept), kind="parallel", depth=1)


def _row(opening: str, kind: str, inner: str, entries: Sequence[Entry], cells: Sequence[str]) -> str:
    """Two cells beside each other; an empty one is a gap that can be seen and heard."""
    kept = ""
    for place, entry, cell in zip(("one", "two"), entries, cells, strict=True):
        kind_of_cell = f"cell {place}" if cell else f"cell {place} gap"
        shown = cell or f'<span role="img"{_labels(entry)} aria-label="{_lacking(entry)}">—</span>'
        kept += f'\n<{inner} class="{kind_of_cell}"{tongue(entry["language"])}>{shown}</{inner}>'
    return f'<{opening} class="{kind}">{kept}\n</{opening.partition(" ")[0]}>'


def _lacking(entry: Entry) -> str:
    return escaped(words(entry["language"]).text("not available"))


def _beads(one: Entry, other: Entry) -> list[Bead]:
    """How the blocks of two texts belong together; where that is not known, as wholes."""
    beads = one["alignment"].get(other["language"])
    if beads is None or not other["alignment"].get(one["language"]):
        return [(tuple(range(one["paragraphs"])), tuple(range(other["paragraphs"])))]
    return [(tuple(left), tuple(right)) for left, right in beads]


def rows_of(beads: Sequence[Bead]) -> list[Bead]:
    """Beads that share a block become one row, so that every block stands once."""
    rows: list[Bead] = []
    for left, right in beads:
        if rows and (set(left) & set(rows[-1][0]) or set(right) & set(rows[-1][1])):
            before = rows.pop()
            left = tuple(dict.fromkeys((*before[0], *left)))
            right = tuple(dict.fromkeys((*before[1], *right)))
        rows.append((left, right))
    return rows
