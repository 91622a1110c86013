from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from store.db.database import open_store
from store.errors import StoreError
from tests.making import add_roster


def test_a_new_database_opens_and_opens_again(tmp_path: Path) -> None:
    open_store(tmp_path / "a.db").close()
    store = open_store(tmp_path / "a.db")
    assert store.revision() == 0
    assert store.rows("PRAGMA journal_mode")[0]["journal_mode"] == "wal"
    assert store.rows("PRAGMA foreign_keys")[0]["foreign_keys"] == 1


def test_a_database_of_another_program_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (x)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        open_store(path)
    assert refused.value.code == "db.foreign"
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes("不是数据库".encode() * 100)
    with pytest.raises(StoreError) as refused:
        open_store(path)
    assert refused.value.code == "db.not_sqlite"
    assert path.read_bytes() == "不是数据库".encode() * 100


def test_a_database_of_a_later_version_is_refused(tmp_path: Path) -> None:
    store = open_store(tmp_path / "a.db")
    store.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
        "VALUES ('sixones', 'm999_future', '2030-01-01')"
    )
    store.close()
    with pytest.raises(StoreError) as refused:
        open_store(tmp_path / "a.db")
    assert refused.value.code == "db.newer"


def test_a_migration_leaves_a_backup_of_what_was_before(tmp_path: Path) -> None:
    store = open_store(tmp_path / "a.db")
    store.execute("DELETE FROM _sqlite_migrations WHERE name = 'm005_journal'")
    store.execute("DROP TABLE journal")
    store.execute("DROP TABLE sync_runs")
    store.close()
    store = open_store(tmp_path / "a.db")
    assert store.revision() == 0
    backup = sqlite3.connect(tmp_path / "a.db.before-m005_journal")
    names = {row[0] for row in backup.execute("SELECT name FROM sqlite_master")}
    backup.close()
    assert "mails" in names
    assert "journal" not in names


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store = open_store(path)
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    whole = bytearray(path.read_bytes())
    whole[100:] = b"\xff" * (len(whole) - 100)
    path.write_bytes(whole)
    with pytest.raises(StoreError) as refused:
        open_store(path)
    assert refused.value.code == "db.damaged"


def test_what_fails_within_a_transaction_leaves_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path / "a.db")

    def fail_halfway() -> None:
        with store.atomic():
            store.execute(
                "INSERT INTO sub_committees VALUES ('U', 'x', '[]', '[]', '[]', '[]', '')"
            )
            store.execute("INSERT INTO no_such_table VALUES (1)")

    with pytest.raises(StoreError):
        fail_halfway()
    assert store.rows("SELECT * FROM sub_committees") == []


def test_two_threads_with_a_store_each_write_everything(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    open_store(path).close()

    def write(prefix: str) -> None:
        store = open_store(path)
        for number in range(100):
            with store.atomic():
                store.execute(
                    "INSERT INTO sub_committees VALUES (?, ?, '[]', '[]', '[]', '[]', '')",
                    (f"{prefix}{number}", f"{prefix}{number}"),
                )
        store.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = open_store(path)
    assert store.rows("SELECT count(*) AS n FROM sub_committees")[0]["n"] == 200


def test_a_copy_of_what_can_only_be_read_lies_where_the_next_start_would_remove_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "tmp"
    place.mkdir()
    path = tmp_path / "a.db"
    open_store(path).close()
    writer = open_store(path)
    add_roster(writer)
    # What was written still waits in the log beside it.
    assert path.with_name("a.db-wal").stat().st_size > 0
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setattr(os, "access", lambda *_: False)
    store = open_store(path)
    assert store.read_only == "workspace.read_only"
    (copy,) = place.iterdir()
    assert copy.name.startswith(f"sixones-unpack-{os.getpid()}-")
    store.close()
    assert list(place.iterdir()) == []
    writer.close()


def test_another_process_leaves_the_log_of_one_that_opened_the_database_twice(
    tmp_path: Path,
) -> None:
    """A screen keeps a Store while its workers open others; a command runs beside it."""
    file = tmp_path / "x.db"
    kept = open_store(file)
    open_store(file).close()
    command = (
        "import sys; from pathlib import Path; from store.db.database import open_store;"
        "store = open_store(Path(sys.argv[1]));"
        "store.execute(\"INSERT INTO seen (who, branch_id, mail_id) VALUES ('a', 'b', 1)\");"
        "store.close()"
    )
    subprocess.run([sys.executable, "-c", command, str(file)], check=True)
    assert file.with_name("x.db-wal").exists()
    assert file.with_name("x.db-shm").exists()
    assert [row["who"] for row in kept.rows("SELECT who FROM seen")] == ["a"]
    kept.close()
