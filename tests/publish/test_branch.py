"""`publish gh-pages`: a branch of a real repository, which equals the site and does not grow."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.building import contents
from support.publishing import WHO, Command, branch, fill, git, killed, write_hostile

from site_builder.config import load_config
from site_builder.errors import OutputError
from site_builder.publish import publish as publish_site
from site_builder.publish.hosting import admit_to_github
from site_builder.publish.parcel import Item


def site_in(remote: Path) -> dict[str, bytes]:
    return {path: data for path, data in branch(remote).items() if path != "_headers"}


def test_the_branch_is_the_site_and_a_second_publish_pushes_nothing(
    home: Path, remote: Path, publish: Command
) -> None:
    before = git(home, "status", "--porcelain"), contents(home / "output")
    status, said, err = publish("gh-pages")
    count = len(before[1]) + 1
    assert (status, err.splitlines()) == (0, [f"compare {count}", f"pack {count}", "push"])
    assert said.startswith(f"origin gh-pages: {count} files sent (")
    assert site_in(remote) == before[1]
    assert (git(home, "status", "--porcelain"), contents(home / "output")) == before
    commit = git(remote, "rev-parse", "gh-pages")
    status, said, err = publish("gh-pages")
    assert said == f"origin gh-pages: 0 files sent (0 bytes), 0 removed, {count} unchanged\n"
    assert err.splitlines() == [f"compare {count}"] and git(remote, "rev-parse", "gh-pages") == commit


def test_the_branch_holds_one_commit_which_says_nothing_of_the_day(
    home: Path, remote: Path, publish: Command
) -> None:
    publish("gh-pages")
    first = git(remote, "rev-parse", "gh-pages")
    page = home / "output" / "index.html"
    good = page.read_bytes()
    robots = (home / "output" / "robots.txt").read_bytes()
    page.write_bytes(good + b"<!-- more -->")
    (home / "output" / "robots.txt").unlink()
    assert ": 1 file sent (" in (said := publish("gh-pages")[1]) and ", 1 removed, " in said
    assert site_in(remote) == contents(home / "output")
    assert git(remote, "rev-list", "--count", "gh-pages") == "1\n"
    page.write_bytes(good)
    (home / "output" / "robots.txt").write_bytes(robots)
    publish("gh-pages")
    assert git(remote, "rev-parse", "gh-pages") == first


def test_history_is_kept_on_request(home: Path, remote: Path, publish: Command) -> None:
    publish("gh-pages", "--history")
    (home / "output" / "robots.txt").unlink()
    publish("gh-pages", "--history")
    publish("gh-pages", "--history")
    assert git(remote, "rev-list", "--count", "gh-pages") == "2\n"
    assert git(remote, "diff", "--name-status", "gh-pages~", "gh-pages") == "D\trobots.txt\n"


def test_another_clone_goes_on_from_what_is_there(home: Path, remote: Path, publish: Command) -> None:
    publish("gh-pages")
    git(home, "update-ref", "-d", "refs/site-builder/gh-pages")
    git(home, "gc", "--quiet", "--prune=now")
    assert ": 0 files sent" in publish("gh-pages", "--remote", str(remote))[1]
    (home / "output" / "robots.txt").unlink()
    assert ": 0 files sent (0 bytes), 1 removed" in publish("gh-pages", "--remote", str(remote))[1]
    assert site_in(remote) == contents(home / "output")


def test_a_dry_run_lists_and_pushes_nothing(home: Path, remote: Path, publish: Command) -> None:
    status, said, _ = publish("gh-pages", "--dry-run")
    assert status == 0 and "send    nl/index.html" in said.splitlines()
    assert git(remote, "branch", "--list") == ""


def test_hidden_files_and_the_domain_in_the_branch_stay(home: Path, remote: Path, publish: Command) -> None:
    publish("gh-pages")
    git(home, "fetch", "--quiet", "origin", "gh-pages")
    git(home, "checkout", "--quiet", "-f", "FETCH_HEAD")
    (home / "CNAME").write_text("set.by.the.host", "ascii")
    (home / ".domains").write_text("mine", "ascii")
    (home / "stray.html").write_text("of nobody", "ascii")
    git(home, "add", "--force", "CNAME", ".domains", "stray.html")
    git(home, *WHO, "commit", "--quiet", "-m", "By hand")
    git(home, "push", "--quiet", "origin", "HEAD:gh-pages")
    assert "0 files sent (0 bytes), 1 removed" in publish("gh-pages")[1]
    kept = {"CNAME": b"set.by.the.host", ".domains": b"mine"}
    assert site_in(remote) == contents(home / "output") | kept


def test_the_domain_is_told_where_the_configuration_says_so(
    home: Path, remote: Path, publish: Command
) -> None:
    settings = (home / "site.toml").read_text("utf-8")
    (home / "site.toml").write_text(settings + "\n[publish]\ncname = true\n", "utf-8")
    status, _, err = publish("gh-pages")
    assert status == 2 and "cname in [publish]: needs the site's public address" in err
    named = settings.replace("[site]\n", '[site]\nbase_url = "https://bücher.example/"\n', 1)
    (home / "site.toml").write_text(named + "\n[publish]\ncname = true\n", "utf-8")
    publish("gh-pages")
    assert branch(remote)["CNAME"] == b"xn--bcher-kva.example\n"


def test_names_of_any_kind_arrive(home: Path, remote: Path, publish: Command) -> None:
    write_hostile(home / "output")
    for name in ("line\nbreak.html", "back\\slash.html"):
        (home / "output" / name).write_text(name, "ascii")
    publish("gh-pages")
    assert site_in(remote) == contents(home / "output")
    assert "0 files sent" in publish("gh-pages")[1]


def test_a_branch_that_no_publication_made_is_left_alone(home: Path, remote: Path, publish: Command) -> None:
    git(home, "push", "--quiet", "origin", "main")
    status, _, err = publish("gh-pages", "--branch", "main")
    assert status == 2 and "origin main: holds files that no publication sent, as site.toml" in err
    assert set(branch(remote, "main")) == {".gitignore", "site.toml"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--remote", "upstream"), "upstream: is no remote of this repository (it has: origin)"),
        (("--remote", "--upload-pack=touch x"), "is no remote of this repository"),
        (("--remote", "../nowhere.git"), "the remote cannot be reached (fatal: "),
        (("--remote", "ext::touch% x"), "the remote cannot be reached (fatal: "),
        (("--branch", "a..b"), "a..b: is no name of a branch"),
    ],
)
def test_a_wrong_word_is_an_error_with_a_remedy(
    home: Path, remote: Path, publish: Command, words: tuple[str, str], said: str
) -> None:
    status, _, err = publish("gh-pages", f"{words[0]}={words[1]}")
    assert status == 2 and said in err and "\n    " in err
    assert not (home / "x").exists()


def test_no_password_is_repeated(home: Path, remote: Path, publish: Command) -> None:
    status, _, err = publish("gh-pages", "--remote", "http://me:secret@127.0.0.1:1/x.git")
    assert status == 2 and "127.0.0.1:1" in err and "secret" not in err


def test_without_a_repository_or_without_git_there_is_a_remedy(
    home: Path, publish: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "is in no git repository that can be used (fatal: not a git repository" in publish("gh-pages")[2]
    monkeypatch.setenv("PATH", str(home))
    status, _, err = publish("gh-pages")
    assert status == 2 and "git: is not installed" in err


def test_a_push_that_the_remote_refuses_says_why(home: Path, remote: Path, publish: Command) -> None:
    hook = remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho the branch is protected >&2\nexit 1\n", "ascii")
    hook.chmod(0o755)
    status, _, err = publish("gh-pages")
    assert status == 2 and "the push was refused (" in err and "the branch is protected" in err
    hook.unlink()
    assert publish("gh-pages")[0] == 0
    assert site_in(remote) == contents(home / "output")


def test_what_somebody_pushed_meanwhile_is_not_overwritten(
    home: Path, remote: Path, publish: Command
) -> None:
    publish("gh-pages")
    (home / "output" / "robots.txt").unlink()

    @contextmanager
    def with_a_rival(name: str, total: int | None) -> Iterator[Callable[[int], None]]:
        if name == "push":
            git(home, "push", "--quiet", "--force", "origin", "main:gh-pages")
        yield lambda steps: None

    with pytest.raises(OutputError, match="the push was refused"):
        publish_site(load_config(None, {"publish": {"target": "gh-pages"}}), with_a_rival, print)
    assert git(remote, "rev-parse", "gh-pages") == git(home, "rev-parse", "main")


def test_a_killed_publish_leaves_the_old_site_and_the_next_one_ends_it(
    home: Path, remote: Path, publish: Command
) -> None:
    publish("gh-pages")
    before = git(remote, "rev-parse", "gh-pages")
    fill(home / "output", 1_000)
    packs = home / ".git" / "objects" / "pack"
    killed(["gh-pages"], home, lambda: any(packs.glob("tmp_pack_*")))
    assert git(remote, "rev-parse", "gh-pages") == before
    assert publish("gh-pages")[0] == 0
    assert site_in(remote) == contents(home / "output")


def test_what_github_does_not_take_is_said_before_anything_is_sent(
    home: Path, remote: Path, publish: Command
) -> None:
    with (home / "output" / "film.bin").open("wb") as film:
        film.truncate(101 * 2**20)
    status, _, err = publish("gh-pages", "--remote", "https://github.com/somebody/library.git")
    assert status == 2
    assert "film.bin: has 101.0 MiB, and GitHub takes no file of more than 100 MiB" in err
    notes: list[str] = []
    admit_to_github([Item(path=f"{number}.bin", size=90_000_000) for number in range(12)], notes.append)
    assert notes == ["the site has 1.08 GB; GitHub Pages allow 1 GB"]
