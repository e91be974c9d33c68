"""The site as a zip: whole, the same twice, and read from a disk once it is unpacked."""

import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from support.books import shelf, silent
from support.browsing import Reader
from support.building import BuiltSite, build_site, contents, project_config

from site_builder.errors import ConfigError, OutputError
from site_builder.export.packing import Pack, check_pack

TITLE = {"title": "Vietnam in translation"}
FOLDER = "vietnam-in-translation"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    return build_site(project_config(tmp_path_factory.mktemp("five-seeds")))


@pytest.fixture(scope="module")
def archive(site: BuiltSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("zip") / "anything.zip"
    made = shelf("zip", site.folder, file, TITLE)
    assert (made.file, made.articles, made.stories, made.size) == (file, 5, 3, file.stat().st_size)
    return file


def test_it_holds_every_file_but_hidden_ones_in_one_folder(site: BuiltSite, archive: Path) -> None:
    whole = {f"{FOLDER}/{path}": data for path, data in contents(site.folder).items() if path != ".nojekyll"}
    with zipfile.ZipFile(archive) as found:
        assert {name: found.read(name) for name in found.namelist()} == whole
    assert f"{FOLDER}/index.html" in whole


def test_an_entry_says_nothing_of_the_machine_that_made_it(archive: Path) -> None:
    with zipfile.ZipFile(archive) as found:
        entries = found.infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {stat.S_IFREG | 0o644}
    assert {entry.create_system for entry in entries} == {3}


def test_the_same_site_gives_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    again = build_site(project_config(tmp_path / "again"))
    shelf("zip", again.folder, tmp_path / "other name.zip", TITLE)
    assert (tmp_path / "other name.zip").read_bytes() == archive.read_bytes()


def test_unpacked_it_is_read_by_double_click(archive: Path, tmp_path: Path, open_page: Reader) -> None:
    with zipfile.ZipFile(archive) as found:
        found.extractall(tmp_path)
    visit = open_page(tmp_path / FOLDER / "index.html")
    visit.page.locator("main a[lang=nl], main a:has([lang=nl])").first.click()
    visit.page.wait_for_url("**/nl/**")
    visit.page.goto(next((tmp_path / FOLDER / "nl").rglob("*.md")).with_suffix(".html").as_uri())
    visit.page.locator(".switcher a[hreflang=uk]").first.click()
    visit.page.wait_for_url("**/uk/**")
    assert visit.page.locator("html").get_attribute("lang") == "uk"
    assert "Буон Ма Тхуот" in visit.page.locator("h1").inner_text()
    assert not visit.errors
    assert all(request.startswith("file:") for request in visit.requests)


def test_unpacked_it_is_searched(archive: Path, tmp_path: Path, open_page: Reader) -> None:
    with zipfile.ZipFile(archive) as found:
        found.extractall(tmp_path)
    visit = open_page(tmp_path / FOLDER / "pl/index.html")
    visit.page.keyboard.press("/")
    visit.page.keyboard.type("powielanie modeli")
    visit.page.keyboard.press("Enter")
    visit.page.locator(".hits .headline a").click()
    visit.page.wait_for_url("**/pl/baodongkhoi.vn/*.html*")
    assert "powielanie" in visit.page.locator("article").inner_text().lower()
    assert not visit.errors


def test_what_is_compressed_is_stored_and_text_is_deflated(site: BuiltSite, tmp_path: Path) -> None:
    copied = tmp_path / "site"
    for path, data in contents(site.folder).items():
        (copied / path).parent.mkdir(parents=True, exist_ok=True)
        (copied / path).write_bytes(data)
    (copied / "pictures").mkdir()
    (copied / "pictures" / "one.webp").write_bytes(bytes(5_000))
    shelf("zip", copied, tmp_path / "a.zip", TITLE)
    with zipfile.ZipFile(tmp_path / "a.zip") as found:
        kinds = {entry.filename: entry.compress_type for entry in found.infolist()}
    assert kinds.pop(f"{FOLDER}/pictures/one.webp") == zipfile.ZIP_STORED
    stored = {name for name, kind in kinds.items() if kind == zipfile.ZIP_STORED}
    assert stored == {name for name in kinds if name.endswith(".png")}


def test_nothing_comes_from_outside_the_site(site: BuiltSite, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "other.txt").write_text("secret")
    links = {"link.txt": "secret.txt", "linked": "folder"}
    for name, target in links.items():
        (site.folder / name).symlink_to(tmp_path / target)
    try:
        shelf("zip", site.folder, tmp_path / "a.zip", TITLE)
    finally:
        for name in links:
            (site.folder / name).unlink()
    with zipfile.ZipFile(tmp_path / "a.zip") as found:
        assert not [name for name in found.namelist() if "link" in name or "other.txt" in name]


@pytest.mark.parametrize(
    ("wanted", "option"),
    [
        ({"language": "en"}, "--language"),
        ({"source": "baodaklak.vn"}, "--source"),
        ({"story": "x"}, "--story"),
        ({"pair": ("en", "uk")}, "--pair"),
    ],
)
def test_a_part_is_refused_and_the_shelves_that_take_it_are_named(
    site: BuiltSite, tmp_path: Path, wanted: dict[str, Any], option: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        shelf("zip", site.folder, tmp_path / "a.zip", TITLE, **wanted)
    assert f"no {option}" in refused.value.what
    assert "zim" in refused.value.remedy and "epub" in refused.value.remedy
    assert not list(tmp_path.iterdir())


# The archive


def test_more_entries_than_the_short_form_counts(tmp_path: Path) -> None:
    count = 0x1_0000 + 3
    with Pack(tmp_path / "a.zip") as pack:
        for number in range(count):
            pack.add(f"{number}.txt", b"", stored=True)
    check_pack(tmp_path / "a.zip", count, silent)
    with zipfile.ZipFile(tmp_path / "a.zip") as found:
        assert len(found.namelist()) == count


def test_a_damaged_archive_is_not_handed_over(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    with Pack(file) as pack:
        pack.add("a.txt", b"words " * 50)
        pack.add("b.txt", b"more words", stored=True)
    check_pack(file, 2, silent)
    with pytest.raises(OutputError, match="has 2 entries, 3 were written"):
        check_pack(file, 3, silent)
    file.write_bytes(file.read_bytes().replace(b"more words", b"more wards"))
    with pytest.raises(OutputError, match=r"b\.txt"):
        check_pack(file, 2, silent)
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(OutputError, match="does not read as it was written"):
        check_pack(file, 2, silent)
