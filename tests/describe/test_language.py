"""Which language a text is in."""

import pytest

from site_builder.describe.language import detect_language

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


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_is_told(language: str) -> None:
    found, confidence, _ = detect_language(TEXTS[language])
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
