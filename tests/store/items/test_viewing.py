"""Viewing videos: a person's word beside the machine's, overriding, and who watches what."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from store.db.database import Store, open_store
from store.db.decisions import Marking, latest_batch, undo
from store.decisions.marks import accept, pin
from store.errors import StoreError, UsageError
from store.items.viewing import CLAIM, claim, claims, confirm, override, release
from store.model import FileKind, Params, Severity, State
from store.rules.viewing import Quality
from store.views.board.branch import branch_view
from store.views.board.dashboard import dashboard
from store.views.board.types import Cell
from store.views.items.viewing import ViewingView, viewing_queue
from store.workspace.workspace import Workspace
from tests.engines import OVER_BOTH
from tests.making import NOW, auto, make_mail, make_workspace, take_in

pytestmark = OVER_BOTH

GOOD: Params = {
    "content": "mp4",
    "container": "mp4",
    "duration_s": 300.0,
    "width": 1920,
    "height": 1080,
    "audio": True,
    "video_codec": "h264",
    "examiner": 1,
}
SILENT: Params = {**GOOD, "audio": False}
ALL_FINE = dict.fromkeys(Quality, True)
Place = tuple[Workspace, Store]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    workspace, store = make_workspace(tmp_path)
    for number, (branch_id, measures) in enumerate(
        (("B1", GOOD), ("B2", SILENT), ("B3", {**GOOD, "duration_s": 500.0}))
    ):
        take_in(
            store,
            make_mail(f"{number}", [("视频.mp4", branch_id)], at=NOW - timedelta(days=3 - number)),
            auto(branch_id, FileKind.VIDEO),
            measures={branch_id: measures},
        )
    yield workspace, store
    store.close()


def queue(place: Place) -> ViewingView:
    return viewing_queue(place[1], place[0], now=NOW)


def marking(place: Place, who: str = "李") -> Marking:
    return Marking(NOW, who, place[1].revision())


def cell(place: Place, branch: int) -> Cell:
    return dashboard(place[1], place[0], now=NOW).rows[branch].cell("video")


def test_videos_wait_in_the_order_of_arrival_until_somebody_viewed_them(place: Place) -> None:
    assert [one.branch.id for one in queue(place).waiting] == ["B1", "B2", "B3"]
    assert queue(place).undecoded == 3
    confirm(place[1], "file:1", ALL_FINE, reason="", marking=marking(place))
    view = queue(place)
    assert [one.branch.id for one in view.waiting] == ["B2", "B3"]
    (seen,) = view.viewed
    assert seen.viewing is not None
    assert (seen.viewing.who, dict(seen.viewing.verdicts)) == ("李", ALL_FINE)
    assert cell(place, 0).state is State.DONE
    panel = branch_view(place[1], place[0], "B1", now=NOW)
    assert panel is not None
    assert panel.files[0].viewing == seen.viewing


def test_a_persons_no_is_a_soft_finding_with_the_clause(place: Place) -> None:
    confirm(
        place[1], "file:1", {**ALL_FINE, Quality.CLEAR: False}, reason="", marking=marking(place)
    )
    (seen,) = queue(place).viewed
    (finding,) = seen.findings
    assert (finding.code, finding.severity) == ("video.seen_unclear", Severity.SOFT)
    assert (finding.clause, finding.params["words"]) == ("一.2", "声音清楚")
    assert cell(place, 0).state is State.SOFT
    accept(
        place[1],
        [("file:1", "video.seen_unclear")],
        reason="可以听懂",
        marking=marking(place),
    )
    assert cell(place, 0).state is State.ACCEPTED


def test_the_latest_word_holds_and_undo_brings_the_one_before(place: Place) -> None:
    confirm(place[1], "file:1", ALL_FINE, reason="", marking=marking(place))
    confirm(place[1], "file:1", {Quality.STEADY: False}, reason="", marking=marking(place))
    assert cell(place, 0).state is State.SOFT
    batch = latest_batch(place[1], who="李")
    assert batch is not None
    undo(place[1], batch, at=NOW, who="李")
    assert cell(place, 0).state is State.DONE


def test_nothing_judged_is_no_word(place: Place) -> None:
    with pytest.raises(UsageError) as refused:
        confirm(place[1], "file:1", {}, reason="", marking=marking(place))
    assert refused.value.code == "viewing.nothing"


def test_an_overridden_hard_finding_is_shown_and_no_longer_counts(place: Place) -> None:
    assert cell(place, 1).state is State.FAULT
    with pytest.raises(UsageError):
        override(place[1], [("file:2", "video.no_audio")], reason=" ", marking=marking(place))
    override(
        place[1], [("file:2", "video.no_audio")], reason="声音另行报送", marking=marking(place)
    )
    assert cell(place, 1).state is State.ACCEPTED
    shown = queue(place).waiting[1]
    assert [finding.code for finding in shown.findings] == ["video.no_audio"]
    assert shown.open_findings(Severity.HARD) == ()
    assert shown.tolerated["video.no_audio"].reason == "声音另行报送"
    assert shown.tolerated["video.no_audio"].overridden


def test_somebody_elses_word_meanwhile_is_a_conflict(place: Place) -> None:
    mine = marking(place)
    confirm(place[1], "file:1", ALL_FINE, reason="", marking=marking(place, "王"))
    with pytest.raises(StoreError) as refused:
        confirm(place[1], "file:1", ALL_FINE, reason="", marking=mine)
    assert refused.value.code == "decision.conflict"


def test_two_people_are_not_sent_to_the_same_video(place: Place) -> None:
    store = place[1]
    claim(store, "file:1", who="李", at=NOW)
    with pytest.raises(StoreError) as refused:
        claim(store, "file:1", who="王", at=NOW)
    assert refused.value.code == "viewing.claimed"
    assert refused.value.fields["who"] == "李"
    shown = queue(place).waiting[0]
    assert not shown.free_for("王")
    assert shown.free_for("李")
    claim(store, "file:1", who="李", at=NOW)


def test_a_claim_ends_by_itself_by_the_next_one_and_when_it_is_let_go(place: Place) -> None:
    store = place[1]
    claim(store, "file:1", who="李", at=NOW)
    assert claim(store, "file:1", who="王", at=NOW + CLAIM).who == "王"
    claim(store, "file:2", who="王", at=NOW)
    assert [(one.subject, one.who) for one in claims(store, at=NOW)] == [("file:2", "王")]
    release(store, who="王")
    assert claims(store, at=NOW) == ()


def test_people_who_ask_at_once_are_never_sent_to_the_same_video(place: Place) -> None:
    workspace = place[0]
    taken: list[tuple[str, str]] = []

    def work(who: str) -> None:
        with contextlib.closing(open_store(workspace.database)) as mine:
            for number in range(30):
                at = NOW + number * CLAIM
                for name in ("file:1", "file:2", "file:3"):
                    with contextlib.suppress(StoreError):
                        claim(mine, name, who=who, at=at)
                        held = {one.subject: one.who for one in claims(mine, at=at)}
                        taken.append((who, held.get(name, who)))
                        break

    people = [threading.Thread(target=work, args=(who,)) for who in ("李", "王", "赵")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(taken) > 30
    assert all(who == holder for who, holder in taken)


def test_a_claim_is_no_decision_and_moves_no_revision(place: Place) -> None:
    before = place[1].revision()
    claim(place[1], "file:1", who="李", at=NOW)
    assert place[1].revision() == before
    assert latest_batch(place[1], who="李") is None


def test_a_later_version_is_viewed_anew_and_a_pinned_one_counts(place: Place) -> None:
    confirm(place[1], "file:1", ALL_FINE, reason="", marking=marking(place))
    take_in(
        place[1],
        make_mail("重报", [("视频2.mp4", "again")]),
        auto("B1", FileKind.VIDEO),
        measures={"again": GOOD},
    )
    assert [one.subject for one in queue(place).waiting] == ["file:2", "file:3", "file:4"]
    pin(place[1], "B1", FileKind.VIDEO, "file:1", reason="", marking=marking(place))
    assert [one.subject for one in queue(place).viewed] == ["file:1"]
