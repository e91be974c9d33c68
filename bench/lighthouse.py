"""What Lighthouse says of a site: `python -m bench.lighthouse [SITE]`, SITE a finished folder, else the five seeds.

Serves the folder on loopback and has the front page, the largest list, article and story judged on a phone with a slow
network, as Lighthouse imagines one. Exit status 1 when accessibility, best practices or SEO is below 100 or
performance below 98. Performance depends on what else the machine does, so the tests look at the other three alone.

Needs what tools/install-test-tools.sh installs.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, NamedTuple

from bench.budgets import built_site, largest_of_each

PROGRAM = Path(__file__).parents[1] / ".venv/tools/lighthouse/node_modules/lighthouse/cli/index.js"
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --host-resolver-rules='MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'"
)
EXACT = ("accessibility", "best-practices", "seo")
LEAST = dict.fromkeys(EXACT, 100) | {"performance": 98}
PATIENCE = 120  # seconds for one page; it takes about 13


class Judgement(NamedTuple):
    """Of one page."""

    scores: dict[str, int]
    """Category → 0 to 100."""
    faults: tuple[str, ...]
    """What cost points, one line each."""


def judge(url: str, categories: tuple[str, ...] = tuple(LEAST)) -> Judgement:
    """Run Lighthouse on one page. Raises `FileNotFoundError` when it is not installed."""
    node, chromium = shutil.which("node"), shutil.which("chromium")
    if node is None or chromium is None or not PROGRAM.is_file():
        raise FileNotFoundError("node, chromium or lighthouse not found; run tools/install-test-tools.sh")
    options = [
        "--quiet",
        "--output=json",
        f"--chrome-flags={FLAGS}",
        f"--only-categories={','.join(categories)}",
    ]
    done = subprocess.run(
        [node, str(PROGRAM), url, *options],
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
        env={**os.environ, "CHROME_PATH": chromium},
    )
    if done.returncode != 0:
        raise RuntimeError(f"lighthouse {url}: {done.stderr[-2000:]}")
    said: dict[str, Any] = json.loads(done.stdout)
    scores = {name: round(100 * (found["score"] or 0)) for name, found in said["categories"].items()}
    faults = [
        f"{name}: {audit['title']} ({audit.get('displayValue', audit['id'])})"
        for name, found in said["categories"].items()
        for reference in found["auditRefs"]
        if reference["weight"] and (audit := said["audits"][reference["id"]])["score"] not in (None, 1)
    ]
    return Judgement(scores, tuple(faults))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
        pass


def main(arguments: list[str]) -> int:
    """Judge four pages; the exit status."""
    with TemporaryDirectory() as place:
        site = Path(arguments[0]) if arguments else built_site(Path(place))
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
        Thread(target=server.serve_forever, daemon=True).start()
        missed = False
        print(f"{'':14}" + "".join(f"{name:>16}" for name in LEAST))
        for kind, path in largest_of_each(site).items():
            found = judge(f"http://127.0.0.1:{server.server_port}/{path}")
            print(f"{kind:14}" + "".join(f"{found.scores[name]:16}" for name in LEAST), flush=True)
            for fault in found.faults:
                print(f"    {fault}")
            missed |= any(found.scores[name] < least for name, least in LEAST.items())
        server.shutdown()
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
