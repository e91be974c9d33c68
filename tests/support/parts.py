"""Files for machines made whole, where a build makes them of the pieces of its stories."""

from collections.abc import Iterable, Sequence

from site_builder.model import Address, File, Record, StoryRecord
from site_builder.render.data import (
    catalogue_file,
    catalogue_lines,
    coverage_file,
    coverage_row,
    table_file,
    table_rows,
)
from site_builder.render.sitemap import Group, sitemap_file, sitemap_piece


def data_part(number: int, records: Sequence[Record]) -> tuple[File, File]:
    """A part of the catalogue, and the same part as a table."""
    return (
        catalogue_file(number, (catalogue_lines(records),)),
        table_file(number, (table_rows(records),)),
    )


def coverage_part(number: int, records: Sequence[Record]) -> File:
    """The same part of the coverage, of stories whose versions share a source and a slug; no language has two."""
    stories: dict[str, list[Record]] = {}
    for record in records:
        stories.setdefault(record.story, []).append(record)
    rows = []
    for key, versions in stories.items():
        lead = versions[0].card
        rows.append(
            StoryRecord(
                key=key,
                address=Address(lead.source, versions[0].path.rpartition("/")[2].removesuffix(".html")),
                title=lead.title,
                published=lead.published,
                languages=tuple(dict.fromkeys(version.card.language for version in versions)),
            )
        )
    return coverage_file(number, map(coverage_row, rows))


def sitemap_part(path: str, base_url: str, groups: Iterable[Group]) -> File:
    """A part of the sitemap."""
    return sitemap_file(path, (sitemap_piece(groups, base_url),))
