"""Remarks on links to other sites: asked over the network, and only where that is wanted.

`OutwardLinks` gathers addresses while pages are read, each once, up to a number; `check_external` asks them. Polite: a few
hosts at a time, a request a second to each, HEAD first and GET with a small read where HEAD is refused, a name that says
who asks. Bounded: time-outs, redirects that end, and a host that says nothing for long is given up. Memory: the
addresses, and nothing of the answers.

An answer that asks for a login or for patience (401, 403, 429) is a page that is there. Raises nothing.
"""

from __future__ import annotations

import http.client
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urldefrag, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from site_builder import __version__
from site_builder.check.fault import Fault
from site_builder.check.survey import Page

USER_AGENT = f"site-builder/{__version__} (check of links; one request a second)"

_PAUSE = 1.0
"""Seconds between the answer of a host and the next request to it."""
_AT_ONCE = 6
"""Hosts that are asked at a time."""
_PATIENCE = 10.0
"""Seconds to wait for a host's next word."""
_SILENCE = 120.0
"""Seconds without any answer from any host, after which those that are left are given up: longer than one address may
take with all its redirects, each silent to the end of `_PATIENCE`."""
_HOPS = 5
_GONE = (404, 410)
_THERE = (401, 402, 403, 405, 406, 407, 418, 429, 451, 999)
"""Refused to a program; a person may see a page."""
_PLAIN = "%/:=&?~+!$,;'@()*[]"


class OutwardLinks:
    """Addresses of other sites, each once with the first page that links it, up to `most`."""

    def __init__(self, base_url: str | None, most: int) -> None:
        self.most = most
        self.is_full = False
        """Were there more?"""
        self.pages: dict[str, str] = {}
        self._own = base_url

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.pages)

    def add(self, page: Page) -> None:
        """The links of a page that a reader may follow out of the site."""
        if self.most == 0 or self.is_full:
            return
        for link in page.links:
            if (
                link.tag.name != "a"
                or not link.target.outside
                or (self._own and link.address.startswith(self._own))
            ):
                continue
            address = urldefrag(link.address.strip()).url
            if address in self.pages:
                continue
            if len(self.pages) == self.most:
                self.is_full = True
                return
            self.pages[address] = page.path


def check_external(
    links: OutwardLinks, advance: Callable[[int], None], *, pause: float = _PAUSE, silence: float = _SILENCE
) -> Iterator[Fault]:
    """external: no address that is linked is gone, and each can be reached. In the order of the pages."""
    hosts: dict[str, list[str]] = {}
    for address in links.pages:
        hosts.setdefault(_host(address), []).append(address)
    waiting: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    for addresses in hosts.values():
        waiting.put(addresses)
    answers: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
    turns = _Turns(pause)
    for _ in range(min(_AT_ONCE, len(hosts))):
        # Daemons: nobody waits for a host that never ends its answer.
        threading.Thread(target=_work, args=(waiting, answers, turns), daemon=True).start()
    said: dict[str, str] = {}
    while len(said) < len(links.pages):
        try:
            address, what = answers.get(timeout=silence)
        except queue.Empty:
            break
        said[address] = what
        advance(1)
    for address, page in links.pages.items():
        what = said.get(address, "did not answer in time")
        if what:
            remedy = "look whether it has moved; the text itself is all here"
            yield Fault("external", page, f"links {address!r}, which {what}", remedy, "remark")
    if links.is_full:
        what = f"links more than the {links.most:,} addresses that were asked"
        yield Fault("external", "index.html", what, "ask more with --external N", "remark")


class _Turns:
    """When each host may be asked next."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str) -> None:
        """Until it is our turn at the host."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next.get(host, now))
            self._next[host] = turn + self._pause
        time.sleep(turn - now)

    def rest(self, host: str) -> None:
        """The host has answered: it has its pause from now on."""
        with self._lock:
            self._next[host] = max(self._next[host], time.monotonic() + self._pause)


def _work(
    waiting: queue.SimpleQueue[list[str]], answers: queue.SimpleQueue[tuple[str, str]], turns: _Turns
) -> None:
    while True:
        try:
            addresses = waiting.get_nowait()
        except queue.Empty:
            return
        for address in addresses:
            answers.put((address, _said_of(address, turns)))


class _Answer(NamedTuple):
    """What a host says of an address."""

    status: int
    location: str | None


def _said_of(address: str, turns: _Turns) -> str:
    """What is wrong with an address; "" for nothing."""
    here = address
    try:
        for _ in range(_HOPS):
            answer = _ask(here, "HEAD", turns)
            if answer.status >= 400:
                answer = _ask(here, "GET", turns)
            if 300 <= answer.status < 400 and answer.location:
                here = urljoin(here, answer.location)
                continue
            if answer.status in _GONE:
                return f"is gone ({answer.status})"
            if answer.status >= 400 and answer.status not in _THERE:
                return f"answers with status {answer.status}"
            return ""
        return f"leads on and on, more than {_HOPS} times"
    except (socket.gaierror, TimeoutError, URLError, OSError, http.client.HTTPException, ValueError) as error:
        return f"cannot be reached: {_reason(error)}"


def _reason(error: Exception) -> str:
    reason = error.reason if isinstance(error, URLError) else error
    text = (reason.strerror if isinstance(reason, OSError) and reason.strerror else str(reason)) or type(
        error
    ).__name__
    return " ".join(text.split())[:120]


class _NoRedirect(HTTPRedirectHandler):
    """Each step waits for its turn, so none is taken unseen."""

    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = build_opener(_NoRedirect)


def _ask(address: str, method: str, turns: _Turns) -> _Answer:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"no address of a web page: {address[:80]!r}")
    host = parts.hostname.encode("idna").decode()
    network = f"{host}:{parts.port}" if parts.port else host
    if ":" in host:
        network = f"[{host}]" + (f":{parts.port}" if parts.port else "")
    asked = f"{parts.scheme}://{network}{quote(parts.path or '/', _PLAIN)}"
    asked += f"?{quote(parts.query, _PLAIN)}" if parts.query else ""
    turns.wait(network)
    request = Request(  # noqa: S310 - the scheme is one of the web's
        asked, method=method, headers={"User-Agent": USER_AGENT, "Accept": "text/html,*/*;q=0.5"}
    )
    try:
        with _OPENER.open(request, timeout=_PATIENCE) as response:
            if method == "GET":
                response.read1(1_024)
            return _Answer(response.status, None)
    except HTTPError as error:
        with error:
            return _Answer(error.code, error.headers.get("Location"))
    finally:
        turns.rest(network)


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.casefold()
    except ValueError:
        return address
