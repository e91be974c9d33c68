"""The commands: options in, exit status out.

0 done · 1 done with problems under --strict, or `check` found faults · 2 usage or configuration · 130 interrupted.
Nothing heavy is imported before the command that needs it runs.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from site_builder import __version__
from site_builder.config import Config, load_config
from site_builder.errors import ConfigError, SiteBuilderError
from site_builder.summary import problem_lines, report_text, summary
from site_builder.unchanged import forget, remember

if TYPE_CHECKING:
    from site_builder.check import Fault
    from site_builder.model import Report
    from site_builder.pipeline import Progress
    from site_builder.unchanged import Looked


_EXTERNAL = 500
"""Addresses of other sites that `check` asks where no number is given."""
_MOST_REMARKS = 20
"""Shown of each name; a collection without dates has one for each article."""


def run(words: list[str], looked: Looked) -> int:
    """Run a command; without one, `build`. `looked`: what was seen of seeds/ and output/ a moment ago."""
    given = list(words)
    if not words or (words[0] not in _COMMANDS and words[0] not in ("-h", "--help", "--version")):
        words = ["build", *words]
    options = _parser(words[0]).parse_args(words)
    options.given, options.looked = given, looked
    command: Callable[[argparse.Namespace], int] = options.run
    try:
        return command(options)
    except SiteBuilderError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read what is said has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (MemoryError, OSError, ImportError, SystemError) as error:
        if not _is_starvation(error):
            raise
        print(
            "error: memory ran out; what is written is whole\n"
            "    build again: it goes on from here; with --jobs 1 one process does the work",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        print("interrupted; what is written is whole", file=sys.stderr)
        return 130


def _is_starvation(error: BaseException) -> bool:
    """Did memory run out? The system says so, or the linker of a module, or Python without room for an exception."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    words = ("failed to map segment", "error return without exception set")
    return isinstance(error, MemoryError) or any(word in str(error) for word in words)


# Options


def _parser(wanted: str) -> argparse.ArgumentParser:
    """Of the wanted command alone, for nobody asks for others; of all, each without its options, where it is none."""
    parser = argparse.ArgumentParser(
        prog="site-builder",
        description="Turns a folder of scraped articles in many languages into a library of static pages.",
        epilog="Without a command: build. `site-builder COMMAND --help` shows an example of each.",
    )
    parser.add_argument("--version", action="version", version=f"site-builder {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", prog=parser.prog)
    for name, command in _COMMANDS.items():
        if name != wanted and wanted in _COMMANDS:
            continue
        one = commands.add_parser(
            name,
            help=command.what,
            description=f"{command.what[0].upper()}{command.what[1:]}.",
            epilog=f"Example: {command.example}",
        )
        if name == wanted:
            one.set_defaults(run=command.run)
            command.options(one)
    return parser


def _build_only(parser: argparse.ArgumentParser) -> None:
    _build_options(parser)
    parser.add_argument("--force", action="store_true", help="make everything again, remember nothing")
    parser.add_argument("--why", metavar="PAGE", help="say why a page of output/ was made again, or was not")
    parser.add_argument("--strict", action="store_true", help="exit with status 1 when there are problems")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write what was done as JSON")
    parser.add_argument("--quiet", action="store_true", help="say nothing but errors")


def _serve_only(parser: argparse.ArgumentParser) -> None:
    _build_options(parser, output=False)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (this machine alone)")
    parser.add_argument(
        "--port", type=int, default=8000, help="port; the next free one if it is taken (8000)"
    )
    parser.add_argument(
        "--base-path", default="/", metavar="PATH", help="where the site lies on its host, as /project/ (/)"
    )
    parser.add_argument("--open", action="store_true", help="open the browser")


def _check_only(parser: argparse.ArgumentParser) -> None:
    _config_option(parser)
    from site_builder.check import LAWS, REMARKS

    parser.add_argument("--output", type=Path, metavar="DIR", help="the built site (output/)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, one for each finding")
    parser.add_argument(
        "--only", action="append", metavar="LAW", help="by this law alone; may be given more than once"
    )
    parser.add_argument(
        "--external",
        nargs="?",
        type=int,
        const=_EXTERNAL,
        metavar="N",
        help=f"ask other sites too whether what is linked is there, N addresses at most ({_EXTERNAL})",
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parts = [("laws", LAWS), ("remarks, for a person to look at, which are no faults", REMARKS)]
    told = [f"\n{title}:\n" + "\n".join(_in_columns(laws)) for title, laws in parts]
    parser.epilog = "\n".join([parser.epilog or "", *told])


def _in_columns(laws: Mapping[str, str]) -> Iterator[str]:
    from textwrap import fill

    for name, sentence in laws.items():
        yield fill(sentence, 100, initial_indent=f"  {name:<14}", subsequent_indent=" " * 16)


def _explain_only(parser: argparse.ArgumentParser) -> None:
    _build_options(parser)
    parser.add_argument(
        "seed", nargs="*", metavar="SEED", help="a seed, by its path or its name below seeds/"
    )
    parser.add_argument("--all", action="store_true", help="every seed")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, one for each seed")


def _export_only(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=("zip", "epub", "zim"), help="the kind of shelf")
    parser.add_argument("--language", default="", metavar="TAG", help="one language alone (epub, zim)")
    parser.add_argument("--source", default="", metavar="HOST", help="one source alone (epub, zim)")
    parser.add_argument(
        "--story", default="", metavar="SLUG", help="one story, as its address names it (epub)"
    )
    parser.add_argument("--pair", nargs=2, metavar="TAG", help="two languages side by side (epub)")
    parser.add_argument("--to", type=Path, metavar="FILE", help="the file (exports/NAME beside output/)")
    _build_options(parser)


def _publish_only(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "target",
        nargs="?",
        metavar="TARGET",
        help="a folder, gh-pages, or s3://bucket/prefix (target in [publish])",
    )
    _config_option(parser)
    parser.add_argument("--output", type=Path, metavar="DIR", help="the built site (output/)")
    parser.add_argument("--dry-run", action="store_true", help="list what would be sent and removed")
    parser.add_argument(
        "--endpoint", metavar="URL", help="address of a store that is not Amazon's (s3; AWS_ENDPOINT_URL)"
    )
    parser.add_argument("--remote", metavar="NAME", help="git remote, by name or address (gh-pages; origin)")
    parser.add_argument("--branch", metavar="NAME", help="branch of the remote (gh-pages)")
    parser.add_argument(
        "--history", action="store_true", default=None, help="keep what was published before (gh-pages)"
    )


def _config_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="configuration (site.toml, where there is one)"
    )


def _build_options(parser: argparse.ArgumentParser, *, output: bool = True) -> None:
    _config_option(parser)
    parser.add_argument("--seeds", type=Path, metavar="DIR", help="folder of seeds (seeds/)")
    if output:
        parser.add_argument(
            "--output", type=Path, metavar="DIR", help="folder of the finished site (output/)"
        )
    parser.add_argument(
        "--templates", type=Path, metavar="DIR", help="folder whose templates replace ours of the same name"
    )
    parser.add_argument("--cache", type=Path, metavar="DIR", help="folder of remembered results (.cache/)")
    parser.add_argument(
        "--base-url", metavar="URL", help="public address of the site, for feeds, sitemap and hreflang"
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="processes (one for each core)")
    parser.add_argument("--engine", metavar="NAME", help="auto, serial or processes (auto)")


def _load(options: argparse.Namespace) -> Config:
    """The configuration with the command line on top."""
    given = {
        name: value
        for name in ("seeds", "output", "templates", "cache", "jobs", "engine")
        if (value := getattr(options, name, None)) is not None
    }
    overrides: dict[str, dict[str, Any]] = {"build": given}
    if getattr(options, "base_url", None) is not None:
        overrides["site"] = {"base_url": options.base_url}
    overrides["publish"] = {
        name: value
        for name in ("target", "endpoint", "remote", "branch", "history")
        if (value := getattr(options, name, None)) is not None
    }
    config = load_config(options.config, overrides)
    if config.build.templates is not None and not config.build.templates.is_dir():
        raise ConfigError(
            str(config.build.templates),
            "there is no such folder of templates",
            "name another with --templates",
        )
    return config


# Commands


def _build(options: argparse.Namespace) -> int:
    from site_builder.pipeline import Looked as Seen
    from site_builder.pipeline import Run, Silent, build

    config = _load(options)
    forget(str(config.build.cache))
    progress = Silent() if options.quiet else _progress()
    page = _page(options.why, config) if options.why else ""
    run = Run(progress=progress, note=_say, force=options.force, watched=page)
    report = build(config, run, Seen(*options.looked))
    facts = _facts(config, report)
    if run.left is not None:
        remember(options.given, str(config.build.cache), facts, *run.left)
    if options.report is not None:
        _write_report(options.report, facts)
    if page:
        print(run.told)
    elif not options.quiet:
        print(*summary(facts), sep="\n")
    elif report.problems and options.strict:
        print(*problem_lines(facts["problems"]), sep="\n")
    return 1 if options.strict and report.problems else 0


def _page(word: str, config: Config) -> str:
    """Path below output/ of a page given by it or by its place on the disk."""
    path = Path(word)
    if path.exists() and path.resolve().is_relative_to(config.build.output.resolve()):
        return path.resolve().relative_to(config.build.output.resolve()).as_posix()
    return path.as_posix()


def _serve(options: argparse.Namespace) -> int:
    from site_builder.serve import serve

    serve(
        lambda: _load(options),
        host=options.host,
        port=options.port,
        base_path=options.base_path,
        open_browser=options.open,
        progress=_Bars() if sys.stderr.isatty() else None,
    )
    return 0


def _check(options: argparse.Namespace) -> int:
    import json  # nothing of it is needed by a build

    from site_builder.check import check_site
    from site_builder.read import reviewed_in
    from site_builder.render.interface import missing, words

    config, wanted = _load(options), _wanted_laws(options)
    found = check_site(
        config.build.output,
        wanted=wanted,
        external=options.external or 0,
        reviewed=reviewed_in(config.build.seeds, config.read),
        missing_texts=lambda tag: () if words(tag).is_fallback else missing(tag),
        stage=_Bars().stage if sys.stderr.isatty() else None,
    )
    if options.json:
        faults = 0
        for finding in found:
            faults += finding.level == "fault"
            print(json.dumps(asdict(finding), ensure_ascii=False))
    else:
        faults = _print_findings(found, most=None if options.only else _MOST_REMARKS)
    return 1 if faults else 0


def _wanted_laws(options: argparse.Namespace) -> frozenset[str]:
    """Names of the laws and remarks that are asked for."""
    from site_builder.check import LAWS, REMARKS

    if options.external is not None and options.external < 1:
        raise ConfigError(
            "--external", f"{options.external} addresses are none to ask", "name a number from 1"
        )
    known = {**LAWS, **REMARKS}
    wanted = frozenset(options.only or known)
    if unknown := sorted(wanted - known.keys()):
        raise ConfigError("--only", f"there is no law {', '.join(unknown)}", f"there are: {', '.join(known)}")
    if options.only and "external" in wanted and options.external is None:
        raise ConfigError("--only", "external asks other sites, and only where told to", "add --external")
    return wanted


def _print_findings(found: Iterable[Fault], most: int | None) -> int:
    """The faults and their number, then `most` remarks of each name and their number; gives that of the faults."""
    faults = 0
    remarks: Counter[str] = Counter()
    for finding in found:
        if finding.level == "fault":
            faults += 1
        else:
            if not remarks:
                print(_faults_in_words(faults))
            remarks[finding.law] += 1
            if most is not None and remarks[finding.law] > most:
                continue
        print(f"{finding.law}: {finding.place}: {finding.what}\n    {finding.remedy}")
    if not remarks:
        print(_faults_in_words(faults))
        return faults
    total = remarks.total()
    names = " · ".join(f"{count:,} {name}" for name, count in remarks.items())
    print(f"{total:,} remark{'' if total == 1 else 's'} for a person to look at: {names}")
    for name in [name for name, count in remarks.items() if most is not None and count > most]:
        print(f"    the first {most} of {name} are shown; all with --only {name}")
    return faults


def _faults_in_words(count: int) -> str:
    return f"{count:,} fault{'' if count == 1 else 's'}" if count else "no faults"


def _export(options: argparse.Namespace) -> int:
    from site_builder.export import Wanted, export
    from site_builder.pipeline import Looked as Seen
    from site_builder.pipeline import Run, build

    config, progress = _load(options), _progress()
    build(config, Run(progress=progress, note=_say), Seen(*options.looked))
    wanted = Wanted(
        language=options.language,
        source=options.source,
        story=options.story,
        pair=tuple(options.pair) if options.pair else None,
    )
    shelf = export(options.kind, config.build.output, config.site, wanted, options.to, progress.stage)
    articles = f"{shelf.articles:,} article{'' if shelf.articles == 1 else 's'}"
    stories = f"{shelf.stories:,} stor{'y' if shelf.stories == 1 else 'ies'}"
    print(f"{shelf.file}: {articles}, {stories}, {_size(shelf.size)}")
    return 0


def _publish(options: argparse.Namespace) -> int:
    from site_builder.publish import publish

    sent = publish(_load(options), _progress().stage, _say, print if options.dry_run else None)
    files = f"{sent.files:,} file{'' if sent.files == 1 else 's'}"
    verb = "would be sent" if options.dry_run else "sent"
    print(
        f"{sent.target}: {files} {verb} ({_size(sent.size)}), {sent.removed:,} removed, {sent.unchanged:,} unchanged"
    )
    return 0


def _size(count: int) -> str:
    """Bytes as a person reads them: 824 bytes, 1.3 MB."""
    if count < 1_000:
        return f"{count} bytes"
    return f"{count / 1e3:.0f} kB" if count < 1_000_000 else f"{count / 1e6:,.1f} MB"


def _explain(options: argparse.Namespace) -> int:
    from site_builder.explain import explained_json, explained_text
    from site_builder.pipeline.explaining import explain

    if not options.seed and not options.all:
        raise ConfigError("explain", "no seed is named", "name seeds, or take them all with --all")
    config = _load(options)
    names = [] if options.all else [_seed_name(word, config.build.seeds) for word in options.seed]
    found = explain(config, names)
    for name in names or sorted(found):
        for one in found.get(name, ()):
            print(explained_json(name, one) if options.json else explained_text(name, one))
    unknown = [name for name in names if name not in found]
    if unknown:
        raise ConfigError("explain", f"no seed {', '.join(unknown)}", "the names are the paths below seeds/")
    return 0


def _seed_name(word: str, seeds: Path) -> str:
    """Name below seeds/ of a seed given by path or by name."""
    path = Path(word)
    if path.exists():
        try:
            return path.resolve().relative_to(seeds.resolve()).as_posix()
        except ValueError:
            pass
    return path.as_posix()


class _Command(NamedTuple):
    """What a command does, in words and in code."""

    run: Callable[[argparse.Namespace], int]
    what: str
    example: str
    options: Callable[[argparse.ArgumentParser], None]


_COMMANDS = {
    "build": _Command(
        _build,
        "build the site",
        "python build.py --base-url https://example.org/library/ --strict",
        _build_only,
    ),
    "serve": _Command(
        _serve, "build, serve on this machine, rebuild on change", "python build.py serve --open", _serve_only
    ),
    "check": _Command(
        _check,
        "hold the built site against its laws",
        "python build.py check --only links --only feeds --json",
        _check_only,
    ),
    "export": _Command(
        _export,
        "make a shelf for reading offline: zip, epub or zim",
        "python build.py export epub --pair en uk",
        _export_only,
    ),
    "publish": _Command(
        _publish,
        "send the built site to a folder, a git branch or a bucket, only what changed",
        "python build.py publish gh-pages --dry-run",
        _publish_only,
    ),
    "explain": _Command(
        _explain,
        "say where every fact of an article came from",
        "python build.py explain seeds/003_f363a404654da294.txt",
        _explain_only,
    ),
}


# What is said


def _facts(config: Config, report: Report) -> dict[str, Any]:
    """The report in its JSON form, and what the summary says beside."""
    from site_builder.pipeline import review_page

    return {
        "articles": report.articles,
        "stories": report.stories,
        "languages": dict(report.languages),
        "sources": report.sources,
        "drafts": report.drafts,
        "pages": asdict(report.pages),
        "problems": [asdict(problem) for problem in report.problems],
        "review": dict(report.review),
        "seconds": dict(report.seconds),
        "ways": {stage: dict(ways) for stage, ways in report.ways.items()},
        "review_page": str(review_page(config.build.cache)),
        "output": str(config.build.output / "index.html"),
        "base_url": config.site.base_url,
        "notices": _notices(report),
    }


def _notices(report: Report) -> list[str]:
    """What the reader should know and can mend outside the seeds."""
    if not report.ways.get("language", {}).get("dear"):
        return []
    from site_builder.describe import missing_detectors

    return [
        f"{name} is not installed: languages in doubt are told without it (pip install {name}, where it has a wheel)"
        for name in missing_detectors()
    ]


def _write_report(file: Path, facts: dict[str, Any]) -> None:
    try:
        file.write_text(report_text(facts), "utf-8")
    except OSError as error:
        raise ConfigError(
            str(file), f"cannot be written ({error.strerror})", "name another file with --report"
        ) from None


def _say(line: str) -> None:
    print(line, file=sys.stderr)


def _progress() -> Progress:
    return _Bars() if sys.stderr.isatty() else _Lines()


class _Lines:
    """One line a stage, for logs."""

    @contextmanager
    def stage(self, name: str, total: int | None) -> Iterator[Callable[[int], None]]:
        """Say the stage when it is done."""
        yield _nobody
        print(f"{name}{'' if total is None else f' {total:,}'}", file=sys.stderr)


class _Bars:
    """A bar with rate and time left, for a person; what takes under a second shows nothing."""

    @contextmanager
    def stage(self, name: str, total: int | None) -> Iterator[Callable[[int], None]]:
        """A bar that comes after a second and goes away when the stage is done."""
        bar = _Bar(name, total)
        try:
            yield bar.advance
        finally:
            bar.stop()


class _Bar:
    """One stage on a terminal."""

    _PATIENCE = 1.0

    def __init__(self, name: str, total: int | None) -> None:
        self._name, self._total = name, total
        self._start = time.monotonic()
        self._done = 0
        self._shown: Any = None

    def advance(self, steps: int) -> None:
        """So many steps more are done."""
        self._done += steps
        waited = time.monotonic() - self._start
        if self._shown is None and self._total and self._done < self._total and waited > self._PATIENCE:
            self._shown = self._show()
        if self._shown is not None:
            rate = f"{self._done / waited:,.0f}/s" if waited else ""
            self._shown.update(self._task, completed=self._done, rate=rate)

    def stop(self) -> None:
        """The stage is done."""
        if self._shown is not None:
            self._shown.stop()

    def _show(self) -> Any:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("  {task.description:<9}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]:>9}"),
            TimeRemainingColumn(),
        )
        # What goes to a file while a bar is shown must not go through the terminal.
        shown = Progress(
            *columns, console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty()
        )
        self._task = shown.add_task(self._name, total=self._total, rate="")
        shown.start()
        return shown


def _nobody(steps: int) -> None:
    del steps
