"""The collection as data: exact in JSON lines, safe in a spreadsheet, and described."""

import csv
import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.parts import data_part

from site_builder.model import (
    Address,
    Card,
    LanguageLink,
    PackageView,
    Provenance,
    Record,
    SourceRecord,
    StoryRecord,
)
from site_builder.render.data import (
    COLUMNS,
    catalogue_file,
    catalogue_lines,
    coverage_file,
    coverage_row,
    record_value,
    render_package,
    table_file,
    table_rows,
)

CARD = Card(
    id="0123456789abcdef",
    seed="courier/flood.txt",
    language="nl",
    title="Water, “wind”\nen zo",
    source="ex.org",
    source_url="https://ex.org/wereld/flood.html",
    source_key="ex.org/wereld/flood",
    section="wereld",
    author=None,
    published="2025-12",
    stated_story=None,
    slug="flood",
    summary="Twee regels.",
    words=120,
    paragraphs=2,
    provenance={
        "title": Provenance("first line", 0.9),
        "published": Provenance("source URL", 1.0),
    },
)
RECORD = Record(
    card=CARD,
    story="fedcba9876543210",
    path="nl/ex.org/flood.html",
    markdown_path="nl/ex.org/flood.md",
    translations=(
        LanguageLink("nl", "nl/ex.org/flood.html"),
        LanguageLink("zh-Hant", "zh-Hant/ex.org/flood.html"),
        LanguageLink("en", "en/ex.org/flood.html"),
    ),
    alignment={"zh-Hant": (((0,), (0, 1)), ((1,), ())), "en": (((0, 1), (0,)),)},
)


def record(**changes: Any) -> Record:
    return replace(RECORD, card=replace(CARD, **changes))


def catalogue(*records: Record) -> list[dict[str, Any]]:
    file = data_part(7, records)[0]
    assert file.path == "data/catalogue/0007.jsonl"
    return [json.loads(line) for line in file.data.splitlines()]


def table(*records: Record) -> list[list[str]]:
    file = data_part(7, records)[1]
    assert file.path == "data/articles/0007.csv"
    return list(csv.reader(io.StringIO(file.data.decode(), newline=""), strict=True))


def test_an_entry_has_the_fields_of_the_design_in_its_order() -> None:
    (entry,) = catalogue(RECORD)
    assert list(entry.items()) == [
        ("id", "0123456789abcdef"),
        ("seed", "courier/flood.txt"),
        ("language", "nl"),
        ("title", "Water, “wind”\nen zo"),
        ("source", "ex.org"),
        ("source_url", "https://ex.org/wereld/flood.html"),
        ("section", "wereld"),
        ("author", None),
        ("published", "2025-12"),
        ("published_precision", "month"),
        ("story", "fedcba9876543210"),
        ("url", "nl/ex.org/flood.html"),
        ("markdown", "nl/ex.org/flood.md"),
        ("translations", {"en": "en/ex.org/flood.html", "zh-Hant": "zh-Hant/ex.org/flood.html"}),
        ("words", 120),
        ("paragraphs", 2),
        (
            "provenance",
            {
                "published": {"from": "source URL", "confidence": 1.0},
                "title": {"from": "first line", "confidence": 0.9},
            },
        ),
        ("alignment", {"en": [[[0, 1], [0]]], "zh-Hant": [[[0], [0, 1]], [[1], []]]}),
    ]


@pytest.mark.parametrize(
    ("published", "precision"),
    [("2025-06-30", "day"), ("2025-12", "month"), ("2025", "year"), (None, None)],
)
def test_a_date_says_how_precise_it_is(published: str | None, precision: str | None) -> None:
    (entry,) = catalogue(record(published=published))
    assert (entry["published"], entry["published_precision"]) == (published, precision)


def test_an_entry_is_one_line_of_readable_text() -> None:
    data = data_part(0, (RECORD, RECORD))[0].data
    assert data.count(b"\n") == 2 and data.endswith(b"\n")
    assert "“wind”".encode() in data


def test_the_table_has_the_scalar_fields_and_keeps_to_rfc_4180() -> None:
    (_, row) = table(RECORD)
    (entry,) = catalogue(RECORD)
    scalars = {name: value for name, value in entry.items() if not isinstance(value, dict)}
    assert dict(zip(table(RECORD)[0], row, strict=True)) == {
        name: "" if value is None else str(value) for name, value in scalars.items()
    }
    data = data_part(0, (RECORD,))[1].data
    assert data.count(b"\r\n") == 2 and data.endswith(b"\r\n")


@pytest.mark.parametrize(
    "formula", ["=1+1", "+49", "-x", "@a", "\tx", "\rx", "\nx", "＝x", "＋x", "－x", "＠x"]
)
def test_no_cell_of_the_table_is_a_formula_and_the_catalogue_is_exact(formula: str) -> None:
    hostile = record(title=formula, seed=formula)
    assert catalogue(hostile)[0]["title"] == formula
    header, row = table(hostile)
    assert row[header.index("title")] == f"'{formula}"
    assert row[header.index("seed")] == f"'{formula}"


def test_an_article_without_translations_has_none() -> None:
    (entry,) = catalogue(replace(RECORD, translations=(), alignment={}))
    assert entry["translations"] == {} and entry["alignment"] == {}


def test_a_file_name_that_is_not_utf_8_comes_through() -> None:
    (entry,) = catalogue(record(seed="\udce9t\udce9.txt"))
    assert entry["seed"] == "\udce9t\udce9.txt"


def test_equal_views_give_equal_bytes_whatever_the_order_of_their_mappings() -> None:
    turned = replace(
        record(provenance=dict(reversed(list(CARD.provenance.items())))),
        alignment=dict(reversed(list(RECORD.alignment.items()))),
        translations=tuple(reversed(RECORD.translations)),
    )
    assert data_part(0, (turned,)) == data_part(0, (RECORD,))


def test_an_empty_part_has_a_header_and_no_entries() -> None:
    lines, cells = data_part(0, ())
    assert lines.data == b""
    assert cells.data.startswith(b"id,seed,language,") and cells.data.count(b"\r\n") == 1


texts = st.text("ab é文🌊\",'\\\r\n\t=＝\x00\x7f\u2028\udce9", max_size=12)
unknown = st.none() | texts
blocks = st.lists(st.integers(0, 120), max_size=3).map(tuple)


@st.composite
def records(draw: st.DrawFn) -> Record:
    changed = record(
        seed=draw(texts),
        title=draw(texts),
        source=draw(texts),
        source_url=draw(unknown),
        section=draw(unknown),
        author=draw(unknown),
        published=draw(st.sampled_from((None, "2025", "2025-12", "2025-12-01"))),
        words=draw(st.integers(0)),
        provenance=draw(
            st.dictionaries(
                texts, st.builds(Provenance, texts, st.floats(0, 1) | st.integers(0, 1)), max_size=3
            )
        ),
    )
    alignment = st.dictionaries(texts, st.lists(st.tuples(blocks, blocks), max_size=4).map(tuple), max_size=3)
    links = st.lists(st.builds(LanguageLink, st.sampled_from(("en", "nl", "uk")), st.sampled_from("aéb")))
    return replace(changed, alignment=draw(alignment), translations=tuple(draw(links)))


@given(st.lists(records(), max_size=3))
def test_a_line_is_the_entry_in_json_and_a_row_is_its_scalars_in_csv(many: list[Record]) -> None:
    entries = [record_value(one) for one in many]
    lines = [json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n" for entry in entries]
    assert catalogue_lines(many) == "".join(lines).encode("utf-8", "backslashreplace")
    rows = io.StringIO()
    guarded = [
        ["'" + cell if str(cell).startswith(tuple("=+-@\t\r\n＝＋－＠")) else cell for cell in cells]
        for cells in ([entry[name] for name in COLUMNS] for entry in entries)
    ]
    csv.writer(rows, lineterminator="\r\n").writerows(guarded)
    assert table_rows(many) == rows.getvalue().encode("utf-8", "backslashreplace")


def test_a_part_is_its_pieces_one_after_the_other() -> None:
    one, other = RECORD, record(id="1" * 16)
    pieces = [(one,), (), (other,)]
    assert data_part(3, (one, other)) == (
        catalogue_file(3, map(catalogue_lines, pieces)),
        table_file(3, map(table_rows, pieces)),
    )


def test_the_coverage_has_a_row_for_each_story() -> None:
    told = StoryRecord(
        key="fedcba9876543210",
        address=Address("ex.org", "flood"),
        title="=Water, “wind”",
        published=None,
        languages=("en", "nl", "zh-Hant"),
    )
    file = coverage_file(7, [coverage_row(told), coverage_row(replace(told, published="2025-12"))])
    assert file.path == "data/coverage/0007.csv"
    rows = list(csv.reader(io.StringIO(file.data.decode(), newline=""), strict=True))
    assert rows == [
        ["story", "source", "slug", "title", "published", "languages"],
        ["fedcba9876543210", "ex.org", "flood", "'=Water, “wind”", "", "en nl zh-Hant"],
        ["fedcba9876543210", "ex.org", "flood", "'=Water, “wind”", "2025-12", "en nl zh-Hant"],
    ]
    assert file.data.count(b"\r\n") == 3


# The package

PACKAGE = PackageView(
    title="Bibliothèque d'articles",
    description="All of them.",
    base_url="https://example.org/library/",
    parts=2,
    languages=("en", "nl"),
    sources=(
        SourceRecord("ex.org", "Example", "nl"),
        SourceRecord("a.org", "a.org"),
        SourceRecord("local", "local"),
    ),
)


def package(**changes: Any) -> dict[str, Any]:
    file = render_package(replace(PACKAGE, **changes))
    assert file.path == "data/datapackage.json"
    described: dict[str, Any] = json.loads(file.data)
    return described


def test_the_package_lists_all_parts_of_every_form() -> None:
    described = package()
    assert described["profile"] == "data-package"
    assert re.fullmatch(r"[a-z0-9._/-]+", described["name"])
    assert (described["title"], described["description"]) == (PACKAGE.title, PACKAGE.description)
    assert {resource["name"]: resource["path"] for resource in described["resources"]} == {
        "articles": ["articles/0000.csv", "articles/0001.csv"],
        "catalogue": ["catalogue/0000.jsonl", "catalogue/0001.jsonl"],
        "coverage": ["coverage/0000.csv", "coverage/0001.csv"],
    }
    assert described["sources"] == [
        {"name": "ex.org", "title": "Example", "language": "nl"},
        {"name": "a.org", "title": "a.org"},
    ]


def test_the_package_names_a_home_page_only_where_there_is_one() -> None:
    assert package()["homepage"] == "https://example.org/library/"
    assert "homepage" not in package(base_url=None)
    assert "description" not in package(description="")


def test_the_schema_describes_each_field_of_an_entry() -> None:
    articles, entries, stories = package()["resources"]
    header = coverage_file(0, ()).data.decode().rstrip("\r\n").split(",")
    assert [field["name"] for field in stories["schema"]["fields"]] == header
    assert (articles["schema"]["primaryKey"], stories["schema"]["primaryKey"]) == ("id", "story")
    assert [field["name"] for field in articles["schema"]["fields"]] == table(RECORD)[0]
    assert [field["name"] for field in entries["schema"]["fields"]] == list(catalogue(RECORD)[0])
    (_, row) = table(RECORD)
    for field, cell in zip(articles["schema"]["fields"], row, strict=True):
        limits = field.get("constraints", {})
        assert field["type"] in ("string", "integer")
        assert cell or not limits.get("required")
        if cell and "pattern" in limits:
            assert re.search(limits["pattern"], cell)
        if cell and "enum" in limits:
            assert cell in limits["enum"]


def test_the_package_says_how_formulas_are_guarded() -> None:
    assert "formula" in package()["resources"][0]["description"]


def test_a_title_in_any_script_gives_a_name() -> None:
    assert re.fullmatch(r"[a-z0-9-]+", package(title="文章")["name"])
    assert package(title="!!!")["name"] == "articles"


def test_a_package_needs_a_part() -> None:
    with pytest.raises(ValueError, match="part"):
        render_package(replace(PACKAGE, parts=0))
