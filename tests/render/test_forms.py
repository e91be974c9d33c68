"""Forms: whatever a user's template does, a page filled into a form is the page rendered alone."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_builder.model import (
    ArticleView,
    CoverageView,
    Day,
    LanguageLink,
    ListView,
    MonthView,
    Period,
    StoryView,
)
from site_builder.render.forms import Form
from site_builder.render.pages import Pages, PageView
from site_builder.render.particulars import (
    Amount,
    Mark,
    MarkedList,
    Particular,
    StandIn,
    Unformed,
    Woven,
    plain,
)
from site_builder.render.templates import template_folders

from .test_pages import (
    BASE_URL,
    BODY,
    ENTRY,
    HEADLINE,
    MANY,
    MONTH,
    SOURCES,
    article_view,
    frame,
    story_view,
    varied_views,
)

OURS = template_folders(None)[0]
EXAMPLES = int(os.environ.get("FORMS_EXAMPLES", "25"))
MEMORY = Path(tempfile.mkdtemp("compiled"))
PLACES = {
    "base": ("base.html", '<header class="masthead"'),
    "article": ("article.html", '<footer class="about">'),
    "opening": ("article.html", '<p class="kicker">'),
    "list": ("list.html", '<header class="opening">'),
    "story": ("story.html", '<header class="opening">'),
    "cell": ("story.html", '<div class="v{{ cell.column.number }}" role="cell"{{ lang('),
    "row": ("story.html", '<span role="rowheader"><a'),
    "column": ("story.html", '<div class="v{{ column.number }}" role="columnheader"'),
    "coverage": ("coverage.html", '<div class="scroll"'),
    "covered": ("coverage.html", '<th scope="row">'),
    "there": ("coverage.html", "<td><a href"),
    "month": ("month.html", '<div class="entries">'),
    "day": ("month.html", '<ul class="sources lines">'),
    "line": ("month.html", '<li><a href="{{ href(story.path) }}"'),
    "entry": ("_entries.html", '<li class="entry">'),
    "item": ("_languages.html", "<li>{{ language_link"),
    "lacking": ("_languages.html", '<details class="lacking">'),
}
"""Where a template of the user's differs from ours: in front of what."""


class Alone(Pages):
    """Pages rendered one by one."""

    def _filled(self, *_: object) -> None:
        return None


def changed(folder: Path, place: str, snippet: str) -> Path:
    name, anchor = PLACES[place]
    text = (OURS / name).read_text("utf-8")
    assert anchor in text
    (folder / name).write_text(text.replace(anchor, f"{snippet}{anchor}", 1), "utf-8")
    return folder


Case = tuple[PageView, list[list[str]]]


def formed_views() -> list[Case]:
    """Pages that look alike and have other particulars, and some that look otherwise."""
    first = article_view(base_url=BASE_URL)
    second = article_view(
        base_url=BASE_URL, title="<Other>", seed="b.txt", section="x", author="Z", published="2024-02", id="1"
    )
    elsewhere = replace(
        second,
        frame=replace(first.frame, path="en/news.example/other.html", title="Another", description="& more"),
        source_name="Nobody's",
        story_path="stories/else.example/o.html",
        markdown_path="en/news.example/other.md",
        story="t",
        versions=tuple(LanguageLink(tag, f"{tag}/else/o.html", tag == "en") for tag in ("en", "ja", "pl")),
        lacking=(LanguageLink("ar", "ar/index.html"), LanguageLink("uk", "uk/index.html")),
    )
    elsewhere = replace(elsewhere, subtitle="Another & <more>", subtitle_language="und")
    plain_one = replace(first, subtitle=None)
    short = replace(second.article, blocks=second.article.blocks[:1])
    story = story_view(2)
    other_story = replace(
        story,
        frame=replace(story.frame, path="stories/news.example/other.html", title="Else"),
        articles=tuple(replace(article, title=f"T {article.language}") for article in story.articles),
        evidence=("another", "two"),
    )
    listed = ListView(
        frame=frame("en/index.html"),
        kind="language",
        heading=None,
        heading_language="en",
        entries=(ENTRY, replace(ENTRY, title="<b>", path="en/a/b.html", published="2020"), ENTRY),
        pager=next(view.pager for view, _ in varied_views() if isinstance(view, ListView)),
        sources=SOURCES,
        languages=(),
    )
    lists: list[PageView] = [
        listed,
        replace(listed, frame=replace(listed.frame, path="en/2.html", title="Two"), entries=(ENTRY,)),
        replace(listed, sources=SOURCES * 2, entries=listed.entries[::-1]),
    ]
    coverage = next(view for view, _ in varied_views() if isinstance(view, CoverageView))
    (covered,) = coverage.rows
    there = LanguageLink("ar", "ar/b/<o>.html")
    lists += [
        coverage,
        replace(
            coverage,
            frame=replace(coverage.frame, path="stories/page/2.html"),
            rows=(
                covered,
                replace(covered, title="<b>", title_language="ar", published=None, cells=(there, None)),
                replace(covered, title="", source_name="& Sons", cells=(None, None)),
                replace(covered, published="2024-02-01", cells=(there, covered.cells[1])),
            ),
            pager=listed.pager,
        ),
        replace(coverage, columns=("ar", "en", "und"), rows=()),
        replace(coverage, tables=("data/coverage/0000.csv",)),
        replace(coverage, tables=("data/coverage/0000.csv", "data/coverage/0001.csv")),
    ]
    lists += [
        MONTH,
        replace(listed, dates="en/dates/index.html"),
        replace(
            MONTH,
            frame=replace(MONTH.frame, path="en/dates/2024-02.html", title="2024-02"),
            period="2024-02",
            days=(
                Day("2024-02-01", (replace(HEADLINE, title="", path="en/b/<o>.html", source_name="& Sons"),)),
            ),
            pager=listed.pager,
            newer=Period("2025", "en/dates/2025.html", 1),
        ),
        replace(MONTH, period="", days=(Day("", (HEADLINE,) * 2),), newer=None, older=MONTH.newer),
    ]
    made: list[Case] = [
        (view, [BODY]) for view in (first, second, plain_one, elsewhere, article_view("en", MANY))
    ]
    made += [(replace(elsewhere, article=short), [BODY[:1]]), (article_view("en", "en", author=None), [BODY])]
    made += [(story, [BODY, BODY]), (other_story, [BODY[::-1], BODY]), (story_view(1), [BODY])]
    return [*made, *((view, []) for view in lists)]


VIEWS = formed_views()
KINDS: dict[str, tuple[type, ...]] = {
    "base": (ArticleView, CoverageView, ListView, MonthView, StoryView),
    "coverage": (CoverageView,),
    "covered": (CoverageView,),
    "there": (CoverageView,),
    "month": (MonthView,),
    "day": (MonthView,),
    "line": (MonthView,),
    "list": (ListView,),
    "entry": (ListView,),
    "item": (ArticleView, ListView),
    "story": (StoryView,),
    "cell": (StoryView,),
    "row": (StoryView,),
    "column": (StoryView,),
}


def shown_by(place: str) -> list[Case]:
    kinds = KINDS.get(place, (ArticleView,))
    return [case for case in VIEWS if isinstance(case[0], kinds)]


def rendered(pages: Pages, view: PageView, bodies: Sequence[Sequence[str]]) -> str:
    try:
        return re.sub(
            "0x[0-9a-f]{6,}", "0x…", pages.render(view, bodies).data.decode()
        )  # where an object lies
    except Exception as error:  # Of the template; jinja's compiler lets some pass.
        return type(error).__name__


def same_either_way(folder: Path, cases: Sequence[Case]) -> Pages:
    """Checks that forms give the bytes of the templates, in any order of pages."""
    alone = Alone(folder, "", MEMORY)
    expected = [rendered(alone, view, bodies) for view, bodies in cases]
    pages = Pages(folder, "", MEMORY)
    assert [rendered(pages, view, bodies) for view, bodies in cases] == expected
    backwards = Pages(folder, "", MEMORY)
    assert [rendered(backwards, view, bodies) for view, bodies in reversed(cases)] == expected[::-1]
    return pages


FILLED = [
    ("base", "<!-- mine -->"),
    ("base", "<p>{{ frame.title }} {{ frame.description }} {{ frame.path }}</p>"),
    ("base", "{% if frame.alternates %}<hr>{% endif %}{% if frame.path == frame.sources %}x{% endif %}"),
    ("base", "{% set x %}<b>{{ frame.title }}</b>{% endset %}{{ x }}{{ x|safe }}"),
    ("base", "{{ frame.title ~ ' & ' ~ frame.site_title }}{{ frame.language|upper }}"),
    ("base", "{% for link in frame.site_languages %}{{ loop.index }} {{ href(link.path) }}{% endfor %}"),
    ("base", "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ m(frame.title) }}{{ href(frame.home) }}"),
    (
        "base",
        "{% macro m() %}<i>{{ caller() }}</i>{% endmacro %}{% call m() %}{{ frame.title }}{% endcall %}",
    ),
    ("base", "{% set n = namespace(t=frame.title) %}{{ n.t }}{{ range(3)|join }}{{ 1 + 2 }}"),
    (
        "article",
        "{{ article.title }} {{ article.id }} {{ article.slug }} {{ article.source_url }} {{ article.draft }}",
    ),
    ("article", "{% if article.author %}by {{ article.author }}{% endif %}{{ article.section or 'none' }}"),
    ("article", "{{ article.author|default('nobody', true) }}{{ article.author is none }}"),
    ("article", "{% if width(article.title) > 70 %}long{% endif %}{{ date(article.published) }}"),
    ("article", "{{ _('By %(author)s', author=article.title) }}{{ self.kind() }}"),
    ("article", "{% for block in bodies[0] %}<div>{{ block }}</div>\n{% endfor %}"),
    ("article", "{% for block in bodies[0] %}{{ block|safe }}<hr>{% endfor %}{{ structured }}"),
    (
        "article",
        "{% if view.versions|length > 8 %}many{% endif %}{% if view.versions|length == 1 %}1{% endif %}",
    ),
    ("opening", "{{ article.title }}{{ article.published or 'undated' }}{{ frame.title }}"),
    ("list", "{{ view.kind }}{{ view.heading }}{% if view.entries %}some{% endif %}"),
    ("list", "{% from '_entries.html' import entry with context %}{{ each(entry, view.entries, 'h4') }}"),
    (
        "story",
        "{{ lead.title }}{{ view.source_name }}{% if view.alignment.languages|length > 1 %}2{% endif %}",
    ),
    ("cell", "<hr>"),
    ("row", "<b>{{ number(row.number) }} {{ row.number }}</b>"),
    ("column", "<b>{{ column.title }}</b>"),
    ("entry", "{{ story.title }} {{ story.source }} {{ story.path }} {{ loop is defined }}"),
    ("entry", "{% if story.published %}{{ date(story.published) }}{% endif %}{{ story.language|upper }}"),
    ("coverage", "{{ view.columns|join }}{% if view.rows %}!{% endif %}{{ pager(view.pager) }}"),
    ("covered", "<td>{{ row.source_name }}{{ row.published or '?' }}{{ row.title_language|upper }}</td>"),
    ("there", "<td>{{ cell.language }}</td>"),
    ("month", "{{ view.period }}{{ date(view.period) if view.period else '?' }}{{ pager(view.pager) }}"),
    (
        "month",
        "{% if view.newer %}{{ view.newer.name }} {{ n_('%(count)s article', '%(count)s articles', view.newer.articles) }}{{ number(view.newer.articles) }}{% endif %}",
    ),
    ("day", "<b>{{ day.published or '?' }}{% if day.published %}{{ date(day.published) }}{% endif %}</b>"),
    ("line", "<b>{{ story.title }}{{ story.language|upper }} {{ story.path }} {{ story.source_name }}</b>"),
    ("item", "<hr>"),
    ("item", "{{ _('Languages') }}{{ language }}{{ link.language }}"),
    ("lacking", "{{ links|length }}"),
    (
        "article",
        "{% set x = 1 %}{% macro m(l) %}{{ x }}{{ l.language }}{% endmacro %}{{ each(m, view.versions) }}",
    ),
]


@pytest.mark.parametrize(("place", "snippet"), FILLED)
def test_what_only_prints_is_filled_into_forms(tmp_path: Path, place: str, snippet: str) -> None:
    pages = same_either_way(changed(tmp_path, place, snippet), shown_by(place))
    assert all(pages.is_filled(view, bodies) for view, bodies in shown_by(place))


def test_a_copy_of_our_templates_is_filled_into_forms(tmp_path: Path) -> None:
    for file in OURS.glob("*.html"):
        (tmp_path / file.name).write_text(file.read_text("utf-8").replace("<p ", "<p data-x "), "utf-8")
    pages = same_either_way(tmp_path, VIEWS)
    assert all(pages.is_filled(view, bodies) for view, bodies in VIEWS)


def test_a_template_made_anew_may_use_forms(tmp_path: Path) -> None:
    (tmp_path / "article.html").write_text(
        "<title>{{ view.article.title }}</title>{% for b in bodies[0] %}{{ b }}{% endfor %}", "utf-8"
    )
    cases = shown_by("article")
    pages = same_either_way(tmp_path, cases)
    assert all(pages.is_filled(view, bodies) for view, bodies in cases)


EACH = "{{ each(m, view.versions) }}"
ALONE = [
    ("base", "{{ frame.title|upper }}{{ frame.title|length }}"),
    ("base", "{{ frame.title[:3] }}"),
    ("base", "{{ frame.title.upper() }}"),
    ("base", "{{ frame.title|replace('T', 'x')|truncate(5) }}"),
    ("base", "{% if frame.title == 'Two' or 'A' in frame.title %}x{% endif %}"),
    ("base", "{{ frame.title|safe }}"),
    ("base", "{{ frame.title|tojson }}{{ frame.path|urlencode }}"),
    ("base", "{{ {'a': frame.title}|tojson }}{{ [frame.title]|join(' ') }}"),
    ("base", "{{ '%s' % frame.title }}{{ '%10s' % frame.title }}"),
    ("base", "{{ frame.title is sameas frame.title }}{{ frame.title is string }}"),
    ("base", "{% autoescape false %}{{ frame.title }}{% endautoescape %}"),
    ("base", "{% set x = frame.title ~ '<b>' %}{{ x|length }}{{ x|safe }}"),
    ("base", "{% set x %}{{ frame.title }}{% endset %}{% if x == 'Two' %}2{% endif %}{{ x|striptags }}"),
    ("base", "{% set x %}{{ frame.title }}{% endset %}{{ x[:2] }}{{ x + 'a' }}{{ x * 2 }}"),
    ("base", "{% filter upper %}{{ frame.title }}{% endfilter %}"),
    ("base", "{% macro m() %}{{ frame.title }}{% endmacro %}{{ m()|length }}{{ m(**{}) }}"),
    ("base", "{{ '%(t).3s' }}{{ _('%(t).3s', t=frame.title) }}"),
    ("base", "{{ frame.alternates|length }}"),
    ("base", "{% for link in frame.alternates %}{{ loop.index }}{% endfor %}"),
    ("base", "{% if width(frame.title) > 7 %}wide{% endif %}"),
    ("base", "{{ href('en/news.example/other.html') }}{{ href('stories/news.example/x.html') }}"),
    ("base", "{% set l = [] %}{{ l.append(frame.title) }}{{ l }}"),
    ("base", "{{ dict(a=frame.title) }}{{ '{}'.format(frame.title) }}"),
    ("base", "{{ '\\0title\\0' }}"),
    ("base", "{{ '%c' % 0 }}title{{ '%c'|format(0) }}"),
    ("base", "{{ view.frame.feeds|map(attribute='title')|join }}{{ frame.feeds|list|length }}"),
    ("base", "{{ 'x' in view }}"),
    ("base", "{{ frame.title is none or frame.title is mapping }}{{ frame.title > 'M' }}"),
    ("article", "{{ article.blocks|length }}"),
    ("article", "{% for block in bodies[0] %}{{ loop.index }}{{ block }}{% endfor %}"),
    ("article", "{% for block in bodies[0] %}<hr>{% endfor %}"),
    ("article", "{% for block in bodies[0] if 'One' in block %}{{ block }}{% endfor %}"),
    ("article", "{% for block in bodies[0] %}{{ block }}{{ block }}{% endfor %}"),
    ("article", "{{ bodies[0]|length }}{{ bodies[0]|first }}"),
    ("article", "{{ view.versions|map(attribute='path')|join(',') }}"),
    ("article", "{% for link in view.versions %}{{ link.path }}{% endfor %}"),
    ("article", "{{ view.versions[0].path }}"),
    ("article", "{{ view.versions[:2]|length }}"),
    ("article", "{{ article.published[:4] }}{% if article.published < '2025' %}old{% endif %}"),
    ("article", "{{ article.title.split()|first }}"),
    ("article", "{{ structured|length }}"),
    ("article", "{% macro m(v) %}<i>x</i>{% endmacro %}{{ once(m, view.versions) }}"),
    ("article", "{{ each(href, ['ar/index.html']) }}"),
    ("list", "{{ view.entries|length }}"),
    ("list", "{% for story in view.entries %}{{ story.title }}{% endfor %}"),
    ("entry", "{{ story.title|upper }}"),
    (
        "article",
        "{% set x = 1 %}{% macro m(l) %}{{ x }}{% endmacro %}{{ each(m, view.versions) }}{% set x = 2 %}",
    ),
    (
        "article",
        "{% for y in [1, 2] %}{% macro m(l) %}{{ y }}{% endmacro %}{{ each(m, view.versions) }}{% endfor %}",
    ),
    (
        "article",
        "{% for y in [1, 2] %}{% macro m(l) %}{{ loop.index }}{% endmacro %}{{ each(m, view.versions) }}{% endfor %}",
    ),
    (
        "article",
        "{% set n = namespace(c=0) %}{% macro m(l) %}{% set n.c = n.c + 1 %}{{ n.c }}{% endmacro %}" + EACH,
    ),
    (
        "article",
        "{% set c = cycler(1, 2) %}{% macro m(l) %}{{ c.next() }}{% endmacro %}{{ each(m, view.versions) }}",
    ),
    ("entry", "{{ view.entries|length }}"),
    ("entry", "{{ frame.title }}"),
    ("entry", "{{ story.versions|length }}"),
    ("item", "{{ link.path }}"),
    ("item", "{{ frame.title }}"),
    ("item", "{{ link.path|length }}"),
    ("column", "{{ column.number|int + 1 }}"),
    ("row", "{% if row.number % 2 %}odd{% endif %}"),
    ("cell", "{{ cell.blocks|length }}"),
    ("lacking", "{% for link in links %}{{ link.language }}{% endfor %}"),
]


@pytest.mark.parametrize(("place", "snippet"), ALONE)
def test_what_looks_at_a_particular_is_rendered_alone(tmp_path: Path, place: str, snippet: str) -> None:
    pages = same_either_way(changed(tmp_path, place, snippet), shown_by(place))
    assert not all(pages.is_filled(view, bodies) for view, bodies in shown_by(place))


NAMES = [
    "frame.title", "frame.path", "frame.description", "frame.canonical", "frame.x_default", "frame.feeds", "frame.language",
    "frame.alternates", "frame.site_title", "frame.home", "frame.site_languages", "frame", "view", "view.frame.title",
    "view.source_name", "view.source_path", "view.versions", "view.lacking", "view.original", "view.story", "bodies[0]",
    "view.article.title", "view.article.section", "view.article.author", "view.article.published", "view.article.language",
    "view.article.provenance", "view.article.source_url", "view.article.id", "view.article.blocks", "view.entries",
    "structured", "site_languages", "language", "view.kind", "view.heading", "view.pager.older", "view.sources", "lead.title", "view.rows", "view.subtitle",
    "lead.published", "table.columns", "table.rows", "view.alignment.languages", "view.evidence", "'Two'", "''", "3", "[]",
]  # fmt: skip
WRAPPED = [
    "{x}|upper", "{x}|length", "{x}|safe", "{x}|e", "{x}|default('d', true)", "{x}|replace('e', 'i')", "{x}|truncate(5)",
    "{x}|tojson", "{x}|first", "{x}|list", "{x}|join('+')", "{x}|string", "{x}|trim", "{x}|wordcount", "{x}|reverse",
    "{x}|map('upper')|list", "{x}[0]", "{x}[:3]", "{x}.upper()", "{x}['title']", "{x}.path", "not {x}", "href({x})", "-{x}",
    "absolute({x})", "external({x})", "date({x})", "number({x})", "width({x})", "_('By %(author)s', author={x})", "_({x})",
    "own_name({x})", "lang({x})", "lang_if_other({x})", "[{x}]", "({x}, 1)", "{{'a': {x}}}", "{x} is none", "{x} is defined",
    "{x} is string", "{x} is sameas {x}", "{x} is iterable", "n_('%(count)s', '%(count)s!', {x})", "foremost({x}, 6)",
    "by_script({x})", "by_date({x})", "elsewhere({x})", "each(m, {x})", "once(m, {x})", "part(m, {x})", "m({x})", "loop",
    "namespace(a={x}).a", "dict(a={x}).a", "cycler({x}, 1).next()", "[{x}].pop()", "'%s' % {x}", "'{{}}'.format({x})",
]  # fmt: skip
JOINED = [
    "{x} ~ {y}", "{x} + {y}", "{x} == {y}", "{x} != {y}", "{x} < {y}", "{x} in {y}", "{x} and {y}", "{x} or {y}", "{x} * {y}",
    "{x} if {y} else 'no'", "{x} if {y} > 8", "{x}|default({y})", "{x}|replace({y}, 'z')", "[{x}, {y}]|join", "{x} % {y}",
]  # fmt: skip
SNIPPETS = [
    "{{{{ {x} }}}}", "{{% if {x} %}}yes{{% else %}}no{{% endif %}}", "{{% set s %}}{{{{ {x} }}}}{{% endset %}}{{{{ s }}}}",
    "{{% for i in {x} %}}{{{{ i }}}};{{% endfor %}}", "{{% for i in {x} %}}{{{{ loop.index }}}}{{{{ i }}}}{{% else %}}0{{% endfor %}}",
    "{{% set s %}}{{{{ {x} }}}}{{% endset %}}{{{{ s|length }}}}", "{{% set s = {x} %}}{{{{ s }}}}{{% if s %}}!{{% endif %}}",
    "{{% with s = {x} %}}{{{{ s ~ '<' }}}}{{% endwith %}}", "{{% call m({x}) %}}{{{{ {x} }}}}{{% endcall %}}",
    "{{% filter replace('a', 'b') %}}{{{{ {x} }}}}{{% endfilter %}}", "{{% for i in {x} if i %}}{{{{ i.path }}}}{{% endfor %}}",
    "{{% set n = namespace(c=0) %}}{{% for i in {x} %}}{{% set n.c = n.c + 1 %}}{{% endfor %}}{{{{ n.c }}}}",
    "{{% include ['{{' ~ {x}, '_site_languages.html'] %}}", "{{% macro p(a={x}) %}}{{{{ a }}}}{{% endmacro %}}{{{{ p() }}}}",
    "{{% autoescape false %}}{{{{ {x} }}}}{{% endautoescape %}}",
]  # fmt: skip
MACRO = "{% macro m(x) %}<i>{{ x }}</i>{{ caller() if caller }}{% endmacro %}"
EXPRESSIONS = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: (
        st.builds(lambda form, x: f"({form.format(x=x)})", st.sampled_from(WRAPPED), inner)
        | st.builds(lambda form, x, y: f"({form.format(x=x, y=y)})", st.sampled_from(JOINED), inner, inner)
    ),
    max_leaves=3,
)


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["base", "article", "list", "story", "opening"]),
    st.lists(st.builds(lambda form, x: form.format(x=x), st.sampled_from(SNIPPETS), EXPRESSIONS), max_size=2),
)
def test_no_template_tells_the_ways_apart(place: str, snippets: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        own = changed(Path(folder), place, MACRO + "".join(snippets))
        try:
            Alone(own, "", MEMORY)
        except Exception:
            return  # No page can be made with it, either way.
        same_either_way(own, shown_by(place))


def test_a_mark_answers_nothing_but_what_its_shape_knows() -> None:
    mark = Mark("title", differs=("Library",))
    assert mark
    assert mark != "Library"
    looks: list[Any] = [len, iter, str, repr, hash, list, sorted, int]
    for look in looks:
        with pytest.raises((Unformed, TypeError)):
            look(mark)
    for value in (
        mark,
        Woven("\0a\0", True),
        MarkedList("a"),
        Amount("a", 1),
        StandIn({}),
        "\0",
        [mark],
        {"a": mark},
    ):
        with pytest.raises(Unformed):
            plain(value)
    with pytest.raises(Unformed):
        assert mark == "another"
    assert isinstance(mark, Particular)


@pytest.mark.parametrize("low", [0, 1, 6])
@pytest.mark.parametrize("high", [6, 8, None])
def test_an_amount_answers_what_all_numbers_within_would(low: int, high: int | None) -> None:
    amount = Amount("n", low, high)
    within = range(low, (99 if high is None else high) + 1)
    for number in range(-1, 12):
        for compare in ("__gt__", "__ge__", "__lt__", "__le__", "__eq__", "__ne__"):
            answers = {getattr(one, compare)(number) for one in within}
            try:
                answer = getattr(amount, compare)(number)
            except Unformed:
                assert len(answers) == 2 or low == high
            else:
                assert answers == {answer}


def test_a_users_list_of_languages_may_differ_from_page_to_page(tmp_path: Path) -> None:
    (tmp_path / "_site_languages.html").write_text("<b>{{ frame.title }}</b>", "utf-8")
    same_either_way(tmp_path, VIEWS)


def test_what_a_macro_of_the_users_knows_of_its_page_stays_on_it(tmp_path: Path) -> None:
    snippet = "{% if view.original %}*{% endif %}"
    cases = shown_by("article")
    cases += [
        (replace(view, original=None), bodies) for view, bodies in cases if isinstance(view, ArticleView)
    ]
    same_either_way(changed(tmp_path, "item", snippet), cases)


@given(
    st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=())), min_size=3, max_size=3)
)
def test_a_page_is_the_filled_form_as_bytes(texts: list[str]) -> None:
    opening, one, other = texts
    form = Form(f"{opening}\0one\0 – \0other\0 – \0one\0")
    values = {"one": one, "other": other}
    for _ in range(2):  # the first page, and the others
        assert form.page(values) == form.filled(values).encode("utf-8", "replace")
    with pytest.raises(Unformed):
        form.page({"one": one})
