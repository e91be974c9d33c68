"""Markdown: the published file, what its blocks look like on a page, and what never gets there."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from site_builder.escape import escape_markdown
from site_builder.model import Article, ArticleView, Block, BlockKind, Frame, LanguageLink, SiteFrame
from site_builder.render import library as room
from site_builder.render.code import code_classes, highlight_css
from site_builder.render.markdown import MarkdownRenderer, markdown_file

RENDERER = MarkdownRenderer()
LINE_ENDS = re.compile(r"(?<=>)\n+(?=<)")


def article(*markdown: str, kind: BlockKind = "paragraph", **fields: object) -> Article:
    known: dict[str, object] = {
        "id": "0123456789abcdef",
        "seed": "a.txt",
        "language": "cs",
        "title": "Povodně: „voda“",
        "source": "local",
        "source_url": None,
        "source_key": None,
        "section": None,
        "author": None,
        "published": None,
        "stated_story": None,
        "slug": None,
        "draft": False,
        "blocks": tuple(Block(kind, text, text) for text in markdown),
        "provenance": {},
    }
    return Article(**(known | fields))  # type: ignore[arg-type]


def view(shown: Article, *languages: str) -> ArticleView:
    site = SiteFrame(
        language="cs",
        title="",
        languages=(),
        home="cs/index.html",
        front="index.html",
        sources="sources/index.html",
        stories="stories/index.html",
        base_url=None,
        theme_color="#fff",
        theme_color_dark="#000",
    )
    frame = Frame(site=site, path="cs/local/a b.html", title="", description="")
    return ArticleView(
        frame=frame,
        article=shown,
        source_name="Local",
        source_path="cs/local/index.html",
        language_path="cs/index.html",
        story_path="stories/local/a b.html",
        markdown_path="cs/local/a b.md",
        versions=tuple(
            LanguageLink(tag, f"{tag}/local/a b.html", tag == shown.language) for tag in languages
        ),
        lacking=(),
        variants=(),
        original=None,
        original_path=None,
        subtitle=None,
        subtitle_language="und",
        story="fedcba9876543210",
    )


def rendered(*markdown: str) -> str:
    """HTML of the first block, without the line ends between its tags."""
    return LINE_ENDS.sub("", RENDERER.blocks(article(*markdown))[0])


# The published file


def front_matter(text: str) -> dict[str, object]:
    opening, header, _ = text.split("---\n", 2)
    assert opening == ""
    found = yaml.safe_load(header)
    assert isinstance(found, dict)
    return found


def test_the_file_states_what_is_known_in_a_fixed_order_and_then_the_body() -> None:
    shown = article(
        "## One",
        "Two,\nthree.",
        source="news.example",
        source_url="https://news.example/a.html",
        author="P. Tuyet",
        published="2025-12",
    )
    file = markdown_file(view(shown, "ar", "cs", "uk"))
    assert file.path == "cs/local/a b.md"
    assert file.data.decode() == (
        "---\n"
        'title: "Povodně: „voda“"\n'
        'language: "cs"\n'
        'source_url: "https://news.example/a.html"\n'
        'source: "news.example"\n'
        'author: "P. Tuyet"\n'
        'published: "2025-12"\n'
        'story: "fedcba9876543210"\n'
        'id: "0123456789abcdef"\n'
        'seed: "a.txt"\n'
        'translations: {"ar": "../../ar/local/a%20b.md", "uk": "../../uk/local/a%20b.md"}\n'
        "---\n\n"
        "## One\n\n"
        "Two,\nthree.\n"
    )


def test_an_article_without_translations_states_none() -> None:
    assert "translations" not in front_matter(markdown_file(view(article("x"), "cs")).data.decode())


@settings(deadline=None)
@given(st.text())
@example('"\\\x00\n\t\x7f\x85\xa0\u2028\u2029\ufeff\ufffe\uffff😀: # - {')
@example("yes")
@example("2025-06-30")
@example("---")
def test_front_matter_says_any_title_in_one_line_of_yaml(title: str) -> None:
    text = markdown_file(view(article("x", title=title, published="2025-06-30"))).data.decode()
    stated = front_matter(text)
    assert stated["title"] == title
    assert stated["published"] == "2025-06-30"
    assert json.loads(text.split("title: ", 1)[1].split("\n", 1)[0]) == title


@settings(deadline=None)
@given(st.text())
def test_a_field_is_json_in_one_line_whichever_way_it_is_written(title: str) -> None:
    text = markdown_file(view(article("x", title=title))).data.decode()
    stated = text.split("title: ", 1)[1].split("\n", 1)[0]
    rewritten = json.dumps(json.loads(stated), ensure_ascii=False)
    special = "[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
    assert stated == re.sub(special, lambda found: f"\\u{ord(found[0]):04x}", rewritten)


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("uk/local/a b.html", "../../uk/local/a%20b.md"),
        ("cs/local/c.html", "c.md"),
        ("cs-x/c.html", "../../cs-x/c.md"),
        ("c.html", "../../c.md"),
    ],
)
def test_a_translation_is_linked_from_where_the_file_lies(page: str, link: str) -> None:
    versions = (LanguageLink("uk", page, current=False),)
    text = markdown_file(replace(view(article("x")), versions=versions)).data.decode()
    assert f'translations: {{"uk": "{link}"}}\n' in text


def test_a_page_comes_with_its_file() -> None:
    shown = view(article("*Two* \ud83d", "## One", title="\ud83d"), "cs", "uk")
    assert RENDERER.page(shown) == (RENDERER.blocks(shown.article), markdown_file(shown))


def test_half_a_character_is_published_as_a_replacement() -> None:
    shown = article("a \ud83d b", title="\ud83d")
    text = markdown_file(view(shown)).data.decode()
    assert 'title: "\ufffd"' in text
    assert text.endswith("\n\na \ufffd b\n")
    assert RENDERER.blocks(shown) == ("<p>a \ufffd b</p>",)


# Blocks


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Fish & chips, 3 > 2.", "<p>Fish &amp; chips, 3 &gt; 2.</p>"),
        ("a `b` *c* **d**", "<p>a <code>b</code> <em>c</em> <strong>d</strong></p>"),
        ("one  \ntwo", "<p>one<br>\ntwo</p>"),
        ("no\xa0break", "<p>no\xa0break</p>"),
        ("# A", "<h2>A</h2>"),
        ("A\n===", "<h2>A</h2>"),
        ("## A", "<h2>A</h2>"),
        ("### A", "<h3>A</h3>"),
        ("###### A", "<h6>A</h6>"),
        ("<h1>A</h1>", "<h2>A</h2>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("* * *", "<hr>"),
        ("x<sup>2</sup>", "<p>x<sup>2</sup></p>"),
        ('<abbr title="x">y</abbr>', '<p><abbr title="x">y</abbr></p>'),
    ],
)
def test_markdown_means_what_it_says(markdown: str, html: str) -> None:
    assert rendered(markdown) == html


def test_there_is_one_piece_of_html_for_each_block_in_order() -> None:
    shown = article("One.", "*Two.*", "<!-- three -->", "four\n\nfive", "")
    assert [LINE_ENDS.sub("", html) for html in RENDERER.blocks(shown)] == [
        "<p>One.</p>",
        '<figure class="lost-picture"><figcaption>Two.</figcaption></figure>',
        "<div></div>",
        "<div><p>four</p><p>five</p></div>",
        "<div></div>",
    ]


def test_a_paragraph_that_is_one_emphasis_is_the_caption_of_a_lost_picture() -> None:
    figure = '<figure class="lost-picture"><figcaption>A <strong>big</strong> boat.</figcaption></figure>'
    assert rendered("*A **big** boat.*") == figure
    for other in ("*A* boat.", "*A* *boat.*", "A *boat.*", "**A boat.**", "> *A boat.*", "- *A boat.*"):
        assert "figure" not in rendered(other)


def test_the_last_paragraph_of_a_quotation_names_the_speaker() -> None:
    quotation = "<blockquote><p>„So.“</p><footer>A. Writer, <em>mayor</em></footer></blockquote>"
    assert rendered("> „So.“\n>\n> — A. Writer, *mayor*") == quotation
    assert rendered("> — So.") == "<blockquote><p>— So.</p></blockquote>"


def test_columns_keep_their_alignment_without_inline_style() -> None:
    html = rendered("| a | b | c | d |\n| --- | :-- | :-: | --: |\n| 1 | 2 | 3 | 4 |")
    for cell in ("th", "td"):
        assert re.findall(rf"<{cell}\b([^>]*)>", html) == [
            "",
            ' class="align-left"',
            ' class="align-center"',
            ' class="align-right"',
        ]
    assert "style" not in html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("![A boat](boat.jpg)", "A boat"),
        ("![A boat](data:image/png;base64,AAAA)", "A boat"),
        ('![A boat](//cdn.example/a.jpg "1944")', "A boat — 1944"),
        ("<p><img onerror='x' src=a.jpg alt='A &lt; boat'></p>", "A &lt; boat"),
        ("![A boat](https://x.example/a.jpg)", '<a href="https://x.example/a.jpg" REL>A boat</a>'),
        ("![](https://x.example/a.jpg?w=3)", '<a href="https://x.example/a.jpg?w=3" REL>a.jpg</a>'),
        (
            "[![A boat](https://x.example/a.jpg)](https://y.example)",
            '<a href="https://x.example/a.jpg" REL>A boat</a>',
        ),
        ("![A boat][1]", '<a href="https://x.example/one" REL>A boat</a>'),
    ],
)
def test_a_picture_becomes_its_words_and_a_link_to_it(markdown: str, html: str) -> None:
    caption = html.replace("REL", 'rel="nofollow noopener noreferrer external"')
    figure = f'<figure class="lost-picture"><figcaption>{caption}</figcaption></figure>'
    assert rendered(markdown, "[1]: https://x.example/one") == figure


def test_a_picture_within_a_sentence_stays_within_it() -> None:
    assert rendered("The ![flag](f.png) flies.") == "<p>The <span>flag</span> flies.</p>"
    assert rendered("![]()") == "<div></div>"


def test_links_lead_abroad_and_say_so() -> None:
    rel = 'rel="nofollow noopener noreferrer external"'
    assert rendered("[a](https://x.example/b?c=d&e=f)") == (
        f'<p><a href="https://x.example/b?c=d&amp;e=f" {rel}>a</a></p>'
    )
    assert rendered("[a](<https://x.example/b c>)") == f'<p><a href="https://x.example/b%20c" {rel}>a</a></p>'
    assert rendered("<me@x.example>") == "<p><a>me@x.example</a></p>"


@pytest.mark.parametrize(
    "address",
    ["b.html", "/b", "#p3", "//x.example", "?q", "ftp://x.example", "https://", "tel:1", "file:///a"],
)
def test_a_link_that_would_lead_nowhere_in_this_site_is_none(address: str) -> None:
    assert rendered(f"[a]({address})") == "<p><a>a</a></p>"


def test_an_address_defined_in_any_block_serves_every_block() -> None:
    link = '<a href="https://x.example/1" title="T" rel="nofollow noopener noreferrer external">one</a>'
    assert RENDERER.blocks(article("[one][1]", "Text.", '[1]: https://x.example/1 "T"', "[one][1]")) == (
        f"<p>{link}</p>",
        "<p>Text.</p>",
        "<div></div>",
        f"<p>{link}</p>",
    )
    assert rendered("[one][1]") == "<p>[one][1]</p>"


def test_a_class_that_means_nothing_here_leaves_no_trace() -> None:
    assert rendered('<div class="x">say class=""</div>') == '<div>say class=""</div>'
    assert rendered('a <a class="x" title=\'class=""\'>b</a>') == "<p>a <a>b</a></p>"


def test_several_elements_and_bare_text_are_held_together_by_one() -> None:
    assert rendered("<p>a</p><p>b</p>") == "<div><p>a</p><p>b</p></div>"
    assert rendered("<center>a</center>") == "<div>a</div>"
    assert rendered("<center><a href='https://x.example'>a</a></center>").startswith("<div><a ")
    assert rendered("<div><p>a</p></div>") == "<div><p>a</p></div>"


# Text that is no markup


@settings(deadline=None)
@given(st.text(min_size=1).map(lambda text: " ".join(text.split())))
def test_escaped_text_of_any_kind_is_shown_as_it_is(text: str) -> None:
    text = re.sub("[\x00-\x1f\x7f-\x9f]", "", text).strip()
    if text:
        (html,) = RENDERER.blocks(article(escape_markdown(text)))
        assert html.startswith("<p>")
        assert html.endswith("</p>")
        assert unescape(html[3:-4]) == text
        assert "<" not in html[3:-4]


# Code


def test_code_is_coloured_by_class_where_its_language_is_stated() -> None:
    html = rendered('```python\ndef f(x):\n    return "<b>"\n```')
    assert html.startswith('<div class="codehilite"><pre><code><span class="k">def</span>')
    assert '<span class="s2">"&lt;b&gt;"</span>' in html
    assert "style" not in html


@pytest.mark.parametrize(
    "markdown",
    [
        "```\na < b\n\n*c*\n```",
        "~~~~ no-such-language\na < b\n\n*c*\n~~~~",
        "  ```\n  a < b\n\n  *c*\n  ```",
        "    a < b\n\n    *c*",
    ],
)
def test_code_in_no_known_language_is_shown_as_it_is(markdown: str) -> None:
    code = '<div class="codehilite"><pre><code>a &lt; b\n\n*c*\n</code></pre></div>'
    assert rendered(markdown) == code


def test_code_in_a_list_belongs_to_its_item() -> None:
    html = rendered("1. a\n\n   ```js\n   let x\n\n   let y\n   ```\n2. b")
    assert html.count("<li>") == 2
    assert re.search(r'<li><p>a</p><div class="codehilite">.*</div></li><li><p>b</p></li>', html, re.DOTALL)


def test_a_fence_that_nothing_closes_is_text() -> None:
    assert rendered("```\na") == "<p>```\na</p>"


def test_a_fence_takes_no_options_from_a_seed() -> None:
    hostile = '```{.python linenos=table full=1 pygments_formatter=img cssclass=x filename="y" hl_lines="1"}\nx\n```'
    assert rendered(hostile) == (
        '<div class="codehilite"><pre><code><span class="n">x</span></code></pre></div>'
    )


@pytest.mark.parametrize(
    "code", ["x = 1\n" * 2000, "x = 1; " * 100, "x = 1" + "\n" * 12 + "y = 2", "x = 1\n" * 401]
)
def test_code_that_a_lexer_may_never_finish_is_shown_without_colours(code: str) -> None:
    assert "<span" in rendered("```python\nx = 1\n```")
    assert "<span" not in rendered(f"```python\n{code}\n```")


def test_a_lexer_that_articles_have_no_use_for_is_not_asked() -> None:
    start = time.process_time()
    assert "<span" not in rendered("```mcschema\n" + "<!--" * 100 + "\n```")
    assert time.process_time() - start < 1


# Colours of code


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_colours_of_code_stand_out_from_their_background_in_light_and_dark() -> None:
    light, dark = highlight_css().split("@media (prefers-color-scheme:dark){")
    for style in (light, dark):
        (background,) = re.findall(r"background:(#[0-9a-f]{6})", style)
        colours = re.findall(r"(?<![-\w])color:(#[0-9a-f]{6})", style)
        assert len(colours) == 7
        assert min(contrast(colour, background) for colour in colours) >= 4.5
    assert (
        luminance(re.findall("#[0-9a-f]{6}", light)[0]) > 0.5 > luminance(re.findall("#[0-9a-f]{6}", dark)[0])
    )
    assert len(highlight_css()) < 4096


# Nothing of a seed is active

NAMES = {"lang", "dir", "href", "title", "hreflang", "rel", "start", "colspan", "rowspan", "class"}
CLASSES = {"codehilite", "lost-picture", "align-left", "align-center", "align-right", *code_classes()}


class Inspection(HTMLParser):
    """Reads HTML as a browser's parser would and notes what must not be there."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.open: list[str] = []
        self.top: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.open:
            self.top.append(tag)
        if tag not in ("br", "hr"):
            self.open.append(tag)
        if tag not in room._TAGS:
            self.faults.append(tag)
        for name, value in attrs:
            if name not in NAMES or (name == "rel" and tag != "a"):
                self.faults.append(f"{tag} {name}")
            if name == "href" and not re.match(r"https?://[^\s/]", value or ""):
                self.faults.append(f"href {value}")
            if name == "class" and not set((value or "").split()) <= CLASSES:
                self.faults.append(f"class {value}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if not self.open and data.strip():
            self.top.append("text")

    def handle_comment(self, data: str) -> None:
        self.faults.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.faults.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.faults.append("instruction")

    def unknown_decl(self, data: str) -> None:
        self.faults.append("declaration")


def assert_harmless(html: str) -> None:
    inspection = Inspection(html)
    assert inspection.faults == []
    assert inspection.open == []
    assert len(inspection.top) == 1, html
    assert inspection.top[0] in room._BLOCK_TAGS


HOSTILE = (
    r"""
<script>alert(1)</script>
<SCRIPT SRC=//x.example/a.js></SCRIPT>
<scr<script>ipt>alert(1)</scr</script>ipt>
<script/x>alert(1)</script
<img src=x onerror=alert(1)>
<img src="x" alt="`><script>alert(1)</script>">
<img src='a"><svg onload=alert(1)>' alt='a"><svg onload=alert(1)>'>
<img/src=x/onerror=alert(1)//alt=b
<p><img alt='<img alt="</span><script>alert(1)</script>">' src=https://x.example></p>
<IMG SRC=java&#115;cript:alert(1) alt=a>
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><style><img src=x onerror=alert(1)></style></svg>
<svg><a xlink:href="javascript:alert(1)"><text>a</text></a></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<math href="javascript:alert(1)">a</math>
<iframe src="javascript:alert(1)"></iframe>
<iframe srcdoc="<script>alert(1)</script>">
<object data="data:text/html;base64,PHNjcmlwdD4="></object>
<embed src="data:image/svg+xml;base64,AAAA">
<form action="javascript:alert(1)"><input type=submit><button formaction=javascript:alert(1)>a</button></form>
<a href="javascript:alert(1)">a</a>
<a href=" javascript:alert(1)">a</a>
<a href="java&#09;script:alert(1)">a</a>
<a href="JaVaScRiPt&colon;alert(1)">a</a>
<a href="&#1;javascript:alert(1)">a</a>
<a href="data:text/html,<script>alert(1)</script>">a</a>
<a href="vbscript:msgbox(1)">a</a>
<a href="https://x.example" onclick="alert(1)" style="position:fixed" target=_blank ping=//x.example>a</a>
<a href='https://x.example/"onmouseover="alert(1)'>a</a>
<a title='"><script>alert(1)</script>' href=https://x.example>a</a>
<a href=https://x.example title='<a rel="nofollow noopener noreferrer external">'>a</a>
<div style="background:url(javascript:alert(1))" class="masthead codehilite" id="p1">a</div>
<span class="k search-results" data-x=1 aria-label=b tabindex=0>a</span>
<style>@import url(//x.example/a.css);</style>
<link rel=stylesheet href=//x.example/a.css>
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<base href="//x.example/">
<body onload=alert(1)>
<html><head><title>a</title></head><body><p>b
<table background="javascript:alert(1)"><td background=x onclick=alert(1) style=color:red align=left>a
<video><source onerror=alert(1)></video>
<audio src=x onerror=alert(1)>
<details open ontoggle=alert(1)><summary>a</summary>b</details>
<template><script>alert(1)</script></template>
<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>
<textarea></textarea><script>alert(1)</script>
<textarea><img title="</textarea><img src=x onerror=alert(1)>">
<xmp><p title="</xmp><script>alert(1)</script>">
<!--><script>alert(1)</script>-->
<!--[if IE]><script>alert(1)</script><![endif]-->
<![CDATA[<script>alert(1)</script>]]>
<?php echo "<script>alert(1)</script>" ?>
<!DOCTYPE html [<!ENTITY x "y">]>
</p></div></article></body><script>alert(1)</script>
<p><p><div></p></div></div>
<ul><li dir="x" lang='"><script>'>a<ol start="1;alert(1)" reversed><li value=javascript:1>b
<td colspan=999999999 rowspan=-1>a
[a](javascript:alert(1))
[a](JAVASCRIPT:alert(1) "b")
[a](java script:alert(1))
[a](<javascript:alert(1)>)
[a](data:text/html;base64,PHNjcmlwdD4=)
[a](https://x.example/"onclick="alert(1))
[a](https://x.example "\"><script>alert(1)</script>")
[a]: javascript:alert(1)
[a][b]

[b]: javascript:alert(1) "><script>alert(1)</script>"
![a](javascript:alert(1))
![a](x"onerror="alert(1))
!["><script>alert(1)</script>](https://x.example/"><script>alert(1)</script>)
![a](https://x.example "<script>alert(1)</script>")
<javascript:alert(1)>
<https://x.example/"onclick="alert(1)>
<a@x.example"onclick="alert(1)>
`<script>alert(1)</script>`
    <script>alert(1)</script>
- <script>alert(1)</script>
> <script>alert(1)</script>
| <script>alert(1)</script> |\n| --- |
# <script>alert(1)</script> {onclick=alert(1)}
*<img src=x onerror=alert(1)>*
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
\<script>alert(1)</script>
\u0002wzxhzdk:0\u0003 <b onclick=alert(1)> \u0002klzzwxh:0000\u0003 \u00020\u0003
""".strip()
    .replace(r"\n", "\n")
    .replace(r"\u0002", "\x02")
    .replace(r"\u0003", "\x03")
    .split("\n")
)


@pytest.mark.parametrize("markdown", HOSTILE)
def test_nothing_hostile_leaves_the_renderer(markdown: str) -> None:
    assert_harmless(RENDERER.blocks(article(markdown, "[b]: javascript:alert(2)"))[0])


@pytest.mark.parametrize(
    "fence",
    ["```html\n{}\n```", "```{{.html onclick=alert(1)}}\n{}\n```", '<div markdown="1">\n\n{}\n\n</div>'],
)
def test_nothing_hostile_leaves_the_renderer_from_within(fence: str) -> None:
    for markdown in HOSTILE:
        assert_harmless(RENDERER.blocks(article(fence.format(markdown)))[0])


PIECES = [
    *(
        "\n",
        "\n\n",
        " ",
        "    ",
        "a",
        "é",
        '"',
        "'",
        "=",
        "`",
        "```",
        "~~~",
        "*",
        "**",
        "_",
        "#",
        "> ",
        "- ",
        "1. ",
    ),
    *(
        "|",
        "---",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](",
        "]: ",
        "<",
        ">",
        "</",
        "/>",
        "<!--",
        "-->",
        "<?",
        "<![CDATA[",
    ),
    *("&", "&#", ";", "&lt;", "\\", "\x00", "\x02", "\x03", "\t", "\r", "— "),
    *(
        "<a href=",
        "<img ",
        "<script>",
        "</script>",
        "<style>",
        "<svg>",
        "<math>",
        "<p>",
        "</p>",
        "<div ",
        "<b>",
        "<em>",
    ),
    *(
        "<table>",
        "<td>",
        "<li>",
        "<pre>",
        "<code>",
        "<h1>",
        "<h1 ",
        "</h1>",
        "</a>",
        "<figure>",
        "<textarea>",
        "<title>",
    ),
    *("javascript:", "https://x.example", "data:", "onclick=", "style=", "class=", "id=p1", "alt=", "src="),
]


@settings(deadline=None, max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_nothing_made_of_marks_is_active_or_stops_a_build(markdown: str) -> None:
    assert_harmless(RENDERER.blocks(article(markdown))[0])


@settings(deadline=None, max_examples=200)
@given(st.text())
def test_no_text_at_all_is_active_or_stops_a_build(markdown: str) -> None:
    assert_harmless(RENDERER.blocks(article(markdown))[0])


# Nothing takes long


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "[",
            "![",
            "[a](",
            "[](",
            "[a](<",
            '[a](b "c)',
            "[[a](b)](c)",
            "*",
            "_",
            "**a ",
            "*a _b ",
            "`",
            "``a`",
            "> ",
        ),
        *(
            "> > > ",
            "- ",
            "+ ",
            "1. ",
            "\n> - ",
            "# a\n",
            "- \n",
            "=\n",
            "a\n===\n",
            "|",
            "a|",
            "|\n-|-\n",
            "<",
            "<a ",
        ),
        *(
            "<a href='",
            "<div\n",
            "<!--",
            "<![CDATA[",
            "<? ",
            "</",
            "<b>",
            "<p>",
            "<div>",
            "<em><p>",
            "<svg>",
            "<table>",
        ),
        *(
            "&",
            "&#",
            "\\",
            "```\n",
            "```x\n",
            "~~~\n",
            "[a]: \n",
            "[a]: b\n",
            "    ",
            "\t",
            "\n",
            "\x00",
            "<img ",
            "<img '",
        ),
        *("<a ><img ", "\n    - ", "![a](b) ", "<h1 ", "<td align=", '<p><span class="picture">'),
    ],
)
def test_a_long_run_of_any_mark_takes_no_long_time(piece: str) -> None:
    run = piece * (100_000 // len(piece))
    start = time.process_time()
    (html,) = RENDERER.blocks(article(run))
    assert time.process_time() - start < 5
    assert html.startswith("<")


def test_what_stands_behind_a_fence_is_read_once() -> None:
    run = "x" * 200_000
    assert RENDERER.blocks(article(f"```{run}`", f"- a\n  ~~~ {run}`")) == (
        f"<p><code>``{run}</code></p>",
        f"<ul>\n<li>a\n  ~~~ {run}`</li>\n</ul>",
    )


def test_a_table_does_not_grow_with_columns_times_rows() -> None:
    rule = "|-" * 5000
    (html,) = RENDERER.blocks(article(f"{rule}\n{rule}\n" + "|\n" * 5000))
    assert len(html) < 50_000


def test_definitions_among_other_lines_take_no_long_time() -> None:
    start = time.process_time()
    RENDERER.blocks(article("a\n[a]: b\n" * 10_000))
    assert time.process_time() - start < 2


def test_formatting_left_open_does_not_grow_with_what_follows() -> None:
    opened = "".join(f"<b x={number}>" for number in range(3000))
    start = time.process_time()
    RENDERER.blocks(article(opened + "<p>a" * 10_000))
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "nested",
    ["> " * 5000, "- " * 5000, "1. " * 5000, "+ - " * 60, "\n".join(" " * 4 * n + "- a" for n in range(300))],
)
def test_what_is_nested_beyond_reading_is_shown_as_text(nested: str) -> None:
    (html,) = RENDERER.blocks(article(f"{nested}end"))
    assert html.startswith("<p>")
    assert html.endswith("end</p>")
    assert RENDERER.blocks(article("*After* it")) == ("<p><em>After</em> it</p>",)


def test_long_texts_that_mean_their_marks_are_rendered() -> None:
    links = " ".join(f"[link {n}](https://x.example/{n} 'title') and `code` \\[{n}]" for n in range(90))
    items = "\n".join(f"- [item {n}](https://x.example/{n}_(a)) `code`" for n in range(1000))
    rows = "\n".join(f"| [{n}](https://x.example/{n}) | `{n}` | {n} |" for n in range(1000))
    cells = "\n".join(f"<tr><td>{n}</td><td><b>{n}</b></td></tr>" for n in range(2000))
    table, page = f"| a | b | c |\n| - | - | - |\n{rows}", f"<table>\n{cells}\n</table>"
    blocks = RENDERER.blocks(article(links, items, table, page))
    found = [[html.count(tag) for tag in ("<a ", "<code>", "<tr>")] for html in blocks]
    assert found == [[90, 90, 0], [1000, 1000, 0], [1000, 1000, 1001], [0, 0, 2000]]


def test_a_fault_of_the_library_shows_the_block_as_text_and_spoils_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    renderer = MarkdownRenderer()

    def fail(text: str) -> str:
        raise IndexError(text)

    monkeypatch.setattr(renderer._made_library()._markdown, "convert", fail)
    assert renderer.blocks(article("*a* <b>", "*b* c")) == ("<p>*a* &lt;b&gt;</p>", "<p><em>b</em> c</p>")
