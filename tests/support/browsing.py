"""A page as a reader's browser shows it, and all that the browser asked for and complained of on the way."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, WebError, sync_playwright

from support import ToolMissingError

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # no page of a test reaches the network
)

Scheme = Literal["light", "dark"]
DESKTOP = (1280, 800)
PHONE = (390, 844)
"""Width and height of a viewport, in CSS pixels."""

TOO_WIDE = """
() => {
  const root = document.documentElement;
  const scrolls = element => element && element !== root && (
    /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const faults = [...document.body.querySelectorAll('*')].filter(element => {
    const box = element.getBoundingClientRect();
    const out = box.right > root.clientWidth + 1 || box.left < -1;
    return box.width && box.height && out && !scrolls(element) && element.checkVisibility();
  }).map(element => `${element.localName}.${element.className}`);
  return root.scrollWidth > root.clientWidth ? [`page ${root.scrollWidth}`, ...faults] : faults;
}
"""
"""What stands out of the window to either side, but for what scrolls in a box of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A page that was opened, and what happened since; the lists go on growing while it is used."""

    page: Page
    requests: list[str] = field(default_factory=list)
    """Every URL asked for, the page's own first."""
    console_errors: list[str] = field(default_factory=list)
    page_errors: list[str] = field(default_factory=list)
    """Exceptions that no script caught."""

    @property
    def errors(self) -> list[str]:
        """Everything that a page without fault leaves empty."""
        return [*self.console_errors, *self.page_errors]


class Reader:
    """Opens pages, each in a context of its own: no cookies, storage or cache shared. Close it to close them."""

    def __init__(self, browser: Browser) -> None:
        """Nothing is opened yet."""
        self._browser = browser
        self._opened = ExitStack()

    def __call__(
        self,
        address: str | Path,
        *,
        scheme: Scheme = "light",
        viewport: tuple[int, int] = DESKTOP,
        javascript: bool = True,
        locale: str = "en-US",
    ) -> Visit:
        """Open a URL or a file and wait until it is loaded."""
        context = self._browser.new_context(
            color_scheme=scheme,
            viewport={"width": viewport[0], "height": viewport[1]},
            java_script_enabled=javascript,
            locale=locale,
        )
        self._opened.callback(context.close)
        visit = Visit(page=context.new_page())

        def note_request(request: Request) -> None:
            visit.requests.append(request.url)

        def note_console(message: ConsoleMessage) -> None:
            # Without an icon of the page's own, the browser itself looks for one at the root of the host.
            icon = urlsplit(message.location["url"]).path == "/favicon.ico"
            if message.type == "error" and not icon:
                visit.console_errors.append(message.text)

        def note_page_error(error: WebError) -> None:
            visit.page_errors.append(str(error.error))

        context.on("request", note_request)
        context.on("console", note_console)
        context.on("weberror", note_page_error)
        visit.page.goto(address.resolve().as_uri() if isinstance(address, Path) else address)
        visit.page.evaluate("0")  # a round trip: what the browser reported while loading has arrived too
        return visit

    def close(self) -> None:
        """Close every page opened so far."""
        self._opened.close()


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window. Raises `ToolMissingError`."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise ToolMissingError("chromium not found; run tools/install-test-tools.sh")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
