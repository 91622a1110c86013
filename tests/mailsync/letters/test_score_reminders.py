"""Reviewers who owe scores are reminded, each at their own address, and nobody else is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import msgspec
import pytest

from mailsync.letters.overview import letters_view
from mailsync.mailbox.folder import FolderMailbox
from mailsync.review.exchange import take_returned
from mailsync.sending.events import Ended, Held, SendEvent
from store.db.acts import Act
from store.db.decisions import Draft, Marking, decide
from store.items.review_pack import ReviewPack, record_packs
from store.letters.letter import LetterPlan, SendState
from store.letters.standing import begun_letters, letters_about
from store.views.items.review import review
from store.views.report import ReportScope, report_view
from tests.mailsync.letters.desk import LetterDesk
from tests.mailsync.letters.panel import change, score, seat, sheet_arrives
from tests.mailsync.letters.sending import approved, run
from tests.servers.smtp_sink import SmtpSink, smtp_sink


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as made:
        yield made


def reasons(plan: LetterPlan) -> dict[str, str]:
    """Why reviewers get no letter, by their ids."""
    found = {drop.reviewer_id: drop.reason.code.rpartition(".")[2] for drop in plan.dropped}
    return {name: reason for name, reason in found.items() if name}


def held_by(into: list[str]) -> object:
    def note(event: SendEvent) -> None:
        if isinstance(event, Held):
            into.append(event.reason.code.rpartition(".")[2])

    return note


def test_only_who_owes_scores_is_reminded_of_their_own_cases(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    seat(desk)
    score(desk, "R0001", "B1", "B3")
    score(desk, "R0002")
    plan = approved(desk, "scores")
    (letter,) = plan.letters
    assert letter.addresses("to") == ("r1@neu.example",)
    assert letter.addresses("cc") == ()
    assert "- 02 研究生第一党支部\n" in letter.text
    assert "流通部" not in letter.text
    assert "R0001" in letter.text
    told = run(desk, plan.digest, sink.host, sink.port)
    assert (told.sent, sink.recipients) == (1, ["r1@neu.example"])


def test_a_reminder_tells_nobody_s_scores_and_stands_in_no_history_of_a_branch(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    seat(desk)
    score(desk, "R0001", "B1", "B3")
    plan = approved(desk, "scores")
    run(desk, plan.digest, sink.host, sink.port)
    for mine, other, taken in zip(("周敏", "吴刚"), ("吴刚", "周敏"), sink.taken, strict=True):
        whole = "".join(
            part.get_content() for part in taken.mail.walk() if not part.is_multipart()
        ) + str(taken.mail.items())
        assert mine in whole
        assert other not in whole
        assert "甲方意见" not in whole
    for letter in plan.letters:
        assert letter.branch_ids == ()
    for branch_id in ("B1", "B2", "B3"):
        assert letters_about(desk.store, branch_id) == ()


def test_the_record_of_letters_has_them_in_the_whole_only(desk: LetterDesk, sink: SmtpSink) -> None:
    seat(desk, ["r1@neu.example"])
    plan = approved(desk, "scores")
    run(desk, plan.digest, sink.host, sink.port)
    whole = report_view(desk.store, desk.workspace, ReportScope(desk.now))
    assert [(line.recipient, line.branches) for line in whole.letters] == [("r1@neu.example", ())]
    part = report_view(desk.store, desk.workspace, ReportScope(desk.now, ("U1",)))
    assert part.letters == ()


def test_scores_that_come_in_between_approval_and_sending_stop_the_reminder(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    seat(desk)
    plan = approved(desk, "scores")
    score(desk, "R0001")
    score(desk, "R0002", "B1")
    held: list[str] = []
    told = run(desk, plan.digest, sink.host, sink.port, on_event=held_by(held))  # type: ignore[arg-type]
    assert held == ["scored", "changed"]
    assert (told.sent, told.held, sink.recipients) == (0, 2, [])


def test_scores_that_come_in_while_others_are_sent_stop_the_reminder(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    seat(desk)
    plan = approved(desk, "scores")

    def arrive(event: SendEvent) -> None:
        if isinstance(event, Ended):
            score(desk, "R0002")

    told = run(desk, plan.digest, sink.host, sink.port, on_event=arrive)
    assert (told.sent, told.held, sink.recipients) == (1, 1, ["r1@neu.example"])


def test_a_sheet_that_lies_in_the_mailbox_unread_stops_the_reminder(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    from email.message import EmailMessage

    seat(desk)
    plan = approved(desk, "scores")
    mail = EmailMessage()
    mail["From"] = "R1@neu.example"
    mail["To"] = "zzb@neu.example"
    mail["Subject"] = "评分表"
    mail["Date"] = "Mon, 12 Apr 2027 16:59:00 +0800"
    mail["Message-ID"] = "<sheet@neu.example>"
    mail.set_content("请查收")
    mail.add_attachment(
        b"PK\x03\x04", maintype="application", subtype="zip", filename="评分表.xlsx"
    )
    (desk.workspace.mail_folder / "sheet.eml").write_bytes(mail.as_bytes())
    box = FolderMailbox(desk.workspace.mail_folder, spool=desk.workspace.spool)
    held: list[str] = []
    told = run(desk, plan.digest, sink.host, sink.port, mailbox=box, on_event=held_by(held))  # type: ignore[arg-type]
    assert held == ["sheet_unread"]
    assert (told.sent, sink.recipients) == (1, ["r2@neu.example"])


def test_who_sent_a_useless_sheet_is_reminded_once_staff_said_so(desk: LetterDesk) -> None:
    seat(desk, ["r1@neu.example"])
    file = sheet_arrives(desk, "r1@neu.example")
    assert reasons(desk.plan("scores")) == {"R0001": "sheet_unread"}
    decide(desk.store, [Draft(Act.NOT_OURS, file, {"remember": False})], at=desk.now, who="王老师")
    assert len(desk.plan("scores").letters) == 1


def test_a_reminder_comes_again_after_the_rest_and_not_before(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    seat(desk, ["r1@neu.example"])
    run(desk, approved(desk, "scores").digest, sink.host, sink.port)
    desk.now += timedelta(hours=71)
    plan = desk.plan("scores")
    assert (plan.letters, reasons(plan)) == ((), {"R0001": "cool_down"})
    desk.now += timedelta(hours=2)
    again = approved(desk, "scores")
    told = run(desk, again.digest, sink.host, sink.port)
    assert (told.sent, sink.recipients) == (1, ["r1@neu.example"] * 2)


def test_without_a_rest_the_same_reminder_still_goes_once_a_day(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    desk.set(cool_down_hours=0)
    seat(desk, ["r1@neu.example"])
    run(desk, approved(desk, "scores").digest, sink.host, sink.port)
    again = approved(desk, "scores")
    run(desk, again.digest, sink.host, sink.port)
    assert sink.recipients == ["r1@neu.example"]


@pytest.mark.parametrize(
    "address", ["", "  ", "no address", "a@b", "r1@neu.example\nBcc: x@y.example"]
)
def test_a_reviewer_without_a_usable_address_is_named_and_not_written_to(
    desk: LetterDesk, address: str
) -> None:
    seat(desk, [address, "r2@neu.example"])
    plan = desk.plan("scores")
    assert [letter.target for letter in plan.letters] == ["reviewer:R0002"]
    assert reasons(plan) == {"R0001": "no_reviewer_address"}


def test_our_own_address_is_never_written_to(desk: LetterDesk) -> None:
    seat(desk, [desk.workspace.notice.mailbox])
    assert reasons(desk.plan("scores")) == {"R0001": "no_reviewer_address"}


def test_who_left_the_panel_after_approval_gets_nothing(desk: LetterDesk, sink: SmtpSink) -> None:
    seat(desk)
    plan = approved(desk, "scores")
    change(desk, "R0001", left=True)
    held: list[str] = []
    told = run(desk, plan.digest, sink.host, sink.port, on_event=held_by(held))  # type: ignore[arg-type]
    assert held == ["no_reviewer"]
    assert (told.sent, sink.recipients) == (1, ["r2@neu.example"])


def test_an_address_changed_after_approval_is_asked_about_again(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    seat(desk, ["r1@neu.example"])
    plan = approved(desk, "scores")
    change(desk, "R0001", address="new@neu.example")
    held: list[str] = []
    run(desk, plan.digest, sink.host, sink.port, on_event=held_by(held))  # type: ignore[arg-type]
    assert held == ["changed"]
    run(desk, approved(desk, "scores").digest, sink.host, sink.port)
    assert sink.recipients == ["new@neu.example"]


def test_two_reviewers_with_one_address_get_a_letter_each(desk: LetterDesk, sink: SmtpSink) -> None:
    seat(desk, ["both@neu.example", "Both@neu.example"])
    score(desk, "R0001", "B1", "B2")
    plan = approved(desk, "scores")
    told = run(desk, plan.digest, sink.host, sink.port)
    assert told.sent == 2
    assert [mail.mail["To"].addresses[0].display_name for mail in sink.taken] == ["周敏", "吴刚"]
    # Whose a sheet from there is, only its own code tells.
    sheet_arrives(desk, "both@neu.example")
    assert reasons(desk.plan("scores")) == {"R0001": "sheet_unread", "R0002": "sheet_unread"}


def test_a_sheet_from_a_shared_address_is_taken_for_either(desk: LetterDesk) -> None:
    from mailsync.review.score_sheet import Case, sheet_text, write_xlsx
    from store.text.wording import load

    seat(desk, ["both@neu.example", "both@neu.example"])
    view = review(desk.store, desk.workspace, now=desk.now)
    cases = [
        Case(number, one.branch, one.sub_committee) for number, one in enumerate(view.branches, 1)
    ]
    for one in view.reviewers:
        text = sheet_text(one.reviewer, cases, desk.workspace.notice, load("zh_CN"))
        filled = replace(
            text,
            rows=tuple((*row[:4], *(cell or "5" for cell in row[4:])) for row in text.rows),
        )
        sheet_arrives(
            desk, "both@neu.example", f"评分表-{one.reviewer.id}.xlsx", write_xlsx(filled)
        )
    view = review(desk.store, desk.workspace, now=desk.now)
    for file in view.returned:
        taken = take_returned(desk.store, desk.workspace, view, file, at=desk.now, who="王老师")
        assert (taken.checked.problems, taken.taken) == ((), 3)
    assert desk.plan("scores").letters == ()


def test_a_run_for_one_sub_committee_reminds_no_reviewer_of_a_part(desk: LetterDesk) -> None:
    seat(desk)
    settings = msgspec.structs.replace(desk.workspace.settings, scope="信息科学与工程学院党委")
    desk.workspace = replace(desk.workspace, settings=settings)
    plan = desk.plan("scores")
    assert (plan.letters, reasons(plan)) == ((), {})


def test_the_screen_says_how_long_ago_each_reviewer_heard_from_us(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    seat(desk)
    plan = approved(desk, "scores")
    desk.set(daily_limit=1)
    run(desk, plan.digest, sink.host, sink.port)
    desk.now += timedelta(days=1)
    view = letters_view(desk.store, desk.workspace, now=desk.now)
    assert dict(view.days_since) == {"reviewer:R0001": 1}
    assert view.name("R0001") == "周敏"


def test_what_the_last_plan_listed_and_is_scored_now_is_told(desk: LetterDesk) -> None:
    seat(desk)
    desk.plan("scores")
    score(desk, "R0001")
    plan = desk.plan("scores")
    assert [letter.target for letter in plan.letters] == ["reviewer:R0002"]
    assert reasons(plan) == {"R0001": "scored"}


def test_a_lost_line_after_the_letter_leaves_a_doubt_and_no_second_letter(
    desk: LetterDesk, tmp_path: Path
) -> None:
    from tests.servers.smtp_fake import fake_smtp

    seat(desk, ["r1@neu.example"])
    plan = approved(desk, "scores")
    with fake_smtp() as fake:
        hit: list[bool] = []

        def cut(name: str) -> bool:
            if name == "MESSAGE!" and not hit:
                hit.append(True)
                return True
            return False

        fake.before = cut
        told = run(desk, plan.digest, fake.host, fake.port)
        assert (told.unknown, told.sent) == (1, 0)
        again = run(desk, plan.digest, fake.host, fake.port)
        assert (again.sent, again.left) == (0, 0)
        assert fake.recipients == ["r1@neu.example"]
    (entry,) = begun_letters(desk.store)
    assert entry.state is SendState.UNKNOWN
    assert reasons(desk.plan("scores")) == {"R0001": "cool_down"}


@pytest.mark.parametrize(
    ("days", "due", "said"),
    [
        (8, False, ""),
        (7, True, "请于2027年4月10日前填好评分表"),
        (0, True, "请于2027年4月10日前填好评分表"),
        (-1, True, "原定2027年4月10日前寄回"),
    ],
)
def test_the_date_calls_for_a_reminder_some_days_before_the_reviewer_s_own(
    desk: LetterDesk, days: int, due: bool, said: str
) -> None:
    seat(desk, ["r1@neu.example"])
    day = date(2027, 4, 10)
    pack = ReviewPack("stick", "a.zip", "", 1, 3, 0, 0, "b", day.isoformat())
    record_packs(desk.store, {"R0001": pack}, marking=Marking(desk.now, "王老师"))
    desk.now = datetime.combine(day - timedelta(days=days), time(8), UTC)
    letters = [one for one in desk.plan().letters if one.kind == "scores"]
    assert bool(letters) is due
    assert said in (letters[0].text if letters else "")
    # Whoever asks for it gets it at any time.
    assert [one.kind for one in desk.plan("scores").letters] == ["scores"]


def test_no_date_calls_for_a_reminder_of_a_pack_without_one(desk: LetterDesk) -> None:
    seat(desk)
    assert [one for one in desk.plan().letters if one.kind == "scores"] == []
