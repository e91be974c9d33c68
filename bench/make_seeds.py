"""Write raw seed files for the benchmark and for tests: made-up news in sixteen languages.

The same arguments give the same bytes on every machine. A story is drawn once, as sentence numbers and the
people, towns and numbers in them; each of its translations then says those sentences in its own language.
The sentences are in `sentences.toml`.
"""

import argparse
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain
from pathlib import Path
from random import Random
from typing import Any, Literal, NamedTuple

PER_FOLDER = 1000  # more files in one folder make some tools slow
# How often a story has 1, 2, 3 … 12 translations; the mean is 3.6.
SIZES = (0.23, 0.19, 0.16, 0.13, 0.095, 0.065, 0.045, 0.03, 0.02, 0.015, 0.01, 0.01)
# Languages seen more often than the others, as in a real collection.
WEIGHTS = {"en": 3.0, "vi": 2.0, "fr": 1.5, "es": 1.5, "de": 1.5, "zh": 1.5, "ru": 1.3}
FIRST_DAY = datetime(2021, 1, 1, tzinfo=UTC)
DAYS = 5 * 365
SYLLABLES = 16
NAME_MARKS = ("{person}", "{other}", "{place}", "{town}")
TRACKING = ("?utm_source=feed&utm_medium=rss", "?fbclid=IwAR{}", "?utm_campaign=share-{}", "?gclid={}")

Kind = Literal["text", "heading", "image", "list", "code"]
UrlStyle = Literal["month", "day-in-slug", "time-in-slug", "day"]
URL_STYLES: tuple[UrlStyle, ...] = ("month", "day-in-slug", "time-in-slug", "day")


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language: what its pages print around an article, and its column of the word stock."""

    source: str
    comment: str
    byline: str
    intro: str
    joiner: str
    name_joiner: str
    thousands: str
    syllables: list[str]
    headings: list[str]
    captions: list[str]
    items: list[str]
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class Stock:
    """All that `sentences.toml` holds."""

    tongues: dict[str, Tongue]
    slugs: list[dict[str, list[str]]]
    code: list[str]


class Line(NamedTuple):
    """One sentence, heading, caption or list item, in no language yet."""

    number: int
    people: tuple[int, int]
    towns: tuple[int, int]
    quantity: int  # a tuple already has a count
    amount: int
    share: int
    year: int


class Block(NamedTuple):
    """A paragraph or another part of an article. For code, the number of its line tells which."""

    kind: Kind
    lines: tuple[Line, ...]


class Host(NamedTuple):
    """A news site: its address, how it builds URLs, and how its pages look once scraped."""

    name: str
    url_style: UrlStyle
    slugs: dict[str, list[str]]
    gap: str  # the line break before the first line of an image
    piped: bool  # "![]() |" and "| caption |", or else a blank line and a bare caption


class Name(NamedTuple):
    """A person or a town, as syllable numbers: each script spells them its own way."""

    words: tuple[tuple[int, ...], ...]


class Story(NamedTuple):
    """What all translations of an article share."""

    host: Host
    path: str
    languages: tuple[str, ...]
    blocks: tuple[Block, ...]
    people: tuple[Name, ...]
    towns: tuple[Name, ...]
    bullet: str
    byline: bool


def load_stock() -> Stock:
    """The word stock next to this file."""
    raw: dict[str, Any] = tomllib.loads(
        Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8")
    )
    return Stock(
        tongues={language: Tongue(**table) for language, table in raw["tongues"].items()},
        slugs=list(raw["slugs"].values()),
        code=[f"```{language}\n{text}```" for language, text in raw["code"].items()],
    )


def make_seeds(count: int, folder: Path, random_seed: int = 1, hosts: int = 200) -> None:
    """Write `count` seed files into numbered sub-folders of `folder`."""
    stock = load_stock()
    # Shuffled, so that neither the number nor the neighbours of a file tell its story.
    numbers = list(range(count))
    Random(f"{random_seed} order").shuffle(numbers)
    for start in range(0, count, PER_FOLDER):
        (folder / f"{start // PER_FOLDER:03}").mkdir(parents=True, exist_ok=True)
    # One article at a time: a hundred thousand seeds must not need more memory than ten.
    for number, text in zip(numbers, draw_articles(stock, random_seed, hosts), strict=False):
        name = f"{number:06}_{Random(f'{random_seed} name {number}').getrandbits(64):016x}.txt"
        (folder / f"{number // PER_FOLDER:03}" / name).write_bytes(text.encode())


def draw_articles(stock: Stock, random_seed: int, host_count: int) -> Iterator[str]:
    """Raw articles without end, story after story."""
    hosts = draw_hosts(Random(f"{random_seed} hosts"), stock, host_count)
    # Zipf: the second site has half as many stories as the first, the third a third …
    host_weights = list(accumulate(1 / rank for rank in range(1, len(hosts) + 1)))
    story_number = 0
    while True:
        # A generator of its own for each story: a change to one draw does not shift all later stories.
        draw = Random(f"{random_seed} story {story_number}")
        host = draw.choices(hosts, cum_weights=host_weights)[0]
        story = draw_story(draw, stock, host)
        for language in story.languages:
            yield write_article(draw, stock, story, language)
        story_number += 1


def draw_hosts(draw: Random, stock: Stock, count: int) -> list[Host]:
    """News sites with made-up names, the largest first."""
    latin = stock.tongues["en"].syllables
    names: dict[str, None] = {}  # a set would lose the order
    while len(names) < count:
        stem = "".join(draw.choices(latin, k=draw.choice((2, 2, 3))))
        names[draw.choice((f"{stem}-news", f"{stem}times", f"bao{stem}", f"{stem}.gov", stem))] = None
    return [
        Host(
            name=f"{name}.example",
            url_style=draw.choice(URL_STYLES),
            slugs=draw.choice(stock.slugs),
            gap="\n" * draw.choice((2, 2, 2, 5)),
            piped=draw.random() < 0.5,
        )
        for name in names
    ]


def draw_story(draw: Random, stock: Stock, host: Host) -> Story:
    """A story, with the languages it will be written in."""
    size = draw.choices(range(1, len(SIZES) + 1), SIZES)[0]
    moment = FIRST_DAY + timedelta(days=draw.randrange(DAYS), milliseconds=draw.randrange(86_400_000))
    return Story(
        host=host,
        path=draw_path(draw, host, moment),
        languages=draw_languages(draw, list(stock.tongues), size),
        blocks=draw_blocks(draw, stock, moment.year),
        people=tuple(Name((draw_word(draw, 2), draw_word(draw, draw.choice((2, 3))))) for _ in range(5)),
        towns=tuple(Name((draw_word(draw, 3),)) for _ in range(4)),
        bullet=draw.choice(("- ", "* ", "1. ")),
        byline=draw.random() < 0.4,
    )


def draw_languages(draw: Random, languages: list[str], size: int) -> tuple[str, ...]:
    """As many different languages as asked for, or as there are, common ones more often."""
    # The largest of u ** (1 / weight) are a weighted sample without repetition.
    keys = {language: draw.random() ** (1 / WEIGHTS.get(language, 1.0)) for language in languages}
    return tuple(sorted(languages, key=keys.__getitem__, reverse=True)[:size])


def draw_word(draw: Random, syllables: int) -> tuple[int, ...]:
    """One word of a name."""
    return tuple(draw.randrange(SYLLABLES) for _ in range(syllables))


def draw_path(draw: Random, host: Host, moment: datetime) -> str:
    """The URL of a story after its host. The hash or number in it keeps stories apart."""
    slug = "-".join(draw.sample(host.slugs["words"], draw.randint(5, 10)))
    section = draw.choice(host.slugs["sections"])
    match host.url_style:
        case "month":
            return f"/{section}/{moment:%Y%m}/{slug}-{draw.getrandbits(28):07x}/"
        case "day-in-slug":
            return f"/{slug}-{moment:%d%m%Y}-a{draw.randrange(100_000, 1_000_000)}.html"
        case "time-in-slug":
            return f"/{section}/{slug}-4{moment:%y%m%d%H%M%S}{moment.microsecond // 1000:03}.htm"
        case "day":
            return f"/{moment:%Y/%m/%d}/{section}/{slug}.html"


def draw_blocks(draw: Random, stock: Stock, year: int) -> tuple[Block, ...]:
    """The body of a story: mostly paragraphs, now and then a heading or an image, seldom a list or code."""
    tongue = stock.tongues["en"]
    sentences = draw_sentence_numbers(draw, tongue)
    images, headings = draw.random() < 0.8, draw.random() < 0.5
    paragraphs = min(60, max(3, round(draw.lognormvariate(2.58, 0.45))))
    has_list, has_code = draw.random() < 0.25, draw.random() < 0.02
    blocks: list[Block] = []
    for place in range(paragraphs):
        if headings and 0 < place < paragraphs - 1 and draw.random() < 0.2:
            blocks.append(Block("heading", (draw_line(draw, len(tongue.headings), year),)))
        size = draw.choices((1, 2, 3, 4, 5, 6), (3, 3, 4, 4, 2, 1))[0]
        lines = (draw_line(draw, 1, year)._replace(number=next(sentences)) for _ in range(size))
        blocks.append(Block("text", tuple(lines)))
        if images and draw.random() < 0.35:
            blocks.append(Block("image", (draw_line(draw, len(tongue.captions), year),)))
        if has_list and place == paragraphs // 2:
            numbers = draw.sample(range(len(tongue.items)), draw.randint(3, len(tongue.items)))
            items = tuple(draw_line(draw, 1, year)._replace(number=number) for number in numbers)
            blocks.append(Block("list", items))
        if has_code and place == paragraphs // 3:
            blocks.append(Block("code", (draw_line(draw, len(stock.code), year),)))
    return tuple(blocks)


def draw_sentence_numbers(draw: Random, tongue: Tongue) -> Iterator[int]:
    """Sentence numbers without end, each seen once before any is seen again.

    The first is always of a sentence with a name in it: titles are taken from there, and two stories with
    the same title should be as rare as they are in earnest.
    """
    named = [n for n, text in enumerate(tongue.sentences) if any(mark in text for mark in NAME_MARKS)]
    first = draw.choice(named)
    rest = [number for number in range(len(tongue.sentences)) if number != first]
    draw.shuffle(rest)
    yield first
    yield from rest
    everything = [first, *rest]
    while True:
        draw.shuffle(everything)
        yield from everything


def draw_line(draw: Random, choices: int, year: int) -> Line:
    """One line of any of `choices` templates, and the facts it tells."""
    first, second = draw.sample(range(5), 2)
    here, there = draw.sample(range(4), 2)
    # Numbers end in 0 or 5 so that one plural fits every language.
    return Line(
        number=draw.randrange(choices),
        people=(first, second),
        towns=(here, there),
        quantity=5 * int(draw.lognormvariate(2.5, 1.2) + 2),
        amount=50_000 * draw.randint(1, 400),
        share=5 * draw.randint(1, 18),
        year=year - draw.randint(0, 3),
    )


def write_article(draw: Random, stock: Stock, story: Story, language: str) -> str:
    """A raw article, from its first paragraph to the comment counter, with no newline at the end."""
    tongue = stock.tongues[language]
    people = [spell(name, tongue) for name in story.people]
    towns = [spell(name, tongue) for name in story.towns]
    blocks = story.blocks
    if draw.random() < 0.1:
        blocks = lose_a_paragraph(draw, blocks)
    parts = [write_block(block, stock, tongue, story, people, towns) for block in blocks]
    if story.byline:
        parts.append("\n" + tongue.byline.format(person=people[0]))
    label = tongue.source if draw.random() < 0.9 else "Source"
    end = "\n" * (draw.randint(5, 16) + 1)
    parts.append(f"\n{label}: {draw_printed_url(draw, story)}{end}{tongue.comment} (0)")
    # The line break before the first block belongs to a predecessor it does not have.
    return "".join(parts).removeprefix("\n")


def spell(name: Name, tongue: Tongue) -> str:
    """A name in the script of a language."""
    spelt = ("".join(tongue.syllables[number] for number in word).capitalize() for word in name.words)
    return tongue.name_joiner.join(spelt)


def lose_a_paragraph(draw: Random, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """What a careless translator does: one paragraph left out, or joined to the one after it."""
    texts = [place for place, block in enumerate(blocks) if block.kind == "text"]
    joinable = [place for place in texts if place + 1 in texts]
    if joinable and draw.random() < 0.5:
        place = draw.choice(joinable)
        joined = Block("text", blocks[place].lines + blocks[place + 1].lines)
        return (*blocks[:place], joined, *blocks[place + 2 :])
    place = draw.choice(texts[1:])
    return blocks[:place] + blocks[place + 1 :]


def write_block(
    block: Block, stock: Stock, tongue: Tongue, story: Story, people: list[str], towns: list[str]
) -> str:
    """A part of an article as it was scraped, with the line break before it."""

    def say(templates: list[str], line: Line) -> str:
        return templates[line.number].format(
            person=people[line.people[0]],
            other=people[line.people[1]],
            place=towns[line.towns[0]],
            town=towns[line.towns[1]],
            count=f"{line.quantity:,}".replace(",", tongue.thousands),
            sum=f"{line.amount:,}".replace(",", tongue.thousands),
            share=line.share,
            year=line.year,
        )

    match block.kind:
        case "text":
            return "\n" + tongue.joiner.join(say(tongue.sentences, line) for line in block.lines)
        case "heading":
            return "\n" + say(tongue.headings, block.lines[0])
        case "image":
            caption = say(tongue.captions, block.lines[0])
            return f"\n![]() |\n| {caption} |" if story.host.piped else story.host.gap + caption
        case "list":
            items = (story.bullet + say(tongue.items, line) for line in block.lines)
            return "\n" + "\n".join(chain((tongue.intro,), items))
        case "code":
            return "\n" + stock.code[block.lines[0].number]


def draw_printed_url(draw: Random, story: Story) -> str:
    """The source URL as one translation prints it: mostly alike, sometimes dressed differently."""
    scheme = "https" if draw.random() < 0.9 else "http"
    www = "www." if draw.random() < 0.1 else ""
    path = story.path
    if path.endswith("/") and draw.random() < 0.15:
        path = path.removesuffix("/")
    tracking = draw.choice(TRACKING).format(draw.getrandbits(32)) if draw.random() < 0.1 else ""
    return f"{scheme}://{www}{story.host.name}{path}{tracking}"


def main() -> None:
    """Read the command line and write the seeds."""
    parser = argparse.ArgumentParser(description="Write made-up raw seed files.")
    parser.add_argument("count", type=int, help="how many files")
    parser.add_argument("folder", type=Path, help="where to; made if missing")
    parser.add_argument("--random-seed", type=int, default=1, help="another number, another set (default 1)")
    parser.add_argument("--hosts", type=int, default=200, help="how many source sites (default 200)")
    arguments = parser.parse_args()
    make_seeds(arguments.count, arguments.folder, arguments.random_seed, arguments.hosts)


if __name__ == "__main__":
    main()
