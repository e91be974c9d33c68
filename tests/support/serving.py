"""A folder behind a plain web server, under a sub-path, as a static host would show it."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Protocol


class ServeFolder(Protocol):
    """The type of `serve_folder`, for tests that get it as a fixture."""

    def __call__(self, folder: Path, under: str = "/", port: int = 0) -> AbstractContextManager[str]: ...


@contextmanager
def serve_folder(folder: Path, under: str = "/", port: int = 0) -> Iterator[str]:
    """Serve a folder on loopback, at a free port where none is named; gives the URL of the folder, which ends with a slash.

    `under` is the path that the folder has there, as "/some/path/"; nothing else is served. What is not there is
    answered with the folder's 404.html, where it has one.
    """
    if not (under.startswith("/") and under.endswith("/")):
        raise ValueError(f"{under!r} must begin and end with a slash")
    with _Server(("127.0.0.1", port), partial(_Handler, directory=str(folder), under=under)) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{under}"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    """Ends every connection and waits for every thread when it is closed."""

    daemon_threads = False

    def __init__(self, *args: Any) -> None:
        self._connections: set[socket.socket] = set()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def close_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().close_request(request)

    def server_close(self) -> None:
        # Browsers open connections that they may need later; their threads would wait for a request.
        for connection in tuple(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a browser may hang up at any time
            super().handle_error(request, client_address)


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, under: str, **options: Any) -> None:
        self._under = under
        super().__init__(*args, **options)

    def send_head(self) -> Any:
        if not self.path.startswith(self._under):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def translate_path(self, path: str) -> str:
        return super().translate_path(path[len(self._under) - 1 :])

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)  # a folder without index.html: static hosts show nothing

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not self.path.startswith(self._under) or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
        pass
