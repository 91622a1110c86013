"""A submission on its whole way: branches, a sub-committee's desk, real servers, the department."""

from __future__ import annotations

import base64
import io
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import docx
import pytest

import mailsync.demo
from mailsync.mailbox.imap.mailbox import ImapMailbox
from mailsync.sync.sync import sync
from store.db.database import Store
from store.model import State
from store.views.board.branch import branch_view
from store.views.board.dashboard import dashboard
from store.views.board.submission import Readiness
from store.workspace.workspace import Workspace
from tests.mailsync.submission.desk import SubmittingDesk
from tests.mailsync.submission.handing import Department
from tests.making import NOW, make_workspace
from tests.servers.dovecot import Dovecot, dovecot, why_no_dovecot
from tests.servers.postfix import postfix, why_no_postfix

_MISSING = why_no_postfix() or why_no_dovecot()
_DEPARTMENT = "unit1@neu.example"
B1, B2 = "自动化研究所教工党支部", "研究生第一党支部"


def plan_docx(branch: str) -> bytes:
    document = docx.Document()
    document.add_heading(f"{branch}特色党支部创建工作方案")
    for aspect in ("工作内容", "建设成果", "特色做法", "宣传推广情况"):
        document.add_heading(aspect, 1)
        document.add_paragraph(f"{aspect}：围绕中心工作，认真开展特色创建。" * 8)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def branch_mail(sender: str, branch: str, *files: tuple[str, bytes]) -> bytes:
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = "xinxi@neu.example"
    mail["Subject"] = f"{branch}材料"
    mail["Date"] = NOW - timedelta(hours=3)
    mail["Message-ID"] = f"<{sender}>"
    mail.set_content("请查收。")
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def read(box: Dovecot, workspace: Workspace, store: Store, now: datetime) -> None:
    mailbox = ImapMailbox(
        box.host, box.port, box.user, box.password, tls="none", spool=workspace.spool
    )
    workspace.spool.mkdir(parents=True, exist_ok=True)
    for _ in sync(workspace, store, mailbox, clock=lambda: now):
        pass
    mailbox.close()


def changed(raw: bytes) -> bytes:
    """The same mail with one byte of the plan of B1 changed on the way."""
    mail = message_from_bytes(raw, policy=default)
    for part in mail.walk():
        name = part.get_filename() or ""
        if name.startswith(B1) and "方案" in name:
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            content = content[:100] + bytes([content[100] ^ 1]) + content[101:]
            part.set_payload(base64.encodebytes(content).decode())
    return mail.as_bytes()


@pytest.mark.skipif(_MISSING is not None, reason=str(_MISSING))
def test_a_sub_committee_hands_on_and_the_department_credits_it_without_a_question(
    tmp_path: Path,
) -> None:
    desk = SubmittingDesk(tmp_path / "ours")
    desk.set(submit_to=_DEPARTMENT)
    film = (Path(mailsync.demo.__path__[0]) / "clips" / "mp4-1024x768-451s-voice.mp4").read_bytes()
    with dovecot() as ours:
        for sender, branch, *more in (
            ("wjg@neu.example", B1, (f"{B1}成果展示视频.mp4", film)),
            ("yan1@neu.example", B2, (f"{B2}支撑材料 新闻报道.txt", "报道".encode() * 90)),
        ):
            files = ((f"{branch}创建工作方案.docx", plan_docx(branch)), *more)
            ours.append("INBOX", branch_mail(sender, branch, *files), NOW - timedelta(hours=2))
        read(ours, desk.workspace, desk.store, NOW)
    assert desk.row("B1").state is Readiness.NOT_YET
    desk.later(minutes=5)
    desk.vet("B1", "B2")
    planned = desk.plan()
    (letter,) = planned.plan.letters
    desk.approve(planned)
    with postfix() as server:
        assert desk.send(planned, server.host, server.port).sent == 1
        assert desk.send(planned, server.host, server.port).sent == 0
        ((raw,),) = server.mails(1).values()
    assert {desk.row(name).state for name in ("B1", "B2")} == {Readiness.SUBMITTED}
    _credited(tmp_path / "theirs", raw, desk)
    _asked_once(tmp_path / "changed", changed(raw))
    assert letter.submitted
    desk.store.close()


def _credited(folder: Path, raw: bytes, desk: SubmittingDesk) -> None:
    workspace, store = make_workspace(folder)
    department = Department(workspace, store, folder / "mails")
    with dovecot() as theirs:
        theirs.append("INBOX", raw, NOW + timedelta(minutes=10))
        read(theirs, workspace, store, NOW + timedelta(minutes=20))
    now = NOW + timedelta(minutes=20)
    assert department.questions() == []
    assert department.problems() == []
    view = dashboard(store, workspace, now=now)
    assert view.queue == 0
    rows = {row.branch.id: row for row in view.rows}
    assert [rows[name].vetting for name in ("B1", "B2", "B3")] == ["vetted", "vetted", "nothing"]
    assert rows["B1"].cell("plan").state in (State.DONE, State.SOFT)
    assert rows["B1"].cell("video").state.complete
    assert rows["B2"].cell("plan").state.complete
    for name in ("B1", "B2"):
        mine = branch_view(store, workspace, name, now=now)
        assert mine is not None
        assert mine.vetting is not None
        assert (mine.vetting.by, mine.vetting.date) == ("李明", "2027-04-09")
        handed = {one.credit.digest for one in desk.row(name).files}
        assert {one.credit.digest for one in mine.files} == handed
    store.close()


def _asked_once(folder: Path, raw: bytes) -> None:
    workspace, store = make_workspace(folder)
    department = Department(workspace, store, folder / "mails")
    with dovecot() as theirs:
        theirs.append("INBOX", raw, NOW + timedelta(minutes=10))
        read(theirs, workspace, store, NOW + timedelta(minutes=20))
    assert department.questions() == ["submission.changed"]
    assert dashboard(store, workspace, now=NOW + timedelta(minutes=20)).queue == 1
    store.close()
