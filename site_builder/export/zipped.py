"""The whole site as one zip, which opens by a double click on index.html once it is unpacked.

Shape: one file of output/ at a time, by name. Memory: one block of a file, and the names of one folder; of each entry what the
format keeps for its end. Raises ConfigError for a wish that chooses a part: its links would lead to pages that are not there.

Hidden files stay behind, for they are a host's business, and so does what a symbolic link points to.

Not here: how an archive is written (`export/packing.py`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from site_builder.config import SiteSettings
from site_builder.errors import ConfigError
from site_builder.export.packing import Pack, check_pack
from site_builder.export.selection import Shelf, Wanted, chosen, named
from site_builder.model import Stage

ENDING = "zip"


def write(output: Path, site: SiteSettings, wanted: Wanted, target: Path, stage: Stage) -> Shelf:
    """Every file of the site in one folder of the archive, which is named as the site."""
    _refuse_part(wanted)
    articles = stories = 0
    with stage("choose", None):
        for _, entries in chosen(output, wanted):
            articles += len(entries)
            stories += 1
        total = sum(1 for _ in _files(output))
    folder = named(site, wanted)
    with Pack(target) as pack, stage("pack", total) as advance:
        for path in _files(output):
            pack.add_file(f"{folder}/{path.relative_to(output).as_posix()}", path)
            advance(1)
    check_pack(target, pack.count, stage)
    return Shelf(file=target, articles=articles, stories=stories)


def _refuse_part(wanted: Wanted) -> None:
    options = {
        "--language": wanted.language,
        "--source": wanted.source,
        "--story": wanted.story,
        "--pair": wanted.pair,
    }
    given = [option for option, value in options.items() if value]
    if given:
        raise ConfigError(
            "export zip",
            f"holds the whole site and takes no {' and no '.join(given)}: links would lead to what is not there",
            "leave it out, or choose another shelf: zim takes --language and --source, epub takes all of them",
        )


def _files(folder: Path) -> Iterator[Path]:
    """Every file below the folder but hidden ones, in one order on every machine."""
    with os.scandir(folder) as entries:
        found = sorted(
            (entry.name, entry.is_dir(follow_symlinks=False), entry.is_symlink()) for entry in entries
        )
    for name, is_folder, is_link in found:
        if name.startswith(".") or is_link:
            continue
        if is_folder:
            yield from _files(folder / name)
        else:
            yield folder / name
