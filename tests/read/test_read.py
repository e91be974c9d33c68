"""Files in, Seeds out: what is found, what is refused, what is noted."""

import os
import time
from pathlib import Path

import pytest

from site_builder.config import ReadSettings
from site_builder.errors import ConfigError, SeedError
from site_builder.model import Problem, Seed
from site_builder.read import find_seeds, groups_apart, list_folder, raw_lines, read_seed, seeds_in


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def found(folder: Path) -> list[str]:
    return [file.name for file in find_seeds(folder)[0]]


def problems(folder: Path) -> list[Problem]:
    return list(find_seeds(folder)[1])


def only(folder: Path, settings: ReadSettings = ReadSettings()) -> Seed:
    (file,), _ = find_seeds(folder)
    return read_seed(file, settings)


def test_seeds_of_all_folders_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.TXT", "c.markdown"):
        write(tmp_path, name, "Text.")
    assert found(tmp_path) == ["a/b/c.TXT", "a/z.md", "b.txt", "c.markdown"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, ".hidden.txt", "Text.")
    write(tmp_path, ".git/a.txt", "Text.")
    assert (found(tmp_path), problems(tmp_path)) == ([], [])


def test_other_kinds_of_files_are_named_once_a_kind(tmp_path: Path) -> None:
    write(tmp_path, "a.jpg", "x")
    write(tmp_path, "b.jpg", "x")
    (problem,) = problems(tmp_path)
    assert (problem.origin, "2 files" in problem.what) == (".jpg", True)


def test_no_folder_of_seeds_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        find_seeds(tmp_path / "nowhere")


def test_links_are_not_followed_out_of_the_folder(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside.txt", "Secret.")
    seeds = tmp_path / "seeds"
    inside = write(seeds, "inside.txt", "Text.")
    (seeds / "out.txt").symlink_to(outside)
    (seeds / "gone.txt").symlink_to(tmp_path / "nowhere")
    (seeds / "folder.txt").symlink_to(tmp_path)
    (seeds / "sub").mkdir()
    (seeds / "sub" / "in.txt").symlink_to(inside)
    assert found(seeds) == ["inside.txt", "sub/in.txt"]
    assert {problem.origin for problem in problems(seeds)} == {"out.txt", "gone.txt", "folder.txt"}


def test_a_folder_named_like_a_seed_is_named_and_its_seeds_are_read(tmp_path: Path) -> None:
    write(tmp_path, "x.txt/a.txt", "Text.")
    assert found(tmp_path) == ["x.txt/a.txt"]
    assert [problem.origin for problem in problems(tmp_path)] == ["x.txt"]


def test_a_pipe_among_the_seeds_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert [problem.what for problem in problems(tmp_path)] == ["is no regular file"]


def test_a_name_that_is_no_utf_8_can_be_shown(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Text.")
    (name,) = found(tmp_path)
    assert name.encode("utf-8").startswith(b"caf")


@pytest.mark.parametrize("content", ["", "  \n\t\n", "\ufeff", "\u00a0\n\u200b"])
def test_a_seed_without_text_is_refused(tmp_path: Path, content: str) -> None:
    write(tmp_path, "a.txt", content)
    with pytest.raises(SeedError, match="holds no text"):
        only(tmp_path)


@pytest.mark.parametrize(
    ("encoding", "noted"),
    [
        ("utf-8", False),
        ("utf-8-sig", False),
        ("utf-16", False),
        ("utf-16-le", True),
        ("utf-16-be", True),
        ("utf-32", False),
    ],
)
def test_unicode_encodings_are_read(tmp_path: Path, encoding: str, noted: bool) -> None:
    text = "Attending the ceremony were comrades from the ward.\nПривіт усім."
    write(tmp_path, "a.txt", text.encode(encoding))
    seed = only(tmp_path)
    assert (seed.text, bool(seed.problems)) == (text, noted)


UKRAINIAN = (
    "На церемонії два населені пункти схвалили та підписали Меморандум про взаєморозуміння щодо побратимства. "
    * 3
)
CZECH = (
    "Konference skončila v atmosféře velké jednoty a silného odhodlání vlády. Žluťoučký kůň úpěl ďábelské ódy. "
    * 3
)
FRENCH = (
    "Les élèves ont été reçus à la cérémonie, où ils ont présenté leurs œuvres préférées de l'année passée. "
    * 3
)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("windows-1251", UKRAINIAN), ("windows-1250", CZECH), ("latin-1", FRENCH.replace("œ", "oe"))],
)
def test_a_guessed_encoding_is_right_and_noted(tmp_path: Path, encoding: str, text: str) -> None:
    write(tmp_path, "a.txt", text.encode(encoding))
    seed = only(tmp_path)
    assert seed.text == text
    assert "is not UTF-8" in seed.problems[0].what


def test_a_slip_of_another_encoding_spoils_only_its_own_bytes(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", UKRAINIAN.encode() + b" caf\xe9 " + UKRAINIAN.encode())
    seed = only(tmp_path)
    assert (seed.text, len(seed.problems)) == (UKRAINIAN + " café " + UKRAINIAN, 1)


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n" + bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + bytes(500), b"\xff\xfeA\x00\x00\xd8"],
)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, "a.txt", content)
    with pytest.raises(SeedError):
        only(tmp_path)


def test_nul_characters_in_a_text_are_noted(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "A text with one \0 in it, and long enough to be a text.")
    assert "NUL" in only(tmp_path).problems[0].what


def test_a_seed_too_large_or_of_too_many_lines_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "word " * 100)
    with pytest.raises(SeedError, match="bytes"):
        only(tmp_path, ReadSettings(max_bytes=100))
    write(tmp_path, "a.txt", "word\n" * 100)
    assert only(tmp_path, ReadSettings(max_lines=100)).text
    with pytest.raises(SeedError, match="has 100 lines, more than 99"):
        only(tmp_path, ReadSettings(max_lines=99))


def test_a_seed_that_vanishes_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Text.")
    (file,), _ = find_seeds(tmp_path)
    path.unlink()
    with pytest.raises(SeedError, match="cannot be read"):
        read_seed(file, ReadSettings())


def test_a_renamed_seed_keeps_its_id(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Text.")
    first = only(tmp_path)
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    assert only(tmp_path).id == first.id


def test_all_line_ends_are_one(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "one\r\ntwo\rthree\nfour")
    assert only(tmp_path).text == "one\ntwo\nthree\nfour"
    (file,), _ = find_seeds(tmp_path)
    assert raw_lines(file) == ("one", "two", "three", "four")


# What is stated


def test_a_sidecar_states_fields(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Text.")
    write(
        tmp_path,
        "a.toml",
        'title = "A title"\nlanguage = "zh-hant"\npublished = 2025-12-07\nstory = "flood"\ndraft = true',
    )
    stated = {name: statement.value for name, statement in only(tmp_path).stated.items()}
    assert stated == {
        "title": "A title",
        "language": "zh-Hant",
        "published": "2025-12-07",
        "story": "flood",
        "draft": "true",
    }


def test_a_wrong_key_of_a_sidecar_is_named_with_the_nearest_one(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Text.")
    write(tmp_path, "a.txt.toml", 'titel = "A title"\nauthor = "A. Author"')
    seed = only(tmp_path)
    assert "did you mean 'title'?" in seed.problems[0].remedy
    assert seed.problems[0].origin == "a.txt.toml"
    assert list(seed.stated) == ["author"]


@pytest.mark.parametrize(
    "line",
    [
        'language = "klingon"',
        'language = "../x"',
        'published = "31/02/2024"',
        'published = "2024-02-31"',
        'source_url = "javascript:alert(1)"',
        'source_url = "https://"',
        "title = 5.5e400x",
        'title = ""',
        'draft = "yes"',
        "title = [1]",
        'title = "\u200b"',
        f'title = "{"x" * 501}"',
        f"title = 0x{'f' * 5_000}",
        "title = inf",
        'published = "２０２５-01-01"',
        f'source_url = "https://a.example/{"x" * 8_000}"',
    ],
)
def test_a_wrong_value_is_named_and_the_seed_is_read_without_it(tmp_path: Path, line: str) -> None:
    write(tmp_path, "a.txt", "Text.")
    write(tmp_path, "a.toml", line)
    seed = only(tmp_path)
    assert seed.stated == {}
    assert len(seed.problems) == (0 if line == 'title = ""' else 1)


def test_a_stated_text_turns_no_direction_and_keeps_its_joiners(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Text.")
    write(
        tmp_path,
        "a.toml",
        'title = "\u202eنیم\u200cفاصله\u2069\u00ad"\nauthor = "a\tb"',
    )
    stated = {name: statement.value for name, statement in only(tmp_path).stated.items()}
    assert stated == {"title": "نیم\u200cفاصله", "author": "a b"}


@pytest.mark.parametrize(
    "text",
    [".".join(["a"] * 9_000) + " = 1", "a = " + "[" * 5_000, "a = " + "{a = " * 3_000, "[" + "a." * 7_000],
)
def test_a_sidecar_is_read_in_no_time_or_not_at_all(tmp_path: Path, text: str) -> None:
    write(tmp_path, "a.txt", "Text.")
    write(tmp_path, "a.toml", text)
    start = time.process_time()
    (problem,) = only(tmp_path).problems
    assert "cannot be read as TOML" in problem.what
    assert time.process_time() - start < 5


def test_a_sidecar_without_its_seed_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", 'title = "x"')
    assert ["sidecar without a seed" in problem.what for problem in problems(tmp_path)] == [True]


def test_front_matter_of_other_tools_is_understood(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a.md",
        "---\ntitle: 'A: title'\ndate: 2025-06-30T10:00:00Z\nlang: pt_br\nauthors: [A. One, B. Two]\ntags: [x, y]\n---\n\nText.\n",
    )
    seed = only(tmp_path)
    stated = {name: statement.value for name, statement in seed.stated.items()}
    assert stated == {
        "title": "A: title",
        "published": "2025-06-30",
        "language": "pt-BR",
        "author": "A. One, B. Two",
    }
    assert (seed.text, seed.first_line, seed.problems) == ("\nText.\n", 8, ())


def test_norwegian_is_a_language_where_yaml_sees_a_refusal(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\nlanguage: no\n---\n\nTekst.\n")
    assert only(tmp_path).stated["language"].value == "no"


@pytest.mark.parametrize(
    ("text", "body", "faults"),
    [
        ('+++\ntitle = "x"\n+++\nText.', "Text.", 0),
        ("---\n: [ :\n---\nText.", "Text.", 1),
        ("---\nJust prose between rules.\n---\nText.", "---\nJust prose between rules.\n---\nText.", 0),
        ("---\nnever closed\n\nText.", "---\nnever closed\n\nText.", 0),
        ("---\n" + "[" * 5000 + "\n---\nText.", "Text.", 1),
        ("---\n---\nText.", "---\n---\nText.", 0),
    ],
)
def test_front_matter_never_breaks_a_seed(tmp_path: Path, text: str, body: str, faults: int) -> None:
    write(tmp_path, "a.md", text)
    seed = only(tmp_path)
    assert (seed.text, len(seed.problems)) == (body, faults)


def test_what_differs_between_two_looks_at_a_folder(tmp_path: Path) -> None:
    for name in ("a.txt", "b.one.txt", "b.two.txt", "c.txt"):
        (tmp_path / name).write_text("Text.", "utf-8")
    before = list_folder(tmp_path, b"")
    assert groups_apart(before, before) == frozenset()
    (tmp_path / "b.two.txt.toml").write_text("", "utf-8")
    (tmp_path / "c.txt").unlink()
    now = list_folder(tmp_path, b"")
    groups = groups_apart(before, now)
    assert groups == {b"b", b"c"}
    every, some = seeds_in(tmp_path, now), seeds_in(tmp_path, now, groups)
    assert [file.key for file in some.files] == [b"b.one.txt", b"b.two.txt"]
    assert set(some.files) < set(every.files)
    assert (some.problems, some.others) == (every.problems, every.others)


def test_a_file_without_a_sure_time_differs_from_itself(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.", "utf-8")
    unsure = list_folder(tmp_path, b"", settled=0)
    assert groups_apart(unsure, unsure) == {b"a"}
