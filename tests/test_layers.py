"""The direction of imports: cli → commands → pipeline → stages, engine → ground, never up and never sideways."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "site_builder"
GROUND = (
    "model",
    "config",
    "errors",
    "text",
    "escape",
    "look",
    "installed",
    "media",
    "value",
    "digest",
    "late",
)
STAGES = ("read", "clean", "describe", "link", "align", "review", "plan", "render", "search", "write")
ENGINE = ("store", "execute")
UPSTAIRS = (
    "pipeline",
    "explain",
    "check",
    "export",
    "publish",
    "serve",
    "summary",
    "unchanged",
    "commands",
    "cli",
    "__main__",
)
ALONE = {
    "markdown": "render/library.py",
    "pygments": "render/code.py",
    "nh3": "render/library.py",
    "jinja2": "render/templating.py",
    "markupsafe": "render/pages.py",
    "babel": "render/interface.py",
    "livereload": "serve.py",
    "tornado": "serve.py",
    "watchfiles": "serve.py",
    "fasttext": "describe/language/lid176.py",
    "pycld2": "describe/language/vote.py",
    "py3langid": "describe/language/vote.py",
    "charset_normalizer": "read/decode.py",
    "ftfy": "clean/characters.py",
    "trafilatura": "clean/html.py",
    "lxml": "clean/html.py",
    "libzim": "export/zim.py",
    "boto3": "publish/bucket.py",
    "botocore": "publish/bucket.py",
    "yaml": "read/md.py",
    "rich": "commands.py",
    "sqlite3": "store.py",
    "xxhash": "digest.py",
}
"""Library → the one file that knows it."""

FILES = sorted(PACKAGE.rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: write imports in full"
            yield node.module or ""


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def rooms_seen_by(file: Path) -> set[str]:
    names = [name.split(".") for name in imported(file) if name.startswith("site_builder.")]
    return {parts[1] for parts in names} - {room_of(file)}


def allowed(room: str) -> set[str]:
    if room in ("__init__", "errors", "escape", "installed", "look", "media", "model", "summary", "text"):
        return {"errors", "value", "late"}
    if room == "config":
        return {"errors", "value"}
    if room in ("value", "digest", "late"):
        return set()
    if room in STAGES:
        return set(GROUND)
    if room in ENGINE:
        return {"errors"}
    below = {*GROUND, *STAGES, *ENGINE}
    return {
        "check": set(GROUND),
        "export": {*GROUND, "render"},
        "publish": {*GROUND, "write"},
        "pipeline": below,
        "explain": {*below, "pipeline"},
        "serve": {*below, "pipeline"},
        "unchanged": {"look", "summary"},
        "commands": {
            *below,
            "pipeline",
            "explain",
            "serve",
            "check",
            "export",
            "publish",
            "summary",
            "unchanged",
        },
        "cli": {"unchanged", "commands"},
        "__main__": {"cli"},
    }[room]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_room_imports_only_from_floors_below(file: Path) -> None:
    assert rooms_seen_by(file) <= allowed(room_of(file))


def test_every_room_has_its_floor() -> None:
    assert {room_of(file) for file in FILES} <= {*GROUND, *STAGES, *ENGINE, *UPSTAIRS, "__init__"}


@pytest.mark.parametrize(("library", "home"), ALONE.items())
def test_a_foreign_library_is_known_to_one_file(library: str, home: str) -> None:
    users = {
        file.relative_to(PACKAGE).as_posix()
        for file in FILES
        if any(name.split(".")[0] == library for name in imported(file))
    }
    assert users == {home}
