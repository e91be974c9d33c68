"""Bytes of a seed → text, whatever its encoding.

Order of trust: a byte order mark; UTF-8; the zero bytes of UTF-16; UTF-8 with a few strange bytes in it; then
a guess by letter statistics (charset-normalizer). Raises SeedError for bytes that are no text.
"""

from __future__ import annotations

import codecs

from site_builder.errors import SeedError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STARTS = tuple(mark for mark, _ in _MARKS)
_CONTROL = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_MAX_CONTROL = 0.02
"""Share of control bytes above which bytes are no text; a PDF or a picture has 5 % and more."""
_MAX_STRANGE = 0.1
"""Share of the non-ASCII characters that may be invalid in a text still called UTF-8 with slips."""
_LATIN_PAGES = frozenset(
    [
        "cp1250",
        "cp1252",
        "cp1254",
        "cp1257",
        "cp1258",
        "cp437",
        "cp850",
        "cp852",
        "cp858",
        "cp775",
        "cp857",
        "cp860",
        "cp861",
        "cp863",
        "cp865",
        "latin_1",
        "hp_roman8",
        "mac_roman",
        "mac_latin2",
        "mac_turkish",
        "mac_iceland",
        "iso8859_2",
        "iso8859_3",
        "iso8859_4",
        "iso8859_9",
        "iso8859_10",
        "iso8859_13",
        "iso8859_14",
        "iso8859_15",
        "iso8859_16",
        "cp1125",
        "cp037",
        "cp500",
        "cp1140",
        "cp1026",
        "cp273",
    ]
)
_SAMPLE, _SHORT_SAMPLE = 50_000, 2_000
"""Bytes looked at where a guess needs statistics, and for what is no text although it decodes."""


def decode(data: bytes, origin: str) -> tuple[str, str | None]:
    """The text and, where the encoding had to be guessed, its name."""
    if data.startswith(_STARTS):
        mark, encoding = next(row for row in _MARKS if data.startswith(row[0]))
        return _strict(data[len(mark) :], encoding, origin), None
    sample = data[:_SAMPLE]
    wide = _utf16(sample) if b"\0" in sample and sample.count(0) > len(sample) // 8 else None
    if wide:
        return _strict(data, wide, origin), wide
    _refuse_controls(sample[:_SHORT_SAMPLE], origin)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        _refuse_controls(sample, origin)
        return _guess(data)


def _refuse_controls(sample: bytes, origin: str) -> None:
    if len(sample) - len(sample.translate(None, _CONTROL)) > _MAX_CONTROL * len(sample) + 1:
        raise SeedError(origin, "is not a text", "remove it from seeds/, or save it as UTF-8 text")


def _strict(data: bytes, encoding: str, origin: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        what = f"begins as {encoding} but byte {error.start} is not"
        raise SeedError(origin, what, "save it as UTF-8") from None


def _utf16(sample: bytes) -> str | None:
    """Which UTF-16, by the side on which ASCII characters have their zero byte."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 4 * even:
        return "utf-16-le"
    if even > 4 * odd:
        return "utf-16-be"
    return None


def _alphabets() -> tuple[tuple[str, frozenset[str]], ...]:
    """Windows code page → letters beyond ASCII of one language that was written in it.

    Statistics mistake the code pages of Latin script for one another (of eight Spanish articles in Windows-1252 they
    know three); but a text has the letters of one language, and only the right page gives it those.
    """
    table = {
        "cp1252": "àâæçéèêëîïôœùûüÿ äöüß áéíñóúü àáâãçéêíóôõú àèéìîòù äåöé åæéø áæéíðóöúýþ àçèéíïòóúü áèéëïóöü äöõüšž",
        "cp1250": "ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöúüőű ćčđšž âîăşţ çë",
        "cp1254": "âçîöûüğışİ",
        "cp1257": "ąčėęįšūųž āčēģīķļņšūž äöüõšž",
        "cp1258": "àáâãèéêìíòóôõùúýăđơư\u0300\u0301\u0303\u0309\u0323",
    }
    return tuple((page, frozenset(letters)) for page, rows in table.items() for letters in rows.split())


def _latin_page(data: bytes) -> str:
    """The code page of Latin script under which the letters of `data` fit one language best."""

    def fit(page: str, letters: frozenset[str]) -> float:
        strange = [
            char for char in data.decode(page, "replace").lower() if char > "\x7f" and not char.isspace()
        ]
        words = [char for char in strange if char.isalpha() or (char > "\u02ff" and char < "\u0370")]
        return sum(char in letters for char in words) / max(1, len(words))

    return max(_alphabets(), key=lambda row: fit(*row))[0]


def _guess(data: bytes) -> tuple[str, str]:
    strange = data.decode("utf-8", "replace")
    invalid = strange.count("�")
    others = sum(1 for char in strange if char > "\x7f")
    if others and invalid <= _MAX_STRANGE * others:
        return data.decode("utf-8", "site-builder-cp1252"), "UTF-8 with a few bytes of Windows-1252"
    from charset_normalizer import from_bytes  # slow to import, seldom needed

    best = from_bytes(data[:_SAMPLE]).best()
    encoding = best.encoding if best else "cp1252"
    if encoding in _LATIN_PAGES:
        encoding = _latin_page(data[:_SAMPLE])
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), encoding


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: the invalid bytes as Windows-1252, the encoding most often mixed into UTF-8."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("site-builder-cp1252", _as_cp1252)
