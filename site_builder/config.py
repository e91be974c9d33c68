"""site.toml and the command line → Config, one small section per stage.

A stage receives its own section, never the whole Config, so that what it depends on can be seen.
Everything has a default: a site builds without the file. Relative paths in the file are relative to it.

Raises ConfigError for a file that cannot be read, an unknown key (naming the nearest known one), a value
of the wrong kind, or folders that would overwrite one another; all faults of a file at once.
"""

from __future__ import annotations

import re
import tomllib
import types
from collections.abc import Mapping
from dataclasses import field, fields, replace
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from site_builder.errors import ConfigError
from site_builder.value import dataclass

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
"""The BCP 47 tags used here: language, script, region, in their usual case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """`[site]`: what the site says of itself."""

    title: str = "Library of articles"
    description: str = ""
    language: str = "en"
    """Language of the front page and of the pages that belong to no language."""
    base_url: str = ""
    """Public address of the site's root; canonical links, hreflang, feeds and the sitemap need it."""
    theme_color: str = "#fbfaf7"
    """Colour of the browser's own bars, in light and in dark mode."""
    theme_color_dark: str = "#16181c"
    offline: bool = True
    """Are pages kept for reading offline by browsers that got them from a host?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """`[sources."host"]`: what is known of a source."""

    name: str = ""
    language: str = ""
    """Language it publishes in; articles in another one are shown as translations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildSettings:
    """`[build]`: folders and how the work is done."""

    seeds: Path = Path("seeds")
    output: Path = Path("output")
    cache: Path = Path(".cache")
    templates: Path | None = None
    """Folder whose files replace ours of the same name."""
    jobs: int = 0
    """Processes; 0 takes one for each core, and one only where there is little to do."""
    engine: str = "auto"
    """"serial", "processes", or "auto" to choose by the amount of work."""
    keep: tuple[str, ...] = ("CNAME",)
    """Names in the root of output/ which are the user's; hidden ones are kept always."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSettings:
    """`[read]`: bounds on what one seed may be."""

    max_bytes: int = 10_000_000
    max_lines: int = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanSettings:
    """`[clean]`: labels to know beside the built-in table."""

    source_labels: tuple[str, ...] = ()
    comment_labels: tuple[str, ...] = ()
    byline_labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeSettings:
    """`[describe]`: when a fact is sure enough."""

    language_threshold: float = 0.2
    """Below this confidence (0 to 1) a text's language is "und". Of held-out headlines between .2 and .25 half come out right,
    of those below a third."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSettings:
    """`[lists]`: sizes of index pages and feeds."""

    page_size: int = 50
    feed_size: int = 30
    front_size: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """`[search]`: the search in the pages."""

    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSettings:
    """`[publish]`: where the finished site goes."""

    target: str = ""
    """A folder, "gh-pages", or "s3://bucket/prefix"."""
    endpoint: str = ""
    """Address of a store that is not Amazon's."""
    remote: str = "origin"
    """Name or address of the git remote."""
    branch: str = "gh-pages"
    history: bool = False
    """Does the branch keep what was published before?"""
    cname: bool = False
    """Is the host of base_url told to GitHub Pages?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All sections."""

    file: Path | None = None
    site: SiteSettings = SiteSettings()
    sources: Mapping[str, SourceSettings] = field(default_factory=dict)
    build: BuildSettings = BuildSettings()
    read: ReadSettings = ReadSettings()
    clean: CleanSettings = CleanSettings()
    describe: DescribeSettings = DescribeSettings()
    lists: ListSettings = ListSettings()
    search: SearchSettings = SearchSettings()
    publish: PublishSettings = PublishSettings()


def load_config(file: Path | None = None, overrides: Mapping[str, Mapping[str, Any]] | None = None) -> Config:
    """Config from `file`, or from ./site.toml where there is one, with `overrides` (section → key → value) on top.

    Paths in overrides are relative to the working folder.
    """
    if file is None and Path("site.toml").is_file():
        file = Path("site.toml")
    config = Config() if file is None else _from_file(file)
    for section, values in (overrides or {}).items():
        config = replace(config, **{section: replace(getattr(config, section), **values)})
    config = replace(config, site=replace(config.site, base_url=_base_url(config.site.base_url)))
    _check(config)
    return config


def _from_file(file: Path) -> Config:
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(
            str(file), f"cannot be read ({error.strerror})", "name a readable file with --config"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(str(file), f"is not valid TOML: {error}", "mend the line it names") from None
    faults: list[str] = []
    sections = {section.name: section for section in fields(Config) if section.name != "file"}
    values: dict[str, Any] = {"file": file}
    for name, section in table.items():
        if name not in sections:
            faults.append(f"unknown section [{name}]{_nearest(name, sections)}")
        elif not isinstance(section, dict):
            faults.append(f"{name} is not a section; write [{name}]")
        elif name == "sources":
            values[name] = {
                host.lower().removeprefix("www."): _section(
                    SourceSettings, f'sources."{host}"', source, faults
                )
                for host, source in section.items()
            }
        else:
            values[name] = _section(type(getattr(Config(), name)), name, section, faults)
    if faults:
        raise ConfigError(str(file), "; ".join(faults), "mend it; docs/configuration.md lists every key")
    config = Config(**values)
    folder = file.parent
    build, target = config.build, config.publish.target
    if target and target != "gh-pages" and "://" not in target:
        target = str(folder / target)
    return replace(
        config,
        publish=replace(config.publish, target=target),
        build=replace(
            build,
            seeds=folder / build.seeds,
            output=folder / build.output,
            cache=folder / build.cache,
            templates=None if build.templates is None else folder / build.templates,
        ),
    )


def _section(kind: type[Any], name: str, table: Any, faults: list[str]) -> Any:
    """A settings value from a TOML table; what is wrong goes to `faults`."""
    if not isinstance(table, dict):
        faults.append(f"{name} is not a section")
        return kind()
    hints = get_type_hints(kind)
    values = {}
    for key, value in table.items():
        if key not in hints:
            faults.append(f"unknown key {key!r} in [{name}]{_nearest(key, hints)}")
            continue
        try:
            values[key] = _typed(hints[key], value)
        except TypeError as error:
            faults.append(f"{key} in [{name}] must be {error}, not {value!r}")
    return kind(**values)


def _typed(hint: Any, value: Any) -> Any:
    """`value` as `hint` wants it, else TypeError with the kind in words."""
    if get_origin(hint) is types.UnionType:
        hint = next(arm for arm in get_args(hint) if arm is not type(None))
    if hint is Path:
        if isinstance(value, str):
            return Path(value)
        raise TypeError("a path in quotes")
    if get_origin(hint) is tuple:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise TypeError("a list of strings")
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is hint:
        return value
    raise TypeError({str: "a string", int: "a whole number", float: "a number", bool: "true or false"}[hint])


def _nearest(name: str, known: Mapping[str, Any]) -> str:
    import difflib  # only for a fault

    near = difflib.get_close_matches(name, known, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(sorted(known))}"


def _base_url(url: str) -> str:
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ConfigError(
            "base_url",
            f"{url!r} is not the address of a site",
            "write it as https://example.org/ or https://example.org/library/",
        )
    if not url.isascii():
        url = url.replace(parts.netloc, parts.netloc.encode("idna").decode("ascii"), 1)
    return url.rstrip("/") + "/"


def _check(config: Config) -> None:
    """Values that no type can express."""
    where = str(config.file or "command line")
    for name, tag in [
        ("site.language", config.site.language),
        *(
            (f'sources."{host}".language', source.language)
            for host, source in config.sources.items()
            if source.language
        ),
    ]:
        if not LANGUAGE_TAG.fullmatch(tag):
            raise ConfigError(
                where, f"{name} {tag!r} is not a language tag", 'write it as "en", "pt-BR" or "zh-Hant"'
            )
    if config.build.engine not in ("auto", "serial", "processes"):
        raise ConfigError(
            where, f"there is no engine {config.build.engine!r}", "take auto, serial or processes"
        )
    if config.build.jobs < 0 or config.lists.page_size < 1 or config.lists.feed_size < 1:
        raise ConfigError(
            where, "jobs, page_size and feed_size cannot be negative or zero", "jobs 0 takes every core"
        )
    seeds, output, cache = (
        path.resolve() for path in (config.build.seeds, config.build.output, config.build.cache)
    )
    for one, other in [(output, seeds), (output, cache), (cache, seeds)]:
        if one == other or one in other.parents or other in one.parents:
            raise ConfigError(
                where,
                f"{one} and {other} lie within one another",
                "seeds, output and cache need folders of their own",
            )
