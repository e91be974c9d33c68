"""The interface speaks every language it claims to, and never falls silent for another one."""

from __future__ import annotations

import gettext
import json
import re
import runpy
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from site_builder.render import interface
from site_builder.render.catalogue import read_catalogue
from site_builder.render.templates import template_folders

CATALOGUES = {file.stem: file for file in interface.catalogues()}
PROMISED = (
    "ar bg bn ca cs da de el en es et fa fi fr gu he hi hr hu id it ja kk ko lt lv mr ms nb nl pa pl pt ro ru sk sl sr sv"
    " sw ta te th tr uk ur vi zh-Hans zh-Hant"
)

_SINGLE = re.compile(r"""\b(?:_|text|gettext)\("([^"]+)"[,)]""")
_PLURAL = re.compile(r"""\b(?:n_|counted|counts|ngettext)\("([^"]+)", "([^"]+)"[,)]""")
_PLACE = re.compile(r"%\(\w+\)s|%")


def used_texts() -> tuple[set[str], set[tuple[str, str]]]:
    """Texts that templates and code ask for."""
    files = [*template_folders(None)[0].rglob("*.html"), *Path(interface.__file__).parent.glob("*.py")]
    sources = [file.read_text("utf-8") for file in files]
    single = {text for source in sources for text in _SINGLE.findall(source)} | {
        interface.UNDETERMINED_NAME,
        interface.UNKNOWN_SOURCE,
    }
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


@pytest.mark.parametrize(
    "tag", ["ar", "ckb", "de", "en", "eu", "fa", "hi", "hu", "ja", "lv", "my", "pt-BR", "th", "uk", "zh-Hant"]
)
def test_dates_and_numbers_are_written_as_the_library_writes_them(tag: str) -> None:
    locale = interface._formats(tag)
    for day in (date(2025, 1, 1), date(2025, 12, 31), date(999, 3, 13), date(2013, 10, 7)):
        for precision, text in ((3, day.isoformat()), (2, day.isoformat()[:7]), (1, day.isoformat()[:4])):
            written = interface._written_date(
                day.replace(day=day.day if precision == 3 else 1), precision, locale
            )
            assert interface.format_date(text, tag) == interface._own_digits(written, tag)
    for number in (0, 5, 100, 1234, 12_345, 123_456, 1_234_567, 9_876_543_210, -5, -1234):
        written = interface._written_number(number, locale)
        assert interface.format_number(number, tag) == interface._own_digits(written, tag)


@pytest.mark.parametrize(
    ("tag", "june"),
    [
        ("en", "June"),
        ("uk", "червень"),
        ("cs", "červen"),
        ("zh-Hant", "6月"),
        ("ar", "يونيو"),
        ("tlh", "June"),
    ],
)
def test_months_are_named_as_they_stand_alone(tag: str, june: str) -> None:
    assert interface.month_name(6, tag) == june


def asked_anew(folder: Path, *tags: str) -> dict[str, object]:
    """What another process says, and whether it needed the library."""
    code = (
        "import json, sys; from pathlib import Path; from site_builder.render import interface as i\n"
        f"folder, tags = Path({str(folder)!r}), {tags!r}; i.remember(folder)\n"
        "said = {t: [i.language_name(t), i.language_name('de', t), i.direction(t), i.script_name('Cyrl', t),"
        " i.format_date('2025-06-30', t), i.format_date('2025-06', t), i.month_name(6, t), i.format_number(12345, t)] for t in tags}\n"
        "i.keep(folder); print(json.dumps({'said': said, 'babel': 'babel' in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    result: dict[str, object] = json.loads(done.stdout)
    return result


def test_what_the_library_said_is_remembered_and_a_damaged_memory_is_asked_again(tmp_path: Path) -> None:
    first = asked_anew(tmp_path, "tlh", "bem", "mas")
    again = asked_anew(tmp_path, "tlh", "bem", "mas")
    assert first["said"] == again["said"]
    assert first["babel"] is True
    assert again["babel"] is False
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for damage in (b"", b"{}", whole[:99], whole[:-1], whole.replace(b"latn", b"arab")):
        file.write_bytes(damage)
        assert asked_anew(tmp_path, "tlh", "bem", "mas") == first


def test_dates_keep_their_precision() -> None:
    assert interface.format_date("2025-06-30", "en") == "June 30, 2025"
    assert interface.format_date("2025-12", "pl") == "grudzień 2025"
    assert interface.format_date("2025", "de") == "2025"
    assert interface.format_date("2025-06-30", "fa") == "۳۰ ژوئن ۲۰۲۵"
    assert interface.format_date("2025-02-31", "en") == "2025-02-31"


@pytest.mark.parametrize("tag", CATALOGUES)
def test_our_reader_of_catalogues_finds_what_the_library_finds(tag: str) -> None:
    with CATALOGUES[tag].open("rb") as stream:
        theirs = read_po(stream, abort_invalid=True)
    ours = read_catalogue(CATALOGUES[tag].read_text("utf-8"))
    messages = [message for message in theirs if message.id]
    assert ours.single == {m.id: m.string for m in messages if isinstance(m.id, str)}
    assert ours.plural == {
        m.id[0]: dict(enumerate(m.string or ())) for m in messages if not isinstance(m.id, str)
    }
    choose = gettext.c2py(str(theirs.plural_expr))
    assert [ours.choose(number) for number in range(200)] == [choose(number) for number in range(200)]


def test_a_catalogue_may_have_comments_breaks_and_gaps() -> None:
    read = read_catalogue(
        '# About\n\nmsgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\n"\n\n#. hint\n#: a.html:1\nmsgid "A "\n"b"\n'
        'msgstr ""\n"\\"x\\"\\n"\n"y"\n\n#, fuzzy\nmsgid "C"\nmsgstr "c"\n\nmsgid "D"\nmsgstr ""\n\n'
        'msgid "%(count)s e"\nmsgid_plural "%(count)s es"\nmsgstr[0] "E"\n\n#~ msgid "old"\n#~ msgstr "alt"\n'
    )
    assert read.single == {"A b": '"x"\ny'}
    assert read.plural == {"%(count)s e": {0: "E"}}
    with pytest.raises(ValueError, match="no line"):
        read_catalogue('msgid "a"\nnonsense')


def test_what_is_shipped_is_what_the_library_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shipped = interface._SHIPPED
    if json.loads(shipped.read_bytes())["babel"] != version("babel"):
        pytest.skip("made with another version of babel, it is not used")
    monkeypatch.setattr(interface, "_said", {})
    monkeypatch.setattr(interface, "_SHIPPED", tmp_path / "customs.json")
    tool = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "customs.py"))
    interface.ship(tool["LANGUAGES"].split(), tool["SCRIPTS"].split())
    assert (tmp_path / "customs.json").read_text("utf-8") == shipped.read_text("utf-8"), (
        "run tools/customs.py"
    )
    assert set(CATALOGUES) <= set(tool["LANGUAGES"].split())


def test_nothing_is_taken_from_another_version_or_a_damaged_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(interface, "_SHIPPED", tmp_path / "customs.json")
    for text in ("", "{", '{"babel": "0", "answers": {"_numbering": {"en": "arab"}}}'):
        (tmp_path / "customs.json").write_text(text, "utf-8")
        assert interface._shipped() == {}
