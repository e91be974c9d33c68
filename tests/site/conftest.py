"""Sites that the tests of whole sites share: each is built once and only read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ToolMissingError
from support.building import BuiltSite, build_site, made_up_config, project_config
from support.firefox import Firefox, running_firefox

MADE_UP = Path(__file__).parent / "made_up"
"""Seeds of the tests' own, one folder a site."""


@pytest.fixture(scope="session")
def five_seeds_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The project's own five seeds with its own site.toml, to be published under a sub-path."""
    return build_site(project_config(tmp_path_factory.mktemp("five-seeds")))


@pytest.fixture(scope="session")
def unpublished_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The same without a public address: for a disk alone."""
    place = tmp_path_factory.mktemp("unpublished")
    return build_site(project_config(place, base_url=""))


@pytest.fixture(scope="session")
def arabic_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """One story, in Arabic and in English; the site's own language is Arabic."""
    place = tmp_path_factory.mktemp("arabic")
    site = {"title": "مكتبة الجسر", "description": "قصة واحدة بلغتين.", "language": "ar"}
    return build_site(made_up_config(place, MADE_UP / "arabic", site=site))


@pytest.fixture(scope="session")
def odd_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """Code, table and lists; a story in twelve languages; no language at all; a title without end; pages of one entry."""
    place = tmp_path_factory.mktemp("odd")
    return build_site(made_up_config(place, MADE_UP / "odd", page_size=1))


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """A site of no seeds."""
    place = tmp_path_factory.mktemp("empty")
    (place / "seeds").mkdir()
    return build_site(made_up_config(place, place / "seeds"))


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    try:
        with running_firefox(tmp_path_factory.mktemp("firefox")) as firefox:
            yield firefox
    except ToolMissingError as missing:
        pytest.fail(str(missing), pytrace=False)
