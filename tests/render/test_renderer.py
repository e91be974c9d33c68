"""What is remembered between builds saves work and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.render import interface, renderer
from site_builder.render.renderer import Renderer


def test_colours_of_code_are_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = Renderer(None).assets()
    assert Renderer(None, tmp_path).assets() == expected

    def not_again() -> str:
        raise AssertionError("made again")

    with monkeypatch.context() as context:
        context.setattr(renderer, "highlight_css", not_again)
        assert Renderer(None, tmp_path).assets() == expected
        (tmp_path / "highlight.css").write_bytes(b"damaged" * 9)
        with pytest.raises(AssertionError, match="made again"):
            Renderer(None, tmp_path)
    assert Renderer(None, tmp_path).assets() == expected


def test_what_was_asked_of_languages_is_left_for_the_next_build(tmp_path: Path) -> None:
    one = Renderer(None, tmp_path)
    interface.language_name("tlh", "nso")
    one.keep()
    kept = (tmp_path / "customs.json").read_bytes()
    one.keep()
    assert (tmp_path / "customs.json").read_bytes() == kept
    assert b"tlh nso" in kept
