"""A history that was changed shows it: by itself, by its schema, and by what was handed out."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from store.db import chain
from store.db.database import Store, open_store
from store.db.journal import record
from store.db.sqlite.forging import forge
from store.db.sqlite.row_digests import teach
from store.keeping.backup import back_up
from store.keeping.freeze import freeze
from store.keeping.handed_out import handed_out
from store.keeping.verify import verify_workspace
from store.model import FileKind
from store.reports.archive.write import write_archive
from store.reports.export import write_report
from store.workspace.workspace import Workspace
from tests.embedded import connection
from tests.finishing import finished
from tests.making import DEADLINE, NOW, auto, make_mail, make_workspace, take_in
from tests.store.reports.made_reports import source_of

CUT = "DELETE FROM journal WHERE id > {n}"
RENAMED = "UPDATE journal SET actor = '别人' WHERE id = {n}"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    made, store = make_workspace(tmp_path)
    for number in range(3):
        mail = make_mail(f"mail {number}", [(f"{number}.docx", f"content {number}")])
        take_in(store, mail, auto("B1", FileKind.PLAN))
    with store.atomic():
        for number in range(5):
            record(store, NOW, "李老师", "mark", f"branch:B{number}", None, {"n": number})
    yield made, store
    store.close()


def damages(workspace: Workspace, *against: str) -> list[tuple[str, str, str]]:
    found = finished(verify_workspace(workspace, tuple(map(handed_out, against))))
    return [(one.kind, one.where, one.reason) for one in found if one.kind != "lost"]


def by_hand(workspace: Workspace, *statements: str) -> None:
    """What a person does with any SQLite program."""
    with contextlib.closing(sqlite3.connect(workspace.database_file)) as conn:
        for statement in statements:
            conn.execute(statement)
        conn.commit()


def rewritten(workspace: Workspace, *statements: str) -> None:
    """What somebody does who has read our code: digests and chain are written again, too."""
    with contextlib.closing(sqlite3.connect(workspace.database_file)) as conn:
        teach(conn)
        for statement in statements:
            conn.execute(statement)
        forge(conn)
        conn.commit()


def without_triggers(table: str) -> list[str]:
    return [f"DROP TRIGGER {table}_digest_{event}" for event in ("insert", "update", "delete")]


def test_a_history_of_ours_is_sound(workspace: tuple[Workspace, Store]) -> None:
    assert damages(workspace[0]) == []


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("mails", "UPDATE mails SET sender_email = 'forged@x.example' WHERE id = 1"),
        ("journal", RENAMED.format(n=2)),
        ("journal", "DELETE FROM journal WHERE id = 2"),
        ("decisions", "DELETE FROM decisions"),
    ],
)
def test_dropped_triggers_do_not_switch_it_off(
    workspace: tuple[Workspace, Store], table: str, change: str
) -> None:
    made, _ = workspace
    by_hand(made, *without_triggers(table), change)
    found = damages(made)
    lost = {where for kind, where, reason in found if (kind, reason) == ("schema", "lost")}
    assert lost == {f"trigger {table}_digest_{e}" for e in ("insert", "update", "delete")}
    if change.startswith("UPDATE"):
        assert any(kind == "row" for kind, _, _ in found)


@pytest.mark.parametrize(
    ("change", "where", "reason"),
    [
        ("CREATE VIEW spy AS SELECT * FROM mails", "view spy", "unknown"),
        (
            "CREATE TRIGGER evil AFTER INSERT ON mails BEGIN DELETE FROM decisions; END",
            "trigger evil",
            "unknown",
        ),
        ("DROP INDEX mails_received", "index mails_received", "lost"),
        ("ALTER TABLE mails ADD COLUMN more TEXT", "table mails", "altered"),
    ],
)
def test_the_schema_is_compared_with_a_fixed_list(
    workspace: tuple[Workspace, Store], change: str, where: str, reason: str
) -> None:
    by_hand(workspace[0], change)
    assert ("schema", where, reason) in damages(workspace[0])


def test_a_trigger_with_another_text_is_named(workspace: tuple[Workspace, Store]) -> None:
    by_hand(
        workspace[0],
        "DROP TRIGGER mails_digest_update",
        "CREATE TRIGGER mails_digest_update AFTER UPDATE ON mails BEGIN SELECT 1; END",
    )
    assert damages(workspace[0])[0] == ("schema", "trigger mails_digest_update", "altered")


@pytest.mark.parametrize(
    ("change", "row"),
    [
        (RENAMED, 0),
        ("UPDATE journal SET after = '{{}}' WHERE id = {n}", 0),
        ("DELETE FROM journal WHERE id = {n}", 1),
        ("UPDATE journal SET id = 900 + id WHERE id = {n}", 1),
    ],
)
def test_the_line_from_which_on_history_is_broken_is_named(
    workspace: tuple[Workspace, Store], change: str, row: int
) -> None:
    made, store = workspace
    last = chain.head(store)
    assert last is not None
    number = last.row - 3
    by_hand(made, *without_triggers("journal"), change.format(n=number))
    assert ("history", f"journal {number + row}", "broken") in damages(made)


def test_lines_cut_off_at_the_end_are_missed(workspace: tuple[Workspace, Store]) -> None:
    made, store = workspace
    last = chain.head(store)
    assert last is not None
    by_hand(made, *without_triggers("journal"), CUT.format(n=last.row - 2))
    assert ("history", f"journal {last.row - 1}", "broken") in damages(made)


HandOut = Callable[[Workspace, Store, Path], Path]


def _report(name: str) -> HandOut:
    def made(workspace: Workspace, store: Store, folder: Path) -> Path:
        kind = "missing" if name.startswith("missing") else name.rpartition(".")[2]
        path = folder / name
        write_report(source_of(workspace, store, at=NOW), store, kind, path)
        return path

    return made


def _backup(workspace: Workspace, store: Store, folder: Path) -> Path:
    for _ in back_up(store, workspace, folder / "backup", at=NOW):
        pass
    return folder / "backup"


def _archive(name: str) -> HandOut:
    def made(workspace: Workspace, store: Store, folder: Path) -> Path:
        with contextlib.closing(
            write_archive(source_of(workspace, store, at=NOW), store, folder / name)
        ) as steps:
            for _ in steps:
                pass
        return folder / name

    return made


def _frozen(workspace: Workspace, store: Store, folder: Path) -> Path:
    freeze(store, workspace, DEADLINE + timedelta(hours=2))
    (copy,) = workspace.folder.glob("frozen-*.json")
    return copy


HANDED_OUT: dict[str, HandOut] = {
    "docx": _report("a.docx"),
    "xlsx": _report("a.xlsx"),
    "html": _report("a.html"),
    "json": _report("a.json"),
    "md": _report("a.md"),
    "missing xlsx": _report("missing.xlsx"),
    "missing docx": _report("missing.docx"),
    "backup": _backup,
    "archive": _archive("archive"),
    "archive zip": _archive("archive.zip"),
    "frozen": _frozen,
}


@pytest.mark.parametrize("kind", HANDED_OUT)
def test_what_was_handed_out_shows_a_history_that_was_written_again(
    workspace: tuple[Workspace, Store], tmp_path: Path, kind: str
) -> None:
    """Even by somebody who forges every digest of ours."""
    made, store = workspace
    given = str(HANDED_OUT[kind](made, store, tmp_path))
    assert damages(made, given) == []
    before = chain.head(store)
    with store.atomic():
        record(store, NOW, "李老师", "mark", "branch:later")
    assert damages(made, given) == []
    rewritten(made, RENAMED.format(n=2))
    assert ("history", "journal 1", "handed_out") in damages(made, given)
    assert before is not None


def test_an_earlier_head_that_agrees_says_how_far_history_is_the_same(
    workspace: tuple[Workspace, Store],
) -> None:
    made, store = workspace
    heads = [chain.head(store)]
    for number in range(2):
        with store.atomic():
            record(store, NOW, "李老师", "mark", f"branch:later{number}")
        heads.append(chain.head(store))
    first, second, third = heads
    assert first is not None
    assert second is not None
    rewritten(made, RENAMED.format(n=second.row))
    assert damages(made, str(first), str(second), str(third)) == [
        ("history", f"journal {first.row + 1}", "handed_out")
    ]


def test_the_list_at_the_deadline_is_compared_unasked(
    workspace: tuple[Workspace, Store], tmp_path: Path
) -> None:
    made, store = workspace
    _frozen(made, store, tmp_path)
    rewritten(made, RENAMED.format(n=2))
    assert ("history", "journal 1", "handed_out") in damages(made)


def test_a_database_of_before_gets_its_chain_with_its_next_opening(tmp_path: Path) -> None:
    made, store = make_workspace(tmp_path)
    with store.atomic():
        for number in range(20):
            record(store, NOW, "李老师", "mark", f"branch:B{number}")
        store.execute("UPDATE journal SET chain = ''")
    assert chain.broken_from(store) == 1
    forge(connection(store))
    assert chain.broken_from(store) is None
    store.close()
    with contextlib.closing(open_store(made.database)) as again:
        assert chain.broken_from(again) is None


def test_the_json_of_facts_names_its_history(
    workspace: tuple[Workspace, Store], tmp_path: Path
) -> None:
    made, store = workspace
    path = _report("a.json")(made, store, tmp_path)
    assert json.loads(path.read_text("utf-8"))["history"] == str(chain.head(store))
