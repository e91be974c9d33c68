"""Codes of three letters, held against CLDR's."""

import pytest
from babel.core import get_global

from site_builder.export.iso639 import iso_639_3
from site_builder.render.interface import catalogues


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        *(
            ("en", "eng"),
            ("zh-Hant", "zho"),
            ("zh-Hans", "zho"),
            ("pt-BR", "por"),
            ("sr-Latn", "srp"),
            ("nb", "nob"),
        ),
        *(
            ("he", "heb"),
            ("yue", "yue"),
            ("kmr", "kmr"),
            ("und", "und"),
            ("qq", "und"),
            ("de", "deu"),
            ("cs", "ces"),
        ),
    ],
)
def test_a_tag_has_the_code_of_its_language(tag: str, code: str) -> None:
    assert iso_639_3(tag) == code


def test_cldr_reads_the_codes_as_the_same_languages() -> None:
    aliases = get_global("language_aliases")
    letters = "abcdefghijklmnopqrstuvwxyz"
    codes = {first + second: iso_639_3(first + second) for first in letters for second in letters}
    known = {tag: code for tag, code in codes.items() if code != "und"}
    assert len(known) == 184
    held = {tag for tag, code in known.items() if aliases.get(code) == tag}
    # CLDR counts Twi as Akan, Serbo-Croatian as Serbian, Tagalog as Filipino; Akan and Tagalog have no code less.
    assert set(known) - held == {"tw", "sh", "tl"}


def test_every_language_of_the_interface_has_one() -> None:
    assert [file.stem for file in catalogues() if iso_639_3(file.stem) == "und"] == []
