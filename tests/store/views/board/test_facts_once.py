"""What is handed to all views is what a first look at the workspace would derive."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, Marking, decide, latest_batch, undo
from store.decisions import marks
from store.intake.record import rejudge
from store.items.sessions import Session, receive_forms, save_session
from store.model import FileKind, Item, Link
from store.notice.notice import OwnItem
from store.views.board.branch import branch_view
from store.views.board.dashboard import dashboard, read_dashboard
from store.views.inbox.queue import intake_view
from store.views.items.sharing import sharing
from store.views.letters.facts import letter_facts
from store.views.report import ReportScope, report_view
from store.workspace.workspace import Workspace
from tests.embedded import connection
from tests.making import BRANCHES, DEADLINE, NOW, ask, auto, make_mail, make_workspace, take_in

Place = tuple[Workspace, Store]
SEVENTH = OwnItem("own_7", 7, "主题党日", "党日", "一.7", "开展一次主题党日", due=True)
READS_FILES = "FROM files AS f JOIN mails"
READS_WORDS = "LEFT JOIN mail_meanings"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    workspace, store = make_workspace(tmp_path)
    notice = msgspec.structs.replace(workspace.notice, own_items=(SEVENTH,))
    yield replace(workspace, notice=notice), store
    store.close()


def views(workspace: Workspace, store: Store, now: datetime) -> tuple[object, ...]:
    return (
        dashboard(store, workspace, now=now, who="李老师"),
        letter_facts(store, workspace, now=now),
        report_view(store, workspace, ReportScope(as_of=now)),
        sharing(store, workspace, now=now),
        intake_view(store, workspace, now=now),
        branch_view(store, workspace, "B1", now=now),
    )


class Office:
    """A day at the office: one of everything that changes what the board shows, by chance."""

    def __init__(self, place: Place, seed: int) -> None:
        self.workspace, self.store = place
        self.chance = random.Random(seed)
        self.now = NOW
        self.number = 0

    def step(self) -> None:
        acts: tuple[Callable[[], object], ...] = (
            *(self.mail,) * 3,
            *(self.credit,) * 4,
            self.not_ours,
            self.judged_again,
            self.vet,
            self.own_item,
            self.note,
            self.extend,
            self.accept,
            self.pin,
            self.due,
            self.session,
            self.form,
            self.withdraw,
            *(self.undo,) * 3,
            *(self.later,) * 3,
        )
        self.chance.choice(acts)()

    @property
    def by(self) -> Marking:
        return Marking(self.now, "李老师")

    def branch(self) -> str:
        return self.chance.choice(BRANCHES).id

    def file(self) -> str:
        rows = self.store.rows("SELECT id FROM files")
        return f"file:{self.chance.choice(rows)['id']}" if rows else ""

    def mail(self) -> None:
        self.number += 1
        kind = self.chance.choice((FileKind.PLAN, FileKind.VIDEO, FileKind.EVAL_FORM))
        mine = self.branch()
        judged = self.chance.choice((auto(mine, kind), ask(kind, mine, self.branch())))
        content = f"content {self.chance.randrange(6)}"
        links = (Link("https://x.example/1", "x.example", "片.mp4", 9, self.now, True),)
        with_link = self.chance.random() < 0.3
        mail = make_mail(
            f"mail-{self.number}",
            [(f"{self.number}.docx", content)],
            at=self.now + timedelta(hours=self.chance.choice((-30, 0, 0, 5))),
            links=links if with_link else (),
        )
        proposals = (judged, auto(mine, FileKind.VIDEO)) if with_link else (judged,)
        chars = self.chance.choice((1400, 1900))
        take_in(self.store, mail, *proposals, measures={content: {"chars": chars}})

    def decided(self, act: Act, **payload: object) -> None:
        if name := self.file():
            draft = Draft(act, name, payload)  # type: ignore[arg-type]
            decide(self.store, [draft], at=self.now, who="李老师")

    def credit(self) -> None:
        kind = self.chance.choice((FileKind.PLAN, FileKind.SUPPORT, FileKind.EVAL_FORM))
        self.decided(Act.CREDIT, branch_ids=[self.branch()], kind=kind.value)

    def not_ours(self) -> None:
        self.decided(Act.NOT_OURS, remember=False)

    def judged_again(self) -> None:
        if name := self.file():
            rejudge(self.store, {name: auto(self.branch(), FileKind.PLAN)}, at=self.now)

    def vet(self) -> None:
        day = self.now.date()
        marks.vet(self.store, [self.branch()], by="王", day=day, reason="", marking=self.by)

    def own_item(self) -> None:
        marks.mark_own_item(
            self.store,
            self.workspace.notice,
            SEVENTH.id,
            [self.branch()],
            done=self.chance.random() < 0.7,
            day=self.now.date(),
            reason="",
            marking=self.by,
        )

    def note(self) -> None:
        marks.note(self.store, [self.branch()], "再看", marking=self.by)

    def extend(self) -> None:
        name = self.chance.choice((f"branch:{self.branch()}", "sub_committee:U1"))
        until = DEADLINE + timedelta(hours=self.chance.choice((20, 50)))
        marks.extend(
            self.store, [name], until, deadline=DEADLINE, reason="书记住院", marking=self.by
        )

    def accept(self) -> None:
        if name := self.file():
            said = [(name, "document.too_long")]
            marks.accept(self.store, said, reason="可以", marking=self.by)

    def pin(self) -> None:
        if name := self.file():
            kind, mine = FileKind.PLAN, self.branch()
            row = next(
                one
                for one in dashboard(self.store, self.workspace, now=self.now).rows
                if one.branch.id == mine or one.branch.id == "B1"
            )
            if row.cell("plan").file == name:
                marks.pin(self.store, row.branch.id, kind, name, reason="定", marking=self.by)

    def due(self) -> None:
        until = self.now + timedelta(hours=self.chance.choice((3, 40)))
        marks.set_due(self.store, Item.PROMOTION, until, reason="", marking=self.by)

    def session(self) -> None:
        save_session(
            self.store,
            Session(
                f"S{self.number}",
                "U1",
                self.now.date() - timedelta(days=self.chance.choice((0, 1))),
                "二楼",
                "其他",
                "held",
                {"B1": "secretary", "B2": "deputy"},
            ),
            self.workspace.notice,
            marking=Marking(self.now, "李老师"),
        )

    def form(self) -> None:
        receive_forms(
            self.store,
            [f"branch:{self.branch()}"],
            on_paper=True,
            day=self.now.date(),
            marking=Marking(self.now, "李老师"),
        )

    def withdraw(self) -> None:
        rows = dashboard(self.store, self.workspace, now=self.now).rows
        if len(rows) > 2:
            gone = [rows[-1].branch.id]
            day = self.now.date()
            marks.withdraw(self.store, gone, day=day, reason="退出", marking=self.by)

    def undo(self) -> None:
        if batch := latest_batch(self.store, who="李老师"):
            undo(self.store, batch, at=self.now, who="李老师")

    def later(self) -> None:
        self.now += timedelta(hours=self.chance.choice((1, 7, 30)))


@pytest.mark.parametrize("seed", range(5))
def test_after_whatever_happens_all_views_are_as_at_a_first_look(place: Place, seed: int) -> None:
    workspace, store = place
    office = Office(place, seed)
    for _ in range(30):
        office.step()
        once = views(workspace, store, office.now)
        assert once == views(replace(workspace), store, office.now)


def read(store: Store, look: Callable[[], object]) -> list[str]:
    """The statements that a look at the facts takes."""
    seen: list[str] = []
    connection(store).set_trace_callback(seen.append)
    look()
    connection(store).set_trace_callback(None)
    return seen


def test_the_facts_of_a_revision_are_read_once_for_all_views(place: Place) -> None:
    workspace, store = place
    Office(place, 1).mail()
    statements = read(store, lambda: views(workspace, store, NOW))
    assert sum(READS_FILES in one for one in statements) == 1
    assert sum("FROM examinations" in one for one in statements) == 1
    later = read(store, lambda: views(workspace, store, NOW + timedelta(minutes=1)))
    assert not any(READS_FILES in one for one in later)


def test_the_panels_of_one_board_read_its_conversations_once(place: Place) -> None:
    workspace, store = place
    office = Office(place, 1)
    office.mail()
    _, board = read_dashboard(store, workspace, now=NOW)

    def panels() -> list[object]:
        names = ("B1", "B2")
        return [branch_view(store, workspace, one, now=NOW, board=board) for one in names]

    assert not any(READS_WORDS in one for one in read(store, panels))
    office.mail()
    assert sum(READS_WORDS in one for one in read(store, panels)) == 1


def test_after_a_decision_only_its_mail_is_read(place: Place) -> None:
    workspace, store = place
    office = Office(place, 1)
    for _ in range(4):
        office.mail()
    views(workspace, store, NOW)
    office.credit()
    statements = read(store, lambda: views(workspace, store, NOW))
    (read_again,) = [one for one in statements if READS_FILES in one]
    assert "WHERE f.mail_id IN" in read_again
    assert not any("FROM examinations" in one for one in statements)


def test_rows_that_a_decision_does_not_touch_are_those_of_before(place: Place) -> None:
    workspace, store = place
    Office(place, 1).mail()
    before = dashboard(store, workspace, now=NOW).rows
    marks.note(store, ["B2"], "再看", marking=Marking(NOW, "李老师"))
    now = dashboard(store, workspace, now=NOW).rows
    assert [one is other for one, other in zip(before, now, strict=True)] == [True, False, True]


def test_what_was_read_in_a_change_that_failed_is_not_kept(place: Place) -> None:
    workspace, store = place
    dashboard(store, workspace, now=NOW)
    by = Marking(NOW, "李老师")
    with contextlib.suppress(RuntimeError), store.atomic():
        marks.note(store, ["B1"], "一", marking=by)
        dashboard(store, workspace, now=NOW)
        raise RuntimeError
    marks.note(store, ["B2"], "二", marking=by)
    found = dashboard(store, workspace, now=NOW).rows
    assert [row.notes for row in found] == [0, 1, 0]
