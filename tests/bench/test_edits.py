"""What a benchmark changes between two builds, and that it can be undone."""

from pathlib import Path

import pytest

from bench.edits import (
    SENTENCE,
    TITLE,
    Choice,
    Proof,
    apply,
    broken,
    choose,
    longer,
    printed_story,
    stories_of,
)
from bench.lay_out import Record, leads_of, split_front, whole_date, with_front
from bench.make_seeds import make_seeds
from bench.prepare import add_theirs, our_changes

COUNT = 60


@pytest.fixture
def work(tmp_path: Path) -> Path:
    make_seeds(COUNT, tmp_path / "seeds")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "base.html").write_text("<main></main>\n")
    return tmp_path


def choice_of(work: Path) -> tuple[Choice, list[list[str]]]:
    seeds = work / "seeds"
    stories = stories_of(
        {
            path.relative_to(seeds).as_posix(): printed_story(path.read_bytes())
            for path in seeds.rglob("*.txt")
        }
    )
    return choose(stories), stories


def test_a_story_is_known_however_its_url_is_printed() -> None:
    prints = (
        b"Text.\nSource: https://a.example/x/\n\n\nComments (0)",
        b"Text.\nSource: http://www.a.example/x?utm_source=feed\n\n\nComments (0)",
    )
    assert {printed_story(text) for text in prints} == {b"a.example/x"}
    assert printed_story(b"Text.\nMore text.") is None


def test_every_change_has_a_story_of_its_own(work: Path) -> None:
    choice, stories = choice_of(work)
    of = {name: number for number, names in enumerate(stories) for name in names}
    assert len({of[name] for name in choice}) == len(choice)
    assert len(stories[of[choice.added]]) == 1
    assert len(stories[of[choice.translated]]) > 2


def test_too_few_seeds_are_refused() -> None:
    with pytest.raises(ValueError, match="more seeds"):
        choose([["a"], ["b", "c", "d"]])


def test_an_edit_adds_a_sentence_to_the_second_half_and_nothing_else() -> None:
    text = "A first paragraph, the longest of them all.\nA second.\nA third, longer.\nSource: https://a.example/b"
    assert longer(text).replace(SENTENCE, "") == text
    assert longer(text).splitlines()[2] == f"A third, longer.{SENTENCE}"


def test_each_change_touches_its_own_files(work: Path) -> None:
    choice, _ = choice_of(work)
    changes = {change["name"]: change["ours"] for change in our_changes(work, choice)}
    assert len({name for files in changes.values() for name in files}) == len(changes)
    for name, files in changes.items():
        before = {path: (work / path).read_bytes() if (work / path).exists() else None for path in files}
        undo = apply(work, files)
        assert apply(work, undo) == files, name
        assert before == {
            path: (work / path).read_bytes() if (work / path).exists() else None for path in files
        }


def test_a_change_reaches_both_sites_and_comes_with_its_proof(work: Path) -> None:
    choice, stories = choice_of(work)
    records, places = [], {}
    for number, names in enumerate(stories):
        for place, name in enumerate(names):
            language = f"l{place:02}"
            records.append(
                Record(
                    seed=name, language=language, source="a.example", title="T", published=None, author=None,
                    section=None, source_url=None, story=str(number), url=f"{language}/a.example/{number}.html",
                    markdown="", translations={},
                )
            )  # fmt: skip
            places[name] = f"content/{language}/a.example/{number}.md"
    leads = leads_of(records)
    for record in records:
        front: dict[str, object] = {"title": record.title}
        if record.url in leads:
            front["sources"] = [record.source]
        apply(work, {f"hugo/{places[record.seed]}": with_front(front, "One line.\nAnother.\n")})
    apply(
        work, {"hugo/layouts/baseof.html": "<main></main>", "hugo/hugo.toml": 'title = "Library of articles"'}
    )
    changes = our_changes(work, choice)
    add_theirs(work, changes, choice, records, places)
    present = {name for name in places if (work / "hugo" / places[name]).exists()}
    assert present == places.keys() - set(choice.held_back)
    assert all(change["theirs"] and change["proofs"] for change in changes)
    for change in changes:
        apply(work, change["theirs"])
    assert TITLE in (work / "hugo" / places[choice.titled]).read_text()
    assert SENTENCE in (work / "hugo" / places[choice.edited]).read_text()
    # After all changes the taxonomy holds one article of each story, as if it had been laid out anew.
    left = [record for record in records if record.seed != choice.removed]
    for record in left:
        front, _ = split_front((work / "hugo" / places[record.seed]).read_text())
        assert ("sources" in front) == (record.url in leads_of(left)), record.url
    assert not (work / "hugo" / places[choice.removed]).exists()


def test_a_proof_says_what_a_page_shows(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("new")
    assert broken(tmp_path, [Proof(path="a.html", text="new", there=True)]) == []
    assert broken(tmp_path, [Proof(path="a.html", text="old", there=False)]) == []
    assert broken(tmp_path, [Proof(path="a.html", text="old", there=True)])
    assert broken(tmp_path, [Proof(path="a.html", text="new", there=False)])
    assert broken(tmp_path, [Proof(path="b.html", text="new", there=True)])


def test_front_matter_and_body_come_apart_again() -> None:
    stated = {"title": "A {\n}\n\n", "sources": ["a.example"]}
    assert split_front(with_front(stated, "A body.\n\n}\n\n")) == (stated, "A body.\n\n}\n\n")


@pytest.mark.parametrize(
    ("published", "whole"), [("2025", "2025-01-01"), ("2025-12", "2025-12-01"), ("2025-12-24", "2025-12-24")]
)
def test_dates_become_whole(published: str, whole: str) -> None:
    assert whole_date(published) == whole
