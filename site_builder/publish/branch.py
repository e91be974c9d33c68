"""A branch of a git remote as a target, as GitHub Pages and its like show it.

Shape: the whole site as one commit, made by `git fast-import` and pushed at once: readers see the old site or the new one. Memory: of
each file its name and its hash. No file of the work tree or the index is touched; the objects stay in the repository behind
refs/site-builder/, so that the next publish adds what changed alone.

The commit has no parent, one author and one date: an unchanged site is the same commit, and the repository does not grow. With
`history` it has the last one as its parent, and the date of the day. The push asserts that nobody pushed in between.

Raises ConfigError where git, a repository or the remote is missing, and OutputError where the push is refused.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from hashlib import new as new_hash
from pathlib import Path

from site_builder.config import PublishSettings
from site_builder.errors import ConfigError, OutputError
from site_builder.model import Stage
from site_builder.publish.hosting import admit_to_github
from site_builder.publish.parcel import Item

_WHO = b"site-builder <site-builder@localhost>"
_LOGIN = re.compile(r"(?<=://)[^/@\s]+@")
"""Name and password in an address, which no message repeats."""


class Branch:
    """One branch of one remote, spoken with from the repository around a folder."""

    reads_headers = True

    def __init__(self, folder: Path, settings: PublishSettings) -> None:
        self._folder = folder
        self._remote, self._branch = settings.remote, settings.branch
        self._history = settings.history
        self.name = f"{_LOGIN.sub('', self._remote)} {self._branch}"
        self._hold_words()
        format_said = self._git("rev-parse", "--show-object-format").strip()
        self._object_hash = "sha256" if format_said == "sha256" else "sha1"  # git before 2.25 says neither
        self._ref = f"refs/site-builder/{self._branch}"
        self._last = ""
        """The commit that the remote has; "" when it has no such branch."""

    def _hold_words(self) -> None:
        """The repository, the remote and the branch are what they are called."""
        repository = self._run("rev-parse", "--git-dir")
        if repository.returncode:
            raise ConfigError(
                str(self._folder.absolute()),
                f"is in no git repository that can be used ({_last_line(repository.stderr)})",
                "publish from a clone of the repository whose pages these are, or run git init and git remote add",
            )
        if self._run("check-ref-format", f"refs/heads/{self._branch}").returncode:
            raise ConfigError(self._branch, "is no name of a branch", "name it as gh-pages: --branch")
        known = self._git("remote").split("\n")
        is_address = "/" in self._remote or ":" in self._remote
        if self._remote.startswith("-") or not (is_address or self._remote in known):
            names = ", ".join(filter(None, known)) or "none"
            raise ConfigError(
                self._remote,
                f"is no remote of this repository (it has: {names})",
                "git remote add origin URL, or name a remote or an address with --remote",
            )

    def admit(self, items: Sequence[Item], note: Callable[[str], None]) -> None:
        """What GitHub takes, where the remote is there; of others no limit is known."""
        if "github" in self._run("ls-remote", "--get-url", "--", self._remote).stdout.decode(
            "utf-8", "replace"
        ):
            admit_to_github(items, note)

    def listing(self) -> dict[str, str]:
        """Path → hash of each file in the branch."""
        refs = self._asked("ls-remote", "--", self._remote, f"refs/heads/{self._branch}")
        self._last = refs.split("\t")[0].strip()
        if not self._last:
            return {}
        if self._run("cat-file", "-e", f"{self._last}^{{tree}}").returncode:
            self._asked(
                "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--",
                self._remote, f"+refs/heads/{self._branch}:{self._ref}",
            )  # fmt: skip
        tree = self._run("ls-tree", "-r", "-z", "--full-tree", self._last)
        if tree.returncode:
            raise OutputError(
                self.name, _last_line(tree.stderr), "publish again: somebody else pushed just now"
            )
        found = {}
        for line in filter(None, tree.stdout.split(b"\0")):
            facts, _, path = line.partition(b"\t")
            mode, _, digest = facts.split(b" ")
            found[os.fsdecode(path)] = digest.decode() if mode == b"100644" else ""
        return found

    def same(self, item: Item, known: str) -> bool:
        """Is the hash there the one that git gives these bytes?"""
        data = item.read()
        digest = new_hash(self._object_hash, b"blob %d\0" % len(data), usedforsecurity=False)
        digest.update(data)
        return digest.hexdigest() == known

    def read(self, path: str) -> bytes:
        """A file of the commit that the remote has."""
        return self._told("cat-file", "blob", f"{self._last}:{path}")

    def send(self, phases: Sequence[Sequence[Item]], gone: Sequence[str], stage: Stage) -> None:
        """One commit, and one push of it."""
        items = [item for phase in phases for item in phase]
        with stage("pack", len(items)) as advance:
            self._commit(items, gone, advance)
        with stage("push", None):
            self._push()

    def _commit(self, items: Sequence[Item], gone: Sequence[str], advance: Callable[[int], None]) -> None:
        """The last tree with what differs, in objects of the repository."""
        when = "now" if self._history else "raw"
        command = self._command("fast-import", "--quiet", "--force", f"--date-format={when}")
        with self._started(command) as process:
            assert process.stdin is not None and process.stderr is not None
            try:
                for part in self._stream(items, gone, advance):
                    process.stdin.write(part)
                process.stdin.close()
            except BrokenPipeError:  # its own words say more
                pass
            said = process.stderr.read()
            if process.wait():
                raise OutputError(
                    self.name,
                    f"git cannot keep the site ({_first_line(said)})",
                    "free space, or mend the rights of the repository",
                )

    def _stream(
        self, items: Sequence[Item], gone: Sequence[str], advance: Callable[[int], None]
    ) -> Iterator[bytes]:
        """What `git fast-import` reads."""
        when = b"now" if self._history else b"0 +0000"
        yield b"feature done\ncommit %s\ncommitter %s %s\ndata 17\nPublish the site\n\n" % (
            os.fsencode(self._ref),
            _WHO,
            when,
        )
        if self._last and self._history:
            yield b"from %s\n" % self._last.encode()
        elif self._last:
            tree = self._git("rev-parse", f"{self._last}^{{tree}}").strip()
            yield b'M 040000 %s ""\n' % tree.encode()
        for path in gone:
            yield b"D %s\n" % _quoted(path)
        for item in items:
            data = item.read()
            yield b"M 100644 inline %s\ndata %d\n" % (_quoted(item.path), len(data))
            yield data
            yield b"\n"
            advance(1)
        yield b"done\n"

    def _push(self) -> None:
        place = f"refs/heads/{self._branch}"
        lease = f"--force-with-lease={place}:{self._last}"
        pushed = self._run(
            "push", "--quiet", "--no-verify", lease, "--", self._remote, f"{self._ref}:{place}"
        )
        if pushed.returncode:
            raise OutputError(
                self.name,
                f"the push was refused ({_reason(pushed.stderr)})",
                "publish again if somebody else pushed just now; else mend your right to push there",
            )

    # The git command

    def _git(self, *words: str) -> str:
        """What a command prints that cannot fail by what the user said."""
        return os.fsdecode(self._told(*words))

    def _told(self, *words: str) -> bytes:
        done = self._run(*words)
        if done.returncode:
            raise OutputError(f"git {words[0]}", _last_line(done.stderr), "mend the repository: git fsck")
        return done.stdout

    def _asked(self, *words: str) -> str:
        """What the remote says."""
        done = self._run(*words)
        if done.returncode:
            raise ConfigError(
                self.name,
                f"the remote cannot be reached ({_last_line(done.stderr, 'fatal:')})",
                "mend its address (git remote -v) or your right to it; another one: --remote",
            )
        return os.fsdecode(done.stdout)

    def _run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        with self._started(self._command(*words)) as process:
            said, faults = process.communicate()
        return subprocess.CompletedProcess(words, process.returncode, said, faults)

    def _command(self, *words: str) -> list[str]:
        return ["git", "-C", str(self._folder), *words]

    def _started(self, command: list[str]) -> subprocess.Popen[bytes]:
        """Git in one language; it asks for a password only where somebody sits."""
        surroundings = {**os.environ, "LC_ALL": "C"}
        if not sys.stdin or not sys.stdin.isatty():
            surroundings.setdefault("GIT_TERMINAL_PROMPT", "0")
        try:
            return subprocess.Popen(  # noqa: S603  words of our own and a remote that begins with no dash
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=surroundings,
            )
        except FileNotFoundError:
            raise ConfigError(
                "git", "is not installed, and it sends the branch", "install it (Debian: apt install git)"
            ) from None


def _quoted(path: str) -> bytes:
    """A path as fast-import reads it, whatever it holds."""
    plain = os.fsencode(path).replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"' + plain + b'"'


def _first_line(said: bytes) -> str:
    return _clean(next(iter(said.decode("utf-8", "replace").strip().splitlines()), "it does not say why"))


def _last_line(said: bytes, *starts: str) -> str:
    """The last line of what git said, of those that begin so where there are any."""
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    best = [line for line in lines if line.startswith(starts)] if starts else []
    return _clean((best or lines or ["git does not say why"])[-1])


def _reason(said: bytes) -> str:
    """Why a push was refused: what the remote says of it, and what git makes of that."""
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines()]
    told = [line for line in lines if line.startswith(("remote: ", "!"))]
    return _clean("; ".join(told)) if told else _last_line(said)


def _clean(line: str) -> str:
    return _LOGIN.sub("", "".join(char for char in line if char.isprintable()))[:300]
