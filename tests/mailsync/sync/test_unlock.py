"""An encrypted archive stands on the board as such until its password opens it."""

from __future__ import annotations

import subprocess
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailsync.archives.unpack import seven_zip_program
from mailsync.mailbox.folder import FolderMailbox
from mailsync.messages.passwords import stated_password
from mailsync.sync.sync import sync
from mailsync.sync.unlock import unlock
from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, Marking, decide, live_decisions, undo
from store.errors import UsageError
from store.model import State
from store.views.board.credits import all_credits
from store.views.board.dashboard import dashboard
from store.workspace.workspace import Workspace
from tests.making import BRANCHES, NOW, UNITS, make_workspace

BRANCH = BRANCHES[0]
UNIT = next(unit for unit in UNITS if unit.id == BRANCH.sub_committee_id)


@pytest.fixture
def place(tmp_path: Path) -> tuple[Workspace, Store]:
    """A synced mail whose only file is an encrypted archive of one branch."""
    workspace, store = make_workspace(tmp_path)
    name = f"{UNIT.name.removesuffix('党委')}{BRANCH.name}"
    plan = tmp_path / f"{name}创建工作方案.txt"
    plan.write_text("创建工作方案\n" + "围绕中心工作抓实特色创建。" * 60, encoding="utf-8")
    program = seven_zip_program()
    assert program is not None
    archive = tmp_path / "locked.zip"
    subprocess.run([program, "a", "-p2027neu", archive, plan], check=True, capture_output=True)
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "周老师 <new@private.example>", f"{name}材料"
    mail["Date"] = "Sat, 10 Apr 2027 09:00:00 +0800"
    mail.set_content("材料见附件，压缩包密码另行电话告知。")
    mail.add_attachment(
        archive.read_bytes(), maintype="application", subtype="zip", filename=f"{name}材料.zip"
    )
    (tmp_path / "mails" / "a.eml").write_bytes(mail.as_bytes())
    box = FolderMailbox(tmp_path / "mails", spool=workspace.spool)
    list(sync(workspace, store, box, clock=lambda: NOW))
    decide(
        store,
        [Draft(Act.CREDIT, "file:1", {"branch_ids": [BRANCH.id], "kind": "support"})],
        at=NOW,
        who="李",
    )
    return workspace, store


def plan_cell(workspace: Workspace, store: Store) -> tuple[State, str]:
    (row,) = (r for r in dashboard(store, workspace, now=NOW).rows if r.branch.id == BRANCH.id)
    cell = row.cell("plan")
    return cell.state, cell.detail.code if cell.detail else ""


def test_it_is_a_fault_and_not_missing(place: tuple[Workspace, Store]) -> None:
    assert plan_cell(*place) == (State.FAULT, "cell.locked")


def test_its_password_opens_it_and_its_files_are_judged(place: tuple[Workspace, Store]) -> None:
    workspace, store = place
    assert unlock(workspace, store, "file:1", "2027neu", marking=Marking(NOW, "李")) == (1, 0)
    assert plan_cell(workspace, store)[0] is not State.FAULT
    found = {one.path: one for one in all_credits(store, live_decisions(store), as_of=NOW)}
    archive, plan = sorted(found)
    assert found[archive].branch_ids == ()
    assert not found[archive].waiting
    assert plan.startswith(archive + "/")
    assert found[plan].branch_ids == (BRANCH.id,)


def test_a_wrong_password_changes_nothing(place: tuple[Workspace, Store]) -> None:
    workspace, store = place
    with pytest.raises(UsageError) as caught:
        unlock(workspace, store, "file:1", "wrong", marking=Marking(NOW, "李"))
    assert caught.value.code == "unlock.password"
    assert plan_cell(workspace, store) == (State.FAULT, "cell.locked")


def test_undoing_it_lets_the_archive_wait_and_keeps_its_files(
    place: tuple[Workspace, Store],
) -> None:
    workspace, store = place
    unlock(workspace, store, "file:1", "2027neu", marking=Marking(NOW, "李"))
    batch = next(made.batch for made in live_decisions(store) if made.act is Act.OPENED)
    undo(store, batch, at=NOW, who="李")
    assert len(all_credits(store, live_decisions(store), as_of=NOW)) == 2
    with pytest.raises(UsageError):
        unlock(workspace, store, "file:1", "2027neu", marking=Marking(NOW, "李"))


@pytest.mark.parametrize(
    ("text", "password"),
    [
        ("压缩包密码：neu2027。", "neu2027"),
        ("解压密码为 Ab#12cd，请查收", "Ab#12cd"),
        ("密码是“dangwei01”", "dangwei01"),
        ("password: s3cret!", "s3cret!"),
        ("解压口令 8368", "8368"),
        ("密码另行电话告知。", ""),
        ("密码请致电 024-83681234", ""),
        ("密码：13912345678", ""),
        ("没有密码", ""),
    ],
)
def test_a_password_is_taken_where_the_mail_states_it(text: str, password: str) -> None:
    assert stated_password(text) == password
