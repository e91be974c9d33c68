"""The workflow in docs/ does what it says: its own commands, run here one after the other."""

import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.building import ROOT, SEEDS, contents

from site_builder.cli import main


def test_the_commands_of_the_workflow_build_check_and_gather_a_site(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "seeds").rmdir()
    (home / "seeds").symlink_to(SEEDS)
    workflow: dict[str, Any] = yaml.safe_load((ROOT / "docs" / "github-pages.yml").read_text("utf-8"))
    commands = [step["run"] for step in workflow["jobs"]["build"]["steps"] if "run" in step]
    ours = [shlex.split(command)[1:] for command in commands if command.startswith("site-builder ")]
    assert [words[0] for words in ours] == ["build", "check", "publish"]
    given = "${{ steps.pages.outputs.base_url }}"
    for words in ours:
        assert main([word.replace(given, "https://somebody.github.io/library") for word in words]) == 0
    uploads = [step for step in workflow["jobs"]["build"]["steps"] if "upload" in step.get("uses", "")]
    sent = contents(home / uploads[0]["with"]["path"])
    assert b'"https://somebody.github.io/library/' in sent["nl/index.html"]
    assert set(contents(home / "output")) == set(sent) - {"_headers"}
