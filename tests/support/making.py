"""Small values for tests: an article, a card, a folder of seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from site_builder.describe import card_of
from site_builder.model import Article, Block, BlockKind, Card
from site_builder.text import short_hash


def block(text: str, kind: BlockKind = "paragraph") -> Block:
    return Block(kind, text, text)


def article(language: str = "en", blocks: Sequence[Block | str] = ("A sentence.",), **fields: Any) -> Article:
    """An article with every field that a test does not name left unknown."""
    known: dict[str, Any] = {
        "seed": f"{language}.txt",
        "title": f"Title in {language}",
        "source": "local",
        "source_url": None,
        "source_key": None,
        "section": None,
        "author": None,
        "published": None,
        "stated_story": None,
        "slug": None,
        "draft": False,
        "provenance": {},
    } | fields
    known.setdefault("id", short_hash(f"{language} {known['seed']} {known['title']}"))
    made = tuple(one if isinstance(one, Block) else block(one) for one in blocks)
    return Article(language=language, blocks=made, **known)


def card(language: str = "en", **fields: Any) -> Card:
    return card_of(article(language, **fields))


def seeds(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """A folder with these files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def content_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
