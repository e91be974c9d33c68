"""A small collection out of a large one: `python -m bench.quality.excerpt COLLECTION TARGET`.

Of each set the shortest stories, in the languages that most of them have in common and some that are hard to tell
apart; of the short texts the first few of each language; and cases of our own, if a file of them is named. The same
arguments give the same files.
"""

import argparse
import shutil
import tomllib
from collections import Counter, defaultdict
from hashlib import sha256
from pathlib import Path

from bench.quality.collection import Collection, Row, read_collection, rows, write_rows
from bench.quality.product import fresh

_LANGUAGES = "en de fr es ru ar zh-Hans ja hi hr sr-Latn nb da uk pt-BR tr".split()  # noqa: SIM905 - shorter


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.quality.excerpt", description="Makes a small collection out of a large one."
    )
    parser.add_argument("collection", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--stories", type=int, default=8, help="of each set")
    parser.add_argument("--versions", type=int, default=8, help="of each story, at most")
    parser.add_argument("--short", type=int, default=2, help="short texts of each kind and language")
    parser.add_argument("--made-up", type=Path, metavar="FILE", help="texts and values of cases to add")
    options = parser.parse_args()
    collection = read_collection(options.collection)
    files = chosen(collection, options.stories, options.versions)
    target: Path = options.target
    articles = fresh(target / "articles")
    for file in files:
        shutil.copyfile(collection.articles / file, articles / file)
    tables = {
        name: [row for row in rows(collection.folder / f"{name}.tsv") if row["file"] in files]
        for name in ("truth", "alignment", "boilerplate")
    }
    if options.made_up is not None:
        _add_made_up(options.made_up, articles, tables)
    for name, table in tables.items():
        _write(target / f"{name}.tsv", table)
    seen: Counter[tuple[str, str]] = Counter()
    short = []
    for row in collection.short:
        seen[row["kind"], row["lang"]] += 1
        if seen[row["kind"], row["lang"]] <= options.short:
            short.append(row)
    _write(target / "short.tsv", short)


def chosen(collection: Collection, stories: int, versions: int) -> frozenset[str]:
    """Files of the shortest stories of each set, half of them broken elsewhere where there are such."""
    groups: defaultdict[tuple[str, bool, str], list[str]] = defaultdict(list)
    for file, row in collection.truth.items():
        if file not in collection.untold:
            groups[row["set"], row["paragraphs"] != "", row["story"]].append(file)
    files: set[str] = set()
    for kind in sorted({key[0] for key in groups}):
        for hard in (True, False):
            found = []
            for (one, is_hard, story), members in groups.items():
                own = [file for file in members if collection.truth[file]["lang"] in _LANGUAGES]
                if (one, is_hard) == (kind, hard) and len(own) > 2:
                    own.sort(key=lambda file: _LANGUAGES.index(collection.truth[file]["lang"]))
                    # Another beginning for each story, so that all languages come.
                    turn = sum(map(ord, story)) % len(own)
                    own = [*own[turn:], *own[:turn]][:versions]
                    size = sum((collection.articles / file).stat().st_size for file in own) / len(own)
                    found.append((size, story, own))
            for _, _, own in sorted(found)[: stories // 2 if hard else stories]:
                files.update(own)
    return frozenset(files)


def _add_made_up(file: Path, articles: Path, tables: dict[str, list[Row]]) -> None:
    """Each story in each language: a text with its values filled in, a paragraph a line."""
    made = tomllib.loads(file.read_text("utf-8"))
    truth, alignment = (dict.fromkeys(tables[name][0], "") for name in ("truth", "alignment"))
    for story in made["stories"]:
        for tag, text in made["texts"].items():
            values = story.get(tag, story["latin"])
            whole = text.strip().format(**values, houses=story["houses"], money=story["money"])
            name = f"{sha256(whole.encode()).hexdigest()[:16]}.txt"
            (articles / name).write_text(whole + "\n", "utf-8")
            tables["truth"].append(
                truth | {"file": name, "set": "made-up", "lang": tag, "story": f"made-up:{story['name']}"}
            )
            for line in range(1, whole.count("\n") + 2):
                row = {"file": name, "line": str(line), "kind": "para", "segments": f"{line}-{line}"}
                tables["alignment"].append(alignment | row | {"para": str(line - 1)})


def _write(file: Path, table: list[Row]) -> None:
    write_rows(file, list(table[0]), [list(row.values()) for row in table])


if __name__ == "__main__":
    main()
