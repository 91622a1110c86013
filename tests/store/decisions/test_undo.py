"""Whatever people decide, undoing it brings the board back as it was."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, Marking, decide, payload_of, undo
from store.decisions import marks
from store.decisions.marks import DATED_BY_STAFF
from store.errors import UsageError
from store.items.promotions import Article, Step, save_articles
from store.items.review import Reviewer, save_reviewers
from store.items.review_pack import ReviewPack
from store.items.sessions import Session, Speaker, Status, receive_forms, save_session
from store.model import FileKind, JsonValue, Link
from store.views.board.dashboard import dashboard
from store.views.board.types import DashboardView
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.making import DEADLINE, NOW, ask, auto, make_mail, make_workspace, take_in

pytestmark = OVER_BOTH

Place = tuple[Workspace, Store]
Decide = Callable[[Place, Marking], str]

BRANCH = st.sampled_from(["B1", "B2", "B3"])
BRANCHES = st.lists(BRANCH, min_size=1, max_size=3, unique=True)
FILE = st.sampled_from(["file:1", "file:2", "file:3", "file:4", "link:1"])
KIND = st.sampled_from(FileKind)
REASON = st.sampled_from(["书记来电", "x"])
UNTIL = st.integers(1, 9).map(lambda days: DEADLINE + timedelta(days=days))
DAY = st.integers(1, 20).map(lambda day: date(2027, 4, day))


def by(decide_it: Callable[..., str], *fixed: str) -> Callable[..., Decide]:
    """A mark of `store.decisions.marks` whose first argument is the store."""

    def make(*given: object, **named: object) -> Decide:
        return lambda place, marking: decide_it(place[1], *fixed, *given, marking=marking, **named)

    return make


def drafted(act: Act, **payload: JsonValue) -> Callable[[str], Decide]:
    return lambda name: (
        lambda place, marking: decide(
            place[1], [Draft(act, name, payload)], at=marking.at, who=marking.who
        )
    )


def credited(name: str, branch_ids: list[str], kind: FileKind) -> Decide:
    return drafted(Act.CREDIT, branch_ids=branch_ids, kind=kind)(name)


def session(number: int, day: date, status: Status, speaker: Speaker) -> Decide:
    held = Session(
        f"S{number}", "U1", day, "楼", "书记会议", status, {"B1": speaker, "B2": speaker}
    )
    return lambda place, marking: save_session(
        place[1], held, place[0].notice, marking=Marking(marking.at, marking.who)
    )


def form(name: str, day: date, on_paper: bool) -> Decide:
    return lambda place, marking: receive_forms(
        place[1], [name], on_paper=on_paper, day=day, marking=Marking(marking.at, marking.who)
    )


def extended(name: str, until: datetime, reason: str) -> Decide:
    return lambda place, marking: marks.extend(
        place[1],
        [name],
        until,
        deadline=place[0].settings.deadline,
        reason=reason,
        marking=marking,
    )


def promoted(number: int, step: Step, branch_ids: list[str]) -> Decide:
    def decide_it(place: Place, marking: Marking) -> str:
        notice = place[0].notice
        piece = Article(
            f"A{number}", notice.channels[0].id, step, tuple(branch_ids), date=NOW.date()
        )
        return save_articles(place[1], [piece], notice, marking=Marking(marking.at, marking.who))

    return decide_it


def reviewed(number: int) -> Decide:
    def decide_it(place: Place, marking: Marking) -> str:
        notice = place[0].notice
        one = Reviewer(f"R{number}", f"评审专家{number}", notice.review.kinds[0])
        return save_reviewers(place[1], [one], notice, marking=Marking(marking.at, marking.who))

    return decide_it


PACK = ReviewPack("mail", "函评材料.zip", "0" * 64, 1, 1, 0, 0, "basis")
ACTS: st.SearchStrategy[Decide] = st.one_of(
    # Items 3, 5 and 6, and what is said of videos and mails.
    st.builds(promoted, st.integers(1, 2), st.sampled_from(["submitted", "published"]), BRANCHES),
    st.builds(reviewed, st.integers(1, 2)),
    BRANCH.map(lambda one: drafted(Act.EXCELLENT, excellent=True)(f"branch:{one}")),
    BRANCH.map(lambda one: drafted(Act.TRAINING, recommended=True)(f"branch:{one}")),
    st.builds(
        lambda one, choice: drafted(Act.SELECT, choice=choice)(f"branch:{one}"),
        BRANCH,
        st.sampled_from(["selected", "reserve", "not_selected", ""]),
    ),
    st.integers(1, 2).map(lambda one: drafted(Act.PACK, **payload_of(PACK))(f"reviewer:R{one}")),
    BRANCH.map(lambda one: drafted(Act.ASSIGN, reviewer_ids=["R1", "R2"])(f"branch:{one}")),
    FILE.map(drafted(Act.OVERRIDE, code="document.too_long")),
    FILE.map(drafted(Act.CONFIRM, steady=False, clear=True, slides=True, voice=True)),
    st.just(drafted(Act.POSTPONE)("mail:1")),
    st.builds(credited, FILE, BRANCHES, KIND),
    FILE.map(drafted(Act.NOT_OURS)),
    st.builds(
        session,
        st.integers(1, 2),
        DAY,
        st.sampled_from(["planned", "held", "cancelled"]),
        st.sampled_from(["secretary", "deputy", "absent"]),
    ),
    st.builds(form, st.sampled_from(["branch:B1", "branch:B3", "session:S1"]), DAY, st.booleans()),
    st.builds(extended, st.sampled_from(["branch:B1", "sub_committee:U1"]), UNTIL, REASON),
    st.builds(by(marks.vet), BRANCHES, by=st.just(""), day=DAY, reason=REASON),
    st.builds(
        by(marks.set_due),
        st.sampled_from(DATED_BY_STAFF),
        st.none() | UNTIL,
        reason=REASON,
    ),
    st.builds(
        by(marks.accept),
        st.lists(
            st.tuples(FILE, st.sampled_from(["document.too_long", "video.too_long"])),
            min_size=1,
            max_size=2,
        ),
        reason=REASON,
    ),
    st.builds(by(marks.pin), BRANCH, KIND, st.none() | FILE, reason=REASON),
    st.builds(by(marks.note), BRANCHES, REASON),
    st.builds(by(marks.withdraw), BRANCHES, day=DAY, reason=REASON),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    made = make_workspace(tmp_path_factory.mktemp("undo"))
    store = made[1]
    good, long = {"chars": 1400}, {"chars": 1900}
    take_in(
        store, make_mail("一", [("a.docx", "x")]), auto("B1", FileKind.PLAN), measures={"x": good}
    )
    take_in(
        store,
        make_mail("二", [("b.docx", "y")], at=DEADLINE + timedelta(hours=1)),
        auto("B1", FileKind.PLAN),
        measures={"y": long},
    )
    take_in(store, make_mail("三", [("c.mp4", "z")]), ask(FileKind.VIDEO, "B2", "B3"))
    take_in(store, make_mail("四", [("表.docx", "w")]), auto("B3", FileKind.EVAL_FORM))
    link = Link("https://mail.163.com/x", "mail.163.com", "v.mp4", 1, NOW + timedelta(days=6))
    take_in(store, make_mail("五", links=[link]), auto("B2", FileKind.VIDEO))
    return made


def boards(place: Place) -> list[DashboardView]:
    """The board before the deadline and after it, whatever its revision."""
    moments = (NOW + timedelta(hours=1), DEADLINE + timedelta(days=3))
    return [
        replace(dashboard(place[1], place[0], now=now, who="李"), revision=0) for now in moments
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    acts=st.lists(st.tuples(ACTS, st.sampled_from(["李", "王"])), max_size=8),
    order=st.permutations(range(8)),
)
def test_any_acts_undone_in_any_order_leave_the_board_as_it_was(
    place: Place, acts: list[tuple[Decide, str]], order: list[int]
) -> None:
    before = boards(place)
    batches = []
    for act, who in acts:
        # Withdrawing twice is refused and decides nothing.
        with contextlib.suppress(UsageError):
            batches.append(act(place, Marking(NOW, who)))
    for turn in order:
        if turn < len(batches):
            undo(place[1], batches[turn], at=NOW, who="李")
    assert boards(place) == before


def test_each_act_changes_something_that_undoing_takes_back(place: Place) -> None:
    before = boards(place)
    changing: list[Decide] = [
        credited("file:3", ["B2"], FileKind.VIDEO),
        drafted(Act.NOT_OURS)("file:1"),
        session(1, date(2027, 4, 9), "held", "secretary"),
        form("branch:B1", date(2027, 4, 9), True),
        extended("branch:B3", DEADLINE + timedelta(days=9), "x"),
        _vetted,
        by(marks.set_due)(DATED_BY_STAFF[0], DEADLINE, reason=""),
        by(marks.accept)([("file:2", "document.too_long")], reason="x"),
        by(marks.pin)("B1", FileKind.PLAN, "file:1", reason=""),
        by(marks.note)(["B1"], "x"),
        by(marks.withdraw)(["B2"], day=NOW.date(), reason="x"),
        promoted(1, "published", ["B1"]),
        drafted(Act.SELECT, choice="selected")("branch:B1"),
        drafted(Act.OVERRIDE, code="document.too_long")("file:2"),
    ]
    for act in changing:
        batch = act(place, Marking(NOW, "李"))
        assert boards(place) != before
        undo(place[1], batch, at=NOW, who="李")
        assert boards(place) == before


def _vetted(place: Place, marking: Marking) -> str:
    return marks.vet(place[1], ["B1"], by="", day=NOW.date(), reason="", marking=marking)
