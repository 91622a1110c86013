"""What mails of words want, and who has what in hand by when, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from store.model import Intent
from store.text.visible import visible
from store.text.wording import Wording
from store.views.tasks import Task


def intent_words(intents: Sequence[Intent], wording: Wording) -> str:
    """What a conversation wants: 退出、提问; one that wants nothing known is other mail."""
    return wanted_words(intents or (None,), wording)


def wanted_words(wanted: Sequence[Intent | None], wording: Wording) -> str:
    """What several conversations want, each once; None is one that wants nothing known."""
    codes = dict.fromkeys("other" if one is None else str(one) for one in wanted)
    return wording.say("intent.joined").join(wording.say(f"intent.{one}") for one in codes)


def task_words(task: Task, wording: Wording) -> str:
    """Who has something in hand, by when and with which note."""
    day = f" {_short(task.day)}" if task.day else ""
    note = f" {visible(task.text)}" if task.text else ""
    return wording.say("task.in_hand", who=visible(task.to), day=day, note=note)


def day_words(task: Task, today: date, wording: Wording) -> str:
    """By when, and whether that is over or today; "" without a day."""
    if task.day is None:
        return ""
    if task.day < today:
        return wording.say("task.overdue", day=_short(task.day))
    return wording.say("task.today") if task.day == today else _short(task.day)


def _short(day: date) -> str:
    return f"{day.month}-{day.day:02d}"
