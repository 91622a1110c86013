"""A byte that turns in the database is named by table and row; what nobody can name is harmless."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from store.db.acts import Act, subject
from store.db.database import Store, open_store
from store.db.decisions import Draft, decide
from store.db.tables import DIGESTS, TABLES, WATCHED
from store.errors import StoreError
from store.keeping.freeze import freeze
from store.keeping.signing import sign_off
from store.keeping.verify import Damage, verify_workspace
from store.model import FileKind
from store.workspace.workspace import Workspace, open_workspace
from tests.finishing import finished
from tests.making import NOW, add_roster, auto, make_mail, take_in
from tests.store.reports.made_reports import AT, small


@pytest.fixture
def closed(tmp_path: Path) -> Workspace:
    """A small workspace with facts, decisions and a frozen list; all in one file, none open."""
    workspace, store = small(tmp_path / "made")
    for name in ("一", "二", "三", "who"):
        (tmp_path / name).write_text(name)
    freeze(store, workspace, AT)
    sign_off(store, workspace, "张建国", at=AT, who="zhang")
    decide(
        store,
        [
            Draft(
                Act.EXTEND, subject("branch", "B3"), {"until": "2027-04-20T09:00:00+00:00"}, "生病"
            )
        ],
        at=AT + timedelta(minutes=1),
        who="li",
    )
    _settle(store)
    return workspace


def _settle(store: Store) -> None:
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.execute("PRAGMA journal_mode = DELETE")
    store.close()


def _verified(workspace: Workspace) -> tuple[Damage, ...]:
    found = finished(verify_workspace(workspace))
    return tuple(damage for damage in found if damage.kind not in ("lost", "altered"))


@contextlib.contextmanager
def _raw(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    """The database without the program, and texts as bytes, which they may be no more."""
    with contextlib.closing(sqlite3.connect(workspace.database_file)) as conn:
        conn.text_factory = bytes
        yield conn


def _facts(workspace: Workspace) -> list[object]:
    """Every row of every table of facts."""
    with _raw(workspace) as conn:
        return [(name, conn.execute(f"SELECT * FROM {name}").fetchall()) for name in WATCHED]  # noqa: S608


def _texts(workspace: Workspace) -> list[tuple[str, str, bytes]]:
    """Each text of a fact that lies once in the file: table, key, text."""
    content = workspace.database_file.read_bytes()
    found = []
    with _raw(workspace) as conn:
        for table in WATCHED:
            columns = conn.execute(f"PRAGMA table_info({table})").fetchall()
            keys = [place for place, column in enumerate(columns) if column[5]]
            for row in conn.execute(f"SELECT * FROM {table}"):  # noqa: S608
                texts = [row[place] for place in keys]
                key = " ".join(t.decode() if isinstance(t, bytes) else str(t) for t in texts)
                found += [
                    (table, key, value)
                    for place, value in enumerate(row)
                    if isinstance(value, bytes)
                    and place not in keys
                    and len(value) > 3
                    and content.count(value) == 1
                ]
    return found


def test_every_table_of_facts_is_watched(tmp_path: Path) -> None:
    with contextlib.closing(open_store(tmp_path / "a.db")) as store:
        tables = {
            str(row["name"])
            for row in store.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not str(row["name"]).startswith(("sqlite_", "_sqlite"))
        }
        assert tables - {DIGESTS} == set(TABLES)
        triggers = {
            str(row["tbl_name"])
            for row in store.rows("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")
        }
        assert triggers == set(WATCHED)


def test_what_was_written_by_the_program_is_sound(closed: Workspace) -> None:
    assert _verified(closed) == ()


def test_a_flipped_letter_is_named_by_table_and_row(closed: Workspace) -> None:
    whole = closed.database_file.read_bytes()
    texts = _texts(closed)
    assert len({table for table, _, _ in texts}) >= 8
    for table, key, text in texts:
        turned = bytearray(whole)
        turned[whole.index(text) + len(text) // 2] ^= 0x04
        closed.database_file.write_bytes(turned)
        assert Damage("row", f"{table} {key}", reason="altered") in _verified(closed), text


def test_rows_written_past_the_program_are_named(closed: Workspace) -> None:
    with _raw(closed) as conn:
        conn.create_function("row_digest", -1, lambda *_: 1)
        conn.execute("UPDATE branches SET name = '别的支部' WHERE id = 'B1'")
        conn.execute("DROP TRIGGER decisions_digest_delete")
        conn.execute("DELETE FROM decisions WHERE id = 1")
        conn.execute("DROP TRIGGER journal_digest_insert")
        conn.execute(
            "INSERT INTO journal (id, at, actor, act, subject) VALUES (999, 'x', 'x', 'x', 'x')"
        )
        conn.commit()
    named = {(damage.where, damage.reason) for damage in _verified(closed)}
    assert named >= {("branches B1", "altered"), ("decisions 1", "lost")}


def test_digests_follow_changes_and_removals(tmp_path: Path) -> None:
    with contextlib.closing(open_store(tmp_path / "a.db")) as store:
        add_roster(store)
        run = store.execute
        run("UPDATE branches SET name = '改过' WHERE id = 'B1'")
        run("UPDATE branches SET id = 'B9' WHERE id = 'B2'")
        run("DELETE FROM branches WHERE id = 'B3'")
        assert list(store.altered_rows("branches")) == []
        rows = store.rows("SELECT of_row FROM row_digests WHERE of_table = 'branches'")
        assert {row["of_row"] for row in rows} == {"B1", "B9"}


def test_what_is_rolled_back_leaves_no_digest(tmp_path: Path) -> None:
    with contextlib.closing(open_store(tmp_path / "a.db")) as store:

        def fail_halfway() -> None:
            with store.atomic():
                add_roster(store)
                store.rows("SELECT * FROM no_such_table")

        with pytest.raises(StoreError):
            fail_halfway()
        assert store.rows("SELECT * FROM row_digests") == []


def test_an_older_workspace_is_watched_from_its_first_opening_on(closed: Workspace) -> None:
    with contextlib.closing(open_store(closed.database)) as store:
        # A table of a later migration has triggers of its own.
        for table in set(WATCHED) - {"skeletons", "forgotten_mails"}:
            for event in ("insert", "update", "delete"):
                store.execute(f"DROP TRIGGER {table}_digest_{event}")
        store.execute(f"DROP TABLE {DIGESTS}")
        store.execute("DELETE FROM _sqlite_migrations WHERE name = 'm011_row_digests'")
        _settle(store)
    with contextlib.closing(open_store(closed.database)) as store:
        take_in(store, make_mail("再来", [("方案.docx", "again")]), auto("B1", FileKind.PLAN))
        _settle(store)
    assert _verified(closed) == ()
    with _raw(closed) as conn:
        conn.create_function("row_digest", -1, lambda *_: 1)
        conn.execute("UPDATE mails SET subject = 'x' WHERE id = 1")
        conn.commit()
    assert [damage.where for damage in _verified(closed)] == ["mails 1"]


@pytest.mark.sweep
def test_no_flipped_byte_changes_a_fact_unnoticed(closed: Workspace, tmp_path: Path) -> None:
    facts, whole = _facts(closed), closed.database_file.read_bytes()
    silent = 0
    for place in range(0, len(whole), 97):
        turned = bytearray(whole)
        turned[place] ^= 1 << (place % 8)
        folder = tmp_path / "turned"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(closed.folder, folder)
        (folder / closed.database_file.name).write_bytes(turned)
        workspace = open_workspace(folder)
        if _verified(workspace) == ():
            silent += 1
            assert _facts(workspace) == facts, place
    # Free room, and what SQLite counts for itself.
    assert silent < len(whole) // 97


@pytest.mark.sweep
def test_digests_cost_a_sync_next_to_nothing(tmp_path: Path) -> None:
    def taken_in(folder: Path, *, watching: bool) -> float:
        with contextlib.closing(open_store(folder)) as store:
            add_roster(store)
            if not watching:
                for table in WATCHED:
                    store.execute(f"DROP TRIGGER {table}_digest_insert")
            store.execute("PRAGMA synchronous = OFF")
            started = time.process_time()
            for n in range(1_000):
                mail = make_mail(f"{n}", [("方案.docx", f"a{n}"), ("视频.mp4", f"b{n}")], at=NOW)
                take_in(store, mail, auto("B1", FileKind.PLAN), auto("B1", FileKind.VIDEO))
            return time.process_time() - started

    bare = min(taken_in(tmp_path / f"{n}.db", watching=False) for n in range(3))
    ours = min(taken_in(tmp_path / f"w{n}.db", watching=True) for n in range(3))
    # A mail costs some 35 ms in a sync; of these not a hundredth.
    assert (ours - bare) / 1_000 < 0.35e-3, (ours, bare)


def test_a_row_that_takes_the_place_of_another_leaves_no_digest_of_it(tmp_path: Path) -> None:
    # What migrates a database sets more of it than what only opens it.
    open_store(tmp_path / "a.db").close()
    with contextlib.closing(open_store(tmp_path / "a.db")) as store:
        for unit_id in ("U1", "U2"):
            store.execute(
                "INSERT OR REPLACE INTO sub_committees "
                "VALUES (?, '第一学院党委', '[]', '[]', '[]', '[]', '')",
                (unit_id,),
            )
        kept = store.rows(f"SELECT of_row FROM {DIGESTS} WHERE of_table = 'sub_committees'")  # noqa: S608
        assert [row["of_row"] for row in kept] == ["U2"]
