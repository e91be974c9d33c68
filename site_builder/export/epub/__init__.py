"""A book of the site, EPUB 3: of a language, a source, a story, two languages side by side, or of all there is.

    selection → book.py (what it is) → chapters.py (its pages, by markup.py) → contents.py (lists) → package.py → check.py

Shape: one story at a time, in the order of the catalogue; the book's own order is a matter of its package. Memory: one story,
and of each chapter its name, title, source and date. Raises ConfigError where nothing is chosen, OutputError for a page of
the site that cannot be read, or a book that did not pass its check.

Not here: what is chosen (`export/selection.py`), how an archive is written (`export/packing.py`).
"""

from __future__ import annotations

from pathlib import Path

from site_builder.config import SiteSettings
from site_builder.export.epub.book import Chapter, plan_book
from site_builder.export.epub.chapters import chapters_of
from site_builder.export.epub.check import check_book
from site_builder.export.epub.contents import contents_page, divide, part_page
from site_builder.export.epub.package import CONTAINER, cover_image, cover_page, package, title_page
from site_builder.export.packing import Pack
from site_builder.export.selection import Shelf, Wanted, chosen
from site_builder.model import Stage

ENDING = "epub"


def write(output: Path, site: SiteSettings, wanted: Wanted, target: Path, stage: Stage) -> Shelf:
    """Write the book into `target` and check it."""
    with stage("choose", None):
        book = plan_book(output, site, wanted, chosen(output, wanted))
    chapters: list[Chapter] = []
    with Pack(target) as pack, stage("chapters", book.articles) as advance:
        pack.add("mimetype", b"application/epub+zip", stored=True)
        pack.add("META-INF/container.xml", CONTAINER)
        pack.add("EPUB/book.css", Path(__file__).with_name("book.css").read_bytes())
        for _, entries in chosen(output, wanted):
            for chapter, data in chapters_of(output, book, entries):
                pack.add(f"EPUB/{chapter.path}", data)
                chapters.append(chapter)
            advance(len(entries))
        whole = divide(book, chapters)
        for part in whole.walk():
            pack.add(f"EPUB/{part.path}", part_page(book, part))
        pack.add("EPUB/cover.svg", cover_image(book))
        pack.add("EPUB/cover.xhtml", cover_page(book))
        pack.add("EPUB/title.xhtml", title_page(book))
        pack.add("EPUB/nav.xhtml", contents_page(book, whole))
        pack.add("EPUB/package.opf", "".join(package(book, whole)).encode())
    check_book(target, stage)
    return Shelf(file=target, articles=book.articles, stories=book.stories)
