"""`sixones sync`: fetch what is new, credit it or queue it, and say what came."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import click

from mailsync.demo.kept import with_kept_server
from mailsync.mailbox.contract import FolderListed, MailUnread
from mailsync.notify.deliver import deliver
from mailsync.notify.message import Event, deadline_passed, events_of, failed, message
from mailsync.sync.sync import SyncEnded, open_mailbox, sync
from store.db.database import Store, open_store
from store.errors import SixOnesError
from store.intake.record import SyncRun
from store.keeping.freeze import freeze_if_due, settled_at
from store.model import Problem
from store.notice.notice import Dates
from store.roster.stored import load_roster
from store.text.visible import visible
from store.views.board.sync_status import sync_status
from store.views.news import log_place, news_since
from store.workspace.freshness import sync_due
from store.workspace.personal import read_personal
from store.workspace.workspace import Workspace
from tui.base.sync_words import folders_words
from tui.commands.kit.call import Call, current_call, print_json
from tui.commands.kit.progress import SyncProgressLine, size_words
from tui.commands.kit.waiting import told_while_waiting

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_TICK_S = 1.0


@click.pass_context
def _sync(ctx: click.Context, watch: bool, notify: str | None, as_json: bool) -> int:
    call = current_call(ctx)
    personal = read_personal()
    told = _Told(call, notify or personal.notify_command, personal.notify_url)
    with (
        with_kept_server(call.workspace()) as (workspace, code),
        contextlib.closing(open_store(workspace.database)) as store,
    ):
        password = cache(lambda: call.password(workspace) if code is None else code)
        look = _Look(call, workspace, store, password, as_json, told)
        if not watch:
            return 1 if look.once().problems else 0
        return _watch(look)


@dataclass(frozen=True, slots=True)
class _Told:
    """Whom a sync is told to beside the terminal: the person's own command and address."""

    call: Call
    command: str
    url: str

    def tell(self, events: tuple[Event, ...]) -> None:
        """Hand over what happened; what fails is one line on stderr."""
        if not events or not (self.command or self.url):
            return
        text = message(events, self.call.now())
        for problem in deliver(text, command=self.command, url=self.url):
            click.echo(self.call.say(problem.code, **problem.params), err=True)


@dataclass(frozen=True, slots=True)
class _Look:
    """Looks into the mailbox and prints what came."""

    call: Call
    workspace: Workspace
    store: Store
    password: Callable[[], str]
    as_json: bool
    told: _Told

    def once(self, *, quiet: bool = False) -> SyncRun:
        """Sync once and see to the list of the deadline; `quiet` prints only news."""
        before = log_place(self.store)
        try:
            run = run_sync(self.call, self.workspace, self.store, self.password)
        finally:
            self._freeze()
        self.told.tell(events_of(news_since(self.store, before)))
        if not quiet or run.new or run.problems:
            self._tell(run)
        return run

    def tell_failure(self, error: SixOnesError) -> None:
        """Print why a look failed; the next one comes by itself."""
        call = self.call
        self.told.tell((failed(error.code),))
        said = call.wording.error(error)
        if self.as_json:
            print_json({"error": error.code, "message": said})
        else:
            click.echo(f"{self._clock()}  {said}", err=True)

    def _tell(self, run: SyncRun) -> None:
        if self.as_json:
            print_json(
                {"new": run.new, "known": run.known, "problems": run.problems, "bytes": run.bytes}
            )
            return
        said = self.call.say(
            "cli.sync.done",
            new=run.new,
            known=run.known,
            problems=run.problems,
            size=size_words(run.bytes),
        )
        click.echo(said)
        if run.new and not load_roster(self.store).branches:
            click.echo(self.call.say("cli.status.no_roster"), err=True)

    def _freeze(self) -> None:
        frozen = freeze_if_due(self.store, self.workspace, now=self.call.now())
        if frozen is not None:
            self.told.tell((deadline_passed(frozen.digest),))
            click.echo(self.call.say("cli.sync.frozen", digest=frozen.digest), err=True)

    def _clock(self) -> str:
        return self.workspace.notice.dates.local(self.call.now()).strftime("%H:%M:%S")


def _watch(look: _Look) -> int:
    """Sync every few minutes until Ctrl+C; a failure is told and the next sync tries again."""

    call, settings = look.call, look.workspace.settings
    # A service is ended by SIGTERM: as calmly as by Ctrl+C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    click.echo(call.say("cli.sync.watching", n=settings.sync_minutes), err=True)
    tried: datetime | None = None
    failed: str | None = None
    never = threading.Event()
    while True:
        now = call.now()
        try:
            begun = sync_status(look.store).last_begun
            if tried is None or sync_due(
                now,
                (tried, begun),
                every_minutes=settings.sync_minutes,
                must_see=settled_at(look.workspace),
                failed=failed,
            ):
                first, tried = tried is None, now
                # A terminal shows only news; a journal gets one line a sync.
                look.once(quiet=not first and sys.stdout.isatty())
                failed = None
        except SixOnesError as err:
            tried, failed = now, err.code
            look.tell_failure(err)
        never.wait(_TICK_S)


def run_sync(
    call: Call, workspace: Workspace, store: Store, password: Callable[[], str]
) -> SyncRun:
    """Sync once with progress; what could not be read is told on stderr.

    Raises:
        MailboxError: the mailbox failed; what was received is stored.
        StoreError: another sync runs, or the disk is full.
    """
    progress = SyncProgressLine(call)
    dates = workspace.notice.dates
    problems: list[str] = []
    with (
        contextlib.closing(open_mailbox(workspace, password)) as mailbox,
        told_while_waiting(call, workspace.settings.mail) as answered,
    ):
        try:
            for event in sync(workspace, store, mailbox, clock=call.now):
                answered()
                progress.show(event)
                match event:
                    case MailUnread():
                        problems.append(_unread_words(call, event, dates))
                    case FolderListed(problem=Problem() as why):
                        problems.append(call.say(why.code, **why.params))
                    case SyncEnded():
                        run = event.run
                        left = [(one.folder, one.total, one.before) for one in event.left]
                        if said := folders_words(left, call.wording):
                            problems.append(said)
        finally:
            progress.end()
            for problem in problems:
                click.echo(problem, err=True)
    return run


def _unread_words(call: Call, unread: MailUnread, dates: Dates) -> str:
    """Say why a mail was not taken, and which one, as people find it in the web mail."""
    what = call.say(unread.problem.code, **unread.problem.params)
    if unread.internal_date is None:
        return what
    when = dates.minute(unread.internal_date)
    return call.say("cli.sync.unread", folder=visible(unread.key.folder), when=when, what=what)
