"""The compiled wheel writes what the sources write. `make test` builds it first; alone, the tests do that themselves."""

import fcntl
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support.building import BASE_URL, ROOT, SEEDS, contents

from bench.make_seeds import make_seeds

COMPILED = ROOT / ".venv-compiled" / "bin"
ALONE = (COMPILED / "python", "-I")
"""Looks at no PYTHONPATH, which may lead to the sources."""
MADE_UP = 300


@pytest.fixture(scope="module", autouse=True)
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> None:
    """An up-to-date wheel, installed; one process makes it, however many test."""
    with (tmp_path_factory.getbasetemp().parent / "compiled.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["make", "compiled"], cwd=ROOT, check=True)


def run(compiled: bool, place: Path, *words: str) -> bytes:
    """A command of one of the two, with folders of its own; what it printed."""
    program: list[str | Path] = [sys.executable, ROOT / "build.py"]
    if compiled:
        program = [*ALONE, COMPILED / "site-builder"]
    folders: list[str | Path] = [
        "--output",
        place / f"output-{compiled}",
        "--cache",
        place / f"cache-{compiled}",
    ]
    done = subprocess.run([*program, *words, *folders], cwd=place, check=True, capture_output=True)
    return done.stdout


def assert_same_sites(place: Path, seeds: Path) -> None:
    """Build both ways and compare."""
    for compiled in (False, True):
        run(compiled, place, "build", "--seeds", str(seeds), "--base-url", BASE_URL, "--quiet")
    ours, theirs = contents(place / "output-False"), contents(place / "output-True")
    assert ours.keys() == theirs.keys()
    assert [path for path in ours if ours[path] != theirs[path]] == []


def answer(program: str) -> str:
    """What a program prints that imports the installed package."""
    done = subprocess.run([*ALONE, "-c", program], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_the_listed_modules_are_compiled_and_no_other_is() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    hook = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]
    listed = {f"site_builder/{name}.py" for name in hook["modules"]}
    package = Path(answer("import site_builder; print(site_builder.__path__[0])"))
    assert package.is_relative_to(COMPILED.parent)
    compiled = {file.with_name(file.name.partition(".")[0] + ".py") for file in package.rglob("*.so")}
    assert {file.relative_to(package.parent).as_posix() for file in compiled} == listed


def test_compiled_values_are_compared_and_shown_as_ever() -> None:
    one = "Provenance('the URL', 1.0)"
    program = (
        f"from site_builder.model import Provenance; print({{{one}: 'found'}}[{one}], {one} != {one}, {one})"
    )
    assert answer(program) == "found False Provenance(source='the URL', confidence=1.0)"


def test_it_makes_the_same_site_of_our_seeds(tmp_path: Path) -> None:
    assert_same_sites(tmp_path, SEEDS)


def test_it_makes_the_same_site_of_many_seeds_and_after_an_edit(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    make_seeds(MADE_UP, seeds)
    assert_same_sites(tmp_path, seeds)
    edited = min(seeds.rglob("*.txt"))
    text = edited.read_text("utf-8")
    edited.write_text(text.replace("\n", "\nOne more paragraph, which says 42 things.\n", 1), "utf-8")
    before = contents(tmp_path / "output-True")
    assert_same_sites(tmp_path, seeds)
    assert contents(tmp_path / "output-True") != before


def test_it_links_by_content_the_same_and_checks_its_site(tmp_path: Path) -> None:
    """Without source lines stories are found by what articles say."""
    seeds = tmp_path / "seeds"
    make_seeds(60, seeds)
    for file in seeds.rglob("*.txt"):
        lines = file.read_text("utf-8").splitlines()
        file.write_text("\n".join(line for line in lines if "://" not in line), "utf-8")
    assert_same_sites(tmp_path, seeds)
    catalogues = (tmp_path / "output-True" / "data" / "catalogue").glob("*.jsonl")
    assert not any('"source_url": "' in file.read_text("utf-8") for file in catalogues)
    check: list[str | Path] = [
        *ALONE,
        COMPILED / "site-builder",
        "check",
        "--output",
        tmp_path / "output-True",
    ]
    said = subprocess.run(check, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert said.startswith("no faults\n")
    assert "undated: " in said


def test_it_explains_the_same(tmp_path: Path) -> None:
    told = [
        run(compiled, tmp_path, "explain", "--all", "--json", "--seeds", str(SEEDS))
        for compiled in (False, True)
    ]
    assert told[0] == told[1]
    assert told[0].count(b"\n") == 5
