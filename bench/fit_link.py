"""Fit what links articles by content, and say how well it does on stories and languages that it has not seen.

    python -m bench.fit_link COLLECTION [--write]

COLLECTION has `truth.tsv` (columns file, story, lang) and a folder `articles`. Source URLs are not looked at. Figures come
first: fitted on half of the stories in half of the languages, tested on the other half of the stories. With `--write` all of
it is fitted and goes into `site_builder/link/`: `common.json` (anchors found in several stories) and `judge.json` (the trees).

Needs scikit-learn, which the product does not. Takes five minutes.
"""

import argparse
import csv
import hashlib
import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from site_builder.clean import clean_seed
from site_builder.config import Config
from site_builder.describe import describe_article
from site_builder.link.groups import LINK, groups_of
from site_builder.link.judge import Judge
from site_builder.link.likeness import (
    RISING,
    Background,
    Form,
    Member,
    all_neighbours,
    commonness,
    features,
    form_of,
    nearest,
    norm_of,
    one_of,
    rarity,
    rivalry_of,
    shape_of,
    step,
    subject,
)
from site_builder.link.traits import Traits, hash_of, keys_of, traits_of
from site_builder.read import SeedFile, read_seed

ROOM = Path(__file__).parent.parent / "site_builder" / "link"
TREES, LEAVES = 90, 12
WRONG = 2
"""How much worse a wrong link is than a missed one."""
LEAST_STORIES = 3
"""Stories in which an anchor must be found to be listed as common."""


class Known(NamedTuple):
    """An article with its story."""

    id: str
    language: str
    """As the collection says."""
    story: str
    traits: Traits
    keys: frozenset[str]


def read(collection: Path) -> list[Known]:
    """The articles as the product cleans them."""
    config = Config()
    found = []
    with (collection / "truth.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            file = SeedFile(os.fsencode(collection / "articles"), os.fsencode(row["file"]))
            article = describe_article(
                clean_seed(read_seed(file, config.read), config.clean), config.describe, named=False
            )
            headline = [article.title] if article.title else []
            texts = [*headline, *(block.text for block in article.blocks)]
            found.append(
                Known(article.id, row["lang"], row["story"], traits_of(texts)[0], frozenset(keys_of(texts)))
            )
    return found


def half(name: str, salt: str) -> bool:
    """One half of all names or the other."""
    return hashlib.sha256(f"{salt} {name}".encode()).digest()[0] % 2 == 0


def share(name: str, salt: str) -> float:
    return int.from_bytes(hashlib.sha256(f"{salt} {name}".encode()).digest()[:4], "big") / 2**32


def common_keys(articles: Iterable[Known]) -> tuple[int, dict[str, int]]:
    """How many stories, and anchors with the number of those that hold them."""
    stories: defaultdict[str, set[str]] = defaultdict(set)
    for one in articles:
        for key in one.keys:
            stories[key].add(one.story)
    count = len({one.story for one in articles})
    return count, {key: len(held) for key, held in stories.items() if len(held) >= LEAST_STORIES}


def background_of(articles: Iterable[Known]) -> Background:
    count, keys = common_keys(articles)
    return Background(count, {hash_of(key): number for key, number in keys.items()})


class Pairs(NamedTuple):
    """The candidate pairs of a collection."""

    pairs: list[tuple[int, int]]
    rows: list[tuple[float, ...]]


def pairs_of(articles: Sequence[Known], background: Background) -> Pairs:
    """As the product finds them in a collection that holds nothing else."""
    held: defaultdict[int, list[tuple[int, str, float]]] = defaultdict(list)
    for number, one in enumerate(articles):
        for anchor, much in one.traits.anchors.items():
            held[anchor].append((number, one.language, much))
    choices = {language: step(count) for language, count in Counter(one.language for one in articles).items()}
    size = max(choices.values())
    table = {anchor: rarity(anchor, commonness(who), size, background) for anchor, who in held.items()}
    weights = table.__getitem__
    norms = [norm_of(one.traits.anchors, weights) for one in articles]
    members = [
        Member(
            one.language,
            "",
            tuple(one.traits.anchors),
            shape_of(one.traits.numbers, one.traits.ends),
            one.traits.cased,
        )
        for one in articles
    ]
    subjects = [subject(one) for one in members]

    def brief(number: int) -> tuple[float, str, str]:
        return norms[number], articles[number].id, articles[number].language

    def form(a: int, b: int) -> Form:
        return form_of(subjects[a], members[b].shape)

    near = [
        nearest(
            all_neighbours(number, one.traits.anchors, held.__getitem__, weights, brief),
            partial(form, number),
        )
        for number, one in enumerate(articles)
    ]
    pairs = sorted({(min(a, b), max(a, b)) for a, row in enumerate(near) for b in row})
    rows = []
    for a, b in pairs:
        first, second = members[a], members[b]
        rivals = near[a].of(second.language), near[b].of(first.language)
        link = one_of(rivals[0], b) or one_of(rivals[1], a)
        assert link is not None
        _, likeness, run, ends = link
        choice = min(choices[first.language], choices[second.language])
        rivalry = rivalry_of((a, b), rivals, likeness, (run, ends))
        top = max(near[a].top, near[b].top)
        rows.append(features(subjects[a], second, weights, likeness, (run, ends), rivalry, top, choice))
    return Pairs(pairs, rows)


SAMPLES = (
    *[(1.0, 1.0), (0.5, 0.5), (0.3, 1.0), (0.7, 0.2)],
    *[(0.12, 1.0)] * 4,
    *[(0.05, 1.0)] * 8,
    *[(0.02, 1.0)] * 16,
)
"""Shares of articles and of languages. Small collections have few rivals and no counts of their own: a judge must have seen them."""


def samples(articles: Sequence[Known], salt: str) -> Iterator[list[Known]]:
    """Collections of several sizes and mixes of languages."""
    for number, (part, tongues) in enumerate(SAMPLES):
        name = f"{salt} {number}"
        yield [one for one in articles if share(one.id, name) < part and share(one.language, name) < tongues]


def fit(parts: Iterable[tuple[Sequence[Known], Background]], salt: str) -> Judge:
    """Boosted trees over the pairs of samples of each part, with the background of another part."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    rows: list[tuple[float, ...]] = []
    truth: list[bool] = []
    weights: list[float] = []
    for part, background in parts:
        for sample in samples(part, salt):
            if len(sample) < 2:
                continue
            found = pairs_of(sample, background)
            rows += found.rows
            same = [sample[a].story == sample[b].story for a, b in found.pairs]
            truth += same
            even = len(same) ** -0.5 if same else 0.0  # small collections count too
            weights += [even * (1 if one else WRONG) for one in same]
    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        max_leaf_nodes=LEAVES,
        learning_rate=0.1,
        min_samples_leaf=40,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=0,
        monotonic_cst=RISING,
    )
    whole = sum(weights) / len(weights)
    model.fit(rows, truth, sample_weight=[one / whole for one in weights])
    return Judge(
        round(float(model._baseline_prediction[0][0]), 5), [_tree(one[0].nodes) for one in model._predictors]
    )


def _tree(nodes: Any) -> tuple[list[int], list[float], list[int], list[int]]:
    feature, value, low, high = [], [], [], []
    for node in nodes:
        leaf = bool(node["is_leaf"])
        feature.append(-1 if leaf else int(node["feature_idx"]))
        value.append(round(float(node["value"] if leaf else node["num_threshold"]), 5))
        low.append(0 if leaf else int(node["left"]))
        high.append(0 if leaf else int(node["right"]))
    return feature, value, low, high


def group(
    articles: Sequence[Known], background: Background, judge: Judge, link: float = LINK
) -> dict[str, str]:
    """Article → first article of its group."""
    found = pairs_of(articles, background)
    scored = [
        (articles[a].id, articles[b].id, judge.score(row))
        for (a, b), row in zip(found.pairs, found.rows, strict=True)
    ]
    members = {one.id: (one.language, "") for one in articles}
    return {one: group[0] for group in groups_of(members, scored, link) for one in group}


def figures(articles: Sequence[Known], groups: dict[str, str]) -> dict[str, float]:
    """Pairs P and R, B-cubed F1, stories that came out exactly."""
    story = {one.id: one.story for one in articles}
    truth, said = Counter(story.values()), Counter(groups.values())
    both = Counter((story[one], groups[one]) for one in story)
    pairs = [sum(n * (n - 1) // 2 for n in counts.values()) for counts in (both, said, truth)]
    precision = sum(n * n / said[name] for (_, name), n in both.items()) / len(story)
    recall = sum(n * n / truth[name] for (name, _), n in both.items()) / len(story)
    return {
        "articles": len(story),
        "P": pairs[0] / max(1, pairs[1]),
        "R": pairs[0] / max(1, pairs[2]),
        "B3": 2 * precision * recall / (precision + recall),
        "stories": len(truth),
        "exact": sum(n == truth[name] == said[one] for (name, one), n in both.items()),
    }


def crossed(articles: Sequence[Known]) -> None:
    """Fit on half of the stories and half of the languages; test on the rest."""
    for salt in ("one", "two"):
        for side in (True, False):
            mine = [
                one for one in articles if half(one.story, salt) is side and half(one.language, salt) is side
            ]
            rest = [one for one in articles if half(one.story, salt) is not side]
            first = [one for one in mine if half(one.story, salt + "x")]
            second = [one for one in mine if not half(one.story, salt + "x")]
            judge = fit([(first, background_of(second)), (second, background_of(first))], salt)
            background = background_of(mine)
            unseen = [one for one in rest if half(one.language, salt) is not side]
            few = [one for one in rest if share(one.id, "few") < 0.1]
            for name, chosen in (("other stories", rest), ("and other languages", unseen), ("a tenth", few)):
                print(f"{name:22}", _line(figures(chosen, group(chosen, background, judge))))


def _line(found: dict[str, float]) -> str:
    return "  ".join(
        f"{name} {value:.4f}" if isinstance(value, float) else f"{name} {value}"
        for name, value in found.items()
    )


def write(articles: Sequence[Known], origin: str) -> None:
    """Fit all, and ship it."""
    first = [one for one in articles if half(one.story, "x")]
    second = [one for one in articles if not half(one.story, "x")]
    judge = fit([(first, background_of(second)), (second, background_of(first))], "all")
    stories, keys = common_keys(articles)
    by_count: defaultdict[int, list[str]] = defaultdict(list)
    for key, number in keys.items():
        by_count[number].append(key)
    common = {
        "origin": origin,
        "stories": stories,
        "counts": {str(number): " ".join(sorted(by_count[number])) for number in sorted(by_count)},
    }
    _put("common.json", common)
    _put("judge.json", {"origin": origin, "base": judge.base, "trees": judge.trees})


def _put(name: str, value: dict[str, Any]) -> None:
    (ROOM / name).write_text(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("collection", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    start = time.perf_counter()
    articles = read(options.collection)
    crossed(articles)
    if options.write:
        write(articles, ORIGIN)
    print(f"{time.perf_counter() - start:.0f} s")


ORIGIN = (
    "counts and trees fitted by bench/fit_link.py on a collection made of NTREX-128 (Federmann, Kocmi, Xin 2022; CC BY-SA"
    " 4.0) and of Debian press releases (MIT); no text of either is in this file"
)

if __name__ == "__main__":
    main()
