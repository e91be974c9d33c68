"""Versions of installed libraries, from the names of their folders: importlib.metadata takes 20 ms to import."""

from __future__ import annotations

import os
import sys
from functools import cache

_ENDING = ".dist-info"


def version_of(name: str) -> str:
    """The version, as "3.11.3"; what importlib.metadata says where no folder tells; "" where it is not installed."""
    found = _folders().get(_plain(name))
    if found is not None:
        return found
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return ""


@cache
def _folders() -> dict[str, str]:
    """Name → version of everything on the path; the first place wins, as it does for imports."""
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208  pathlib costs more than the work
        except OSError:
            continue
        for name in names:
            if name.endswith(_ENDING):
                package, _, version = name.removesuffix(_ENDING).partition("-")
                found.setdefault(_plain(package), version)
    return found


def _plain(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")
