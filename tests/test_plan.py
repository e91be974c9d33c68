"""Addresses, lists, switchers: what the site consists of."""

import hashlib
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.making import article, card
from support.planning import Site, list_views, plan_site

from site_builder.align import align_story
from site_builder.config import ListSettings, SiteSettings, SourceSettings
from site_builder.link import link_stories
from site_builder.model import (
    Address,
    ArticleView,
    Card,
    CoverageView,
    DatesView,
    FeedView,
    FrontView,
    ListView,
    MonthView,
    StoryView,
    View,
)
from site_builder.plan import (
    Item,
    changed_pages,
    coverage_record,
    is_one_page,
    list_view,
    page_starts,
    part_bits,
    part_of,
    periods_beside,
    sitemap_groups,
    span,
    story_records,
    story_views,
)
from site_builder.plan.paging import Key

BASE = SiteSettings(title="Library", base_url="https://library.example/")
SMALL = ListSettings(page_size=5, feed_size=3, front_size=2)


def site(cards: Sequence[Card], settings: SiteSettings = BASE) -> Site:
    return plan_site(cards, settings, {"a.org": SourceSettings(name="The A", language="vi")})


ITEM = Item(card("en", source="a.org"), "0" * 16, Address("a.org", "x"), (("en", "a.org"),))


def lists(cards: Sequence[Card]) -> list[View]:
    return list(list_views(site(cards), SMALL))


def dated(count: int) -> list[Card]:
    return [
        card(
            "en",
            seed=f"{n}.txt",
            source="a.org",
            source_key=f"a.org/{n}",
            slug=f"s{n}",
            published=f"2025-01-{n:02}",
        )
        for n in range(1, count + 1)
    ]


# Addresses


def test_a_story_has_one_slug_in_all_languages() -> None:
    cards = [card(tag, source="a.org", source_key="a.org/x", slug="x") for tag in ("uk", "nl")]
    (address,) = site(cards).addresses.values()
    assert (address.source, address.slug) == ("a.org", "x")


def test_stories_that_would_share_a_slug_each_get_a_piece_of_their_key() -> None:
    cards = [card("en", seed=str(n), source="a.org", source_key=f"a.org/{n}/x", slug="x") for n in range(2)]
    addresses = site(cards).addresses
    assert {address.slug for address in addresses.values()} == {f"x-{key[:8]}" for key in addresses}
    assert site(cards[::-1]).addresses == addresses


def test_without_a_source_the_slug_comes_from_the_stated_story_or_the_title() -> None:
    cards = [card("de", stated_story="The Great Flood", title="Flut"), card("fr", title="Une crue à Paris")]
    assert {address.slug for address in site(cards).addresses.values()} == {
        "the-great-flood",
        "une-crue-a-paris",
    }


@pytest.mark.parametrize("title", ["!!!", "…", "🌊"])
def test_a_title_without_letters_still_gets_an_address(title: str) -> None:
    (address,) = site([card("en", title=title, seed="seed name.txt")]).addresses.values()
    assert address.slug


def test_variants_have_pages_of_their_own() -> None:
    cards = [card("en", seed=str(n), source="a.org", source_key="a.org/x", slug="x") for n in range(3)]
    (story,) = link_stories(cards)
    assert len(story.variants) == 2
    site(cards)


# Pages of a story


def story_pages(tags: Sequence[str], settings: SiteSettings = BASE) -> tuple[list[ArticleView], StoryView]:
    articles = {
        one.id: one for one in (article(tag, source="a.org", source_key="a.org/x", slug="x") for tag in tags)
    }
    others = [card("pl", source="a.org", source_key="a.org/y", slug="y")]
    made = site(
        [*(card(tag, source="a.org", source_key="a.org/x", slug="x") for tag in tags), *others], settings
    )
    story = next(
        one for one in made.stories if len(one.versions) == len(tags) and one.versions[0].slug == "x"
    )
    views = list(
        story_views(
            made.shell, story, made.addresses[story.key], articles, align_story(list(articles.values()))
        )
    )
    pages = [view for view in views if isinstance(view, ArticleView)]
    (side_by_side,) = (view for view in views if isinstance(view, StoryView))
    return pages, side_by_side


def test_the_switcher_works_both_ways_and_marks_the_current_language() -> None:
    pages, _ = story_pages(["en", "nl", "uk"])
    for page in pages:
        assert [(link.language, link.path, link.current) for link in page.versions] == [
            (tag, f"{tag}/a.org/x.html", tag == page.article.language) for tag in ("en", "nl", "uk")
        ]
        assert [link.path for link in page.lacking] == ["pl/index.html"]


def test_hreflang_lists_every_version_itself_included() -> None:
    pages, side_by_side = story_pages(["en", "nl"])
    for frame in (pages[0].frame, pages[1].frame, side_by_side.frame):
        assert [link.language for link in frame.alternates] == ["en", "nl"]
        assert frame.x_default == "stories/a.org/x.html"


def test_a_text_of_unknown_language_is_in_no_hreflang() -> None:
    pages, _ = story_pages(["en", "nl", "und"])
    assert [[link.language for link in page.frame.alternates] for page in pages] == [
        ["en", "nl"],
        ["en", "nl"],
        [],
    ]


def test_without_a_base_url_nothing_absolute_is_asked_for() -> None:
    pages, _ = story_pages(["en", "nl"], SiteSettings())
    assert all((p.frame.canonical, p.frame.alternates, p.frame.feeds) == (None, (), ()) for p in pages)


def test_a_translation_says_so() -> None:
    pages, _ = story_pages(["en", "vi"])
    assert [page.original for page in pages] == ["vi", None]


def test_a_story_in_many_languages_opens_with_two_columns() -> None:
    _, side_by_side = story_pages(["cs", "de", "en", "fr", "uk"])
    assert side_by_side.shown == ("en", "cs")


# Lists


def list_pages(cards: Sequence[Card], kind: str) -> dict[str, ListView]:
    return {
        view.frame.path: view for view in lists(cards) if isinstance(view, ListView) and view.kind == kind
    }


def test_lists_are_newest_first_and_undated_last() -> None:
    cards = [*dated(2), card("en", seed="u", source="a.org", source_key="a.org/u", slug="u")]
    page = list_pages(cards, "language")["en/index.html"]
    assert [entry.published for entry in page.entries] == ["2025-01-02", "2025-01-01", None]


def test_a_new_article_leaves_old_pages_as_they_are() -> None:
    before, after = list_pages(dated(17), "language"), list_pages(dated(18), "language")
    assert before.keys() == after.keys() == {"en/index.html", "en/page/1.html", "en/page/2.html"}
    assert [path for path in before if before[path] != after[path]] == ["en/index.html"]


@given(st.integers(0, 40))
def test_every_article_stands_on_one_page_and_the_first_is_full(count: int) -> None:
    pages = list_pages(dated(count), "language") if count < 29 else {}
    shown = [entry.path for view in pages.values() for entry in view.entries]
    assert len(shown) == len(set(shown)) == (count if pages else 0)
    if pages and count >= 5:
        assert 5 <= len(pages["en/index.html"].entries) < 5 + 6


KEYS = st.integers(0, 10**9).map(lambda number: hashlib.sha256(str(number).encode()).hexdigest()[:16])
ENTRIES = st.lists(
    st.tuples(st.sampled_from(["", "2024", "2025-01-02"]), KEYS), max_size=400, unique=True
).map(sorted)


@given(ENTRIES, st.integers(1, 60))
def test_pages_cut_a_list_without_gap_or_overlap(entries: list[Key], size: int) -> None:
    starts = page_starts([story for _, story in entries], size)
    total = len(entries)
    sizes = {number: span(number, starts, total)[1] for number in [*range(1, len(starts)), 0]}
    assert [span(number, starts, total)[0] for number in sizes] == [0, *accumulate([*sizes.values()][:-1])]
    assert sum(sizes.values()) == total
    assert is_one_page(total, size) <= (len(starts) == 1)
    first = sizes.pop(0)
    assert min(size, total) <= first < size + max(1, size * 5 // 4)
    assert all(max(1, size * 3 // 4) <= held <= max(1, size * 5 // 4) for held in sizes.values())


@given(ENTRIES, ENTRIES, st.integers(1, 60), st.data())
def test_changed_pages_are_those_that_show_or_lead_to_something_else(
    before: list[Key], others: list[Key], size: int, data: st.DataObject
) -> None:
    gone = set(data.draw(st.lists(st.sampled_from(before), max_size=3))) if before else set()
    come = set(others[:3]) - set(before)
    after = sorted({*before, *come} - gone)
    old, new = cut(before, size), cut(after, size)
    expected = {number for number in new if new[number] != old.get(number)}
    changed = changed_pages(firsts(before, size), firsts(after, size), gone | come)
    assert expected <= changed <= set(new)
    if not gone and not come:
        assert not changed


def firsts(entries: list[Key], size: int) -> list[Key]:
    starts = page_starts([story for _, story in entries], size)
    return [entries[start] for start in starts] if len(starts) > 1 else []


def cut(entries: list[Key], size: int) -> dict[int, tuple[list[Key], bool]]:
    """Number → what the page shows, and whether it is the newest of the numbered ones, where its pager differs."""
    starts = page_starts([story for _, story in entries], size)
    pages = {}
    for number in range(len(starts)):
        start, count = span(number, starts, len(entries))
        pages[number] = entries[start : start + count], number == len(starts) - 1
    pages[0] = pages[0][0], len(starts)  # type: ignore[assignment]  # it leads to the newest of them
    return pages


def test_one_entry_more_changes_few_pages_wherever_it_comes() -> None:
    entries = sorted(
        ("2025", hashlib.sha256(str(number).encode()).hexdigest()[:16]) for number in range(3000)
    )
    changed = []
    for place in range(0, 3000, 100):
        without = entries[:place] + entries[place + 1 :]
        changed.append(len(changed_pages(firsts(without, 50), firsts(entries, 50), {entries[place]})))
    assert sorted(changed)[len(changed) // 2] <= 2
    assert sum(changed) / len(changed) < 8


def test_pagers_lead_from_page_to_page() -> None:
    pages = list_pages(dated(17), "language")
    path: str | None = "en/index.html"
    seen = []
    while path:
        seen.append(path)
        path = pages[path].pager.older
    assert len(seen) > 2
    assert seen == ["en/index.html", *(f"en/page/{number}.html" for number in range(len(seen) - 1, 0, -1))]
    assert pages["en/page/1.html"].pager.newer == "en/page/2.html"
    assert pages["en/page/1.html"].pager.newest == "en/index.html"
    assert pages["en/index.html"].pager.newer is None


def test_a_source_in_all_languages_lists_each_story_once_in_the_sites_language() -> None:
    cards = [card(tag, source="a.org", source_key="a.org/x", slug="x") for tag in ("cs", "en")]
    page = list_pages(cards, "source-all")["sources/a.org.html"]
    assert [entry.language for entry in page.entries] == ["en"]
    assert [link.language for link in page.languages] == ["cs", "en"]


def test_the_coverage_shows_gaps() -> None:
    cards = [card("cs", seed="1", source_key="1", slug="1"), card("en", seed="2", source_key="2", slug="2")]
    (page,) = (view for view in lists(cards) if isinstance(view, CoverageView))
    assert page.columns == ("cs", "en")
    assert sorted([cell is not None for cell in row.cells] for row in page.rows) == [
        [False, True],
        [True, False],
    ]


def test_a_collection_without_articles_has_a_front_page() -> None:
    (front,) = (view for view in lists([]) if isinstance(view, FrontView))
    assert (front.articles, front.languages, front.newest) == (0, (), ())


def test_a_variant_with_a_date_promises_no_feed_of_dated_articles() -> None:
    stated: list[dict[str, Any]] = [
        {"seed": "long", "blocks": ("A much longer text than the other.",)},
        {"seed": "short", "published": "2025"},
    ]
    versions = [article("en", stated_story="x", source="a.org", **one) for one in stated]
    cards = [card("en", stated_story="x", source="a.org", **one) for one in stated]
    made = site(cards)
    (story,) = made.stories
    (variant,) = story.variants
    articles = {one.id: one for one in versions}
    pages = story_views(
        made.shell, story, made.addresses[story.key], articles, align_story([articles[story.versions[0].id]])
    )
    feeds = {view.frame.path: view.frame.feeds for view in pages if isinstance(view, ArticleView)}
    assert [[feed.path for feed in found] for found in feeds.values()] == [["en/feed.json"]] * 2
    assert variant.published == "2025"


def test_a_feed_holds_the_newest_and_only_the_dated_in_atom() -> None:
    cards = [*dated(2), card("en", seed="u", source="a.org", source_key="a.org/u", slug="u")]
    feeds = {view.path: view for view in lists(cards) if isinstance(view, FeedView)}
    assert feeds.keys() == {"en/feed.xml", "en/feed.json", "en/a.org/feed.xml"}
    assert [len(feeds[path].entries) for path in ("en/feed.xml", "en/feed.json")] == [2, 3]


def test_a_source_that_has_only_a_variant_lists_it() -> None:
    cards = [
        card(
            "en",
            seed="long",
            stated_story="x",
            source="a.org",
            blocks=("A much longer text than the other.",),
        ),
        card("en", seed="short", stated_story="x", source="b.org"),
    ]
    pages = list_pages(cards, "source")
    assert {path: len(page.entries) for path, page in pages.items()} == {
        "en/a.org/index.html": 1,
        "en/b.org/index.html": 1,
    }
    assert pages["en/b.org/index.html"].entries[0].path.startswith("en/b.org/x-")
    assert len(list_pages(cards, "language")["en/index.html"].entries) == 1


# By date


def when(published: str | None, language: str = "en", *, title: str = "") -> Card:
    key = title or published or "undated"
    return card(
        language,
        seed=f"{key}.{language}",
        title=title or f"On {published}",
        source="a.org",
        source_key=f"a.org/{key}",
        slug=f"s-{key}",
        published=published,
    )


DATES = ["2025-06-30", "2025-06-02", "2025-06", "2025", "2023-12-31", None]


def months(cards: Sequence[Card]) -> dict[str, MonthView]:
    return {view.frame.path: view for view in lists(cards) if isinstance(view, MonthView)}


def test_the_index_by_date_has_every_year_and_month_and_says_what_is_undated() -> None:
    cards = [when(date) for date in DATES] + [when("2025-06-02", "uk")]
    pages = {view.frame.path: view for view in lists(cards) if isinstance(view, DatesView)}
    assert pages.keys() == {"en/dates/index.html", "uk/dates/index.html"}
    index = pages["en/dates/index.html"]
    assert [(year.name, year.articles) for year in index.years] == [("2025", 4), ("2023", 1)]
    newest, oldest = index.years
    assert [month and (month.path, month.articles) for month in newest.months] == [
        *[None] * 5,
        ("en/dates/2025-06.html", 3),
        *[None] * 6,
    ]
    assert newest.rest == ("2025", "en/dates/2025.html", 1)
    assert [month is not None for month in oldest.months] == [*[False] * 11, True]
    assert oldest.rest is None
    assert index.undated == ("", "en/dates/undated.html", 1)
    assert pages["uk/dates/index.html"].undated is None


def test_a_month_lists_its_articles_by_day_newest_first() -> None:
    cards = [when(date) for date in DATES] + [when("2025-06-30", title="Another")]
    pages = months(cards)
    assert pages.keys() == {f"en/dates/{period}.html" for period in ("2025-06", "2025", "2023-12", "undated")}
    june = pages["en/dates/2025-06.html"]
    assert [day.published for day in june.days] == ["2025-06-30", "2025-06-02", "2025-06"]
    assert sorted(line.title for line in june.days[0].headlines) == ["Another", "On 2025-06-30"]
    assert {line.source_name for day in june.days for line in day.headlines} == {"The A"}
    assert june.period == "2025-06"
    for path, period, title in [("2025", "2025", "2025"), ("undated", "", "Library")]:
        page = pages[f"en/dates/{path}.html"]
        assert (page.period, page.frame.title) == (period, title)
        assert [day.published for day in page.days] == [""]


def test_months_lead_to_the_next_ones_that_there_are() -> None:
    pages = months([when(date) for date in DATES])

    def beside(period: str) -> list[str | None]:
        page = pages[f"en/dates/{period}.html"]
        return [one and one.name for one in (page.newer, page.older)]

    assert beside("2025-06") == [None, "2025"]
    assert beside("2025") == ["2025-06", "2023-12"]
    assert beside("2023-12") == ["2025", None]
    assert beside("undated") == [None, None]
    assert periods_beside("2024-01", {"2023-12", "2025-06", "undated"}) == ("2025-06", "2023-12")


@pytest.mark.parametrize("count", [1, 30, 200])
def test_a_month_of_any_size_lists_each_article_once(count: int) -> None:
    cards = [when(f"2025-06-{1 + number % 30:02}", title=f"T{number}") for number in range(count)]
    pages = months(cards)
    shown = [line.path for page in pages.values() for day in page.days for line in day.headlines]
    assert len(shown) == len(set(shown)) == count
    assert (len(pages) > 1) == (count > 30)
    path: str | None = "en/dates/2025-06.html"
    days: list[str] = []
    while path:
        days += [day.published for day in pages[path].days]
        path = pages[path].pager.older
    assert days == sorted(days, reverse=True)
    assert all(path == "en/dates/2025-06.html" or path.startswith("en/dates/2025-06/") for path in pages)


def test_the_list_of_a_language_leads_to_its_dates_and_others_do_not() -> None:
    cards = [when(date) for date in DATES]
    assert {view.dates for view in list_pages(cards, "language").values()} == {"en/dates/index.html"}
    assert {view.dates for view in list_pages(cards, "source").values()} == {None}


# Parts


def test_the_coverage_as_data_names_the_story_by_the_version_in_the_sites_language() -> None:
    cards = [
        card(tag, source="a.org", source_key="a.org/x", slug="x", title=f"In {tag}", published=date)
        for tag, date in (("cs", None), ("en", "2025-06"), ("uk", "2025"))
    ]
    made = site(cards)
    (story,) = made.stories
    record = coverage_record(story, made.addresses[story.key], "uk")
    assert (record.key, record.title, record.published) == (story.key, "In uk", "2025")
    assert record.languages == ("cs", "en", "uk")
    assert coverage_record(story, made.addresses[story.key], "fr").title == "In cs"


def test_the_first_page_of_the_coverage_leads_to_all_parts_of_the_data() -> None:
    shell, item = site(dated(1)).shell, ITEM
    made = [list_view(shell, "c", number, 1, [item], dated=True, shelf={}, parts=2) for number in (0, 1)]
    tables = [view.tables for view in made if isinstance(view, CoverageView)]
    assert tables == [("data/coverage/0000.csv", "data/coverage/0001.csv"), ()]


def test_how_many_parts_there_are_depends_on_the_number_of_articles_alone() -> None:
    assert [part_bits(count) for count in (0, 1_000, 1_001, 2_000, 2_001, 10**9)] == [0, 0, 1, 1, 2, 13]


@given(st.text("0123456789abcdef", min_size=16, max_size=16), st.integers(0, 13))
def test_a_part_is_named_by_the_first_bits_of_the_key(key: str, bits: int) -> None:
    assert part_of(key, bits) == int(f"{int(key, 16):064b}"[:bits] or "0", 2)


def test_records_are_in_order_and_only_versions_are_aligned() -> None:
    cards = [
        card("en", seed=str(n), source="a.org", source_key="a.org/x", slug="x", blocks=["A b."] * (3 - n))
        for n in range(2)
    ]
    cards += [
        card(tag, source="a.org", source_key="a.org/x", slug="x", blocks=["A b."] * 2) for tag in ("cs", "nl")
    ]
    made = site(cards)
    (story,) = made.stories
    (variant,) = story.variants
    blocks = {one.language: ["A b."] * one.paragraphs for one in story.versions}
    alignment = align_story([article(tag, blocks[tag]) for tag in blocks])
    records = story_records(story, made.addresses[story.key], alignment)
    places = [(record.card.language, record.card.id) for record in records]
    assert places == sorted((one.language, one.id) for one in cards)
    for record in records:
        others = [tag for tag in ("cs", "en", "nl") if tag != record.card.language]
        assert [link.language for link in record.translations] == others
        assert record.alignment == (
            {}
            if record.card == variant
            else {tag: alignment.beads(record.card.language, tag) for tag in others}
        )


def test_a_storys_versions_are_one_group_of_the_sitemap_and_other_pages_stand_alone() -> None:
    tags = ("cs", "en", "und")
    made = site([card(tag, source="a.org", source_key="a.org/x", slug="x") for tag in tags])
    (story,) = made.stories
    groups = sitemap_groups(story, made.addresses[story.key])
    assert [([link.path for link in group], default) for group, default in groups] == [
        (["cs/a.org/x.html", "en/a.org/x.html"], "stories/a.org/x.html"),
        (["und/a.org/x.html"], None),
        (["stories/a.org/x.html"], None),
    ]


def test_the_groups_of_a_story_hold_each_of_its_pages_once() -> None:
    made = site([*dated(3), card("uk", source="a.org", source_key="a.org/1", slug="s1")])
    paths = [
        link.path
        for story in made.stories
        for group, _ in sitemap_groups(story, made.addresses[story.key])
        for link in group
    ]
    assert len(paths) == len(set(paths)) == 4 + 3
