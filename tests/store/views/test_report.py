"""The snapshot of reports: counts, who owes what, arrivals per day, narrowed to a part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from mailsync.letters.kinds import asked_columns
from store.db.database import Store
from store.db.decisions import Marking
from store.errors import UsageError
from store.items.sessions import Session, save_session
from store.letters.events import approve, begin, finish, save_plan
from store.letters.letter import (
    Letter,
    LetterPlan,
    Reason,
    Recipient,
    SendState,
    plan_digest,
    with_id,
)
from store.model import Address, FileKind, State
from store.reports.content.circular import circular
from store.reports.content.rows import letter_rows
from store.reports.formats.missing_list import missing_text
from store.views.board.dashboard import dashboard
from store.views.report import ReportScope, report_view
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.making import DEADLINE, NOW, auto, make_mail, make_workspace, take_in
from tests.store.reports.made_reports import AT, FINE, small, source_of

pytestmark = OVER_BOTH


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = small(tmp_path)
    yield workspace, store
    store.close()


def test_in_time_late_faulty_and_waiting_are_counted_by_branch(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    view = report_view(store, workspace, ReportScope(AT))
    plan = view.tally("plan")
    assert (plan.total, plan.complete, plan.in_time, plan.late) == (3, 1, 1, 1)
    assert plan.of(State.FAULT) == 1
    assert plan.of(State.REVIEW) == 1
    video = view.tally("video")
    assert (video.complete, video.of(State.LINK), video.of(State.MISSING)) == (1, 1, 1)
    assert (view.tally("sharing").in_time, view.tally("sharing").late) == (0, 0)


def test_the_counts_are_those_of_the_board(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    view = report_view(store, workspace, ReportScope(AT))
    board = dashboard(store, workspace, now=AT)
    assert view.board.rows == board.rows
    assert view.board.progress == board.progress
    assert [view.tally(entry.item).complete for entry in board.progress] == [
        entry.done for entry in board.progress
    ]


def test_what_has_no_date_is_not_owed_and_what_waits_for_us_is_not_either(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    view = report_view(store, workspace, ReportScope(AT))
    owed = {
        line.row.branch.id: [line.row.cells[place].column for place in line.cells]
        for line in view.missing
    }
    assert owed == {"B2": ["plan", "video"], "B3": ["video"]}


def test_an_item_that_is_asked_for_is_listed_though_it_has_no_date(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    view = report_view(store, workspace, ReportScope(AT, (), ("sharing",)))
    assert view.columns == ("sharing",)
    assert {line.row.branch.id for line in view.missing} == {"B1", "B2", "B3"}


def test_a_report_can_be_of_some_sub_committees(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    view = report_view(store, workspace, ReportScope(AT, ("图书馆",)))
    assert [row.branch.id for row in view.board.rows] == ["B3"]
    assert not view.whole
    assert view.files == ()
    assert [unit.sub_committee.id for unit in view.units] == ["U2"]
    with pytest.raises(UsageError, match=r"report\.sub_committee"):
        report_view(store, workspace, ReportScope(AT, ("没有这个",)))


def test_first_arrivals_are_counted_on_their_day_in_shanghai(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    take_in(
        store,
        make_mail("补正", [("方案.docx", "again")], at=DEADLINE - timedelta(hours=1)),
        auto("B1", FileKind.PLAN),
        measures={"again": FINE},
    )
    view = report_view(store, workspace, ReportScope(AT))
    assert view.arrivals[0].day == date(2027, 3, 15)
    assert view.arrivals[-1].day == date(2027, 4, 14)
    came = {day.day: (day.plans, day.videos) for day in view.arrivals if day.plans or day.videos}
    assert came == {date(2027, 4, 11): (1, 1), date(2027, 4, 14): (1, 1)}
    assert (view.arrivals[-1].plans_so_far, view.arrivals[-1].videos_so_far) == (2, 2)


def test_as_of_shows_what_had_arrived_by_then(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    early = report_view(store, workspace, ReportScope(DEADLINE - timedelta(days=2)))
    assert early.tally("plan").late == 0
    assert {line.branch.id for line in early.files} == {"B1"}


def test_an_empty_roster_gives_an_empty_report(tmp_path: Path) -> None:
    workspace, store = small(tmp_path)
    store.execute("DELETE FROM branches")
    view = report_view(store, workspace, ReportScope(AT))
    assert view.board.rows == ()
    assert view.tally("plan").share == 0.0
    assert view.missing == ()
    store.close()


def reminder(kind: str, *branch_ids: str) -> Letter:
    return with_id(
        Letter(
            id="",
            kind=kind,
            round="T-1" if kind == "reminder" else "",
            target="sub_committee:U1",
            sub_committee_id="U1",
            branch_ids=branch_ids,
            sender=Address("组织部", "zzb@neu.example"),
            recipients=(
                Recipient(Address("", "xinxi@neu.example"), "to", Reason("letters.why.unit")),
            ),
            subject="提醒",
            text="请报送",
            short="请报送",
            language="zh_CN",
            about=("B2/plan",),
            basis="",
        )
    )


def send_it(store: Store, letter: Letter) -> None:
    address, name = letter.recipients[0].address.email, f"<{letter.id}@neu.example>"
    begin(store, letter, address, message_id=name, at=NOW, who="李老师")
    finish(store, letter, address, SendState.SENT, at=NOW, who="李老师", message_id=name)


def shown_and_approved(store: Store, letter: Letter) -> None:
    plan = LetterPlan(plan_digest((letter,)), NOW, (letter,), ())
    save_plan(store, plan, who="李老师")
    approve(store, plan.digest, at=NOW, who="李老师")


def test_a_letter_counts_as_a_reminder_of_what_it_asked_for_only(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    letter = reminder("sharing", "B1", "B2")
    shown_and_approved(store, letter)
    send_it(store, letter)

    def reminded(*columns: str) -> dict[str, int]:
        view = report_view(store, workspace, ReportScope(AT, (), columns, asked_columns(())))
        return {line.row.branch.id: line.reminded for line in view.missing}

    assert reminded() == {"B2": 0, "B3": 0}
    assert reminded("plan", "video") == {"B2": 0, "B3": 0}
    assert reminded("sharing") == {"B1": 1, "B2": 1, "B3": 0}
    assert reminded("eval_form") == {"B1": 1, "B2": 1, "B3": 0}
    assert reminded("video", "sharing") == {"B1": 1, "B2": 1, "B3": 0}
    assert reminded("review") == {"B1": 0, "B2": 0, "B3": 0}
    asked = reminder("overdue", "B2")
    shown_and_approved(store, asked)
    send_it(store, asked)
    assert reminded("sharing") == {"B1": 1, "B2": 1, "B3": 0}
    assert reminded() == {"B2": 1, "B3": 0}
    assert reminded("video", "sharing") == {"B1": 1, "B2": 2, "B3": 0}


@pytest.mark.parametrize(
    ("language", "spoke", "ahead", "neither"),
    [
        ("zh_CN", "（缺表）", "（定4-20）", "（未开展）"),
        ("en", "(no form)", "(on 4-20)", "(not yet done)"),
    ],
)
def test_the_list_says_whether_a_session_or_its_form_is_owed(
    made: tuple[Workspace, Store], language: str, spoke: str, ahead: str, neither: str
) -> None:
    workspace, store = made
    for unit, branch, status, day in (
        ("U2", "B3", "held", 8),
        ("U1", "B2", "planned", 20),
    ):
        session = Session(
            f"S{day}", unit, date(2027, 4, day), "", "书记会议",
            "held" if status == "held" else "planned", {branch: "secretary"},
        )  # fmt: skip
        save_session(store, session, workspace.notice, marking=Marking(NOW, "王老师"))
    source = source_of(workspace, store, language=language, columns=("sharing",))
    text = "\n".join(missing_text(source))
    for branch, why in (
        ("流通部党支部", spoke),
        ("研究生第一党支部", ahead),
        ("自动化研究所教工党支部", neither),
    ):
        assert any(branch in line and why in line for line in text.splitlines()), text


def test_reminders_that_went_are_counted_and_letters_are_listed(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    letter = reminder("reminder", "B2")
    shown_and_approved(store, letter)
    before = report_view(store, workspace, ReportScope(AT, asking=asked_columns(())))
    assert {line.reminded for line in before.missing} == {0}
    send_it(store, letter)
    view = report_view(store, workspace, ReportScope(AT, asking=asked_columns(())))
    reminded = {line.row.branch.id: (line.reminded, line.last_reminded) for line in view.missing}
    assert reminded == {"B2": (1, NOW), "B3": (0, None)}
    (sent,) = view.letters
    assert (sent.sub_committee, sent.branches, sent.state) == (
        "信息科学与工程学院党委",
        ("研究生第一党支部",),
        SendState.SENT,
    )
    assert report_view(store, workspace, ReportScope(AT, ("图书馆",))).letters == ()
    early = report_view(
        store, workspace, ReportScope(NOW - timedelta(days=1), asking=asked_columns(()))
    )
    assert {line.reminded for line in early.missing} == {0}
    for language in ("zh_CN", "en"):
        rows = list(letter_rows(source_of(workspace, store, language=language)))
        assert rows[0][0] in ("催办", "Reminder")


def test_a_correction_after_the_limit_is_mended_and_never_late(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    take_in(
        store,
        make_mail("补正", [("方案.docx", "mended")], at=DEADLINE + timedelta(minutes=30)),
        auto("B1", FileKind.PLAN),
        measures={"mended": FINE},
    )
    view = report_view(store, workspace, ReportScope(AT, asking=asked_columns(())))
    plans = [
        (line.branch.id, line.version, line.late, line.mended)
        for line in view.files
        if line.kind is FileKind.PLAN
    ]
    assert plans == [("B1", 1, False, False), ("B1", 2, False, True), ("B2", 1, True, False)]
    assert (view.tally("plan").in_time, view.tally("plan").late) == (1, 1)
    source = source_of(workspace, store)
    assert source.cell(view.board.rows[0].cell("plan")) == "齐 1200字 补"
    assert source.spelled(view.board.rows[0].cell("plan")) == "已完成 补正"


def test_the_report_of_a_sub_committees_workspace_is_not_to_everybody(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path, scope="图书馆直属党总支")
    view = report_view(store, workspace, ReportScope(AT, asking=asked_columns(())))
    assert not view.whole
    assert [unit.sub_committee.id for unit in view.units] == ["U2"]
    assert circular(source_of(workspace, store)).addressees == "各党支部："
    store.close()
