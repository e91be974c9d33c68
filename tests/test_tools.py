"""The test tools themselves: each finds a planted fault and lets a good page pass."""

import socket
import threading
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from support import ToolMissingError
from support.browsing import PHONE, Reader
from support.serving import ServeFolder
from support.validating import Validate, validate, vnu_command

GOOD = '<!DOCTYPE html>\n<html lang="en">\n<head><title>A page</title>{head}</head>\n<body><p>Text</p>{body}</body>\n</html>\n'


def write_page(path: Path, *, head: str = "", body: str = "") -> Path:
    path.write_text(GOOD.format(head=head, body=body), encoding="utf-8")
    return path


def test_validator_accepts_good_files(nu_validator: Validate, tmp_path: Path) -> None:
    style = tmp_path / "style.css"
    style.write_text("p { margin-inline: 1rem }\n", encoding="utf-8")
    assert nu_validator([write_page(tmp_path / "page.html"), style]) == []


def test_validator_finds_faults_in_pages_styles_and_drawings(nu_validator: Validate, tmp_path: Path) -> None:
    good = write_page(tmp_path / "good.html")
    page = write_page(tmp_path / "日本語 page.html", body='<img src="picture.png">')
    style = tmp_path / "style.css"
    style.write_text("p { colour: red }\n", encoding="utf-8")
    drawing = tmp_path / "drawing.svg"
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg"><sphere/></svg>\n', encoding="utf-8")
    faults = nu_validator([good, page, style, drawing])
    assert any(fault.startswith(f"{page}: ") and "“alt” attribute" in fault for fault in faults)
    assert any(fault.startswith(f"{style}: ") and "“colour”" in fault for fault in faults)
    assert any(fault.startswith(f"{drawing}: ") and "“sphere”" in fault for fault in faults)
    assert not any(fault.startswith(str(good)) for fault in faults)


def test_validator_never_passes_over_a_file(nu_validator: Validate, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        nu_validator([tmp_path / "missing.html"])
    with pytest.raises(ValueError, match="no file"):
        nu_validator([])
    with pytest.raises(RuntimeError, match="did not read"):
        validate([write_page(tmp_path / "page.html")], ["true"])


def test_missing_validator_is_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ToolMissingError, match=r"vnu\.jar not found; run tools/install-test-tools\.sh"):
        vnu_command(tmp_path / "vnu.jar")


def test_browser_finds_no_fault_in_a_good_page(open_page: Reader, tmp_path: Path) -> None:
    page = write_page(tmp_path / "page.html")
    visit = open_page(page)
    assert visit.page.title() == "A page"
    assert visit.requests == [page.as_uri()]
    assert visit.errors == []


def test_browser_reports_what_a_content_security_policy_stops(open_page: Reader, tmp_path: Path) -> None:
    policy = '<meta http-equiv="Content-Security-Policy" content="script-src \'self\'">'
    visit = open_page(
        write_page(tmp_path / "page.html", head=policy, body="<script>document.title = 'no'</script>")
    )
    assert visit.page.title() == "A page"
    (error,) = visit.console_errors
    assert "Content Security Policy" in error
    assert visit.page_errors == []


def test_browser_reports_exceptions_and_requests(open_page: Reader, tmp_path: Path) -> None:
    outside = "http://example.invalid/script.js"
    body = f"<script src='{outside}'></script><script>throw new Error('planted')</script>"
    visit = open_page(write_page(tmp_path / "page.html", body=body))
    assert outside in visit.requests
    assert any("planted" in error for error in visit.page_errors)
    assert any("ERR_NAME_NOT_RESOLVED" in error for error in visit.console_errors)


def test_browser_runs_scripts_only_where_asked(open_page: Reader, tmp_path: Path) -> None:
    page = write_page(tmp_path / "page.html", body="<script>document.title = 'Changed'</script>")
    assert open_page(page).page.title() == "Changed"
    assert open_page(page, javascript=False).page.title() == "A page"


def test_browser_takes_colours_and_sizes_of_its_reader(open_page: Reader, tmp_path: Path) -> None:
    page = write_page(tmp_path / "page.html")
    dark = "[matchMedia('(prefers-color-scheme: dark)').matches, innerWidth, navigator.language]"
    assert open_page(page).page.evaluate(dark) == [False, 1280, "en-US"]
    assert open_page(page, scheme="dark", viewport=PHONE, locale="ar").page.evaluate(dark) == [
        True,
        PHONE[0],
        "ar",
    ]


def test_folder_is_served_under_its_path_only(serve_folder: ServeFolder, tmp_path: Path) -> None:
    page = write_page(tmp_path / "index.html")
    (tmp_path / "empty").mkdir()
    with serve_folder(tmp_path, "/some/path/") as address:
        assert address.endswith("/some/path/")
        with urlopen(address) as answer:
            assert answer.read() == page.read_bytes()
        root = address.removesuffix("some/path/")
        for elsewhere in (root, f"{root}index.html", f"{root}some/index.html", f"{address}empty/"):
            with pytest.raises(HTTPError) as refused:
                urlopen(elsewhere)
            refused.value.close()
            assert refused.value.code == HTTPStatus.NOT_FOUND


def test_server_ends_with_its_block_even_while_a_browser_holds_a_connection(
    serve_folder: ServeFolder, tmp_path: Path
) -> None:
    before = threading.active_count()
    with serve_folder(write_page(tmp_path / "index.html").parent) as address:
        idle = socket.create_connection(("127.0.0.1", urlsplit(address).port or 0), timeout=5)
        with urlopen(address) as answer:  # the idle connection came first, so the server holds it by now
            assert answer.status == HTTPStatus.OK
    with idle:
        assert idle.recv(1) == b""
    assert threading.active_count() == before


def test_browser_opens_a_served_folder(open_page: Reader, serve_folder: ServeFolder, tmp_path: Path) -> None:
    write_page(tmp_path / "index.html", body='<a href="next.html">Next</a>')
    write_page(tmp_path / "next.html")
    with serve_folder(tmp_path, "/some/path/") as address:
        visit = open_page(address)
        visit.page.get_by_text("Next").click()
        visit.page.wait_for_url(f"{address}next.html")
    assert visit.errors == []
    assert [url for url in visit.requests if not url.startswith(address)] == []
