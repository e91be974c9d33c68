"""Options in, exit status out."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.building import ROOT
from support.making import seeds

from site_builder.check import LAWS, REMARKS
from site_builder.cli import main
from site_builder.render import interface

PROSE = "The bridge is 412 metres long and cost 38 million, and it replaces the ferry of 1903, said the mayor on Monday.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with one good seed."""
    monkeypatch.chdir(tmp_path)
    return seeds(tmp_path, {"seeds/a.txt": PROSE * 2})


def test_without_a_command_it_builds(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert (folder / "output" / "index.html").is_file()
    said = capsys.readouterr()
    assert "1 article · 1 story · 1 language (en) · 1 source" in said.out
    assert "no base_url" in said.out
    assert said.err.splitlines()[:2] == ["scan", "describe 1"]


def test_options_without_a_command_are_those_of_build(folder: Path) -> None:
    assert main(["--output", "public", "--quiet"]) == 0
    assert (folder / "public" / "index.html").is_file()


def test_quiet_says_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quiet"])
    assert capsys.readouterr() == ("", "")


def test_the_report_is_json_of_a_fixed_shape(folder: Path) -> None:
    seeds(folder, {"seeds/empty.txt": ""})
    assert main(["--report", "report.json", "--quiet"]) == 0
    report = json.loads((folder / "report.json").read_text())
    assert report["articles"] == 1
    assert report["languages"] == {"en": 1}
    assert set(report["pages"]) == {"written", "unchanged", "removed"}
    assert report["problems"] == [
        {"origin": "empty.txt", "what": "holds no text", "remedy": "fill it, or remove it"}
    ]
    assert all(seconds >= 0 for seconds in report["seconds"].values())


def test_problems_are_shown_and_fail_only_when_strict(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds(folder, {"seeds/empty.txt": ""})
    assert main([]) == 0
    assert "empty.txt: holds no text\n      fill it, or remove it" in capsys.readouterr().out
    assert main(["build", "--strict"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--seeds", "nowhere"],
        ["--config", "nowhere.toml"],
        ["--base-url", "example.org"],
        ["--templates", "nowhere"],
        ["--engine", "steam"],
        ["--output", "seeds"],
        ["--report", "nowhere/report.json"],
        ["explain"],
        ["explain", "nowhere.txt"],
    ],
)
def test_a_wrong_option_is_an_error_with_a_remedy(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    del folder
    assert main(arguments) == 2
    error = capsys.readouterr().err.splitlines()
    assert any(line.startswith("error: ") for line in error)
    assert error[-1].startswith("    ")


@pytest.mark.parametrize("arguments", [["--nonsense"], ["biuld"], ["serve", "--port", "x"]])
def test_usage_errors_have_status_2(folder: Path, arguments: list[str]) -> None:
    del folder
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


@pytest.mark.parametrize("command", ["build", "serve", "check", "explain"])
def test_the_help_of_each_command_shows_an_example(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    assert "Example: python build.py" in capsys.readouterr().out


def test_interrupting_is_status_130(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del folder

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("site_builder.pipeline.build", interrupted)
    assert main([]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_check_finds_no_fault_in_a_fresh_build_and_a_planted_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--quiet"])
    assert main(["check"]) == 0
    next((folder / "output" / "en" / "local").glob("*.html")).unlink()
    assert main(["check"]) == 1
    assert "fault" in capsys.readouterr().out


def test_check_counts_remarks_by_themselves(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seeds(folder, {f"seeds/{number}.txt": PROSE.replace("412", f"{number}") for number in range(100, 130)})
    main(["--quiet"])
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("no faults\nundated: en/local/")
    assert said.count("\nundated: ") == 20
    assert "\n31 remarks for a person to look at: 31 undated\n" in said
    assert "all with --only undated" in said
    assert main(["check", "--only", "undated"]) == 0
    assert capsys.readouterr().out.count("\nundated: ") == 31


def test_check_is_silent_on_what_a_sidecar_calls_reviewed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds(folder, {"seeds/b.txt": PROSE.replace("412", "100"), "seeds/b.toml": 'reviewed = "date"'})
    main(["--quiet"])
    assert main(["check", "--only", "undated"]) == 0
    said = capsys.readouterr().out
    assert said.count("\nundated: ") == 1 and "'a.txt'" in said
    shutil.rmtree(folder / "seeds")
    assert main(["check", "--only", "undated"]) == 0
    assert capsys.readouterr().out.count("\nundated: ") == 2


def test_check_names_texts_that_a_catalogue_of_the_interface_lacks(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds(folder, {"seeds/a.toml": 'language = "nl"'})
    main(["--quiet"])
    assert main(["check", "--only", "interface"]) == 0
    assert capsys.readouterr().out == "no faults\n"
    copy = tmp_path / "locale"
    shutil.copytree(interface._CATALOGUES, copy)
    catalogue = (copy / "nl.po").read_text("utf-8")
    (copy / "nl.po").write_text(re.sub(r'msgid "Sources"\nmsgstr ".+"', "", catalogue), "utf-8")
    monkeypatch.setattr(interface, "_CATALOGUES", copy)
    interface.forget_texts()
    try:
        assert main(["check", "--only", "interface"]) == 0
    finally:
        monkeypatch.undo()
        interface.forget_texts()
    said = capsys.readouterr().out
    assert "nl/index.html: 1 of the words around the texts are in another language: Sources\n" in said


def test_check_says_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quiet"])
    (page,) = (folder / "output" / "en" / "local").glob("the-*.html")
    page.write_text(page.read_text("utf-8").replace("</main>", '<a href="gone.html">x</a></main>'), "utf-8")
    assert main(["check", "--json"]) == 1
    fault, remark = map(json.loads, capsys.readouterr().out.splitlines())
    assert list(fault) == ["law", "place", "what", "remedy", "level"]
    assert (fault["law"], fault["level"], fault["place"]) == ("links", "fault", f"en/local/{page.name}")
    assert (remark["law"], remark["level"], remark["place"]) == ("undated", "remark", f"en/local/{page.name}")


def test_check_by_some_laws_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quiet"])
    (folder / "output" / "en" / "stray.html").write_text("x", "utf-8")
    assert main(["check", "--only", "links", "--only", "feeds"]) == 0
    assert capsys.readouterr().out == "no faults\n"
    assert main(["check", "--only", "links", "--only", "leftovers"]) == 1
    assert capsys.readouterr().out.startswith("leftovers: en/stray.html: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "link"], "there are: data, alignment, links, "),
        (["--only", "external"], "add --external"),
        (["--external", "0"], "name a number from 1"),
    ],
)
def test_check_of_what_there_is_not_is_an_error(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    del folder
    main(["--quiet"])
    assert main(["check", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_the_help_of_check_tells_every_law(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["check", "--help"])
    said = capsys.readouterr().out.splitlines()
    for name in (*LAWS, *REMARKS):
        assert any(line.startswith(f"  {name} ") for line in said), name


def test_explain_tells_every_fact_and_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del folder
    assert main(["explain", "seeds/a.txt"]) == 0
    said = capsys.readouterr().out
    assert "language    en" in said and "the text, " in said and "paragraph" in said
    assert main(["explain", "--all", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    value = json.loads(line)
    assert list(value) == ["seed", "article", "lines", "story_evidence"]
    assert value["lines"] == [
        {"line": 1, "kind": "paragraph", "block": 0, "rule": "paragraph"},
        {"line": 2, "kind": "paragraph", "block": 1, "rule": "paragraph"},
    ]


def test_explain_of_a_seed_that_was_left_out_says_why(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds(folder, {"seeds/empty.txt": ""})
    assert main(["explain", "empty.txt"]) == 0
    assert "holds no text" in capsys.readouterr().out


def test_a_template_of_the_users_own_replaces_ours(folder: Path) -> None:
    seeds(folder, {"mine/notfound.html": "<!doctype html><title>Mine</title>"})
    assert main(["--templates", "mine", "--quiet"]) == 0
    assert "Mine" in (folder / "output" / "404.html").read_text()


def test_a_site_without_seeds_says_what_to_do(folder: Path) -> None:
    (folder / "seeds" / "a.txt").unlink()
    assert main(["--quiet"]) == 0
    assert "seeds" in (folder / "output" / "index.html").read_text()


def test_a_draft_is_left_out_and_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seeds(folder, {"seeds/b.txt": PROSE * 3, "seeds/b.toml": "draft = true"})
    assert main([]) == 0
    assert "1 article" in (out := capsys.readouterr().out) and "1 draft left out" in out


def test_whoever_has_read_enough_is_no_fault(folder: Path) -> None:
    main(["--quiet"])
    words = [sys.executable, str(ROOT / "build.py"), "explain", "--all"]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        ended = subprocess.run(words, cwd=folder, stdout=pipe, stderr=subprocess.PIPE, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
