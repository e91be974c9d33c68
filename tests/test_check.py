"""The laws of the site: a good one passes, and each planted fault is found by its law."""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zlib import compress

import pytest
from support.parts import coverage_part, data_part, sitemap_part

from site_builder.check import LAWS, REMARKS, Fault, check_site
from site_builder.check.languages import direction_of
from site_builder.check.markup import tags_of, visible_lines
from site_builder.check.numbers import numbers_of
from site_builder.digest import digest_of
from site_builder.errors import OutputError
from site_builder.model import (
    REMARK_KINDS,
    Card,
    FeedEntry,
    FeedView,
    LanguageLink,
    PackageView,
    Record,
)
from site_builder.render.data import render_package
from site_builder.render.feeds import render_feed
from site_builder.render.sitemap import Group

BASE = "https://example.org/library/"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'"
STORY, ALONE = "00000000000000aa", "00000000000000bb"

Files = dict[str, bytes]


# A small good site


def page(path: str, language: str, body: str, *, base: str | None, head: str = "") -> bytes:
    up = "../" * path.count("/")
    direction = "rtl" if language == "he" else "ltr"
    canonical = f'<link rel="canonical" href="{base}{path}">' if base else ""
    return f"""<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">
<title>A page</title>
<link rel="stylesheet" href="{up}assets/site.0a1b.css">
{canonical}{head}
</head>
<body>
<a href="#main">Skip</a> <a href="{up}index.html">Home</a>
<main id="main">
{body}
</main>
</body>
</html>
""".encode()


def card(number: int, language: str, title: str, source: str, paragraphs: int) -> Card:
    known = source != "local"
    return Card(
        id=f"{number:016x}",
        seed=f"{number}.txt",
        language=language,
        title=title,
        source=source,
        source_url=f"https://{source}/flood" if known else None,
        source_key=None,
        section=None,
        author="=A. Author",
        published="2025-06-30" if known else None,
        stated_story=None,
        slug="flood",
        summary="Summary.",
        words=10,
        paragraphs=paragraphs,
        provenance={},
    )


CARDS = {
    "en/ex.org/flood.html": card(1, "en", "Flood & wind", "ex.org", 2),
    "en/local/alone.html": card(2, "en", "Alone", "local", 1),
    "he/ex.org/flood.html": card(3, "he", "שיטפון", "ex.org", 2),
    "nl/ex.org/flood.html": card(4, "nl", "Vloed", "ex.org", 3),
}
VERSIONS = tuple(LanguageLink(tag, f"{tag}/ex.org/flood.html") for tag in ("en", "he", "nl"))
BEADS = {
    ("en", "he"): (((0,), (0,)), ((1,), (1,))),
    ("en", "nl"): (((0,), (0,)), ((1,), (1, 2))),
    ("he", "nl"): (((0,), (0,)), ((1,), (1, 2))),
}


def beads(left: str, right: str) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    if (left, right) in BEADS:
        return BEADS[left, right]
    return tuple((here, there) for there, here in BEADS[right, left])


def record(path: str) -> Record:
    made = CARDS[path]
    others = tuple(link for link in VERSIONS if link.path != path) if "flood" in path else ()
    return Record(
        card=made,
        story=STORY if others else ALONE,
        path=path,
        markdown_path=path.removesuffix("html") + "md",
        translations=others,
        alignment={link.language: beads(made.language, link.language) for link in others},
    )


def article_page(path: str, base: str | None) -> bytes:
    story = "stories/local/alone.html" if "alone" in path else "stories/ex.org/flood.html"
    others = record(path).translations
    switcher = "".join(
        f'<a href="../../{link.path}" lang="{link.language}" hreflang="{link.language}">x</a>'
        for link in others
    )
    cluster = (
        [*((link.language, link.path) for link in VERSIONS), ("x-default", story)] if base and others else []
    )
    head = "".join(f'<link rel="alternate" hreflang="{tag}" href="{base}{to}">' for tag, to in cluster)
    return page(
        path,
        CARDS[path].language,
        f"""<h1>{escape(CARDS[path].title)}</h1>
<nav>{switcher}<a href="../../{story}#p1">Side by side</a></nav>
<p id="p1">Text | more.</p><p id="p2"><a href="https://ex.org/" rel="nofollow noopener">Elsewhere</a></p>
<pre><code>![]() | is code</code></pre>
<a href="{Path(path).stem}.md">Markdown</a>
<script type="application/ld+json">{{"@type": "NewsArticle"}}</script>""",
        base=base,
        head=head,
    )


def markdown(path: str) -> bytes:
    made, others = CARDS[path], record(path).translations
    links = {link.language: f"../../{link.path.removesuffix('html')}md" for link in others}
    front = {
        "title": made.title,
        "language": made.language,
        "story": record(path).story,
        "translations": links,
    }
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items())
    body = "Text.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\n| code |\n```\n\n`![]()` is code."
    return f"---\n{lines}---\n\n{body}\n".encode()


def links(*paths: str) -> str:
    return "".join(f'<p><a href="{path}">x</a></p>' for path in paths)


def lists(base: str | None) -> Iterator[tuple[str, bytes]]:
    feeds = '<a href="feed.xml">Atom</a><a href="feed.json">JSON</a>' if base else ""
    for tag, entries in [("en", ["ex.org/flood.html", "local/alone.html"]), ("he", []), ("nl", [])]:
        shown = entries or ["ex.org/flood.html"]
        home = links(
            *shown, *{f"{entry.partition('/')[0]}/index.html" for entry in shown}, "dates/index.html"
        )
        for entry, period in zip(shown, ("2025-06", "undated"), strict=False):
            path = f"{tag}/dates/{period}.html"
            yield path, page(path, tag, links(f"../{entry}"), base=base)
        months = links("2025-06.html", *(["undated.html"] if entries else []))
        yield f"{tag}/dates/index.html", page(f"{tag}/dates/index.html", tag, months, base=base)
        home += '<form role="search" action="search.html"></form>'
        yield f"{tag}/index.html", page(f"{tag}/index.html", tag, home + feeds, base=base)
        for entry in shown:
            source, _, name = entry.partition("/")
            path = f"{tag}/{source}/index.html"
            yield path, page(path, tag, links(name), base=base)
    homes = "".join(f'<a href="{tag}/index.html" hreflang="{tag}">x</a>' for tag in ("en", "he", "nl"))
    front = homes + links("stories/index.html", "sources/index.html")
    head = '<script src="assets/site.3a4b.js" data-offline="assets/keep.5c6d.js" defer></script>'
    yield "index.html", page("index.html", "en", front, base=base, head=head)
    coverage = links("ex.org/flood.html", "local/alone.html")
    yield "stories/index.html", page("stories/index.html", "en", coverage, base=base)
    yield "sources/index.html", page("sources/index.html", "en", links("../en/ex.org/index.html"), base=base)


def story_pages(base: str | None) -> Iterator[tuple[str, bytes]]:
    flood = '<div id="p1"></div>' + links(*(f"../../{link.path}" for link in VERSIONS))
    yield "stories/ex.org/flood.html", page("stories/ex.org/flood.html", "en", flood, base=base)
    alone = '<div id="p1"></div>' + links("../../en/local/alone.html")
    yield "stories/local/alone.html", page("stories/local/alone.html", "en", alone, base=base)


def for_reading_offline(base: str | None) -> Iterator[tuple[str, bytes]]:
    yield "assets/site.3a4b.js", b'register("sw.js"); link("manifest.webmanifest")'
    for name in ("assets/keep.5c6d.js", "assets/icon-192.png", "assets/icon-512.png"):
        yield name, b"x"
    yield "sw.js", b'const files = ["assets/keep.5c6d.js", "assets/site.0a1b.css"];\n'
    icons = [{"src": f"assets/icon-{side}.png", "sizes": f"{side}x{side}"} for side in (192, 512)]
    manifest = {"name": "Library", "start_url": "./index.html", "icons": icons}
    yield "manifest.webmanifest", json.dumps(manifest).encode()
    for tag in ("en", "he", "nl"):
        path = f"offline/{tag}/index.html"
        yield path, page(path, tag, "", base=base, head='<meta name="robots" content="noindex">')
        listed = json.dumps({path: "0a1b2c3d" for path in CARDS if path.startswith(tag)}).encode()
        yield f"offline/{tag}/0000.json", listed
        yield f"offline/{tag}/index.json", json.dumps({"0000": digest_of(listed).hex()[:8]}).encode()


def script(name: str, value: object) -> bytes:
    return f'librarySearch("{name}",{json.dumps(value)})\n'.encode()


def small(value: object) -> str:
    return b64encode(compress(json.dumps(value).encode())).decode()


def searched(base: str | None) -> Iterator[tuple[str, bytes]]:
    for tag in ("en", "he", "nl"):
        path = f"{tag}/search.html"
        yield path, page(path, tag, "", base=base, head='<meta name="robots" content="noindex">')
        pages = {record(path).story: path for path in CARDS if path.startswith(tag)}
        ids = ["AAAA" + story[-4:] for story in pages]
        shown = [
            small({"pages": [[path, "T", "Text."]], "others": [], "story": "stories/index.html"})
            for path in pages.values()
        ]
        index = {"firsts": ["", "m"], "frequent": {"the": 900}, "stories": len(ids)}
        yield f"search/{tag}/index.js", script(f"{tag}/index", small(index))
        for name in ("terms-0", "terms-6d", "term-746865"):
            yield f"search/{tag}/{name}.js", script(f"{tag}/{name}", small({"ids": "".join(ids)}))
        yield f"search/{tag}/texts-0.js", script(f"{tag}/texts-0", dict(zip(ids, shown, strict=True)))


def good_site(base: str | None = BASE) -> Files:
    files = {path: article_page(path, base) for path in CARDS}
    files |= {path.removesuffix("html") + "md": markdown(path) for path in CARDS}
    files |= dict(lists(base))
    files |= dict(story_pages(base))
    files |= dict(for_reading_offline(base))
    files |= dict(searched(base))
    not_found = page("404.html", "en", "", base=None, head='<meta name="robots" content="noindex">')
    root = urlsplit(base or "/").path
    files["404.html"] = re.sub(rb'href="(?!#)', b'href="' + root.encode(), not_found)
    files["assets/site.0a1b.css"] = b'@font-face { src: url("serif.2c3d.woff2") } /* url(no.png) */'
    files["assets/serif.2c3d.woff2"] = b"font"
    files["robots.txt"] = b"User-agent: *\n" + (f"Sitemap: {base}sitemap.xml\n".encode() if base else b"")
    files[".nojekyll"] = b""
    records = sorted((record(path) for path in CARDS), key=lambda one: (one.story, one.card.language))
    for file in (*data_part(0, tuple(records)), coverage_part(0, records)):
        files[file.path] = file.data
    package = PackageView(title="A", description="", base_url=base, parts=1, languages=(), sources=())
    files["data/datapackage.json"] = render_package(package).data
    return files | for_machines(files, base) if base else files


def for_machines(files: Mapping[str, bytes], base: str) -> Files:
    made = {}
    for tag in ("en", "he", "nl"):
        entry = FeedEntry(
            key=f"{STORY} {tag}",
            path=f"{tag}/ex.org/flood.html",
            title="Flood",
            summary="Summary.",
            language=tag,
            published="2025-06-30",
            author=None,
            source_url=None,
            section=None,
            versions=VERSIONS,
        )
        view = FeedView(
            path=f"{tag}/feed.xml",
            form="atom",
            title="Library",
            language=tag,
            home=f"{tag}/index.html",
            base_url=base,
            key=f"feed {tag}",
            entries=(entry,),
        )
        for feed in (view, replace(view, path=f"{tag}/feed.json", form="json")):
            made[feed.path] = render_feed(feed).data
    alone = [path for path in files if path.endswith(".html") and not path.endswith("/flood.html")]
    alone += ["stories/ex.org/flood.html"]
    hidden = ("404.html", "offline/")
    others = [
        ((LanguageLink("", path),), None)
        for path in sorted(alone)
        if not path.startswith(hidden) and "/search" not in path
    ]
    groups: list[Group] = [(VERSIONS, "stories/ex.org/flood.html"), *others]
    return made | {"sitemap.xml": sitemap_part("sitemap.xml", base, groups).data}


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


@pytest.mark.parametrize("base", [BASE, "https://example.org/", None])
def test_a_good_site_has_no_fault(tmp_path: Path, base: str | None) -> None:
    assert list(check_site(write(tmp_path, good_site(base)))) == []


# Planted faults

Edit = Callable[[Files], None]
EN, NL, HE, ALONE_PAGE = (
    "en/ex.org/flood.html",
    "nl/ex.org/flood.html",
    "he/ex.org/flood.html",
    "en/local/alone.html",
)
ENTRIES, TABLE, PACKAGE = "data/catalogue/0000.jsonl", "data/articles/0000.csv", "data/datapackage.json"
COVERAGE = "data/coverage/0000.csv"


def swap(path: str, old: str, new: str) -> Edit:
    def edit(files: Files) -> None:
        assert old.encode() in files[path], f"{old} is not in {path}"
        files[path] = files[path].replace(old.encode(), new.encode())

    return edit


def put(path: str, text: str) -> Edit:
    return lambda files: files.update({path: text.encode()})


def drop(*paths: str) -> Edit:
    def edit(files: Files) -> None:
        for path in paths:
            del files[path]

    return edit


def both(*edits: Edit) -> Edit:
    def edit(files: Files) -> None:
        for one in edits:
            one(files)

    return edit


def inside(path: str, html: str) -> Edit:
    return swap(path, "</main>", f"{html}</main>")


def entry(line: int, **fields: Any) -> Edit:
    """Change a line of the catalogue; a field of None is taken out."""

    def edit(files: Files) -> None:
        lines = [json.loads(text) for text in files[ENTRIES].decode().splitlines()]
        lines[line] = {
            name: value
            for name, value in (lines[line] | fields).items()
            if not (name in fields and value is None)
        }
        files[ENTRIES] = "".join(json.dumps(one) + "\n" for one in lines).encode()

    return edit


def shown_by_search(tag: str, *paths: str) -> Edit:
    """The search shows these pages of the flood."""

    def edit(files: Files) -> None:
        name = f"search/{tag}/texts-0.js"
        held = json.loads(files[name].split(b",", 1)[1][:-2])
        shown = {"pages": [[path, "", ""] for path in paths], "others": [], "story": EN}
        held["AAAA" + STORY[-4:]] = small(shown)
        files[name] = script(f"{tag}/texts-0", held)

    return edit


PLANTED: list[tuple[str, str, str, Edit]] = [
    # law, place, words of the fault, what is done to the good site
    ("links", EN, "leads to no file", inside(EN, '<a href="nowhere.html">x</a>')),
    ("links", EN, "leads to no file", inside(EN, '<img src="lost.png" alt="">')),
    ("links", EN, "leads to no file", inside(EN, '<img srcset="lost.png 2x" alt="">')),
    ("links", EN, "names a folder", inside(EN, '<a href="../../nl/">x</a>')),
    ("links", EN, "leads to no file", inside(EN, '<a href="../../nl/index.html/">x</a>')),
    ("links", EN, "leaves the site's folder", inside(EN, '<a href="../../../etc/passwd">x</a>')),
    ("links", EN, "leaves the site's folder", inside(EN, '<a href="..%2f..%2f..%2fsecret">x</a>')),
    ("links", EN, "begins at the host's root", inside(EN, '<a href="/library/nl/index.html">x</a>')),
    ("links", EN, "address of the kind javascript:", inside(EN, '<a href="java&#10;script:alert(1)">x</a>')),
    ("links", EN, "address of the kind data:", inside(EN, '<a href="data:text/html,x">x</a>')),
    ("links", EN, "#p9, and there is no such id", inside(EN, '<a href="#p9">x</a>')),
    ("links", EN, "#p9 of nl/ex.org/flood.html", inside(EN, '<a href="../../nl/ex.org/flood.html#p9">x</a>')),
    ("links", "404.html", "leads to no file", swap("404.html", "/library/index.html", "/library/home.html")),
    ("links", "404.html", "is not below the base URL", swap("404.html", "/library/index", "/index")),
    (
        "links",
        "assets/site.0a1b.css",
        "leads to no file",
        put("assets/site.0a1b.css", "a { cursor: url(no.cur) }"),
    ),
    ("switchers", EN, "does not link its translation in nl", swap(EN, "../../nl/ex.org/flood.html", "#p1")),
    ("switchers", EN, "without hreflang=nl", swap(EN, 'lang="nl" hreflang="nl"', "")),
    (
        "switchers",
        EN,
        "calls nl/index.html a page in fr",
        inside(EN, '<a href="../../nl/index.html" hreflang="fr">x</a>'),
    ),
    (
        "switchers",
        NL,
        "leads to another story",
        inside(NL, '<a href="../../en/local/alone.html" hreflang="en">x</a>'),
    ),
    ("switchers", f"{ENTRIES}:1", "told in he, nl", entry(0, translations={"nl": NL}, alignment={"nl": []})),
    (
        "switchers",
        f"{ENTRIES}:3",
        "is not this story in en",
        entry(2, translations={"en": ALONE_PAGE, "he": HE}),
    ),
    (
        "switchers",
        EN,
        "lacks languages: nl",
        swap(EN, f'hreflang="nl" href="{BASE}nl', f'hreflang="x-default" href="{BASE}nl'),
    ),
    (
        "switchers",
        NL,
        "does not point back",
        swap(EN, f'<link rel="alternate" hreflang="nl" href="{BASE}{NL}">', ""),
    ),
    (
        "switchers",
        EN,
        "leaves the page itself out",
        swap(EN, f'<link rel="alternate" hreflang="en" href="{BASE}{EN}">', ""),
    ),
    (
        "switchers",
        EN,
        "no absolute address",
        swap(EN, f'hreflang="nl" href="{BASE}{NL}"', f'hreflang="nl" href="../../{NL}"'),
    ),
    ("urls", EN, "where case does not count", put("en/ex.org/Flood.html", "x")),
    (
        "urls",
        EN,
        "states the address",
        swap(EN, f'canonical" href="{BASE}{EN}"', f'canonical" href="{BASE}{NL}"'),
    ),
    ("urls", EN, "states the address of no page", swap(EN, 'rel="canonical"', 'rel="license"')),
    ("reachable", "index.html", "no front page", drop("index.html")),
    (
        "reachable",
        ALONE_PAGE,
        "no way leads to it",
        both(
            swap("en/index.html", "local/alone.html", "index.html"),
            swap("en/index.html", "local/index.html", "index.html"),
            swap("en/dates/undated.html", "../local/alone.html", "index.html"),
            swap("stories/index.html", "local/alone.html", "index.html"),
        ),
    ),
    (
        "reachable",
        EN,
        "no page of its language links it",
        swap("en/index.html", "ex.org/flood.html", "index.html"),
    ),
    (
        "reachable",
        EN,
        "no page of its date links it",
        swap("en/dates/2025-06.html", "../ex.org/flood.html", "index.html"),
    ),
    (
        "reachable",
        EN,
        "no page of its source links it",
        swap("en/ex.org/index.html", "flood.html", "index.html"),
    ),
    (
        "reachable",
        EN,
        "do not link each other",
        swap("stories/ex.org/flood.html", f"../../{EN}", "../index.html"),
    ),
    ("reachable", EN, "do not link each other", swap(EN, "../../stories/ex.org/flood.html#p1", "#p1")),
    (
        "reachable",
        "en/local/ghost.html",
        "the catalogue does not have",
        both(put("en/local/ghost.html", "x"), put("en/local/ghost.md", "x")),
    ),
    ("policy", EN, "no content security policy", swap(EN, "Content-Security-Policy", "X-Other")),
    (
        "policy",
        EN,
        "policy allows 'unsafe-inline'",
        swap(EN, "style-src &#x27;self&#x27;", "style-src 'unsafe-inline'"),
    ),
    ("policy", EN, "policy allows https:", swap(EN, "img-src", "img-src https:")),
    ("policy", EN, "does not state base-uri", swap(EN, "base-uri &#x27;none&#x27;;", "")),
    (
        "policy",
        EN,
        "no content security policy before",
        swap(EN, '<meta charset="utf-8">', '<meta charset="utf-8"><script src="x.js"></script>'),
    ),
    ("policy", EN, "has a script inside", inside(EN, "<script>alert(1)</script>")),
    ("policy", EN, "is not JSON", inside(EN, '<script type="application/ld+json">{"a": </script>')),
    ("policy", EN, "attribute style", inside(EN, '<p style="color: red">x</p>')),
    ("policy", EN, "element <style>", inside(EN, "<style>p {}</style>")),
    ("policy", EN, "attribute onclick", inside(EN, "<p title='>' OnClick=alert(1)>x</p>")),
    ("policy", EN, "attribute onload", inside(EN, "<svg/onload=alert(1)>")),
    ("policy", EN, "element <iframe>", inside(EN, '<iframe src="https://ex.org/"></iframe>')),
    ("policy", EN, "element <base>", inside(EN, '<base href="https://ex.org/">')),
    ("policy", EN, "leaves by itself", inside(EN, '<meta http-equiv="refresh" content="0;url=//ex.org">')),
    ("policy", EN, "asks for https://ex.org/a.png", inside(EN, '<img src="https://ex.org/a.png" alt="">')),
    ("policy", EN, "asks for //ex.org/a.js", inside(EN, '<script src="//ex.org/a.js"></script>')),
    (
        "policy",
        EN,
        "asks for https://ex.org/a.css",
        inside(EN, '<link rel="stylesheet" href="https://ex.org/a.css">'),
    ),
    ("policy", EN, "asks for https://ex.org/send", inside(EN, '<form action="https://ex.org/send"></form>')),
    ("policy", EN, "lacks rel=nofollow", inside(EN, '<a href="https://ex.org/" rel="noopener">x</a>')),
    (
        "links",
        "assets/site.0a1b.css",
        "not of the site",
        put("assets/site.0a1b.css", "@import 'https://ex.org/a.css';"),
    ),
    ("residue", EN, "lost picture", inside(EN, "<p>Before ![]() after</p>")),
    ("residue", EN, "line in pipes", inside(EN, "<p>| Delegates <em>attending</em> the ceremony. |</p>")),
    ("residue", EN, "line in pipes", inside(EN, "<p>Text<br>|</p>")),
    (
        "residue",
        "en/ex.org/flood.md:19",
        "line in pipes",
        swap("en/ex.org/flood.md", "```\n\n", "```\n\n\n| Caption. |\n"),
    ),
    ("language", EN, "states no language", swap(EN, '<html lang="en"', "<html")),
    ("language", EN, "must be en", swap(EN, '<html lang="en"', '<html lang="fr"')),
    ("language", "nl/index.html", "must be nl", swap("nl/index.html", '<html lang="nl"', '<html lang="fr"')),
    (
        "language",
        "index.html",
        "no language tag",
        swap("index.html", '<html lang="en"', '<html lang="english"'),
    ),
    ("language", HE, "he runs rtl", swap(HE, 'dir="rtl"', 'dir="ltr"')),
    ("language", EN, "its direction is ''", swap(EN, ' dir="ltr"', "")),
    ("language", EN, "charset", swap(EN, '<meta charset="utf-8">', "")),
    ("language", EN, "is not UTF-8", lambda files: files.update({EN: files[EN] + b"\xff"})),
    ("markdown", "en/ex.org/flood.md", "its title is", swap("en/ex.org/flood.md", "Flood & wind", "Fire")),
    ("markdown", "en/ex.org/flood.md", "its language is", swap("en/ex.org/flood.md", '"en"\n', '"nl"\n')),
    ("markdown", "en/ex.org/flood.md", "its story is", swap("en/ex.org/flood.md", STORY, ALONE)),
    (
        "markdown",
        "en/ex.org/flood.md",
        "translation in nl",
        swap("en/ex.org/flood.md", "../../nl/", "../nl/"),
    ),
    ("markdown", "en/ex.org/flood.md", "no front matter", put("en/ex.org/flood.md", "Text.\n")),
    ("markdown", "en/ex.org/flood.md", "no text", put("en/ex.org/flood.md", "---\ntitle: 1\n---\n\n")),
    ("data", f"{ENTRIES}:1", "no such file", drop("en/ex.org/flood.md")),
    ("data", f"{ENTRIES}:1", "no such file", drop(EN)),
    ("data", f"{ENTRIES}:1", "not a line of JSON", swap(ENTRIES, '{"id":"0000000000000001"', '{"id":')),
    ("data", f"{ENTRIES}:1", "lacks words", entry(0, words=None)),
    ("data", f"{ENTRIES}:1", "has also colour", entry(0, colour="red")),
    ("data", f"{ENTRIES}:1", "words must be a number", entry(0, words="10")),
    ("data", f"{ENTRIES}:1", "provenance must be", entry(0, provenance={"title": {"from": "x"}})),
    ("data", f"{ENTRIES}:1", "its precision 'month'", entry(0, published_precision="month")),
    ("data", f"{ENTRIES}:2", f"has the id of {ENTRIES}:1", entry(1, id=f"{1:016x}")),
    ("data", f"{ENTRIES}:2", f"has the url of {ENTRIES}:1", entry(1, url=EN)),
    ("data", f"{ENTRIES}:2", "not in the order", entry(0, story="00000000000000ff")),
    ("data", TABLE, "row 1 is not line 1", swap(TABLE, "Flood & wind", "Fire")),
    ("data", TABLE, "row 1 is not line 1", swap(TABLE, "'=A. Author", "=A. Author")),
    ("data", TABLE, "its columns are", swap(TABLE, "id,seed", "seed,id")),
    ("data", TABLE, "row 5 is not", lambda files: files.update({TABLE: files[TABLE] * 2})),
    ("data", TABLE, "RFC 4180", swap(TABLE, "\r\n", "\n")),
    ("data", "data/catalogue/0000", "no counterpart", drop(TABLE)),
    ("data", "data/catalogue/0000", "no counterpart", drop(COVERAGE)),
    ("data", COVERAGE, "other languages", swap(COVERAGE, "en he nl", "en nl")),
    ("data", COVERAGE, "title and date of none", swap(COVERAGE, "Flood & wind", "Fire")),
    ("data", COVERAGE, "names no page", swap(COVERAGE, "ex.org,flood", "ex.org,fire")),
    ("data", COVERAGE, "row 1 is not story 1", swap(COVERAGE, STORY, "0")),
    ("data", COVERAGE, "row 3 is not story 3", lambda files: files.update({COVERAGE: files[COVERAGE] * 2})),
    ("data", COVERAGE, "its columns are", swap(COVERAGE, "story,source", "source,story")),
    ("data", COVERAGE, "RFC 4180", swap(COVERAGE, "\r\n", "\n")),
    ("data", PACKAGE, "does not list exactly", swap(PACKAGE, "coverage/0000.csv", "coverage/0001.csv")),
    ("data", PACKAGE, "does not list exactly", swap(PACKAGE, "articles/0000.csv", "articles/0001.csv")),
    ("data", PACKAGE, "there is none", drop(PACKAGE)),
    ("data", PACKAGE, "is no data package", put(PACKAGE, "{}")),
    (
        "alignment",
        f"{ENTRIES}:1",
        "does not go through all",
        entry(0, alignment={"he": [[[0], [0]]], "nl": [[[1], [0]], [[0], [1, 2]]]}),
    ),
    (
        "alignment",
        f"{ENTRIES}:1",
        "is aligned with nl",
        entry(0, alignment={"nl": [[[0], [0]], [[1], [1, 2]]]}),
    ),
    (
        "alignment",
        f"{ENTRIES}:1",
        "1 paragraphs of 2",
        entry(0, alignment={"he": [[[0, 1], [0]]], "nl": [[[0], [0]], [[1], [1, 2]]]}),
    ),
    (
        "alignment",
        f"{ENTRIES}:1",
        "is not the one of",
        entry(0, alignment={"he": [[[0], [0]], [[1], [1]]], "nl": [[[0], [0, 1]], [[1], [2]]]}),
    ),
    ("feeds", "en/feed.xml", "is no feed", put("en/feed.xml", "<feed>")),
    ("feeds", "en/feed.xml", "is no feed", put("en/feed.xml", "<rss/>")),
    ("feeds", "en/feed.xml", "not exactly one title", swap("en/feed.xml", "<title>Library</title>", "")),
    (
        "feeds",
        "en/feed.xml",
        "no time by RFC 3339",
        swap("en/feed.xml", "2025-06-30T00:00:00Z", "2025-06-31T00:00:00Z"),
    ),
    ("feeds", "en/feed.xml", "no article of the site", swap("en/feed.xml", f"{BASE}nl/ex", f"{BASE}nl/not")),
    ("feeds", "en/feed.xml", "as its own address", swap("en/feed.xml", "en/feed.xml", "nl/feed.xml")),
    (
        "feeds",
        "en/feed.xml",
        "names no author",
        swap("en/feed.xml", "<author><name>Library</name></author>", ""),
    ),
    ("feeds", "en/feed.xml", "two alternates", swap("en/feed.xml", 'hreflang="nl"', 'hreflang="he"')),
    ("feeds", "en/feed.json", "is no feed", put("en/feed.json", "[1]")),
    ("feeds", "en/feed.json", "its version", swap("en/feed.json", "version/1.1", "version/1")),
    ("feeds", "en/feed.json", "lacks an id or content", swap("en/feed.json", "content_text", "content")),
    (
        "feeds",
        "en/feed.json",
        "no article of the site",
        swap("en/feed.json", '"url": "https', '"url": "http'),
    ),
    (
        "feeds",
        "nl/feed.json",
        "is also that of",
        lambda files: files.update({"nl/feed.json": same_id(files)}),
    ),
    ("sitemap", "sitemap.xml", "there is none", drop("sitemap.xml")),
    ("sitemap", "sitemap.xml", "is no sitemap", put("sitemap.xml", "<urlset>")),
    (
        "sitemap",
        "sitemap.xml",
        "is no address of the site",
        swap("sitemap.xml", f"<loc>{BASE}nl/index", f"<loc>{BASE}nl/home"),
    ),
    (
        "sitemap",
        "nl/index.html",
        "is not in the sitemap",
        swap("sitemap.xml", f"<url><loc>{BASE}nl/index.html</loc></url>", ""),
    ),
    (
        "sitemap",
        "404.html",
        "not for search engines",
        swap(
            "sitemap.xml", f"<loc>{BASE}nl/index", f"<loc>{BASE}404.html</loc></url><url><loc>{BASE}nl/index"
        ),
    ),
    (
        "sitemap",
        "nl/index.html",
        "not for search engines",
        swap("nl/index.html", "<title>", '<meta name="robots" content="noindex"><title>'),
    ),
    (
        "sitemap",
        "sitemap.xml",
        "is listed twice",
        swap(
            "sitemap.xml",
            f"<loc>{BASE}nl/index",
            f"<loc>{BASE}index.html</loc></url><url><loc>{BASE}nl/index",
        ),
    ),
    ("sitemap", EN, "states other alternates", swap("sitemap.xml", 'hreflang="x-default"', 'hreflang="fr"')),
    (
        "sitemap",
        EN,
        "does not point back",
        swap("sitemap.xml", f"<loc>{BASE}{NL}</loc>", f"<loc>{BASE}nl/x</loc>"),
    ),
    ("sitemap", "robots.txt", "does not name the sitemap", put("robots.txt", "User-agent: *\n")),
    ("sitemap", "sitemap-0003.xml", "is not named", put("sitemap-0003.xml", "x")),
    ("search", "nl/search.html", "is missing", drop("nl/search.html")),
    ("search", "search/nl/index.js", "cannot be read", put("search/nl/index.js", "x")),
    ("search", "search/nl/terms-6d.js", "is missing", drop("search/nl/terms-6d.js")),
    ("search", "search/nl/term-746865.js", "cannot be read", swap("search/nl/term-746865.js", "(", ")")),
    ("search", "search/nl/terms-6e.js", "is named by no index", put("search/nl/terms-6e.js", "x")),
    (
        "search",
        "search/nl/texts-0.js",
        "cannot be read",
        swap("search/nl/texts-0.js", "nl/texts-0", "nl/texts-1"),
    ),
    (
        "search",
        "search/nl/texts-0.js",
        "holds nothing",
        put("search/nl/texts-0.js", 'librarySearch("nl/texts-0",{"AAAA00aa":"x"})\n'),
    ),
    (
        "search",
        "search/nl/index.js",
        f"does not lead to {NL}",
        put("search/nl/texts-0.js", 'librarySearch("nl/texts-0",{})\n'),
    ),
    (
        "search",
        "search/nl/index.js",
        "says 1 stories",
        put("search/nl/texts-0.js", 'librarySearch("nl/texts-0",{})\n'),
    ),
    (
        "search",
        "search/nl/index.js",
        "nothing to show of it",
        put("search/nl/texts-0.js", 'librarySearch("nl/texts-0",{})\n'),
    ),
    ("search", "search/nl/texts-0.js", "is not there", shown_by_search("nl", NL, "nl/ex.org/gone.html")),
    ("offline", "sw.js", "is missing", drop("sw.js")),
    ("offline", "sw.js", "names no files", put("sw.js", "x")),
    ("offline", "sw.js", "assets/gone.css", swap("sw.js", "assets/site.0a1b.css", "assets/gone.css")),
    ("offline", "manifest.webmanifest", "is not a JSON object", put("manifest.webmanifest", "[]")),
    (
        "offline",
        "manifest.webmanifest",
        "leads to no file",
        swap("manifest.webmanifest", "icon-512.png", "icon.png"),
    ),
    ("offline", "manifest.webmanifest", "no icon of 512", swap("manifest.webmanifest", "512x512", "5x5")),
    ("offline", "manifest.webmanifest", "its start_url", swap("manifest.webmanifest", "./index", "/home")),
    ("offline", "offline/nl/index.html", "is missing", drop("offline/nl/index.html")),
    ("offline", "offline/nl/index.json", "is not a list", put("offline/nl/index.json", "{")),
    ("offline", "offline/nl/0000.json", "has another hash", swap("offline/nl/0000.json", "0a1b", "0b1b")),
    ("offline", "offline/nl/0000.json", "not there", swap("offline/nl/0000.json", "flood", "food")),
    ("offline", NL, "is in no list", put("offline/nl/0000.json", "{}")),
    ("offline", "offline/nl/0001.json", "is not named", put("offline/nl/0001.json", "{}")),
    ("offline", "offline/fr/index.json", "without articles", put("offline/fr/index.json", "{}")),
    ("leftovers", "en/local/old.html", "linked from nowhere", put("en/local/old.html", "x")),
    ("leftovers", "en/ex.org/flood.html.tmp", "linked from nowhere", put("en/ex.org/flood.html.tmp", "x")),
    ("leftovers", "en/.hidden", "hidden file", put("en/.hidden", "x")),
    ("leftovers", "assets/old.ffff.css", "linked from nowhere", put("assets/old.ffff.css", "")),
]


def same_id(files: Files) -> bytes:
    """The Dutch feed with the English article's id."""
    english, dutch = (json.loads(files[f"{tag}/feed.json"]) for tag in ("en", "nl"))
    dutch["items"][0]["id"] = english["items"][0]["id"]
    return json.dumps(dutch).encode()


@pytest.mark.parametrize(
    ("law", "place", "words", "edit"), PLANTED, ids=[f"{law}: {words}" for law, _, words, _ in PLANTED]
)
def test_a_planted_fault_is_found_by_its_law(
    tmp_path: Path, law: str, place: str, words: str, edit: Edit
) -> None:
    files = good_site()
    edit(files)
    found = list(check_site(write(tmp_path, files)))
    assert [fault for fault in found if (fault.law, fault.place) == (law, place) and words in fault.what], (
        found
    )
    assert all(fault.law in LAWS and fault.what and fault.remedy for fault in found)
    assert list(check_site(tmp_path, wanted={law})) == [fault for fault in found if fault.law == law]


def test_every_law_has_a_planted_fault() -> None:
    assert {law for law, *_ in PLANTED} == set(LAWS)


# Remarks


def appended(path: str, text: str) -> Edit:
    return lambda files: files.update({path: files[path] + f"\n{text}\n".encode()})


EN_TEXT, HE_TEXT, NL_TEXT, ALONE_TEXT = (
    page.removesuffix("html") + "md" for page in (EN, HE, NL, ALONE_PAGE)
)
NUMBERS = "1,234,567 and 6.789, 77.7 % of ١٢٬٣٤٥"
FRENCH = {"language": "fr", "source": "ex.org", "published": "2025-06-30", "published_precision": "day"}
TWO_LANGUAGES = both(
    entry(0, translations={"nl": NL}, alignment={"nl": [[[0], [0]], [[1], [1, 2]]]}),
    entry(1, story=ALONE, translations={}, alignment={}),
    entry(2, translations={"en": EN}, alignment={"en": [[[0], [0]], [[1, 2], [1]]]}),
)

REMARKED: list[tuple[str, str, str, Edit]] = [
    ("undated", ALONE_PAGE, "has no date", both()),
    ("undetermined", ALONE_PAGE, "could not be told", entry(3, language="und")),
    (
        "interface",
        "nl/index.html",
        "are in en: there is no catalogue of nl",
        swap("nl/index.html", "<main", '<header lang="en">Skip</header><main'),
    ),
    (
        "alike",
        ALONE_PAGE,
        "both come from one address",
        entry(3, language="fr", source_url="http://www.ex.org/flood/#top"),
    ),
    (
        "alike",
        ALONE_PAGE,
        "the same source, date and numbers",
        both(entry(3, **FRENCH), appended(EN_TEXT, NUMBERS), appended(ALONE_TEXT, NUMBERS)),
    ),
    (
        "drift",
        NL_TEXT,
        "lacks numbers that most of its translations have: 1234567, 12345, 6789, 777",
        both(appended(EN_TEXT, NUMBERS), appended(HE_TEXT, NUMBERS), appended(NL_TEXT, "6.788")),
    ),
    (
        "drift",
        NL_TEXT,
        "lacks numbers that its translation in en has: 6789",
        both(TWO_LANGUAGES, appended(EN_TEXT, "6,789"), appended(NL_TEXT, "6.788")),
    ),
    (
        "drift",
        NL_TEXT,
        "has 2 headings, and most of its translations have 0",
        appended(NL_TEXT, "## A\n\n### B"),
    ),
    ("drift", NL_TEXT, "has 0 tables, and most of its translations have 1", swap(NL_TEXT, "|---|---|", "")),
    (
        "drift",
        NL_TEXT,
        "has nothing for 2 paragraphs or more",
        entry(2, alignment={tag: [[[0, 1, 2], []], [[], [0, 1]]] for tag in ("en", "he")}),
    ),
]


@pytest.mark.parametrize(
    ("name", "place", "words", "edit"), REMARKED, ids=[f"{name}: {words}" for name, _, words, _ in REMARKED]
)
def test_what_a_person_should_look_at_is_remarked(
    tmp_path: Path, name: str, place: str, words: str, edit: Edit
) -> None:
    files = good_site()
    edit(files)
    found = list(check_site(write(tmp_path, files), wanted=REMARKS.keys()))
    assert [one for one in found if (one.law, one.place) == (name, place) and words in one.what], found
    assert all(one.law in REMARKS and one.level == "remark" and one.remedy for one in found)
    assert list(check_site(tmp_path, wanted={name})) == [one for one in found if one.law == name]


def test_the_name_of_a_seed_cannot_write_to_a_terminal(tmp_path: Path) -> None:
    files = good_site()
    entry(3, seed="\x1b[2Ja\udcff\n.txt")(files)
    (remark,) = check_site(write(tmp_path, files), wanted={"undated"})
    assert remark.remedy.isprintable()


SETTLES = {"undated": "date", "undetermined": "language", "alike": "near", "drift": "numbers paragraphs"}


@pytest.mark.parametrize(("law", "place", "what", "edit"), [one for one in REMARKED if one[0] in SETTLES])
def test_what_a_person_has_looked_at_is_remarked_no_more(
    tmp_path: Path, law: str, place: str, what: str, edit: Edit
) -> None:
    del place, what
    files = good_site()
    edit(files)
    folder = write(tmp_path, files)
    others = " ".join(set(REMARK_KINDS) - set(SETTLES[law].split())).split()
    assert list(check_site(folder, wanted={law}, reviewed=lambda _: others))
    assert not list(check_site(folder, wanted={law}, reviewed=lambda _: SETTLES[law].split()))


def test_texts_that_a_catalogue_lacks_are_remarked(tmp_path: Path) -> None:
    texts = {"nl": ("Source", "Stories", "a", "b", "c", "d")}
    folder = write(tmp_path, good_site())
    (remark,) = check_site(folder, wanted={"interface"}, missing_texts=lambda tag: texts.get(tag, ()))
    assert remark == Fault(
        "interface",
        "nl/index.html",
        "6 of the words around the texts are in another language: Source · Stories · a · b · c",
        "translate them in the catalogue of nl",
        "remark",
    )


def test_every_remark_of_the_site_is_planted() -> None:
    assert {name for name, *_ in REMARKED} == set(REMARKS) - {"external"}


def test_of_a_good_site_only_an_unknown_date_is_remarked(tmp_path: Path) -> None:
    found = list(check_site(write(tmp_path, good_site()), wanted={*LAWS, *REMARKS}))
    assert [(one.law, one.place) for one in found] == [("undated", ALONE_PAGE)]


@pytest.mark.parametrize(
    "edit",
    [
        both(entry(3, source_url="https://ex.org/flood")),
        both(entry(3, **FRENCH), appended(EN_TEXT, "6,789"), appended(ALONE_TEXT, "6,789")),
        both(
            entry(3, **(FRENCH | {"published": "2025-06-29"})),
            appended(EN_TEXT, NUMBERS),
            appended(ALONE_TEXT, NUMBERS),
        ),
    ],
    ids=["a language in common", "too few numbers", "another date"],
)
def test_stories_that_differ_do_not_look_alike(tmp_path: Path, edit: Edit) -> None:
    files = good_site()
    edit(files)
    assert list(check_site(write(tmp_path, files), wanted={"alike"})) == []


@pytest.mark.parametrize(
    "edit",
    [
        both(TWO_LANGUAGES, appended(EN_TEXT, "6,789")),
        both(appended(EN_TEXT, NUMBERS), appended(NL_TEXT, "6.788")),
        both(appended(EN_TEXT, "12,345"), appended(HE_TEXT, "12,345"), appended(NL_TEXT, "१२,३४५")),
        both(appended(EN_TEXT, "## A"), appended(NL_TEXT, "```\n# a\n# b\n```")),
    ],
    ids=["of two only one has it", "most have it not", "other digits", "one heading, and code"],
)
def test_small_differences_are_no_drift(tmp_path: Path, edit: Edit) -> None:
    files = good_site()
    edit(files)
    assert list(check_site(write(tmp_path, files), wanted={"drift"})) == []


def test_remarks_come_after_all_faults(tmp_path: Path) -> None:
    files = good_site()
    for _, _, _, edit in (*PLANTED[:3], PLANTED[-1], *REMARKED[2:4]):
        edit(files)
    levels = [one.level for one in check_site(write(tmp_path, files), wanted={*LAWS, *REMARKS})]
    assert levels == sorted(levels) and {"fault", "remark"} == set(levels)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,250,000 people", {"125"}),
        ("1.25 million", {"125"}),
        ("12,50,000 in India", {"125"}),
        ("1 250 000 and 1'250'000", {"125"}),
        ("১২৩ and 789%", {"123", "789"}),
        ("in 2015 300 people", set()),
        ("on 12.05.2024, 2024-05-12, at 10:30", set()),
        ("[a](https://ex.org/123456) https://ex.org/987", set()),
    ],
)
def test_numbers_are_the_same_in_each_way_of_writing(text: str, numbers: set[str]) -> None:
    assert numbers_of(text) == numbers


@pytest.mark.parametrize("piece", ["1", "1,", "1,234,", "1.1.", "12/", "](", "<", "a://", "`", "| - "])
def test_no_text_makes_the_comparison_slow(tmp_path: Path, piece: str) -> None:
    files = good_site()
    appended(EN_TEXT, "\n" + piece * 200_000)(files)  # minutes, where it is read again from each place
    list(check_site(write(tmp_path, files), wanted={"drift", "alike"}))
    assert len(numbers_of(piece * 200_000)) <= 1


def test_a_fault_is_one_line() -> None:
    fault = Fault("links", "a.html", "'x\ny' leads nowhere", "mend it")
    assert str(fault) == "a.html: [links] 'x y' leads nowhere; mend it"


# What is no fault


def test_a_site_without_public_address_needs_nothing_for_search_engines(tmp_path: Path) -> None:
    files = good_site(None)
    assert not any("feed" in path or "sitemap" in path for path in files)
    assert list(check_site(write(tmp_path, files))) == []


@pytest.mark.parametrize(
    ("law", "tag"),
    [
        ("switchers", f'<link rel="alternate" hreflang="nl" href="{BASE}{NL}">'),
        ("urls", '<link rel="canonical" href="x">'),
    ],
)
def test_without_public_address_no_page_states_one(tmp_path: Path, law: str, tag: str) -> None:
    files = good_site(None)
    swap(EN, "<title>", f"{tag}<title>")(files)
    assert (law, EN) in {(fault.law, fault.place) for fault in check_site(write(tmp_path, files))}


def variant_site() -> Files:
    """The good site with a second English article of the flood."""
    files = good_site()
    path = "en/ex.org/flood-00000005.html"
    extra = (
        files[EN]
        .replace(b'<link rel="alternate"', b'<link rel="license"')
        .replace(f"{BASE}{EN}".encode(), f"{BASE}{path}".encode())
    )
    files[path] = extra.replace(b'"flood.md"', b'"flood-00000005.md"')
    files[path.replace("html", "md")] = files["en/ex.org/flood.md"]
    listed = json.dumps(dict.fromkeys((EN, ALONE_PAGE, path), "0a1b2c3d")).encode()
    files["offline/en/0000.json"] = listed
    files["offline/en/index.json"] = json.dumps({"0000": digest_of(listed).hex()[:8]}).encode()
    files[EN] = files[EN].replace(b"</main>", b'<a href="flood-00000005.html">Another</a></main>')
    both(
        shown_by_search("en", EN, path),
        inside("stories/ex.org/flood.html", f'<a href="../../{path}">x</a>'),
        swap("sitemap.xml", "</urlset>", f"<url><loc>{BASE}{path}</loc></url></urlset>"),
    )(files)
    main = record(EN)
    records = [
        main,
        replace(
            main,
            card=replace(main.card, id=f"{5:016x}"),
            path=path,
            markdown_path=path.replace("html", "md"),
            alignment={},
        ),
        *(record(other) for other in (HE, NL, ALONE_PAGE)),
    ]
    for file in data_part(0, tuple(records)):
        files[file.path] = file.data
    return files


def test_a_variant_is_shown_by_its_story_and_by_the_version_before_it(tmp_path: Path) -> None:
    assert list(check_site(write(tmp_path, variant_site()))) == []


def test_a_variant_that_nothing_shows_is_found(tmp_path: Path) -> None:
    files = variant_site()
    swap(EN, '<a href="flood-00000005.html">Another</a>', "")(files)
    found = {(fault.law, fault.place, fault.what) for fault in check_site(write(tmp_path, files))}
    variant = "en/ex.org/flood-00000005.html"
    assert found == {
        ("reachable", variant, "no page of its date links it"),
        ("reachable", variant, "no page of its language links it"),
        ("reachable", variant, "no page of its source links it"),
    }


def test_what_belongs_to_the_user_is_passed_over(tmp_path: Path) -> None:
    files = good_site() | {"CNAME": b"example.org", ".well-known/x": b"x", "mine/x.html": b"x"}
    write(tmp_path, files)
    assert {fault.place for fault in check_site(tmp_path)} >= {"mine/x.html"}
    assert list(check_site(tmp_path, keep=("CNAME", "mine"))) == []


def test_a_script_names_the_files_it_asks_for(tmp_path: Path) -> None:
    files = good_site()
    inside("index.html", '<script src="assets/search.ab.js"></script>')(files)
    files["assets/search.ab.js"] = b'load("parts/nl.cd.js")'
    files["assets/parts/nl.cd.js"] = b"index(1)"
    assert list(check_site(write(tmp_path, files))) == []


def test_symbolic_links_and_empty_folders_are_left_over(tmp_path: Path) -> None:
    write(tmp_path, good_site())
    (tmp_path / "en" / "empty").mkdir()
    (tmp_path / "en" / "away").symlink_to("/etc")
    found = [(fault.law, fault.place) for fault in check_site(tmp_path)]
    assert found == [("leftovers", "en/away"), ("leftovers", "en/empty")]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="build the site first"):
        list(check_site(tmp_path / "output"))


def test_an_empty_folder_is_no_site(tmp_path: Path) -> None:
    assert [fault.place for fault in check_site(tmp_path)] == ["index.html"]


def test_faults_come_in_the_same_order(tmp_path: Path) -> None:
    files = good_site()
    for _, _, _, edit in PLANTED[:6]:
        edit(files)
    write(tmp_path, files)
    assert list(check_site(tmp_path)) == list(check_site(tmp_path))


# Markup


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<a href=x onclick=y>", [("a", {"href": "x", "onclick": "y"})]),
        ("<A HREF='x>y' b>", [("a", {"href": "x>y", "b": ""})]),
        ('<a title="1 &lt; 2" title="3">', [("a", {"title": "1 < 2"})]),
        ("<svg/onload=z>", [("svg", {"onload": "z"})]),
        ("<!-- <p id=a> --><i>", [("i", {})]),
        ("<!--><p>", [("p", {})]),
        ('<script>"<b>"</SCRIPT ><u>', [("script", {}), ("u", {})]),
        ("<textarea><p></textarea>", [("textarea", {})]),
        ('<a b"c d>', [("a", {'b"c': "", "d": ""})]),
        ("<a == b = c>", [("a", {"=": "b", "c": ""})]),
        ("1 < 2 <3 </p>", []),
        ("<p", []),
    ],
)
def test_tags_are_cut_as_browsers_cut_them(html: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    assert [(tag.name, tag.attributes) for tag in tags_of(html)] == expected


@pytest.mark.parametrize(
    "start",
    [
        "<a ",
        "<a b=",
        '<a b="',
        "<!--",
        "<!",
        "<script>",
        "<title></title ",
        "<a b='c' ",
        "<a ==",
        "</a ",
        "<",
    ],
)
def test_no_text_makes_the_reading_slow(start: str) -> None:
    text = start * 20_000  # a minute, where it is read again from each start
    assert len(tags_of(text)) <= 20_000
    assert sum(len(line) for line in visible_lines(text)) <= len(text)


def test_a_reader_sees_lines_without_code() -> None:
    html = "<h1>One <em>two</em></h1><p>Three<br>four &amp; five<code>six</code></p><pre>seven</pre><script>8</script>"
    assert list(visible_lines(html)) == ["One two", "Three", "four & five…", "…"]


@pytest.mark.parametrize(
    ("tag", "direction"),
    [
        ("nl", "ltr"),
        ("ar", "rtl"),
        ("ckb", "rtl"),
        ("az-Arab", "rtl"),
        ("ur-Latn", "ltr"),
        ("pa", "ltr"),
        ("pa-PK", "rtl"),
        ("zh-Hant", "ltr"),
        ("fil", None),
    ],
)
def test_direction_follows_script_and_language(tag: str, direction: str | None) -> None:
    assert direction_of(tag) == direction
