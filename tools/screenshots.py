"""Pictures of the site for README and docs: builds sites into a temporary folder and photographs their pages.

    .venv/bin/python -m tools.screenshots            # all of them
    .venv/bin/python -m tools.screenshots front      # some, by name

Writes docs/images/*.png, with at most 256 colours. Needs what tools/install-test-tools.sh installs: Chromium and the
Noto fonts. The same browser, fonts and templates give the same pictures.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from bench.many_languages import write_story
from site_builder.config import load_config
from site_builder.pipeline import build

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
MADE_UP = ROOT / "tests" / "site" / "made_up"
MOST_BYTES = 200_000
"""Of one picture: a clone of the repository should stay small."""
COLOURS = 256

WIDE, PHONE = (1280, 860), (390, 780)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-lcd-text",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


@dataclass(frozen=True, slots=True)
class Picture:
    """What is photographed: a page, found by a pattern below a site's root, and how."""

    name: str
    page: str
    viewport: tuple[int, int] = WIDE
    scheme: Literal["light", "dark"] = "light"
    site: Literal["own", "many", "arabic"] = "own"
    clicks: tuple[str, ...] = field(default=())
    """Selectors of what is clicked on before, in order."""
    query: str = ""
    """After the page's address."""


PICTURES = (
    Picture("front", "index.html"),
    Picture("article", "uk/*/le-ket-nghia-*.html"),
    Picture("article-phone-dark", "uk/*/le-ket-nghia-*.html", PHONE, "dark"),
    Picture("side-by-side", "stories/*/le-ket-nghia-*.html", clicks=("label[lang=nl]",)),
    Picture("side-by-side-phone", "stories/*/le-ket-nghia-*.html", PHONE, clicks=("label[lang=nl]",)),
    Picture("index-phone", "nl/index.html", PHONE),
    Picture("arabic", "ar/news.example/*bridge.html", site="arabic"),
    Picture("chinese-dark", "zh-Hans/local/seven-days.html", WIDE, "dark", site="many"),
    Picture("hundred-languages", "en/local/seven-days.html", site="many", clicks=(".every > summary",)),
    Picture("front-many", "index.html", site="many"),
    Picture("search", "uk/search.html", query="q=партійного&language=*"),
    Picture("search-phone-dark", "en/search.html", PHONE, "dark", query="q=leaders+ward"),
    Picture("coverage", "stories/index.html", site="many"),
)


def main(names: list[str]) -> None:
    """Build, photograph, write."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium not found; run tools/install-test-tools.sh")
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        sites = {name: make(Path(place, name)) for name, make in SITES.items()}
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for picture in PICTURES:
            if names and picture.name not in names:
                continue
            data = _compressed(_photograph(browser, sites[picture.site], picture))
            if len(data) > MOST_BYTES:
                sys.exit(f"{picture.name}.png has {len(data):,} bytes, more than {MOST_BYTES:,}")
            (IMAGES / f"{picture.name}.png").write_bytes(data)
            sys.stdout.write(f"docs/images/{picture.name}.png  {len(data):,} bytes\n")
        browser.close()


def _built_site(place: Path, seeds: Path, site: dict[str, Any] | None = None) -> Path:
    folders = {"seeds": seeds, "output": place / "output", "cache": place / "cache"}
    build(load_config(ROOT / "site.toml", {"build": folders, "site": site or {}}))
    return place / "output"


def _own(place: Path) -> Path:
    return _built_site(place, ROOT / "seeds")


def _arabic(place: Path) -> Path:
    title = {"title": "مكتبة الجسر", "description": "قصة واحدة بلغتين.", "language": "ar"}
    return _built_site(place, MADE_UP / "arabic", title)


def _many(place: Path) -> Path:
    """A story in a hundred languages, and smaller ones around it."""
    for name, size in (("seven-days", 100), ("islands", 40), ("twelve-months", 12), ("neighbours", 5)):
        write_story(place / "seeds" / name, size, story=name, blocks=6, start=size)
    title = {
        "title": "A library of calendars",
        "description": "Days, months and places in a hundred languages.",
    }
    return _built_site(place, place / "seeds", title)


SITES: dict[str, Callable[[Path], Path]] = {"own": _own, "many": _many, "arabic": _arabic}


def _photograph(browser: Browser, site: Path, picture: Picture) -> bytes:
    (page_file,) = site.glob(picture.page)
    width, height = picture.viewport
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=1,
        color_scheme=picture.scheme,
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(f"{page_file.resolve().as_uri()}?{picture.query}")
    if picture.query:
        page.locator(".hits li").first.wait_for()
    for selector in picture.clicks:
        page.locator(selector).click()
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    data = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return data


def _compressed(png: bytes) -> bytes:
    """The same picture in fewer colours."""
    with Image.open(BytesIO(png)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    written = BytesIO()
    few.save(written, "PNG", optimize=True)
    return written.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
