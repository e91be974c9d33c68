"""Words and customs of the interface: its texts, names of languages, dates, numbers, direction of writing.

One tag and one value in, one string out; the only file that knows babel, which is loaded when something is asked
that is not remembered from an earlier build (`remember`, `keep`). Texts are gettext catalogues, `locale/<tag>.po`,
read as they are and kept for each language used. Memory: the catalogues and locales of the languages used. Raises nothing for an unknown language: its texts
fall back along pt-BR → pt → en, its name to its tag, its formats to English ones.

Not here: which page shows what (`templates`), which language a text has (`describe`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from site_builder.installed import version_of
from site_builder.model import UNDETERMINED
from site_builder.render import memory
from site_builder.render.catalogue import read_catalogue
from site_builder.text import short_hash
from site_builder.value import dataclass

if TYPE_CHECKING:
    from babel import Locale

FALLBACK = "en"
"""Language of the message ids; its catalogue lists every text there is."""

UNDETERMINED_NAME, UNKNOWN_SOURCE = "Undetermined language", "Unknown source"

_CATALOGUES = Path(__file__).resolve().parent.parent / "locale"
_MEMORY = "customs.json"
_SHIPPED = Path(__file__).with_name("customs.json")
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

    def pattern(self, message: str) -> str:
        """A text of the interface with its places still open."""
        return self._texts.gettext(message)

    def counted(self, singular: str, plural: str, count: int) -> str:
        """A text with the form that fits `count`, which stands in it as the language writes numbers."""
        return self._texts.ngettext(singular, plural, count) % {"count": self.number(count)}

    def counts(self, singular: str, plural: str) -> dict[int, str]:
        """Each form of a text with a number, its place open as "%", under the first number that takes it."""
        forms: dict[str, int] = {}
        for number in range(200):
            forms.setdefault(self._texts.ngettext(singular, plural, number) % {"count": "%"}, number)
        return {number: form for form, number in forms.items()}

    def name(self, tag: str) -> str:
        """Name of a language in this one."""
        return language_name(tag, self.language)

    def date(self, published: str) -> str:
        """A date as the language writes it."""
        return format_date(published, self.language)

    def month(self, month: int) -> str:
        """Name of a month, 1 to 12, as it stands alone."""
        return month_name(month, self.language)

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


@cache
def catalogues() -> tuple[Path, ...]:
    """Files of all catalogues, by name."""
    return tuple(sorted(_CATALOGUES.glob("*.po")))


def forget_texts() -> None:
    """Read the catalogues anew when they are asked for next: they have changed."""
    for known in (texts, words, messages, catalogues, _catalogue):
        known.cache_clear()


# What babel says, remembered


_said: dict[str, dict[str, Any]] = {}
"""By name of the question and what it was asked about, joined by spaces."""
_said_before = 0
"""Answers that came from the file."""


def _remembered(question: Callable[..., Any]) -> Callable[..., Any]:
    """The function, asked once for the same tags in this build and the next ones."""

    def answer(*about: str) -> Any:
        if not _said:
            _said.update(_shipped())
        answers = _said.setdefault(question.__name__, {})
        key = " ".join(about)
        if key not in answers:
            answers[key] = question(*about)
        return answers[key]

    return answer


def _shipped() -> dict[str, dict[str, Any]]:
    """What the version of babel that we were made with says of well-known languages; nothing for another version."""
    try:
        shipped = json.loads(_SHIPPED.read_bytes())
    except (OSError, ValueError):
        return {}
    answers: dict[str, dict[str, Any]] = shipped["answers"]
    return answers if shipped["babel"] == version_of("babel") else {}


def ship(tags: Sequence[str], scripts: Sequence[str]) -> None:
    """Write what is shipped, of these languages; babel is asked for all of it."""
    _said.clear()
    _said["_numbering"] = {}
    for tag in tags:
        _cldr_name(tag, tag)
        _cldr_name(tag, FALLBACK)
        _likely_script(tag)
        _date_patterns(tag)
        _month_names(tag)
        _grouping(tag)
        _numbering(tag)
        for script in scripts:
            _cldr_script_name(script, tag)
    shipped = {"babel": version_of("babel"), "answers": _said}
    _SHIPPED.write_text(json.dumps(shipped, ensure_ascii=False, sort_keys=True, indent=0) + "\n", "utf-8")


def remember(folder: Path) -> None:
    """Take over what babel said in earlier builds, where `keep` left it."""
    global _said_before
    _said.update(_shipped())
    _said_before = sum(len(answers) for answers in _said.values())
    data = memory.recall(folder / _MEMORY, _stamp())
    if data is not None:
        for question, answers in json.loads(data).items():
            _said[question] = answers | _said.get(question, {})
        _said_before = sum(len(answers) for answers in _said.values())


def keep(folder: Path) -> None:
    """Leave what babel said for the next build."""
    global _said_before
    count = sum(len(answers) for answers in _said.values())
    if count > _said_before:
        data = json.dumps(_said, ensure_ascii=False, sort_keys=True)
        memory.keep(folder / _MEMORY, _stamp(), data.encode("utf-8", "replace"))
        _said_before = count


@cache
def _stamp() -> str:
    """What decides the answers: this file and the library."""
    return f"{version_of('babel')} {short_hash(Path(__file__).read_bytes())}"


# Names of languages


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
    return str(_cldr_name(tag, reader))


@_remembered
def _cldr_name(tag: str, reader: str) -> str:
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
    return "Zzzz" if parts[0] == UNDETERMINED else str(_likely_script(tag))


@_remembered
def _likely_script(tag: str) -> str:
    from babel.core import get_global

    likely = get_global("likely_subtags")
    parts = tag.split("-")
    for key in ("_".join(parts), parts[0]):
        if key in likely:
            return str(likely[key]).split("_")[1]
    return _LIKELY_SCRIPTS.get(parts[0], "Zzzz")


@cache
def script_name(script: str, in_language: str) -> str:
    """Name of a script in the reader's language; its code where CLDR has none."""
    return str(_cldr_script_name(script, in_language))


@_remembered
def _cldr_script_name(script: str, in_language: str) -> str:
    for locale in (_locale(in_language), _locale(FALLBACK)):
        if locale is not None and script in locale.scripts:
            return str(locale.scripts[script])
    return script


# Dates and numbers


@lru_cache(maxsize=8192)
def format_date(published: str, language: str) -> str:
    """The date "2025-06-30", "2025-12" or "2025" as the language writes it; anything else as it is."""
    parts = published.split("-")
    try:
        day = date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except ValueError:
        return published
    patterns = _date_patterns(language)[3 - min(len(parts), 3)]
    if patterns is None:
        written = _written_date(day, min(len(parts), 3), _formats(language))
    else:
        written = _with_pattern(patterns[day.month - 1], day)
    return _own_digits(written, language)


@_remembered
def _date_patterns(language: str) -> list[list[str] | None]:
    """For dates of a day, of a month and of a year: how they are written in each month.

    In a pattern `{y}` is the year, `{d}` the day, `{0d}` the day in two digits; None where a language's customs are
    more than that.
    """
    locale = _formats(language)
    found: list[list[str] | None] = []
    for precision in (3, 2, 1):
        patterns: list[str] | None = []
        for month in range(1, 13):
            pattern = _date_pattern(precision, month, locale)
            patterns = None if pattern is None or patterns is None else [*patterns, pattern]
        found.append(patterns)
    return found


def _date_pattern(precision: int, month: int, locale: Locale) -> str | None:
    """The pattern that agrees with babel on days of one and two digits and years of three and four."""
    known = _written_date(date(2468, month, 13), precision, locale)
    probes = [date(2468, month, 13), date(1975, month, 7), date(975, month, 28)]
    for day in ("{d}", "{0d}"):
        pattern = known.replace("2468", "{y}").replace("13", day)
        if all(_with_pattern(pattern, probe) == _written_date(probe, precision, locale) for probe in probes):
            return pattern
    return None


def _with_pattern(pattern: str, day: date) -> str:
    days = str(day.day)
    return pattern.replace("{y}", str(day.year)).replace("{d}", days).replace("{0d}", days.zfill(2))


def _written_date(day: date, precision: int, locale: Locale) -> str:
    from babel.dates import format_date as long_date
    from babel.dates import format_skeleton

    if precision == 3:
        return str(long_date(day, "long", locale))
    return str(format_skeleton("yMMMM" if precision == 2 else "y", day, locale=locale))


@cache
def month_name(month: int, language: str) -> str:
    """Name of a month, 1 to 12, as it stands alone."""
    return str(_month_names(language)[month - 1])


@_remembered
def _month_names(language: str) -> list[str]:
    names = _formats(language).months["stand-alone"]["wide"]
    return [str(names[month]) for month in range(1, 13)]


@lru_cache(maxsize=8192)
def format_number(number: int, language: str) -> str:
    """A whole number with the separators and digits of the language."""
    grouping = _grouping(language)
    if grouping is None or number < 0:
        written = _written_number(number, _formats(language))
    else:
        written = _grouped(number, *grouping)
    return _own_digits(written, language)


@_remembered
def _grouping(language: str) -> tuple[str, int, int] | None:
    """Separator of groups, digits of the shortest number that has one, digits of a group but the last of three."""
    locale = _formats(language)
    separator = _written_number(1_234_567, locale)[-4:-3]
    probes = [10**digits + 234 for digits in range(3, 13)] + [0, 7, 12, 999]
    for shortest in (4, 5):
        for group in (3, 2):
            if all(_grouped(n, separator, shortest, group) == _written_number(n, locale) for n in probes):
                return separator, shortest, group
    return None


def _grouped(number: int, separator: str, shortest: int, group: int) -> str:
    digits = str(number)
    if len(digits) < shortest:
        return digits
    groups, rest = [digits[-3:]], digits[:-3]
    while rest:
        groups.append(rest[-group:])
        rest = rest[:-group]
    return separator.join(reversed(groups))


def _written_number(number: int, locale: Locale) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(number, locale=locale))


def _own_digits(text: str, language: str) -> str:
    """`text` with the digits the language usually writes; babel writes European ones for all."""
    zero = _ZERO_DIGITS.get(_numbering(language))
    if zero is None:
        return text
    return text.translate({ord("0") + digit: chr(ord(zero) + digit) for digit in range(10)})


@_remembered
def _numbering(language: str) -> str:
    return str(_formats(language).default_numbering_system)


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
    catalogue = read_catalogue(file.read_text("utf-8"))
    plural = {singular: (forms, catalogue.choose) for singular, forms in catalogue.plural.items()}
    return Texts(tag, catalogue.single, plural)


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
