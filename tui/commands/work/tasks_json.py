"""Who does what by when, for programs; see docs/formats.md."""

from __future__ import annotations

from datetime import date

from store.model import JsonValue
from store.views.tasks import NamedTask, Task


def task_json(task: Task) -> dict[str, JsonValue]:
    """One task as plain values."""
    return {
        "subject": task.subject,
        "to": task.to,
        "day": None if task.day is None else task.day.isoformat(),
        "text": task.text,
        "by": task.by,
        "at": task.at.isoformat(),
    }


def named_task_json(one: NamedTask, today: date) -> dict[str, JsonValue]:
    """One task with what it is about, and whether it is due by today."""
    return {
        **task_json(one.task),
        "about": one.about,
        "branches": [*one.branch_ids],
        "due": one.task.due(today),
    }
