"""Where the program begins: options in, exit status out.

A build of what is built already is answered here, from what the last one left, with nothing imported that only work
needs; all else is `commands`.
"""

from __future__ import annotations

import gc
import os
import sys

from site_builder.unchanged import answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn


def program() -> NoReturn:
    """The whole of a process: run the command of its arguments, and end.

    The system takes memory back at once; Python takes it apart first, for a twentieth of a build after one edit.
    """
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # nobody listens any more
        pass
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; without one, `build`."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    status, looked = answer(words)
    if status is not None:
        return status
    # Work makes next to no cyclic garbage, and looking for it costs a tenth of the time: while modules load, all of it.
    gc.set_threshold(100_000)
    from site_builder.commands import run

    return run(words, looked)
