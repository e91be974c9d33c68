"""Words and customs of the interface: its texts, names of languages, dates, numbers, direction of writing.

One tag and one value in, one string out; the only file that knows babel, which is loaded when the first page
is made. Texts are gettext catalogues, `locale/<tag>.po`, read as they are and kept for each language used.
Memory: the catalogues and locales of the languages used. Raises nothing for an unknown language: its texts
fall back along pt-BR → pt → en, its name to its tag, its formats to English ones.

Not here: which page shows what (`templates`), which language a text has (`describe`).
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from site_builder.model import UNDETERMINED

if TYPE_CHECKING:
    from babel import Locale

FALLBACK = "en"
"""Language of the message ids; its catalogue lists every text there is."""

UNDETERMINED_NAME = "Undetermined language"

_CATALOGUES = Path(__file__).resolve().parent.parent / "locale"
_RIGHT_TO_LEFT = frozenset(
    {"Adlm", "Arab", "Hebr", "Mand", "Mani", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"}
)
_LIKELY_SCRIPTS = {"kmr": "Latn", "pnb": "Arab"}
"""Scripts of languages that CLDR passes over."""
_STEPPING_STONES = {"nb": "no", "nn": "no", "no": "nb", "tl": "fil", "yue": "zh-Hant"}
"""Languages whose readers are served by another one's catalogue, where they have none themselves."""

_OWN_NAMES = {
    "ay": "Aymar aru",
    "bh": "भोजपुरी",
    "co": "corsu",
    "dv": "ދިވެހިބަސް",
    "gn": "Avañe’ẽ",
    "jv": "Basa Jawa",
    "id": "Bahasa Indonesia",
    "kmr": "Kurmancî",
    "ms": "Bahasa Melayu",
    "nr": "isiNdebele",
    "nso": "Sesotho sa Leboa",
    "ny": "Chichewa",
    "pap": "Papiamentu",
    "sm": "Gagana Samoa",
    "ss": "siSwati",
    "tet": "Tetun",
    "tpi": "Tok Pisin",
    "ts": "Xitsonga",
    "ve": "Tshivenḓa",
}
"""Own names that CLDR lacks, and those it gives without the word for "language" that their readers expect."""

_ZERO_DIGITS = {"arab": "٠", "arabext": "۰", "beng": "০", "deva": "०", "mymr": "၀", "nkoo": "߀", "adlm": "𞥐"}
"""Digit zero of the numbering systems that CLDR names as a language's usual one."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The interface in one language."""

    language: str
    """Language of the catalogue that was found, which may be a fallback."""
    single: Mapping[str, str]
    plural: Mapping[str, tuple[Mapping[int, str], Callable[[int], int]]]
    """By the English singular: the forms, and which of them a number takes."""

    def gettext(self, message: str) -> str:
        """The text, in English where no catalogue has it."""
        return self.single.get(message, message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """The form of the text that goes with `number`."""
        found = self.plural.get(singular)
        if found is None:
            return singular if number == 1 else plural
        forms, choose = found
        return forms.get(choose(number), plural)


class Words:
    """What the pages of one language say, ready to be printed."""

    def __init__(self, language: str) -> None:
        self.language = language
        """Of the page; the language of the texts may be a fallback."""
        self._texts = texts(language)
        self._plain: dict[str, str] = {}

    @property
    def is_fallback(self) -> bool:
        """Are the texts in another language than the page?"""
        return _primary(self._texts.language) != _primary(self.language)

    @property
    def texts_language(self) -> str:
        """Language of the texts."""
        return self._texts.language

    def text(self, message: str, **values: str) -> str:
        """A text of the interface with its places filled."""
        if values:
            return self._texts.gettext(message) % values
        written = self._plain.get(message)
        if written is None:
            written = self._plain[message] = self._texts.gettext(message) % values
        return written

    def counted(self, singular: str, plural: str, count: int) -> str:
        """A text with the form that fits `count`, which stands in it as the language writes numbers."""
        return self._texts.ngettext(singular, plural, count) % {"count": self.number(count)}

    def name(self, tag: str) -> str:
        """Name of a language in this one."""
        return language_name(tag, self.language)

    def date(self, published: str) -> str:
        """A date as the language writes it."""
        return format_date(published, self.language)

    def number(self, number: int) -> str:
        """A whole number as the language writes it."""
        return format_number(number, self.language)

    def by_script(self, tags: Sequence[str]) -> list[tuple[str, list[str]]]:
        """Languages under the names of their scripts; those alone in theirs come together at the end."""
        groups: dict[str, list[str]] = {}
        for tag in tags:
            groups.setdefault(script_of(tag), []).append(tag)
        named = [
            (script_name(script, self.language), members)
            for script, members in groups.items()
            if len(members) > 1
        ]
        others = [tag for tag in tags if len(groups[script_of(tag)]) == 1]
        return [*named, (self.text("Other scripts"), others)] if others else named


@cache
def words(language: str) -> Words:
    """The one of a language; of English where the language could not be told."""
    return Words(FALLBACK if language == UNDETERMINED else language)


@cache
def texts(tag: str) -> Texts:
    """The interface in `tag`, each missing text from the next language of its fallback chain."""
    single: dict[str, str] = {}
    plural: dict[str, tuple[Mapping[int, str], Callable[[int], int]]] = {}
    found = [catalogue for step in _chain(tag) if (catalogue := _catalogue(step)) is not None]
    for catalogue in reversed(found):
        single.update(catalogue.single)
        plural.update(catalogue.plural)
    return Texts(found[0].language if found else FALLBACK, single, plural)


def missing(tag: str) -> tuple[str, ...]:
    """Texts that neither the catalogue of `tag` nor one between it and English has."""
    known: set[str] = set()
    for step in _chain(tag):
        if step != FALLBACK or tag == FALLBACK:
            catalogue = _catalogue(step)
            known.update(catalogue.single if catalogue else (), catalogue.plural if catalogue else ())
    return tuple(message for message in messages() if message not in known)


@cache
def messages() -> tuple[str, ...]:
    """Every text of the interface, in English; of those with a number, the singular."""
    catalogue = _catalogue(FALLBACK)
    return () if catalogue is None else (*catalogue.single, *catalogue.plural)


def catalogues() -> tuple[Path, ...]:
    """Files of all catalogues, by name."""
    return tuple(sorted(_CATALOGUES.glob("*.po")))


@cache
def language_name(tag: str, in_language: str | None = None) -> str:
    """Name of a language in itself, or in another one; the tag where CLDR has no name."""
    reader = tag if in_language is None else in_language
    if tag == UNDETERMINED:
        return texts(reader).gettext(UNDETERMINED_NAME)
    if in_language is None or _primary(tag) == _primary(reader):
        own = _OWN_NAMES.get(tag)
        if own:
            return own
    for locale in (_locale(reader), _locale(FALLBACK)):
        if locale is not None and (name := _listed_name(tag, locale)):
            return name
    return tag


def direction(tag: str) -> str:
    """Either "rtl" or "ltr", by the script the language is likely written in."""
    return "rtl" if script_of(tag) in _RIGHT_TO_LEFT else "ltr"


@cache
def script_of(tag: str) -> str:
    """ISO 15924 code of the script, as "Cyrl": the tag's own, else the likely one, else "Zzzz" (unknown)."""
    parts = tag.split("-")
    for part in parts[1:]:
        if len(part) == 4 and part.isalpha():
            return part.title()
    if parts[0] == UNDETERMINED:
        return "Zzzz"
    from babel.core import get_global

    likely = get_global("likely_subtags")
    for key in ("_".join(parts), parts[0]):
        if key in likely:
            return str(likely[key]).split("_")[1]
    return _LIKELY_SCRIPTS.get(parts[0], "Zzzz")


@cache
def script_name(script: str, in_language: str) -> str:
    """Name of a script in the reader's language; its code where CLDR has none."""
    for locale in (_locale(in_language), _locale(FALLBACK)):
        if locale is not None and script in locale.scripts:
            return str(locale.scripts[script])
    return script


@lru_cache(maxsize=8192)
def format_date(published: str, language: str) -> str:
    """The date "2025-06-30", "2025-12" or "2025" as the language writes it; anything else as it is."""
    from babel.dates import format_date as long_date
    from babel.dates import format_skeleton

    locale = _formats(language)
    parts = published.split("-")
    try:
        day = date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except ValueError:
        return published
    if len(parts) == 3:
        written = long_date(day, "long", locale)
    else:
        written = format_skeleton("yMMMM" if len(parts) == 2 else "y", day, locale=locale)
    return _own_digits(str(written), locale)


@lru_cache(maxsize=8192)
def format_number(number: int, language: str) -> str:
    """A whole number with the separators and digits of the language."""
    from babel.numbers import format_decimal

    locale = _formats(language)
    return _own_digits(str(format_decimal(number, locale=locale)), locale)


def _own_digits(text: str, locale: Locale) -> str:
    """`text` with the digits the language usually writes; babel writes European ones for all."""
    zero = _ZERO_DIGITS.get(locale.default_numbering_system)
    if zero is None:
        return text
    return text.translate({ord("0") + digit: chr(ord(zero) + digit) for digit in range(10)})


def _primary(tag: str) -> str:
    return tag.partition("-")[0]


def _chain(tag: str) -> tuple[str, ...]:
    """Tags of catalogues to look in: pt-BR → pt → en, zh-TW → zh-Hant → zh → en."""
    primary = _primary(tag)
    steps = [tag, f"{primary}-{script_of(tag)}", primary, _STEPPING_STONES.get(primary, FALLBACK), FALLBACK]
    return tuple(dict.fromkeys(steps))


@cache
def _catalogue(tag: str) -> Texts | None:
    """The catalogue of exactly this tag, untranslated texts left out; None when there is none."""
    file = _CATALOGUES / f"{tag}.po"
    # The tag comes from a seed: only one that lists as a catalogue may name a file.
    if file not in catalogues():
        return None
    from babel.messages.pofile import read_po

    with file.open("rb") as stream:
        catalogue = read_po(stream)
    choose = gettext.c2py(str(catalogue.plural_expr))
    single: dict[str, str] = {}
    plural: dict[str, tuple[Mapping[int, str], Callable[[int], int]]] = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        if isinstance(message.id, tuple):
            forms = {index: form for index, form in enumerate(message.string or ()) if form}
            if len(forms) == catalogue.num_plurals:
                plural[str(message.id[0])] = forms, choose
        elif message.string:
            single[str(message.id)] = str(message.string)
    return Texts(tag, single, plural)


@cache
def _locale(tag: str) -> Locale | None:
    """CLDR's data for a tag, or for the nearest wider one; None when it has none."""
    from babel import Locale, UnknownLocaleError

    for key in (tag, f"{_primary(tag)}-{script_of(tag)}", _primary(tag)):
        try:
            return Locale.parse(key, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _formats(tag: str) -> Locale:
    from babel import Locale

    return _locale(tag) or Locale(FALLBACK)


def _listed_name(tag: str, locale: Locale) -> str | None:
    """CLDR's name of `tag`: of the whole of it, else of its language with script and region in brackets."""
    names = locale.languages
    parts = tag.split("-")
    for length in range(len(parts), 0, -1):
        name = names.get("_".join(parts[:length]))
        if name:
            details = [
                locale.scripts.get(part) or locale.territories.get(part) or part for part in parts[length:]
            ]
            return f"{name} ({', '.join(details)})" if details else str(name)
    return None
