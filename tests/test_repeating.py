"""Lines that a source repeats at the ends of its articles."""

from pathlib import Path
from random import Random

import pytest
from support.building import BuiltSite, contents, made_up_config
from support.making import seeds

from site_builder.config import Config
from site_builder.describe.repeats import edge_lines, hash_of, repeated_ends
from site_builder.model import Block, Written
from site_builder.pipeline import Run, build
from site_builder.pipeline.explaining import Explained, explain

FOLLOW = "Follow the Courier for more about the valley."
RIGHTS = "All of this is the property of the Courier."
TOWNS = ["Moneka", "Kanevel", "Sanorlin", "Migolin", "Loren", "Tatu", "Salin", "Nemone", "Dotan", "Velnor"]


def text(number: int, *ends: str, host: str = "a.example") -> str:
    town = TOWNS[number % len(TOWNS)]
    body = (
        f"The bridge of {town} is {300 + number} metres long and cost 38 million, said the mayor of {town} on Monday.\n"
        f"The people of {town} had waited {number + 3} years for it, and many of them came to see how it was opened.\n"
    )
    tail = "".join(f"{line}\n" for line in ends)
    return f"{body}{tail}Source: https://{host}/news/bridge-{number}.html\n"


def site(place: Path, files: dict[str, str]) -> Config:
    return made_up_config(place, seeds(place / "seeds", files))


def shown(config: Config) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(config.build.output.rglob("*.md")))


def test_a_line_that_a_source_repeats_is_boilerplate(tmp_path: Path) -> None:
    config = site(tmp_path, {f"{n}.txt": text(n, FOLLOW, RIGHTS) for n in range(6)})
    build(config)
    assert "mayor" in shown(config)
    assert FOLLOW not in shown(config) and RIGHTS not in shown(config)
    (told,) = explain(config, ["3.txt"])["3.txt"]
    assert isinstance(told, Explained)
    assert [(line.kind, line.block, line.rule) for line in told.lines] == [
        ("paragraph", 0, "paragraph"),
        ("paragraph", 1, "paragraph"),
        ("boilerplate", None, "repeated-in-6-articles"),
        ("boilerplate", None, "repeated-in-6-articles"),
        ("source", None, told.lines[4].rule),
    ]
    assert len(told.article.blocks) == 2
    catalogue = BuiltSite(config.build.output, build(config), "").catalogue
    assert {entry["words"] for entry in catalogue} == {
        len(" ".join(b.text for b in told.article.blocks).split())
    }


@pytest.mark.parametrize(
    "files",
    [
        {f"{n}.txt": text(n, FOLLOW) for n in range(4)},  # too few
        {f"{n}.txt": text(n, *[FOLLOW] * (n < 5)) for n in range(30)},  # too small a share
        {f"{n}.txt": text(n, FOLLOW, host=f"{'abcdef'[n]}.example") for n in range(6)},  # no one source
        {f"{n}.txt": text(0, FOLLOW, f"Version {n}.") for n in range(6)},  # one story
        {
            f"{n}.txt": text(n, FOLLOW, f"The end, said {TOWNS[n]} at last.") for n in range(6)
        },  # within the text
        {f"{n}.txt": text(n, FOLLOW * 3) for n in range(6)},  # too long
        {f"{n}.txt": text(n, FOLLOW).rpartition("Source")[0] for n in range(6)},  # no source
    ],
)
def test_what_may_be_an_author_s_own_stays(tmp_path: Path, files: dict[str, str]) -> None:
    config = site(tmp_path, files)
    build(config)
    assert FOLLOW in shown(config)


def test_an_article_of_nothing_else_keeps_it(tmp_path: Path) -> None:
    files = {f"{n}.txt": text(n, FOLLOW) for n in range(6)}
    files["x.txt"] = f"{FOLLOW}\nSource: https://a.example/news/x.html\n"
    config = site(tmp_path, files)
    build(config)
    assert shown(config).count(FOLLOW) == 1


def test_only_short_paragraphs_from_the_ends_inwards_may_be_boilerplate() -> None:
    def block(kind: str, words: str) -> Block:
        return Block(kind, words, words)  # type: ignore[arg-type]

    long = block("paragraph", "word " * 40)
    blocks = [
        block("paragraph", "Up  TOP"),
        long,
        block("paragraph", "a"),
        block("caption", "b"),
        block("paragraph", "c"),
    ]
    assert edge_lines(blocks) == sorted([hash_of("up top"), hash_of("c")])
    every = {hash_of(one.text) for one in blocks}
    assert repeated_ends(blocks, every) == (1, 1)
    assert repeated_ends(blocks[:1], every) == (0, 0)
    assert edge_lines([block("paragraph", "\u6f22" * 51)]) == []
    assert edge_lines([long, block("heading", "More")]) == [hash_of("More")]
    assert edge_lines([block("heading", "More"), long]) == []


@pytest.mark.parametrize("seed", range(3))
def test_whatever_comes_and_goes_what_is_cut_is_what_a_first_build_cuts(tmp_path: Path, seed: int) -> None:
    draw = Random(f"repeats {seed}")

    def any_text() -> str:
        return text(draw.randrange(9), *draw.choice([(), (FOLLOW,), (FOLLOW, RIGHTS), (RIGHTS,)]))

    config = site(tmp_path, {f"{n}.txt": any_text() for n in range(7)})
    build(config)
    cut = 0
    for step in range(8):
        for _ in range(draw.randint(1, 3)):
            path = config.build.seeds / f"{draw.randrange(11)}.txt"
            if path.exists() and draw.random() < 0.5:
                path.unlink()
            else:
                path.write_text(any_text(), "utf-8")
        (tmp_path / f"{step}").mkdir()
        clean = made_up_config(tmp_path / f"{step}", config.build.seeds)
        reports = build(config), build(clean)
        assert contents(config.build.output) == contents(clean.build.output), step
        assert reports[0].review == reports[1].review
        pages = build(config, Run()).pages
        assert pages == Written(written=0, unchanged=pages.unchanged, removed=0)
        there = "".join(path.read_text("utf-8") for path in config.build.seeds.iterdir())
        cut += there.count(FOLLOW) > shown(config).count(FOLLOW)
    assert cut, "nothing was cut: the test shows nothing"
