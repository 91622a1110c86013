"""Bounces: recognised by the Message-ID that they return, and shown at the letter."""

from __future__ import annotations

import tomllib
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailsync.letters.overview import letters_view
from mailsync.mailbox.folder import FolderMailbox
from mailsync.mime.bounce import Bounce, read_bounce
from mailsync.mime.rawmail import RawMail
from mailsync.sync.sync import sync
from store.letters import events as outgoing
from store.letters.letter import LetterPlan, SendState
from store.letters.returned import answers, unfit_bounces
from store.letters.standing import letters_of_plan
from store.views.board.dashboard import dashboard
from store.views.inbox.problems import mail_problems
from tests.mailsync.letters.desk import LetterDesk
from tests.mailsync.sync.problem_words import word_all

OURS = "<0123.L1@neu.example>"
STANDARD = f"""From: MAILER-DAEMON@mx.neu.example
To: zzb@neu.example
Subject: Undelivered Mail Returned to Sender
Date: Mon, 12 Apr 2027 17:05:00 +0800
Message-ID: <bounce@mx.neu.example>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
MIME-Version: 1.0

--b
Content-Type: text/plain; charset=utf-8

The mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.neu.example

Final-Recipient: rfc822; xinxi@neu.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: text/rfc822-headers

From: zzb@neu.example
To: xinxi@neu.example
Message-ID: {OURS}

--b--
"""


def chinese_bounce() -> bytes:
    """A bounce of a provider that writes a page and puts the mail along as a file."""
    mail = EmailMessage()
    mail["From"] = "Postmaster@163.example"
    mail["To"] = "zzb@neu.example"
    mail["Subject"] = "系统退信"
    mail["Date"] = "Mon, 12 Apr 2027 17:05:00 +0800"
    mail["Message-ID"] = "<tuixin@163.example>"
    mail.set_content("<p>抱歉，您的邮件被退回</p>", subtype="html")
    original = EmailMessage()
    original["From"] = "zzb@neu.example"
    original["To"] = "xinxi@neu.example"
    original["Message-ID"] = OURS
    original.set_content("x")
    mail.add_attachment(original)
    return mail.as_bytes()


def read(raw: bytes, folder: Path) -> Bounce | None:
    file = folder / "bounce.eml"
    file.write_bytes(raw)
    with RawMail(file) as mail:
        return read_bounce(mail)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (STANDARD.encode(), "smtp; 550 5.1.1 User unknown"),
        (chinese_bounce(), "系统退信"),
    ],
)
def test_a_bounce_names_the_letter_that_came_back(raw: bytes, reason: str, tmp_path: Path) -> None:
    bounce = read(raw, tmp_path)
    assert bounce is not None
    assert bounce.message_ids[0] == OURS.strip("<>")
    assert bounce.recipients[0] == "xinxi@neu.example"
    assert bounce.reason == reason


CORPUS = sorted((Path(__file__).parents[2] / "corpus" / "bounces").glob("*.eml"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_bounce_of_the_corpus_is_read_as_written_beside_it(path: Path) -> None:
    expected = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    with RawMail(path) as mail:
        bounce = read_bounce(mail)
    if not expected:
        assert bounce is None
        return
    assert bounce is not None
    assert list(bounce.message_ids[:1]) == expected["message_id"]
    assert list(bounce.recipients[:1]) == expected["recipient"]
    assert bounce.subject == expected.get("subject", "")
    assert expected["reason"] in bounce.reason
    assert "=?" not in bounce.reason


@pytest.mark.parametrize("action", ["delayed", "delivered"])
def test_a_report_of_no_failure_is_no_bounce(action: str, tmp_path: Path) -> None:
    raw = STANDARD.replace("Action: failed", f"Action: {action}").encode()
    assert read(raw, tmp_path) is None


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"Content-Type: multipart/report; boundary=b\r\n\r\n--b"]
)
def test_what_returns_nothing_says_nothing(raw: bytes, tmp_path: Path) -> None:
    bounce = read(raw, tmp_path)
    assert bounce is not None
    assert (bounce.message_ids, bounce.recipients) == ((), ())


def send(desk: LetterDesk) -> LetterPlan:
    """Send the first letter of a plan to its one recipient."""
    plan = desk.plan()
    outgoing.approve(desk.store, plan.digest, at=desk.now, who="李老师")
    letter, address = plan.letters[0], "xinxi@neu.example"
    outgoing.begin(desk.store, letter, address, message_id=OURS, at=desk.now, who="李老师")
    outgoing.finish(
        desk.store, letter, address, SendState.SENT, at=desk.now, who="李老师", message_id=OURS,
        answer="250 OK",
    )  # fmt: skip
    return plan


def come_in(desk: LetterDesk, *mails: bytes) -> None:
    """Sync mails, twice: what was seen once is not looked at again."""
    for number, content in enumerate(mails):
        (desk.workspace.mail_folder / f"in-{number}.eml").write_bytes(content)
    box = FolderMailbox(desk.workspace.mail_folder, spool=desk.workspace.spool)
    for _ in range(2):
        list(sync(desk.workspace, desk.store, box, clock=lambda: desk.now))


def page(recipient: str, subject: str) -> bytes:
    """A page of a provider that names no Message-ID."""
    mail = EmailMessage()
    mail["From"] = "Postmaster@163.example"
    mail["Subject"] = "系统退信"
    mail["Date"] = "Mon, 12 Apr 2027 17:05:00 +0800"
    mail.set_content(
        f"<table><tr><th>主　题：</th><td>{subject}</td></tr><tr><th>收件人：</th>"
        f"<td>{recipient}</td></tr><tr><th>退信原因：</th><td>550 User not found</td></tr></table>",
        subtype="html",
    )
    return mail.as_bytes()


def test_a_page_without_a_message_id_is_tied_by_recipient_subject_and_time(
    desk: LetterDesk,
) -> None:
    plan = send(desk)
    come_in(desk, page("xinxi@neu.example", plan.letters[0].subject))
    (each,) = (letters_of_plan(desk.store, plan.digest) or ())[0].recipients
    assert (each.state, each.code, each.answer) == (
        SendState.REFUSED, "bounce", "550 User not found",
    )  # fmt: skip
    assert unfit_bounces(desk.store) == ()


def test_a_bounce_that_fits_no_letter_is_kept_until_a_person_ties_it(desk: LetterDesk) -> None:
    plan = send(desk)
    letter = plan.letters[0]
    come_in(desk, page("other@neu.example", "另一封"))
    (unfit,) = unfit_bounces(desk.store)
    assert (unfit.recipient, unfit.reason) == ("other@neu.example", "550 User not found")
    view = letters_view(desk.store, desk.workspace, now=desk.now)
    assert view.bounces == (unfit,)
    (told,) = mail_problems(desk.store)
    assert [problem.code for problem in told.problems] == ["mail.bounce_unfit"]
    assert all(word_all(told.problems))
    assert dashboard(desk.store, desk.workspace, now=desk.now).problems == 1
    outgoing.tie_bounce(
        desk.store, unfit.mail_id, letter, "xinxi@neu.example",
        at=desk.now, who="李老师", message_id=OURS, answer=unfit.reason,
    )  # fmt: skip
    assert unfit_bounces(desk.store) == ()
    assert mail_problems(desk.store) == ()
    assert dashboard(desk.store, desk.workspace, now=desk.now).problems == 0
    assert letter.target in [one.target for one in desk.plan().letters]


def answer(**fields: str) -> bytes:
    """A person's mail."""
    mail = EmailMessage()
    mail["From"] = "组织员 <xinxi@neu.example>"
    mail["Date"] = "Mon, 12 Apr 2027 18:00:00 +0800"
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("收到，明天报。")
    return mail.as_bytes()


def test_a_persons_answer_stands_under_its_letter_and_is_no_bounce(desk: LetterDesk) -> None:
    plan = send(desk)
    letter = plan.letters[0]
    come_in(
        desk,
        answer(Subject="材料", In_Reply_To=OURS),
        answer(Subject=f"回复：Re: {letter.subject}"),
        answer(Subject="Re: 别的事"),
    )
    given = answers(desk.store)
    assert [one.body for one in given[letter.id]] == ["收到，明天报。"] * 2
    (each,) = (letters_of_plan(desk.store, plan.digest) or ())[0].recipients
    assert each.state is SendState.SENT
    view = letters_view(desk.store, desk.workspace, now=desk.now)
    assert view.answers == given


def test_a_letter_that_came_back_is_refused_and_may_be_planned_again(desk: LetterDesk) -> None:
    plan = send(desk)
    come_in(desk, STANDARD.encode())
    entry = (letters_of_plan(desk.store, plan.digest) or ())[0]
    (each,) = entry.recipients
    assert (each.state, each.code) == (SendState.REFUSED, "bounce")
    assert each.answer == "smtp; 550 5.1.1 User unknown"
    # It was told to nobody, so that the branches are still to be reminded.
    assert [one.target for one in desk.plan().letters] == ["sub_committee:U1", "sub_committee:U2"]
