"""What a source URL says: its normal form, host, slug, section and date.

Shape: one printed address in, one Source out; pure. Raises ValueError, in words for the reader of the
report, for what is no address of a page.
"""

from __future__ import annotations

import posixpath
import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from site_builder.late import late
from site_builder.text import one_line, pattern, short_hash, slugify

_HOST = r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*"
_PLAIN = late(r"(https?)://([a-z0-9.-]+)((?:/[a-z0-9_-][a-z0-9._-]*)+/?)", re.IGNORECASE | re.ASCII)
"""An address without port, query or fragment, and without anything in its path that is encoded or resolved."""
_TRACKING = r"(?i)(?:utm_\w*|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|zarsrc|_ga|ref|ref_src|source|share\w*|cmpid|ito|ocid|amp)"
_MOBILE = late(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_TAKEN = late(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?|index|page|feed|dates|local")
"""Hosts whose name is taken: by Windows, as a folder; by this site, beside the folders of its sources."""
_FILE = r".*\.(?:html|xml|json)"
_LONGEST, _LONGEST_HOST = 8_000, 200
"""What every server should take (RFC 9110, 4.1); a host names a folder and a file, of at most 255 bytes with what they add."""
_SAFE = "%/:@!$&'()*+,;=?~-._"
"""What stays as it is in a path or a query that is encoded for a link, escapes that are there already among it."""
_STRAY = r"%(?![0-9A-Fa-f]{2})"
_NO_UTF_8 = r"[\udc80-\udcff]"
_INDEX = late(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_LANGUAGE_SUFFIX = late(r"\.[a-z]{2}(?:-[a-z]{2,4})?(?=\.html?$)", re.IGNORECASE)
_PAGE_SUFFIX = late(r"\.html?$", re.IGNORECASE)
_AMP = late(r"(?:/amp|\.amp)(?=/?$|\.html?$)", re.IGNORECASE)
_EXTENSION = late(r"\.[a-z]{2,5}$", re.IGNORECASE)
_QUOTES = "\"'<>()[]„“”«»‚‘’"
_NUMBERS = late(r"[\d._-]+")
_LANGUAGE = late(r"[a-z]{2}(?:-[a-z]{2,4})?", re.IGNORECASE)

_DATES = (
    r"[/_-](?P<y>\d{4})(?P<s>[/._-]?)(?P<m>\d\d)(?P=s)(?P<d>\d\d)(?!\d)",
    # The clock of some portals: 4, then YYMMDDhhmmss and milliseconds, as in -4250807141513959.htm
    r"(?<!\d)4(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\d{3}(?!\d)",
    r"[-/_](?P<d>\d\d)(?P<m>\d\d)(?P<y>\d{4})(?!\d)",
    # The clock with the year in full, and the one behind three figures of the portal, as in -20250807141513959.htm
    r"(?<!\d)(?<!/web/)(?P<y>20[0-4]\d)(?P<m>\d\d)(?P<d>\d\d)(?:[01]\d|2[0-3])[0-5]\d[0-5]\d(?:\d{3})?(?!\d)",
    r"(?<!\d)[12]\d\d(?P<y>[12]\d)(?P<m>\d\d)(?P<d>\d\d)(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\d{3}(?!\d)",
    # /2025/0630/, /2025-06/30/, /2025/6/3/, /t20250630_1.html
    r"/(?P<y>\d{4})(?:/(?P<m>\d\d)(?P<d>\d\d)|-(?P<m2>\d\d)/(?P<d2>\d\d)|/(?P<m3>\d\d?)/(?P<d3>\d\d?))(?=/)",
    r"/t(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)_",
    r"/(?P<y>\d{4})/(?P<name>[A-Za-z]{3,9})/(?P<d>\d\d?)(?=/)",
    # Folders with the day first; where it may be the month, nothing is said.
    r"/(?P<d>1[3-9]|2\d|3[01])(?P<s>[/.-])(?P<m>\d\d?)(?P=s)(?P<y>\d{4})(?=/)",
    r"/(?P<y>\d{4})[/-]?(?P<m>\d\d)(?=/)",
)
"""Date patterns, the surest first; most addresses need only one of them compiled: /2025/06/30/ or 20250630, the portals'
clock, 30062025, … , /202512/."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july"),
            *("aug august", "sep sept september", "oct october", "nov november", "dec december"),
        ),
        1,
    )
    for name in names.split()
}
"""English, the only language in which addresses are seen to name months."""

_FIRST_YEAR = 1990
"""No page on the web is older."""


class Source(NamedTuple):
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
    published_by: str
    """The piece of the address that says so."""


@lru_cache(maxsize=4_096)  # all translations of a page print it
def read_source(printed: str) -> Source:
    """What the address says; ValueError tells why it is none."""
    url = _trimmed(printed)
    if len(url) > _LONGEST:
        raise ValueError(f"it has more than {_LONGEST:,} characters")
    if plain := _PLAIN.fullmatch(_without_tracking(url) if "?" in url else url):
        return _plain_source(*plain.groups())
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("it is no valid address") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise ValueError(f"{parts.scheme or 'it'}: is no address of a web page")
    host = _host(name)
    path = _path(parts.path)
    query = _untracked(parts.query)
    fields = [
        (_readable(name), _readable(value))
        for name, value in parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    ]
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    bare = _MOBILE.sub("", host)
    published, said_by = _date(path)
    return Source(
        url=urlunsplit((parts.scheme.lower(), place, _encoded(parts.path), _encoded(query), "")),
        key=_key(place.replace(host, bare, 1), path, fields),
        host=f"www.{bare}" if _TAKEN.fullmatch(bare) else bare,
        slug=_slug(path, fields),
        section=_section(path),
        published=published,
        published_by=said_by,
    )


def _plain_source(scheme: str, name: str, path: str) -> Source:
    """The same for most addresses: nothing in them is encoded, and nothing has to be."""
    host = _host(name)
    bare = _MOBILE.sub("", host)
    published, said_by = _date(path)
    return Source(
        url=f"{scheme}://{host}{path}",
        key=_key(bare, path, []),
        host=f"www.{bare}" if _TAKEN.fullmatch(bare) else bare,
        slug=_slug(path, []),
        section=_section(path),
        published=published,
        published_by=said_by,
    )


def _without_tracking(url: str) -> str:
    """The address without its query, where that says nothing but where a reader came from, and its scheme is in small letters."""
    address, _, query = url.partition("?")
    return address if url[:5].islower() and "#" not in query and not _untracked(query) else url


def _untracked(query: str) -> str:
    """The pieces of a query that are part of the address."""
    tracking = pattern(_TRACKING)
    return "&".join([piece for piece in query.split("&") if not tracking.fullmatch(piece.partition("=")[0])])


def _trimmed(printed: str) -> str:
    """The address without what people print around it; spaces within a path are encoded."""
    url = one_line(printed).strip(_QUOTES + " .,;")
    if url.lower().startswith("www."):
        url = "https://" + url
    first, _, rest = url.partition(" ")
    if rest and "/" in rest and "//" not in rest:  # the path goes on: "https://a.example/some page/x.html"
        return url.replace(" ", "%20")
    return first


@lru_cache(maxsize=4_096)
def _host(host: str) -> str:
    try:
        host = host.rstrip(".").lower()
        # Of ASCII the codec, a millisecond to import, only measures the parts, as the pattern does.
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    if not pattern(_HOST).fullmatch(host) or pattern(_FILE).fullmatch(host) or len(host) > _LONGEST_HOST:
        raise ValueError("it names no host of the web")
    return host


def _path(path: str) -> str:
    """Decoded path with its dot segments resolved (RFC 3986, 5.2.4), so that /a/../b is /b."""
    path = _readable(unquote(path, errors="surrogateescape"))
    resolved = posixpath.normpath("/" + path.lstrip("/"))
    return resolved + ("/" if path.endswith("/") and resolved != "/" else "")


def _encoded(part: str) -> str:
    """A path or a query as a link can hold it; what is encoded already stays as it is."""
    return quote(pattern(_STRAY).sub("%25", part), safe=_SAFE)


def _readable(text: str) -> str:
    """Decoded text whose bytes of another encoding stand as they did, and whose other strange characters are `_`."""
    text = pattern(_NO_UTF_8).sub(lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", text)
    return "".join(char if char.isprintable() and char != "\\" else "_" for char in text)


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
    """The date in ISO 8601 with its precision, and the piece of the path that says it."""
    for one in _DATES:
        for match in pattern(one).finditer(path):
            parts = match.groupdict()
            year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
            if not _FIRST_YEAR <= year <= 2099:
                continue
            month = parts.get("m") or parts.get("m2") or parts.get("m3")
            if month is None:
                month = str(_MONTHS.get(parts["name"].lower(), 0))
            number = parts.get("d") or parts.get("d2") or parts.get("d3")
            try:
                day = date(year, int(month), int(number or 1))
            except ValueError:  # an article's number, not a date
                continue
            return day.isoformat() if number else day.isoformat()[:7], match[0].strip("/-_")
    return None, ""
