"""What must hold of a built site whatever its seeds are: nothing in it acts, and nothing beside it changed."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from site_builder.check import check_site
from site_builder.config import Config
from site_builder.model import Problem
from site_builder.pipeline.explaining import Explained, explain

FORBIDDEN = frozenset(
    [
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "style",
        "base",
        "svg",
        "math",
        "portal",
    ]
)
ADDRESSES = frozenset(
    [
        "href",
        "src",
        "action",
        "formaction",
        "poster",
        "data",
        "background",
        "ping",
        "srcset",
        "xlink:href",
        "manifest",
    ]
)
ASIDES = frozenset(["title", "image", "source", "byline", "comment", "boilerplate", "blank"])
"""Kinds of lines that may stand outside the body."""


def assert_sound(config: Config, *, but: str = "") -> None:
    """Every law that a finished site can show, `but` one."""
    faults = [str(fault) for fault in check_site(config.build.output) if fault.law != but]
    assert not faults, "\n".join(faults)
    active = [fault for page in config.build.output.rglob("*.html") for fault in active_content(page)]
    assert not active, "\n".join(active)


def assert_accounted(config: Config) -> None:
    """`explain` knows every line of every article, in order, and where it went."""
    for name, found in explain(config, []).items():
        for one in found:
            if isinstance(one, Explained):
                _assert_lines(one)
            else:
                assert isinstance(one, Problem) and one.what and one.remedy, name


def _assert_lines(found: Explained) -> None:
    lines = found.lines
    raw = found.raw_lines[:-1] if found.raw_lines[-1] == "" else found.raw_lines
    assert [line.number for line in lines] == list(range(1, len(raw) + 1))
    assert all(line.rule for line in lines)
    blocks = [line.block for line in lines if line.block is not None]
    assert blocks == sorted(blocks) and set(blocks) == set(range(len(found.article.blocks)))
    aside = [line for line in lines if line.block is None]
    assert {line.kind for line in aside} <= ASIDES


def active_content(page: Path) -> list[str]:
    """What acts on a page by itself, or asks another host for anything."""
    reader = _Reader()
    reader.feed(page.read_text("utf-8"))
    reader.close()
    return [f"{page}: {fault}" for fault in reader.faults]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = {name: value or "" for name, value in attrs}
        self.faults += [f"<{tag}>: {fault}" for fault in _faults(tag, stated)]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


_OURS = re.compile(r"(?!//)[\w./-]*assets/(site|search)\.[0-9a-f]{8}\.js")
"""The scripts of the pages."""
_SEARCH = re.compile(r"(\.\./)*[\w-]+/search\.html|(\.\./)*search\.html|(/[\w-]+)*/search\.html|")
"""Where our one form leads; on the page of the search itself a script answers it."""
_DUBLIN_CORE = "http://purl.org/dc/terms/"
"""Names a vocabulary; no browser asks for it."""


def _faults(tag: str, stated: dict[str, str]) -> Iterator[str]:
    if tag in FORBIDDEN:
        yield "such an element"
    if tag == "form" and (stated.get("role") != "search" or not _SEARCH.fullmatch(stated.get("action", ""))):
        yield "a form"
    if (
        tag == "script"
        and stated.get("type") != "application/ld+json"
        and not _OURS.fullmatch(stated.get("src", ""))
    ):
        yield "a script"
    if stated.get("http-equiv", "").lower() == "refresh":
        yield "leaves by itself"
    for name, value in stated.items():
        if name.startswith("on") or name in ("style", "srcdoc"):
            yield f"an attribute {name}"
        if name in ADDRESSES:
            scheme = _scheme(value)
            if tag == "link" and stated.get("rel") == "schema.dcterms" and value == _DUBLIN_CORE:
                continue
            is_link = tag == "a" or (tag == "link" and stated.get("rel") in ("canonical", "alternate"))
            if scheme not in (("", "http", "https", "mailto") if is_link else ("",)) or (
                value.startswith(("//", "\\")) and not scheme
            ):
                yield f"{name}={value[:80]!r}"


def _scheme(address: str) -> str:
    """As a browser reads it: control characters and white space within count for nothing."""
    plain = "".join(char for char in address if char > " " and char != "\x7f")
    try:
        return urlsplit(plain).scheme
    except ValueError:
        return plain.partition(":")[0].lower()


def snapshot(folder: Path, *left_out: Path) -> dict[str, tuple[int, int, int]]:
    """Everything below a folder but what lies in some others: mode, size and time of change."""
    found = {}
    for path in [folder, *folder.rglob("*")]:
        if not any(path == out or out in path.parents for out in left_out):
            state = path.lstat()
            found[str(path)] = (state.st_mode, state.st_size, state.st_mtime_ns)
    return found
