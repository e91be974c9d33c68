"""`publish DIR`: the folder equals the site, only what changed is written, and nobody's files are touched."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.building import contents
from support.publishing import Command, fill, killed, write_hostile

from site_builder.config import load_config
from site_builder.errors import OutputError
from site_builder.publish import publish as publish_site
from site_builder.publish.hosting import hosts_that_refuse
from site_builder.publish.parcel import Item


def times(folder: Path) -> dict[str, int]:
    return {str(file): file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()}


def site_in(folder: Path) -> dict[str, bytes]:
    """Without what publishing adds."""
    return {path: data for path, data in contents(folder).items() if path != "_headers"}


def test_the_folder_is_the_site_and_a_second_publish_writes_nothing(home: Path, publish: Command) -> None:
    target = home / "www" / "library"
    status, said, err = publish("www/library")
    count = len(contents(home / "output")) + 1
    assert (status, err.splitlines()) == (0, [f"compare {count}", f"send {count}"])
    assert said.startswith(f"www/library: {count} files sent (") and said.endswith("0 removed, 0 unchanged\n")
    assert site_in(target) == contents(home / "output")
    before = times(target)
    assert publish("www/library")[1] == (
        f"www/library: 0 files sent (0 bytes), 0 removed, {count} unchanged\n"
    )
    assert times(target) == before


def test_only_what_changed_is_written_and_what_is_gone_goes(home: Path, publish: Command) -> None:
    publish("www")
    before = times(home / "www")
    page = home / "output" / "nl" / "index.html"
    page.write_bytes(page.read_bytes()[::-1])  # of the same size
    for file in (home / "output" / "cs").rglob("*.*"):
        if file.is_file():
            file.unlink()
    gone = len(contents(home / "www")) - len(contents(home / "output")) - 1
    assert f"www: 1 file sent ({page.stat().st_size / 1e3:.0f} kB), {gone} removed" in publish("www")[1]
    assert site_in(home / "www") == contents(home / "output")
    assert not (home / "www" / "cs").exists()
    after = times(home / "www")
    assert [name for name in after if after[name] != before[name]] == [
        str(home / "www" / "nl" / "index.html")
    ]


def test_a_dry_run_lists_and_writes_nothing(home: Path, publish: Command) -> None:
    status, said, _ = publish("www", "--dry-run")
    lines = said.splitlines()
    assert status == 0 and not (home / "www").exists()
    assert lines[0] == "send    .nojekyll" and "send    nl/index.html" in lines
    assert " files would be sent (" in lines[-1]
    publish("www")
    (home / "output" / "robots.txt").unlink()
    (home / "output" / "new\x1b[31m.html").write_text("new", "ascii")
    before = times(home / "www")
    assert publish("www", "--dry-run")[1].splitlines()[:-1] == [
        "send    new\\x1b[31m.html",
        "remove  robots.txt",
    ]
    assert times(home / "www") == before


def test_what_is_hidden_or_linked_stays_behind_but_what_hosts_read(home: Path, publish: Command) -> None:
    output = home / "output"
    (output / ".well-known").mkdir()
    (output / ".well-known" / "security.txt").write_text("Contact: x", "ascii")
    (output / ".git").mkdir()
    (output / ".git" / "config").write_text("secret", "ascii")
    (output / "nl" / ".draft.html").write_text("secret", "ascii")
    (output / "nl" / "index.html.site-builder-new").write_text("half", "ascii")
    (output / "nl" / "passwords.html").symlink_to("/etc/passwd")
    (output / "nl" / "etc").symlink_to("/etc")
    publish("www")
    sent = contents(home / "www")
    assert sent[".well-known/security.txt"] == b"Contact: x"
    assert not [
        path
        for path in sent
        if "git/" in path or "draft" in path or "passw" in path or "etc" in path or "new" in path
    ]


def test_hidden_files_of_the_target_stay_and_links_in_it_are_not_followed(
    home: Path, publish: Command
) -> None:
    publish("www")
    www = home / "www"
    (www / ".htaccess").write_text("mine", "ascii")
    (www / "CNAME").write_text("mine.example", "ascii")
    (www / "stray.html").write_text("of nobody", "ascii")
    (www / "nl").rename(home / "elsewhere")
    (www / "nl").symlink_to(home / "elsewhere")
    before = contents(home / "elsewhere")
    publish("www")
    assert (www / ".htaccess").read_text("ascii") == "mine" and (www / "CNAME").exists()
    assert not (www / "stray.html").exists() and not (www / "nl").is_symlink()
    assert contents(home / "elsewhere") == before
    publish("www")
    assert contents(www / "nl") == contents(home / "output" / "nl")


def test_names_of_any_kind_arrive(home: Path, publish: Command) -> None:
    write_hostile(home / "output")
    for name in ("line\nbreak.html", "back\\slash.html"):
        (home / "output" / name).write_text(name, "ascii")
    publish("www")
    assert site_in(home / "www") == contents(home / "output")
    assert "0 files sent" in publish("www")[1]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("output/www", "lie within one another"),
        ("seeds", "lie within one another"),
        (".", "lie within one another"),
        ("mine", "holds files that no publication sent, as notes.txt"),
        ("ftp://example.org/", "is no kind of target"),
        ("site.toml", "cannot be read or written (Not a directory)"),
        ("site.toml/www", "cannot be read or written (Not a directory)"),
        ("s3://", "is not the address of a bucket"),
    ],
)
def test_a_target_that_cannot_be_is_an_error_with_a_remedy(
    home: Path, publish: Command, target: str, said: str
) -> None:
    (home / "mine").mkdir()
    (home / "mine" / "notes.txt").write_text("mine", "ascii")
    before = contents(home)
    status, _, err = publish(target)
    assert status == 2 and said in err and "\n    " in err
    assert contents(home) == before


def test_what_is_no_site_is_not_published(home: Path, publish: Command) -> None:
    (home / "output" / ".nojekyll").write_text("", "ascii")
    status, _, err = publish("www")
    assert status == 2 and "output: no built site lies there\n    build it first" in err
    assert not (home / "www").exists()


def test_the_target_may_stand_in_the_configuration(
    home: Path, publish: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, _, err = publish()
    assert status == 2 and "no target is named" in err
    with (home / "site.toml").open("a", encoding="utf-8") as file:
        file.write('\n[publish]\ntarget = "www"\n')
    monkeypatch.chdir(home.parent)
    assert publish("--config", "home/site.toml")[0] == 0
    assert site_in(home / "www") == contents(home / "output")


def test_no_file_arrives_before_what_it_leads_to(home: Path) -> None:
    config = load_config(None, {"publish": {"target": "www"}})
    phases: list[int] = []
    seen: set[str] = set()

    @contextmanager
    def watched(name: str, total: int | None) -> Iterator[Callable[[int], None]]:
        def look(steps: int) -> None:
            new = set(contents(home / "www")) - seen
            seen.update(new)
            phases.extend(Item(path=path, size=0).phase for path in new)

        yield look if name == "send" else lambda steps: None

    publish_site(config, watched, print)
    assert phases == sorted(phases) and set(phases) == {0, 1, 2, 3}
    assert Item(path="assets/site.88c4b3e9.css", size=0).phase < Item(path="nl/x/y.html", size=0).phase
    assert Item(path="nl/x/y.html", size=0).phase < Item(path="nl/index.html", size=0).phase


def test_a_killed_publish_leaves_no_half_and_the_next_one_ends_it(home: Path, publish: Command) -> None:
    fill(home / "output", 2_000)
    more = home / "www" / "data" / "more"
    killed(["www"], home, lambda: more.is_dir() and len(list(more.iterdir())) > 200)
    source = contents(home / "output")
    there = {
        path: data for path, data in site_in(home / "www").items() if not path.endswith(".site-builder-new")
    }
    assert 200 < len(there) < len(source) and all(source[path] == data for path, data in there.items())
    assert f"{len(there)} unchanged" in publish("www")[1]
    assert site_in(home / "www") == source


def test_a_file_that_goes_while_it_is_published_is_an_error_with_a_remedy(
    home: Path, publish: Command
) -> None:
    @contextmanager
    def with_a_build(name: str, total: int | None) -> Iterator[Callable[[int], None]]:
        if name == "send":
            (home / "output" / "robots.txt").unlink()
        yield lambda steps: None

    config = load_config(None, {"publish": {"target": "www"}})
    with pytest.raises(OutputError, match=r"robots\.txt: cannot be read or written \(No such file"):
        publish_site(config, with_a_build, print)
    assert publish("www")[0] == 0
    assert site_in(home / "www") == contents(home / "output")


def test_hosts_are_told_of_policy_types_and_caching(home: Path, publish: Command) -> None:
    publish("www")
    said = (home / "www" / "_headers").read_text("utf-8")
    assert "  Content-Security-Policy: default-src 'none'; " in said and "; frame-ancestors 'self'\n" in said
    assert "/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n" in said
    assert "  X-Content-Type-Options: nosniff\n" in said
    (home / "output" / "_headers").write_text("/*\n  X-Mine: 1\n", "ascii")
    publish("www")
    assert (home / "www" / "_headers").read_text("ascii") == "/*\n  X-Mine: 1\n"


def test_limits_of_hosts_that_take_a_folder_are_named(home: Path, publish: Command) -> None:
    assert list(hosts_that_refuse([Item(path="index.html", size=25 * 2**20)] * 20_000)) == []
    many = [Item(path=f"data/{number}.csv", size=1) for number in range(54_001)]
    assert list(hosts_that_refuse([*many, Item(path="a\x1b.zip", size=26 * 2**20)])) == [
        "Cloudflare Pages take 20,000 files, and the site has 54,002",
        "Cloudflare Pages take no file of more than 25 MiB, and a\\x1b.zip has 26.0",
        "Netlify takes 54,000 files in a folder, and data has 54,001",
    ]
    with (home / "output" / "large.bin").open("wb") as file:
        file.truncate(26 * 2**20)
    status, _, err = publish("www", "--dry-run")
    assert status == 0 and "and large.bin has 26.0" in err
