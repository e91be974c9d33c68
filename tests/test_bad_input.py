"""Bad seeds are normal: each gives a page or a named problem with a remedy, and the other seeds are built.

One build holds them all; the tests look at what became of each.
"""

import io
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support.building import contents, made_up_config
from support.making import seeds
from support.texts import PROSE
from support.trust import assert_accounted, assert_sound, snapshot

from site_builder.cli import main
from site_builder.config import Config, load_config
from site_builder.pipeline import Run, build
from site_builder.text import one_line

BASE_URL = "https://example.org/library/"

ACTIVE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)' onclick=alert(1)>a</a>"
    "<iframe src=//evil.example></iframe><svg onload=alert(1)><a xlink:href='javascript:x'>b</a></svg>"
    "<style>*{background:url(//evil.example)}</style><base href=//evil.example>"
    "<meta http-equiv=refresh content='0;url=//evil.example'><form action=//evil.example><input></form>"
    "<object data=x></object><embed src=x><link rel=stylesheet href=//evil.example/x.css><math href='javascript:x'>"
    "<div style='position:fixed' id=main onmouseover=x>c</div><video src=//evil.example/v poster=//evil.example/p>"
    "<a href='data:text/html,<script>alert(1)</script>'>d</a><a href=' java\nscript:alert(1)'>e</a></p></article></main>"
)
MARKED = (
    "[a](javascript:alert(1)) ![x](http://tracker.example/x.png) ![y](javascript:alert(1)) [r][1] [s][2] "
    "<http://auto.example> <javascript:alert(1)> [b](data:text/html;base64,xx) [c](vbscript:x) [d](//evil.example) "
    '[e](JaVaScRiPt&#58;alert(1)) [f](<javascript:alert(1)>) [g](../../../x) [h](http://ok.example "t\' onclick=x") '
    "&lt;script&gt;alert(2)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62; `<b>` **<i onclick=x>**\n\n"
    '[1]: javascript:alert(3)\n[2]: http://ok.example "onclick=x"\n[3]: <data:text/html,x>'
)
NESTED = "\n\n".join(
    [
        ">" * 300 + " deep",
        "\n".join(" " * depth + "- a" for depth in range(200)),
        "<div>" * 500 + "x" + "</div>" * 500,
        "[" * 500 + "a" + "](b)" * 500,
        "**a*" * 500,
        "| a " * 300 + "|\n" + "|--" * 300 + "|\n" + "| b " * 300 + "|",
    ]
)


@dataclass(frozen=True)
class Bad:
    """What a seed holds, and what must become of it."""

    content: str | bytes
    problem: str = ""
    """Pattern of the problem that names it; "" where nothing is wrong."""
    page: bool = True


def article(distinct: str, *more: str) -> str:
    return "\n".join((f"{PROSE} This one is called {distinct}.", *more, ""))


def printed_source(number: int, url: str, problem: str = "") -> tuple[str, Bad]:
    return f"source-{number:02}.txt", Bad(article(f"source {number}", PROSE, f"Source: {url}"), problem)


UKRAINIAN = "На церемонії два населені пункти схвалили та підписали Меморандум про взаєморозуміння щодо побратимства. "
FRENCH = (
    "Les élèves ont été reçus à la cérémonie, où ils ont présenté leurs idées préférées de l'année passée. "
)

ENCODINGS = {
    "utf-8-with-a-mark.txt": Bad(article("bom").encode("utf-8-sig")),
    "utf-16.txt": Bad(article("utf-16").encode("utf-16")),
    "utf-16-le.txt": Bad(article("le").encode("utf-16-le"), "not UTF-8; read as utf-16-le"),
    "utf-16-be.txt": Bad(article("be").encode("utf-16-be"), "not UTF-8; read as utf-16-be"),
    "utf-16-broken.txt": Bad(b"\xff\xfeA\x00\x00\xd8", "begins as utf-16-le but", page=False),
    "windows-1251.txt": Bad((UKRAINIAN * 3).encode("cp1251"), "not UTF-8; read as cp1251"),
    "latin-1.txt": Bad((FRENCH * 3).encode("latin-1"), "not UTF-8; read as"),
    "mixed.txt": Bad((UKRAINIAN * 3).encode() + b" caf\xe9", "UTF-8 with a few bytes of"),
    "nul.txt": Bad(article("nul") + "a\0b", "holds NUL characters"),
    "nul-only.txt": Bad(bytes(500), "is not a text", page=False),
    "pdf.txt": Bad(b"%PDF-1.7\n" + bytes(range(256)) * 40, "is not a text", page=False),
}
SIZES = {
    "empty.txt": Bad("", "holds no text", page=False),
    "empty.md": Bad("", "holds no text", page=False),
    "white-space.txt": Bad(" \n\t\n\u00a0\n\u200b", "holds no text", page=False),
    "invisible.txt": Bad("\u200b\u200d\n\u2060", "holds no article", page=False),
    "fifty-megabytes.txt": Bad(b"word " * 10_000_000, "50,000,000 bytes, more than", page=False),
    "a-million-lines.txt": Bad(b"word\n" * 1_000_000, "1,000,000 lines, more than", page=False),
    "long-line.txt": Bad("One more sentence of it. " * 10_000),
    "many-blank-lines.txt": Bad(article("blank") + "\n" * 99_000 + PROSE),
    "many-blank-lines.md": Bad(article("blank md") + "\n" * 99_000 + PROSE),
    "400-paragraphs.txt": Bad("\n\n".join(f"{PROSE} Number {number}." for number in range(400))),
    "long-word.txt": Bad("w" * 500 + "\n\n" + PROSE),
    "long-title.txt": Bad("Title " * 50 + "\n\n" + article("long title", PROSE)),
    "long-title.md": Bad("# " + "Heading " * 38 + "\n\n" + article("long heading")),
    "longer-title.md": Bad("# " + "Heading " * 9_000 + "\n\n" + article("longer heading")),
}
CONTENTS = {
    "digits.txt": Bad("1234 5678 91011"),
    "emoji.txt": Bad("😀😃 🎉👍🏽👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
    "one-letter.txt": Bad("a"),
    "punctuation.txt": Bad("... !!! ,,, ???"),
    "full-stop.txt": Bad("."),
    "title-of-punctuation.txt": Bad("***\n" + article("stars", PROSE)),
    "title-of-punctuation.md": Bad("# ---\n\n" + article("dashes")),
    "only-labels.txt": Bad(
        "Source: https://a.example/x\n\n\nComment (0)", "only labels and marks", page=False
    ),
    "only-pictures.txt": Bad("![]() |\n![](x.png)", "only labels and marks", page=False),
    "only-a-headline.txt": Bad("A headline and nothing else"),
    "only-a-caption.txt": Bad("![]() |\n| A caption and nothing else. |"),
    "only-a-title.md": Bad("# Only a title"),
    "only-front-matter.md": Bad("---\ntitle: Nothing\n---\n", "holds no article", page=False),
    "only-a-script.md": Bad("<script>\n\nalert(1)\n\n</script>", "holds no article", page=False),
    "only-a-comment.md": Bad("<!-- nobody\n\nreads this -->", "holds no article", page=False),
    "nested.txt": Bad(f"{NESTED}\n\n{article('nested')}"),
    "nested.md": Bad(f"{NESTED}\n\n{article('nested md')}"),
    "unclosed-fence.txt": Bad("```python\nnever closed\n" + article("fence txt")),
    "unclosed-fence.md": Bad("~~~\nnever closed\n\n" + article("fence md")),
    "fence-in-a-fence.txt": Bad("````\n```\n<script>alert(1)</script>\n```\n````\n" + article("fences txt")),
    "fence-in-a-fence.md": Bad("````\n```\n<script>alert(1)</script>\n```\n````\n" + article("fences md")),
    "table-in-a-fence.txt": Bad("```\n|a|b|\n|--|--|\n```\n" + article("table")),
    "wide-rows.txt": Bad("|a|b|\n|--|--|\n|c|d|e|f|\n|g|\n" + article("rows", "| a | b |", "|", "|| |")),
    "pipes.md": Bad(article("pipes", "", "![]() |", "| A caption. |", "|", "", "End.")),
    "direction.txt": Bad(
        "\u202eevil\n" + article("direction", "a \u2067b\u202c", "| \u202ec |", "", "&#8238;d")
    ),
    "direction.md": Bad("# \u202eevil\n\n" + article("direction md", "a \u2067b\u202c", "&#8238;d")),
    "entities.txt": Bad(
        article("entities", "a&NewLine;&#10;&#13;# b", "| c&#10;&#10;# d |", "&#0;&#1;&#xD800;")
    ),
    "entities.md": Bad(article("entities md", "a&NewLine;&#10;&#13;# b", "&#0;&#1;&#xD800;")),
}
HOSTILE = {
    f"{name}.{form}": Bad(content)
    for form in ("txt", "md")
    for name, content in {
        "html": f"{ACTIVE}\n{article(f'html {form}')}\n{ACTIVE}",
        "html-between": f"{article(f'between {form}')}\n\n{ACTIVE}\n\n{PROSE}",
        "markup": f"{MARKED}\n\n{article(f'markup {form}', MARKED)}\n\n{MARKED}",
        "title": f"{'# ' if form == 'md' else ''}{ACTIVE[:100]} {form}\n\n{article(f'title {form}', PROSE)}",
        "caption": f"{article(f'caption {form}')}\n![]() |\n| {one_line(ACTIVE)} |\n{PROSE}\n\n*{ACTIVE}*\n\n{PROSE}\n",
        "labels": f'{article(f"labels {form}")}\nBy: <script>alert(1)</script>\nSource: https://a.example/<script>alert(1)</script>?q="onload=x',
        "code": f"```html\n{ACTIVE}\n```\n\n{article(f'code {form}')}",
    }.items()
}
SOURCES = dict(
    [
        printed_source(0, "https://a.example/some page/x y.html"),
        printed_source(1, "https://a.example/../../etc/passwd"),
        printed_source(2, "https://a.example/%2e%2e/%2e%2e/y"),
        printed_source(3, "https://a.example/a/..%2f..%2fz"),
        printed_source(4, 'https://a.example/"onclick="alert(1)'),
        printed_source(5, "https://a.example/'><img src=x onerror=alert(1)>"),
        printed_source(6, "javascript:alert(1)", "javascript: is no address"),
        printed_source(7, "data:text/html,<script>alert(1)</script>", "data: is no address"),
        printed_source(8, "ftp://a.example/f", "ftp: is no address"),
        printed_source(9, "https://a.example/" + "long-" * 1_000),
        printed_source(10, "https://a.example/" + "longer-" * 2_000, "more than 8,000 characters"),
        printed_source(11, "https://münchen.example/straße"),
        printed_source(12, "https://[2001:db8::1]/x", "no host of the web"),
        printed_source(13, "https://a.example:8443/x"),
        printed_source(14, "https://a.example:99999/x", "no valid address"),
        printed_source(15, "https://con/x"),
        printed_source(16, "https://aux.example/x"),
        printed_source(17, "https://page/1"),
        printed_source(18, "https://index/x"),
        printed_source(19, "https://local/x"),
        printed_source(20, "https://index.html/x", "no host of the web"),
        printed_source(21, "https://feed.xml/x", "no host of the web"),
        printed_source(22, "https://sources/x"),
        printed_source(23, "https://" + "a." * 120 + "example/x", "no host of the web"),
        printed_source(24, "https://a.example/index.html"),
        printed_source(25, "https://a.example/news/page"),
        printed_source(26, "https://a.example/news/feed.xml"),
        printed_source(27, "https://a.example/news/con"),
        printed_source(28, "https://a.example/news/Case"),
        printed_source(29, "https://a.example/news/case"),
        printed_source(30, "https://user:password@a.example/secret"),
        printed_source(31, "https://b.example"),
        printed_source(32, "https://a.example/caf%E9?x=%E9#<script>"),
        ("no-source.txt", Bad(article("no source"))),
        (
            "two-sources.txt",
            Bad(
                article("two", "Source: https://a.example/1", "Source: https://a.example/2"),
                "names 2 sources",
            ),
        ),
        (
            "many-sources.txt",
            Bad(
                article("many", *(f"Source: https://a.example/{n}" for n in range(500))), "names 500 sources"
            ),
        ),
        (
            "many-wrong-sources.txt",
            Bad(
                article("wrong", *(f"Source: ftp://a.example/{n}" for n in range(500))), "ftp: is no address"
            ),
        ),
    ]
)
STATED = {
    "wrong-key.txt": Bad(article("wrong key")),
    "wrong-toml.txt": Bad(article("wrong toml")),
    "wrong-values.txt": Bad(article("wrong values")),
    "marked-values.txt": Bad(article("marked values")),
    "deep-toml.txt": Bad(article("deep toml")),
    "large-toml.txt": Bad(article("large toml")),
    "large-number.txt": Bad(article("large number")),
    "no-utf-8.txt": Bad(article("no utf-8")),
    "unknown-language.txt": Bad(article("unknown language")),
    "front-matter.md": Bad(
        '---\ntitle: "<script>alert(1)</script>"\nlanguage: ../../x\nurl: javascript:alert(1)\n'
        f'author: "</script><script>alert(1)</script>"\nseed: ../../x\n---\n{article("front matter")}',
        "language '../../x' is not",
    ),
    "deep-front-matter.md": Bad("---\n" + "[" * 3_000 + "\n---\n" + article("deep"), "nested too deeply"),
    "endless-front-matter.md": Bad(
        "---\na: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{two}: &{two} [{', '.join([f'*{one}'] * 9)}]\n"
            for one, two in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "title: *i\n---\n"
        + article("endless"),
        "title is not a text",
    ),
    "number-front-matter.md": Bad(
        f"---\ntitle: 0x{'f' * 5_000}\n---\n{article('number')}", "title is not a text"
    ),
    "broken-front-matter.md": Bad("---\n: [ :\n---\n" + article("broken"), "front matter cannot be read"),
    "unclosed-front-matter.md": Bad("---\ntitle: x\n\n" + article("unclosed")),
    "toml-front-matter.md": Bad("+++\ntitle = \n+++\n" + article("toml"), "front matter cannot be read"),
}
SIDECARS: dict[str, Bad] = {
    "wrong-key.toml": Bad('languag = "en"\ntitle = "A title of its own"', "unknown key 'languag'"),
    "wrong-toml.toml": Bad("not toml [", "cannot be read as TOML"),
    "wrong-values.toml": Bad(
        'language = "../../x"\nsource_url = "javascript:alert(1)"\npublished = "2024-02-31"\ndraft = "yes"',
        "language '../../x' is not",
    ),
    "marked-values.toml": Bad(
        f"title = '''{ACTIVE[:200]} \u202e[a](javascript:alert(1))'''\nauthor = '''<img src=x onerror=y>'''\n"
        "story = '../../x'\nsection = '../../<b>'\nlanguage = 'en'\npublished = 9999-12-31\n"
        "source_url = 'https://a.example/\">\u202e<script>alert(1)</script>'"
    ),
    "deep-toml.toml": Bad("title = " + "[" * 3_000, "nested too deeply"),
    "large-toml.toml": Bad(".".join(["a"] * 30_000) + " = 1", "more than 16,384 characters"),
    "large-number.toml": Bad(f"title = 0x{'f' * 5_000}", "title is not a text"),
    "no-utf-8.toml": Bad(b"\xff\xfe\x00", "begins as utf-16-le but"),
    "unknown-language.toml": Bad('language = "klingon"', "language 'klingon' is not"),
    "nobody.toml": Bad('title = "x"', "sidecar without a seed"),
}
ALIKE = {
    "same-bytes-1.txt": Bad(article("same")),
    "same-bytes-2.txt": Bad(article("same"), "holds the same bytes as same-bytes-1.txt", page=False),
    "same-title-1.txt": Bad("One title for all\n" + article("title 1", PROSE)),
    "same-title-2.txt": Bad("One Title for All\n" + article("title 2", PROSE)),
    "same-title-3.md": Bad("# one title: for all!\n\n" + article("title 3")),
    "same-story-1.md": Bad("---\nstory: flood\nlanguage: en\n---\n" + article("story 1")),
    "same-story-2.md": Bad("---\nstory: flood\nlanguage: en\n---\n" + article("story 2", PROSE)),
    "same-story-3.md": Bad("---\nstory: flood\nlanguage: fr\n---\n" + FRENCH * 2),
    "Letter.txt": Bad(article("upper case")),
    "letter.txt": Bad(article("lower case")),
}
NAMES = {
    name: Bad(article(f"name {number}"))
    for number, name in enumerate(
        [
            *(
                "with space.txt",
                "quo'te\".txt",
                "#?%.txt",
                "%2e%2e.txt",
                "x..txt",
                "-.txt",
                "a&b;.txt",
                "`*_[x].md",
            ),
            *(
                "n" * 200 + ".txt",
                "<img src=x onerror=alert(1)>.txt",
                "ünï.TXT",
                "con.txt",
                "a/b/c/d.markdown",
            ),
            *("folder.txt/inside.txt", "naïve" * 20 + ".txt", "$(id).txt", "~.txt", "x.md.txt", "|.txt"),
        ]
    )
}
SHOWN = {
    "new\nline.txt": "new\ufffdline.txt",
    "\u202egpj.txt": "\ufffdgpj.txt",
    "caf\udce9.txt": "caf\ufffd.txt",
}
"""Names that cannot be shown, and how they are."""

BAD = ENCODINGS | SIZES | CONTENTS | HOSTILE | SOURCES | STATED | ALIKE | NAMES
NOT_SEEDS = {
    "folder.txt": "is a folder named like a seed",
    "nowhere.txt": "leads nowhere",
    "circle.txt": "leads nowhere",
    "outside.txt": "leads out of seeds/",
    "outside": "leads out of seeds/",
    "loop": "is a link to a folder",
    "pipe.txt": "is no regular file",
    ".jpg": "2 files of this kind",
}
SECRET = "Nobody may read this sentence, for it lies beside the seeds."


@dataclass(frozen=True)
class Built:
    """The one build of everything bad."""

    place: Path
    config: Config
    status: int
    said: str
    report: dict[str, Any]
    catalogue: dict[str, dict[str, Any]]
    """Seed → its entry."""
    changed: set[str]
    """What changed beside output and cache while it ran."""

    def problems(self, origin: str) -> list[dict[str, str]]:
        return [problem for problem in self.report["problems"] if problem["origin"] == origin]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    place = tmp_path_factory.mktemp("bad")
    folder = seeds(place / "seeds", {name: bad.content for name, bad in (BAD | SIDECARS).items()})
    seeds(folder, {name: article(f"strange name {number}") for number, name in enumerate(SHOWN)})
    seeds(place, {"secret.txt": SECRET, "secret/inner.txt": SECRET, "seeds/a.jpg": "x", "seeds/b.jpg": "x"})
    (folder / "nowhere.txt").symlink_to(place / "gone.txt")
    (folder / "circle.txt").symlink_to("circle.txt")
    (folder / "outside.txt").symlink_to(place / "secret.txt")
    (folder / "outside").symlink_to(place / "secret")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    (place / "site.toml").write_text("[build]\nengine = 'serial'\n")
    words = ["--config", f"{place}/site.toml", "--base-url", BASE_URL, "--report", f"{place}/report.json"]
    before = snapshot(place, place / "output", place / ".cache")
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(io.StringIO()):
        status = main(words)
    after = snapshot(place, place / "output", place / ".cache", place / "report.json")
    after[str(place)] = before[str(place)]  # it has three new entries
    parts = [
        json.loads(line)
        for line in (place / "output/data/catalogue/0000.jsonl").read_text("utf-8").splitlines()
    ]
    yield Built(
        place=place,
        config=load_config(place / "site.toml"),
        status=status,
        said=said.getvalue(),
        report=json.loads((place / "report.json").read_text("utf-8")),
        catalogue={entry["seed"]: entry for entry in parts},
        changed={path for path in before.keys() | after.keys() if before.get(path) != after.get(path)},
    )
    (folder / "fifty-megabytes.txt").unlink()  # pytest keeps the folders of three runs


def names_of(table: dict[str, Bad]) -> list[Any]:
    return [pytest.param(name, id=ascii(name)[1:60]) for name in table]


@pytest.mark.parametrize("name", names_of(BAD))
def test_a_bad_seed_gives_its_page_or_a_named_problem(built: Built, name: str) -> None:
    bad = BAD[name]
    assert (name in built.catalogue) == bad.page
    found = built.problems(name)
    assert all(problem["what"] and problem["remedy"] for problem in found)
    if bad.problem:
        assert any(re.search(re.escape(bad.problem), problem["what"]) for problem in found), found
    else:
        assert found == []
    if bad.page:
        page = built.place / "output" / built.catalogue[name]["url"]
        assert page.is_file()
        assert page.with_suffix(".md").is_file()


@pytest.mark.parametrize("name", names_of(SIDECARS))
def test_a_bad_sidecar_is_named_and_its_seed_is_built(built: Built, name: str) -> None:
    bad, found = SIDECARS[name], built.problems(name)
    assert bool(found) == bool(bad.problem)
    assert not bad.problem or any(bad.problem in problem["what"] for problem in found), found


@pytest.mark.parametrize("name", NOT_SEEDS)
def test_what_is_no_seed_is_named_with_a_remedy(built: Built, name: str) -> None:
    (problem,) = built.problems(name)
    assert NOT_SEEDS[name] in problem["what"]
    assert problem["remedy"]


@pytest.mark.parametrize("name", [pytest.param(name, id=ascii(name)[1:-1]) for name in SHOWN])
def test_a_name_that_cannot_be_shown_stands_for_itself(built: Built, name: str) -> None:
    assert built.catalogue[SHOWN[name]]["words"] > 10


def test_a_build_of_bad_seeds_is_done(built: Built) -> None:
    assert built.status == 0
    assert (
        built.report["articles"] == len(built.catalogue) == len(SHOWN) + sum(bad.page for bad in BAD.values())
    )
    assert "Traceback" not in built.said
    assert f"{len(built.report['problems'])} problems" in built.said


def test_every_law_of_the_site_holds(built: Built) -> None:
    assert_sound(built.config)


def test_every_line_of_every_seed_is_accounted_for(built: Built) -> None:
    assert_accounted(built.config)


def test_nothing_beside_the_output_and_the_cache_is_touched(built: Built) -> None:
    assert built.changed == set()


def test_nothing_is_read_from_beside_the_seeds(built: Built) -> None:
    output = built.place / "output"
    secret = SECRET[:30].encode()
    assert not any(secret in file.read_bytes() for file in output.rglob("*") if file.is_file())


def test_no_path_of_the_site_is_unsafe(built: Built) -> None:
    for path in (built.place / "output").rglob("*"):
        assert re.fullmatch(r"[a-zA-Z0-9_.-]{1,200}", path.name), path
        assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)", path.name), path


def test_texts_are_read_whatever_their_encoding(built: Built) -> None:
    for name, words in [
        ("windows-1251.txt", UKRAINIAN.strip()),
        ("latin-1.txt", FRENCH.strip()),
        ("mixed.txt", "café"),
        *((name, PROSE) for name in ("utf-16.txt", "utf-16-le.txt", "utf-16-be.txt", "nul.txt")),
    ]:
        file = built.place / "output" / built.catalogue[name]["markdown"]
        assert words in file.read_text("utf-8")


def test_articles_that_share_a_language_of_a_story_are_both_there(built: Built) -> None:
    first, second = built.catalogue["same-story-1.md"], built.catalogue["same-story-2.md"]
    assert first["story"] == second["story"] == built.catalogue["same-story-3.md"]["story"]
    assert first["url"] != second["url"]


def test_titles_are_never_empty_nor_endless(built: Built) -> None:
    for entry in built.catalogue.values():
        assert 0 < len(entry["title"].strip()) <= 500


# Whole builds of their own


class Meddler:
    """Watches a build and does something when a stage begins."""

    def __init__(self, stage: str, act: Callable[[], None]) -> None:
        self._stage, self._act = stage, act

    @contextmanager
    def _watch(self, name: str) -> Iterator[Callable[[int], None]]:
        if name == self._stage:
            self._act()
        yield lambda steps: None

    def stage(self, name: str, total: int | None) -> AbstractContextManager[Callable[[int], None]]:
        return self._watch(name)


@pytest.fixture
def two_seeds(tmp_path: Path) -> Config:
    seeds(tmp_path / "seeds", {"a.txt": article("a"), "b.txt": article("b")})
    return made_up_config(tmp_path, tmp_path / "seeds")


def test_a_seed_that_vanishes_is_named_until_it_is_there_again(two_seeds: Config) -> None:
    seed = two_seeds.build.seeds / "a.txt"
    report = build(two_seeds, Run(progress=Meddler("describe", seed.unlink)))
    (problem,) = report.problems
    assert (report.articles, problem.origin) == (1, "a.txt")
    assert "cannot be read" in problem.what
    write(seed, article("a"))
    assert build(two_seeds).articles == 2


def test_a_seed_that_changes_before_it_is_read_is_taken_as_it_is_then(two_seeds: Config) -> None:
    seed = two_seeds.build.seeds / "a.txt"
    report = build(two_seeds, Run(progress=Meddler("describe", lambda: write(seed, article("c")))))
    assert (report.articles, report.problems) == (2, ())
    before = contents(two_seeds.build.output)
    build(two_seeds)
    assert contents(two_seeds.build.output) == before


def write(path: Path, content: str) -> None:
    path.write_text(content, "utf-8")


def test_a_folder_of_seeds_that_cannot_be_opened_stops_the_build(two_seeds: Config) -> None:
    words = ["--seeds", str(two_seeds.build.seeds / "a.txt"), "--output", str(two_seeds.build.output)]
    assert main([*words, "--cache", str(two_seeds.build.cache)]) == 2
    assert not two_seeds.build.output.exists()


def test_renamed_seeds_keep_their_pages(two_seeds: Config) -> None:
    build(two_seeds)
    before = set(two_seeds.build.output.rglob("*"))
    (two_seeds.build.seeds / "a.txt").rename(two_seeds.build.seeds / "z.txt")
    (two_seeds.build.seeds / "b.txt").rename(two_seeds.build.seeds / "a.txt")
    assert build(two_seeds).problems == ()
    assert set(two_seeds.build.output.rglob("*")) == before


def test_problems_fail_a_strict_build_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seeds(tmp_path / "seeds", {"a.txt": article("a"), "b.txt": ""})
    words = [f"--{name}={tmp_path / name}" for name in ("seeds", "output", "cache")]
    assert main(words) == 0
    assert main([*words, "--strict"]) == 1
    assert "b.txt: holds no text" in capsys.readouterr().out


# Output


def refused(tmp_path: Path, output: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said of a folder that cannot be the output."""
    seeds(tmp_path / "seeds", {"a.txt": article("a")})
    before = snapshot(output) if output.exists() else {}
    words = ["--seeds", str(tmp_path / "seeds"), "--output", str(output), "--cache", str(tmp_path / "cache")]
    assert main([*words, "--quiet"]) == 2
    assert (snapshot(output) if output.exists() else {}) == before
    return capsys.readouterr().err


def test_a_folder_with_somebodys_files_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = seeds(tmp_path / "home", {"letter.doc": "Dear Sir", "photos/1.jpg": "x"})
    said = refused(tmp_path, output, capsys)
    assert "holds files that no build made, as letter.doc" in said
    assert "name an empty folder with --output" in said


def test_a_file_in_the_place_of_the_output_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "cannot be written" in refused(tmp_path, seeds(tmp_path, {"file": "x"}) / "file", capsys)


def test_an_output_below_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "cannot be written" in refused(
        tmp_path, seeds(tmp_path, {"file": "x"}) / "file" / "output", capsys
    )


def test_links_in_the_output_are_not_written_through(two_seeds: Config, tmp_path: Path) -> None:
    outside = seeds(tmp_path / "outside", {"file": "mine", "en/file": "mine"})
    build(two_seeds)
    output = two_seeds.build.output
    for name in ("index.html", "404.html", "robots.txt"):
        (output / name).unlink(missing_ok=True)
        (output / name).symlink_to(outside / "file")
        (output / f"{name}.site-builder-new").symlink_to(outside / "file")
    (output / "sources/index.html").unlink()
    (output / "sources/index.html").mkdir()
    (output / "extra").symlink_to(outside)
    before = snapshot(outside)
    build(two_seeds)
    assert snapshot(outside) == before
    assert_sound(two_seeds)
