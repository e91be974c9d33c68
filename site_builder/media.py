"""Media types of the site's files, as every host is to give them: of a path, the same on every machine."""

from __future__ import annotations

UNKNOWN = "application/octet-stream"

TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "jsonl": "application/x-ndjson; charset=utf-8",
    "webmanifest": "application/manifest+json; charset=utf-8",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
    "wasm": "application/wasm",
    "pdf": "application/pdf",
}
"""By the ending of a name, with the charset where there is one."""

_FEEDS = {
    "feed.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}


def type_of(path: str) -> str:
    """The media type of a file, with its charset; hidden names are texts that hosts read."""
    name = path.rpartition("/")[2]
    if name.startswith("."):
        return TYPES["txt"]
    return _FEEDS.get(name) or TYPES.get(name.rpartition(".")[2].lower(), UNKNOWN)


def plain_type_of(path: str) -> str:
    """The same without the charset."""
    return type_of(path).partition(";")[0]
