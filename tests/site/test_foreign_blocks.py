"""An article with blocks in another language: they say so, on its page and side by side."""

from pathlib import Path

from support.building import made_up_config
from support.making import seeds

from site_builder.pipeline import build

ENGLISH = [
    "The council of the town met on Monday to speak of the bridge over the river, which has been closed since the spring.",
    "Its members heard that the work will take another year, and that the cost has grown since the contract was signed.",
    "The mayor thanked the people of both villages for their patience, and promised that the ferry will go on until then.",
]
ARABIC = "قال رئيس البلدية إن الجسر سيبقى مغلقا حتى نهاية العام المقبل، وإن العبارة ستستمر في نقل الناس مجانا حتى ذلك الحين."
SOURCE = "Source: https://town.example/news/the-bridge-over-the-river.html"


def test_a_block_in_another_language_says_so(tmp_path: Path) -> None:
    text = "\n".join([ENGLISH[0], ARABIC, *ENGLISH[1:], SOURCE])
    config = made_up_config(tmp_path, seeds(tmp_path / "seeds", {"a.txt": text}))
    build(config)
    article = (config.build.output / "en/town.example/the-bridge-over-the-river.html").read_text("utf-8")
    story = (config.build.output / "stories/town.example/the-bridge-over-the-river.html").read_text("utf-8")
    assert f'<p id="p2" lang="ar" dir="rtl">{ARABIC}</p>' in article
    assert f'<p lang="ar" dir="rtl">{ARABIC}</p>' in story
    assert article.count('lang="ar"') == 1 and article.count(f'<p id="p1">{ENGLISH[0]}') == 1


def test_a_stated_language_is_not_doubted(tmp_path: Path) -> None:
    text = "\n".join([*ENGLISH, ARABIC, SOURCE])
    place = seeds(tmp_path / "seeds", {"a.txt": text, "a.toml": 'language = "en"'})
    config = made_up_config(tmp_path, place)
    build(config)
    page = (config.build.output / "en/town.example/the-bridge-over-the-river.html").read_text("utf-8")
    assert 'lang="ar"' not in page
