"""Files taken in by hand: credited, undone, and the links that they settle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, decide, live_decisions, undo
from store.decisions.seen import begin_looking
from store.errors import UsageError
from store.intake.by_hand import HandArrival, TakenIn, take_in
from store.model import Attachment, Examination, FileKind, Link, Params, Source, State
from store.views.board.branch import branch_view
from store.views.board.credits import all_credits
from store.views.board.dashboard import dashboard
from store.views.board.links import open_links
from store.views.board.measures import stored_mails
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.making import DEADLINE, NOW, auto, make_mail, make_workspace
from tests.making import ask as asked
from tests.making import take_in as take_mail_in

pytestmark = OVER_BOTH

URL = "https://mail.163.example/large?file=1"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = make_workspace(tmp_path)
    yield workspace, store
    store.close()


def film(name: str = "视频.mp4", digest: str = "d1") -> tuple[Attachment, FileKind]:
    return Attachment(name, digest, "video/mp4", 900), FileKind.VIDEO


def taken(store: Store, arrival: HandArrival, *files: tuple[Attachment, FileKind]) -> TakenIn:
    measures: Params = {"container": "mp4", "duration_s": 400.0, "width": 1280, "height": 1024}
    return take_in(
        store,
        arrival,
        files or [film()],
        examinations=[Examination(file.digest, "probe", measures) for file, _ in files or [film()]],
        at=NOW,
        who="李",
    )


def state(workspace: Workspace, store: Store, branch: str = "B1", column: str = "video") -> State:
    rows = dashboard(store, workspace, now=NOW).rows
    return next(row for row in rows if row.branch.id == branch).cell(column).state


def link_mail(store: Store, *owners: str, at_hours_ago: int = 5, days_left: int = 6) -> None:
    link = Link(URL, "mail.163.example", "视频.mp4", 900, NOW + timedelta(days=days_left))
    proposal = (
        auto(owners[0], FileKind.VIDEO) if len(owners) == 1 else asked(FileKind.VIDEO, *owners)
    )
    take_mail_in(
        store,
        make_mail(f"链接{at_hours_ago}", links=[link], at=NOW - timedelta(hours=at_hours_ago)),
        proposal,
    )


def test_a_file_from_a_stick_is_credited_like_an_attachment(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    assert state(workspace, store) is State.MISSING
    came = NOW - timedelta(hours=2)
    done = taken(store, HandArrival("B1", Source.USB, came, note="王书记送来"))
    assert state(workspace, store) is State.DONE
    view = branch_view(store, workspace, "B1", now=NOW)
    assert view is not None
    (entry,) = view.files
    assert (entry.credit.decided_by, entry.version, entry.received.source) == ("李", 1, Source.USB)
    assert (entry.received.received_at, entry.received.sender_name) == (came, "李")
    (line,) = view.history
    assert (line.act, line.actor, line.subject) == ("take_in", "李", done.subjects[0])


def test_undoing_takes_it_off_the_board_and_keeps_the_facts(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    before = dashboard(store, workspace, now=NOW).rows
    done = taken(
        store, HandArrival("B1", Source.CHAT, NOW - timedelta(hours=1)), film(), film("b", "e")
    )
    undo(store, done.batch, at=NOW, who="李")
    after = dashboard(store, workspace, now=NOW)
    assert after.rows == before
    assert after.queue == 0
    assert len(store.rows("SELECT * FROM files")) == 2


def test_a_later_assignment_moves_it_and_undoing_that_brings_it_back(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    done = taken(store, HandArrival("B1", Source.USB, NOW))
    move = Draft(Act.CREDIT, done.subjects[0], {"branch_ids": ["B2"], "kind": "video"})
    batch = decide(store, [move], at=NOW, who="王")
    assert state(workspace, store, "B2") is State.DONE
    assert state(workspace, store, "B1") is State.MISSING
    undo(store, batch, at=NOW, who="王")
    assert state(workspace, store, "B1") is State.DONE


def test_a_bound_link_is_settled_and_its_mails_time_counts(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    link_mail(store, "B1")
    assert state(workspace, store) is State.LINK
    done = taken(store, HandArrival("B1", Source.LINK, NOW, link="link:1"))
    assert done.received_at == NOW - timedelta(hours=5)
    view = dashboard(store, workspace, now=NOW)
    assert (view.links, view.queue, state(workspace, store)) == (0, 0, State.DONE)
    entry = next(c for c in all_credits(store, live_decisions(store), as_of=NOW) if not c.is_link)
    assert entry.received_at == NOW - timedelta(hours=5)
    branch = branch_view(store, workspace, "B1", now=NOW)
    assert branch is not None
    assert branch.files[0].received.sender_email == "xinxi@neu.example"
    undo(store, done.batch, at=NOW, who="李")
    assert dashboard(store, workspace, now=NOW).links == 1


def test_a_link_in_time_makes_a_file_fetched_later_in_time(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    link = Link(URL, "mail.163.example", "视频.mp4")
    in_time = DEADLINE - timedelta(minutes=1)
    take_mail_in(store, make_mail("链接", links=[link], at=in_time), auto("B1", FileKind.VIDEO))
    later = DEADLINE + timedelta(days=1)
    take_in(store, HandArrival("B1", Source.LINK, link="link:1"), [film()], at=later, who="李")
    row = next(r for r in dashboard(store, workspace, now=later).rows if r.branch.id == "B1")
    assert not row.cell("video").late


def test_a_link_that_was_sent_twice_is_settled_once(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    link_mail(store, "B1", "B2", at_hours_ago=5)
    link_mail(store, "B1", "B2", at_hours_ago=4)
    view = dashboard(store, workspace, now=NOW)
    assert (view.links, view.queue) == (2, 2)
    taken(store, HandArrival("B1", Source.LINK, link="link:2"))
    view = dashboard(store, workspace, now=NOW)
    assert (view.links, view.queue) == (0, 0)


def test_links_are_listed_by_expiry(made: tuple[Workspace, Store]) -> None:
    workspace, store = made
    for number, hours in enumerate((100, -3, None, 71), 1):
        expires = None if hours is None else NOW + timedelta(hours=hours)
        link = Link(f"{URL}{number}", "h.example", f"{number}.mp4", None, expires, hours != 100)
        take_mail_in(
            store,
            make_mail(f"m{number}", links=[link], at=NOW - timedelta(days=9)),
            auto("B1", FileKind.VIDEO),
        )
    found = open_links(store, workspace, now=NOW)
    assert [(one.name, one.expiry) for one in found] == [
        ("4.mp4", "soon"),
        ("1.mp4", "later"),
        ("3.mp4", "unknown"),
        ("2.mp4", "expired"),
    ]
    assert [one.fetchable for one in found] == [True, False, True, True]
    assert found[0].branches == ("自动化研究所教工党支部",)
    assert dashboard(store, workspace, now=NOW).links_soon == 1


def test_a_link_that_expires_within_three_days_says_so_in_its_cell(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    link_mail(store, "B1", days_left=3)
    row = next(r for r in dashboard(store, workspace, now=NOW).rows if r.branch.id == "B1")
    detail = row.cell("video").detail
    assert detail is not None
    assert (detail.code, detail.params["n"]) == ("cell.link_soon", 3)


@pytest.mark.parametrize(
    ("arrival", "code"),
    [
        (HandArrival("B9", Source.USB, NOW), "add.branch"),
        (HandArrival("B1", Source.USB), "add.when"),
        (HandArrival("B1", Source.USB, NOW + timedelta(seconds=1)), "add.future"),
        (HandArrival("B1", Source.LINK, link="link:7"), "add.link"),
        (HandArrival("B1", Source.LINK, link="file:1"), "add.link"),
        (HandArrival("B1", Source.LINK, link="link:x' OR 1"), "add.link"),
        (HandArrival("B1", Source.USB, NOW, link="link:1"), "add.source_link"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_recorded(
    made: tuple[Workspace, Store], arrival: HandArrival, code: str
) -> None:
    _, store = made
    link_mail(store, "B1")
    revision = store.revision()
    with pytest.raises(UsageError) as told:
        taken(store, arrival)
    assert told.value.code == code
    assert store.revision() == revision
    assert not store.rows("SELECT * FROM files")


def test_a_changed_roster_does_not_judge_what_came_by_hand(made: tuple[Workspace, Store]) -> None:
    _, store = made
    taken(store, HandArrival("B1", Source.USB, NOW))
    assert not list(stored_mails(store))


def test_what_a_person_took_in_is_news_to_the_others_only(made: tuple[Workspace, Store]) -> None:
    workspace, store = made

    def fresh(who: str) -> int:
        rows = dashboard(store, workspace, now=NOW, who=who).rows
        return next(row for row in rows if row.branch.id == "B1").fresh

    begin_looking(store, "李")
    begin_looking(store, "王")
    taken(store, HandArrival("B1", Source.USB, NOW))
    assert (fresh("李"), fresh("王")) == (0, 1)
