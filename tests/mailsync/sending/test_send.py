"""Sending a plan: to whom, what, once."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mailsync.mailbox.folder import FolderMailbox
from mailsync.sending.events import Ended, Handing, Held
from store.db.database import open_store
from store.errors import StoreError, UsageError
from store.letters import events as outgoing
from store.letters.letter import SendState
from store.letters.standing import letters_of_plan
from store.model import FileKind
from tests.engines import OVER_BOTH
from tests.mailsync.letters.desk import FINE_PLAN, FINE_VIDEO, LetterDesk
from tests.mailsync.letters.sending import approved, desk_of, run
from tests.servers.smtp_sink import SmtpSink, smtp_sink

pytestmark = OVER_BOTH


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as made:
        yield made


def states(desk: LetterDesk, digest: str) -> dict[str, SendState]:
    return {
        each.recipient.address.email: each.state
        for entry in letters_of_plan(desk.store, digest) or ()
        for each in entry.recipients
    }


def test_a_plan_for_thirty_sub_committees_goes_to_the_right_people_once(
    tmp_path: Path, sink: SmtpSink
) -> None:
    desk = desk_of(tmp_path, 30)
    desk.set(daily_limit=200)
    desk.complete("V07-1", "V07-2", "V08-1")
    plan = approved(desk)
    told = run(desk, plan.digest, sink.host, sink.port)
    assert (told.sent, told.refused, told.unknown, told.left) == (29, 0, 0, 0)
    expected = {f"unit{number}@neu.example" for number in range(1, 31)} - {"unit7@neu.example"}
    assert len(sink.taken) == 29
    assert set(sink.recipients) == expected
    for taken in sink.taken:
        (recipient,) = taken.recipients
        number = int(recipient.removeprefix("unit").partition("@")[0])
        unit = f"第{number}单位直属党总支" if number % 5 == 0 else f"第{number}学院党委"
        text = taken.mail.get_body(("plain",))
        assert text is not None
        words = text.get_content()
        assert words.startswith(f"{unit}：")
        assert f"【{unit}第2党支部】" in words
        assert (f"【{unit}第1党支部】" in words) is (number != 8)
        assert words.count("【") == (1 if number == 8 else 2)
        assert taken.mail["To"].addresses[0].display_name == unit
    assert all(state is SendState.SENT for state in states(desk, plan.digest).values())

    again = run(desk, plan.digest, sink.host, sink.port)
    assert (again.sent, again.left) == (0, 0)
    assert desk.plan().letters == ()
    assert len(sink.taken) == 29
    desk.store.close()


def test_each_recipient_has_an_envelope_and_a_message_id_of_its_own(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    desk.set(to_reminder="with_secretaries")
    plan = approved(desk)
    run(desk, plan.digest, sink.host, sink.port)
    assert [mail.recipients for mail in sink.taken] == [
        ("xinxi@neu.example",),
        ("wjg@neu.example",),
        ("yan1@neu.example",),
        ("tsg@neu.example",),
        ("lt@neu.example",),
    ]
    assert len({mail.mail["Message-ID"] for mail in sink.taken}) == 5
    assert {str(mail.mail["Cc"]) for mail in sink.taken[:3]} == {
        "王建国 <wjg@neu.example>, 研究生第一党支部 <yan1@neu.example>"
    }


def test_one_refused_recipient_does_not_stop_the_others(desk: LetterDesk, sink: SmtpSink) -> None:
    desk.set(to_reminder="with_secretaries")
    sink.refusals = {"wjg@neu.example": "550 User not found"}
    plan = approved(desk)
    told = run(desk, plan.digest, sink.host, sink.port)
    assert (told.sent, told.refused) == (4, 1)
    entry = next(
        each
        for letter in letters_of_plan(desk.store, plan.digest) or ()
        for each in letter.recipients
        if each.state is SendState.REFUSED
    )
    assert (entry.recipient.address.email, entry.answer) == (
        "wjg@neu.example",
        "550 User not found",
    )


def test_the_server_s_answer_is_kept_with_each_letter(desk: LetterDesk, sink: SmtpSink) -> None:
    plan = approved(desk)
    run(desk, plan.digest, sink.host, sink.port)
    answers = [
        each.answer
        for entry in letters_of_plan(desk.store, plan.digest) or ()
        for each in entry.recipients
    ]
    assert answers == [
        "250 Mail OK queued as smtp11,00000001 1800000000",
        "250 Mail OK queued as smtp11,00000002 1800000000",
    ]


def test_the_queue_keeps_its_pace_and_its_daily_limit(tmp_path: Path, sink: SmtpSink) -> None:
    desk = desk_of(tmp_path, 6)
    desk.set(daily_limit=4, pace_s=20)
    waits: list[float] = []
    plan = approved(desk)
    first = run(desk, plan.digest, sink.host, sink.port, waits=waits)
    assert (first.sent, first.left, first.stopped) == (4, 2, "our_limit")
    assert waits == [20.0] * 3
    desk.now += timedelta(hours=12)
    second = run(desk, plan.digest, sink.host, sink.port)
    assert (second.sent, second.left, second.stopped) == (2, 0, "")
    assert sorted(sink.recipients) == sorted({*sink.recipients})
    desk.store.close()


def test_a_branch_that_completes_before_sending_gets_no_reminder(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    plan = approved(desk)
    desk.complete("B3")
    held: list[tuple[str, str]] = []

    def note(event: object) -> None:
        if isinstance(event, Held):
            held.append((event.letter.target, event.reason.code))

    told = run(desk, plan.digest, sink.host, sink.port, on_event=note)
    assert held == [("sub_committee:U2", "letters.dropped.complete")]
    assert (told.sent, told.held, told.left) == (1, 1, 0)
    assert sink.recipients == ["xinxi@neu.example"]


def test_a_branch_that_completes_while_others_are_sent_gets_no_reminder(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    plan = approved(desk)

    def arrive(event: object) -> None:
        if isinstance(event, Ended):
            desk.complete("B3")

    told = run(desk, plan.digest, sink.host, sink.port, on_event=arrive)
    assert (told.sent, told.held) == (1, 1)
    assert sink.recipients == ["xinxi@neu.example"]


def test_a_mail_that_lies_in_the_mailbox_unread_is_read_before_sending(
    desk: LetterDesk, sink: SmtpSink, tmp_path: Path
) -> None:
    from email.message import EmailMessage

    plan = approved(desk)
    mail = EmailMessage()
    mail["From"] = "lt@neu.example"
    mail["To"] = "zzb@neu.example"
    mail["Subject"] = "流通部党支部 工作方案"
    mail["Date"] = "Mon, 12 Apr 2027 16:59:00 +0800"
    mail["Message-ID"] = "<late@neu.example>"
    mail.set_content("流通部党支部材料，请查收")
    mail.add_attachment(
        b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="流通部党支部工作方案.png"
    )
    (desk.workspace.mail_folder / "late.eml").write_bytes(mail.as_bytes())
    box = FolderMailbox(desk.workspace.mail_folder, spool=desk.workspace.spool)
    held: list[str] = []

    def note(event: object) -> None:
        if isinstance(event, Held):
            held.append(event.letter.target)

    told = run(desk, plan.digest, sink.host, sink.port, mailbox=box, on_event=note)
    assert held == ["sub_committee:U2"]
    assert told.sent == 1


def test_an_address_changed_after_approval_is_asked_about_again(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    plan = approved(desk)
    with desk.store.atomic():
        desk.store.execute(
            "UPDATE sub_committees SET contacts = '[\"new@neu.example\"]' WHERE id = 'U1'"
        )
    told = run(desk, plan.digest, sink.host, sink.port)
    assert (told.sent, told.held) == (1, 1)
    assert sink.recipients == ["tsg@neu.example"]


def test_nothing_is_sent_that_was_not_approved(desk: LetterDesk, sink: SmtpSink) -> None:
    plan = desk.plan()
    told = run(desk, plan.digest, sink.host, sink.port)
    assert (told.sent, told.left) == (0, 0)
    assert sink.taken == []


def test_a_digest_that_was_never_shown_is_refused(desk: LetterDesk, sink: SmtpSink) -> None:
    with pytest.raises(UsageError) as told:
        run(desk, "0123456789abcdef", sink.host, sink.port)
    assert told.value.code == "letters.unknown_plan"


def test_only_one_sends_at_a_time(desk: LetterDesk, sink: SmtpSink) -> None:
    plan = approved(desk)
    with (
        contextlib.closing(open_store(desk.workspace.database)) as other,
        other.exclusive("outbox"),
        pytest.raises(StoreError) as told,
    ):
        run(desk, plan.digest, sink.host, sink.port)
    assert told.value.code == "outbox.locked"


def test_a_person_stops_the_queue_and_goes_on_later(tmp_path: Path, sink: SmtpSink) -> None:
    desk = desk_of(tmp_path, 5)
    plan = approved(desk)
    asked = [0]

    def note(event: object) -> None:
        asked[0] += isinstance(event, Handing)

    told = run(desk, plan.digest, sink.host, sink.port, on_event=note, stop=lambda: asked[0] >= 2)
    assert (told.sent, told.left, told.stopped) == (2, 3, "person")
    assert run(desk, plan.digest, sink.host, sink.port).sent == 3
    assert len(set(sink.recipients)) == len(sink.recipients) == 5
    desk.store.close()


def test_an_interrupted_letter_is_a_doubt_and_never_sent_by_itself(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    plan = approved(desk)
    letter = plan.letters[0]
    outgoing.begin(
        desk.store, letter, "xinxi@neu.example", message_id="<a@b.example>", at=desk.now, who="x"
    )
    told = run(desk, plan.digest, sink.host, sink.port)
    assert told.sent == 1
    assert states(desk, plan.digest)["xinxi@neu.example"] is SendState.UNKNOWN
    desk.now += timedelta(hours=30)
    assert "xinxi@neu.example" not in {
        address for letter in desk.plan().letters for address in letter.addresses("to")
    }
    outgoing.settle(desk.store, letter, "xinxi@neu.example", "again", at=desk.now, who="李老师")
    assert run(desk, plan.digest, sink.host, sink.port).sent == 1
    assert sink.recipients == ["tsg@neu.example", "xinxi@neu.example"]


def test_a_doubt_is_settled_where_the_mail_lies_among_our_own(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    plan = approved(desk)
    outgoing.begin(
        desk.store,
        plan.letters[0],
        "xinxi@neu.example",
        message_id="<found@b.example>",
        at=desk.now,
        who="x",
    )
    (desk.workspace.mail_folder / "sent.eml").write_bytes(
        b"From: zzb@neu.example\r\nMessage-ID: <found@b.example>\r\nSubject: x\r\n\r\nx\r\n"
    )
    box = FolderMailbox(desk.workspace.mail_folder, spool=desk.workspace.spool)
    run(desk, plan.digest, sink.host, sink.port, mailbox=box)
    assert states(desk, plan.digest)["xinxi@neu.example"] is SendState.SENT
    assert sink.recipients == ["tsg@neu.example"]


def test_a_letter_to_three_finishes_its_rest_though_the_first_has_it(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    desk.set(to_reminder="with_secretaries")
    desk.deliver("B3", FileKind.PLAN, FINE_PLAN)
    desk.deliver("B3", FileKind.VIDEO, FINE_VIDEO)
    plan = approved(desk)
    count = [0]

    def note(event: object) -> None:
        count[0] += isinstance(event, Ended)

    first = run(desk, plan.digest, sink.host, sink.port, on_event=note, stop=lambda: count[0] >= 1)
    assert (first.sent, first.left) == (1, 2)
    second = run(desk, plan.digest, sink.host, sink.port)
    assert (second.sent, second.held) == (2, 0)
    assert sink.recipients == ["xinxi@neu.example", "wjg@neu.example", "yan1@neu.example"]


@pytest.mark.parametrize("mode", ["implicit", "starttls"])
def test_letters_go_over_tls_with_a_login(desk: LetterDesk, tmp_path: Path, mode: str) -> None:
    from tests.servers.imap_server import PASSWORD, certificates

    made = certificates(tmp_path)
    context = made.server_context()
    plan = approved(desk)
    with smtp_sink(
        tls=context if mode == "implicit" else None,
        starttls=context if mode == "starttls" else None,
        auth=True,
    ) as server:
        told = run(
            desk,
            plan.digest,
            "localhost",
            server.port,
            tls=mode,
            ca_file=made.ca_file,
            user="neuzzb@163.example",
            password=PASSWORD,
        )
    assert (told.sent, told.left) == (2, 0)
    assert server.logins == ["neuzzb@163.example"]
