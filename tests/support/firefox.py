"""Pages in Firefox, which Playwright cannot drive as Debian has it: spoken with over WebDriver BiDi, its own language.

Files are strangers to one another, as in every reader's Firefox. Of its own accord a Firefox that is driven drops that
rule (`remote.prefs.recommended`), and then pages pass that no reader could use.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from support import ToolMissingError

PATIENCE = 30.0  # seconds, for a start on a busy machine; it takes two or three

PREFERENCES: dict[str, bool | int | str] = {
    "remote.prefs.recommended": False,
    "security.fileuri.strict_origin_policy": True,
    # No page of a test reaches the network, and the browser calls nobody.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "browser.aboutwelcome.enabled": False,
    "browser.newtabpage.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "extensions.getAddons.cache.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "intl.accept_languages": "en-US,en",
}


class Firefox:
    """One tab of a running browser."""

    def __init__(self, connection: ClientConnection) -> None:
        """Speaks over a connection that is open."""
        self._connection = connection
        self._number = 0
        self.errors: list[str] = []
        """What scripts threw or complained of since the last `open`."""
        self._say("session.new", capabilities={})
        self._tab = self._say("browsingContext.create", type="tab")["context"]
        self._say("session.subscribe", events=["log.entryAdded"], contexts=[self._tab])

    def open(self, address: str | Path) -> None:
        """Go to a URL or a file and wait until it is loaded."""
        self.errors.clear()
        url = address.resolve().as_uri() if isinstance(address, Path) else address
        self._say("browsingContext.navigate", context=self._tab, url=url, wait="complete")
        self.ask("0")  # a round trip: what was said while loading has arrived too

    def size(self, width: int, height: int) -> None:
        """Give the window's inside another size."""
        viewport = {"width": width, "height": height}
        self._say("browsingContext.setViewport", context=self._tab, viewport=viewport)

    def ask(self, expression: str) -> Any:
        """The value of an expression, or of the promise it makes. A script that throws is a `RuntimeError`."""
        said = self._say(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then(value => JSON.stringify(value) ?? 'null')",
            target={"context": self._tab},
            awaitPromise=True,
        )
        if said["type"] != "success":
            raise RuntimeError(said["exceptionDetails"]["text"])
        return json.loads(said["result"]["value"])

    def click(self, selector: str) -> None:
        """Press and release the mouse in the middle of what a selector finds first."""
        left, top = self.ask(
            f"(element => {{ element.scrollIntoView({{ block: 'center' }});"
            " const box = element.getClientRects()[0];"
            " return [box.left + box.width / 2, box.top + box.height / 2]; })"
            f"(document.querySelector({json.dumps(selector)}))"
        )
        pointer: list[dict[str, Any]] = [
            {"type": "pointerMove", "x": int(left), "y": int(top)},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        mouse = {"type": "pointer", "id": "mouse", "actions": pointer}
        self._say("input.performActions", context=self._tab, actions=[mouse])

    def follow(self, selector: str) -> str:
        """Click on a link and wait for the page it leads to; gives that page's address."""
        target = str(self.ask(f"document.querySelector({json.dumps(selector)}).href"))
        self.click(selector)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            here = self.ask("[location.href, document.readyState]")
            address = str(here[0])
            if address.partition("?")[0] == target.partition("?")[0] and here[1] == "complete":
                return address
            time.sleep(0.02)
        raise TimeoutError(f"{selector} did not lead to {target}")

    def _say(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        self._connection.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            said = json.loads(self._connection.recv(timeout=PATIENCE))
            if said.get("method") == "log.entryAdded" and said["params"]["level"] == "error":
                self.errors.append(said["params"]["text"])
            if said.get("id") == self._number:
                break
        if said["type"] == "error":
            raise RuntimeError(f"{method}: {said['message']}")
        return said["result"]


@contextmanager
def running_firefox(profile: Path) -> Iterator[Firefox]:
    """A Firefox without a window, with a profile of its own in an empty folder. Raises `ToolMissingError`."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        raise ToolMissingError("firefox-esr not found; run tools/install-test-tools.sh")
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [
        program,
        "--headless",
        "--no-remote",
        "--profile",
        str(profile),
        "--remote-debugging-port",
        "0",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with connect(f"{_address(profile, process)}/session", max_size=None, proxy=None) as connection:
            yield Firefox(connection)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(profile: Path, process: subprocess.Popen[bytes]) -> str:
    told = profile / "WebDriverBiDiServer.json"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            server = json.loads(told.read_bytes())
            return f"ws://{server['ws_host']}:{server['ws_port']}"
        except (FileNotFoundError, ValueError):
            time.sleep(0.05)
    raise RuntimeError("Firefox did not say where it listens")
