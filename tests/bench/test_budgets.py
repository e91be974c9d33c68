"""Pages stay light, and what weighs them finds what is too heavy."""

from pathlib import Path

import pytest
from support.browsing import Reader

from bench.budgets import OWN_HTML, broken, built_site, kinds, main, weigh


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_site(tmp_path_factory.mktemp("budgets"))


def test_pages_keep_their_bounds(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main([str(site)])
    said = capsys.readouterr().out
    assert status == 0, said
    assert "article, more languages" in said


def test_requests_are_those_of_a_browser(site: Path, open_page: Reader) -> None:
    for kind, paths in kinds(site).items():
        visit = open_page(site / paths[0])
        # An icon is fetched when a browser likes, an index of the search by its script.
        asked = {url for url in visit.requests if "favicon" not in url and "/search/" not in url}
        assert len(asked) == weigh(site, paths[0]).requests - 1, (kind, asked)


def test_own_html_leaves_out_the_text_and_its_mark_up(tmp_path: Path) -> None:
    around = '<!doctype html><title>Ä</title><div class="prose">{}</div><p>After</p>'
    (tmp_path / "page.html").write_text(
        around.format("<p>Текст<br/>and <img src='a.png' alt=''></p>"), "utf-8"
    )
    weight = weigh(tmp_path, "page.html")
    assert weight.own == len(around.format("").encode())
    assert weight.before == len('<!doctype html><title>Ä</title><div class="prose">'.encode())
    assert weight.elsewhere == ["a.png"]  # it is not there


def test_what_is_too_heavy_or_elsewhere_is_told(tmp_path: Path) -> None:
    page = (
        f'<!doctype html><title>Page</title><link rel="stylesheet" href="style.css">{" " * OWN_HTML}'
        '<script src="https://cdn.example/a.js"></script><script type="application/ld+json">{}</script>'
        f"<script>{'x' * 10_241}</script>"
    )
    (tmp_path / "page.html").write_text(page, "utf-8")
    (tmp_path / "style.css").write_text(
        "@import 'more.css'; p { background: url(https://cdn.example/b.png) }"
    )
    (tmp_path / "more.css").write_text("/*" + "x" * 15_360)
    css = sum(file.stat().st_size for file in tmp_path.glob("*.css"))
    assert broken("article", [weigh(tmp_path, "page.html")]) == [
        f"article: css {css:,} bytes, more than 15,360",
        "article: javascript 10,241 bytes, more than 10,240",
        f"article: own {len(page):,} bytes, more than 12,288",
        "article: asks elsewhere for https://cdn.example/a.js",
        "article: asks elsewhere for https://cdn.example/b.png",
    ]
