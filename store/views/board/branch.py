"""READ: one branch with its files, versions, reasons and history."""

from __future__ import annotations

from datetime import datetime

from store.db.acts import subject
from store.db.database import Store
from store.decisions.marks import version_subject
from store.letters.standing import letters_about, letters_of_branch
from store.model import Branch, FileKind
from store.notice.calendar import load_calendar
from store.notice.deadline import countdown
from store.views.board.due_dates import due_dates
from store.views.board.entries import entries
from store.views.board.facts import BoardFacts, read_facts
from store.views.board.handed_on import vetted_by_manifest
from store.views.board.history import history
from store.views.board.rows import branch_row
from store.views.board.seen import seen_by
from store.views.board.types import BranchView, OpenMessage
from store.views.inbox.conversations import Conversation, conversations
from store.views.named_tasks import tasks_concerning
from store.workspace.workspace import Workspace


def branch_view(
    store: Store,
    workspace: Workspace,
    branch_id: str,
    *,
    now: datetime,
    board: BoardFacts | None = None,
    who: str | None = None,
) -> BranchView | None:
    """Everything on one branch, newest first; None where it is not on the board.

    Args:
        board: the facts as they were just read, so that they are not read again.
        who: the person who looks, for what is new to that person.
    """
    with store.snapshot():
        if board is None:
            board = read_facts(store, workspace, as_of=now)
        mine = board.by_branch.get(branch_id)
        if mine is None:
            return None
        seen = None if who is None else seen_by(store, who)
        files = entries(store, mine.credited, board.ruling, branch=mine.branch, pins=mine.pins)
        waiting = entries(store, mine.waiting, board.ruling)
        early = [one for one in board.outside if branch_id in one.branch_ids]
        outside = entries(store, early, board.ruling)
        names = {
            subject("branch", branch_id),
            subject("sub_committee", mine.branch.sub_committee_id),
        }
        names |= {version_subject(branch_id, kind) for kind in FileKind}
        names |= {entry.credit.subject for entry in (*files, *waiting)}
        names |= {subject("mail", entry.received.mail_id) for entry in (*files, *waiting)}
        names |= {subject("session", session.id) for session in mine.sessions}
        names |= {subject("promotion", article.id) for article in mine.articles}
        names |= {subject("letter", letter_id) for letter_id in letters_about(store, branch_id)}
        lines = history(store, names)
        letters = letters_of_branch(store, branch_id)
        talks = conversations(store, board, workspace)
    return BranchView(
        row=branch_row(board, mine, seen),
        files=tuple(reversed(files)),
        waiting=tuple(reversed(waiting)),
        history=lines,
        countdown=countdown(
            now, mine.limit, calendar=load_calendar(workspace.notice.dates, workspace.days)
        ),
        vetting=board.marks.vetted.get(branch_id) or vetted_by_manifest(mine),
        notes=tuple(reversed(board.marks.notes.get(branch_id, ()))),
        letters=letters,
        outside=tuple(reversed(outside)),
        dues=due_dates(board, workspace, now),
        messages=tuple(
            OpenMessage(one.latest.received, one.intents)
            for one in talks
            if one.is_open and _is_of(one, mine.branch)
        ),
        tasks=tasks_concerning(branch_id, board, talks),
    )


def _is_of(talk: Conversation, branch: Branch) -> bool:
    """Whether a conversation speaks of a branch, or of none and comes from its sub-committee."""
    if talk.is_idle:
        return False
    if talk.branch_ids:
        return branch.id in talk.branch_ids
    return branch.sub_committee_id in talk.sub_committee_ids
