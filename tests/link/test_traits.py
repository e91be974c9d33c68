"""What of a text survives translation."""

import time

from site_builder.link.traits import (
    KEYS,
    LENGTH,
    NUMBERS,
    keys_of,
    pack_traits,
    skeleton,
    traits_of,
    unpack_traits,
)


def shared(first: str, second: str) -> set[str]:
    return set(keys_of([first])) & set(keys_of([second]))


def test_a_name_has_one_skeleton_in_every_script() -> None:
    for names in (
        ("Trump", "Трамп", "ترامب", "ट्रम्प"),
        ("Buonmathuot", "Буонматхуот", "ブオンマトゥオット"),
        ("Kharkov", "Харьков"),
    ):
        assert len({skeleton(name) for name in names}) == 1, names


def test_names_of_short_words_meet_as_a_whole() -> None:
    english = "Then the people of Nam Ka and comrade Tran Phu Hung signed it."
    ukrainian = "Потім люди з Нам Ка і товариш Тран Фу Хунг його підписали."
    assert {"snmk", "strnp"} <= shared(english, ukrainian)


def test_words_of_indic_scripts_are_not_cut_at_their_vowels() -> None:
    assert "strmp" in keys_of(["कल राष्ट्रपति ट्रम्प ने कहा।"])


def test_numbers_meet_in_every_writing() -> None:
    assert (
        traits_of(["In 1,000 houses of 25 towns"])[0].numbers
        == traits_of(["في ١٠٠٠ منزل و٢٥ مدينة"])[0].numbers
    )
    german, indian, french = ("1.234.567 Euro", "12,34,567 रुपये", "1 234 567 euros")
    assert traits_of([german])[0].numbers == traits_of([indian])[0].numbers == traits_of([french])[0].numbers
    assert traits_of(["3,5 %"])[0].numbers == traits_of(["3.5 %"])[0].numbers


def test_codes_are_anchors() -> None:
    assert "x21KHTU" in shared("Plan No. 21-KH/TU of the party", "План № 21-KH/TU партії")


def test_ends_are_places_of_paragraphs() -> None:
    assert traits_of(["a" * 30, "b" * 10, "c" * 60])[0].ends == (300, 400)
    assert traits_of(["alone"])[0].ends == ()


def test_a_text_of_little_but_numbers_has_no_anchors() -> None:
    prose = "On 3 May 2015 the council of Brno met and heard a report on roads. It will meet again in June."
    chinese = "2015年5月3日，布尔诺市议会举行会议，听取了关于道路的报告。"
    table = "\n".join(f"{number} {number * 77} 12.5" for number in range(100))
    for text in (prose, chinese, f"{prose}\n{table[:40]}\n{prose * 3}"):
        assert traits_of(text.splitlines())[0].anchors
    for text in ("3 + 3 = 6", table, f"Results of the year in all towns\n{table}", "Brno 2015"):
        traits, words = traits_of(text.splitlines())
        assert (traits.anchors, words) == ({}, {})


def test_traits_come_back_from_plain_values() -> None:
    traits, words = traits_of(
        [
            "On 3 May 2025 Maria Novak opened 12 schools.",
            "She said so in Brno, where the town had asked her to.",
        ]
    )
    assert unpack_traits(pack_traits(traits)) == traits
    assert "Maria Novak" in words.values()


def test_a_hostile_text_costs_no_more_than_a_long_one() -> None:
    texts = [
        "1 " * 1_000_000,
        "1,1" * 600_000,
        "1 000" * 400_000,
        "A-" * 1_000_000,
        "Aa " * 600_000,
        "x9" * 1_000_000,
        "ア" * 2_000_000,
        "क" * 2_000_000,
    ]
    for text in texts:
        start = time.process_time()
        traits, _ = traits_of([text])
        assert time.process_time() - start < 2, text[:10]
        assert len(traits.anchors) <= KEYS
        assert len(traits.numbers) <= NUMBERS
    assert len(traits_of(["A b. " * 1000] * 5000)[0].ends) <= LENGTH
