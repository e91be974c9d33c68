"""What a source URL says: its normal form, host, slug, section and date.

Shape: one printed address in, one Source out; pure. Raises ValueError, in words for the reader of the
report, for what is no address of a page.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from site_builder.text import one_line, short_hash, slugify

_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*")
_TRACKING = re.compile(
    r"(?:utm_\w*|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|zarsrc|_ga|ref|ref_src|source|share\w*|cmpid|ito|ocid|amp)",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_LANGUAGE_SUFFIX = re.compile(r"\.[a-z]{2}(?:-[a-z]{2,4})?(?=\.html?$)", re.IGNORECASE)
_PAGE_SUFFIX = re.compile(r"\.html?$", re.IGNORECASE)
_AMP = re.compile(r"(?:/amp|\.amp)(?=/?$|\.html?$)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_QUOTES = "\"'<>()[]„“”«»‚‘’"
_NUMBERS = re.compile(r"[\d._-]+")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[a-z]{2,4})?", re.IGNORECASE)

_DATES = (
    (
        re.compile(r"[/-](?P<y>\d{4})(?P<s>[/-]?)(?P<m>\d\d)(?P=s)(?P<d>\d\d)(?!\d)"),
        "/2025/06/30/ or 20250630",
    ),
    (
        # The clock of some portals: 4, then YYMMDDhhmmss and milliseconds, as in -4250807141513959.htm
        re.compile(r"(?<!\d)4(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\d{3}(?!\d)"),
        "the clock in its number",
    ),
    (re.compile(r"[-/_](?P<d>\d\d)(?P<m>\d\d)(?P<y>\d{4})(?!\d)"), "30062025"),
    (re.compile(r"/(?P<y>\d{4})[/-]?(?P<m>\d\d)(?=/)"), "/202512/"),
)
"""Date patterns, the surest first, each with an example for the reader."""

_FIRST_YEAR = 1990
"""No page on the web is older."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an address says."""

    url: str
    """For a reader to follow: without fragment and tracking parameters, safely encoded."""
    key: str
    """Normal form, equal for all translations of one page."""
    host: str
    slug: str | None
    section: str | None
    published: str | None
    """ISO 8601, a day or a month."""
    published_rule: str


def read_source(printed: str) -> Source:
    """What the address says; ValueError tells why it is none."""
    url = _trimmed(printed)
    try:
        parts = urlsplit(url)
        host = _host(parts.hostname or "")
        port = parts.port
    except ValueError:
        raise ValueError("it is no valid address") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise ValueError(f"{parts.scheme or 'it'}: is no address of a web page")
    path = _path(parts)
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name)
    ]
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    bare = _MOBILE.sub("", host)
    published, rule = _date(path)
    return Source(
        url=urlunsplit(
            (parts.scheme.lower(), place, quote(path, safe="/:@!$&'()*+,;=~-._"), urlencode(query), "")
        ),
        key=_key(place.replace(host, bare, 1), path, query),
        host=bare,
        slug=_slug(path, query),
        section=_section(path),
        published=published,
        published_rule=rule,
    )


def _trimmed(printed: str) -> str:
    """The address without what people print around it; spaces within a path are encoded."""
    url = one_line(printed).strip(_QUOTES + " .,;")
    if url.lower().startswith("www."):
        url = "https://" + url
    first, _, rest = url.partition(" ")
    if rest and "/" in rest and "//" not in rest:  # the path goes on: "https://a.example/some page/x.html"
        return url.replace(" ", "%20")
    return first


def _host(host: str) -> str:
    host = host.rstrip(".").lower()
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if not _HOST.fullmatch(host):
        raise ValueError("no host")
    return host


def _path(parts: SplitResult) -> str:
    """Decoded path with its dot segments resolved (RFC 3986, 5.2.4), so that /a/../b is /b."""
    path = unquote(parts.path)
    path = "".join(char if char.isprintable() and char != "\\" else "_" for char in path)
    resolved = posixpath.normpath("/" + path.lstrip("/"))
    return resolved + ("/" if path.endswith("/") and resolved != "/" else "")


def _key(place: str, path: str, query: list[tuple[str, str]]) -> str:
    path = _PAGE_SUFFIX.sub("", _AMP.sub("", _LANGUAGE_SUFFIX.sub("", _INDEX.sub("", path))))
    return place + path.rstrip("/") + ("?" + urlencode(sorted(query)) if query else "")


def _slug(path: str, query: list[tuple[str, str]]) -> str | None:
    name = posixpath.basename(_AMP.sub("", _INDEX.sub("", path)).rstrip("/"))
    name = _EXTENSION.sub("", _LANGUAGE_SUFFIX.sub("", name))
    words = [name, *(value for _, value in sorted(query))]
    return slugify(" ".join(words)) or (f"page-{short_hash(path)[:7]}" if name else None)


def _section(path: str) -> str | None:
    """First folder that is a word: no number, date or language."""
    for folder in path.strip("/").split("/")[:-1]:
        if folder and not _NUMBERS.fullmatch(folder) and not _LANGUAGE.fullmatch(folder):
            return folder[:60]
    return None


def _date(path: str) -> tuple[str | None, str]:
    for pattern, example in _DATES:
        for match in pattern.finditer(path):
            parts = match.groupdict()
            year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
            if not _FIRST_YEAR <= year <= 2099:
                continue
            try:
                day = date(year, int(parts["m"]), int(parts.get("d") or 1))
            except ValueError:  # an article's number, not a date
                continue
            return day.isoformat() if parts.get("d") else day.isoformat()[:7], example
    return None, ""
