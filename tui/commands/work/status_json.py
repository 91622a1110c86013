"""The board for programs: what `sixones status --json` prints; see docs/formats.md."""

from __future__ import annotations

from store.model import JsonValue
from store.text.wording import Wording
from store.views.board.types import BranchRow, DashboardView, Detail
from tui.commands.work.tasks_json import named_task_json


def status_json(view: DashboardView, wording: Wording) -> dict[str, JsonValue]:
    """Turn a board into plain values; `remaining_s` is negative after the deadline."""
    return {
        "deadline": view.deadline.isoformat(),
        "remaining_s": int(view.countdown.remaining.total_seconds()),
        "items": {
            str(progress.item): {
                "done": progress.done,
                "total": progress.total,
                "scope": dict(progress.scope),
                "ours": progress.ours,
            }
            for progress in view.progress
        },
        "branches": [_branch(row, wording) for row in view.rows],
        "dues": {str(one.item): one.until.isoformat() for one in view.dues},
        "queue": view.queue,
        "links": view.links,
        "problems": view.problems,
        "messages": {"open": view.messages, "waiting": view.messages_waiting},
        "tasks": [named_task_json(one, view.today) for one in view.tasks],
    }


def detail_words(detail: Detail | None, wording: Wording) -> str:
    """Word the few words of a cell; "" where it has none."""
    return "" if detail is None else wording.say(detail.code, **detail.params)


def _branch(row: BranchRow, wording: Wording) -> dict[str, JsonValue]:
    return {
        "id": row.branch.id,
        "sub_committee": row.sub_committee.name,
        "branch": row.branch.name,
        "cells": {
            cell.column: {
                "state": cell.state.value,
                "detail": detail_words(cell.detail, wording),
                "late": cell.late,
            }
            for cell in (*row.cells, *((row.submission,) if row.submission else ()))
        },
    }
