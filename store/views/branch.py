"""READ: one branch with its files, versions, reasons and history."""

from __future__ import annotations

from datetime import datetime

import msgspec

from store.acts import subject
from store.config import Workspace
from store.db import Store
from store.moments import from_text
from store.views.board_facts import read_facts
from store.views.dashboard import branch_rows
from store.views.entries import entries
from store.views.types import BranchView, HistoryLine


def branch_view(
    store: Store, workspace: Workspace, branch_id: str, *, now: datetime
) -> BranchView | None:
    """Everything on one branch, newest first; None where it is not on the board."""
    with store.snapshot():
        board = read_facts(store, workspace, as_of=now)
        mine = board.by_branch.get(branch_id)
        if mine is None:
            return None
        row = next(row for row in branch_rows(board) if row.branch.id == branch_id)
        files = entries(store, mine.credited, board.ruling, branch=mine.branch)
        waiting = entries(store, mine.waiting, board.ruling)
        names = {subject("branch", branch_id)}
        names |= {entry.subject for entry in (*files, *waiting)}
        names |= {subject("mail", entry.received.mail_id) for entry in (*files, *waiting)}
        names |= {subject("session", session.id) for session in mine.sessions}
        lines = history(store, names)
    return BranchView(row, tuple(reversed(files)), tuple(reversed(waiting)), lines)


def history(store: Store, subjects: set[str]) -> tuple[HistoryLine, ...]:
    """The journal's lines on some subjects, newest first."""
    marks = ", ".join("?" * len(subjects))
    return tuple(
        HistoryLine(
            id=row["id"],
            at=from_text(row["at"]),
            actor=row["actor"],
            act=row["act"],
            subject=row["subject"],
            before=msgspec.json.decode(row["before"]) if row["before"] else None,
            after=msgspec.json.decode(row["after"]) if row["after"] else None,
        )
        for row in store.rows(
            f"SELECT * FROM journal WHERE subject IN ({marks}) "  # noqa: S608  (only marks)
            "ORDER BY id DESC",
            tuple(sorted(subjects)),
        )
    )
