"""A pack on its whole way: a real SMTP server, a real mailbox, and a sheet that comes back."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import openpyxl
import pytest

from mailsync.mailbox.imap.mailbox import ImapMailbox
from mailsync.review.exchange import take_returned
from mailsync.sync.sync import sync
from store.views.items.review import review
from tests.contracts.mailbox_places import Stored, fetch_all
from tests.mailsync.letters.desk import LetterDesk
from tests.mailsync.letters.panel import hand_in, keep, seat
from tests.mailsync.letters.sending import approved, run
from tests.mailsync.letters.test_pack_letters import noise
from tests.mailsync.letters.test_score_reminders import reasons
from tests.servers.dovecot import dovecot, why_no_dovecot
from tests.servers.postfix import postfix, why_no_postfix

_MISSING = why_no_postfix() or why_no_dovecot()


def zip_of(raw: bytes) -> bytes:
    """The one attachment of a mail."""
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    (part,) = mail.iter_attachments()
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def filled(pack: bytes, folder: Path) -> tuple[str, bytes]:
    """The score sheet of a pack with every field filled in."""
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith(".xlsx") and "评分表" in n]
        book = openpyxl.load_workbook(io.BytesIO(archive.read(name)))
    for row in book.active.iter_rows(min_row=5, min_col=5):
        for cell in row[:-1]:
            cell.value = 20 if cell.value is None else cell.value
    book.save(folder / "sheet.xlsx")
    return name, (folder / "sheet.xlsx").read_bytes()


@pytest.mark.skipif(_MISSING is not None, reason=str(_MISSING))
def test_a_pack_is_delivered_whole_and_only_who_sends_no_sheet_is_reminded(
    desk: LetterDesk, tmp_path: Path
) -> None:
    seat(desk, ["unit1@neu.example", "unit2@neu.example"])
    # Lines that begin with dots, bare line ends, and enough for many packets.
    hand_in(desk, "B1", b"PK\r\n.\r\n..\n\r" + noise(3_000_000))
    keep(desk)
    plan = approved(desk, "pack")
    with postfix() as server:
        told = run(desk, plan.digest, server.host, server.port)
        assert (told.sent, told.refused, told.unknown, told.left) == (2, 0, 0, 0)
        delivered = server.mails(2)
    desk.now += timedelta(days=1)
    digests = {letter.addresses("to")[0]: letter.files[0].digest for letter in plan.letters}
    packs: dict[str, bytes] = {}
    for name, (raw,) in delivered.items():
        packs[name] = zip_of(raw)
        assert hashlib.sha256(packs[name]).hexdigest() == digests[f"{name}@neu.example"]
    sheet_name, sheet = filled(packs["unit1"], tmp_path)
    answer = EmailMessage()
    answer["From"] = "周敏 <unit1@neu.example>"
    answer["To"] = "zzb@neu.example"
    answer["Subject"] = "评分表"
    answer["Date"] = "Mon, 12 Apr 2027 16:59:00 +0800"
    answer["Message-ID"] = "<answer@neu.example>"
    answer.set_content("请查收")
    answer.add_attachment(
        sheet, maintype="application", subtype="octet-stream", filename=sheet_name
    )
    spool = tmp_path / "spool"
    spool.mkdir()
    with dovecot() as box:
        box.append("unit2", delivered["unit2"][0], desk.now)
        box.append("INBOX", answer.as_bytes(), desk.now)
        at = (box.host, box.port, box.user, box.password)
        # What was delivered is read by a mail program as it left.
        reader = ImapMailbox(*at, tls="none", spool=spool, folders=("unit2",))
        (received,) = fetch_all(reader, Stored())[0]
        assert zip_of(received.content) == packs["unit2"]
        # The other folder stands for somebody else's mailbox.
        mailbox = ImapMailbox(*at, tls="none", spool=spool, folders=("INBOX",))
        for _ in sync(desk.workspace, desk.store, mailbox, clock=lambda: desk.now):
            pass
    assert reasons(desk.plan("scores")) == {"R0001": "sheet_unread"}
    view = review(desk.store, desk.workspace, now=desk.now)
    (file,) = view.returned
    taken = take_returned(desk.store, desk.workspace, view, file, at=desk.now, who="王老师")
    assert (taken.taken, taken.checked.problems) == (3, ())
    reminders = desk.plan("scores")
    assert [letter.addresses("to") for letter in reminders.letters] == [("unit2@neu.example",)]
