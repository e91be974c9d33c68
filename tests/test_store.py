"""What one build leaves for the next: the file and its lock."""

import multiprocessing
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from site_builder.errors import OutputError
from site_builder.store import Store, in_transactions, is_damage, one_look, reader

SCHEMA = "CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"


def opened(folder: Path, version: int = 1, notes: list[str] | None = None, patience: float = 60.0) -> Store:
    return Store(folder, SCHEMA, version, (notes if notes is not None else []).append, patience)


def keep(store: Store, name: str, value: str) -> None:
    store.table.execute("INSERT INTO kept VALUES (?, ?)", (name, value))


def kept(store: Store) -> dict[str, str]:
    return dict(store.table.execute("SELECT name, value FROM kept").fetchall())


def test_what_was_written_is_there_the_next_time(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        keep(store, "a", "x")
    with opened(tmp_path) as store:
        assert kept(store) == {"a": "x"}


def test_what_was_written_without_a_log_is_there_the_next_time(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        with store.unlogged():
            keep(store, "a", "x")
        assert store.table.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with opened(tmp_path) as store:
        assert kept(store) == {"a": "x"}


def test_what_was_being_written_without_a_log_is_forgotten_and_that_is_said(tmp_path: Path) -> None:
    notes: list[str] = []
    with opened(tmp_path) as store, pytest.raises(KeyboardInterrupt), store.unlogged():
        keep(store, "a", "x")
        raise KeyboardInterrupt
    with opened(tmp_path, 1, notes) as store:
        assert kept(store) == {}
    assert ["begins again" in note for note in notes] == [True]


def test_a_store_of_another_version_is_set_up_anew_and_that_is_said(tmp_path: Path) -> None:
    notes: list[str] = []
    with opened(tmp_path) as store:
        keep(store, "a", "x")
    with opened(tmp_path, 2, notes) as store:
        assert kept(store) == {}
    assert ["another version" in note for note in notes] == [True]


@pytest.mark.parametrize(
    "damage",
    [b"no database at all, and long enough to be read as one" * 100, b"SQLite format 3\0" + b"\xff" * 9000],
)
def test_a_damaged_file_is_set_up_anew_and_that_is_said(tmp_path: Path, damage: bytes) -> None:
    notes: list[str] = []
    (tmp_path / "store.sqlite").write_bytes(damage)
    with opened(tmp_path, notes=notes) as store:
        keep(store, "a", "x")
        assert kept(store) == {"a": "x"}
    assert ["damaged" in note for note in notes] == [True]


def test_an_empty_file_is_set_up(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"")
    with opened(tmp_path) as store:
        keep(store, "a", "x")


def test_damage_that_shows_later_is_told_from_a_fault_of_ours(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        for number in range(2000):
            keep(store, str(number), "x" * 100)
    file = tmp_path / "store.sqlite"
    data = bytearray(file.read_bytes())
    data[16384 * 3 : 16384 * 8] = b"\xa5" * (16384 * 5)
    file.write_bytes(bytes(data))
    with opened(tmp_path) as store:
        with pytest.raises(sqlite3.DatabaseError) as caught:
            store.table.execute("SELECT sum(length(value)) FROM kept").fetchone()
        assert is_damage(caught.value)
        assert not store.is_sound()
        with pytest.raises(sqlite3.OperationalError) as ours:
            store.table.execute("SELECT nothing FROM nowhere")
        assert not is_damage(ours.value)
        store.start_anew("as a test wants it")
        assert store.is_sound()
        assert kept(store) == {}


def test_another_process_reads_what_was_committed(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        keep(store, "a", "x")
        store.table.execute("BEGIN")
        keep(store, "b", "y")
        other = reader(store.path)
        assert other.execute("SELECT count(*) FROM kept").fetchone() == (1,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            other.execute("DELETE FROM kept")
        other.close()
        store.table.execute("COMMIT")


def test_a_second_build_waits_says_so_and_gives_up_in_the_end(tmp_path: Path) -> None:
    notes: list[str] = []
    with opened(tmp_path), pytest.raises(OutputError, match="another build") as caught:
        opened(tmp_path, notes=notes, patience=0.3)
    assert "waiting" in notes[0] and len(notes) == 1
    assert "--cache" in caught.value.remedy


def test_a_second_build_goes_on_when_the_first_has_ended(tmp_path: Path) -> None:
    hold = (
        "import sys, time; sys.path.insert(0, sys.argv[2]); from pathlib import Path; from site_builder.store import Store\n"
        "with Store(Path(sys.argv[1]), 'CREATE TABLE kept (name TEXT, value TEXT)', 1, print) as store:\n"
        "    print('held', flush=True); sys.stdin.readline()\n"
    )
    notes: list[str] = []
    root = str(Path(__file__).parent.parent)
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path), root],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdin is not None and first.stdout is not None
        assert first.stdout.readline() == "held\n"

        def told(note: str) -> None:
            notes.append(note)
            assert first.stdin is not None
            first.stdin.write("\n")
            first.stdin.flush()

        with Store(tmp_path, "CREATE TABLE kept (name TEXT, value TEXT)", 1, told, 60.0) as store:
            assert kept(store) == {}
    assert len(notes) == 1


def test_a_build_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_take_and_die, args=(str(tmp_path),))
    process.start()
    process.join()
    with opened(tmp_path, patience=0.0) as store:
        assert kept(store) == {"a": "x"}


def _take_and_die(folder: str) -> None:
    store = opened(Path(folder))
    keep(store, "a", "x")
    os._exit(1)


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="--cache"):
        opened(tmp_path / "file")


def test_a_full_disk_is_an_error_and_what_was_kept_stays(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        keep(store, "a", "x")
    # No file may grow beyond 16 KiB, so that there is no room for what SQLite keeps beside an open store.
    limited = (
        "import resource, signal, sys; from pathlib import Path; from site_builder.store import Store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, 16_384))\n"
        f"Store(Path(sys.argv[1]), {SCHEMA!r}, 1, print)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", limited, tmp_path], capture_output=True, text=True, check=False
    )
    assert ended.stdout == "" and "OutputError" in ended.stderr and "cannot be written" in ended.stderr
    with opened(tmp_path) as store:
        assert kept(store) == {"a": "x"}


def test_questions_of_one_look_see_one_state(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        keep(store, "a", "x")
        table = reader(store.path)
        with one_look(table):
            before = table.execute("SELECT count(*) FROM kept").fetchone()
            keep(store, "b", "y")
            assert table.execute("SELECT count(*) FROM kept").fetchone() == before == (1,)
        assert table.execute("SELECT count(*) FROM kept").fetchone() == (2,)
        table.close()


def test_a_fault_within_one_look_is_told_as_it_is(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        table = reader(store.path)
        with pytest.raises(OSError, match="the fault"), one_look(table):
            table.execute("ROLLBACK")
            raise OSError("the fault")
        table.close()


def test_results_are_written_several_at_a_time_and_in_the_end_all(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        table = reader(store.path)
        seen = []
        for number in in_transactions(store.table, range(25)):
            keep(store, str(number), "x")
            seen.append(table.execute("SELECT count(*) FROM kept").fetchone()[0])
        assert seen == [0] * 10 + [10] * 10 + [20] * 5
        assert len(kept(store)) == 25
        assert not store.table.in_transaction
        table.close()


def test_what_was_not_committed_when_a_build_stops_is_lost_and_the_rest_is_there(tmp_path: Path) -> None:
    with opened(tmp_path) as store, pytest.raises(KeyboardInterrupt):
        for number in in_transactions(store.table, range(25)):
            keep(store, str(number), "x")
            if number == 14:
                raise KeyboardInterrupt
    with opened(tmp_path) as store:
        assert len(kept(store)) == 10
