"""Fields that a person stated, in a sidecar or in front matter: checked here, once.

A field that is wrong is named and left out, the article is built without it. A sidecar is ours alone, so
its unknown keys are faults; front matter comes from many tools, so its unknown keys are passed over and
the usual other names of our fields are understood.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from site_builder.config import LANGUAGE_TAG
from site_builder.model import REMARK_KINDS, UNDETERMINED, Problem, Statement
from site_builder.text import is_seen, one_line

_ALIASES = {
    "lang": "language",
    "locale": "language",
    "url": "source_url",
    "link": "source_url",
    "canonical_url": "source_url",
    "original_url": "source_url",
    "date": "published",
    "authors": "author",
    "category": "section",
}
"""Names our fields have in the front matter of other tools."""

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?(?:[T ].*)?")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control characters, direction controls (a title would turn what stands behind it), surrogates: left out."""
TOO_DEEP = "it is nested too deeply"
_LONGEST_TOML = 16_384
"""Characters; in a second the parser reads so much of the worst, and twice as much in four."""
_LONGEST = 500
"""Characters of a stated text: a title stands on many pages."""
_LONGEST_URL = 8_000
"""What every server should take, by RFC 9110, 4.1."""
_MOST, _LARGEST = 100, 1e15
"""Texts of a list, and the number, that are taken for a text: YAML can say a lot in a few words."""


def read_sidecar(text: str, origin: str) -> tuple[dict[str, Statement], tuple[Problem, ...]]:
    """Fields of a sidecar's TOML."""
    try:
        table = parse_toml(text)
    except ValueError as error:
        return {}, (Problem(origin, f"cannot be read as TOML: {error}", "mend the line it names"),)
    problems = []
    for key in sorted(table.keys() - _FIELDS.keys()):
        near = difflib.get_close_matches(key, _FIELDS, 1)
        remedy = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(_FIELDS)}"
        problems.append(Problem(origin, f"unknown key {key!r}", remedy))
    stated, faults = _fields(
        {key: value for key, value in table.items() if key in _FIELDS}, origin, "sidecar"
    )
    return stated, (*problems, *faults)


def parse_toml(text: str) -> dict[str, Any]:
    """The table; ValueError, in one line, for what is none or takes too long to read."""
    if len(text) > _LONGEST_TOML:
        raise ValueError(f"it has more than {_LONGEST_TOML:,} characters")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


def read_front_matter(
    table: Mapping[Any, Any], origin: str
) -> tuple[dict[str, Statement], tuple[Problem, ...]]:
    """Fields of front matter that was parsed already."""
    known: dict[str, Any] = {}
    for key, value in table.items():
        name = key.lower() if isinstance(key, str) else ""
        if name in _OURS:
            continue
        if name in _FIELDS:
            known[name] = value
        elif name in _ALIASES:
            known.setdefault(_ALIASES[name], value)
    return _fields(known, origin, "front matter")


def _fields(
    table: Mapping[str, Any], origin: str, where: str
) -> tuple[dict[str, Statement], tuple[Problem, ...]]:
    stated: dict[str, Statement] = {}
    problems = []
    for name, value in table.items():
        if value is None or value == "":
            continue
        try:
            stated[name] = Statement(_FIELDS[name](value), where)
        except ValueError as error:
            problems.append(
                Problem(origin, f"{name}{_shown(value)} is not {error}", "mend it, or leave the key out")
            )
    return stated, tuple(problems)


def _shown(value: Any) -> str:
    """A wrong value for its reader; what is no plain value may be endless."""
    return f" {value!r:.80}" if isinstance(value, str | float | bool | date) else ""


def _text(value: Any, longest: int = _LONGEST) -> str:
    if isinstance(value, list) and len(value) <= _MOST and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST:
        value = str(value)
    text = one_line(_UNSEEN.sub("", value)) if isinstance(value, str) else ""
    if not is_seen(text):
        raise ValueError("a text")
    if len(text) > longest:
        raise ValueError(f"a text of at most {longest:,} characters")
    return text


def _language(value: Any) -> str:
    if value is False:
        value = "no"  # Norwegian, which YAML reads as a refusal
    parts = _text(value).replace("_", "-").split("-")
    cased = [parts[0].lower(), *(part.title() if len(part) == 4 else part.upper() for part in parts[1:])]
    tag = "-".join(cased)
    if tag != UNDETERMINED and not LANGUAGE_TAG.fullmatch(tag):
        raise ValueError('a language tag as "en", "pt-BR" or "zh-Hant"')
    return tag


def _url(value: Any) -> str:
    url = _text(value, _LONGEST_URL)
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if host is None or parts.scheme.lower() not in ("http", "https") or " " in url:
        raise ValueError("an http or https address")
    return url


def _day(value: Any) -> str:
    """ISO 8601 with the precision it was given in."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and abs(value) < _LARGEST:
        value = str(value)
    match = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match:
        raise ValueError("a date as YYYY-MM-DD, YYYY-MM or YYYY")
    year, month, day = match.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValueError("a day of the calendar") from None
    return "-".join(part for part in (year, month, day) if part)


def _flag(value: Any) -> str:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return "true" if value else ""


def _kinds(value: Any) -> str:
    words = _text(value).replace(",", " ").split()
    if not {*words} <= {*REMARK_KINDS}:
        raise ValueError(f"a list of {', '.join(REMARK_KINDS)}")
    return " ".join(kind for kind in REMARK_KINDS if kind in words)


_FIELDS: dict[str, Callable[[Any], str]] = {
    "title": _text,
    "language": _language,
    "source_url": _url,
    "published": _day,
    "author": _text,
    "section": _text,
    "story": _text,
    "draft": _flag,
    "reviewed": _kinds,
}
"""Every field that can be stated, with its check."""

_OURS = frozenset({"reviewed"})
"""Fields of sidecars alone: in front matter, the word may mean anything."""
