"""ZIM files as their readers have them: judged by zimcheck, served by kiwix-serve."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from support import ToolMissingError


def zimcheck(file: Path) -> str:
    """All checks of zim-tools on a file: what it said, "" where all of them pass. Raises `ToolMissingError`."""
    done = subprocess.run(
        [_tool("zimcheck"), "--all", str(file)], capture_output=True, encoding="utf-8", check=False
    )
    said = done.stdout + done.stderr
    return "" if done.returncode == 0 and "Overall Test Status: Pass" in said else said


@contextmanager
def serve_zims(files: Sequence[Path]) -> Iterator[str]:
    """Serve files on loopback; gives the server's address, below which each has its name without ".zim".

    Raises `ToolMissingError`.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [_tool("kiwix-serve"), "--address=127.0.0.1", f"--port={port}", *map(str, files)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            urlopen(address).close()
        except HTTPError:
            return
        except URLError:
            assert server.poll() is None, "kiwix-serve ended by itself"
            time.sleep(0.05)
        else:
            return
    raise AssertionError("kiwix-serve does not answer")


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise ToolMissingError(f"{name} not found; run tools/install-test-tools.sh")
    return found
