"""Which language a text is in."""

import json
import sys
import unicodedata
from collections.abc import Iterator

import pytest

from site_builder.describe import missing_detectors
from site_builder.describe.language import (
    alike,
    common,
    detect_language,
    lid176,
    look_at,
    ngrams,
    scripts,
    told_by,
    vote,
)
from site_builder.describe.language.blocks import detect_body
from site_builder.describe.language.scripts import tag_of
from site_builder.describe.language.shared import Verdict, settle_story
from site_builder.installed import version_of
from site_builder.pipeline import prints

TEXTS = {
    "en": "The bridge is 412 metres long and replaces the ferry of 1903, said the mayor on Monday.",
    "nl": "De brug is 412 meter lang en vervangt de veerpont uit 1903, zei de burgemeester maandag.",
    "uk": "Міст має довжину 412 метрів і замінює пором 1903 року, сказав у понеділок міський голова.",
    "ru": "Мост длиной 412 метров заменит паром 1903 года, сказал в понедельник мэр этого города.",
    "pl": "Most ma 412 metrów długości i zastępuje prom z 1903 roku, powiedział w poniedziałek burmistrz.",
    "cs": "Most je dlouhý 412 metrů a nahrazuje přívoz z roku 1903, řekl v pondělí starosta města.",
    "ar": "يبلغ طول الجسر 412 مترا ويحل محل العبارة القديمة، كما قال رئيس البلدية يوم الاثنين.",
    "he": "אורך הגשר 412 מטרים והוא מחליף את המעבורת הישנה, אמר ראש העיר ביום שני.",
    "el": "Η γέφυρα έχει μήκος 412 μέτρα και αντικαθιστά το πορθμείο, είπε ο δήμαρχος τη Δευτέρα.",
    "th": "สะพานมีความยาว 412 เมตร และแทนที่เรือข้ามฟากเก่า นายกเทศมนตรีกล่าวเมื่อวันจันทร์",
    "ja": "橋の長さは412メートルで、古い渡し船に代わるものだと市長は月曜日に述べた。",
    "ko": "다리의 길이는 412미터이며 오래된 나룻배를 대신한다고 시장이 월요일에 말했다.",
    "zh-Hans": "这座桥长412米，将取代1903年的渡船，市长星期一对记者说。",
    "zh-Hant": "這座橋長412米，將取代1903年的渡船，市長星期一對記者說。",
    "hi": "पुल की लंबाई 412 मीटर है और यह पुरानी नाव की जगह लेता है, महापौर ने सोमवार को कहा।",
    "vi": "Cây cầu dài 412 mét và thay thế bến phà từ năm 1903, thị trưởng cho biết hôm thứ Hai.",
    "ta": "பாலத்தின் நீளம் 412 மீட்டர், இது பழைய படகுக்கு பதிலாக உள்ளது என்று மேயர் கூறினார்.",
}


# The first article of the Universal Declaration of Human Rights, public domain; of Malay and Indonesian, news.
DECLARED = {
    "id": "Wali kota mengatakan pada hari Senin bahwa jembatan baru itu panjangnya 412 meter dan akan menggantikan kapal feri yang lama, karena biaya perawatannya terlalu mahal bagi pemerintah kota.",
    "ms": "Datuk bandar berkata pada hari Isnin bahawa jambatan baharu itu sepanjang 412 meter dan akan menggantikan feri lama kerana kos penyelenggaraannya terlalu mahal bagi pihak kerajaan.",
    "nb": "Alle mennesker er født frie og med samme menneskeverd og menneskerettigheter. De er utstyrt med fornuft og samvittighet og bør handle mot hverandre i brorskapets ånd.",
    "nn": "Alle menneske er fødde til fridom og med same menneskeverd og menneskerettar. Dei har fått fornuft og samvit og skal leve med kvarandre som brør.",
    "da": "Alle mennesker er født frie og lige i værdighed og rettigheder. De er udstyret med fornuft og samvittighed, og de bør handle mod hverandre i en broderskabets ånd.",
    "zu": "Bonke abantu bazalwa bekhululekile belingana ngesithunzi nangamalungelo. Bahlanganiswe wumcabango nangunembeza futhi kufanele baphathane ngomoya wobunye.",
    "xh": "Bonke abantu bazalwa bekhululekile belingana ngesidima nangokweemfanelo. Bonke abantu banesiphiwo sesazela nesizathu sokwenza isenzo ongathanda ukuba senziwe kumzalwane wakho.",
    "st": "Batho bohle ba tswetswe ba lokolohile mme ba lekana ka botho le ditokelo. Ba na le monahano le letswalo mme ba tlamehile ho phedisana le ba bang ka moya wa boena.",
    "nso": "Batho ka moka ba belegwe ba lokologile le gona ba lekana ka seriti le ditokelo. Ba filwe monagano le letswalo mme ba swanetše go swarana ka moya wa bana ba motho.",
    "ty": "E fanauhia te tâ'âto'ara'a o te ta'ata-tupu ma te ti'amâ e te ti'amanara'a 'aifaito. Ua 'î te mana'o pa'ari e i te manava e ma te ha'a i rotopû ia râtou iho, ma te mana'o taea'ae.",
    "bem": "Abantu bonse bafyalwa abalubuka nokulingana mu mucinshi nensambu. Balikwata amano nokutontonkanya, eico bafwile ukulacita ifintu ku banabo mu mutima wa bumunyina.",
    "ee": "Wodzi amegbetɔwo katã ablɔɖeviwoe eye wodzena bubu kple gomekpɔkpɔ sɔsɔe. Susu kple dzitsinya le wo dometɔ ɖesiaɖe si eyata wodze be woanɔ anyi le ɖekawɔwɔ blibo me.",
    "am": "የሰው ልጅ ሁሉ ሲወለድ ነጻና በክብርና በመብትም እኩልነት ያለው ነው። የተፈጥሮ ማስተዋልና ሕሊና ስላለው አንዱ ሌላውን በወንድማማችነት መንፈስ መመልከት ይገባዋል።",
    "ti": "ብመንፅር ክብርን መሰልን ኩሎም ሰባት እንትውለዱ ነፃን ማዕሪን እዮም። ምስትውዓልን ሕልናን ዝተዓደሎም ብምዃኖም ንሕድሕዶም ብሕውነታዊ መንፈስ ክተሓላለዩ ኦለዎም።",
    "sr-Latn": "Sva ljudska bića rađaju se slobodna i jednaka u dostojanstvu i pravima. Ona su obdarena razumom i svešću i treba jedni prema drugima da postupaju u duhu bratstva.",
    "sr-Cyrl": "Сва људска бића рађају се слободна и једнака у достојанству и правима. Она су обдарена разумом и свешћу и треба једни према другима да поступају у духу братства.",
}


@pytest.fixture
def fresh() -> Iterator[None]:
    """Nothing remembered of which detectors there are, before and after."""
    vote._has.cache_clear()
    yield
    vote._has.cache_clear()


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_is_told(language: str) -> None:
    found, confidence, *_ = detect_language(TEXTS[language])
    assert (found, confidence > 0.5) == (language, True)


@pytest.mark.parametrize("text", ["", "1234 5678", "😀 😀 😀", "…", "a", "?!"])
def test_a_text_without_letters_is_undetermined(text: str) -> None:
    assert detect_language(text)[:2] == ("und", 0.0)


def test_names_in_another_script_do_not_change_the_language() -> None:
    assert (
        detect_language("市长 Nguyen Thanh Thuy 星期一对记者说，这座桥长412米，将取代渡船。")[0] == "zh-Hans"
    )


def test_a_clear_text_takes_one_look_and_a_mixed_one_more() -> None:
    assert detect_language(TEXTS["en"] * 9).looks == 1
    assert detect_language("".join(TEXTS[language] * 4 for language in ("pl", "vi", "cs"))).looks > 1


@pytest.mark.parametrize(
    "text", [*TEXTS.values(), *[text * 4 for text in TEXTS.values()], TEXTS["cs"] + TEXTS["th"], ""]
)
def test_a_look_that_leaves_a_doubt_need_not_be_taken_again(text: str) -> None:
    found = told_by(look_at(text))
    assert detect_language(text) == (detect_language(text, looks=1) if found is None else found)


def test_no_letter_of_another_script_is_in_a_block_of_latin_ones() -> None:
    letters = [chr(code) for code in range(0x110000) if code < 0xD800 or code > 0xDFFF]
    others = [char for char in letters if scripts._script_of_char(char) not in ("", "Latn")]
    taken = [char for char in others if scripts.script_of(f"abc {char}")[2]["Latn"] != 3]
    assert others and not taken


@pytest.mark.parametrize("language", DECLARED)
def test_near_relatives_and_languages_that_few_detectors_know(language: str) -> None:
    assert detect_language(DECLARED[language]).tag == language


@pytest.mark.parametrize("language", ["bem", "ee", "ty", "zu", "ti", "nn"])
def test_without_the_optional_detectors_the_others_go_on(
    language: str, monkeypatch: pytest.MonkeyPatch, fresh: None
) -> None:
    monkeypatch.setattr(vote, "find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "pycld2", None)
    monkeypatch.setitem(sys.modules, "py3langid", None)
    assert detect_language(DECLARED[language]).tag == language
    assert missing_detectors() == ["pycld2", "py3langid"]


def test_the_dear_detector_is_asked_only_where_the_others_leave_a_doubt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def identify(text: str, script: str) -> dict[str, float]:
        asked.append(text)
        return {}

    monkeypatch.setattr(vote, "_py3langid", identify)
    for language in ("nn", "id", "zu"):
        detect_language(DECLARED[language])
    assert asked == []
    detect_language("Debian")
    assert len(asked) == 1


def test_cantonese_by_its_own_characters() -> None:
    assert detect_language("佢哋喺香港嘅屋企食飯，我哋都唔知佢哋幾時嚟。").tag == "yue"


def test_a_name_in_latin_letters_does_not_outweigh_a_headline() -> None:
    assert detect_language("Обновлён Debian GNU Linux").tag == "ru"


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Выпущен Mozilla Firefox и представлен Developer Edition", "ru"),
        ("Google Chrome による新しい機能の紹介", "ja"),
        ("लंदन में Royal Albert Hall और Tower Bridge बंद", "hi"),
    ],
)
def test_a_headline_in_another_script_may_be_mostly_latin_names(line: str, language: str) -> None:
    assert detect_language(line).tag == language


def test_words_without_capitals_are_heard_beside_the_whole_line() -> None:
    line = "Festival der New Orleans Jazz Orchestra beginnt"
    said, plain = (vote.cast("lid176", text, "Latn") for text in (line, "der beginnt"))
    assert vote.uncapitalised(line) == "der beginnt"
    assert plain["de"] > said.get("de", 0.0)
    part = vote._weights().plain
    assert vote.blended(said, plain, part)["de"] == pytest.approx(
        (1 - part) * said.get("de", 0.0) + part * plain["de"]
    )
    assert detect_language(line).tag == "de"


@pytest.mark.parametrize(
    "line", ["BRIDGE OPENS TODAY", "the bridge opens", "Bridge Opens At", "", "मुंबई में पुल"]
)
def test_nothing_is_heard_twice_where_capitals_tell_no_names(line: str) -> None:
    assert vote.uncapitalised(line) == ""


def test_a_detector_that_does_not_know_a_language_speaks_a_little_against_it() -> None:
    """Else a language that one detector alone knows would win by a guess of that one."""
    ballots = {"ngrams": {"kde": 1.0}, "lid176": {}, "pycld2": {}}
    weights = vote._weights()
    (alone,) = vote.count(ballots, weights._replace(unknown=0.0))
    (among,) = vote.count(ballots, weights)
    assert 0.5 < among.share < alone.share


def test_a_line_is_never_clear_at_a_first_look() -> None:
    line = "Une nouvelle passerelle a été ouverte lundi au nord de la ville"
    assert detect_language(line).looks > 1
    assert detect_language(line * 3).looks == 1


def test_latin_letters_typed_for_cyrillic_ones() -> None:
    mixed = DECLARED["sr-Cyrl"].translate(str.maketrans("аеој", "aeoj"))
    assert detect_language(mixed).tag == "sr-Cyrl"


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x01\x1b[31m Semua orang \x7f dilahirkan \u202e merdeka \ufeff",
        "\ud800\udfff orang dilahirkan \udc80",
        "a" * 200_000,
        "http://" * 40_000,
        "![" * 100_000,
        "".join(map(chr, range(0x300, 0x370))) * 100,
        "é̸̢" * 5_000,
        "\n\n\t \u3000",
    ],
    ids=["controls", "surrogates", "one word", "addresses", "marks", "no base", "zalgo", "blanks"],
)
def test_any_text_has_an_answer_and_the_same_one_again(text: str) -> None:
    found = detect_language(text)
    assert 0 <= found.confidence <= 1
    assert detect_language(text) == found


def test_a_long_text_costs_no_more_than_a_short_one() -> None:
    """Pieces of bounded length are looked at, whatever the length."""
    seen: list[int] = []
    text = DECLARED["zu"] * 5_000
    assert len(text) > 500_000

    def watch(piece: str, script: str) -> list[vote.Candidate]:
        seen.append(len(piece))
        return [vote.Candidate("zu", 0.9)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vote, "vote", watch)
        detect_language(text)
    assert seen
    assert max(seen) < 1_000


def test_the_confidence_of_a_word_that_says_little_is_low() -> None:
    assert detect_language("Debian").confidence < 0.5
    assert detect_language(DECLARED["zu"] * 3).confidence > 0.6


TABLES = ["Latn", "Cyrl", "Arab", "Deva", "Ethi", "Hebr", "Tibt", "Latn.words", "Cyrl.words", "Arab.words"]


@pytest.mark.parametrize("name", TABLES)
def test_adding_rows_at_once_adds_each_column(name: str) -> None:
    """Against plain sums; enough n-grams to fill and empty the lanes several times."""
    table = ngrams.load(name)
    assert table is not None
    found = ngrams.ngrams(" ".join(TEXTS.values()) * 3 + " ".join(DECLARED.values()))
    width = len(table.tags) + len(table.taught)
    sums = [0] * width
    for ngram, times in found.items():
        start = ngrams.place(ngram, table.bits) * width
        for i, weight in enumerate(table.rows[start : start + width]):
            sums[i] += weight * times
    assert len(table.rows) == width << table.bits
    assert ngrams.added(table, found) == sums


def test_frequent_words_tell_a_language_and_unknown_ones_that_it_is_none_of_these() -> None:
    said = common.listed("the bridge was built in a year", "Latn")
    assert max(said, key=lambda tag: said[tag]) == "en"
    assert 0.9 < sum(said.values()) <= 1
    assert sum(common.listed(DECLARED["ty"], "Latn").values()) < 0.5
    assert common.listed("", "Latn") == common.listed(TEXTS["hi"], "Deva") == {}


def test_a_title_of_names_has_the_language_of_its_few_words() -> None:
    assert detect_language("Vulkaan spuwt as op Mexico-stad").tag == "nl"
    assert detect_language("Tsunami gempa bumi Indonesia: beratus terkorban").tag == "ms"


def test_languages_of_one_list_divide_its_share_as_the_others_vote() -> None:
    told = {"nb": 0.3, "nn": 0.3, "da": 0.4}
    divided = common.divided(told, [{"nn": 0.9}, {"nn": 0.7, "da": 0.1}])
    assert divided["da"] == 0.4
    assert divided["nb"] + divided["nn"] == pytest.approx(0.6)
    assert divided["nn"] > 10 * divided["nb"]
    assert common.divided({"da": 0.4}, [{"nn": 0.9}]) == {"da": 0.4}


def test_each_language_of_the_tables_is_one_that_its_detector_is_asked_about() -> None:
    known = json.loads((ngrams.FOLDER / "known.json").read_text("utf-8"))
    tables = [ngrams.load(file.stem) for file in sorted(ngrams.FOLDER.glob("????.xz"))]
    assert {tag for table in tables if table for tag in table.tags} == set(known["ngrams"])
    lists = [ngrams.load(file.stem) for file in sorted(ngrams.FOLDER.glob("*.words.xz"))]
    assert {tag for table in lists if table for tags in table.tags for tag in tags.split()} == set(
        known["words"]
    )
    assert len(set().union(*known.values())) > 250


def test_codes_become_tags_that_name_a_script_where_there_are_two() -> None:
    assert [tag_of(code, "Latn") for code in ("no", "sh", "az", "ru", "ku", "zh-Hant")] == [
        "nb",
        "sr-Latn",
        "az",
        "",
        "kmr",
        "",
    ]
    assert [tag_of(code, "Cyrl") for code in ("sr", "az", "en")] == ["sr-Cyrl", "az-Cyrl", ""]
    assert tag_of("ku", "Arab") == "ckb"


def test_words_keep_vowel_signs_and_lose_marks() -> None:
    assert ngrams.words("हिन्दी, “Ọjọ́” 12 l’été") == ["हिन्दी", unicodedata.normalize("NFC", "ọjọ́"), "l'été"]


def test_relatives_share_what_their_group_has() -> None:
    parts = alike.tell_apart(DECLARED["id"], "ms")
    assert set(parts) == {"id", "ms"}
    assert sum(parts.values()) == pytest.approx(1)
    assert alike.tell_apart("anything", "fi") == {}


def test_a_story_has_each_language_once() -> None:
    norwegian = Verdict("a", "nb", 0.97)
    unsure = Verdict("b", "nb", 0.6, (("nb", 0.6), ("da", 0.55)))
    assert settle_story([norwegian, unsure]) == settle_story([unsure, norwegian]) == {"b": "da"}
    assert settle_story([norwegian, unsure._replace(candidates=(("nb", 0.6), ("da", 0.2)))]) == {}


def test_the_fast_detector_answers_clear_texts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vote, "vote", lambda *_: pytest.fail("was asked"))
    for language in ("en", "uk", "pl", "vi", "ar"):
        assert detect_language(TEXTS[language] * 4).looks <= 2


def test_the_fast_detector_sees_what_it_cannot_decode() -> None:
    assert list(lid176.guesses("\ud800 the bridge over the river"))


def test_a_mixed_article_has_the_language_of_most_letters() -> None:
    texts = [TEXTS["cs"] * 3, *[TEXTS["vi"] * 3] * 5, TEXTS["cs"] * 3]
    body = detect_body(texts)
    assert body.tag == "vi"
    assert body.strangers == {0: "cs", 6: "cs"}


def test_a_block_in_another_script_is_a_stranger_and_a_name_is_none() -> None:
    texts = [TEXTS["el"], TEXTS["pl"] * 2, TEXTS["pl"] * 2, TEXTS["pl"] * 3, "Київ"]
    body = detect_body(texts)
    assert (body.tag, body.strangers) == ("pl", {0: "el"})


def test_relatives_in_one_article_are_no_strangers() -> None:
    body = detect_body([DECLARED["id"] * 2, "Σήμερα το πρωί", DECLARED["ms"], DECLARED["id"] * 2])
    assert body.tag in ("id", "ms")
    assert body.strangers == {1: "el"}


def test_a_clear_article_is_not_looked_at_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    real = lid176.guesses
    monkeypatch.setattr(lid176, "guesses", lambda *a: looked.append(a[0]) or real(*a))  # type: ignore[func-returns-value]
    body = detect_body([TEXTS["en"]] * 50)
    assert (body.tag, body.looks, len(looked)) == ("en", 1, 1)


def test_an_article_of_many_blocks_is_looked_at_in_some() -> None:
    looked: list[int] = []
    real = vote.vote

    def count(text: str, script: str) -> list[vote.Candidate]:
        looked.append(1)
        return real(text, script)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vote, "vote", count)
        detect_body([DECLARED["zu"] * 2, "Σήμερα το πρωί"] * 9_999)
    assert 1 < len(looked) <= 66


def test_a_detector_more_or_less_has_all_languages_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = prints._code()
    monkeypatch.setattr(prints, "version_of", lambda name: "" if name == "pycld2" else version_of(name))
    assert prints._code() != before
