"""Two desks that read each other's letters fall silent; so do answering machines and bounces."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailsync.mailbox.folder import FolderMailbox
from mailsync.sync.sync import sync
from store.model import FileKind
from tests.mailsync.letters.desk import FINE_PLAN, LetterDesk
from tests.mailsync.letters.sending import approved, run
from tests.servers.smtp_sink import SmtpSink, smtp_sink


def read_in(desk: LetterDesk, *mails: bytes) -> None:
    """Mails arrive in a desk's mailbox and are synced."""
    for number, raw in enumerate(mails):
        (desk.workspace.mail_folder / f"in{number}.eml").write_bytes(raw)
    box = FolderMailbox(desk.workspace.mail_folder, spool=desk.workspace.spool)
    list(sync(desk.workspace, desk.store, box, clock=lambda: desk.now))


def letters_of_every_kind(desk: LetterDesk, sink: SmtpSink) -> list[bytes]:
    """Reminder, return with its document, and receipt, as they leave."""
    desk.set(attach_findings=True, daily_limit=100)
    desk.deliver("B1", FileKind.PLAN, {"chars": 1900})
    desk.deliver("B2", FileKind.PLAN, FINE_PLAN)
    plan = approved(desk, "all")
    run(desk, plan.digest, sink.host, sink.port)
    return [taken.raw for taken in sink.taken]


def test_letters_of_another_desk_are_no_submissions_and_get_no_receipt(tmp_path: Path) -> None:
    department, college = LetterDesk(tmp_path / "a"), LetterDesk(tmp_path / "b")
    with smtp_sink() as sink:
        raws = letters_of_every_kind(department, sink)
    read_in(college, *raws)
    stored = college.store.rows("SELECT automatic FROM mails")
    assert len(stored) == len({message_from_bytes(raw)["Message-ID"] for raw in raws})
    assert {row["automatic"] for row in stored} == {"auto_reply", "generated"}
    assert college.plan("receipt").letters == ()
    assert {letter.kinds for letter in college.plan("all").letters} == {("reminder", "sharing")}
    department.store.close()
    college.store.close()


def answer_of_a_machine(raw: bytes) -> bytes:
    """What an out-of-office writes back, with the original attached."""
    mail = EmailMessage()
    mail["From"] = "xinxi@neu.example"
    mail["To"] = "neuzzb@163.com"
    mail["Subject"] = "自动回复：" + "材料"
    mail["Date"] = "Mon, 12 Apr 2027 17:01:00 +0800"
    mail["Message-ID"] = "<auto@neu.example>"
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content("我出差了")
    mail.add_attachment(raw, maintype="application", subtype="octet-stream", filename="原信.eml")
    return mail.as_bytes()


def passed_on_by_a_list(raw: bytes) -> bytes:
    """A list that sends everything back to its members, us too."""
    mail = EmailMessage()
    mail["From"] = "xinxi@neu.example"
    mail["To"] = "all@neu.example"
    mail["List-Id"] = "<all.neu.example>"
    mail["Subject"] = "[all] 材料"
    mail["Date"] = "Mon, 12 Apr 2027 17:01:00 +0800"
    mail["Message-ID"] = "<list@neu.example>"
    mail.set_content("见附件")
    mail.add_attachment(raw, maintype="application", subtype="octet-stream", filename="材料.docx")
    return mail.as_bytes()


@pytest.mark.parametrize("made", [answer_of_a_machine, passed_on_by_a_list])
def test_what_machines_send_back_gets_no_receipt(desk: LetterDesk, made: object) -> None:
    with smtp_sink() as sink:
        raws = letters_of_every_kind(desk, sink)
    before = len(sink.taken)
    assert callable(made)
    read_in(desk, made(raws[0]))
    assert desk.store.rows("SELECT count(*) AS n FROM mails WHERE automatic IS NOT NULL")[0]["n"]
    assert desk.plan("receipt").letters == ()
    assert len(sink.taken) == before


def test_our_own_copy_in_the_inbox_gets_no_receipt(desk: LetterDesk) -> None:
    with smtp_sink() as sink:
        raws = letters_of_every_kind(desk, sink)
    read_in(desk, *raws)
    assert desk.plan("receipt").letters == ()
