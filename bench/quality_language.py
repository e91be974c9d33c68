"""How well languages are told: articles through the product's cleaning and describing, short texts through its detector.

    python -m bench.quality_language COLLECTION [--tables FOLDER] [--only 0/5] [--predictions FILE] [--wrong]

COLLECTION has `truth.tsv`, `articles/` and `short.tsv`. `--only K/N` asks for one part of the stories, which tables
made with `bench.fit_language --leave-out K/N` have not seen. `measure()` is for other code.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from bench.fit_language import articles, is_left_out
from site_builder.clean import clean_seed
from site_builder.config import CleanSettings, DescribeSettings, ReadSettings
from site_builder.describe import describe_article
from site_builder.describe.language import detect_language, ngrams
from site_builder.read import SeedFile, read_seed

MAJOR = frozenset(
    [
        "af",
        "am",
        "ar",
        "az",
        "be",
        "bg",
        "bn",
        "bs",
        "ca",
        "cs",
        "cy",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "eu",
        "fa",
        "fi",
        "fil",
        "fr",
        "ga",
        "gl",
        "gu",
        "he",
        "hi",
        "hr",
        "hu",
        "hy",
        "id",
        "is",
        "it",
        "ja",
        "ka",
        "kk",
        "km",
        "kn",
        "ko",
        "lt",
        "lv",
        "mk",
        "ml",
        "mr",
        "ms",
        "mt",
        "my",
        "nb",
        "ne",
        "nl",
        "nn",
        "pa",
        "pl",
        "ps",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
        "sq",
        "sr",
        "sv",
        "sw",
        "ta",
        "te",
        "th",
        "tr",
        "uk",
        "ur",
        "uz",
        "vi",
        "zh",
        "zu",
    ]
)
"""The world's languages of news by number of readers and of states."""


class Score(NamedTuple):
    """Right answers among all, base languages; and among those of major languages."""

    kind: str
    right: int
    asked: int
    major_right: int
    major_asked: int
    exact: int
    """Right in script and region too, where the truth says them."""
    undetermined: int
    milliseconds: float
    """CPU time of a text; of articles, with reading and cleaning."""


def is_right(truth: str, found: str) -> bool:
    """The same language; a member of a macro-language counts as that."""
    same = {"prs": "fa", "fuc": "ff", "fuv": "ff", "mey": "ar"}
    base, answer = truth.split("-")[0], found.split("-")[0]
    return same.get(base, base) == same.get(answer, answer) or (base == "yue" and answer == "zh")


def is_exact(truth: str, found: str) -> bool:
    named = truth.split("-")[0] in ("sr", "zh", "pt")
    return is_right(truth, found) and (not named or truth == found)


def measure(collection: Path, only: str = "") -> tuple[list[Score], list[tuple[str, str, str, str, float]]]:
    """Scores by kind of text, and every answer: kind, id, truth, found, confidence."""
    answers: list[tuple[str, str, str, str, float]] = []
    seconds: defaultdict[str, float] = defaultdict(float)
    story_of: dict[tuple[str, str], str] = {}
    bodies: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    folder = os.fsencode(collection / "articles")
    for row in articles(collection):
        story_of[row["lang"], row["title"]] = row["story"]
        if only:
            text = (collection / "articles" / row["file"]).read_text("utf-8")
            bodies[row["lang"]].append((" ".join(text.split()), row["story"]))
        if only and not is_left_out(row["story"], only):
            continue
        start = time.process_time()
        seed = read_seed(SeedFile(folder, row["file"].encode()), ReadSettings())
        article = describe_article(clean_seed(seed, CleanSettings()), DescribeSettings())
        seconds["article"] += time.process_time() - start
        sure = article.provenance["language"].confidence
        answers.append(("article", row["file"], row["lang"], article.language, sure))
    with (collection / "short.tsv").open(encoding="utf-8") as lines:
        short = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in short:
        kind = {"title": "headline"}.get(row["kind"], f"{row['kind']} characters")
        if only:
            story = story_of.get((row["lang"], row["text"]), "")
            piece = " ".join(row["text"].split())[:60]
            story = story or next((of for text, of in bodies[row["lang"]] if piece in text), "")
            if not story or not is_left_out(story, only):
                continue
        start = time.process_time()
        found = detect_language(row["text"])
        seconds[kind] += time.process_time() - start
        answers.append((kind, row["id"], row["lang"], found.tag, found.confidence))
    scores = []
    for kind in sorted(seconds):
        asked = [(truth, found) for its, _, truth, found, _ in answers if its == kind]
        major = [pair for pair in asked if pair[0].split("-")[0] in MAJOR]
        scores.append(
            Score(
                kind,
                sum(is_right(*pair) for pair in asked),
                len(asked),
                sum(is_right(*pair) for pair in major),
                len(major),
                sum(is_exact(*pair) for pair in asked),
                sum(found == "und" for _, found in asked),
                1_000 * seconds[kind] / max(1, len(asked)),
            )
        )
    return scores, answers


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("collection", type=Path)
    options.add_argument("--tables", type=Path)
    options.add_argument("--only", default="")
    options.add_argument("--predictions", type=Path)
    options.add_argument("--wrong", action="store_true")
    asked = options.parse_args()
    if asked.tables:
        ngrams.FOLDER = asked.tables
    scores, answers = measure(asked.collection, asked.only)
    print("kind\tall\tmajor\texact\tund\tms")
    for one in scores:
        print(
            f"{one.kind}\t{one.right / one.asked:.4f} of {one.asked:,}"
            f"\t{one.major_right / one.major_asked:.4f} of {one.major_asked:,}"
            f"\t{one.exact / one.asked:.4f}\t{one.undetermined / one.asked:.4f}\t{one.milliseconds:.2f}"
        )
    if asked.wrong:
        for kind in sorted({its for its, *_ in answers}):
            wrong = Counter(
                f"{truth}>{found}"
                for its, _, truth, found, _ in answers
                if its == kind and not is_right(truth, found)
            )
            print(kind, wrong.most_common(40))
    if asked.predictions:
        lines = ["id\tlang\tconfidence", *(f"{name}\t{found}\t{sure}" for _, name, _, found, sure in answers)]
        asked.predictions.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
