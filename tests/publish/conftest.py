"""A finished site of five seeds, the command in its folder, and a store that is started once."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from support.buckets import Store, credentials, running_store
from support.building import ROOT, build_site, project_config
from support.publishing import WHO, Command, git

from site_builder.cli import main


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once, copied for each test."""
    return build_site(project_config(tmp_path_factory.mktemp("published"))).folder


@pytest.fixture
def home(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of somebody who publishes: site.toml, seeds/ and output/."""
    folder = tmp_path / "home"
    folder.mkdir()
    shutil.copytree(built, folder / "output")
    (folder / "seeds").mkdir()
    (folder / "site.toml").write_bytes((ROOT / "site.toml").read_bytes())
    for name, value in credentials().items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def publish(home: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, in the working folder."""

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = main(["publish", *words])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A real one, on loopback."""
    with running_store(tmp_path_factory.mktemp("store")) as store:
        yield store


@pytest.fixture
def bucket(store: Store) -> str:
    """An empty one of its own."""
    name = f"site-{uuid4().hex[:12]}"
    store.client.create_bucket(Bucket=name)
    return name


@pytest.fixture
def address(store: Store, bucket: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A prefix in the bucket; the store is named by the surroundings."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", store.endpoint)
    return f"s3://{bucket}/the/library"


@pytest.fixture
def remote(home: Path) -> Path:
    """A bare repository; the working folder is a clone of it, with a commit of its own."""
    bare = home.parent / "remote.git"
    git(home, "init", "--quiet", "--bare", str(bare))
    git(home, "init", "--quiet", "--initial-branch=main")
    git(home, "remote", "add", "origin", "../remote.git")
    (home / ".gitignore").write_text("output/\n*.html\n", "ascii")
    (home / ".gitattributes").write_text("* text eol=crlf\n", "ascii")
    git(home, "add", ".gitignore", "site.toml")
    git(home, *WHO, "commit", "--quiet", "-m", "Begin")
    return bare
