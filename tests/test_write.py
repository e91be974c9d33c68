"""Files into output/."""

from pathlib import Path

import pytest
from support.making import content_of

from site_builder.errors import OutputError
from site_builder.model import File, Written
from site_builder.write import Output


def write(folder: Path, files: dict[str, str], keep: tuple[str, ...] = ()) -> Written:
    output = Output(folder, keep)
    for path, text in files.items():
        output.put(File(path, text.encode()))
    return output.finish()


def test_only_changed_bytes_are_written(tmp_path: Path) -> None:
    assert write(tmp_path / "o", {"a.html": "1", "uk/b.html": "2"}) == Written(
        written=3, unchanged=0, removed=0
    )
    before = (tmp_path / "o" / "a.html").stat().st_mtime_ns
    assert write(tmp_path / "o", {"a.html": "1", "uk/b.html": "3"}) == Written(
        written=1, unchanged=2, removed=0
    )
    assert (tmp_path / "o" / "a.html").stat().st_mtime_ns == before


def test_leftovers_and_empty_folders_go_and_the_users_files_stay(tmp_path: Path) -> None:
    folder = tmp_path / "o"
    write(folder, {"a.html": "1", "uk/b/c.html": "2"})
    (folder / "CNAME").write_text("example.org")
    (folder / ".git").mkdir()
    (folder / "stray.html.site-builder-new").write_text("half")
    assert write(folder, {"a.html": "1"}, keep=("CNAME",)).removed == 2
    assert set(content_of(folder)) == {".nojekyll", "CNAME", "a.html"}
    assert not (folder / "uk").exists()


def test_a_folder_with_somebodys_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(OutputError, match=r"thesis\.doc"):
        write(tmp_path, {"a.html": "1"})
    assert set(content_of(tmp_path)) == {"thesis.doc"}


def test_a_folder_with_hidden_files_only_is_taken(tmp_path: Path) -> None:
    (tmp_path / ".gitkeep").write_text("")
    write(tmp_path, {"a.html": "1"})
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


def test_a_disk_that_refuses_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError) as caught:
        Output(tmp_path / "file" / "o")
    assert caught.value.remedy
