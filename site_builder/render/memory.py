"""What rendering remembers between builds: small files in one folder, each with a seal.

One file at a time; memory: the file. A file that is damaged, from another version or not there is no answer, a folder
that cannot be written keeps nothing: both cost time and change nothing else. Raises nothing. The folder is trusted as
far as Python trusts `__pycache__`: the seal tells damage, not forgery.

Not here: results of seeds and stories (`store`).
"""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

_SEAL = 32


def recall(file: Path, made_from: str) -> bytes | None:
    """What was kept, if it was made from the same."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    return data[_SEAL:] if data[:_SEAL] == _seal(made_from, data[_SEAL:]) else None


def keep(file: Path, made_from: str, data: bytes) -> None:
    """Keep `data`, in whole or not at all; two processes may keep the same."""
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(_seal(made_from, data) + data)
        beside.replace(file)


def _seal(made_from: str, data: bytes) -> bytes:
    return sha256(b"%d %s %s" % (len(made_from), made_from.encode("utf-8", "surrogateescape"), data)).digest()
