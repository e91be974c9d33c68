"""site.toml and the command line."""

from pathlib import Path

import pytest

from site_builder.config import Config, load_config
from site_builder.errors import ConfigError


def toml(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "site.toml"
    file.write_text(text, "utf-8")
    return file


def test_a_site_needs_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_config() == Config()


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    config = load_config(toml(tmp_path, '[build]\nseeds = "texts"\ntemplates = "mine"'))
    assert (config.build.seeds, config.build.templates) == (tmp_path / "texts", tmp_path / "mine")
    assert config.build.cache == tmp_path / ".cache"


def test_the_command_line_wins(tmp_path: Path) -> None:
    file = toml(tmp_path, '[site]\ntitle = "A"\nbase_url = "https://a.example"')
    config = load_config(file, {"site": {"base_url": "https://b.example/x"}, "build": {"jobs": 3}})
    assert (config.site.title, config.site.base_url, config.build.jobs) == ("A", "https://b.example/x/", 3)


def test_an_unknown_key_is_an_error_that_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="did you mean 'title'") as caught:
        load_config(toml(tmp_path, '[site]\ntitel = "A"\n[biuld]\n[lists]\npage_size = "many"'))
    assert "did you mean 'build'" in caught.value.what
    assert "a whole number" in caught.value.what


@pytest.mark.parametrize(
    "text",
    [
        "[site",
        '[site]\nlanguage = "english"',
        '[site]\nbase_url = "example.org"',
        '[site]\nbase_url = "https://example.org/?x"',
        '[sources."a.org"]\nlanguage = "../x"',
        '[build]\nengine = "steam"',
        "[build]\njobs = -1",
        "[lists]\npage_size = 0",
        '[build]\noutput = "seeds/out"',
        '[build]\noutput = "."',
        "site = 1",
        "[build]\nseeds = 1",
        "[sources]\nx = 1",
    ],
)
def test_a_wrong_value_is_an_error_with_a_remedy(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(toml(tmp_path, text))
    assert caught.value.remedy


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path / "nowhere.toml")


def test_a_source_is_known_by_its_host_without_www(tmp_path: Path) -> None:
    config = load_config(toml(tmp_path, '[sources."WWW.A.org"]\nname = "The A"\nlanguage = "vi"'))
    assert config.sources["a.org"].name == "The A"
