"""Files for machines made whole, where a build makes them of the pieces of its stories."""

from collections.abc import Iterable, Sequence

from site_builder.model import File, Record
from site_builder.render.data import catalogue_file, catalogue_lines, table_file, table_rows
from site_builder.render.sitemap import Group, sitemap_file, sitemap_piece


def data_part(number: int, records: Sequence[Record]) -> tuple[File, File]:
    """A part of the catalogue, and the same part as a table."""
    return (
        catalogue_file(number, (catalogue_lines(records),)),
        table_file(number, (table_rows(records),)),
    )


def sitemap_part(path: str, base_url: str, groups: Iterable[Group]) -> File:
    """A part of the sitemap."""
    return sitemap_file(path, (sitemap_piece(groups, base_url),))
