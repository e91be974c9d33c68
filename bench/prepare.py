"""Make everything a measurement needs, before it begins and in a process of its own: seeds, templates, changes.

The process that measures must stay small, for the peak memory of a child starts at its parent's; so this one
reads the seeds and the catalogue, and leaves the changes in `changes.json`.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from bench.edits import (
    MARK,
    SENTENCE,
    SITE_TITLE,
    TITLE,
    Change,
    Choice,
    Files,
    Proof,
    apply,
    choose,
    longer,
    printed_story,
    stories_of,
)
from bench.lay_out import BASE_URL, Record, lay_out, leads_of, read_catalogue, split_front, with_front
from bench.make_seeds import make_seeds

CONFIG = """[site]
title = "Library of articles"
description = "Made-up news for the benchmark."
offline = false

[search]
enabled = false
"""
"""Without what Hugo's site has nothing like: `python -m bench.shelves` measures that."""
FRONT_PAGE = "index.html"


def prepare(work: Path, product: Path, count: int, peer: bool) -> None:
    """Fill a work folder. Two seeds more than `count` are made and held back, to be added later."""
    seeds = work / "seeds"
    make_seeds(count + 2, seeds)
    shutil.copytree(product.parent / "templates", work / "templates")
    (work / "site.toml").write_text(CONFIG, encoding="utf-8")
    printed = {
        path.relative_to(seeds).as_posix(): printed_story(path.read_bytes()) for path in seeds.rglob("*.txt")
    }
    choice = choose(stories_of(printed))
    changes = our_changes(work, choice)
    if peer:
        site = work / "laid-out"
        _build(work, product, site)
        places = lay_out(site, work / "hugo")
        add_theirs(work, changes, choice, read_catalogue(site), places)
    for name in choice.held_back:
        (seeds / name).unlink()
    (work / "changes.json").write_text(json.dumps(changes), encoding="utf-8")


def our_changes(work: Path, choice: Choice) -> list[Change]:
    """Every change as our build meets it. The peer's side is empty still."""

    def seed(name: str) -> str:
        return (work / "seeds" / name).read_bytes().decode()

    base = (work / "templates" / "base.html").read_text(encoding="utf-8")
    files: dict[str, Files] = {
        "one edit": {f"seeds/{choice.edited}": longer(seed(choice.edited))},
        "one title": {f"seeds/{Path(choice.titled).with_suffix('.toml')}": f'title = "{TITLE}"\n'},
        "one addition": {f"seeds/{choice.added}": seed(choice.added)},
        "one translation": {f"seeds/{choice.translated}": seed(choice.translated)},
        "one removal": {f"seeds/{choice.removed}": None},
        "template": {"templates/base.html": _marked(base)},
        "setting": {"site.toml": CONFIG.replace("Library of articles", SITE_TITLE)},
    }
    return [Change(name=name, ours=ours, theirs={}, proofs=[]) for name, ours in files.items()]


def _marked(template: str) -> str:
    """A template of the frame with a line more, which is on every page then."""
    # Not a comment: Hugo takes comments out of templates.
    marked = template.replace("</main>", f"</main>\n<p hidden>{MARK}</p>", 1)
    if marked == template:
        raise ValueError("the template has no </main>")
    return marked


def add_theirs(
    work: Path, changes: Iterable[Change], choice: Choice, records: list[Record], places: dict[str, str]
) -> None:
    """The same changes for Hugo, and what both sites must show after each. Takes away what is held back."""
    hugo = work / "hugo"
    by_seed = {record.seed: record for record in records}
    content = {
        record.seed: f"hugo/{places[record.seed]}"
        for record in records
        if record.story in {by_seed[name].story for name in choice}
    }

    def text(name: str) -> str:
        return (work / content[name]).read_text(encoding="utf-8")

    def url(name: str) -> str:
        return by_seed[name].url

    def sibling(name: str) -> str:
        story = by_seed[name].story
        return next(one.url for one in records if one.story == story and one.seed != name)

    apply(
        work, _with_leads(work, content, [by_seed[name] for name in content if name not in choice.held_back])
    )
    added, translated = (text(name) for name in choice.held_back)
    stated, body = split_front(text(choice.edited))
    edited = with_front(stated, longer(body))
    stated, body = split_front(text(choice.titled))
    titled = with_front({**stated, "title": TITLE}, body)
    with_translation = [by_seed[name] for name in content if name != choice.added]
    without_removed = [one for one in with_translation if one.seed != choice.removed]
    theirs: dict[str, tuple[Files, list[Proof]]] = {
        "one edit": (
            {content[choice.edited]: edited},
            [Proof(path=url(choice.edited), text=SENTENCE.strip(), there=True)],
        ),
        "one title": (
            {content[choice.titled]: titled},
            [Proof(path=url(choice.titled), text=TITLE, there=True)],
        ),
        "one addition": (
            {content[choice.added]: added},
            [Proof(path=url(choice.added), text="<html", there=True)],
        ),
        "one translation": (
            {
                **_with_leads(work, content, with_translation),
                content[choice.translated]: translated,
            },
            [Proof(path=sibling(choice.translated), text=f"/{url(choice.translated)}", there=True)],
        ),
        "one removal": (
            {**_with_leads(work, content, without_removed), content[choice.removed]: None},
            [Proof(path=sibling(choice.removed), text=f"/{url(choice.removed)}", there=False)],
        ),
        "template": (
            {"hugo/layouts/baseof.html": _marked((hugo / "layouts/baseof.html").read_text(encoding="utf-8"))},
            [
                Proof(path=FRONT_PAGE, text=MARK, there=True),
                Proof(path=url(choice.edited), text=MARK, there=True),
            ],
        ),
        "setting": (
            {"hugo/hugo.toml": _other_title((hugo / "hugo.toml").read_text(encoding="utf-8"))},
            [Proof(path=url(choice.edited), text=SITE_TITLE, there=True)],
        ),
    }
    for change in changes:
        change["theirs"], change["proofs"] = theirs[change["name"]]
    apply(work, {content[name]: None for name in choice.held_back})


def _other_title(settings: str) -> str:
    return settings.replace("Library of articles", SITE_TITLE)


def _with_leads(work: Path, content: dict[str, str], present: list[Record]) -> Files:
    """Content files whose place in the taxonomy changes when these articles are all there are."""
    leads = leads_of(present)
    files: Files = {}
    for record in present:
        before = (work / content[record.seed]).read_text(encoding="utf-8")
        stated, body = split_front(before)
        stated.pop("sources", None)
        if record.url in leads:
            stated["sources"] = [record.source]
        if stated != split_front(before)[0]:
            files[content[record.seed]] = with_front(stated, body)
    return files


def _build(work: Path, product: Path, site: Path) -> None:
    """Our site of all seeds, also of those held back; not measured."""
    command = [sys.executable, str(product), "build", "--config", str(work / "site.toml")]
    command += [
        "--seeds",
        str(work / "seeds"),
        "--output",
        str(site),
        "--cache",
        str(work / "laid-out-cache"),
    ]
    command += ["--base-url", BASE_URL, "--quiet"]
    subprocess.run(command, check=True, cwd=product.parent)


def main() -> None:
    """Read the command line and prepare."""
    parser = argparse.ArgumentParser(description="Make what a measurement needs.")
    parser.add_argument("work", type=Path)
    parser.add_argument("product", type=Path, help="the build.py to be measured")
    parser.add_argument("count", type=int)
    parser.add_argument("--peer", action="store_true", help="lay the articles out for Hugo too")
    arguments = parser.parse_args()
    prepare(arguments.work, arguments.product, arguments.count, arguments.peer)


if __name__ == "__main__":
    main()
