"""The form that hands something to a person: who, by when, what; or says that it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from store.db.database import Store
from store.db.decisions import Marking
from store.decisions.tasks import finish, hand
from store.errors import UsageError
from store.text.visible import visible
from store.text.wording import Wording
from store.views.tasks import Task
from tui.base.desk import Desk
from tui.dialogs.form import Field, MarkForm
from tui.dialogs.mark_fields import day_field, day_of

_HANDED, _DONE = "handed", "done"
# So many names are shown to be typed.
_NAMES = 4


@dataclass(frozen=True, slots=True)
class Handing:
    """What the form gave: to whom, by when, what; or that it is done."""

    to: str
    day: date | None
    text: str
    done: bool

    def write(
        self, store: Store, subjects: Sequence[str], marking: Marking, wording: Wording
    ) -> str:
        """Write it about some subjects; gives the sentence to say."""
        if self.done:
            finish(store, subjects, marking=marking)
            return wording.say("task.said_done", n=len(subjects))
        hand(store, subjects, to=self.to, day=self.day, text=self.text, marking=marking)
        return wording.say("task.said_handed", who=visible(self.to))


def hand_fields(desk: Desk, people: Sequence[str], task: Task | None) -> tuple[Field, ...]:
    """The fields, as they stand where somebody has it in hand already."""
    say, who = desk.wording.say, desk.who
    names = "、".join(visible(one) for one in (who, *(n for n in people if n != who))[:_NAMES])
    day = task.day.isoformat() if task is not None and task.day is not None else ""
    fields = (
        Field(
            "to",
            say("task.to"),
            task.to if task is not None else "",
            hint=names,
            errors=("task.nobody",),
        ),
        day_field(desk, say("task.day"), day, hint=say("task.day_hint")),
        Field(
            "text",
            say("task.text"),
            task.text if task is not None else "",
            hint=say("task.text_hint"),
        ),
    )
    if task is None:
        return fields
    states = ((_HANDED, say("task.still")), (_DONE, say("task.is_done")))
    return (*fields, Field("state", say("task.state"), _HANDED, states))


def handing_of(values: Mapping[str, str], desk: Desk) -> Handing:
    """What the fields say.

    Raises:
        UsageError: `task.nobody`.
        ConfigError: `when.no_day`.
    """
    done = values.get("state") == _DONE
    if not values["to"].strip() and not done:
        raise UsageError("task.nobody")
    day = None
    if values["day"].strip() and not done:
        day = day_of(values["day"], desk)
    return Handing(values["to"].strip(), day, values["text"].strip(), done)


def hand_form(desk: Desk, people: Sequence[str], task: Task | None) -> MarkForm:
    """The form for one thing."""
    return MarkForm(
        desk.wording.say("task.title"),
        hand_fields(desk, people, task),
        desk.wording,
        check=lambda values: handing_of(values, desk),
    )
