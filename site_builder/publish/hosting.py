"""What hosts read of a site, and what they allow: caching, `_headers`, `CNAME`, limits.

Shape: one file, or the sizes of all; memory: nothing that grows. Raises OutputError for a site that a host would refuse.

`_headers` and `CNAME` are made while publishing, for they say nothing of the site itself: output/ opens from a disk without them,
and which host it goes to is known here alone. A file of that name in output/ (kept by `[build] keep`) wins.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from site_builder.config import Config
from site_builder.errors import ConfigError, OutputError
from site_builder.media import TYPES
from site_builder.publish.parcel import Item, shown

FOREVER = "public, max-age=31536000, immutable"
"""Of a file that has another name when it has other bytes."""

ASK_FIRST = "no-cache"
"""Of all others: kept, and asked about each time, which costs no body. The files of a search or of a list belong together:
an old one among new ones would be wrong."""

_UNKNOWN_TO_HOSTS = ("webmanifest", "md", "jsonl")
"""Endings that hosts give no type, or one without a charset."""

_HASHED = re.compile(r"assets/.+\.[0-9a-f]{8}(\.[^./]+)?")
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_HEAD = 4_096
"""Bytes of a page in which its policy stands."""

_GITHUB_FILE, _GITHUB_SITE = 100 * 2**20, 10**9
"""A push with a larger file is refused; a larger site may be (GitHub's documentation, 2026)."""

_CLOUDFLARE_FILES, _CLOUDFLARE_FILE = 20_000, 25 * 2**20
"""Files of a site, bytes of a file (Cloudflare Pages' documentation, 2026)."""
_NETLIFY_FOLDER = 54_000
"""Files of a folder (Netlify's documentation, 2026)."""


def caching_of(path: str) -> str:
    """How long a browser keeps a file without asking."""
    return FOREVER if _HASHED.fullmatch(path) else ASK_FIRST


def files_for_hosts(output: Path, config: Config) -> Iterator[Item]:
    """`_headers`, and `CNAME` where it is wanted, unless output/ has its own."""
    made = {"_headers": _headers(output)}
    if config.publish.cname:
        made["CNAME"] = _domain(config.site.base_url) + b"\n"
    for path, data in made.items():
        if not (output / path).exists():
            yield Item(path=path, size=len(data), data=data)


def _headers(output: Path) -> bytes:
    """Netlify and Cloudflare Pages read it. Both join the values of rules that meet, so no two name one header.

    The policy is the one that the front page states, whatever its template is.
    """
    with (output / "index.html").open("rb") as page:
        found = _POLICY.search(page.read(_HEAD))
    stated = html.unescape(found[1].decode("utf-8", "replace")) if found else ""
    policy = "; ".join(filter(None, (" ".join(stated.split()), "frame-ancestors 'self'")))
    lines = [
        "/*",
        f"  Content-Security-Policy: {policy}",
        "  X-Content-Type-Options: nosniff",
        "/assets/*",
        f"  Cache-Control: {FOREVER}",
    ]
    for ending in _UNKNOWN_TO_HOSTS:
        lines += [f"/*.{ending}", f"  Content-Type: {TYPES[ending]}"]
    return "\n".join((*lines, "")).encode()


def _domain(base_url: str) -> bytes:
    host = urlsplit(base_url).hostname
    if not host:
        raise ConfigError(
            "cname in [publish]",
            "needs the site's public address",
            'state base_url = "https://your.domain/" in [site], or leave cname out',
        )
    return host.encode("idna")


def hosts_that_refuse(items: Sequence[Item]) -> Iterator[str]:
    """Why a host that takes a folder would not take this one; which host it goes to is not known."""
    if len(items) > _CLOUDFLARE_FILES:
        yield f"Cloudflare Pages take {_CLOUDFLARE_FILES:,} files, and the site has {len(items):,}"
    largest = max(items, key=lambda item: item.size)
    if largest.size > _CLOUDFLARE_FILE:
        yield (
            f"Cloudflare Pages take no file of more than {_CLOUDFLARE_FILE // 2**20} MiB, "
            f"and {shown(largest.path)} has {largest.size / 2**20:,.1f}"
        )
    folder, count = Counter(item.path.rpartition("/")[0] for item in items).most_common(1)[0]
    if count > _NETLIFY_FOLDER:
        yield f"Netlify takes {_NETLIFY_FOLDER:,} files in a folder, and {shown(folder) or 'the root'} has {count:,}"


def admit_to_github(items: Sequence[Item], note: Callable[[str], None]) -> None:
    """What GitHub and its Pages take."""
    for item in items:
        if item.size > _GITHUB_FILE:
            raise OutputError(
                item.path,
                f"has {item.size / 2**20:,.1f} MiB, and GitHub takes no file of more than {_GITHUB_FILE // 2**20} MiB",
                "publish to a bucket or a folder instead",
            )
    total = sum(item.size for item in items)
    if total > _GITHUB_SITE:
        note(f"the site has {total / 1e9:,.2f} GB; GitHub Pages allow {_GITHUB_SITE / 1e9:.0f} GB")
