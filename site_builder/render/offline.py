"""What a browser needs to keep the site: its manifest, its service worker, and lists of pages to keep.

Shape: one file at a time; memory: that file. Raises nothing.

Not here: what is in a list (`pipeline/keeping.py`), the worker's own script (`templates/sw.js`), the button that keeps a
language (`templates/assets/offline.js`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import quote

from site_builder.model import File, Shell
from site_builder.render.interface import direction
from site_builder.render.templates import WORKER

MANIFEST = "manifest.webmanifest"
_ICONS = {"icon-192.png": "192x192", "icon-512.png": "512x512"}
ASSETS = frozenset((*_ICONS, "offline.js"))
"""Those that nothing else needs."""

_DIGITS = 8
"""Hexadecimal ones of a hash in a list: a change is missed once in four thousand million."""

_MOST_BYTES = 500_000
"""Of an asset that the worker asks for before a page does."""


def manifest_file(shell: Shell, assets: dict[str, File]) -> File:
    """What the site is called and looks like once it is installed; all addresses are relative, for it may lie anywhere."""
    icons = [
        {"src": assets[name].path, "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes in _ICONS.items()
        for purpose in ("any", "maskable")
    ]
    manifest = {
        "name": shell.title,
        "short_name": shell.title,
        **({"description": shell.description} if shell.description else {}),
        "lang": shell.language,
        "dir": direction(shell.language),
        "start_url": "./index.html",
        "scope": "./",
        "display": "standalone",
        "theme_color": shell.theme_color,
        "background_color": shell.theme_color,
        "icons": icons,
    }
    return File(
        MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
    )


def worker_file(script: bytes, shell: Shell, assets: Iterable[File]) -> File:
    """The service worker. It is another one when an asset is, for it names them all, and not when an article is."""
    files = sorted(quote(file.path) for file in assets if len(file.data) <= _MOST_BYTES)
    head = f"const files = {json.dumps(files)};\nconst language = {json.dumps(shell.language)};\n"
    return File(WORKER, head.encode() + script)


def list_file(path: str, rows: Iterable[tuple[str, bytes]]) -> File:
    """Addresses from the root, or names, each with the hash by which a change is seen."""
    pages = {quote(page): digest.hex()[:_DIGITS] for page, digest in sorted(rows)}
    return File(path, json.dumps(pages, separators=(",", ":")).encode() + b"\n")
