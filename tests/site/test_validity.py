"""What other programs read is what their standards say: HTML, CSS, SVG, Atom, JSON Feed, sitemaps, data packages."""

import csv
import io
import json
import re
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from support.building import BASE_URL, BuiltSite, build_site, contents, made_up_config
from support.validating import Validate

from site_builder.check import check_site

HERE = Path(__file__).parent
SCHEMAS = HERE / "schemas"
SITES = ("five_seeds_site", "unpublished_site", "arabic_site", "odd_site", "empty_site")
WITH_ARTICLES = ("five_seeds_site", "arabic_site", "odd_site")

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
ADDRESS = re.compile(r"https?://[!-~]+")
PERMANENT = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

on_every_site = pytest.mark.parametrize("site", SITES, indirect=True)
on_sites_with_articles = pytest.mark.parametrize("site", WITH_ARTICLES, indirect=True)


@pytest.fixture
def site(request: pytest.FixtureRequest) -> BuiltSite:
    """One of the sites, by its name."""
    found: BuiltSite = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def nu_faults(request: pytest.FixtureRequest, nu_validator: Validate) -> list[str]:
    """Faults of all files of all sites: one run of the validator, for it is slow to start."""
    files = [
        site.folder / path
        for site in map(request.getfixturevalue, SITES)
        for path in site.paths
        if path.endswith((".html", ".css", ".svg"))
    ]
    assert {file.suffix for file in files} == {".html", ".css", ".svg"}
    assert len(files) > 100
    return nu_validator(files)


@on_every_site
def test_pages_style_sheet_and_icon_are_valid_by_the_nu_validator(
    site: BuiltSite, nu_faults: list[str]
) -> None:
    assert [fault for fault in nu_faults if fault.startswith(str(site.folder.resolve()))] == []


def test_no_fault_of_the_validator_is_passed_over(
    request: pytest.FixtureRequest, nu_faults: list[str]
) -> None:
    folders = [str(request.getfixturevalue(name).folder.resolve()) for name in SITES]
    assert [fault for fault in nu_faults if not fault.startswith(tuple(folders))] == []


@on_every_site
def test_no_law_is_broken(site: BuiltSite) -> None:
    assert [str(fault) for fault in check_site(site.folder)] == []


def test_sites_hold_what_they_are_made_for(odd_site: BuiltSite, empty_site: BuiltSite) -> None:
    assert empty_site.report.articles == 0
    assert odd_site.report.articles == 15
    assert odd_site.report.problems == ()
    assert {len(entry["translations"]) + 1 for entry in odd_site.catalogue} == {1, 12}
    assert {entry["language"] for entry in odd_site.catalogue} >= {"und", "ar", "he", "zh-Hant"}
    assert max(len(entry["title"]) for entry in odd_site.catalogue) > 300
    code = odd_site.document("en/local/a-sieve-in-nine-lines.html")
    (prose,) = code.find_class("prose")
    for tag in ("pre", "table", "ol", "ul", "blockquote", "figure", "strong", "h2"):
        assert prose.findall(f".//{tag}"), tag
    assert any(path.startswith("stories/page/") for path in odd_site.paths)
    assert any(re.fullmatch(r"en/local/page/\d+\.html", path) for path in odd_site.paths)


# Feeds


def feeds(site: BuiltSite, name: str) -> list[str]:
    found = [path for path in site.paths if path.endswith(f"/{name}")]
    assert len(found) >= len(site.report.languages)
    return found


@on_sites_with_articles
def test_atom_feeds_are_valid(site: BuiltSite) -> None:
    grammar = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
    for path in feeds(site, "feed.xml"):
        document = etree.fromstring((site.folder / path).read_bytes())
        assert grammar.validate(document), (path, grammar.error_log.last_error)


@on_sites_with_articles
def test_atom_feeds_keep_the_rules_that_no_grammar_states(site: BuiltSite) -> None:
    for path in feeds(site, "feed.xml"):
        feed = etree.fromstring((site.folder / path).read_bytes())
        entries = feed.findall("a:entry", ATOM)
        ids = [item.findtext("a:id", None, ATOM) for item in (feed, *entries)]
        assert len(set(ids)) == len(ids), path
        assert feed.xpath("a:link[@rel='self']/@href", namespaces=ATOM) == [BASE_URL + path]
        newest = max(entry.findtext("a:updated", None, ATOM) for entry in entries)
        assert feed.findtext("a:updated", None, ATOM) == newest
        for item in (feed, *entries):
            alternates = item.xpath("a:link[@rel='alternate']", namespaces=ATOM)
            kinds = [(link.get("type"), link.get("hreflang")) for link in alternates]
            assert kinds, path
            assert len(set(kinds)) == len(kinds), path  # RFC 4287, 4.1.1 and 4.1.2
            for link in alternates:
                assert link.get("href").removeprefix(BASE_URL) in site.paths
        for entry in entries:
            published = entry.findtext("a:published", None, ATOM)
            assert published in (None, entry.findtext("a:updated", None, ATOM))


@on_sites_with_articles
def test_json_feeds_are_valid(site: BuiltSite) -> None:
    for path in feeds(site, "feed.json"):
        feed = json.loads(site.text(path))
        assert_keys(
            feed, required={"version", "title", "home_page_url", "feed_url", "items"}, optional={"language"}
        )
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"] == BASE_URL + path
        assert feed["home_page_url"].removeprefix(BASE_URL) in site.paths
        assert feed["title"].strip()
        assert LANGUAGE.fullmatch(feed.get("language", "en"))
        ids = [item["id"] for item in feed["items"]]
        assert ids
        assert len(set(ids)) == len(ids)
        for item in feed["items"]:
            assert_json_item(item, site)


def assert_json_item(item: dict[str, Any], site: BuiltSite) -> None:
    """JSON Feed 1.1, "Items"; names with `_` are our extensions."""
    assert_keys(
        item,
        required={"id", "url", "title", "content_text"},
        optional={
            "external_url",
            "summary",
            "date_published",
            "authors",
            "tags",
            "language",
            "_date",
            "_translations",
        },
    )
    assert PERMANENT.fullmatch(item["id"])
    assert item["url"].removeprefix(BASE_URL) in site.paths
    assert ADDRESS.fullmatch(item.get("external_url", BASE_URL))
    assert item["content_text"].strip()
    assert LANGUAGE.fullmatch(item.get("language", "en"))
    if "date_published" in item:
        assert datetime.fromisoformat(item["date_published"]).tzinfo
    assert all(author.keys() == {"name"} and author["name"] for author in item.get("authors", []))
    assert all(isinstance(tag, str) and tag for tag in item.get("tags", []))
    for language, url in item.get("_translations", {}).items():
        assert LANGUAGE.fullmatch(language)
        assert url.removeprefix(BASE_URL) in site.paths


def assert_keys(value: dict[str, Any], *, required: set[str], optional: set[str]) -> None:
    assert required <= value.keys() <= required | optional
    assert None not in value.values()


def test_undated_articles_have_valid_feeds_too(tmp_path: Path) -> None:
    site = build_site(made_up_config(tmp_path, HERE / "made_up" / "undated"))
    (item,) = json.loads(site.text("en/feed.json"))["items"]
    assert "date_published" not in item
    grammar = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
    for path in (path for path in site.paths if path.endswith(".xml") and "feed" in path):
        assert grammar.validate(etree.fromstring((site.folder / path).read_bytes())), path
    assert [str(fault) for fault in check_site(site.folder)] == []


# Sitemap


@on_sites_with_articles
def test_sitemap_is_valid(site: BuiltSite) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "sitemap.xsd"))
    document = etree.fromstring((site.folder / "sitemap.xml").read_bytes())
    assert schema.validate(document), schema.error_log.last_error


@on_sites_with_articles
def test_sitemap_names_every_page_once(site: BuiltSite) -> None:
    document = etree.fromstring((site.folder / "sitemap.xml").read_bytes())
    named = [loc.removeprefix(BASE_URL) for loc in document.xpath("//s:loc/text()", namespaces=SITEMAP)]
    assert sorted(named) == list(site.linked_pages)
    for alternate in document.xpath("//x:link/@href", namespaces=SITEMAP):
        assert alternate.removeprefix(BASE_URL) in site.pages


def test_robots_are_told_of_the_sitemap(five_seeds_site: BuiltSite) -> None:
    assert five_seeds_site.text("robots.txt") == f"User-agent: *\nAllow: /\nSitemap: {BASE_URL}sitemap.xml\n"


def test_unpublished_site_has_nothing_that_needs_an_address(unpublished_site: BuiltSite) -> None:
    assert [path for path in unpublished_site.paths if "feed." in path or path.startswith("sitemap")] == []
    for path, data in contents(unpublished_site.folder).items():
        assert b"example.org" not in data, path
        assert b'hreflang="x-default"' not in data, path
        assert b'rel="canonical"' not in data, path


# The collection as data


@on_every_site
def test_data_package_describes_the_files_beside_it(site: BuiltSite) -> None:
    package = json.loads(site.text("data/datapackage.json"))
    assert_keys(
        package,
        required={"profile", "name", "title", "languages", "resources"},
        optional={"description", "homepage", "sources"},
    )
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert package.get("homepage", "") == site.base_url
    assert package["languages"] == sorted(site.report.languages)
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names) == 3
    named = {f"data/{path}" for resource in package["resources"] for path in resource["path"]}
    assert named == {path for path in site.paths if path.startswith("data/")} - {"data/datapackage.json"}


@on_every_site
def test_rows_of_the_table_have_the_columns_that_its_schema_names(site: BuiltSite) -> None:
    package = json.loads(site.text("data/datapackage.json"))
    (table,) = (resource for resource in package["resources"] if resource["name"] == "articles")
    columns = [field["name"] for field in table["schema"]["fields"]]
    rows = []
    for path in table["path"]:
        header, *found = csv.reader(io.StringIO(site.text(f"data/{path}"), newline=""))
        assert header == columns
        rows += [dict(zip(columns, row, strict=True)) for row in found]
    assert [row["id"] for row in rows] == [entry["id"] for entry in site.catalogue]
    for row, entry in zip(rows, site.catalogue, strict=True):
        for column in ("language", "source", "url", "markdown", "story"):
            assert row[column] == entry[column]
        assert int(row["words"]) == entry["words"]


@on_every_site
def test_the_coverage_has_every_story_with_its_languages_and_its_page(site: BuiltSite) -> None:
    package = json.loads(site.text("data/datapackage.json"))
    (table,) = (resource for resource in package["resources"] if resource["name"] == "coverage")
    columns = [field["name"] for field in table["schema"]["fields"]]
    languages: defaultdict[str, set[str]] = defaultdict(set)
    for entry in site.catalogue:
        languages[entry["story"]].add(entry["language"])
    told = {}
    for path in table["path"]:
        header, *rows = csv.reader(io.StringIO(site.text(f"data/{path}"), newline=""))
        assert header == columns
        for row in (dict(zip(columns, cells, strict=True)) for cells in rows):
            told[row["story"]] = row["languages"]
            assert f"stories/{row['source']}/{row['slug']}.html" in site.paths
    assert told == {story: " ".join(sorted(tags)) for story, tags in languages.items()}
    assert list(told) == sorted(told)
    links = site.document("stories/index.html").xpath("//a[contains(@href, '.csv')]/@href")
    assert links == [f"../data/{path}" for path in table["path"] if told]


@on_sites_with_articles
def test_catalogue_has_every_field_and_files_that_exist(site: BuiltSite) -> None:
    package = json.loads(site.text("data/datapackage.json"))
    (catalogue,) = (resource for resource in package["resources"] if resource["name"] == "catalogue")
    fields = [field["name"] for field in catalogue["schema"]["fields"]]
    for entry in site.catalogue:
        assert list(entry) == fields
        assert {entry["url"], entry["markdown"], *entry["translations"].values()} <= set(site.paths)


def test_structured_data_of_an_article_states_what_is_known(five_seeds_site: BuiltSite) -> None:
    for entry in five_seeds_site.catalogue:
        page = five_seeds_site.document(entry["url"])
        (block,) = page.xpath('//script[@type="application/ld+json"]/text()')
        stated = json.loads(block)
        assert (stated["@context"], stated["@type"]) == ("https://schema.org", "NewsArticle")
        assert stated["headline"] == entry["title"]
        assert stated["inLanguage"] == entry["language"]
        assert stated["isBasedOn"] == entry["source_url"]
        assert stated["datePublished"] == entry["published"]
        assert stated.get("author", {}).get("name") == entry["author"]
        translations = {work["@id"] for work in stated.get("workTranslation", [])}
        assert translations == {BASE_URL + url for url in entry["translations"].values()}
        assert None not in stated.values()
