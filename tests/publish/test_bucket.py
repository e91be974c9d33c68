"""`publish s3://…`: a bucket of a real store, which equals the site, with types and caching."""

import sys
from pathlib import Path

import pytest
from support.buckets import Store
from support.building import contents
from support.publishing import Command, fill, killed, write_hostile


def site_in(store: Store, bucket: str) -> dict[str, bytes]:
    """What lies below the prefix."""
    prefix = "the/library/"
    return {
        key.removeprefix(prefix): data
        for key, data in store.objects(bucket).items()
        if key.startswith(prefix)
    }


def test_the_bucket_is_the_site_and_a_second_publish_sends_nothing(
    home: Path, publish: Command, store: Store, bucket: str, address: str
) -> None:
    status, said, err = publish(address)
    count = len(contents(home / "output"))
    assert (status, err.splitlines()) == (0, [f"compare {count}", f"send {count}"])
    assert said.startswith(f"{address}: {count} files sent (")
    assert site_in(store, bucket) == contents(home / "output")
    before = store.times(bucket)
    assert publish(address)[1] == f"{address}: 0 files sent (0 bytes), 0 removed, {count} unchanged\n"
    assert store.times(bucket) == before


def test_only_what_changed_is_sent_and_only_below_the_prefix_is_removed(
    home: Path, publish: Command, store: Store, bucket: str, address: str
) -> None:
    publish(address)
    for key in ("the/library-too/index.html", "other.html", "the/library/.mine", "the/library/stray.html"):
        store.client.put_object(Bucket=bucket, Key=key, Body=b"somebody's")
    page = home / "output" / "nl" / "index.html"
    page.write_bytes(page.read_bytes()[::-1])
    (home / "output" / "robots.txt").unlink()
    said = publish(address, "--dry-run")[1].splitlines()
    assert said[:-1] == ["send    nl/index.html", "remove  robots.txt", "remove  stray.html"]
    assert "stray.html" in site_in(store, bucket)
    assert ": 1 file sent (" in (last := publish(address)[1]) and ", 2 removed, " in last
    assert site_in(store, bucket) == {**contents(home / "output"), ".mine": b"somebody's"}
    assert {"the/library-too/index.html", "other.html"} < set(store.objects(bucket))


@pytest.mark.parametrize(
    ("path", "type_", "caching"),
    [
        ("nl/index.html", "text/html; charset=utf-8", "no-cache"),
        ("sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("search/nl/index.js", "text/javascript; charset=utf-8", "no-cache"),
        ("nl/feed.xml", "application/atom+xml; charset=utf-8", "no-cache"),
        ("sitemap.xml", "application/xml; charset=utf-8", "no-cache"),
        ("manifest.webmanifest", "application/manifest+json; charset=utf-8", "no-cache"),
        ("assets/site.*.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("assets/icon-192.*.png", "image/png", "public, max-age=31536000, immutable"),
    ],
)
def test_objects_have_their_type_and_caching(
    home: Path, store: Store, shared: str, path: str, type_: str, caching: str
) -> None:
    (file,) = (home / "output").glob(path)
    key = file.relative_to(home / "output").as_posix()
    head = store.client.head_object(Bucket=shared, Key=key)
    assert (head["ContentType"], head["CacheControl"]) == (type_, caching)


SHARED: list[str] = []


@pytest.fixture
def shared(publish: Command, store: Store) -> str:
    """A bucket with the site at its root, which tests only read."""
    if not SHARED:
        store.client.create_bucket(Bucket="shared")
        assert publish("s3://shared", "--endpoint", store.endpoint)[0] == 0
        SHARED.append("shared")
    return SHARED[0]


def test_names_of_any_kind_arrive(
    home: Path, publish: Command, store: Store, bucket: str, address: str
) -> None:
    write_hostile(home / "output")
    publish(address)
    assert site_in(store, bucket) == contents(home / "output")
    assert ": 0 files sent" in publish(address)[1]
    for name in ("line\nbreak.html", "back\\slash.html"):
        (home / "output" / name).write_text(name, "ascii")
        status, _, err = publish(address)
        assert status == 2 and f"{name!a}: is a name that not every store keeps" in err
        (home / "output" / name).unlink()


def test_somebodys_objects_are_left_alone(
    home: Path, publish: Command, store: Store, bucket: str, address: str
) -> None:
    store.client.put_object(Bucket=bucket, Key="the/library/notes.txt", Body=b"mine")
    status, _, err = publish(address)
    assert status == 2 and "holds files that no publication sent, as notes.txt" in err
    assert store.objects(bucket) == {"the/library/notes.txt": b"mine"}


def test_a_killed_publish_leaves_no_half_and_the_next_one_ends_it(
    home: Path, publish: Command, store: Store, bucket: str, address: str
) -> None:
    fill(home / "output", 300)
    killed([address], home, lambda: len(store.times(bucket)) > 60)
    source, there = contents(home / "output"), site_in(store, bucket)
    assert 60 < len(there) < len(source) and all(source[path] == data for path, data in there.items())
    assert not [path for path in there if path.endswith(".html")]
    assert publish(address)[0] == 0
    assert site_in(store, bucket) == source


@pytest.mark.parametrize(
    ("surroundings", "said"),
    [
        ({"AWS_ACCESS_KEY_ID": "nobody"}, "the credentials are refused (InvalidAccessKeyId)"),
        ({"AWS_SECRET_ACCESS_KEY": "guessed"}, "the credentials are refused (SignatureDoesNotMatch)"),
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "no credentials were found"),
        ({"AWS_PROFILE": "nobody"}, "The config profile (nobody) could not be found"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "Could not connect to the endpoint URL"),
        ({"AWS_ENDPOINT_URL": "127.0.0.1:1"}, "Invalid endpoint"),
    ],
)
def test_what_is_missing_is_an_error_with_a_remedy(
    publish: Command, address: str, monkeypatch: pytest.MonkeyPatch, surroundings: dict[str, str], said: str
) -> None:
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    status, _, err = publish(address)
    assert status == 2 and said in err and "\n    " in err


def test_a_bucket_that_is_not_there_is_said_so(publish: Command, address: str) -> None:
    status, _, err = publish("s3://nowhere/x")
    assert status == 2 and "there is no bucket 'nowhere'\n    make it first" in err


def test_without_boto3_the_error_says_what_to_install(
    publish: Command, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    status, _, err = publish(address)
    assert status == 2 and "pip install 'site-builder[s3]'" in err
