from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.worker import WorkerCancelled, WorkerFailed

from mailsync.net.web import Opener
from store.db.database import Store, open_store
from store.db.decisions import Marking
from store.intake import record as intake
from store.items.sessions import Session, save_session
from store.model import Branch, FileKind, Link, Params, SubCommittee
from store.workspace.settings import MailSettings
from store.workspace.workspace import Workspace, init_workspace
from tests.engines import address
from tests.making import NOW, add_roster, ask, auto, make_mail, own_notice, take_in
from tests.tui.commands.cli_runs import made, run
from tests.tui.grids import shows, text_of
from tui.app.app import Dashboard
from tui.base.job_host import ASKING
from tui.places.place import Place as PlaceScreen

__all__ = ["made", "run", "shows", "text_of"]

# So many turns of the loop without a worker, and a screen is settled.
_QUIET_TURNS = 3
UNITS = (
    SubCommittee("U1", "信息科学与工程学院党委", contacts=("xinxi@neu.example",)),
    SubCommittee("U2", "机械工程与自动化学院党委", contacts=("jixie@neu.example",)),
    SubCommittee("U3", "图书馆直属党总支", contacts=("tsg@neu.example",)),
)
BRANCHES = (
    Branch("B1", "U1", "自动化研究所教工党支部", secretary="王建国"),
    Branch("B2", "U1", "本科生第三党支部"),
    Branch("B3", "U1", "硕士研究生第一党支部", consecutive_years=True),
    Branch("B4", "U2", "机械设计系教工党支部"),
    Branch("B5", "U2", "机械工程与自动化学院博士研究生第二党支部"),
    Branch("B6", "U2", "机械工程与自动化学院博士研究生第三党支部"),
    Branch("B7", "U3", "流通部党支部"),
)
LONG_VIDEO: Params = {
    "container": "mp4",
    "duration_s": 522.0,
    "width": 1280,
    "height": 1024,
    "audio": True,
    "video_codec": "h264",
}


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same colours whatever the terminal that runs the tests."""
    for name in ("NO_COLOR", "COLORTERM", "TEXTUAL_ANIMATIONS", "SIXONES_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")
    os.environ.setdefault("TERM", "xterm-256color")


@dataclass
class Place:
    """A workspace with a store for the test's own thread."""

    workspace: Workspace
    store: Store

    def dashboard(
        self,
        *,
        language: str = "zh_CN",
        clock: Callable[[], datetime] = lambda: NOW,
        password: Callable[[], str] = lambda: "",
        by_itself: bool = False,
        opener: Opener | None = None,
    ) -> Dashboard:
        """The app on this workspace, at a moment that does not move; it syncs by key only."""
        return Dashboard(
            self.workspace,
            language=language,
            who="李老师",
            password=password,
            clock=clock,
            by_itself=by_itself,
            opener=opener,
        )


def make_place(folder: Path, mail: MailSettings) -> Place:
    workspace = init_workspace(
        folder / "workspace",
        today=date(2027, 3, 20),
        mail=mail,
        notice=own_notice(folder),
        database=address(folder / "workspace"),
    )
    store = open_store(workspace.database)
    add_roster(store, UNITS, BRANCHES)
    return Place(workspace, store)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A few branches in every state that mail and marks can bring."""
    # Port 9 of loopback refuses: a mailbox that is never there.
    made = make_place(
        tmp_path,
        MailSettings(host="127.0.0.1", port=9, user="neuzzb@163.example", tls="none"),
    )
    fill(made)
    yield made
    made.store.close()


def fill(made: Place) -> None:
    store = made.store
    take_in(
        store,
        make_mail("第一稿", [("自动化所 工作方案.docx", "first")], at=NOW - timedelta(days=2)),
        auto("B1", FileKind.PLAN),
        measures={"first": {"chars": 1874}},
    )
    take_in(
        store,
        make_mail(
            "报送[bold]自动化所[/bold]材料",
            [
                ("材料.zip/“党建+科研”双融双促.docx", "second"),
                ("材料.zip/成果展示.mp4", "film"),
                ("材料.zip/活动照片.docx", "photos"),
            ],
        ),
        auto("B1", FileKind.PLAN),
        auto("B1", FileKind.VIDEO),
        auto("B1", FileKind.SUPPORT),
        measures={"second": {"chars": 1438}, "film": dict(LONG_VIDEO)},
    )
    take_in(
        store,
        make_mail("本科生第三", [("方案.docx", "long")], at=NOW - timedelta(hours=9)),
        auto("B2", FileKind.PLAN),
        measures={"long": {"chars": 1912}},
    )
    take_in(store, make_mail("博士生方案", [("方案.docx", "q")]), ask(FileKind.PLAN, "B5", "B6"))
    link = Link(
        "https://mail.163.example/large/1",
        "mail.163.example",
        "成果视频.mp4",
        314_000_000,
        NOW + timedelta(days=6),
    )
    take_in(store, make_mail("视频链接", links=[link]), auto("B4", FileKind.VIDEO))
    save_session(
        store,
        Session(
            "S1",
            "U1",
            date(2027, 4, 8),
            "科学馆 301",
            "书记会议",
            "held",
            {"B1": "secretary", "B2": "deputy"},
        ),
        made.workspace.notice,
        marking=Marking(NOW - timedelta(hours=20), "王老师"),
    )
    ended = NOW - timedelta(minutes=2)
    intake.record_run(store, intake.SyncRun("m", ended, ended, 3, 10, 0, 1000))


async def settle(pilot: Pilot[None]) -> None:
    """Wait until no worker is left and what the last ones brought is shown.

    What a worker brings may only start the next one after another turn of the loop.
    """
    app = pilot.app
    assert isinstance(app, Dashboard)
    quiet = 0
    while quiet < _QUIET_TURNS:
        await pilot.pause()
        if not app.opened:
            continue
        app.board.panel.read_now()
        running = [worker for worker in app.workers if not worker.is_finished]
        # What waits for an answer is settled while its form lies over the place.
        if not isinstance(app.screen, PlaceScreen):
            running = [worker for worker in running if worker.group != ASKING]
        for worker in running:
            if worker.group == ASKING:
                continue
            # What fails in a worker is told by the app, however far the test has come by then.
            with suppress(WorkerFailed, WorkerCancelled):
                await worker.wait()
        quiet = 0 if running else quiet + 1


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys as a person who waits for what each of them does."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def after(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Press keys once the board is read, and wait for what they start."""

    async def run(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await press(pilot, *keys)

    return run
