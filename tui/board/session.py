"""Sharing sessions and evaluation forms, marked from the board for the chosen branches."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from store.db.database import Store
from store.items.sessions import Session, save_session
from store.views.board.types import BranchRow
from tui.base import jobs
from tui.board.screen import BoardScreen
from tui.dialogs.session_form import SessionDraft, SessionScreen


def ask_session(board: BoardScreen) -> None:
    """Record a sharing session for the chosen branches, or change the one that covers them."""
    rows = board.matrix.chosen
    if not rows or board.view is None:
        return
    if len({row.sub_committee.id for row in rows}) > 1:
        board.say("session.one_unit", ink="amber")
        return
    board.run_job("sessions", partial(_sessions, board, rows), partial(_fill_in, board, rows))


def _sessions(board: BoardScreen, rows: tuple[BranchRow, ...]) -> tuple[Session, ...]:
    return jobs.sessions_covering(board.desk.workspace, [row.branch.id for row in rows])


def _fill_in(board: BoardScreen, rows: tuple[BranchRow, ...], known: tuple[Session, ...]) -> None:
    desk = board.desk
    if board.view is None or board.app.screen is not board:
        return
    draft = SessionDraft(
        rows=rows,
        today=desk.clock().astimezone(desk.workspace.notice.dates.zone).date(),
        known=known[-1] if known else None,
        names={row.branch.id: row.branch.name for row in board.view.rows},
    )
    revision = board.view.revision
    board.app.push_screen(
        SessionScreen(draft, desk.workspace.notice, desk.wording),
        lambda session: _save(board, session, revision),
    )


def _save(board: BoardScreen, session: Session | None, revision: int) -> None:
    if session is None:
        return
    desk = board.desk

    def save(store: Store, now: datetime) -> str:
        save_session(
            store,
            session,
            desk.workspace.notice,
            at=now,
            who=desk.who,
            base_revision=revision,
        )
        return desk.wording.say("session.saved", n=len(session.speakers))

    board.decide(save)


def mark_form_received(board: BoardScreen) -> None:
    """Mark the evaluation form of the chosen branches as handed in on paper."""
    desk = board.desk
    rows = board.matrix.chosen
    if board.view is None or not rows:
        return
    missing = tuple(row.branch.id for row in rows if not row.cell("eval_form").state.complete)
    if not missing:
        board.say("form.already")
        return
    revision = board.view.revision

    def receive(store: Store, now: datetime) -> str:
        jobs.receive_on_paper(
            store, desk.workspace, missing, at=now, who=desk.who, base_revision=revision
        )
        return desk.wording.say("form.saved", n=len(missing))

    board.decide(receive)
