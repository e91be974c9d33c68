"""The Nu Html Checker, the reference validator of HTML, CSS and SVG, run on files."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from support import ToolMissingError

Validate: TypeAlias = Callable[[Sequence[Path]], list[str]]
"""Files in, one line per fault out; an empty list means that all of them are valid."""

VNU_JAR = Path(__file__).parents[2] / ".venv" / "tools" / "vnu" / "vnu.jar"
FILES_PER_RUN = 2_000  # keeps the command line far below the system's limit


def vnu_command(jar: Path = VNU_JAR) -> list[str]:
    """The words that start the checker. Raises `ToolMissingError`."""
    java = shutil.which("java")
    missing = [name for name, found in (("java", java), (jar.name, jar.is_file())) if not found]
    if java is None or missing:
        raise ToolMissingError(f"{' and '.join(missing)} not found; run tools/install-test-tools.sh")
    return [java, "-jar", str(jar)]


def validate(paths: Sequence[Path], command: Sequence[str]) -> list[str]:
    """Check .html, .css and .svg files; one line per fault, without repetition, in the checker's order."""
    if not paths:
        raise ValueError("no file to validate")
    faults: dict[str, None] = {}
    for start in range(0, len(paths), FILES_PER_RUN):
        faults |= dict.fromkeys(
            _run([path.resolve(strict=True) for path in paths[start:][:FILES_PER_RUN]], command)
        )
    return list(faults)


def _run(paths: Sequence[Path], command: Sequence[str]) -> list[str]:
    options = ["--errors-only", "--format", "json", "--also-check-css", "--also-check-svg", "--verbose"]
    done = subprocess.run(
        [*command, *options, *map(str, paths)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        # In another locale Java cannot open a file whose name is not ASCII, and passes over it in silence.
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    # --verbose names every file that is really read, one a line.
    if len(done.stdout.splitlines()) != len(paths):
        raise RuntimeError(f"the checker did not read all {len(paths)} files:\n{done.stdout}{done.stderr}")
    return [_line(message) for message in json.loads(done.stderr)["messages"]]


def _line(message: dict[str, Any]) -> str:
    # The checker's line numbers are not told: from the second file on they are one too small.
    path = unquote(urlsplit(message.get("url", "")).path)
    near = " ".join(message.get("extract", "").split())
    return f"{path}: {message['message']}" + (f" (near: {near})" if near else "")
