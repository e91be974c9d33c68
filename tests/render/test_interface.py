"""The interface speaks every language it claims to, and never falls silent for another one."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from site_builder.render import interface
from site_builder.render.templates import template_folders

CATALOGUES = {file.stem: file for file in interface.catalogues()}
PROMISED = "ar bn cs da de en es fa fr he hi hu id it ja ko nl pl pt ro ru sv th tr uk vi zh-Hans zh-Hant"

_SINGLE = re.compile(r"""\b(?:_|text|gettext)\("([^"]+)"[,)]""")
_PLURAL = re.compile(r"""\b(?:n_|counted|ngettext)\("([^"]+)", "([^"]+)",""")
_PLACE = re.compile(r"%\(\w+\)s|%")


def used_texts() -> tuple[set[str], set[tuple[str, str]]]:
    """Texts that templates and code ask for."""
    files = [*template_folders(None)[0].rglob("*.html"), *Path(interface.__file__).parent.glob("*.py")]
    sources = [file.read_text("utf-8") for file in files]
    single = {text for source in sources for text in _SINGLE.findall(source)} | {interface.UNDETERMINED_NAME}
    return single, {pair for source in sources for pair in _PLURAL.findall(source)}


def test_english_lists_exactly_the_texts_in_use() -> None:
    single, plural = used_texts()
    assert set(interface.messages()) == single | {singular for singular, _ in plural}


def test_the_promised_languages_have_catalogues() -> None:
    assert set(PROMISED.split()) <= set(CATALOGUES)


@pytest.mark.parametrize("tag", CATALOGUES)
def test_a_catalogue_has_every_text_in_all_its_plural_forms(tag: str) -> None:
    with CATALOGUES[tag].open("rb") as stream:
        catalogue = read_po(stream, abort_invalid=True)
    single, plural = used_texts()
    for text in single:
        message = catalogue.get(text)
        assert message is not None, text
        assert message.string, text
        assert sorted(_PLACE.findall(str(message.string))) == sorted(_PLACE.findall(text))
    for singular, several in plural:
        message = catalogue.get(singular)
        assert message is not None, singular
        assert message.id == (singular, several)
        assert len(message.string or ()) == catalogue.num_plurals
        assert all(message.string or ())
        # A form for one number only, as "two stories", may leave the number out.
        assert all(set(_PLACE.findall(form)) <= {"%(count)s"} for form in message.string or ())
        assert "%(count)s" in (message.string or ("",))[-1]
    assert len(catalogue) == len(single) + len(plural)


@pytest.mark.parametrize("tag", CATALOGUES)
def test_every_number_finds_a_form_and_every_form_a_number(tag: str) -> None:
    with CATALOGUES[tag].open("rb") as stream:
        catalogue = read_po(stream)
    choose = gettext.c2py(str(catalogue.plural_expr))
    assert {choose(number) for number in range(1001)} == set(range(catalogue.num_plurals))


def test_plurals_follow_the_language() -> None:
    def articles(tag: str, count: int) -> str:
        form = interface.texts(tag).ngettext("%(count)s article", "%(count)s articles", count)
        return form % {"count": interface.format_number(count, tag)}

    assert [articles("uk", count) for count in (1, 2, 5, 21)] == [
        "1 стаття",
        "2 статті",
        "5 статей",
        "21 стаття",
    ]
    assert [articles("ar", count) for count in (1, 2, 3, 11)] == [
        "مقال واحد",
        "مقالان",
        "3 مقالات",
        "11 مقالًا",
    ]
    assert articles("en", 1) == "1 article"
    assert articles("fa", 12) == "۱۲ مقاله"


def test_texts_fall_back_to_the_wider_language_and_then_to_english() -> None:
    assert interface.texts("pt-BR").gettext("Sources") == "Fontes"
    assert interface.texts("zh-TW").gettext("Sources") == "來源"
    assert interface.texts("zh").gettext("Sources") == "来源"
    assert interface.texts("qqx").gettext("Sources") == "Sources"
    assert interface.texts("qqx").language == "en"


def test_missing_texts_are_listed() -> None:
    assert interface.missing("uk") == ()
    assert interface.missing("pt-BR") == ()
    assert interface.missing("en") == ()
    assert interface.missing("qqx") == interface.messages()


@pytest.mark.parametrize(
    "tag", ["qqx", "xx-Abcd-ZZ", "und", "", "../../etc/passwd", "en_US", "i-klingon", "a" * 300]
)
def test_an_unknown_language_never_fails(tag: str) -> None:
    assert interface.texts(tag).gettext("Sources") == "Sources"
    assert interface.language_name(tag, "uk") is not None
    assert interface.direction(tag) == "ltr"
    assert interface.format_date("2025-06-30", tag)
    assert interface.format_number(1234, tag)


def test_languages_are_named_by_themselves_and_by_the_reader() -> None:
    names = {tag: interface.language_name(tag) for tag in ("uk", "zh-Hans", "zh-Hant", "pt-BR", "ar", "qqx")}
    assert names == {
        "uk": "українська",
        "zh-Hans": "简体中文",
        "zh-Hant": "繁體中文",
        "pt-BR": "português (Brasil)",
        "ar": "العربية",
        "qqx": "qqx",
    }
    assert interface.language_name("de", "uk") == "німецька"
    assert interface.language_name("und", "de") == "Unbestimmte Sprache"


@pytest.mark.parametrize(
    ("tag", "script", "direction"),
    [
        ("ar", "Arab", "rtl"),
        ("ur", "Arab", "rtl"),
        ("he", "Hebr", "rtl"),
        ("az", "Latn", "ltr"),
        ("az-Arab", "Arab", "rtl"),
        ("sr-Latn", "Latn", "ltr"),
        ("sr", "Cyrl", "ltr"),
        ("ja", "Jpan", "ltr"),
        ("und", "Zzzz", "ltr"),
    ],
)
def test_direction_follows_the_script(tag: str, script: str, direction: str) -> None:
    assert (interface.script_of(tag), interface.direction(tag)) == (script, direction)


def test_dates_keep_their_precision() -> None:
    assert interface.format_date("2025-06-30", "en") == "June 30, 2025"
    assert interface.format_date("2025-12", "pl") == "grudzień 2025"
    assert interface.format_date("2025", "de") == "2025"
    assert interface.format_date("2025-06-30", "fa") == "۳۰ ژوئن ۲۰۲۵"
    assert interface.format_date("2025-02-31", "en") == "2025-02-31"
