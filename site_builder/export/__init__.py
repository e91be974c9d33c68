"""The offline shelves: one file out of a built site, for a reader without a network.

Shape: output/ and what is wanted of it → one file, beside at first, checked, then moved into place; memory: what one shelf
says of itself, never the collection. The same site and the same wish give the same bytes.

Raises ConfigError where nothing is chosen or a tool is missing, and OutputError where the file cannot be written or did not
pass its own check.

Not here: what is chosen (`export/selection.py`), each kind of shelf (`export/zipped.py`, `export/epub/`, `export/zim.py`).
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Protocol

from site_builder.config import SiteSettings
from site_builder.errors import ConfigError, OutputError
from site_builder.export.selection import Shelf, Wanted, named
from site_builder.model import Stage

__all__ = ["KINDS", "Shelf", "Wanted", "export"]


class _Kind(Protocol):
    """What the module of a kind offers."""

    ENDING: str

    def write(self, output: Path, site: SiteSettings, wanted: Wanted, target: Path, stage: Stage) -> Shelf:
        """Write the shelf into `target`, which is not there yet, and check it."""
        ...


KINDS = {"zip": "zipped", "epub": "epub", "zim": "zim"}
"""Kind of shelf → its module here, which is loaded when it is wanted."""


def export(
    kind: str, output: Path, site: SiteSettings, wanted: Wanted, target: Path | None, stage: Stage
) -> Shelf:
    """Make one shelf of the site in `output`; without `target`, exports/NAME.ENDING beside it."""
    if not (output / "data/datapackage.json").is_file():
        raise ConfigError(str(output), "no built site lies there", "build it first: python build.py")
    module: _Kind = import_module(f"site_builder.export.{KINDS[kind]}")
    if target is None:
        target = output.absolute().parent / "exports" / f"{named(site, wanted)}.{module.ENDING}"
    if target.resolve().is_relative_to(output.resolve()):
        raise ConfigError(str(target), "lies inside the site itself", "name a file elsewhere with --to")
    beside = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        shelf = module.write(output, site, wanted, beside, stage)
        beside.replace(target)
    except OSError as error:
        what = f"cannot be written ({error.strerror or error})"
        raise OutputError(
            str(target), what, "free space, mend the rights, or name another file with --to"
        ) from None
    finally:
        with suppress(OSError):  # where there is no folder, nothing lies in it
            beside.unlink()
    return Shelf(file=target, articles=shelf.articles, stories=shelf.stories, size=target.stat().st_size)
