"""Accounts at a server: the server writes who acted, and lets nobody do what is not theirs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from store.db.acts import Act
from store.db.contract import Member
from store.db.database import open_store
from store.db.decisions import Draft, decide, live_decisions, undo
from store.db.location import ServerDatabase
from store.db.team import add_member, members, remove_member
from store.errors import StoreError, UsageError
from store.keeping.moving import NewPlace, move
from store.keeping.verify import verify_workspace
from store.workspace.workspace import open_workspace
from tests.finishing import finished
from tests.making import NOW, make_workspace
from tests.servers.postgres import OWNER, Postgres
from tui.cli import main


@pytest.fixture
def database(
    postgres_server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ServerDatabase]:
    with postgres_server.admin() as conn:
        conn.execute(f"ALTER ROLE {OWNER} CREATEROLE")
    found = postgres_server.database()
    open_store(found).close()
    yield found
    for one in members(found):
        remove_member(found, one.name)
    postgres_server.drop_all()


def account(database: ServerDatabase, name: str, password: str) -> ServerDatabase:
    return ServerDatabase(database.url.replace(OWNER, name), password)


def note(text: str) -> list[Draft]:
    return [Draft(Act.NOTE, "branch:B1", {"text": text})]


def test_the_server_writes_who_acted(database: ServerDatabase) -> None:
    mine = account(database, "李老师", add_member(database, "李老师", "staff"))
    with closing(open_store(mine)) as store:
        batch = decide(store, note("一"), at=NOW, who="王老师")
        undo(store, batch, at=NOW, who="王老师")
        rows = store.rows("SELECT who AS name FROM decisions UNION SELECT actor FROM journal")
        assert [row["name"] for row in rows] == ["李老师"]


def test_nobody_alters_what_was_decided_or_written(database: ServerDatabase) -> None:
    mine = account(database, "li", add_member(database, "li", "staff"))
    with closing(open_store(mine)) as store:
        decide(store, note("一"), at=NOW, who="li")
        for statement in (
            "UPDATE decisions SET payload = '{}'",
            "DELETE FROM decisions",
            "UPDATE journal SET actor = 'wang'",
            "DELETE FROM journal",
            "UPDATE journal_end SET id = 0",
            "ALTER TABLE journal DISABLE TRIGGER ALL",
            "DROP TABLE decisions",
            "SET ROLE " + OWNER,
        ):
            with pytest.raises(StoreError) as told, store.atomic():
                store.execute(statement)
            assert told.value.code in ("db.no_rights", "db.failed"), statement
        assert [made.payload for made in live_decisions(store)] == [{"text": "一"}]


def test_a_reader_looks_and_is_told_before_a_change(database: ServerDatabase) -> None:
    password = add_member(database, "wang", "reader")
    with closing(open_store(account(database, "wang", password))) as store:
        assert store.rows("SELECT * FROM decisions") == []
        with pytest.raises(StoreError) as told:
            decide(store, note("一"), at=NOW, who="wang")
        assert told.value.code == "workspace.read_only"


def test_only_the_account_of_the_browser_says_who_acts(
    database: ServerDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = account(database, "web", add_member(database, "web", "serve"))
    staff = account(database, "li", add_member(database, "li", "staff"))
    monkeypatch.setenv("SIXONES_USER", "外国语学院")
    for mine, name in ((served, "外国语学院"), (staff, "li")):
        with closing(open_store(mine)) as store:
            decide(store, note(name), at=NOW, who="anybody")
            assert live_decisions(store)[-1].who == name


def test_an_account_that_was_taken_away_does_nothing_more(database: ServerDatabase) -> None:
    mine = account(database, "li", add_member(database, "li", "staff"))
    with pytest.raises(StoreError) as told:
        add_member(database, "li", "staff")
    assert told.value.code == "team.exists"
    with closing(open_store(mine)) as store:
        decide(store, note("一"), at=NOW, who="li")
        assert members(database) == (Member("li", "staff", True),)
        remove_member(database, "li")
        with pytest.raises(StoreError) as told:
            decide(store, note("二"), at=NOW, who="li")
        assert told.value.code in ("db.no_rights", "db.failed")
    with pytest.raises(StoreError) as told:
        open_store(mine)
    assert told.value.code == "db.login"
    with pytest.raises(StoreError) as told:
        remove_member(database, "li")
    assert told.value.code == "team.unknown"


def test_names_stay_when_a_workspace_moves_and_its_schema_is_what_it_should_be(
    database: ServerDatabase, tmp_path: Path
) -> None:
    workspace, store = make_workspace(tmp_path / "one")
    decide(store, note("一"), at=NOW, who="王老师")
    finished(move(store, workspace, NewPlace(tmp_path / "desk", database), at=NOW))
    store.close()
    add_member(database, "li", "staff")
    with closing(open_store(database)) as there:
        assert [made.who for made in live_decisions(there)] == ["王老师"]
    assert finished(verify_workspace(open_workspace(tmp_path / "desk"))) == ()


def test_a_desk_whose_clock_is_off_by_an_hour_looks_and_changes_nothing(
    database: ServerDatabase,
) -> None:
    with (
        time_machine.travel(datetime.now(UTC) + timedelta(hours=1)),
        closing(open_store(database)) as store,
    ):
        assert store.rows("SELECT * FROM decisions") == []
        with pytest.raises(StoreError) as told:
            decide(store, note("一"), at=NOW, who="li")
        assert told.value.code == "db.clock"
    with closing(open_store(database)) as store:
        decide(store, note("一"), at=NOW, who="li")


def test_the_commands_make_list_and_take_away(
    database: ServerDatabase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace, store = make_workspace(tmp_path / "one")
    here = ["--workspace", str(tmp_path / "desk"), "team"]
    finished(move(store, workspace, NewPlace(tmp_path / "desk", database), at=NOW))
    store.close()
    open_workspace(tmp_path / "desk")
    assert main([*here, "add", "李老师"]) == 0
    password = capsys.readouterr().out.rpartition("：")[2].strip()
    open_store(account(database, "李老师", password)).close()
    assert main([*here, "list", "--json"]) == 0
    (shown,) = json.loads(capsys.readouterr().out)
    assert (shown["name"], shown["role"]) == ("李老师", "staff")
    assert main([*here, "remove", "李老师"]) == 0
    assert members(database) == ()
    assert main(["--workspace", str(workspace.folder), "team", "list"]) == UsageError.exit_code
    assert replace(database, password="x") == database


@pytest.mark.parametrize("at_server", [False, True])
def test_without_what_a_server_needs_it_is_told(
    at_server: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for name in ("engine", "team"):
        monkeypatch.delitem(sys.modules, f"store.db.postgres.{name}", raising=False)
    place = ServerDatabase("postgresql://u@127.0.0.1:1/none") if at_server else tmp_path / "db"
    with pytest.raises(StoreError if at_server else UsageError) as found:
        members(place)
    assert found.value.code == ("db.extra" if at_server else "team.embedded")
