"""Which story each seed of a built site is in, as `eval_grouping.py` reads it: columns file, group.

python -m bench.link_groups OUTPUT PREDICTIONS.tsv
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path


def groups_in(output: Path) -> Iterator[tuple[str, str]]:
    """Seed and the key of its story, of every article in the catalogue of a built site."""
    for part in sorted((output / "data" / "catalogue").glob("*.jsonl")):
        for line in part.read_text("utf-8").splitlines():
            record = json.loads(line)
            yield record["seed"], record["story"]


def write_groups(output: Path, predictions: Path) -> None:
    """The table."""
    lines = [f"{seed}\t{story}\n" for seed, story in groups_in(output)]
    predictions.write_text("file\tgroup\n" + "".join(lines), "utf-8")


if __name__ == "__main__":
    write_groups(Path(sys.argv[1]), Path(sys.argv[2]))
