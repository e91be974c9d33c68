"""`export` from the command line: it builds, makes the file, says what it is; and whatever goes wrong, no half of a file stays."""

import re
import resource
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.books import shelf
from support.building import ROOT, SEEDS

from bench.make_seeds import make_seeds
from site_builder.cli import main
from site_builder.errors import OutputError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the project's own seeds and configuration."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").symlink_to(SEEDS)
    (tmp_path / "site.toml").write_bytes((ROOT / "site.toml").read_bytes())
    return tmp_path


def test_it_builds_first_and_says_what_it_made(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "epub", "--pair", "en", "uk"]) == 0
    file = folder / "exports" / "vietnam-in-translation.en.uk.epub"
    assert file.is_file() and (folder / "output" / "index.html").is_file()
    said = capsys.readouterr()
    assert re.fullmatch(rf"{re.escape(str(file))}: 2 articles, 1 story, \d+ kB\n", said.out)
    assert said.err.splitlines()[-2:] == ["chapters 2", "check 9"]


@pytest.mark.parametrize("kind", ["zip", "epub"])
def test_a_file_of_ones_own_name_is_made_again_as_the_same(folder: Path, kind: str) -> None:
    target = folder / "shelves" / f"mine.{kind}"
    assert main(["export", kind, "--to", str(target)]) == 0
    before = target.read_bytes()
    assert main(["export", kind, "--to", str(target)]) == 0
    assert target.read_bytes() == before
    assert [file.name for file in target.parent.iterdir()] == [target.name]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["zip", "--language", "en"], "takes no --language"),
        (["zip", "--pair", "en", "uk", "--source", "x"], "takes no --source and no --pair"),
        (["epub", "--language", "xx"], "there are: cs (1), en (1), nl (1), pl (1), uk (1)"),
        (["epub", "--pair", "en", "cs"], "no article is all that at once"),
        (["epub", "--pair", "en", "en"], "--pair names 'en' twice"),
        (["zip", "--to", "output/site.zip"], "lies inside the site itself"),
        (["epub", "--to", "site.toml/book.epub"], "cannot be written"),
        (["epub", "--to", "output"], "cannot be written"),
    ],
)
def test_a_wish_that_cannot_be_met_is_an_error_with_a_remedy(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    if arguments[-1] == "output":
        arguments = [*arguments[:-1], str(folder / "occupied")]
        (folder / "occupied" / "by something").mkdir(parents=True)
    assert main(["export", *arguments]) == 2
    error = capsys.readouterr().err.partition("error: ")[2]
    assert said in error and "\n    " in error
    assert not list(folder.glob("exports/*")) and not list(folder.glob("**/.*.new"))


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """As on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("kind", ["zip", "epub"])
def test_a_full_disk_leaves_the_last_good_file(folder: Path, kind: str) -> None:
    assert main(["build", "--quiet"]) == 0
    file = folder / "exports" / f"mine.{kind}"
    file.parent.mkdir()
    file.write_bytes(b"the last one")
    with files_of_at_most(5_000), pytest.raises(OutputError, match=r"cannot be written \(File too large\)"):
        shelf(kind, folder / "output", file)
    assert file.read_bytes() == b"the last one"
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("kind", ["zip", "epub"])
def test_a_killed_export_leaves_no_half_and_the_next_one_is_whole(tmp_path: Path, kind: str) -> None:
    make_seeds(300, tmp_path / "seeds", hosts=6)
    command = [sys.executable, str(ROOT / "build.py"), "export", kind, "--engine", "serial"]
    subprocess.run([*command[:2], "build", "--quiet"], cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    target = tmp_path / "exports" / f"library-of-articles.{kind}"
    beside = target.with_name(f".{target.name}.new")
    while process.poll() is None and not (beside.exists() and beside.stat().st_size > 20_000):
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert beside.is_file() and not target.exists()
    for _ in range(2):
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        assert list(target.parent.iterdir()) == [target]
    with zipfile.ZipFile(target) as found:
        assert found.testzip() is None and len(found.namelist()) > 300
