"""Where templates and assets lie, and whether they have changed. Imports nothing that renders, so asking is cheap.

Not here: what is made of them (`pages`).
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path


def template_folders(own: Path | None) -> list[Path]:
    """The user's folder first, then ours: inside the installed package, else at the top of the checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "templates"
    ours = installed if installed.is_dir() else package.parent / "templates"
    return [ours] if own is None else [own, ours]


def files_below(folder: Path) -> list[Path]:
    """Files below a folder, hidden ones left out, in a fixed order."""
    found = [file for file in folder.rglob("*") if file.is_file()]
    return sorted(
        file for file in found if not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )


def templates_fingerprint(own: Path | None) -> str:
    """16 hex digits: another one when any template or asset is another."""
    digest = sha256()
    for folder in template_folders(own):
        for file in files_below(folder):
            name = file.relative_to(folder).as_posix()
            digest.update(
                f"{name}\0{sha256(file.read_bytes()).hexdigest()}\n".encode("utf-8", "surrogateescape")
            )
        digest.update(b"\0")
    return digest.hexdigest()[:16]
