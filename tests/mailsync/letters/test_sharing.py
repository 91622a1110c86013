"""Letters on what is owed of the sharing session and its form (notice 一.4, 三.4)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailsync.letters.plan import still_due
from mailsync.letters.planning import office
from mailsync.sending.events import Handing, SendEvent
from store.db.acts import subject
from store.db.decisions import Marking, undo
from store.decisions.marks import set_due, withdraw
from store.items.sessions import Session, Speaker, Status, receive_forms, save_session
from store.letters.letter import Letter, LetterPlan
from store.letters.standing import letters_of_plan
from store.model import FileKind, Item, Params
from store.views.items.sharing import sharing
from store.views.letters.facts import letter_facts
from store.workspace.workspace import Workspace
from tests.mailsync.letters.desk import LetterDesk
from tests.mailsync.letters.sending import approved, run
from tests.making import BRANCHES, UNITS, ask, make_mail, take_in
from tests.servers.smtp_sink import SmtpSink, smtp_sink

TODAY = date(2027, 4, 12)
EMPTY: Params = {"form_fields": [{"label": "党支部", "value": ""}]}
WHO = "王老师"
HOME = {branch.id: branch.sub_committee_id for branch in BRANCHES}
NAMES = {branch.name: branch.id for branch in BRANCHES}


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as made:
        yield made


def session(
    desk: LetterDesk,
    session_id: str,
    status: Status,
    days: int,
    speakers: Mapping[str, Speaker],
    unit: str = "U1",
) -> str:
    """Record a session so many days from today; returns the batch."""
    made = Session(
        session_id, unit, TODAY + timedelta(days=days), "科学馆 301", "书记会议", status, speakers
    )
    return save_session(desk.store, made, desk.workspace.notice, marking=Marking(desk.now, WHO))


def on_paper(desk: LetterDesk, *names: str) -> str:
    return receive_forms(
        desk.store, names, on_paper=True, day=TODAY, marking=Marking(desk.now, WHO)
    )


def due(desk: LetterDesk, until: datetime | None) -> str:
    marking = Marking(at=desk.now, who=WHO)
    return set_due(desk.store, Item.SHARING, until, reason="", marking=marking)


def asked(plan: LetterPlan) -> dict[str, tuple[str, ...]]:
    """The branches by the sub-committee whose letter names them."""
    found = {letter.sub_committee_id: letter.branch_ids for letter in plan.letters}
    assert len(found) == len(plan.letters), "one letter for both, not two"
    return found


def named(letter: Letter) -> tuple[set[str], set[str]]:
    """The branches that the text lists: those without a session, those without a form."""
    found: tuple[set[str], set[str]] = (set(), set())
    at = 0
    for line in letter.text.splitlines():
        if line.startswith("【"):
            at = int("评价表" in line)
        elif line.startswith("- "):
            found[at].add(NAMES[line.removeprefix("- ").partition("（")[0]])
    return found


def reasons(plan: LetterPlan) -> set[tuple[tuple[str, ...], str]]:
    return {(drop.branch_ids, drop.reason.code.rpartition(".")[2]) for drop in plan.dropped}


# -- who is asked ----------------------------------------------------------------------------


def test_one_letter_tells_a_sub_committee_of_sessions_and_of_forms(desk: LetterDesk) -> None:
    session(desk, "S1", "held", -3, {"B1": "secretary", "B2": "absent"})
    plan = desk.plan("sharing")
    assert asked(plan) == {"U1": ("B1", "B2"), "U2": ("B3",)}
    letter = plan.letters[0]
    assert letter.kind == "sharing"
    assert letter.addresses("to") == ("xinxi@neu.example",)
    assert letter.addresses("cc") == ()
    assert named(letter) == ({"B2"}, {"B1"})
    assert "自动化研究所教工党支部（2027年4月9日交流）" in letter.text
    assert "请你分党委" in letter.text
    assert letter.attached == ()


def test_a_session_that_lies_ahead_is_no_debt(desk: LetterDesk) -> None:
    session(desk, "S1", "planned", 3, {"B1": "secretary"})
    plan = desk.plan("sharing")
    assert asked(plan) == {"U1": ("B2",), "U2": ("B3",)}
    assert reasons(plan) == {(("B1",), "session_ahead")}
    # Not even where a date that staff set is past.
    due(desk, desk.now - timedelta(days=1))
    assert asked(desk.plan("sharing")) == {"U1": ("B2",), "U2": ("B3",)}


def test_of_a_planned_session_that_is_over_we_ask_how_it_went(desk: LetterDesk) -> None:
    session(desk, "S1", "planned", 0, {"B1": "secretary", "B2": "secretary"})
    assert "U1" not in asked(desk.plan("sharing"))
    desk.now += timedelta(days=1)
    letter = desk.plan("sharing").letters[0]
    assert named(letter) == ({"B1", "B2"}, set())
    assert letter.text.count("（原定2027年4月12日，尚未收到举办情况）") == 2


def test_a_cancelled_session_is_none(desk: LetterDesk) -> None:
    session(desk, "S1", "cancelled", 3, {"B1": "secretary"})
    assert asked(desk.plan("sharing"))["U1"] == ("B1", "B2")


def test_nobody_is_asked_for_a_form_that_waits_for_us(desk: LetterDesk) -> None:
    session(desk, "S1", "held", -3, {"B1": "secretary", "B2": "secretary"})
    take_in(
        desk.store,
        make_mail("表", [("评价表.docx", "f")], at=desk.now),
        ask(FileKind.EVAL_FORM, "B1"),
    )
    plan = desk.plan("sharing")
    # The form may be that of the session, so of everybody who spoke in it.
    assert asked(plan) == {"U2": ("B3",)}
    assert reasons(plan) == {(("B1", "B2"), "form_here")}


def test_nobody_is_asked_for_a_form_that_names_no_branch_and_may_be_theirs(
    desk: LetterDesk,
) -> None:
    session(desk, "S1", "held", -3, {"B1": "secretary"})
    session(desk, "S2", "held", -2, {"B3": "secretary"}, unit="U2")
    take_in(
        desk.store, make_mail("表", [("评价表.docx", "f")], at=desk.now), ask(FileKind.EVAL_FORM)
    )
    # It came from U1.
    assert asked(desk.plan("sharing")) == {"U1": ("B2",), "U2": ("B3",)}


def test_nobody_is_asked_for_a_form_that_came_in_empty_it_is_looked_at_first(
    desk: LetterDesk,
) -> None:
    desk.workspace = per_branch(desk)
    session(desk, "S1", "held", -3, {"B1": "secretary", "B2": "secretary"})
    desk.deliver("B1", FileKind.EVAL_FORM, EMPTY)
    plan = desk.plan("sharing")
    assert asked(plan)["U1"] == ("B2",)
    assert (("B1",), "form_here") in reasons(plan)


def test_a_form_that_came_before_word_of_its_session_is_not_asked_for(desk: LetterDesk) -> None:
    on_paper(desk, "branch:B3")
    letter = desk.plan("sharing").letters[-1]
    assert letter.branch_ids == ("B3",)
    assert "流通部党支部（评价表已收到，尚缺交流的日期、地点和形式）" in letter.text
    assert "评价表请发送至" not in letter.text
    assert "评价表请发送至" not in letter.short


def test_a_form_that_may_be_another_s_is_neither_said_to_be_in_nor_asked_for(
    desk: LetterDesk,
) -> None:
    mail = make_mail("表", [("评价表.docx", "f")], at=desk.now)
    take_in(desk.store, mail, ask(FileKind.EVAL_FORM, "B3", "B1"))
    letter = desk.plan("sharing").letters[-1]
    assert letter.branch_ids == ("B3",)
    assert "评价表已收到" not in letter.text
    assert "评价表请发送至" not in letter.text + letter.short


def test_who_spoke_and_sent_the_form_is_asked_for_nothing(desk: LetterDesk) -> None:
    session(desk, "S1", "held", -3, {"B1": "secretary", "B2": "deputy"})
    on_paper(desk, subject("session", "S1"))
    assert asked(desk.plan("sharing")) == {"U2": ("B3",)}


def test_a_branch_that_withdrew_owes_nothing(desk: LetterDesk) -> None:
    withdraw(desk.store, ["B3"], day=TODAY, reason="撤并", marking=Marking(desk.now, WHO))
    assert asked(desk.plan("sharing")) == {"U1": ("B1", "B2")}


def test_undoing_makes_what_is_owed_what_it_was(desk: LetterDesk) -> None:
    before = desk.plan("sharing").digest
    batches = [
        session(desk, "S1", "held", -3, {"B1": "secretary", "B2": "secretary"}),
        on_paper(desk, "session:S1"),
        due(desk, desk.now + timedelta(days=9)),
    ]
    assert desk.plan("sharing").digest != before
    for batch in reversed(batches):
        undo(desk.store, batch, at=desk.now, who=WHO)
    assert desk.plan("sharing").digest == before


# -- dates -----------------------------------------------------------------------------------


def test_without_a_date_nothing_is_called_late(desk: LetterDesk) -> None:
    desk.now += timedelta(days=60)
    for letter in desk.plan("sharing").letters:
        for word in ("逾期", "超过", "已过", "截止", "4月14日"):
            assert word not in letter.text + letter.short + letter.subject


def test_a_date_that_staff_set_is_told_and_once_past_it_is_told_so(desk: LetterDesk) -> None:
    due(desk, desk.now + timedelta(days=18))
    before = desk.plan("sharing").letters[0]
    assert "请于4月30日（星期五）17:00前完成" in before.text
    assert "请于4月30日（星期五）17:00前完成" in before.short
    desk.now += timedelta(days=18, seconds=1)
    after = desk.plan("sharing").letters[0]
    assert "完成时间为4月30日（星期五）17:00，现已超过" in after.text
    due(desk, None)
    assert "（星期五）" not in desk.plan("sharing").letters[0].text


def test_the_date_alone_plans_none(desk: LetterDesk) -> None:
    due(desk, desk.now - timedelta(days=1))
    assert "sharing" not in {letter.kind for letter in desk.plan().letters}


# -- recipients ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "targets", "copied"),
    [
        ("default", {"sub_committee:U1", "sub_committee:U2"}, set()),
        (
            "with_secretaries",
            {"sub_committee:U1", "sub_committee:U2"},
            {"yan1@neu.example", "lt@neu.example"},
        ),
        ("branch", {"branch:B2", "branch:B3"}, set()),
    ],
)
def test_recipients_are_a_setting_and_nobody_who_owes_nothing_is_copied(
    desk: LetterDesk, setting: str, targets: set[str], copied: set[str]
) -> None:
    desk.workspace = per_branch(desk)
    session(desk, "S1", "held", -3, {"B1": "secretary"})
    on_paper(desk, "branch:B1")
    desk.set(to_sharing=setting)
    plan = desk.plan("sharing")
    assert {letter.target for letter in plan.letters} == targets
    assert {one for letter in plan.letters for one in letter.addresses("cc")} == copied


def test_a_workspace_of_one_sub_committee_writes_to_each_branch(tmp_path: Path) -> None:
    scoped = LetterDesk(tmp_path, scope="信息科学与工程学院党委")
    plan = scoped.plan("sharing")
    scoped.store.close()
    assert [(x.addresses("to"), x.branch_ids) for x in plan.letters] == [
        (("wjg@neu.example",), ("B1",)),
        (("yan1@neu.example",), ("B2",)),
    ]


# -- once, again, and the last look ------------------------------------------------------------


def test_it_rests_after_it_went_and_then_may_go_again(desk: LetterDesk) -> None:
    plan = desk.plan("sharing")
    desk.mark_sent(plan.letters, plan.digest)
    desk.now += timedelta(hours=71)
    resting = desk.plan("sharing")
    assert resting.letters == ()
    assert {drop.reason.code for drop in resting.dropped} == {"letters.dropped.cool_down"}
    desk.now += timedelta(hours=2)
    assert asked(desk.plan("sharing")) == {"U1": ("B1", "B2"), "U2": ("B3",)}


def test_a_branch_that_joins_is_named_alone(desk: LetterDesk) -> None:
    session(desk, "S1", "planned", 2, {"B2": "secretary"})
    plan = desk.plan("sharing")
    assert asked(plan) == {"U1": ("B1",), "U2": ("B3",)}
    desk.mark_sent(plan.letters, plan.digest)
    desk.now += timedelta(hours=71)
    (letter,) = desk.plan("sharing").letters
    assert letter.branch_ids == ("B2",)
    assert "此前已提醒、尚未完成的党支部，也请一并落实。" in letter.text
    assert "未列出" not in letter.text


def test_a_reminder_of_the_material_does_not_rest_it(desk: LetterDesk) -> None:
    desk.set(one_a_day=False)
    plan = desk.plan()
    desk.mark_sent(plan.letters, plan.digest)
    assert len(desk.plan("sharing").letters) == 2


def test_what_was_settled_since_the_last_plan_is_told(desk: LetterDesk) -> None:
    desk.plan("sharing")
    session(desk, "S1", "held", -3, {"B1": "secretary", "B2": "secretary"})
    on_paper(desk, "session:S1")
    assert reasons(desk.plan("sharing")) == {(("B1", "B2"), "not_owed")}


def hold_session(desk: LetterDesk) -> None:
    session(desk, "S1", "held", -1, {"B1": "secretary"})


def plan_session(desk: LetterDesk) -> None:
    session(desk, "S1", "planned", 2, {"B1": "secretary", "B2": "secretary"})


def hear_of_all(desk: LetterDesk) -> None:
    session(desk, "S1", "held", -1, {"B1": "secretary", "B2": "secretary"})
    on_paper(desk, "session:S1")


def let_go(desk: LetterDesk) -> None:
    withdraw(desk.store, ["B1"], day=TODAY, reason="撤并", marking=Marking(desk.now, WHO))


def give_date(desk: LetterDesk) -> None:
    due(desk, desk.now + timedelta(days=9))


def bring_form(desk: LetterDesk) -> None:
    on_paper(desk, "branch:B1")


def come_to_nothing(desk: LetterDesk) -> None:
    session(desk, "S9", "cancelled", -1, {"B1": "secretary"})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (hold_session, "changed"),
        (plan_session, "not_owed"),
        (hear_of_all, "not_owed"),
        (let_go, "changed"),
        (give_date, "changed"),
        (bring_form, "changed"),
        (come_to_nothing, None),
    ],
)
def test_what_became_known_after_approval_stops_the_letter(
    desk: LetterDesk, change: Callable[[LetterDesk], None], reason: str | None
) -> None:
    plan = approved(desk, "sharing")
    change(desk)
    facts = letter_facts(desk.store, desk.workspace, now=desk.now)
    (entry,) = (
        one
        for one in letters_of_plan(desk.store, plan.digest) or ()
        if one.letter.target == "sub_committee:U1"
    )
    found = still_due(entry, facts, office(desk.workspace, desk.store, round_name="all").asked)
    assert (found.code.rpartition(".")[2] if found else None) == reason


def test_a_date_that_passes_after_approval_stops_the_letter(desk: LetterDesk) -> None:
    due(desk, desk.now + timedelta(hours=1))
    plan = approved(desk, "sharing")
    desk.now += timedelta(hours=2)
    facts = letter_facts(desk.store, desk.workspace, now=desk.now)
    asked_for = office(desk.workspace, desk.store, round_name="all").asked
    for entry in letters_of_plan(desk.store, plan.digest) or ():
        found = still_due(entry, facts, asked_for)
        assert found is not None
        assert found.code == "letters.dropped.changed"


def test_it_is_sent_once_and_rests(desk: LetterDesk, sink: SmtpSink) -> None:
    plan = approved(desk, "sharing")
    told = run(desk, plan.digest, sink.host, sink.port)
    assert (told.sent, told.held, told.left) == (2, 0, 0)
    assert sorted(sink.recipients) == ["tsg@neu.example", "xinxi@neu.example"]
    body = sink.taken[0].mail.get_body(("plain",))
    assert body is not None
    assert "【尚未现场分享交流】" in body.get_content()
    again = run(desk, plan.digest, sink.host, sink.port)
    assert (again.sent, again.left) == (0, 0)
    assert desk.plan("sharing").letters == ()
    assert len(sink.taken) == 2


def test_a_session_recorded_while_letters_go_out_stops_those_that_are_left(
    desk: LetterDesk, sink: SmtpSink
) -> None:
    plan = approved(desk, "sharing")

    def record(event: SendEvent) -> None:
        if isinstance(event, Handing) and event.recipient == "xinxi@neu.example":
            session(desk, "S2", "held", -1, {"B3": "secretary"}, unit="U2")

    told = run(desk, plan.digest, sink.host, sink.port, on_event=record)
    assert (told.sent, told.held) == (1, 1)
    assert sink.recipients == ["xinxi@neu.example"]


# -- for all that may happen ---------------------------------------------------------------------


@dataclass(frozen=True)
class Happened:
    """Something about one branch or session, so many days from today."""

    what: str
    branch_id: str
    number: int
    days: int
    spoke: Speaker


HAPPENED = st.builds(
    Happened,
    st.sampled_from(
        ["held", "planned", "cancelled", "paper", "mail", "empty", "waiting", "withdrawn"]
    ),
    st.sampled_from(sorted(HOME)),
    st.integers(1, 2),
    st.integers(-4, 4),
    st.sampled_from(["secretary", "deputy", "absent"]),
    # What lies ahead cannot have been held.
).filter(lambda one: one.what != "held" or one.days <= 0)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        HAPPENED,
        max_size=9,
        unique_by=lambda one: one if one.what != "withdrawn" else (one.what, one.branch_id),
    )
)
def test_a_letter_names_exactly_the_branches_that_owe(happened: list[Happened]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = LetterDesk(Path(folder))
        desk.workspace = per_branch(desk)
        for place, one in enumerate(happened):
            happen(desk, one, place)
        plan = desk.plan("sharing")
        view = sharing(desk.store, desk.workspace, now=desk.now)
        desk.store.close()
    sessions, forms = owing(happened)
    listed = [named(letter) for letter in plan.letters]
    assert set().union(*(without_session for without_session, _ in listed)) == sessions
    assert set().union(*(without_form for _, without_form in listed)) == forms
    assert sorted(name for letter in plan.letters for name in letter.branch_ids) == sorted(
        sessions | forms
    )
    assert set(asked(plan)) == {HOME[name] for name in sessions | forms}
    # Nobody is asked who does not stand in the list of F6, for the same thing; the rest is told.
    known = {one.branch.id: one.owes for one in view.owing}
    assert {name for name in known if known[name] == "session"} >= sessions
    assert {name for name in known if known[name] == "form"} >= forms
    resting = {name for drop in plan.dropped for name in drop.branch_ids}
    assert sessions | forms | resting == set(known)
    assert not resting & (sessions | forms)


def happen(desk: LetterDesk, one: Happened, place: int) -> None:
    branch, unit = one.branch_id, HOME[one.branch_id]
    match one.what:
        case "held" | "planned" | "cancelled":
            # One session a number and sub-committee: a later word on it is the one that counts.
            name = f"{unit}-{one.number}"
            session(desk, name, one.what, one.days, {branch: one.spoke}, unit)
        case "paper":
            on_paper(desk, f"branch:{branch}")
        case "mail" | "empty":
            desk.deliver(branch, FileKind.EVAL_FORM, EMPTY if one.what == "empty" else {})
        case "waiting":
            mail = make_mail(f"表{place}", [(f"评价表{place}.docx", f"f{place}")], at=desk.now)
            take_in(desk.store, mail, ask(FileKind.EVAL_FORM, branch))
        case _:
            marking = Marking(desk.now, WHO)
            withdraw(desk.store, [branch], day=TODAY, reason="撤并", marking=marking)


def owing(happened: list[Happened]) -> tuple[set[str], set[str]]:
    """Who is to be asked for a session, and for a form, told from what happened alone."""
    sessions: dict[tuple[str, int], Happened] = {}
    forms: set[str] = set()
    waiting: set[str] = set()
    gone: set[str] = set()
    for one in happened:
        if one.what in ("held", "planned", "cancelled"):
            sessions[HOME[one.branch_id], one.number] = one
        elif one.what in ("paper", "mail", "empty"):
            forms.add(one.branch_id)
        elif one.what == "waiting":
            waiting.add(one.branch_id)
        elif one.what == "withdrawn":
            gone.add(one.branch_id)
    real = [one for one in sessions.values() if one.what != "cancelled"]
    spoke = {x.branch_id for x in real if x.what == "held" and x.days <= 0 and x.spoke != "absent"}
    ahead = {x.branch_id for x in real if (x.days > 0 or (x.what == "planned" and x.days == 0))}
    # A form that waits may belong to any session, up to today, of its branch's or sender's unit.
    units = {HOME[name] for name in waiting} | ({UNITS[0].id} if waiting else set())
    maybe = waiting | {x.branch_id for x in real if x.days <= 0 and HOME[x.branch_id] in units}
    there = set(HOME) - gone
    return there - spoke - ahead, (there & spoke) - forms - maybe


def per_branch(desk: LetterDesk) -> Workspace:
    """The workspace where each branch hands in a form of its own."""
    kept = msgspec.structs.replace(desk.workspace.settings, eval_form_per="branch")
    return replace(desk.workspace, settings=kept)
