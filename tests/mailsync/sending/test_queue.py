"""What the queue does with answers, limits, cuts and doubts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mailsync.sending.events import Waiting
from store.errors import MailboxError
from store.letters.letter import SendState
from store.letters.standing import letters_of_plan
from tests.mailsync.letters.desk import LetterDesk
from tests.mailsync.letters.sending import approved, desk_of, run
from tests.servers.smtp_fake import FakeSmtp, fake_smtp


@pytest.fixture
def fake() -> Iterator[FakeSmtp]:
    with fake_smtp() as made:
        yield made


@pytest.fixture
def five(tmp_path: Path) -> Iterator[LetterDesk]:
    """Five sub-committees to be reminded."""
    made = desk_of(tmp_path, 5)
    yield made
    made.store.close()


def states(desk: LetterDesk, digest: str) -> list[SendState]:
    return [entry.state for entry in letters_of_plan(desk.store, digest) or ()]


def all_once(fake: FakeSmtp) -> bool:
    return sorted(fake.recipients) == [f"unit{number}@neu.example" for number in range(1, 6)]


@pytest.mark.parametrize("answer", ["451 MI:SFQ", "421 closing", "450 busy", "554 MI:SFQ"])
def test_a_rate_rests_the_queue_for_a_quarter_of_an_hour(
    five: LetterDesk, fake: FakeSmtp, answer: str
) -> None:
    fake.answers["MESSAGE"] = ["250 OK", answer]
    plan = approved(five)
    waits: list[float] = []
    told = run(five, plan.digest, fake.host, fake.port, waits=waits)
    assert (told.sent, told.left, told.stopped) == (5, 0, "")
    assert waits.count(900.0) == 1
    assert all_once(fake)


def test_a_rate_that_stays_stops_the_queue(five: LetterDesk, fake: FakeSmtp) -> None:
    fake.answers["MESSAGE"] = ["451 MI:SFQ"] * 9
    plan = approved(five)
    told = run(five, plan.digest, fake.host, fake.port)
    assert (told.sent, told.left, told.stopped) == (0, 5, "rate")
    assert told.answer == "451 MI:SFQ"
    assert fake.count("DATA") == 2


@pytest.mark.parametrize(
    ("command", "answer", "reason"),
    [
        ("MESSAGE", "550 MI:STC connections today", "day_limit"),
        ("MESSAGE", "554 MI:STC", "day_limit"),
        ("RCPT", "550 RP:TRC recipients today", "day_limit"),
        ("MAIL", "553 Mail from must equal authorized user", "sender"),
    ],
)
def test_a_limit_of_the_day_stops_with_its_reason_and_the_rest_goes_tomorrow(
    five: LetterDesk, fake: FakeSmtp, command: str, answer: str, reason: str
) -> None:
    fake.answers[command] = ["250 OK", "250 OK", answer]
    plan = approved(five)
    told = run(five, plan.digest, fake.host, fake.port)
    assert (told.sent, told.left, told.stopped, told.answer) == (2, 3, reason, answer)
    five.now += timedelta(hours=12)
    rest = run(five, plan.digest, fake.host, fake.port)
    assert (rest.sent, rest.left) == (3, 0)
    assert all_once(fake)


def test_spam_stops_the_queue_and_the_letter_waits_for_a_person(
    five: LetterDesk, fake: FakeSmtp
) -> None:
    fake.answers["MESSAGE"] = ["250 OK", "554 DT:SPM 163 smtp"]
    plan = approved(five)
    told = run(five, plan.digest, fake.host, fake.port)
    assert (told.sent, told.refused, told.left, told.stopped) == (1, 1, 3, "spam")
    assert states(five, plan.digest)[1] is SendState.REFUSED
    assert run(five, plan.digest, fake.host, fake.port).sent == 3
    assert fake.recipients.count("unit2@neu.example") == 0


def test_a_login_that_expires_in_the_middle_stops_at_once(five: LetterDesk, fake: FakeSmtp) -> None:
    fake.answers["MAIL"] = ["250 OK", "535 Error: authentication failed"]
    plan = approved(five)
    told = run(five, plan.digest, fake.host, fake.port, password="code")
    assert (told.sent, told.left, told.stopped) == (1, 4, "login")
    assert fake.count("AUTH") == 1


def test_a_refused_login_is_not_tried_again(five: LetterDesk, fake: FakeSmtp) -> None:
    fake.answers["AUTH"] = ["535 no"] * 5
    plan = approved(five)
    with pytest.raises(MailboxError):
        run(five, plan.digest, fake.host, fake.port, password="wrong")
    assert fake.connections == 1
    assert states(five, plan.digest) == [SendState.APPROVED] * 5


def test_a_doubt_does_not_hold_up_the_others_and_is_not_sent_again(
    five: LetterDesk, fake: FakeSmtp
) -> None:
    fake.answers["MESSAGE"] = ["250 OK", "done and cut"]
    plan = approved(five)
    told = run(five, plan.digest, fake.host, fake.port)
    assert (told.sent, told.unknown, told.left) == (4, 1, 0)
    assert states(five, plan.digest)[1] is SendState.UNKNOWN
    run(five, plan.digest, fake.host, fake.port)
    five.now += timedelta(days=1)
    assert "unit2@neu.example" not in {
        address for letter in five.plan().letters for address in letter.addresses("to")
    }
    assert all_once(fake)


def test_a_line_that_breaks_again_and_again_stops_the_queue(
    five: LetterDesk, fake: FakeSmtp
) -> None:
    fake.answers["RCPT"] = ["cut"] * 9
    plan = approved(five)
    waits: list[float] = []
    told = run(five, plan.digest, fake.host, fake.port, waits=waits)
    assert (told.sent, told.left, told.stopped) == (0, 5, "line")
    assert [seconds for seconds in waits if seconds != 20.0] == [2.0, 10.0]
    assert states(five, plan.digest) == [SendState.APPROVED] * 5


def test_a_server_that_is_not_there_is_told_with_its_reason(five: LetterDesk) -> None:
    from tests.servers.imap_server import free_port

    plan = approved(five)
    answers: list[str] = []

    def note(event: object) -> None:
        if isinstance(event, Waiting):
            answers.append(event.answer)

    told = run(five, plan.digest, "127.0.0.1", free_port(), on_event=note)
    assert (told.stopped, told.left) == ("line", 5)
    assert "refused" in told.answer
