"""What is remembered between builds saves work and changes nothing."""

from __future__ import annotations

from pathlib import Path

from site_builder.render import interface
from site_builder.render.renderer import Renderer


def test_what_was_asked_of_languages_is_left_for_the_next_build(tmp_path: Path) -> None:
    one = Renderer(None, tmp_path)
    interface.language_name("tlh", "nso")
    one.keep()
    kept = (tmp_path / "customs.json").read_bytes()
    one.keep()
    assert (tmp_path / "customs.json").read_bytes() == kept
    assert b"tlh nso" in kept
