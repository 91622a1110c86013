"""What workers do: plain functions with a database of their own, testable without Textual."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from mailsync.mailbox import contract
from mailsync.sync import sync as mail_sync
from store.db.acts import subject
from store.db.database import Store, open_store
from store.db.decisions import Marking, latest_batch, live_decisions, undo
from store.items.sessions import Session, receive_forms, sessions_of
from store.keeping import freeze
from store.workspace.workspace import Workspace

Clock = Callable[[], datetime]


class SyncProgress(msgspec.Struct, frozen=True):
    """How far a sync is. Totals grow while folders are listed; `partial_bytes` belongs to the
    mail that is arriving."""

    mails: int = 0
    mails_total: int = 0
    bytes: int = 0
    bytes_total: int = 0
    partial_bytes: int = 0
    retry: str | None = None


class SyncResult(msgspec.Struct, frozen=True):
    """What a sync brought; `stopped` where a person ended it.

    `subjects` are those of the new mails, `frozen` says that the list of the deadline was
    written after it, `left` names folders that are not read, the first time that they are not.
    """

    new: int
    problems: int
    stopped: bool
    subjects: tuple[str, ...] = ()
    frozen: bool = False
    left: tuple[contract.FolderLeft, ...] = ()


class Undone(msgspec.Struct, frozen=True):
    """What an undo took back: the act, and how many decisions it held."""

    act: str
    count: int


@contextlib.contextmanager
def opened(workspace: Workspace) -> Iterator[Store]:
    """A Store for this thread alone, closed in the end."""
    store = open_store(workspace.database)
    try:
        yield store
    finally:
        store.close()


def sessions_covering(workspace: Workspace, branch_ids: Sequence[str]) -> tuple[Session, ...]:
    """The sessions that have all these branches on their agenda, in the order of their dates."""
    with opened(workspace) as store:
        found = sessions_of(live_decisions(store)).values()
    covering = [one for one in found if all(name in one.speakers for name in branch_ids)]
    return tuple(sorted(covering, key=lambda one: one.date))


def receive_on_paper(
    store: Store,
    workspace: Workspace,
    branch_ids: Sequence[str],
    *,
    marking: Marking,
) -> None:
    """Mark evaluation forms as handed in on paper today.

    Where the settings say that one form serves a session, the mark is on the last held session
    of each branch; a branch without one is marked itself.
    """
    held = [one for one in sessions_of(live_decisions(store)).values() if one.status == "held"]
    held.sort(key=lambda one: one.date)
    subjects: dict[str, None] = {}
    for branch_id in branch_ids:
        name = subject("branch", branch_id)
        if workspace.settings.eval_form_per == "session":
            mine = [one for one in held if branch_id in one.speakers]
            name = subject("session", mine[-1].id) if mine else name
        subjects[name] = None
    receive_forms(
        store,
        list(subjects),
        on_paper=True,
        day=workspace.notice.dates.day(marking.at),
        marking=marking,
    )


def undo_last(workspace: Workspace, *, at: datetime, who: str) -> Undone | None:
    """Take back this person's latest decision that still stands; None where there is none."""
    with opened(workspace) as store:
        batch = latest_batch(store, who=who)
        if batch is None:
            return None
        made = [one for one in live_decisions(store) if one.batch == batch]
        undo(store, batch, at=at, who=who)
    return Undone(str(made[0].act), len(made))


def run_sync(
    workspace: Workspace,
    password: Callable[[], str],
    *,
    clock: Clock,
    stop: Callable[[], bool],
    report: Callable[[SyncProgress], None],
) -> SyncResult:
    """Sync the mailbox once and report how far it is.

    Raises:
        SixOnesError: what `mailsync.sync.sync` raises; everything stored before it stays.
    """
    progress = SyncProgress()
    problems = new = 0
    left: tuple[contract.FolderLeft, ...] = ()
    subjects: list[str] = []
    mailbox = mail_sync.open_mailbox(workspace, password)
    try:
        with opened(workspace) as store:
            # One reader: two make keys wait a quarter longer.
            events = mail_sync.sync(workspace, store, mailbox, clock=clock, stop=stop, readers=1)
            for event in events:
                if isinstance(event, mail_sync.SyncEnded):
                    new, problems = event.run.new, event.run.problems
                    left = event.left
                    continue
                if isinstance(event, mail_sync.MailStored) and event.new:
                    subjects.append(event.subject)
                progress = advance(progress, event)
                report(progress)
            frozen = freeze.freeze_if_due(store, workspace, now=clock())
    finally:
        mailbox.close()
    return SyncResult(new, problems, stop(), tuple(subjects), frozen is not None, left)


def freeze_if_due(workspace: Workspace, *, now: datetime) -> bool:
    """Write the list of the deadline where it is due and no sync wrote it; whether it was."""
    with opened(workspace) as store:
        return freeze.freeze_if_due(store, workspace, now=now) is not None


def advance(progress: SyncProgress, event: mail_sync.SyncEvent) -> SyncProgress:
    """Count one event in."""
    match event:
        case contract.FolderListed():
            return replace(
                progress,
                mails_total=progress.mails_total + event.new,
                bytes_total=progress.bytes_total + event.new_bytes,
                retry=None,
            )
        case contract.FetchProgress():
            return replace(progress, partial_bytes=event.received_bytes, retry=None)
        case mail_sync.MailStored():
            return replace(
                progress,
                mails=progress.mails + 1,
                bytes=progress.bytes + event.size_bytes,
                partial_bytes=0,
                retry=None,
            )
        case contract.MailUnread():
            return replace(progress, mails=progress.mails + 1, partial_bytes=0, retry=None)
        case contract.LineLost():
            return replace(progress, retry=event.problem.code)
        case _:
            return progress
