"""What every engine does: the embedded one and a real PostgreSQL, in every run of the suite."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.db import chain, journal
from store.db.acts import Act
from store.db.database import Store, head_in, open_store
from store.db.decisions import Draft, decide, live_decisions
from store.db.location import Location
from store.db.postgres.schema import STEPS
from store.db.postgres.text import ESCAPE
from store.db.sqlite.migrations import CHANGES
from store.db.tables import DIGESTS, TABLES, WATCHED
from store.errors import StoreError
from store.model import FileKind
from tests.engines import location, over
from tests.making import NOW, add_roster, auto, make_mail, take_in


# Not the fixture of all others, whose second half is a sweep: this one is in every run.
@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Location]:
    with over(request.param, request):
        yield location(tmp_path / "a.db")


@pytest.fixture
def store(where: Location) -> Iterator[Store]:
    with closing(open_store(where)) as opened:
        yield opened


def subjects(store: Store) -> list[str]:
    return [row["subject"] for row in store.rows("SELECT subject FROM journal ORDER BY id")]


def note(store: Store, subject: str) -> None:
    journal.record(store, NOW, "李老师", "mark", subject, None, {"a": 1})


def note_and_fail(store: Store, subject: str, failing: Callable[[], object]) -> None:
    with store.atomic():
        note(store, subject)
        failing()


def twice(store: Store) -> None:
    store.many("INSERT INTO released VALUES (?)", [("x",), ("x",)])


def test_what_a_block_wrote_stands_and_what_failed_is_gone(store: Store) -> None:
    with store.atomic():
        note(store, "branch:B1")
    with pytest.raises(ZeroDivisionError):
        note_and_fail(store, "branch:B2", lambda: 1 // 0)
    with pytest.raises(StoreError) as failed:
        note_and_fail(store, "branch:B3", lambda: twice(store))
    assert failed.value.code == "db.row_refused"
    assert subjects(store) == ["branch:B1"]
    assert (store.revision(), store.last_line()) == (1, 1)


def test_an_error_caught_within_a_block_costs_its_own_part_only(store: Store) -> None:
    with store.atomic():
        note(store, "branch:B1")
        with pytest.raises(StoreError):
            note_and_fail(store, "branch:B2", lambda: store.rows("SELECT * FROM no_such_table"))
        note(store, "branch:B3")
    assert subjects(store) == ["branch:B1", "branch:B3"]
    assert chain.broken_from(store) is None


def test_a_snapshot_sees_one_moment(store: Store, where: Location) -> None:
    with closing(open_store(where)) as other, store.snapshot():
        before = store.revision()
        with other.atomic():
            note(other, "branch:B1")
        assert store.revision() == before
    assert store.revision() == before + 1


def test_writers_wait_for_each_other_and_number_in_the_order_of_their_commits(
    where: Location,
) -> None:
    seen: list[int] = []

    def write(name: str) -> None:
        with closing(open_store(where)) as own:
            for number in range(25):
                with own.atomic():
                    before = own.revision()
                    note(own, f"branch:{name}{number}")
                    assert own.revision() == before + 1
                    seen.append(before + 1)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with closing(open_store(where)) as store:
        assert seen == sorted(seen) == list(range(1, 101))
        assert chain.broken_from(store) is None


def test_a_name_is_written_whole_however_long(store: Store) -> None:
    name = "某某某（信息科学与工程学院党委组织委员，代行书记职责）"
    with store.atomic():
        journal.record(store, NOW, name, "mark", "branch:B1")
    assert store.rows("SELECT actor FROM journal WHERE subject = 'branch:B1'")[-1]["actor"] == name


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(word=st.text(st.characters(exclude_categories=["Cs"])) | st.just(f"\0{ESCAPE}0{ESCAPE}"))
def test_every_text_comes_back_and_the_chain_is_the_same_one(store: Store, word: str) -> None:
    before = chain.head(store)
    with store.atomic():
        journal.record(store, NOW, word, "mark", f"branch:{word}", None, {word: word})
    rows = store.rows("SELECT * FROM journal WHERE subject = ?", (f"branch:{word}",))
    assert {row["actor"] for row in rows} == {word}
    values = [rows[-1][name] for name in ("at", "actor", "act", "subject", "before", "after")]
    assert chain.head(store) == chain.ChainHead(
        rows[-1]["id"], chain.link(before.digest if before else "", values)
    )
    assert chain.broken_from(store) is None


def test_text_compares_by_its_bytes_and_rows_keep_their_order(store: Store) -> None:
    words = ["Ａ", "a", "B", "学", "一", "_", "1", "é", "e", "Z"]
    with store.atomic():
        store.many("INSERT INTO released VALUES (?)", [(word,) for word in words])
        for number, word in enumerate(words):
            store.execute(
                "INSERT INTO sub_committees (id, name, aliases, former_names, staff, contacts) "
                "VALUES (?, ?, '[]', '[]', '[]', '[]')",
                (word, f"{number}"),
            )
    assert [
        row["digest"] for row in store.rows("SELECT * FROM released ORDER BY digest")
    ] == sorted(words)
    named = store.rows("SELECT * FROM sub_committees ORDER BY rowid")
    assert [row["id"] for row in named] == words
    assert "rowid" not in named[0].keys()  # noqa: SIM118  (a row, no dictionary)


def test_a_list_of_values_may_be_empty(store: Store) -> None:
    add_roster(store)
    assert store.rows("SELECT id FROM branches WHERE id IN ()") == []
    assert len(store.rows("SELECT id FROM branches WHERE id NOT IN () AND id != ?", ("B1",))) == 2


def test_rows_are_watched_and_a_change_past_the_program_is_named(store: Store) -> None:
    add_roster(store)
    take_in(store, make_mail("a", [("方案.docx", "1")]), auto("B1", FileKind.PLAN))
    assert [row for table in WATCHED for row in store.altered_rows(table)] == []
    store.execute("UPDATE branches SET name = 'x', id = 'B9' WHERE id = 'B2'")
    store.execute("DELETE FROM judgements")
    assert [row for table in WATCHED for row in store.altered_rows(table)] == []
    store.execute("UPDATE row_digests SET digest = 1 WHERE of_row = 'B9'")
    store.execute("DELETE FROM row_digests WHERE of_row = 'B1'")
    store.execute("INSERT INTO row_digests VALUES ('branches', 'B7', 1)")
    named = {(row.key, row.kind) for row in store.altered_rows("branches")}
    assert named == {("B9", "altered"), ("B1", "unknown"), ("B7", "lost")}


def test_the_tables_are_as_the_program_makes_them_and_a_change_shows(store: Store) -> None:
    assert store.schema() == store.made_schema()
    store.execute("DROP INDEX journal_act")
    assert store.made_schema().keys() - store.schema().keys() == {"index journal_act"}
    assert store.own_damage() == []


def test_a_line_that_goes_from_the_end_is_missed(store: Store) -> None:
    with store.atomic():
        for number in range(3):
            note(store, f"branch:B{number}")
    store.execute("DELETE FROM journal WHERE id = 3")
    assert chain.broken_from(store) == 3


def test_one_at_a_time_holds_a_lock_and_says_who(store: Store, where: Location) -> None:
    with closing(open_store(where)) as other:
        with store.exclusive("sync"):
            with other.exclusive("outbox"):
                pass
            with pytest.raises(StoreError) as refused, other.exclusive("sync"):
                pass
        with other.exclusive("sync"):
            pass
    assert refused.value.code == "sync.locked"
    assert str(refused.value.fields["holder"]).split(",")[0].isdecimal()


def test_what_others_write_is_heard_and_a_line_of_ones_own_only_asks(
    store: Store, where: Location
) -> None:
    assert store.may_have_changed()
    assert not store.may_have_changed()
    with closing(open_store(where)) as other, other.atomic():
        note(other, "branch:B1")
    # A server tells those who listen a moment after it told the writer.
    assert any(store.may_have_changed() for _ in range(100_000))
    assert not store.may_have_changed()


def test_an_end_of_a_sync_is_heard(store: Store, where: Location) -> None:
    store.may_have_changed()
    with closing(open_store(where)) as other, other.atomic():
        other.execute(
            "INSERT INTO sync_runs (mailbox, started_at, ended_at, new, known, problems, bytes) "
            "VALUES ('a', '2027', '2027', 0, 0, 0, 0)"
        )
    assert any(store.may_have_changed() for _ in range(100_000))


def all_rows(store: Store, table: str) -> list[dict[str, object]]:
    order = "rowid" if table in ("branches", "sub_committees", "letters") else "1"
    every = f"SELECT * FROM {table} ORDER BY {order}"  # noqa: S608  (our own tables)
    return [dict(row) for row in store.rows(every)]


def test_a_copy_is_a_file_of_sqlite_with_the_same_rows_and_history(
    store: Store, tmp_path: Path
) -> None:
    add_roster(store)
    take_in(store, make_mail("含\0空", [("方案.docx", "1")]), auto("B1", FileKind.PLAN))
    decide(store, [Draft(Act.NOTE, "branch:B1", {"text": "x"})], at=NOW, who="李老师")
    store.copy_to(tmp_path / "copy.db")
    assert head_in(tmp_path / "copy.db") == chain.head(store)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as conn:
        assert conn.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    with closing(open_store(tmp_path / "copy.db")) as copy:
        for table in TABLES:
            assert all_rows(copy, table) == all_rows(store, table)
        assert live_decisions(copy) == live_decisions(store)
        assert [row for table in WATCHED for row in copy.altered_rows(table)] == []
        assert copy.schema() == copy.made_schema()


def test_a_database_of_a_later_version_is_refused(store: Store, where: Location) -> None:
    if isinstance(where, Path):
        store.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('sixones', 'm999_future', '')"
        )
    else:
        store.execute("INSERT INTO applied VALUES ('m999_future')")
    with pytest.raises(StoreError) as refused:
        open_store(where)
    assert (refused.value.code, refused.value.fields["unknown"]) == ("db.newer", "m999_future")


@pytest.mark.parametrize("where", ["postgresql"], indirect=True)
def test_a_server_has_the_same_changes_tables_columns_and_keys(
    store: Store, tmp_path: Path
) -> None:
    assert list(STEPS) == list(CHANGES)
    with closing(open_store(tmp_path / "b.db")) as file:
        for table in (*TABLES, DIGESTS):
            info = file.rows(f"PRAGMA table_info({table})")
            there = store.rows(
                "SELECT column_name AS name, is_nullable AS open FROM information_schema.columns "
                "WHERE table_schema = 'sixones' AND table_name = ? ORDER BY ordinal_position",
                (table,),
            )
            named = [row["name"] for row in there if row["name"] != "rowid"]
            assert named == [row["name"] for row in info], table
            needed = {row["name"] for row in there if row["open"] == "NO"} - {"rowid"}
            assert needed == {row["name"] for row in info if row["notnull"] or row["pk"]}, table
            key = store.schema()[f"constraint {table} {table}_pkey"]
            keys = sorted((row["pk"], row["name"]) for row in info if row["pk"])
            assert key == f"PRIMARY KEY ({', '.join(name for _, name in keys)})"
