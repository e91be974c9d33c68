"""Law of safety: a page asks nobody else for anything, and no text of a seed is active in it.

One page at a time. What a tag breaks is remembered, for pages share most of their tags.

Not here: whether links lead anywhere (`links`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache

from site_builder.check.fault import Fault
from site_builder.check.markup import Tag
from site_builder.check.survey import Page, Site

_META = "content-security-policy"
_SAFE = re.compile(r"'self'|'none'|'sha(256|384|512)-[A-Za-z0-9+/_=-]+'|'report-sample'", re.IGNORECASE)
_FETCHED_BY_NONE = frozenset(
    (
        "alternate",
        "author",
        "bookmark",
        "canonical",
        "help",
        "license",
        "next",
        "prev",
        "privacy-policy",
        "schema.dcterms",  # names a vocabulary: Dublin Core in HTML
        "self",
    )
)
"""Values of `rel` by which no browser asks for anything (WHATWG HTML, "link types")."""

_FOREIGN = frozenset(("iframe", "frame", "object", "embed", "applet", "base", "style"))
_DATA_SCRIPTS = frozenset(("application/ld+json", "application/json"))
_OPEN_ELSEWHERE = frozenset(("nofollow", "noopener"))
_REMEDY = "mend the template, or what let it through the sanitiser"


def check_policy(page: Page, site: Site) -> Iterator[Fault]:
    """policy: a strict content security policy, nothing inline that is active, nothing from elsewhere."""
    yield from (Fault("policy", page.path, what, _REMEDY) for what in _policy_faults(page))
    reported = set()
    for tag in page.tags:
        for what in _tag_faults(tag):
            if what not in reported:
                reported.add(what)
                yield Fault("policy", page.path, what, _REMEDY)
        if tag.name == "script" and tag.text.strip():
            yield from _script_faults(page, tag)
    from_seeds = page.path in site.articles
    for link in page.links:
        if link.target.outside:
            what = _outside_fault(link.tag, link.attribute, link.address, from_seeds=from_seeds)
            if what and what not in reported:
                reported.add(what)
                yield Fault("policy", page.path, what, _REMEDY)


def _policy_faults(page: Page) -> Iterator[str]:
    """The policy is stated before anything that it should govern."""
    for tag in page.tags:
        if tag.name == "meta" and tag.attributes.get("http-equiv", "").lower() == _META:
            yield from _weaknesses(tag.attributes.get("content", ""))
            return
        if tag.name in ("script", "style", "body") or (tag.name == "link" and "href" in tag.attributes):
            yield f"has no content security policy before <{tag.name}>"
            return
    yield "has no content security policy"


@lru_cache(maxsize=1_000)
def _weaknesses(policy: str) -> tuple[str, ...]:
    """Content Security Policy Level 3; what is not stated falls back to default-src, but for base and forms."""
    stated = {words[0].lower(): words[1:] for part in policy.split(";") if (words := part.split())}
    found = [
        f"its content security policy does not state {name}"
        for name in ("default-src", "base-uri", "form-action")
        if name not in stated
    ]
    if "'none'" not in stated.get("default-src", ["'none'"]) and "'none'" not in stated.get("object-src", []):
        found.append("its content security policy lets objects in")
    for name, sources in stated.items():
        may_be_inline = ("data:",) if name in ("img-src", "font-src") else ()
        found += [
            f"its content security policy allows {source} in {name}"
            for source in sources
            if not _SAFE.fullmatch(source) and source.lower() not in may_be_inline
        ]
    return tuple(found)


@lru_cache(maxsize=20_000)
def _tag_faults(tag: Tag) -> tuple[str, ...]:
    """What a tag breaks by itself."""
    found = []
    if tag.name in _FOREIGN:
        found.append(f"has an element <{tag.name}>")
    if tag.name == "meta" and tag.attributes.get("http-equiv", "").lower() == "refresh":
        found.append("leaves by itself: <meta http-equiv=refresh>")
    active = (name for name in tag.attributes if name in ("style", "srcdoc") or name.startswith("on"))
    return (*found, *(f"<{tag.name}> has an attribute {name}" for name in active))


def _script_faults(page: Page, tag: Tag) -> Iterator[Fault]:
    """A script that stands in the page is data, and whole."""
    if tag.attributes.get("type", "").lower() not in _DATA_SCRIPTS:
        yield Fault("policy", page.path, "has a script inside", "put it into a file of templates/assets")
        return
    try:
        json.loads(tag.text)
    except ValueError as error:
        yield Fault("policy", page.path, f"its data for machines is not JSON: {error}", _REMEDY)


@lru_cache(maxsize=20_000)
def _outside_fault(tag: Tag, attribute: str, address: str, *, from_seeds: bool) -> str:
    """Only a reader leaves the site; "" where that is so."""
    if tag.name in ("a", "area") and attribute == "href":
        lacking = _OPEN_ELSEWHERE - tag.words("rel") if from_seeds else None
        return f"a link to {address} lacks rel={' '.join(sorted(lacking))}" if lacking else ""
    if tag.name == "link" and (rel := tag.words("rel")) and rel <= _FETCHED_BY_NONE:
        return ""
    return f"<{tag.name} {attribute}> asks for {address}, which is not of the site"
