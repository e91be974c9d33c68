"""Preview: build, serve on this machine, build again on a change, reload the browser, show what went wrong in it.

The configuration in, a server until Ctrl-C. livereload speaks with the browser (its protocol, its script), on tornado,
which it is made of. Three of its own ways are not taken: its watcher, which reads every file each 0.8 s and drops
changes in the 3 s after a reload (watchfiles waits for the kernel's notices instead); its script written into the page,
which the pages' content policy forbids (a script file is linked); and its way to start, which leaves sockets open.

The first build has the process to itself, and so all cores. Then three kinds of threads: one serves and alone changes
what is known here, one builds (one build at a time), two watch. Pages that are open in a browser are built first.
Memory: that of a build, and a number for each page that was looked at.

A failed build stands in the terminal and at the top of every page until a build succeeds; the last good pages stay.
The preview shows drafts, and so has an output and a cache of its own below the cache of the build, with whose results it
begins. Nothing is served that no build of this run has made. Raises ConfigError where there is nothing to begin with: a
configuration that cannot be read, no free port, no such host.

Not here: the options (`cli`), what a build does (`pipeline`).
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
import re
import socket
import threading
import time
import traceback
import webbrowser
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from html import escape
from http.client import responses
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from weakref import WeakSet

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream
from tornado.web import Application, HTTPError, RedirectHandler, RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketClosedError
from watchfiles import Change, watch

from site_builder.config import Config
from site_builder.errors import ConfigError, SiteBuilderError
from site_builder.look import NEVER, look, stamp_of
from site_builder.media import TYPES, type_of
from site_builder.model import Problem, Report
from site_builder.pipeline import Progress, Run, Silent, build, forget_looks
from site_builder.value import dataclass

_PORTS = 20
"""Ports to try after the one asked for."""

_QUIET_MS, _BURST_MS = 30, 1_000
"""A change is acted on when this long nothing followed (editors write, then rename), or a burst has lasted this long."""

_SHOWN_PROBLEMS = 20

_say = partial(print, flush=True)


def serve(
    load: Callable[[], Config],
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    base_path: str = "/",
    open_browser: bool = False,
    report: Callable[[str], None] = _say,
    progress: Progress | None = None,
) -> None:
    """Preview the site until Ctrl-C. `load` reads the configuration again, at each build; `report` takes a line.

    `base_path` is where the site lies on its host, as "/project/": it is shown there, and nothing is elsewhere.
    `progress` is told how far the first build is.
    """
    preview = Preview(load, report, base_path)
    try:
        listening = preview.begin(host, port, progress)
        asyncio.run(preview.run(listening, open_browser=open_browser))
    except KeyboardInterrupt:
        report("")  # so that the prompt does not follow the ^C


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the last build did not come to its end."""

    where: str
    what: str
    remedy: str
    trace: str = ""
    """Of a bug."""


class Preview:
    """What is known of the site: its last good build, and what was wrong with the last one."""

    def __init__(
        self, load: Callable[[], Config], report: Callable[[str], None], base_path: str = "/"
    ) -> None:
        """Read the configuration; nothing is built yet."""
        self.base_path = _base_path(base_path)
        self.root: Path | None = None
        """Folder of the last good build."""
        self.failure: Failure | None = None
        self.port = 0
        self.browsers: set[_Browser] = set()
        self._load = load
        self._report = report
        self._config = load()
        self._edition = 1
        self._served: dict[str, int] = {}
        self._arrived: set[str] = set()
        """Files that the build under way wrote before others, for somebody looks at them."""
        self._telling: set[asyncio.Task[None]] = set()
        self._problems: frozenset[Problem] = frozenset()
        self._changed: set[str] = set()
        self._change = asyncio.Event()
        self._ending = threading.Event()
        self._builder: threading.Thread | None = None
        self._host = ""
        self._numbers: list[object] = []
        """What lay in the folders that are watched when the first build began."""

    def begin(self, host: str, port: int, progress: Progress | None = None) -> socket.socket:
        """Take a port, and build: in the caller's thread, for only where there is no other are processes forked."""
        self._host, listening = host, _listen(host, port, self._report)
        self.port = listening.getsockname()[1]
        self._report("Building the site; it is served when that is done")
        self._numbers = _numbers(self._config)
        start = time.perf_counter()
        try:
            run = Run(progress=progress or Silent(), note=self._report)
            self._take(_outcome(self._config, run), (), start)
        except BaseException:
            listening.close()
            raise
        return listening

    async def run(self, listening: socket.socket, *, open_browser: bool = False) -> None:
        """Serve, and build again on every change, until cancelled."""
        loop = asyncio.get_running_loop()
        watched = _Watch(
            tell=lambda paths: loop.call_soon_threadsafe(self._note, paths),
            complain=lambda line: loop.call_soon_threadsafe(self._report, line),
        )
        server = _Server(_application(self))
        try:
            watched.follow(self._config)
            if _numbers(self._config) != self._numbers:  # changed during the first build, when nobody watched
                forget_looks()
                await self._update(watched)
            server.add_socket(listening)
            self._announce(self._host, open_browser)
            while True:
                await self._change.wait()
                await self._update(watched)
        finally:
            self._ending.set()
            await server.end()
            listening.close()
            watched.end()
            if self._builder is not None:
                # Should it take longer, it ends with the program; what it has written is whole all the same.
                self._builder.join(0.5)

    def page(self, path: str, html: bytes) -> bytes:
        """The page at an address, with what the preview adds."""
        self._served[path] = self._edition + (self._file_at(path) in self._arrived)
        return _with_additions(html, self.port, self.failure)

    def is_stale(self, path: str) -> bool:
        """Was the page fetched before the last change of the site? True once for each change."""
        served = self._served.get(path, 0)
        self._served[path] = max(served, self._edition)
        return served < self._edition

    def _file_at(self, path: str) -> str:
        """File of the site at an address, as paths of the site are written; none that there is, where it is no page."""
        inside = unquote(path).removeprefix(self.base_path)
        return inside if inside and not inside.endswith("/") else f"{inside}index.html"

    def _note(self, paths: set[str]) -> None:
        self._changed |= paths
        self._change.set()

    async def _update(self, watched: _Watch) -> None:
        """Build once, from whatever has changed until now; changes from now on are for the next time."""
        self._change.clear()
        self._arrived.clear()
        changed, self._changed = self._changed, set()
        start = time.perf_counter()
        failure = None
        try:
            self._config = self._load()
        except Exception as error:
            failure = _failure(error)
        watched.follow(self._config)  # before the build looks at the files, so that no change falls between
        seeds = _absolute(self._config.build.seeds)
        if not all(Path(path).is_relative_to(seeds) for path in changed):
            forget_looks()  # loading them anew takes longer than most of these builds
        outcome = failure or await self._built(self._config)
        stale = self._take(outcome, changed, start)
        await asyncio.gather(*(browser.reload() for browser in stale))

    def _take(self, outcome: Report | Failure, changed: Iterable[str], start: float) -> list[_Browser]:
        """Know and say how a build ended; the browsers whose page is another one now."""
        # The panel at the top of every page comes, goes, or says something else.
        panel = self.failure is not None or isinstance(outcome, Failure)
        if isinstance(outcome, Failure):
            self.failure = outcome
            self._report(f"{outcome.trace}error: {outcome.where}: {outcome.what}\n    {outcome.remedy}")
        else:
            self.root, self.failure = _of_its_own(self._config).build.output, None
            self._report(_summary(outcome, changed, time.perf_counter() - start))
            self._report_problems(outcome.problems)
            if not panel and not outcome.pages.written + outcome.pages.removed:
                return []
        self._edition += 1
        self._arrived.clear()
        if panel:
            self._served.clear()
        return [browser for browser in self.browsers if self._served.get(browser.page, 0) < self._edition]

    async def _built(self, config: Config) -> Report | Failure:
        """The outcome of a build in a thread of its own, so that pages are answered meanwhile."""
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[Report | Failure] = loop.create_future()

        # A preview mostly builds little, and processes started beside threads take longer to come up than that.
        if config.build.engine == "auto":
            config = replace(config, build=replace(config.build, engine="serial"))
        run = Run(
            progress=_Interruptible(self._ending),
            note=lambda line: loop.call_soon_threadsafe(self._report, line),
            awaited=frozenset(self._file_at(browser.page) for browser in self.browsers),
            arrived=lambda file: loop.call_soon_threadsafe(self._show, file),
        )

        def work() -> None:
            result = _outcome(config, run)
            with suppress(RuntimeError):  # the loop is closed: Ctrl-C during the build
                loop.call_soon_threadsafe(settle, result)

        def settle(result: Report | Failure) -> None:
            if not outcome.done():
                outcome.set_result(result)

        # A daemon: Python would wait for any other thread, and so would whoever pressed Ctrl-C.
        self._builder = threading.Thread(target=work, name="build", daemon=True)
        self._builder.start()
        return await outcome

    def _show(self, file: str) -> None:
        """A page that somebody looks at is new, though the build is not at its end."""
        self._arrived.add(file)
        for browser in self.browsers:
            if self._file_at(browser.page) == file:
                task = asyncio.get_running_loop().create_task(browser.reload())
                self._telling.add(task)
                task.add_done_callback(self._telling.discard)

    def _announce(self, host: str, open_browser: bool) -> None:
        url = _url(host, self.port) + self.base_path
        self._report(f"Serving at {url}")
        if not _is_loopback(host):
            self._report("every machine that reaches this one can read it; --host 127.0.0.1 keeps it here")
        if open_browser:  # in a thread: a browser for the terminal may not return
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    def _report_problems(self, problems: tuple[Problem, ...]) -> None:
        """Those that the last good build did not have."""
        fresh = [problem for problem in problems if problem not in self._problems]
        self._problems = frozenset(problems)
        for problem in fresh[:_SHOWN_PROBLEMS]:
            self._report(f"  {problem.origin}: {problem.what}; {problem.remedy}")
        if len(fresh) > _SHOWN_PROBLEMS:
            self._report(f"  … and {len(fresh) - _SHOWN_PROBLEMS:,} more; `build` lists them")


# Building


class _PreviewEndsError(Exception):
    """The preview ends, and the build under way with it."""


@dataclass(frozen=True, slots=True)
class _Interruptible:
    """A progress that shows nothing and ends the build at its next step once the preview is ending."""

    ending: threading.Event

    @contextmanager
    def stage(self, name: str, total: int | None) -> Iterator[Callable[[int], None]]:
        """Around a stage."""
        del name, total
        self._step(0)
        yield self._step

    def _step(self, steps: int) -> None:
        del steps
        if self.ending.is_set():
            raise _PreviewEndsError


def _of_its_own(config: Config) -> Config:
    """The configuration with folders of the preview's own: a build, and what is published, never sees a draft."""
    cache = config.build.cache / "preview"
    return replace(config, build=replace(config.build, cache=cache, output=cache / "site"))


def _outcome(config: Config, run: Run) -> Report | Failure:
    """Build; whatever is raised is what the browser shows."""
    run.drafts, run.base = True, config.build.cache
    try:
        return build(_of_its_own(config), run)
    except Exception as error:
        return _failure(error)


def _failure(error: Exception) -> Failure:
    if isinstance(error, SiteBuilderError):
        return Failure(error.where, error.what, error.remedy)
    trace = "".join(traceback.format_exception(error))
    what = f"{type(error).__name__}: {error}"
    return Failure("site_builder", what, "this is a bug; the terminal shows where", trace)


# Answering


def _application(preview: Preview) -> Application:
    base = preview.base_path
    return Application(
        [
            (r"/livereload", _Browser),
            (r"/livereload\.js", LiveReloadJSHandler),
            (r"/site-builder-preview\.css", _Style),
            (f"{re.escape(base)}(.*)", _Files, {"path": "", "default_filename": "index.html"}),
            (f"(?:/|{re.escape(base[:-1])})", RedirectHandler, {"url": base, "permanent": False}),
        ],
        default_handler_class=_Nothing,
        preview=preview,
        log_function=lambda _: None,  # requests are no news to whoever makes them
    )


class _Files(StaticFileHandler):
    """A file of the site as a static host would answer it; a page has the preview's additions."""

    @property
    def _preview(self) -> Preview:
        preview: Preview = self.settings["preview"]
        return preview

    def prepare(self) -> None:
        """Another folder may have become the site's since the last request."""
        if self._preview.root is None:
            raise HTTPError(404)
        self.root = str(_absolute(self._preview.root))

    async def get(self, path: str, include_body: bool = True) -> None:
        self.path = self.parse_url_path(path)
        file = self.validate_absolute_path(self.root, self.get_absolute_path(self.root, self.path))
        if file is None:  # sent on to the folder's own address, with "/"
            return
        if not file.endswith(".html"):
            await super().get(path, include_body)
            return
        try:
            html = Path(file).read_bytes()
        except OSError:  # a build has just removed it
            raise HTTPError(404) from None
        self.set_header("Content-Type", TYPES["html"])
        self.finish(self._preview.page(self.request.path, html))

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")

    def get_cache_time(self, *_: object) -> int:
        return 0

    def compute_etag(self) -> None:
        return None

    def should_return_304(self) -> bool:
        return False

    def get_content_type(self) -> str:
        return type_of(Path(self.absolute_path or "").name)

    def write_error(self, status_code: int, **_: Any) -> None:
        """The site's own page for what is not there; our own, where the site has none."""
        html = _PLAIN_PAGE % responses.get(status_code, str(status_code)).encode()
        if status_code == 404 and self._preview.root is not None:
            with suppress(OSError):
                html = (self._preview.root / "404.html").read_bytes()
        self.set_header("Content-Type", TYPES["html"])
        self.finish(self._preview.page(self.request.path, html))

    def log_exception(self, *error: Any) -> None:
        """Only bugs: what is not there is not."""
        if not isinstance(error[1], HTTPError):
            super().log_exception(*error)


class _Nothing(RequestHandler):
    """Outside of the site's path on its host, where other sites lie."""

    def prepare(self) -> None:
        self.set_status(404)
        self.set_header("Content-Type", TYPES["html"])
        self.finish(_PLAIN_PAGE % escape(f"Not Found; the site is at {self._site}").encode())

    @property
    def _site(self) -> str:
        preview: Preview = self.settings["preview"]
        return preview.base_path


class _Style(RequestHandler):
    """Style of the panel, a file because the pages' content policy allows no other."""

    def get(self) -> None:
        self.set_header("Content-Type", TYPES["css"])
        self.finish(_PANEL_STYLE)


class _Browser(LiveReloadHandler):  # type: ignore[misc]  # livereload has no types
    """A page open in a browser."""

    page = ""
    """Path of its address."""

    async def on_message(self, message: str) -> None:
        """Greet back; a page that was fetched before the last change, and missed its notice, gets it now."""
        super().on_message(message)
        said = json.loads(message)
        if said.get("command") != "info":
            return
        preview: Preview = self.settings["preview"]
        self.page = urlsplit(said.get("url", "")).path
        preview.browsers.add(self)
        if preview.is_stale(self.page):
            await self.reload()

    def on_close(self) -> None:
        super().on_close()
        self.settings["preview"].browsers.discard(self)

    async def reload(self) -> None:
        """Have the page fetched again."""
        with suppress(WebSocketClosedError):
            # "*" is no file's name, so livereload.js loads the whole page anew: assets are named by their content.
            await self.write_message({"command": "reload", "path": "*", "liveCSS": False})


class _Server(HTTPServer):
    """Knows its connections, so that none outlives it; the base class forgets those of WebSockets."""

    def initialize(self, *args: Any, **options: Any) -> None:
        self._streams: WeakSet[IOStream] = WeakSet()
        super().initialize(*args, **options)

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        self._streams.add(stream)
        super().handle_stream(stream, address)

    async def end(self) -> None:
        """Close every connection."""
        self.stop()
        for stream in tuple(self._streams):
            stream.close()
        await self.close_all_connections()
        # asyncio cancels what is still under way when the program ends, and tornado would log that as a fault.
        if handlers := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(handlers, timeout=0.5)


# What is added to a page

_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)
_BODY = re.compile(rb"""<body\b(?:[^>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)

_PLAIN_PAGE = b"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Preview</title></head>
<body><p>%s</p></body>
</html>
"""

_PANEL_STYLE = """\
.site-builder-preview, .site-builder-preview * { all: revert; }
.site-builder-preview {
  position: sticky; inset-block-start: 0; z-index: 2147483647; box-sizing: border-box;
  max-block-size: 60vh; overflow: auto; padding: 0.75rem 1rem;
  background: #8c1d18; color: #fff; font: 1rem/1.5 system-ui, sans-serif; text-align: start;
  border-block-end: 2px solid #fff; grid-column: 1 / -1; white-space: pre-wrap; overflow-wrap: anywhere;
}
.site-builder-preview p { margin: 0; }
.site-builder-preview code { font: 0.9375rem/1.5 ui-monospace, monospace; }
@media print { .site-builder-preview { display: none; } }
"""


def _with_additions(html: bytes, port: int, failure: Failure | None) -> bytes:
    """The page with the script that reloads it and, after a failed build, the panel at its top."""
    head, panel = f'<script defer src="/livereload.js?port={port}"></script>', ""
    if failure is not None:
        head += '<link rel="stylesheet" href="/site-builder-preview.css">'
        panel = _panel(failure)
    head_end = _HEAD_END.search(html)
    in_head = head_end.start() if head_end else len(html)
    body = _BODY.search(html, in_head)
    in_body = body.end() if body else len(html)
    return html[:in_head] + head.encode() + html[in_head:in_body] + panel.encode() + html[in_body:]


def _panel(failure: Failure) -> str:
    where, what, remedy = (
        escape(text.encode("utf-8", "replace").decode())
        for text in (failure.where, failure.what, failure.remedy)
    )
    return (
        '<div class="site-builder-preview" role="alert" lang="en" dir="ltr">'
        "<p><strong>The last build failed; the pages are as they were.</strong></p>"
        f"<p><code>{where}</code>: {what}</p><p>{remedy}</p></div>"
    )


# Watching


class _Stop(threading.Event):
    """Ends a watch. watchfiles asks for it at every step, and the first time says that the watch has begun."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()

    def is_set(self) -> bool:
        self.asked.set()
        return super().is_set()


def _noticing(
    folders: Iterable[Path], wanted: Callable[[Path], bool], watcher: _Watch, *, recursive: bool
) -> Callable[[], None]:
    """Tell of changes from the moment this returns, until what it returned is called."""
    stop = _Stop()

    def run() -> None:
        try:
            for changes in watch(
                *folders,
                watch_filter=lambda _, path: wanted(Path(path)),
                debounce=_BURST_MS,
                step=_QUIET_MS,
                stop_event=stop,
                recursive=recursive,
            ):
                if paths := _lasting(changes):
                    watcher.tell(paths)
        except Exception as error:  # OSError, or a type of its own that watchfiles does not publish
            remedy = "WATCHFILES_FORCE_POLLING=1 in the environment does without the kernel's help"
            watcher.complain(f"changes in {', '.join(map(str, folders))} are not noticed ({error}); {remedy}")
        finally:
            stop.asked.set()

    def end() -> None:
        stop.set()
        thread.join()

    thread = threading.Thread(target=run, name="watch", daemon=True)
    thread.start()
    stop.asked.wait()
    return end


def _lasting(changes: Iterable[tuple[Change, str]]) -> set[str]:
    """Paths that changed, without what came and went at once, as the file by which Vim finds out whether it may write.

    A name with a suffix may be one that a build has read: that file went, came back and went again.
    """
    came = {path for change, path in changes if change == Change.added}
    went = {path for change, path in changes if change == Change.deleted}
    passing = {path for path in came & went if not Path(path).suffix and not os.path.lexists(path)}
    return {path for _, path in changes} - passing


class _Watch:
    """Tells of changes in all that a configuration reads.

    Folders are watched whole. They and site.toml are also watched by name, from the folder above, or the nearest one
    that exists: they may come, go, and be put in place of one another.
    """

    def __init__(self, tell: Callable[[set[str]], object], complain: Callable[[str], object]) -> None:
        """`tell` takes changed paths, `complain` a line to say; both are called in other threads."""
        self.tell = tell
        self.complain = complain
        self._watched: set[tuple[Path, int]] = set()
        self._ends: list[Callable[[], None]] = []

    def follow(self, config: Config) -> None:
        """Watch what this configuration reads, from the moment this returns."""
        file, *folders = _sources(config)
        whole = {folder for folder in folders if folder.is_dir()}
        entries = {_entry(path) for path in (file, *folders)}
        above = {entry.parent for entry in entries}
        # With their inodes: a folder that was removed and made again is another one, which nobody watches.
        watched = {(folder, _inode(folder)) for folder in whole | above}
        if watched == self._watched:
            return
        self.end()
        self._watched = watched
        made = (_absolute(config.build.output), _absolute(config.build.cache))
        names = {entry.name for entry in entries}
        if whole:
            self._ends.append(
                _noticing(whole, lambda path: _is_source(path, whole, made), self, recursive=True)
            )
        # The name alone is compared: some systems tell the paths of links, others those of what they lead to.
        self._ends.append(_noticing(above, lambda path: path.name in names, self, recursive=False))

    def end(self) -> None:
        """Watch nothing more."""
        for end in self._ends:
            end()
        self._ends.clear()


def _sources(config: Config) -> tuple[Path, ...]:
    """The configuration file, or where it would be, and the folders that a build reads."""
    paths = [config.file or Path("site.toml"), config.build.seeds]
    if config.build.templates is not None:
        paths.append(config.build.templates)
    package = Path(__file__).resolve().parent
    if not (
        package / "templates"
    ).is_dir():  # in a checkout, where our own templates and texts are being worked on
        paths += [package.parent / "templates", package / "locale"]
    return tuple(_absolute(path) for path in paths)


def _numbers(config: Config) -> list[object]:
    """Of all that a build reads; others when any of it is."""
    file, *folders = _sources(config)
    found: list[object] = [stamp_of(os.fspath(file))]
    for folder in folders:
        with suppress(OSError):
            found.append(sorted(look(os.fsencode(folder), NEVER, hidden=False)))
    return found


def _absolute(path: Path) -> Path:
    """Without "..", and with links left as they are, so that a link put in place of another is noticed."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() follows links, absolute() leaves ".."


def _entry(path: Path) -> Path:
    """The path, or the nearest above it that lies in a folder which exists."""
    while not path.parent.is_dir():
        path = path.parent
    return path


def _inode(folder: Path) -> int:
    try:
        return folder.stat().st_ino
    except OSError:  # it has just been removed
        return 0


def _is_source(path: Path, folders: Iterable[Path], made: Iterable[Path]) -> bool:
    """Can a build depend on it? Not on what it made itself, on hidden files, nor on editors' copies."""
    if any(path.is_relative_to(folder) for folder in made):
        return False
    inside = next(
        (path.relative_to(folder).parts for folder in folders if path.is_relative_to(folder)), (path.name,)
    )
    return not any(part.startswith(".") or part.endswith(("~", "#")) for part in inside)


# Listening


def _listen(host: str, port: int, report: Callable[[str], None]) -> socket.socket:
    """A socket at the port, or at the next one that is free."""
    if not 0 <= port <= 65_535:
        raise ConfigError(
            f"port {port}", "there is no such port", "take one up to 65535; 0 takes any that is free"
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + _PORTS, 65_535) + 1):
        try:
            listening = socket.create_server((host, candidate), family=family)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                continue
            what = f"cannot be served at ({error.strerror})"
            raise ConfigError(f"{host}:{candidate}", what, "name others with --host and --port") from None
        if candidate != port:
            report(f"port {port} is taken; here is {candidate}")
        listening.setblocking(False)
        return listening
    raise ConfigError(f"{host}:{port}", "there is no free port from here on", "name another with --port")


def _url(host: str, port: int) -> str:
    """Address of this machine in a browser on it, without a path."""
    if host in ("", "0.0.0.0", "::"):  # noqa: S104 - asked for: every address of the machine, this one among them
        return f"http://{'[::1]' if host == '::' else '127.0.0.1'}:{port}"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _base_path(path: str) -> str:
    """The path with a slash at either end. Raises ConfigError for what no host has."""
    parts = [part for part in path.split("/") if part]
    if not all(re.fullmatch(r"[\w.~-]+", part, re.ASCII) and part.strip(".") for part in parts):
        raise ConfigError(
            f"--base-path {path}",
            "is not a path on a host",
            'write it as "/project/"; "/" is the host itself',
        )
    return "".join(f"/{part}" for part in parts) + "/"


def _is_loopback(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


# What is said


def _summary(report: Report, changed: Iterable[str], seconds: float) -> str:
    pages = report.pages
    problems = f" · {_count(len(report.problems), 'problem')}" if report.problems else ""
    drafts = f" · {_count(report.drafts, 'draft')} shown" if report.drafts else ""
    return (
        f"{_names(sorted(changed))}{_count(pages.written, 'file')} written · {pages.removed:,} removed"
        f"{drafts}{problems} · {seconds:.2f} s"
    )


def _names(changed: list[str]) -> str:
    """What was changed, before what that came to."""
    if not changed:
        return ""
    path, here = Path(changed[0]), Path.cwd()
    first = path.relative_to(here) if path.is_relative_to(here) else path
    return f"{first}{f' and {len(changed) - 1:,} more' if len(changed) > 1 else ''} changed: "


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
