"""Results remembered between builds."""

import pickle
from dataclasses import dataclass
from pathlib import Path

import pytest

from site_builder.cache import Cache, key_of
from site_builder.errors import OutputError


@dataclass(frozen=True)
class Kept:
    text: str


@dataclass(frozen=True)
class Stranger:
    text: str


def test_a_value_is_remembered(tmp_path: Path) -> None:
    with Cache(tmp_path, [Kept]) as cache:
        cache.put(key_of("a"), Kept("x"))
    with Cache(tmp_path, [Kept]) as cache:
        assert (cache.get(key_of("a")), cache.get(key_of("b"))) == (Kept("x"), None)


def test_a_type_that_was_not_named_is_not_read(tmp_path: Path) -> None:
    with Cache(tmp_path, [Kept]) as cache:
        cache.put(key_of("a"), Stranger("x"))
        assert cache.get(key_of("a")) is None


class Trap:
    def __reduce__(self) -> tuple[object, ...]:
        return (print, ("the trap was sprung",))


def test_a_value_from_elsewhere_runs_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pickle.loads(pickle.dumps(Trap()))
    assert "sprung" in capsys.readouterr().out
    with Cache(tmp_path, [Kept]) as cache:
        cache.put(key_of("a"), Trap())
        assert cache.get(key_of("a")) is None
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("damage", [b"", b"no database at all, and long enough to be read as one" * 100])
def test_a_damaged_file_is_set_up_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "results.sqlite").write_bytes(damage)
    with Cache(tmp_path, [Kept]) as cache:
        cache.put(key_of("a"), Kept("x"))
        assert cache.get(key_of("a")) == Kept("x")


def test_what_no_build_asks_for_is_forgotten_in_time(tmp_path: Path) -> None:
    with Cache(tmp_path, [Kept]) as cache:
        for number in range(10):
            cache.put(key_of(number), Kept(str(number)))
    with Cache(tmp_path, [Kept]) as cache:
        assert cache.get(key_of(1))
        cache.forget_unused()
        assert [bool(cache.get(key_of(number))) for number in (1, 2)] == [True, False]


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="--cache"):
        Cache(tmp_path / "file", [])


def test_asking_for_a_value_keeps_it(tmp_path: Path) -> None:
    with Cache(tmp_path, [Kept]) as cache:
        for number in range(10):
            cache.put(key_of(number), Kept(str(number)))
    with Cache(tmp_path, [Kept]) as cache:
        assert (cache.has(key_of(1)), cache.has(key_of("no"))) == (True, False)
        cache.forget_unused()
        assert [cache.has(key_of(number)) for number in (1, 2)] == [True, False]
