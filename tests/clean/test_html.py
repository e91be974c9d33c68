"""HTML seeds: the article's blocks, what the page states, and pages that are built to hurt."""

import builtins
import time
from typing import Any

import pytest

from site_builder.clean import clean_seed
from site_builder.config import CleanSettings, DescribeSettings
from site_builder.describe import describe_article
from site_builder.errors import SeedError
from site_builder.model import Cleaned, Seed, Statement

SENTENCE = "The bridge over the river was opened on Monday, and many people came to see it for themselves. "
PAGE = f"""<!DOCTYPE html>
<html lang="en-US">
<head>
<title>The bridge is open | Courier</title>
<meta property="og:site_name" content="Courier">
<meta name="author" content="Ann Example">
<meta property="article:published_time" content="2025-06-30T08:00:00Z">
<link rel="canonical" href="https://courier.example/world/bridge.html">
</head>
<body>
<nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article>
<h1>The bridge is open</h1>
<p>{SENTENCE * 3}</p>
<h2>How it was built</h2>
<p>{SENTENCE * 2}A *star* &amp; &lt;b&gt;.<script>alert(1)</script></p>
<figure><img src="a.png" onerror="alert(2)"><figcaption>Guests at the opening.</figcaption></figure>
<blockquote><p>We are glad, said the mayor of the town.</p></blockquote>
<ul><li>Length: 300 metres</li><li>Width: 12 metres</li></ul>
<table><tr><th>Year</th><th>Cars</th></tr><tr><td>2024</td><td>100</td></tr></table>
<p>{SENTENCE * 2}</p>
</article>
<footer>All rights reserved by the Courier</footer>
</body>
</html>
"""


def page(text: str, **stated: Statement) -> Cleaned:
    seed = Seed(id="0" * 16, name="a.html", form="html", text=text, stated=stated)
    return clean_seed(seed, CleanSettings())


def test_a_page_becomes_blocks_of_its_article_alone() -> None:
    cleaned = page(PAGE)
    found = {(block.kind, block.text[:24]) for block in cleaned.blocks}
    assert {
        ("heading", "How it was built"),
        ("caption", "Guests at the opening."),
        ("quote", "We are glad, said the ma"),
        ("list", "Length: 300 metres Width"),
        ("table", "Year Cars 2024 100"),
    } <= found
    text = "\n".join(block.markdown for block in cleaned.blocks)
    assert "Home" not in text
    assert "alert" not in text
    assert r"A \*star\* & &lt;b>." in text
    assert not any("rights reserved" in block.text for block in cleaned.blocks)


def test_what_a_page_states_is_stated_and_told_from_where() -> None:
    article = describe_article(page(PAGE), DescribeSettings())
    assert article.title == "The bridge is open"
    assert article.author == "Ann Example"
    assert article.published == "2025-06-30"
    assert article.source_url == "https://courier.example/world/bridge.html"
    assert article.language == "en"
    assert article.provenance["title"].source == "stated in the page's heading and title"
    assert article.provenance["published"].source == "stated in the page's meta data"


def test_a_sidecar_wins_over_the_page() -> None:
    article = describe_article(page(PAGE, title=Statement("Ours", "sidecar")), DescribeSettings())
    assert article.title == "Ours"


def test_a_template_s_language_does_not_win_over_a_clear_text() -> None:
    article = describe_article(page(PAGE.replace('lang="en-US"', 'lang="de-DE"')), DescribeSettings())
    assert article.language == "en"


def test_every_line_of_a_page_is_accounted_for() -> None:
    cleaned = page(PAGE)
    rows = PAGE.removesuffix("\n").split("\n")
    assert [line.number for line in cleaned.lines] == list(range(1, len(rows) + 1))
    by_text = dict(zip(rows, cleaned.lines, strict=True))
    assert by_text["<h1>The bridge is open</h1>"].kind == "title"
    assert by_text["<h2>How it was built</h2>"].kind == "heading"
    assert by_text["<head>"].rule == "html-markup"
    nav = by_text['<nav><a href="/">Home</a> <a href="/world">World</a></nav>']
    assert nav.rule == "html-not-of-the-article"


BODY = f"<article><p>{SENTENCE * 4}</p></article>"
HOSTILE = {
    "depth": "<div>" * 50_000 + BODY,
    "elements": "<b>x</b>" * 100_000,
    "attributes": "<div " + " ".join(f"a{n}=x" for n in range(100_000)) + ">" + BODY,
    "attribute": f'<div class="{"a" * 1_000_000}">{BODY}',
    "entities": '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + BODY + "&b;",
    "unclosed": BODY + "<a b='" * 100_000,
    "lists": "<ul><li>" * 70 + "x" + BODY,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_that_is_built_to_hurt_takes_bounded_time(name: str) -> None:
    started = time.process_time()
    try:
        cleaned = page(HOSTILE[name])
    except SeedError:
        pass
    else:
        assert sum(len(block.markdown) for block in cleaned.blocks) < len(HOSTILE[name]) + 1_000
    assert time.process_time() - started < 10


def test_without_trafilatura_the_remedy_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("trafilatura"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SeedError, match="trafilatura is not installed") as caught:
        page(PAGE)
    assert "site-builder[html]" in str(caught.value)


META_DATE = '<meta property="article:published_time" content="2025-06-30T08:00:00Z">\n'


def published(text: str) -> tuple[str | None, str | None]:
    article = describe_article(page(text), DescribeSettings())
    origin = article.provenance.get("published")
    return article.published, origin.source if origin else None


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        (META_DATE, '<meta name="date" content="2025-06-30">'),
        (META_DATE, '<script type="application/ld+json">{"datePublished": "2025-06-30T08:00"}</script>'),
        (META_DATE + "<link", '<link data-x=""'),
    ],
)
def test_a_day_is_stated_by_the_page_in_what_machines_read(there: str, instead: str) -> None:
    without = PAGE.replace(there, instead)
    if "<link data" in instead:
        without = without.replace("<h1>", '<time datetime="2025-06-30">yesterday</time><h1>')
    assert published(without) == ("2025-06-30", "stated in the page's meta data")


@pytest.mark.parametrize(
    "instead",
    [
        "<p>Published on 30 June 2025.</p>",
        '<p class="date">30 June 2025</p>',
        "<time>2025-06-30</time>",
        "<p>The bridge was planned on 2024-03-01 and then forgotten by all who had planned it.</p>",
    ],
)
def test_a_day_that_the_text_alone_has_is_not_stated(instead: str) -> None:
    text = PAGE.replace(META_DATE, "").replace("<h1>", f"{instead}<h1>")
    assert published(text)[1] != "stated in the page's meta data"


def test_a_line_that_is_nothing_but_a_day_is_a_dateline() -> None:
    text = PAGE.replace(META_DATE, "").replace("</h1>", "</h1><p>30.06.2025</p>")
    assert published(text) == ("2025-06-30", "a line of the text that is nothing but a date")
