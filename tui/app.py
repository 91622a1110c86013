"""The dashboard: owns workers and the UI's Store, passes snapshots to screens; draws nothing."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.theme import Theme
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from store.config import Workspace
from store.errors import SixOnesError
from store.wording import load
from tui.inks import DARK, INKS, LIGHT
from tui.messages import (
    BoardRead,
    BranchChosen,
    BranchOpened,
    BranchRead,
    CommandAsked,
    Decided,
    SessionsRead,
    SyncMoved,
    SyncOver,
)
from tui.screens.board import BoardScreen
from tui.widgets.painted import PlainScrollBar

if TYPE_CHECKING:
    from store.db import Store
    from store.model import Branch
    from store.sessions import Session
    from store.views.types import BranchRow, DashboardView
    from store.work_calendar import WorkCalendar
    from tui.jobs import SyncProgress

# How long the cursor rests on a branch before its files are read.
REST_S = 0.08
POLL_S = 1.0
SWITCH_S = 0.0005
# Reports of a sync are thinned to this many a second.
REPORTS_PER_S = 8


def utc_now() -> datetime:
    """The time now."""
    return datetime.now(UTC)


class Dashboard(App[None]):
    """One workspace on the screen."""

    CSS_PATH = Path(__file__).with_name("app.tcss")
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [Binding("ctrl+q", "quit", show=False, priority=True)]  # noqa: RUF012  (Textual's way)

    def __init__(
        self,
        workspace: Workspace,
        *,
        language: str | None,
        who: str,
        password: Callable[[], str],
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__()
        ScrollBar.renderer = PlainScrollBar
        self.workspace = workspace
        self.wording = load(language or workspace.settings.language)
        self.title = self.wording.say("board.name")
        self.view: DashboardView | None = None
        self._who = who
        self._password = password
        self._clock = clock
        self._store: Store | None = None
        self._reading = self._stale = self._reading_branch = False
        self._rest: Timer | None = None
        self._rest_on: str | None = None
        self._stop_sync: threading.Event | None = None
        self._calendar: WorkCalendar | None = None
        for name in INKS:
            self.register_theme(_theme(name))
        self.theme = workspace.settings.theme if workspace.settings.theme in INKS else DARK

    def get_default_screen(self) -> Screen[None]:
        """The board comes first."""
        return BoardScreen(self.workspace, self.wording)

    @property
    def board(self) -> BoardScreen:
        """The board, whatever lies over it."""
        screen = self.screen_stack[0]
        assert isinstance(screen, BoardScreen)
        return screen

    def on_board_ready(self) -> None:
        """Paint first, then read: the calendars alone would double the time to the first paint."""
        self.call_after_refresh(self.begin)

    def begin(self) -> None:
        """Start what goes on by itself, once the board is painted."""
        self.reload()
        self.set_interval(1.0, self.tick)
        self.set_interval(POLL_S, self.poll)

    def on_unmount(self) -> None:
        """Let a running sync end after the mail in hand."""
        if self._stop_sync is not None:
            self._stop_sync.set()
        if self._store is not None:
            self._store.close()

    def tick(self) -> None:
        """Show another second; at a turn of the countdown the states are read anew."""
        from store.deadline import countdown
        from store.work_calendar import load_calendar

        if self.view is None:
            return
        if self._calendar is None:
            self._calendar = load_calendar(self.workspace.notice.dates, self.workspace.days)
        now = self._clock()
        counted = countdown(now, self.workspace.settings.deadline, calendar=self._calendar)
        self.board.tick(now, counted)
        if counted.phase != self.view.countdown.phase:
            self.reload()

    # -- reading ---------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the board in a worker; asked for while one reads, it is read once more."""
        if self._reading:
            self._stale = True
            return
        self._reading, self._stale = True, False
        self._run("read", self._read_board)

    def _read_board(self) -> None:
        from tui import jobs

        self.post_message(BoardRead(jobs.read_board(self.workspace, now=self._clock())))

    def on_board_read(self, message: BoardRead) -> None:
        """Show what was read."""
        self._reading = False
        self.view = message.view
        self.board.show(message.view)
        self.tick()
        if self._stale:
            self.reload()
        else:
            self.rest_over()

    def poll(self) -> None:
        """Notice what another window or the sync wrote; one small query."""
        if self.view is None or self._reading:
            return
        try:
            if self._store is None:
                from store.db import open_store

                self._store = open_store(self.workspace.database)
            if self._store.revision() != self.view.revision:
                self.reload()
        except SixOnesError as err:
            self._store = None
            self._complain(err)

    def on_branch_chosen(self, message: BranchChosen) -> None:
        """Read the branch's files once the cursor rests."""
        if self._rest is not None:
            self._rest.stop()
        self._rest_on = message.row.branch.id
        self._rest = self.set_timer(REST_S, self.rest_over)

    def rest_over(self) -> None:
        """Read the files of the branch that the cursor rests on, unless they are being read."""
        if self._rest_on is None or self._reading_branch or self._reading:
            return
        branch_id, self._rest_on = self._rest_on, None
        self.board.show_current()
        near = self._near(branch_id)
        self._reading_branch = True
        self._run("branch", partial(self._read_branch, branch_id, near))

    def _near(self, branch_id: str) -> tuple[Branch, ...]:
        """The branches of the same sub-committee."""
        branches = [row.branch for row in self.view.rows] if self.view is not None else []
        unit = next((one.sub_committee_id for one in branches if one.id == branch_id), None)
        return tuple(one for one in branches if one.sub_committee_id == unit)

    def _read_branch(self, branch_id: str, near: tuple[Branch, ...]) -> None:
        from tui import jobs

        facts = jobs.read_branch(
            self.workspace, branch_id, near=near, now=self._clock(), wording=self.wording
        )
        self.post_message(BranchRead(branch_id, facts))

    def on_branch_read(self, message: BranchRead) -> None:
        """Show the branch where it is looked at."""
        from tui.screens.branch import BranchScreen

        self._reading_branch = False
        self.rest_over()
        if message.facts is None:
            return
        self.board.show_branch(message.facts)
        for screen in self.screen_stack[1:]:
            if isinstance(screen, BranchScreen) and screen.branch_id == message.branch_id:
                screen.show(self.board.page(message.facts.view.row, message.facts))

    def on_branch_opened(self, message: BranchOpened) -> None:
        """Go to the panel, or to a screen where there is no room for it."""
        if self.board.has_panel:
            self.board.query_one("#panel").focus()
            return
        from tui.screens.branch import BranchScreen

        self.push_screen(BranchScreen(self.board.page(message.row), self.wording))
        self._rest_on = message.row.branch.id
        self.rest_over()

    # -- deciding --------------------------------------------------------------------------

    def action_session(self) -> None:
        """Record a sharing session for the chosen branches, or change the one that covers them."""
        rows = self.board.matrix.chosen
        if not rows or self.view is None:
            return
        if len({row.sub_committee.id for row in rows}) > 1:
            self.say("session.one_unit", ink="amber")
            return
        self._run("sessions", partial(self._read_sessions, rows))

    def _read_sessions(self, rows: tuple[BranchRow, ...]) -> None:
        from tui import jobs

        found = jobs.sessions_covering(self.workspace, [row.branch.id for row in rows])
        self.post_message(SessionsRead(rows, found))

    def on_sessions_read(self, message: SessionsRead) -> None:
        """Open the form."""
        from tui.screens.session import SessionDraft, SessionScreen

        if self.view is None or self.screen is not self.board:
            return
        zone = self.workspace.notice.dates.zone
        draft = SessionDraft(
            rows=message.rows,
            today=self._clock().astimezone(zone).date(),
            known=message.sessions[-1] if message.sessions else None,
            names={row.branch.id: row.branch.name for row in self.view.rows},
        )
        revision = self.view.revision
        self.push_screen(
            SessionScreen(draft, self.workspace.notice, self.wording),
            lambda session: self._save_session(session, revision),
        )

    def _save_session(self, session: Session | None, revision: int) -> None:
        if session is not None:
            self._run("decide", partial(self._write_session, session, revision))

    def _write_session(self, session: Session, revision: int) -> None:
        from tui import jobs

        jobs.record_session(
            self.workspace, session, at=self._clock(), who=self._who, base_revision=revision
        )
        said = self.wording.say("session.saved", n=len(session.speakers))
        self.post_message(Decided(said))

    def action_form(self) -> None:
        """Mark the evaluation form of the chosen branches as handed in on paper."""
        rows = self.board.matrix.chosen
        if self.view is None or not rows:
            return
        missing = tuple(row.branch.id for row in rows if not row.cell("eval_form").state.complete)
        if not missing:
            self.say("form.already")
            return
        self._run("decide", partial(self._write_form, missing, self.view.revision))

    def _write_form(self, branch_ids: tuple[str, ...], revision: int) -> None:
        from tui import jobs

        jobs.receive_on_paper(
            self.workspace, branch_ids, at=self._clock(), who=self._who, base_revision=revision
        )
        self.post_message(Decided(self.wording.say("form.saved", n=len(branch_ids))))

    def action_undo(self) -> None:
        """Take back this person's latest decision."""
        self._run("decide", self._undo)

    def _undo(self) -> None:
        from tui import jobs

        undone = jobs.undo_last(self.workspace, at=self._clock(), who=self._who)
        say = self.wording.say
        if undone is None:
            self.post_message(Decided(say("error.undo.unknown")))
        else:
            self.post_message(Decided(say("undo.done", act=say(f"act.{undone.act}"))))

    def on_decided(self, message: Decided) -> None:
        """Say what was done and show what came of it."""
        self.board.matrix.clear_selection()
        self.board.said.say(message.said, "done")
        self.reload()

    # -- syncing ---------------------------------------------------------------------------

    def action_sync(self) -> None:
        """Sync in a worker; while one runs, the same key stops it."""
        if self._stop_sync is not None:
            self.action_stop()
            return
        self._stop_sync = threading.Event()
        self.say("sync.starting")
        self._run("sync", partial(self._sync, self._stop_sync))

    def action_stop(self) -> None:
        """Stop a running sync, else let the selection go."""
        if self._stop_sync is None:
            self.board.matrix.focus()
            if not self.board.matrix.clear_selection():
                self.board.said.say("")
            return
        self._stop_sync.set()
        self.say("sync.stopping")

    def _sync(self, stop: threading.Event) -> None:
        from tui import jobs

        last = 0.0

        def report(progress: SyncProgress) -> None:
            nonlocal last
            if stop.is_set() or monotonic() - last < 1 / REPORTS_PER_S:
                return
            last = monotonic()
            self.post_message(SyncMoved(progress))

        result = jobs.run_sync(
            self.workspace, self._password, clock=self._clock, stop=stop.is_set, report=report
        )
        self.post_message(SyncOver(result))

    def on_sync_moved(self, message: SyncMoved) -> None:
        """Show how far the sync is."""
        from tui.sync_words import progress_text

        if self._stop_sync is not None and not self._stop_sync.is_set():
            self.board.said.say(progress_text(message.progress, self.wording))

    def on_sync_over(self, message: SyncOver) -> None:
        """Show what the sync brought."""
        from tui.sync_words import result_text

        self._stop_sync = None
        ink = "amber" if message.result.problems or message.result.stopped else "done"
        self.board.said.say(result_text(message.result, self.wording), ink)
        self.reload()

    # -- the rest --------------------------------------------------------------------------

    def _run(self, name: str, work: Callable[[], None]) -> None:
        self.run_worker(work, name=name, group=name, thread=True, exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell in one sentence what failed in a worker; the board goes on."""
        if event.state is not WorkerState.ERROR:
            return
        error = event.worker.error
        if event.worker.name == "read":
            self._reading = False
        if event.worker.name == "branch":
            self._reading_branch = False
        if event.worker.name == "sync":
            self._stop_sync = None
            self.reload()
        if error is not None:
            self._complain(error)
        if event.worker.name == "sync" and isinstance(error, SixOnesError):
            self.board.sync_failed(error.code)

    def _complain(self, error: BaseException) -> None:
        if isinstance(error, SixOnesError):
            said = self.wording.error(error)
        else:
            said = self.wording.say("board.failed", what=f"{type(error).__name__}: {error}")
        self.board.said.say(said, "red")

    def say(self, code: str, *, ink: str = "text") -> None:
        """Say something on the board."""
        self.board.said.say(self.wording.say(code), ink)

    def on_command_asked(self, message: CommandAsked) -> None:
        """Run what was clicked."""
        self._do(message.action)

    def action_palette(self) -> None:
        """Pick a command by name."""
        from tui.screens.palette import PaletteScreen

        self.push_screen(PaletteScreen(self.wording), self._do)

    def _do(self, action: str | None) -> None:
        if action is not None:
            self.call_later(self.board.run_action, action)

    def action_next_theme(self) -> None:
        """Change between dark and light."""
        self.theme = LIGHT if self.theme == DARK else DARK

    def action_help_quit(self) -> None:
        """Ctrl+C does not quit; say what does."""
        self.say("board.how_to_quit")


def run_dashboard(
    workspace: Workspace,
    *,
    language: str | None,
    who: str,
    password: Callable[[], str],
    clock: Callable[[], datetime] = utc_now,
) -> None:
    """Open the board and stay until the person leaves.

    Args:
        language: "zh_CN" or "en"; None for the one of the settings.
        who: the person's name, for the journal.
        password: asked for once a sync begins, in a worker: it must not use the terminal.
    """
    # A worker that computes hands over to the screen ten times sooner than Python's default.
    sys.setswitchinterval(SWITCH_S)
    app = Dashboard(workspace, language=language, who=who, password=password, clock=clock)
    app.run()


def _theme(name: str) -> Theme:
    inks = INKS[name]
    return Theme(
        name=name,
        primary=inks["blue"],
        foreground=inks["text"],
        background=inks["ground"],
        surface=inks["sheet"],
        panel=inks["raised"],
        dark=name == DARK,
        variables={f"ink-{ink}": colour for ink, colour in inks.items()},
    )
