"""Catalogues: the texts of the interface in one language, read from a gettext file.

Shape: one file; memory: its texts. Reads what `msgmerge` and translators' editors write: comments, continued lines,
plural forms, texts marked fuzzy; no contexts, which ours do not use. Raises ValueError for anything else.
An own reader, because importing a library's takes longer than a page.

Not here: which catalogue serves a language (`render/interface.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from gettext import c2py

from site_builder.value import dataclass

Choose = Callable[[int], int]

_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_PLURALS = re.compile(r"^Plural-Forms:\s*nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*([^;\n]+)", re.MULTILINE)
_KEYWORD = re.compile(r'(msgid|msgid_plural|msgstr|msgstr\[(\d+)\])\s+"(.*)"')


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Texts by their English ones, untranslated and fuzzy ones left out."""

    single: Mapping[str, str]
    plural: Mapping[str, Mapping[int, str]]
    """By the English singular: the form of each number that `choose` gives."""
    choose: Choose


def read_catalogue(text: str) -> Catalogue:
    """A gettext file."""
    single: dict[str, str] = {}
    plural: dict[str, Mapping[int, str]] = {}
    count, choose = 2, c2py("(n != 1)")
    for message in re.split(r"\n\s*\n", text):
        fields, fuzzy = _fields(message)
        singular = fields.get("msgid")
        if singular == "":
            if header := _PLURALS.search(fields.get("msgstr", "")):
                count, choose = int(header[1]), c2py(header[2].strip())
        elif singular is None or fuzzy:
            continue
        elif "msgid_plural" in fields:
            forms = {number: fields.get(f"msgstr[{number}]", "") for number in range(count)}
            if all(forms.values()):
                plural[singular] = forms
        elif fields.get("msgstr"):
            single[singular] = fields["msgstr"]
    return Catalogue(single, plural, choose)


def _fields(message: str) -> tuple[dict[str, str], bool]:
    """Keyword → string of one message, and whether it is marked as fuzzy."""
    fields: dict[str, str] = {}
    name, fuzzy = "", False
    for line in message.split("\n"):
        line = line.strip()
        if line.startswith("#"):
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
        elif keyword := _KEYWORD.fullmatch(line):
            name = keyword[1]
            fields[name] = _unescaped(keyword[3])
        elif len(line) > 1 and line[0] == line[-1] == '"' and name:
            fields[name] += _unescaped(line[1:-1])
        elif line:
            raise ValueError(f"no line of a catalogue: {line!r}")
    return fields, fuzzy


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[0]), text) if "\\" in text else text
