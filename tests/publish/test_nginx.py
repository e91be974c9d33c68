"""A published folder behind nginx under a sub-path, set up with the very lines of docs/publishing.md."""

import re
import shutil
import socket
import subprocess
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from support.browsing import Reader
from support.building import ROOT
from support.publishing import Command


@contextmanager
def nginx(www: Path, place: Path) -> Iterator[int]:
    """Serve with the location of the documentation, whose /srv/www is `www`; gives the port."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.fail("nginx not found; run tools/install-test-tools.sh", pytrace=False)
    guide = (ROOT / "docs" / "publishing.md").read_text("utf-8")
    location = re.search(r"^    location /library/ \{.*?^    \}$", guide, re.DOTALL | re.MULTILINE)
    assert location
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lines = (
        textwrap.dedent(location[0])
        .replace("/srv/www", str(www))
        .replace("mime.types", "/etc/nginx/mime.types")
    )
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    scratch = " ".join(f"{kind}_temp_path {place}/{kind};" for kind in kinds)
    (place / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {place}/pid; error_log stderr;\nevents {{}}\n"
        f"http {{ access_log off; {scratch}\nserver {{ listen 127.0.0.1:{port};\n{lines}\n}} }}\n",
        "utf-8",
    )
    process = subprocess.Popen(
        [program, "-p", str(place), "-c", str(place / "nginx.conf"), "-e", "stderr"], stderr=subprocess.PIPE
    )
    try:
        end = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    process.kill()
                    raise AssertionError(process.communicate()[1].decode()) from None
                time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.communicate()


def test_pages_types_caching_and_what_is_missing(
    home: Path, publish: Command, tmp_path: Path, open_page: Reader
) -> None:
    assert publish("www/library")[0] == 0
    (style,) = (home / "output" / "assets").glob("site.*.css")
    (article,) = (home / "output" / "nl" / "baodaklak.vn").glob("*.md")
    expected = {
        "": (200, "text/html; charset=utf-8", None),
        "nl/index.html": (200, "text/html; charset=utf-8", None),
        "sw.js": (200, "application/javascript; charset=utf-8", None),
        "manifest.webmanifest": (200, "application/manifest+json", None),
        f"nl/baodaklak.vn/{article.name}": (200, "text/markdown; charset=utf-8", None),
        f"assets/{style.name}": (200, "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        "nowhere.html": (404, "text/html; charset=utf-8", None),
    }
    with nginx(home / "www", tmp_path) as port:
        found = {}
        for path in expected:
            connection = HTTPConnection("127.0.0.1", port)
            connection.request("GET", f"/library/{path}")
            answer = connection.getresponse()
            body = answer.read()
            found[path] = (answer.status, answer.headers["Content-Type"], answer.headers["Cache-Control"])
            connection.close()
        assert found == expected
        assert body == (home / "output" / "404.html").read_bytes()
        visit = open_page(f"http://127.0.0.1:{port}/library/nl/index.html")
        visit.page.locator(
            'main a[href^="baodaklak.vn/"][href$=".html"]:not([href$="index.html"])'
        ).first.click()
        visit.page.wait_for_load_state()
        assert visit.page.url.startswith(f"http://127.0.0.1:{port}/library/nl/baodaklak.vn/")
        assert visit.page.locator("main h1").is_visible() and visit.errors == []
