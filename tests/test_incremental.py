"""Whatever changes, and in whatever mix: the next build ends where a first build would, byte for byte."""

import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from support.building import contents, made_up_config

from site_builder.config import Config, SourceSettings
from site_builder.errors import SiteError
from site_builder.model import Written
from site_builder.pipeline import Run, build, review_page

TEXTS = {
    "en": "The bridge of {} is {} metres long and cost 38 million, said the mayor of the town on Monday.\n",
    "de": "Die Brücke von {} ist {} Meter lang und hat 38 Millionen gekostet, sagte der Bürgermeister am Montag.\n",
    "uk": "Міст {} має довжину {} метрів і коштував 38 мільйонів, сказав міський голова в понеділок.\n",
    "ar": "يبلغ طول جسر {} نحو {} مترا وكلف 38 مليونا، كما قال رئيس البلدية يوم الاثنين في المدينة.\n",
}
PATHS = [
    *(f"a.example/news/2025/0{month}/0{day}/bridge.html" for month in (1, 2, 3) for day in (1, 2)),
    *(f"a.example/sport/2025/03/0{day}/race-{day}.html" for day in range(1, 8)),
    "b.example/bridge.html",
    "b.example/undated-story.html",
    "b.example/world/202502/river/",
]


class Collection:
    """A folder of seeds that somebody works on, and a configuration."""

    def __init__(self, place: Path, draw: Random, *, sourced: float = 0.85) -> None:
        self.place, self.draw, self.sourced = place, draw, sourced
        self.folder = place / "seeds"
        self.folder.mkdir(parents=True)
        config = made_up_config(place, self.folder, page_size=2)
        self.config = replace(config, lists=replace(config.lists, feed_size=3, front_size=3))
        self.number = 0
        for _ in range(14):
            self.add()

    def seeds(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.suffix in (".txt", ".md"))

    def text(self) -> str:
        draw = self.draw
        tongue = TEXTS[draw.choice(list(TEXTS))]
        paragraphs = "".join(
            tongue.format(draw.choice("ABCD"), draw.randrange(9)) for _ in range(draw.randint(2, 5))
        )
        source = f"Source: https://{draw.choice(PATHS)}\n" if draw.random() < self.sourced else ""
        return paragraphs + source

    def add(self) -> None:
        self.number += 1
        name = f"{self.draw.choice(['', '', 'sub/', 'sub/deep/'])}{self.number:03}{self.draw.choice(['.txt', '.txt', '.md'])}"
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text(), "utf-8")

    def add_double(self) -> None:
        path = self.draw.choice(self.seeds())
        self.number += 1
        shutil.copy(path, self.folder / f"{self.draw.choice('az')}{self.number}{path.suffix}")

    def edit(self) -> None:
        path = self.draw.choice(self.seeds())
        path.write_text(path.read_text("utf-8").replace("38", str(self.draw.randrange(100))), "utf-8")

    def rewrite(self) -> None:
        self.draw.choice(self.seeds()).write_text(self.text(), "utf-8")

    def spoil(self) -> None:
        self.draw.choice(self.seeds()).write_bytes(self.draw.choice([b"", b"\0\1\2" * 50, b"Comment (0)\n"]))

    def remove(self) -> None:
        path = self.draw.choice(self.seeds())
        path.unlink()
        path.with_suffix(".toml").unlink(missing_ok=True)

    def rename(self) -> None:
        path = self.draw.choice(self.seeds())
        self.number += 1
        new = self.folder / f"{self.draw.choice('bz')}{self.number}{path.suffix}"
        path.rename(new)
        if path.with_suffix(".toml").exists():
            path.with_suffix(".toml").rename(new.with_suffix(".toml"))

    def state(self) -> None:
        draw = self.draw
        lines = [
            f'title = "A title {draw.randrange(5)}"',
            f'language = "{draw.choice(["en", "fr", "pt-BR"])}"',
            f'story = "{draw.choice(["flood", "fire", "0123456789abcdef"])}"',
            f"published = 2025-0{draw.randint(1, 9)}-01",
            f'reviewed = "{draw.choice(["numbers", "language title", "paragraphs, date"])}"',
            'section = "culture"',
            f'source_url = "https://{draw.choice(PATHS)}"',
            "draft = true",
            "draft = false",
            "wrong = 1",
        ]
        chosen = {line.split()[0]: line for line in draw.sample(lines, draw.randint(1, 3))}
        draw.choice(self.seeds()).with_suffix(".toml").write_text("\n".join(chosen.values()), "utf-8")

    def unstate(self) -> None:
        for path in sorted(self.folder.rglob("*.toml"))[:2]:
            path.unlink()

    def set_up(self) -> None:
        draw, config = self.draw, self.config
        match draw.randrange(6):
            case 0:
                config = replace(config, site=replace(config.site, title=f"Library {draw.randrange(9)}"))
            case 1:
                config = replace(config, site=replace(config.site, language=draw.choice(["en", "de", "uk"])))
            case 2:
                url = draw.choice(["", "https://example.org/", "https://example.org/library/"])
                config = replace(config, site=replace(config.site, base_url=url))
            case 3:
                config = replace(config, lists=replace(config.lists, page_size=draw.randint(1, 4)))
            case 4:
                source = SourceSettings(
                    name=draw.choice(["", "The A"]), language=draw.choice(["", "en", "uk"])
                )
                config = replace(config, sources={"a.example": source})
            case _:
                config = replace(
                    config,
                    describe=replace(config.describe, language_threshold=draw.choice([0.1, 0.5, 0.99])),
                )
        self.config = config

    def touch_output(self) -> None:
        pages = sorted(path for path in self.config.build.output.rglob("*") if path.is_file())
        for path in self.draw.sample(pages, min(3, len(pages))):
            if path.name != ".nojekyll":
                match self.draw.randrange(3):
                    case 0:
                        path.unlink()
                    case 1:
                        path.write_bytes(b"touched")
                    case _:
                        (path.parent / "stray.html").write_bytes(b"stray")

    def change(self) -> str:
        """Do something, a few things mostly."""
        common = [self.edit, self.rewrite, self.add, self.remove, self.rename, self.state]
        seldom = [self.unstate, self.set_up, self.touch_output, self.spoil, self.add_double]
        done = []
        for _ in range(self.draw.randint(1, 3)):
            if len(self.seeds()) < 3:
                self.add()
            act = self.draw.choice([*common, *common, *seldom])
            act()
            done.append(act.__name__)
        return " ".join(done)


def elsewhere(config: Config, place: Path) -> Config:
    return replace(config, build=replace(config.build, output=place / "output", cache=place / "cache"))


class OneMonth(Collection):
    """Articles of a month or two in one language, more of them than a page holds."""

    def __init__(self, place: Path, draw: Random) -> None:
        super().__init__(place, draw)
        self.config = replace(self.config, lists=replace(self.config.lists, page_size=1))
        for _ in range(16):
            self.add()

    def text(self) -> str:
        draw = self.draw
        day = draw.choice(["2025/06/0{}", "2025/06/2{}", "2025/06/0{}", "202506", "2025/08/1{}"]).format(
            draw.randint(1, 9)
        )
        facts = "".join(TEXTS["en"].format(draw.choice("ABCD"), draw.randrange(9)) for _ in range(3))
        return f"{facts}Source: https://a.example/{day}/{draw.randrange(10**6)}-story.html\n"


class Translations(Collection):
    """Stories that are drawn once and told in several languages; few print a source."""

    def text(self) -> str:
        draw, story = self.draw, Random(f"story {self.draw.randrange(6)}")
        tongue = TEXTS[draw.choice(list(TEXTS))]
        facts = [
            (story.choice(NAMES), f"{story.randrange(2000, 9000)} ({story.randrange(10, 99)})")
            for _ in range(story.randint(3, 6))
        ]
        text = "".join(tongue.format(name, number) for name, number in facts)
        source = f"Source: https://{story.choice(PATHS)}\n" if draw.random() < self.sourced else ""
        return text + source


NAMES = [
    "Tran Phu Hung",
    "Novak",
    "Kovalenko",
    "Castelbuono",
    "Drumheller",
    "Sigurdsson",
    "Papadakis",
    "Lindqvist",
]


@pytest.mark.parametrize("seed", range(8))
def test_any_mix_of_changes_ends_where_a_first_build_would(tmp_path: Path, seed: int) -> None:
    go_through_changes(Collection(tmp_path / "site", Random(f"mix {seed}")), tmp_path)


@pytest.mark.parametrize("seed", range(3))
def test_so_do_months_of_several_pages(tmp_path: Path, seed: int) -> None:
    collection = OneMonth(tmp_path / "site", Random(f"month {seed}"))
    go_through_changes(collection, tmp_path)
    assert list(collection.config.build.output.glob("en/dates/2025-06/*.html"))


@pytest.mark.parametrize("sourced", [0.0, 0.05, 0.1, 0.3])
def test_so_do_stories_that_are_linked_by_their_content(tmp_path: Path, sourced: float) -> None:
    collection = Translations(tmp_path / "site", Random(f"told {sourced}"), sourced=sourced)
    joined = go_through_changes(collection, tmp_path)
    assert joined > 2, "nothing was linked: the test shows nothing"


@pytest.mark.parametrize("seed", range(4))
def test_so_does_a_preview_which_shows_drafts(tmp_path: Path, seed: int) -> None:
    collection = Collection(tmp_path / "site", Random(f"preview {seed}"))
    go_through_changes(collection, tmp_path, drafts=True)


def go_through_changes(collection: Collection, tmp_path: Path, *, drafts: bool = False) -> int:
    """Builds after changes against first builds; how many stories were joined by content in all."""
    joined = 0
    build(collection.config, Run(drafts=drafts))
    for step in range(10):
        done = collection.change()
        clean = elsewhere(collection.config, tmp_path / f"clean{step}")
        try:
            expected = build(clean, Run(drafts=drafts))
        except SiteError:
            continue
        report = build(collection.config, Run(drafts=drafts))
        assert contents(collection.config.build.output) == contents(clean.build.output), done
        facts = [
            (one.articles, one.stories, one.languages, one.sources, one.drafts, one.problems, one.review)
            for one in (report, expected)
        ]
        assert facts[0] == facts[1], done
        pages = [review_page(one.build.cache).read_bytes() for one in (collection.config, clean)]
        assert pages[0] == pages[1], done
        files = expected.pages.written
        assert build(collection.config, Run(drafts=drafts)).pages == Written(
            written=0, unchanged=files, removed=0
        ), done
        joined += sum(b"by content" in page for page in contents(clean.build.output).values())
        shutil.rmtree(tmp_path / f"clean{step}")
    return joined
