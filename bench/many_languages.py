"""A story in as many languages as asked for: words of the calendar as each language has them, stated as its own.

No line of it is news, and nobody had to translate it: names of days, of months and of territories come from the
Unicode Consortium's locale data, so that every script is really there. For tests of sizes, budgets and pictures.
"""

from pathlib import Path

from babel import Locale
from babel.dates import get_day_names, get_month_names
from babel.lists import format_list

_TAGS = """
en uk ar zh-Hans hi th fr de es ru ja he ko el tr pl cs nl it pt vi fa ur bn ta te
ml kn gu pa mr ne si my km lo ka hy am ti sv da nb nn fi et lv lt hu ro bg sr
mk hr sl sk sq be kk ky uz az tk mn id ms jv fil sw zu xh af is fo ga gd cy
br eu ca gl oc lb fy rm mt eo yi ckb ps sd ug dz as or sa chr zh-Hant yo ig ha so mi
sn rw ku
"""
LANGUAGES = tuple(_TAGS.split())
"""What the largest sizes are made of: the first ones of another script each, so that small sizes are mixed too."""

STOPS = {
    "zh": "。",
    "ja": "。",
    "hi": "।",
    "bn": "।",
    "ne": "।",
    "mr": ".",
    "ur": "۔",
    "th": "",
    "lo": "",
    "km": "។",
    "my": "။",
}
"""How a sentence ends, where it does not with a full stop."""


def write_story(
    folder: Path, languages: int, *, story: str = "seven-days", blocks: int = 4, start: int = 0
) -> None:
    """A seed for each of the first languages, which state their language and the story they tell.

    `start` chooses the words: stories with different ones have different titles and texts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for tag in LANGUAGES[:languages]:
        title, paragraphs = words(tag, blocks, start)
        front = f'---\ntitle: "{title}"\nlanguage: {tag}\nstory: {story}\npublished: 2024-02-29\n---\n'
        text = "\n\n".join(paragraphs)
        (folder / f"{story}.{tag}.md").write_text(f"{front}\n{text}\n", encoding="utf-8")


def words(tag: str, blocks: int, start: int = 0) -> tuple[str, list[str]]:
    """A title and some paragraphs, in words of the language."""
    locale = Locale.parse(tag, sep="-")
    days = list(get_day_names("wide", locale=locale).values())
    months = list(get_month_names("wide", locale=locale).values())
    places = [locale.territories[code] for code in sorted(locale.territories) if len(code) == 2][:250]
    stop = STOPS.get(locale.language, ".")
    paragraphs = []
    for number in range(start, start + blocks):
        chosen = (places or days)[number * 11 % 200 :][:11] or days
        calendar = days if number % 2 else months[number % 6 :][:6]
        sentences = (format_list(some, locale=locale) + stop for some in (chosen, calendar))
        paragraphs.append(("" if stop == "。" else " ").join(sentences))
    return format_list(
        [days[start % 7], days[(start + 1) % 7], months[start % 12]], locale=locale
    ), paragraphs
