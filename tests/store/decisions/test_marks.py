from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from store.db.database import Store
from store.db.decisions import Marking, latest_batch, undo
from store.decisions import marks
from store.decisions.seen import begin_looking, saw_branch, saw_everything
from store.errors import StoreError, UsageError
from store.model import Address, FileKind, Item, Link, Mail, Params, State
from store.roster.importing import load_roster
from store.views.board.branch import branch_view
from store.views.board.dashboard import dashboard
from store.views.board.history import HistoryFilter, actors, all_history
from store.views.board.types import BranchRow, Cell, VettingState
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.making import DEADLINE, NOW, ask, auto, make_mail, make_workspace, take_in

pytestmark = OVER_BOTH

GOOD: Params = {"chars": 1438}
LONG: Params = {"chars": 1874}
LI = Marking(NOW, "李老师")

Place = tuple[Workspace, Store]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    workspace, store = make_workspace(tmp_path)
    yield workspace, store
    store.close()


def row(
    place: Place, branch_id: str = "B1", now: datetime = NOW, who: str | None = None
) -> BranchRow:
    view = dashboard(place[1], place[0], now=now, who=who)
    return next(one for one in view.rows if one.branch.id == branch_id)


def cell(place: Place, branch_id: str, column: str, now: datetime = NOW) -> Cell:
    return row(place, branch_id, now).cell(column)


def plan(
    place: Place,
    name: str,
    content: str,
    *,
    at: datetime = NOW,
    branch_id: str = "B1",
    sender: str = "xinxi@neu.example",
    measures: Params = GOOD,
) -> None:
    mail: Mail = replace(
        make_mail(name, [(f"{name}.docx", content)], at=at), sender=Address("某", sender)
    )
    take_in(place[1], mail, auto(branch_id, FileKind.PLAN), measures={content: measures})


def undo_last(place: Place) -> None:
    batch = latest_batch(place[1], who="李老师")
    assert batch is not None
    undo(place[1], batch, at=NOW, who="李老师")


def extend(place: Place, *subjects: str, until: datetime = DEADLINE + timedelta(days=2)) -> str:
    return marks.extend(place[1], subjects, until, deadline=DEADLINE, reason="书记住院", marking=LI)


# -- extensions --------------------------------------------------------------------------------


def test_an_extension_of_a_branch_moves_its_own_limit_only(place: Place) -> None:
    extend(place, "branch:B1")
    day_after = DEADLINE + timedelta(days=1)
    assert not cell(place, "B1", "plan", day_after).late
    assert cell(place, "B2", "plan", day_after).late
    assert row(place).extended
    assert not row(place, "B2").extended
    undo_last(place)
    assert cell(place, "B1", "plan", day_after).late


def test_an_extension_of_a_sub_committee_is_for_all_its_branches(place: Place) -> None:
    extend(place, "sub_committee:U1")
    day_after = DEADLINE + timedelta(days=1)
    assert [cell(place, one, "plan", day_after).late for one in ("B1", "B2", "B3")] == [
        False,
        False,
        True,
    ]


def test_an_extended_branch_has_a_countdown_of_its_own(place: Place) -> None:
    extend(place, "branch:B1")
    for branch_id, phase in (("B1", "amber"), ("B2", "over")):
        view = branch_view(place[1], place[0], branch_id, now=DEADLINE + timedelta(hours=20))
        assert view is not None
        assert view.countdown.phase == phase


@pytest.mark.parametrize("until", [DEADLINE, DEADLINE - timedelta(days=1)])
def test_an_extension_that_adds_nothing_is_refused(place: Place, until: datetime) -> None:
    with pytest.raises(UsageError) as refused:
        extend(place, "branch:B1", until=until)
    assert refused.value.code == "mark.extension_adds_nothing"


@pytest.mark.parametrize(
    "without_reason",
    [
        lambda store: marks.extend(
            store,
            ["branch:B1"],
            DEADLINE + timedelta(days=1),
            deadline=DEADLINE,
            reason=" ",
            marking=LI,
        ),
        lambda store: marks.accept(store, [("file:1", "document.too_long")], reason="", marking=LI),
        lambda store: marks.withdraw(store, ["B1"], day=NOW.date(), reason="\t", marking=LI),
    ],
)
def test_what_needs_a_reason_is_refused_without_one(
    place: Place, without_reason: Callable[[Store], str]
) -> None:
    before = place[1].revision()
    with pytest.raises(UsageError) as refused:
        without_reason(place[1])
    assert refused.value.code == "mark.no_reason"
    assert place[1].revision() == before


# -- mended after the deadline ------------------------------------------------------------------


def test_a_file_mended_after_the_deadline_shows_its_date_and_is_not_late(place: Place) -> None:
    after = DEADLINE + timedelta(hours=3)
    plan(place, "一", "x", measures=LONG)
    plan(place, "二", "y", at=after)
    found = cell(place, "B1", "plan", after)
    assert (found.state, found.late, found.mended) == (State.DONE, False, after)
    assert row(place, now=after).after_limit


def test_an_identical_copy_after_the_deadline_changes_nothing(place: Place) -> None:
    after = DEADLINE + timedelta(hours=3)
    plan(place, "一", "x")
    plan(place, "二", "x", at=after)
    found = cell(place, "B1", "plan", after)
    assert (found.state, found.late, found.mended) == (State.DONE, False, None)
    assert not row(place, now=after).after_limit


def test_a_first_file_after_the_deadline_is_late_and_no_mending(place: Place) -> None:
    after = DEADLINE + timedelta(hours=3)
    plan(place, "一", "x", at=after)
    plan(place, "二", "y", at=after + timedelta(hours=1))
    found = cell(place, "B1", "plan", after + timedelta(hours=2))
    assert (found.late, found.mended) == (True, None)


def test_what_comes_within_an_extension_is_no_mending(place: Place) -> None:
    extend(place, "branch:B1")
    after = DEADLINE + timedelta(hours=3)
    plan(place, "一", "x")
    plan(place, "二", "y", at=after)
    assert cell(place, "B1", "plan", after).mended is None


# -- vetting --------------------------------------------------------------------------------------


def test_mail_of_the_sub_committee_proposes_vetting_and_mail_of_a_branch_does_not(
    place: Place,
) -> None:
    assert row(place).vetting is VettingState.NOTHING
    plan(place, "一", "x", sender="XinXi@neu.example")
    assert row(place).vetting is VettingState.PROPOSED
    plan(place, "二", "y", sender="wjg@neu.example")
    assert row(place).vetting is VettingState.NOT_VETTED
    # It blocks nothing.
    assert cell(place, "B1", "plan").state is State.DONE
    marks.vet(place[1], ["B1"], by="赵书记", day=date(2027, 4, 9), reason="", marking=LI)
    assert row(place).vetting is VettingState.VETTED
    view = branch_view(place[1], place[0], "B1", now=NOW)
    assert view is not None
    assert view.vetting is not None
    assert (view.vetting.by, view.vetting.date) == ("赵书记", "2027-04-09")
    undo_last(place)
    assert row(place).vetting is VettingState.NOT_VETTED


def test_what_the_sub_committee_sent_again_counts_for_vetting(place: Place) -> None:
    plan(place, "一", "x", sender="wjg@neu.example")
    plan(place, "二", "y", sender="xinxi@neu.example")
    assert row(place).vetting is VettingState.PROPOSED


# -- due dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", [Item.PROMOTION, Item.SHARING, Item.REVIEW, Item.VOLUME])
def test_items_3_to_6_are_overdue_only_from_a_date_that_staff_set(place: Place, item: Item) -> None:
    due = NOW + timedelta(days=10)
    later = due + timedelta(days=1)
    assert not cell(place, "B1", item, later).late
    marks.set_due(place[1], item, due, reason="部务会定", marking=LI)
    overdue = cell(place, "B1", item, later)
    assert (overdue.state, overdue.late) == (State.MISSING, True)
    in_time = cell(place, "B1", item, due)
    assert (in_time.state, in_time.late) == (State.OPEN, False)
    marks.set_due(place[1], item, None, reason="", marking=LI)
    assert cell(place, "B1", item, later).state is State.OPEN
    undo_last(place)
    assert cell(place, "B1", item, later).late


def test_the_evaluation_form_is_due_with_its_session(place: Place) -> None:
    marks.set_due(place[1], Item.SHARING, NOW, reason="", marking=LI)
    assert cell(place, "B1", "eval_form", NOW + timedelta(days=1)).late


@pytest.mark.parametrize("item", [Item.PLAN, Item.VIDEO])
def test_the_dates_of_items_1_and_2_are_the_notices(place: Place, item: Item) -> None:
    with pytest.raises(UsageError) as refused:
        marks.set_due(place[1], item, NOW, reason="", marking=LI)
    assert refused.value.code == "mark.due_item"


# -- acceptance and versions ---------------------------------------------------------------------


def test_an_accepted_finding_makes_the_cell_accepted_with_the_reason_in_history(
    place: Place,
) -> None:
    plan(place, "一", "x", measures=LONG)
    before = cell(place, "B1", "plan")
    assert (before.state, before.judged) == (State.FAULT, ("document.too_long",))
    assert before.file is not None
    marks.accept(place[1], [(before.file, before.judged[0])], reason="含附表", marking=LI)
    after = cell(place, "B1", "plan")
    assert (after.state, after.judged) == (State.ACCEPTED, ())
    view = branch_view(place[1], place[0], "B1", now=NOW)
    assert view is not None
    assert (view.history[0].act, view.history[0].reason) == ("accept", "含附表")


def test_the_latest_version_counts_unless_one_is_pinned(place: Place) -> None:
    plan(place, "一", "x")
    plan(place, "二", "y", measures=LONG)
    assert cell(place, "B1", "plan").state is State.FAULT
    marks.pin(place[1], "B1", FileKind.PLAN, "file:1", reason="以首稿为准", marking=LI)
    assert cell(place, "B1", "plan").state is State.DONE
    view = branch_view(place[1], place[0], "B1", now=NOW)
    assert view is not None
    assert [entry.current for entry in view.files] == [False, True]
    marks.pin(place[1], "B1", FileKind.PLAN, None, reason="", marking=LI)
    assert cell(place, "B1", "plan").state is State.FAULT
    undo_last(place)
    assert cell(place, "B1", "plan").state is State.DONE


def test_a_pinned_file_that_went_to_another_branch_is_no_version(place: Place) -> None:
    plan(place, "一", "x")
    plan(place, "二", "y", measures=LONG)
    marks.pin(place[1], "B1", FileKind.PLAN, "file:99", reason="", marking=LI)
    assert cell(place, "B1", "plan").file == "file:2"


# -- notes and withdrawal -------------------------------------------------------------------------


def test_notes_add_up_and_an_empty_one_is_refused(place: Place) -> None:
    for text in ("周三来电", "周五补交"):
        marks.note(place[1], ["B1", "B2"], text, marking=LI)
    assert row(place).notes == 2
    view = branch_view(place[1], place[0], "B2", now=NOW)
    assert view is not None
    assert [one.text for one in view.notes] == ["周五补交", "周三来电"]
    with pytest.raises(UsageError):
        marks.note(place[1], ["B1"], "  ", marking=LI)


def test_a_withdrawn_branch_leaves_board_and_totals_until_it_is_undone(place: Place) -> None:
    marks.withdraw(place[1], ["B1"], day=NOW.date(), reason="合并", marking=LI)
    view = dashboard(place[1], place[0], now=NOW)
    assert [one.branch.id for one in view.rows] == ["B2", "B3"]
    assert {one.total for one in view.progress} == {2}
    assert load_roster(place[1]).branches[0].withdrawn == "合并"
    with pytest.raises(UsageError) as refused:
        marks.withdraw(place[1], ["B1"], day=NOW.date(), reason="再次", marking=LI)
    assert refused.value.code == "mark.branch"
    undo_last(place)
    assert len(dashboard(place[1], place[0], now=NOW).rows) == 3


# -- conflicts and history ------------------------------------------------------------------------


def test_a_mark_on_what_another_person_marked_since_is_refused(place: Place) -> None:
    looked = place[1].revision()
    extend(place, "branch:B1")
    with pytest.raises(StoreError) as refused:
        marks.note(place[1], ["B1"], "x", marking=Marking(NOW, "王老师", looked))
    assert refused.value.code == "decision.conflict"
    assert refused.value.fields["who"] == "李老师"


def test_history_is_filtered_by_person_kind_and_day(place: Place) -> None:
    workspace, store = place
    dates = workspace.notice.dates
    extend(place, "branch:B1")
    marks.note(store, ["B1"], "一", marking=Marking(NOW + timedelta(days=1), "王老师"))
    undo_last(place)
    everything = all_history(store, HistoryFilter(), dates=dates)
    assert [line.act for line in everything] == ["undo.extend", "note", "extend"]
    assert [line.undone for line in everything] == [False, False, True]
    assert everything[2].reason == "书记住院"

    def acts(wanted: HistoryFilter) -> list[str]:
        return [line.act for line in all_history(store, wanted, dates=dates)]

    assert acts(HistoryFilter(actor="王老师")) == ["note"]
    plan(place, "一", "x")
    assert acts(HistoryFilter(people=True)) == ["undo.extend", "note", "extend"]
    assert acts(HistoryFilter())[0] == "mail.stored"
    assert acts(HistoryFilter(acts=frozenset({"extend"}))) == ["undo.extend", "extend"]
    local = dates.day(NOW)
    assert acts(HistoryFilter(people=True, day=local)) == ["undo.extend", "extend"]
    assert acts(HistoryFilter(day=local + timedelta(days=1))) == ["note"]
    assert len(all_history(store, HistoryFilter(), dates=dates, limit=2)) == 2
    assert actors(store) == ("sixones", "李老师", "王老师")


# -- what is new to a person ------------------------------------------------------------------


def test_only_what_came_after_the_first_look_is_new_until_it_was_seen(place: Place) -> None:
    store = place[1]
    plan(place, "一", "x")
    assert row(place, who="李老师").fresh == 0
    begin_looking(store, "李老师")
    begin_looking(store, "李老师")
    assert row(place, who="李老师").fresh == 0
    plan(place, "二", "y")
    take_in(store, make_mail("三", [("a", "z")]), ask(FileKind.PLAN, "B1", "B2"))
    assert row(place, who="李老师").fresh == 2
    assert row(place, "B2", who="李老师").fresh == 1
    assert row(place, who="王老师").fresh == 0
    revision = store.revision()
    saw_branch(store, "李老师", "B1", mail_id=3)
    assert row(place, who="李老师").fresh == 0
    assert row(place, "B2", who="李老师").fresh == 1
    saw_everything(store, "李老师", mail_id=3)
    assert row(place, "B2", who="李老师").fresh == 0
    # Seeing is no decision: nobody's board is read anew for it.
    assert store.revision() == revision


def test_rows_count_links_and_what_waits(place: Place) -> None:
    link = Link("https://mail.163.com/x", "mail.163.com", "视频.mp4", 1, NOW)
    take_in(place[1], make_mail("一", links=[link]), auto("B1", FileKind.VIDEO))
    take_in(place[1], make_mail("二", [("a", "z")]), ask(FileKind.PLAN, "B1", "B2"))
    assert (row(place).links, row(place).waiting) == (1, 1)
    assert (row(place, "B2").links, row(place, "B2").waiting) == (0, 1)
