"""The build that has nothing to do: told without doing anything, and only when it is so."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.building import ROOT
from support.making import seeds

from site_builder import unchanged
from site_builder.cli import main

PROSE = "The bridge is 412 metres long and cost 38 million, and it replaces the ferry of 1903, said the mayor on Monday.\n"
SAID = ["--seeds", "texts"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a site that was built."""
    monkeypatch.chdir(tmp_path)
    seeds(tmp_path, {"texts/a.txt": PROSE * 2, "texts/empty.txt": "", "site.toml": "[site]\ntitle = 'One'\n"})
    time.sleep(0.03)  # what has just been written may be written again within one tick of the clock
    assert main([*SAID, "--quiet"]) == 0
    return tmp_path


def answered(words: list[str]) -> bool:
    """Is nothing but looking needed?"""
    return unchanged.answer([*words, "--quiet"])[0] is not None


def test_nothing_changed_is_seen(folder: Path) -> None:
    del folder
    assert answered(SAID)
    assert answered(["build", *SAID])


def test_it_says_what_the_build_would_say(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del folder
    assert main([*SAID, "--report", "report.json"]) == 0
    quick = capsys.readouterr()
    report = json.loads(Path("report.json").read_text())
    (Path(".cache") / "last").unlink()
    assert main([*SAID, "--report", "slow.json"]) == 0
    slow, slow_report = capsys.readouterr(), json.loads(Path("slow.json").read_text())
    seconds = [
        text.rpartition(" · ")[0]
        for said in (quick, slow)
        for text in said.out.splitlines()
        if "unchanged" in text
    ]
    assert seconds[0] == seconds[1]
    assert [line for line in quick.out.splitlines() if "unchanged" not in line] == [
        line for line in slow.out.splitlines() if "unchanged" not in line
    ]
    for name in ("seconds", "ways"):
        del report[name], slow_report[name]
    assert report == slow_report


def test_strict_fails_for_problems_that_were_there_before(folder: Path) -> None:
    del folder
    assert main([*SAID, "--quiet", "--strict"]) == 1


def edit(path: str, text: str) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        (folder / path).write_text(text, "utf-8")

    return act


CHANGES: dict[str, Callable[[Path], object]] = {
    "a seed": edit("texts/a.txt", PROSE * 3),
    "a new seed": edit("texts/b.txt", PROSE * 3),
    "a new seed in a new folder": lambda folder: seeds(folder, {"texts/deep/b.txt": PROSE}),
    "a removed seed": lambda folder: (folder / "texts/empty.txt").unlink(),
    "a renamed seed": lambda folder: (folder / "texts/a.txt").rename(folder / "texts/c.txt"),
    "a sidecar": edit("texts/a.toml", 'title = "x"'),
    "the configuration": edit("site.toml", "[site]\ntitle = 'Two'\n"),
    "no configuration": lambda folder: (folder / "site.toml").unlink(),
    "a page": lambda folder: next((folder / "output/en/local").glob("*.html")).write_text("touched"),
    "a removed page": lambda folder: (folder / "output/index.html").unlink(),
    "a stray file": edit("output/en/stray.html", ""),
    "no output": lambda folder: (folder / "output").rename(folder / "elsewhere"),
    "no store": lambda folder: (folder / ".cache/last").unlink(),
    "a damaged record": lambda folder: (folder / ".cache/last").write_bytes(b"\xa0"),
    "another record": lambda folder: (folder / ".cache/last").write_bytes(b"i\0\0\0\0"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_is_left_to_the_build(folder: Path, what: str) -> None:
    CHANGES[what](folder)
    assert not answered(SAID)
    time.sleep(0.03)
    main([*SAID, "--quiet"])
    main([*SAID, "--quiet"])
    assert answered(SAID)


@pytest.mark.parametrize(
    "words",
    [
        [],
        [*SAID, "--base-url", "https://example.org/"],
        [*SAID, "--force"],
        [*SAID, "--why", "index.html"],
        [*SAID, "--cache", "other"],
        ["serve", *SAID],
        ["check"],
        ["explain", "texts/a.txt"],
        ["--help"],
        ["--version"],
        [*SAID, "--report"],
    ],
)
def test_other_words_are_left_to_the_command(folder: Path, words: list[str]) -> None:
    del folder
    assert unchanged.answer(words)[0] is None


def test_another_working_folder_is_another_build(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    assert not answered(SAID)


def test_a_date_that_has_come_is_left_to_the_build(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds(folder, {"texts/b.txt": PROSE * 2 + "Source: https://a.example/news/2098/03/10/x.html\n"})
    time.sleep(0.03)
    main([*SAID, "--quiet"])
    assert answered(SAID)
    monkeypatch.setattr(unchanged, "_today", lambda: "2098-03-09")
    assert answered(SAID)
    monkeypatch.setattr(unchanged, "_today", lambda: "2098-03-10")
    assert not answered(SAID)


def test_a_clock_that_was_set_back_is_left_to_the_build(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del folder
    monkeypatch.setattr(unchanged, "_today", lambda: "2001-01-01")
    assert not answered(SAID)


def test_a_template_of_the_users_own_is_looked_at(folder: Path) -> None:
    seeds(folder, {"mine/notfound.html": "<!doctype html><title>Mine</title>"})
    words = [*SAID, "--templates", "mine"]
    main([*words, "--quiet"])
    assert answered(words)
    (folder / "mine/notfound.html").write_text("<!doctype html><title>Not mine</title>")
    assert not answered(words)


def test_many_folders_are_looked_at_by_a_process_of_their_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unchanged, "_MANY", 0)
    assert answered(SAID)
    (folder / "texts/a.txt").write_text(PROSE * 3)
    status, (looked, output) = unchanged.answer([*SAID, "--quiet"])
    assert (status, output is not None) == (None, True)
    assert looked and dict(looked()).keys() == {b""}
    assert output and dict(output()).keys() >= {b"", b"en/", b"en/local/"}
    main([*SAID, "--quiet"])
    assert "cost" in next((folder / "output/en/local").glob("*.html")).read_text()


def test_nothing_that_works_is_imported(folder: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from site_builder.cli import main\n"
        "status = main(['--seeds', 'texts', '--quiet'])\n"
        "print(status, *sorted(name for name in sys.modules if name.startswith('site_builder.')), 'typing' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-I", "-c", code, str(ROOT)], capture_output=True, text=True, check=True, cwd=folder
    ).stdout.split()
    if said[0] == "0" and "site_builder.pipeline" in said:
        # Another path of modules than that of the tests: the first run learns it.
        said = subprocess.run(
            [sys.executable, "-I", "-c", code, str(ROOT)],
            capture_output=True,
            text=True,
            check=True,
            cwd=folder,
        ).stdout.split()
    assert said == [
        "0",
        "site_builder.cli",
        "site_builder.look",
        "site_builder.summary",
        "site_builder.unchanged",
        "False",
    ]


def test_what_the_second_process_does_not_tell_is_looked_at_by_the_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unchanged, "_MANY", 0)
    before = os.getpid()

    class Killed(unchanged._Half):
        def look(self, number: int) -> list[tuple[bytes, int]]:
            if os.getpid() != before:
                os.kill(os.getpid(), 9)
            return super().look(number)

    monkeypatch.setattr(unchanged, "_Half", Killed)
    assert answered(SAID)
    (folder / "texts/a.txt").write_text(PROSE * 3)
    _, (seeds, output) = unchanged.answer([*SAID, "--quiet"])
    assert seeds and dict(seeds()).keys() == {b""}
    assert output and dict(output()).keys() >= {b"", b"en/", b"en/local/"}
