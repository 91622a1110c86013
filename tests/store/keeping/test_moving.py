"""A workspace goes to a server and comes back, and is the same wherever it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from store.db import chain
from store.db.acts import Act
from store.db.database import Store, head_in, open_store
from store.db.decisions import Draft, decide, undo
from store.db.location import ServerDatabase
from store.db.tables import TABLES, in_order
from store.errors import StoreError
from store.keeping.backup import back_up, restore
from store.keeping.freeze import freeze
from store.keeping.moving import NewPlace, move
from store.keeping.verify import Damage, verify_workspace
from store.model import FileKind
from store.workspace.trust import trust
from store.workspace.workspace import Workspace, open_workspace
from tests.finishing import finished
from tests.making import DEADLINE, NOW, ask, auto, make_mail, make_workspace, take_in
from tests.servers.postgres import Postgres
from tui.cli import main


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = make_workspace(tmp_path / "made")
    blobs = workspace.blobs
    for number in range(3):
        name = f"含\0空 {number}"
        for content in (f"plan {number}", name):
            blobs.put([content.encode()])
        mail = make_mail(name, [("方案.docx", f"plan {number}")])
        take_in(store, mail, auto("B1", FileKind.PLAN) if number else ask(FileKind.PLAN, "B2"))
    decide(store, [Draft(Act.NOTE, "branch:B1", {"text": "’“’"})], at=NOW, who="李老师")
    undo(store, decide(store, [Draft(Act.NOTE, "branch:B2")], at=NOW, who="王"), at=NOW, who="王")
    freeze(store, workspace, at=DEADLINE + timedelta(minutes=1))
    yield workspace, store
    store.close()


@pytest.fixture
def server(postgres_server: Postgres) -> Iterator[ServerDatabase]:
    yield postgres_server.database()
    postgres_server.drop_all()


@pytest.fixture(params=["", "folder", "s3"])
def contents(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("shared")
    if request.param != "s3":
        return str(folder / "share") if request.param else ""
    address: str = request.getfixturevalue("s3").address(folder.name)
    return address


def moved(store: Store, workspace: Workspace, place: NewPlace) -> Workspace:
    finished(move(store, workspace, place, at=NOW))
    return open_workspace(place.folder)


def everything(workspace: Workspace) -> dict[str, object]:
    with closing(open_store(workspace.database)) as store, store.snapshot():
        rows = {table: [dict(row) for row in store.each(in_order(table))] for table in TABLES}
        assert chain.broken_from(store) is None
        assert (store.last_line(), str(chain.head(store))) == (store.revision(), _head(rows))
    return {**rows, "contents": sorted(workspace.blobs.stored())}


def _head(rows: dict[str, list[dict[str, object]]]) -> str:
    return f"{rows['journal'][-1]['id']}-{rows['journal'][-1]['chain']}"


def damages(workspace: Workspace) -> tuple[Damage, ...]:
    return finished(verify_workspace(workspace))


def status(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> object:
    capsys.readouterr()
    assert main(
        ["--workspace", str(workspace.folder), "status", "--json", "--as-of", "2027-04-14"]
    ) in (0, None)
    return json.loads(capsys.readouterr().out)


def test_there_and_back_everything_is_the_same(
    made: tuple[Workspace, Store],
    server: ServerDatabase,
    contents: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    workspace, store = made
    before, told = everything(workspace), status(workspace, capsys)
    desk = moved(store, workspace, NewPlace(tmp_path / "desk", server, contents))
    assert desk.settings.store.contents == contents
    # A desk begins with an empty cache.
    assert bool(list(desk.files.glob("??/*"))) == (not contents)
    assert str(desk.database) == str(server)
    assert everything(desk) == before
    assert (status(desk, capsys), damages(desk)) == (told, ())
    with closing(open_store(desk.database)) as there:
        # Rows get numbers behind those that came along, and the chain goes on.
        for content in ("new", "新"):
            desk.blobs.put([content.encode()])
        take_in(there, make_mail("新", [("x.docx", "new")]), auto("B1", FileKind.PLAN))
        assert chain.broken_from(there) is None
        home = moved(there, desk, NewPlace(tmp_path / "home"))
    assert home.database == tmp_path / "home" / "sixones.db"
    assert home.settings.store.contents == ""
    assert everything(home) == everything(desk)
    assert (status(home, capsys), damages(home)) == (status(desk, capsys), ())
    assert everything(workspace) == before
    assert head_in(home.database_file) is not None


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.sweep
def test_verify_and_backup_say_the_same_wherever_contents_and_facts_are(
    engine: str, contents: str, tmp_path: Path
) -> None:
    workspace, store = make_workspace(tmp_path / "one", contents=contents)
    names = ("sound", "turned", "lost")
    digest = {name: workspace.blobs.put([name.encode()]).digest for name in names}
    take_in(
        store,
        make_mail("三", [(f"{name}.docx", name) for name in names]),
        auto("B1", FileKind.PLAN),
    )
    turn(workspace, digest["turned"], b"turnee")
    turn(workspace, digest["lost"], None)
    told = {damage for damage in damages(workspace) if damage.where in digest.values()}
    assert {(damage.kind, damage.where) for damage in told} == {
        ("altered", digest["turned"]),
        ("lost", digest["lost"]),
    }
    assert all(damage.belongs_to for damage in told)
    outcome = finished(back_up(store, workspace, tmp_path / "backup", at=NOW))
    assert (outcome.damaged, outcome.files) == ([digest["turned"]], 2)
    finished(restore(tmp_path / "backup", tmp_path / "again"))
    again = open_workspace(tmp_path / "again")
    trust(again.folder, again.settings)
    assert (again.settings.store.database, again.settings.store.contents) == ("", "")
    assert told <= set(damages(again))
    store.close()


def turn(workspace: Workspace, digest: str, content: bytes | None) -> None:
    """Let a content be another one, or none, wherever it is kept."""
    place = workspace.settings.store.contents
    workspace.blobs.path(digest).unlink(missing_ok=True)
    if not place:
        if content is not None:
            workspace.blobs.path(digest).write_bytes(content)
        return
    shared = workspace.shared
    assert shared is not None
    shared.remove(digest)
    if content is not None:
        file = workspace.folder / "turned"
        file.write_bytes(content)
        shared.store(file, digest)


def test_nothing_is_written_over_and_what_fails_leaves_nothing(
    made: tuple[Workspace, Store], server: ServerDatabase, tmp_path: Path
) -> None:
    workspace, store = made
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(StoreError) as refused:
        moved(store, workspace, NewPlace(tmp_path / "full"))
    assert refused.value.code == "move.not_empty"
    moved(store, workspace, NewPlace(tmp_path / "desk", server))
    with pytest.raises(StoreError) as refused:
        moved(store, workspace, NewPlace(tmp_path / "desk2", server))
    assert refused.value.code == "db.not_empty"
    assert not (tmp_path / "desk2").exists()


def test_a_content_that_is_gone_is_named_and_the_rest_goes_along(
    made: tuple[Workspace, Store], contents: str, tmp_path: Path
) -> None:
    workspace, store = made
    work = move(store, workspace, NewPlace(tmp_path / "desk", contents=contents), at=NOW)
    next(work)
    _, gone, *_ = stored = sorted(digest for digest, _ in workspace.blobs.stored())
    workspace.blobs.path(gone).unlink()
    outcome = finished(work)
    assert (outcome.damaged, outcome.files) == ([gone], len(stored) - 1)
    desk = open_workspace(tmp_path / "desk")
    assert sorted(digest for digest, _ in desk.blobs.stored()) == [
        digest for digest in stored if digest != gone
    ]
    assert [(damage.kind, damage.where) for damage in damages(desk)] == [("lost", gone)]


def test_a_stop_halfway_leaves_no_folder_and_an_empty_database(
    made: tuple[Workspace, Store], server: ServerDatabase, tmp_path: Path
) -> None:
    workspace, store = made
    work = move(store, workspace, NewPlace(tmp_path / "desk", server), at=NOW)
    next(work)
    work.close()
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
    desk = moved(store, workspace, NewPlace(tmp_path / "desk", server))
    assert everything(desk) == everything(workspace)


def test_a_server_that_writes_something_else_is_left_empty(
    made: tuple[Workspace, Store], server: ServerDatabase, tmp_path: Path
) -> None:
    workspace, store = made
    with psycopg.connect(server.url) as conn:
        conn.execute(
            """CREATE FUNCTION sixones.other() RETURNS trigger LANGUAGE plpgsql AS
               $$ BEGIN NEW.subject := 'another'; RETURN NEW; END $$"""
        )
        conn.execute(
            """CREATE TRIGGER other BEFORE INSERT ON sixones.mails
               FOR EACH ROW EXECUTE FUNCTION sixones.other()"""
        )
    with pytest.raises(StoreError) as refused:
        moved(store, workspace, NewPlace(tmp_path / "desk", server))
    assert (refused.value.code, refused.value.fields["what"]) == ("move.differs", "mails")
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
    with psycopg.connect(server.url) as conn:
        conn.execute("DROP TRIGGER other ON sixones.mails")
    desk = moved(store, workspace, NewPlace(tmp_path / "desk", server))
    assert everything(desk) == everything(workspace)


def test_the_command_wants_a_folder_for_the_desk_and_says_what_it_did(
    made: tuple[Workspace, Store],
    server: ServerDatabase,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    workspace, _ = made
    here = ["--workspace", str(workspace.folder), "move", "--to"]
    assert main([*here, server.url]) == 2
    assert main([*here, str(tmp_path / "a"), "--desk", str(tmp_path / "b")]) == 2
    capsys.readouterr()
    assert main([*here, server.url, "--desk", str(tmp_path / "desk")]) == 0
    out = capsys.readouterr().out
    assert str(server) in out
    assert str(tmp_path / "desk") in out
