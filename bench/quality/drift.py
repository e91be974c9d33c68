"""How many changed digits does review find? `python -m bench.quality.drift COLLECTION`.

Language and story are stated. Counts what is named of the texts as they are, whose translators were careful; then changes one
digit of a number in up to three translations of each story that has three or more, one at a time. Memory: the collection.
"""

import argparse
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from bench.quality.collection import read_collection
from bench.quality.product import fresh, stated
from site_builder.config import Config
from site_builder.model import Alignment, Article, Problem, Story
from site_builder.pipeline.explaining import explain
from site_builder.review import story_remarks

Whole = tuple[Story, Mapping[str, Article], Alignment]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.quality.drift", description="Counts changed digits."
    )
    parser.add_argument("collection", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="drift-") as made:
        seeds = stated(read_collection(options.collection), fresh(Path(made) / "seeds"))
        stories = list(_stories(seeds, Path(made)))
    articles = sum(len(story.versions) for story, *_ in stories)
    named = [remark for story in stories for remark in _numbers(*story)]
    contradicting = sum("another" in what for _, what in named)
    print(
        f"as they are: {len(named)} of {articles:,} articles named, {contradicting} with a number beside another"
    )
    draw = random.Random(1)
    tried = found = 0
    for story, versions, alignment in stories:
        known = {seed for seed, _ in _numbers(story, versions, alignment)}
        few = draw.sample(story.versions, min(3, len(story.versions)))
        for card in few if len(story.versions) > 2 else ():
            changed = _with_a_digit_changed(versions[card.id], draw)
            if changed is not None and card.seed not in known:
                tried += 1
                after = _numbers(story, {**versions, card.id: changed}, alignment)
                found += card.seed in {seed for seed, _ in after}
    print(f"one digit changed: {found} of {tried} found")


def _stories(seeds: Path, place: Path) -> Iterator[Whole]:
    build = replace(
        Config().build, seeds=seeds, output=place / "output", cache=place / "cache", engine="serial"
    )
    versions: defaultdict[str, dict[str, Article]] = defaultdict(dict)
    stories: dict[str, tuple[Story, Alignment]] = {}
    for lines in explain(replace(Config(), build=build), []).values():
        for one in lines:
            if not isinstance(one, Problem):
                versions[one.story.key][one.article.id] = one.article
                stories[one.story.key] = one.story, one.alignment
    for key in sorted(stories):
        yield stories[key][0], versions[key], stories[key][1]


def _numbers(story: Story, versions: Mapping[str, Article], alignment: Alignment) -> list[tuple[str, str]]:
    found = story_remarks(story, versions, alignment, "")
    return [(one.seed, one.what) for one in found if one.kind == "numbers"]


def _with_a_digit_changed(article: Article, draw: random.Random) -> Article | None:
    """The article with another digit in a number of three or more; None where there is none."""
    places = [
        (number, match)
        for number, block in enumerate(article.blocks)
        for match in re.finditer(r"\d{3,}", block.text)
    ]
    if not places:
        return None
    number, match = draw.choice(places)
    place = match.start() + draw.randrange(len(match[0]))
    blocks = list(article.blocks)
    text = blocks[number].text
    digit = draw.choice([one for one in "123456789" if one != text[place]])
    blocks[number] = blocks[number]._replace(text=text[:place] + digit + text[place + 1 :])
    return replace(article, blocks=tuple(blocks))


if __name__ == "__main__":
    main()
