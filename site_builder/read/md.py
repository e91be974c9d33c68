"""Markdown seeds: front matter off, the body untouched.

Front matter is YAML between `---` lines or TOML between `+++` lines. Raises nothing: front matter that cannot
be read is named, and the body is built without it.
"""

from __future__ import annotations

import json
import re
from typing import Any

from site_builder.model import Problem, Statement
from site_builder.read.stated import TOO_DEEP, parse_toml, read_front_matter

_FENCE = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.DOTALL)
_LIMIT = 65_536
"""Characters of front matter that are looked at; a longer one is a body with a rule in it."""
_JSON_LINE = re.compile(r'([A-Za-z_][\w-]*): ("(?:[^"\\]|\\.)*"|\{.*\}|\[.*\]|true|false)')


def split_front_matter(text: str, origin: str) -> tuple[dict[str, Statement], str, int, tuple[Problem, ...]]:
    """Stated fields, body, number of the body's first line, problems."""
    match = _FENCE.match(text[:_LIMIT])
    if match is None:
        return {}, text, 1, ()
    first_line = text.count("\n", 0, match.end()) + 1
    try:
        table = _parse(match[1], match[2])
    except ValueError as error:
        problem = Problem(origin, f"its front matter cannot be read: {error}", "mend it, or remove it")
        return {}, text[match.end() :], first_line, (problem,)
    if not isinstance(table, dict):
        if match[1] == "---":  # two rules with prose between them
            return {}, text, 1, ()
        table = {}
    stated, problems = read_front_matter(table, origin)
    return stated, text[match.end() :], first_line, problems


def _parse(fence: str, text: str) -> Any:
    """The table; ValueError, in one line, for what is neither TOML nor YAML."""
    if fence == "+++":
        return parse_toml(text)
    lines = [_JSON_LINE.fullmatch(line) for line in text.split("\n")]
    if all(lines):  # the form this program writes: JSON values, no YAML library needed
        try:
            return {line[1]: json.loads(line[2]) for line in lines if line}
        except (ValueError, RecursionError):
            pass
    import yaml  # slow to import, only foreign front matter needs it

    try:
        return yaml.safe_load(text)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    except (yaml.YAMLError, ValueError) as error:
        raise ValueError(" ".join(str(error).split())[:200]) from None
