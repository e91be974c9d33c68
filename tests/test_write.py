"""Files into output/."""

from pathlib import Path

import pytest
from support.making import content_of

from site_builder.digest import digest_of
from site_builder.errors import OutputError
from site_builder.model import File
from site_builder.write import (
    Writer,
    look_at_folders,
    look_at_output,
    remove,
    remove_strangers,
    take,
)


def write(folder: Path, files: dict[str, str], known: dict[str, bytes] | None = None) -> list[str]:
    """The paths that had to be written."""
    taken = take(folder, ("CNAME",))
    writer = Writer(folder, empty=taken is not False)
    made = {
        path: writer.put(File(path, text.encode()), (known or {}).get(path)) for path, text in files.items()
    }
    assert all(made[path][0] == digest_of(text.encode()) for path, text in files.items())
    return [path for path, (_, written) in made.items() if written]


def test_only_changed_bytes_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "o"
    assert write(folder, {"a.html": "1", "uk/b.html": "2"}) == ["a.html", "uk/b.html"]
    before = (folder / "a.html").stat().st_mtime_ns
    assert write(folder, {"a.html": "1", "uk/b.html": "3"}) == ["uk/b.html"]
    assert (folder / "a.html").stat().st_mtime_ns == before


def test_a_known_hash_spares_the_look_at_the_disk(tmp_path: Path) -> None:
    folder = tmp_path / "o"
    write(folder, {"a.html": "1"})
    (folder / "a.html").write_text("touched")
    assert write(folder, {"a.html": "1"}, {"a.html": digest_of(b"1")}) == []
    assert write(folder, {"a.html": "1"}, {"a.html": digest_of(b"2")}) == ["a.html"]
    assert (folder / "a.html").read_text() == "1"


def test_files_that_no_page_is_go_and_the_users_stay(tmp_path: Path) -> None:
    folder = tmp_path / "o"
    write(folder, {"a.html": "1", "uk/b/c.html": "2"})
    (folder / "CNAME").write_text("example.org")
    (folder / ".git").mkdir()
    (folder / "stray.html.site-builder-new").write_text("half")
    assert remove_strangers(folder, ("CNAME",), {"a.html"}.__contains__) == 2
    assert set(content_of(folder)) == {".nojekyll", "CNAME", "a.html"}
    assert not (folder / "uk").exists()


def test_removed_pages_take_their_empty_folders_along(tmp_path: Path) -> None:
    folder = tmp_path / "o"
    write(folder, {"uk/b/c.html": "2", "uk/a.html": "1", "en/x.html": "3"})
    assert remove(folder, ["uk/b/c.html", "en/x.html", "never/there.html"]) == 2
    assert set(content_of(folder)) == {".nojekyll", "uk/a.html"}
    assert not (folder / "uk/b").exists() and not (folder / "en").exists()


def test_a_folder_with_somebodys_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(OutputError, match=r"thesis\.doc"):
        take(tmp_path, ())
    assert set(content_of(tmp_path)) == {"thesis.doc"}


def test_a_folder_with_hidden_files_only_is_taken(tmp_path: Path) -> None:
    (tmp_path / ".gitkeep").write_text("")
    assert take(tmp_path, ()) is None
    assert take(tmp_path, ()) is True
    write(tmp_path, {"a.html": "1"})
    assert take(tmp_path, ()) is False
    assert set(content_of(tmp_path)) == {".gitkeep", ".nojekyll", "a.html"}


def test_a_link_in_the_output_never_leads_a_file_outside(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.html").write_text("theirs")
    folder = tmp_path / "o"
    write(folder, {"x.html": "1"})
    (folder / "uk").symlink_to(outside)
    (folder / "x.html").unlink()
    (folder / "x.html").symlink_to(outside / "a.html")
    write(folder, {"x.html": "1", "uk/a.html": "2"})
    assert (outside / "a.html").read_text() == "theirs"
    assert (folder / "uk" / "a.html").read_text() == "2"


def test_a_file_can_become_a_folder_and_back(tmp_path: Path) -> None:
    folder = tmp_path / "o"
    write(folder, {"a": "1"})
    write(folder, {"a/b": "2"})
    write(folder, {"a": "3"})
    assert (folder / "a").read_text() == "3"


@pytest.mark.parametrize("harm", ["edited", "removed", "added", "renamed", "swapped"])
def test_a_folder_that_was_touched_looks_different(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "o"
    write(folder, {"uk/a.html": "1", "uk/b.html": "22", "en/c.html": "3"})
    before = dict(look_at_output(folder, ()))
    uk = folder / "uk"
    if harm == "edited":
        (uk / "a.html").write_text("2")
    elif harm == "removed":
        (uk / "a.html").unlink()
    elif harm == "added":
        (uk / ".c").write_text("")
    elif harm == "renamed":
        (uk / "a.html").rename(uk / "c.html")
    else:
        (uk / "a.html").rename(uk / "c.html")
        (uk / "b.html").rename(uk / "a.html")
        (uk / "c.html").rename(uk / "b.html")
    after = dict(look_at_output(folder, ()))
    assert {name for name in before if before[name] != after[name]} == {b"uk/"}


def test_looking_at_the_folders_of_some_files_is_looking_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "o"
    write(folder, {"uk/a/1.html": "1", "uk/b/2.html": "22", "en/c.html": "3", "d.html": "4"})
    before = dict(look_at_output(folder, ()))
    write(folder, {"uk/a/1.html": "other", "uk/new/3.html": "3"})
    remove(folder, ["en/c.html"])
    numbers = look_at_folders(folder, (), ["uk/a/1.html", "uk/new/3.html", "en/c.html"])
    before |= {name: number for name, number in numbers.items() if number is not None}
    for name, number in numbers.items():
        if number is None:
            del before[name]
    assert before == dict(look_at_output(folder, ()))


def test_a_disk_that_refuses_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError) as caught:
        take(tmp_path / "file" / "o", ())
    assert caught.value.remedy
