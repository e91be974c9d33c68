"""Pictures of the site for README and docs: builds seeds/ into a temporary folder and photographs its pages.

    .venv/bin/python -m tools.screenshots

Writes docs/images/*.png. Needs what tools/install-test-tools.sh installs: Chromium and the Noto fonts. The same
browser, fonts and templates give the same pictures.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from site_builder.config import load_config
from site_builder.pipeline import build

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
MOST_BYTES = 250_000
"""Of one picture: a clone of the repository should stay small."""

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
    """What is photographed: a page, found by a pattern below the site's root, and how."""

    name: str
    page: str
    viewport: tuple[int, int] = WIDE
    scheme: Literal["light", "dark"] = "light"


PICTURES = (
    Picture("front", "index.html"),
    Picture("article", "uk/*/le-ket-nghia-*.html"),
    Picture("article-phone-dark", "uk/*/le-ket-nghia-*.html", PHONE, "dark"),
    Picture("side-by-side", "stories/*/le-ket-nghia-*.html"),
    Picture("index-phone", "nl/index.html", PHONE),
)


def main() -> None:
    """Build, photograph, write."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium not found; run tools/install-test-tools.sh")
    with TemporaryDirectory() as place, sync_playwright() as playwright:
        site = _built_site(Path(place))
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for picture in PICTURES:
            data = _photograph(browser, site, picture)
            if len(data) > MOST_BYTES:
                sys.exit(f"{picture.name}.png has {len(data):,} bytes, more than {MOST_BYTES:,}")
            (IMAGES / f"{picture.name}.png").write_bytes(data)
            sys.stdout.write(f"docs/images/{picture.name}.png  {len(data):,} bytes\n")
        browser.close()


def _built_site(place: Path) -> Path:
    output = place / "output"
    folders = {"seeds": ROOT / "seeds", "output": output, "cache": place / "cache"}
    build(load_config(ROOT / "site.toml", {"build": folders}))
    return output


def _photograph(browser: Browser, site: Path, picture: Picture) -> bytes:
    (page_file,) = site.glob(picture.page)
    width, height = picture.viewport
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=1,
        color_scheme=picture.scheme,
        reduced_motion="reduce",
        java_script_enabled=False,
    )
    page = context.new_page()
    page.goto(page_file.resolve().as_uri())
    data = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return data


if __name__ == "__main__":
    main()
