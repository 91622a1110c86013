"""The list at the deadline: written once, never changed, verifiable."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from store.db.acts import Act
from store.db.database import Store, open_store
from store.db.decisions import Draft, decide
from store.errors import StoreError
from store.files.frozen_list import FrozenList
from store.intake import record as intake
from store.keeping.freeze import (
    SETTLED_AFTER,
    WAIT_AT_MOST,
    cutoff_of,
    freeze,
    freeze_due,
    freeze_if_due,
    read_frozen,
    verify_frozen,
)
from store.model import FileKind, Link, State
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.making import DEADLINE, auto, make_mail, make_workspace, take_in
from tests.making import ask as asked

pytestmark = OVER_BOTH

AFTER = DEADLINE + timedelta(minutes=5)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = make_workspace(tmp_path)
    take_in(
        store,
        make_mail("按时", [("方案.docx", "plan")], at=DEADLINE - timedelta(seconds=1)),
        auto("B1", FileKind.PLAN),
        measures={"plan": {"chars": 1200}},
    )
    take_in(
        store,
        make_mail("晚到", [("方案.docx", "late")], at=DEADLINE + timedelta(seconds=1)),
        auto("B2", FileKind.PLAN),
    )
    yield workspace, store
    store.close()


def run(store: Store, started: datetime, error: str | None = None) -> None:
    intake.record_run(store, intake.SyncRun("m", started, started, 0, 2, 0, 0, error))


def test_it_holds_who_what_digest_and_server_time(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    run(store, AFTER)
    frozen = freeze(store, workspace, AFTER)
    first, second, third = frozen.branches
    (file,) = first.files
    assert (first.id, first.sub_committee) == ("B1", "信息科学与工程学院党委")
    assert file.digest == hashlib.sha256(b"plan").hexdigest()
    assert file.received_at == DEADLINE - timedelta(seconds=1)
    assert file.received_at is not None
    assert file.received_at.utcoffset() == timedelta(hours=8)
    assert (first.plan, first.video) == (State.DONE, State.MISSING)
    assert (second.files, second.plan) == ((), State.MISSING)
    assert [branch.id for branch in frozen.missing] == ["B1", "B2", "B3"]
    assert third.name == "流通部党支部"
    assert frozen.mail_seen_until == AFTER


def test_what_waits_for_a_person_and_what_is_elsewhere_is_listed_too(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    early = DEADLINE - timedelta(hours=1)
    link = Link("https://mail.163.example/1", "mail.163.example", "视频.mp4", 9)
    take_in(store, make_mail("谁的", [("x.docx", "x")], at=early), asked(FileKind.PLAN, "B1", "B3"))
    take_in(store, make_mail("链接", links=[link], at=early), auto("B3", FileKind.VIDEO))
    frozen = freeze(store, workspace, AFTER)
    assert [file.path for file in frozen.unclaimed] == ["x.docx"]
    (video,) = frozen.branches[2].files
    assert (video.url, video.digest, video.size_bytes) == (link.url, "", 9)


def test_nothing_changes_it_afterwards(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    before = freeze(store, workspace, AFTER)
    copy = workspace.folder / "frozen-2027-04-14-1700.json"
    content = copy.read_bytes()
    decide(
        store,
        [Draft(Act.CREDIT, "file:1", {"branch_ids": ["B3"], "kind": "plan"})],
        at=AFTER,
        who="李",
    )
    take_in(
        store,
        make_mail("补交", [("v.mp4", "v")], at=DEADLINE - timedelta(hours=3)),
        auto("B2", FileKind.VIDEO),
    )
    again = freeze(store, workspace, AFTER + timedelta(days=3))
    assert again == before == read_frozen(store, workspace)
    assert copy.read_bytes() == content
    assert verify_frozen(store, workspace).state == "sound"


def test_the_digest_is_that_of_the_copy_and_common_tools_check_it(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    frozen = freeze(store, workspace, AFTER)
    copy = workspace.folder / "frozen-2027-04-14-1700.json"
    assert hashlib.sha256(copy.read_bytes()).hexdigest() == frozen.digest
    assert copy.with_name(copy.name + ".sha256").read_text() == f"{frozen.digest}  {copy.name}\n"


def test_a_changed_or_lost_copy_is_told(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    assert verify_frozen(store, workspace).state == "none"
    freeze(store, workspace, AFTER)
    copy = workspace.folder / "frozen-2027-04-14-1700.json"
    copy.write_text(copy.read_text(encoding="utf-8").replace("B1", "B9", 1), encoding="utf-8")
    assert verify_frozen(store, workspace).state == "altered"
    freeze(store, workspace, AFTER)
    assert verify_frozen(store, workspace).state == "altered"
    copy.unlink()
    assert verify_frozen(store, workspace).state == "missing"
    freeze(store, workspace, AFTER)
    assert verify_frozen(store, workspace).state == "sound"


def test_a_changed_original_is_refused(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    digest = freeze(store, workspace, AFTER).digest
    original = workspace.files / digest[:2] / digest
    original.write_bytes(original.read_bytes().replace(b"B1", b"B9", 1))
    with pytest.raises(StoreError) as told:
        read_frozen(store, workspace)
    assert told.value.code == "frozen.altered"
    original.unlink()
    with pytest.raises(StoreError) as told:
        freeze(store, workspace, AFTER)
    assert told.value.code == "frozen.lost"


def test_it_is_not_written_before_the_deadline_has_passed(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    assert not freeze_due(store, workspace, now=DEADLINE)
    with pytest.raises(StoreError) as told:
        freeze(store, workspace, DEADLINE)
    assert told.value.code == "frozen.early"
    assert read_frozen(store, workspace) is None


def test_it_waits_for_a_sync_that_saw_all_that_came_in_time(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    run(store, DEADLINE + timedelta(seconds=5))
    run(store, AFTER, error="mailbox.unreachable")
    assert not freeze_due(store, workspace, now=AFTER)
    run(store, DEADLINE + SETTLED_AFTER)
    assert freeze_if_due(store, workspace, now=AFTER) is not None
    assert freeze_if_due(store, workspace, now=AFTER) is None


def test_a_mailbox_that_stays_away_does_not_hold_it_up_for_ever(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    before = DEADLINE - timedelta(minutes=20)
    run(store, before)
    assert not freeze_due(store, workspace, now=DEADLINE + WAIT_AT_MOST - timedelta(seconds=1))
    frozen = freeze_if_due(store, workspace, now=DEADLINE + WAIT_AT_MOST)
    assert frozen is not None
    assert frozen.mail_seen_until == before


def test_an_empty_roster_freezes_nothing(tmp_path: Path, made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    with store.atomic():
        store.execute("DELETE FROM branches")
    assert not freeze_due(store, workspace, now=DEADLINE + WAIT_AT_MOST)


def test_the_grace_comes_on_top_and_another_deadline_has_its_own_list(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    grace = replace(
        workspace, settings=msgspec.structs.replace(workspace.settings, grace_minutes=10)
    )
    assert cutoff_of(grace) == DEADLINE + timedelta(minutes=10)
    assert not freeze_due(store, grace, now=DEADLINE + timedelta(minutes=10))
    plain = freeze(store, workspace, AFTER)
    later = freeze(store, grace, DEADLINE + timedelta(hours=1))
    assert len(plain.branches[1].files) == 0
    assert len(later.branches[1].files) == 1
    assert {path.name for path in workspace.folder.glob("frozen-*.json")} == {
        "frozen-2027-04-14-1700.json",
        "frozen-2027-04-14-1710.json",
    }


def test_the_whole_department_is_frozen_though_one_unit_is_shown(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path, scope="图书馆直属党总支")
    frozen = freeze(store, workspace, AFTER)
    store.close()
    assert [branch.id for branch in frozen.branches] == ["B1", "B2", "B3"]


def test_two_programs_at_once_write_one_list(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    found: list[FrozenList] = []

    def run_one(minutes: int) -> None:
        own = open_store(workspace.database)
        found.append(freeze(own, workspace, AFTER + timedelta(minutes=minutes)))
        own.close()

    threads = [threading.Thread(target=run_one, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({frozen.digest for frozen in found}) == 1
    rows = store.rows("SELECT count(*) AS n FROM journal WHERE act = 'list.frozen'")
    assert rows[0]["n"] == 1


def test_a_list_that_was_recorded_but_not_copied_is_copied_the_next_time(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    digest = freeze(store, workspace, AFTER).digest
    for copy in workspace.folder.glob("frozen-*"):
        copy.unlink()
    assert freeze(store, workspace, AFTER + timedelta(days=1)).digest == digest
    assert verify_frozen(store, workspace).state == "sound"
