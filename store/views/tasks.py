"""READ: who does what by when, as of the latest word on each thing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from store.db.acts import Act, subject_kind
from store.db.decisions import Decision


class Task(msgspec.Struct, frozen=True):
    """A mail, a branch or a finding that somebody has in hand, until a day or without one."""

    subject: str
    to: str
    day: date | None
    text: str
    by: str
    at: datetime

    def is_of(self, who: str | None) -> bool:
        """Whether a person has it in hand."""
        return who is not None and self.to.casefold() == who.strip().casefold()

    def due(self, today: date) -> bool:
        """Whether it is to be done by today."""
        return self.day is not None and self.day <= today


def tasks_of(decisions: Iterable[Decision]) -> dict[str, Task]:
    """What is in hand, by its subject, the first due first; a mail that is settled is done."""
    found: dict[str, Task] = {}
    for made in decisions:
        if made.act is Act.TASK and not made.payload.get("done"):
            day = str(made.payload["day"])
            found[made.subject] = Task(
                made.subject,
                str(made.payload["to"]),
                date.fromisoformat(day) if day else None,
                str(made.payload["text"]),
                made.who,
                made.at,
            )
        elif made.act is Act.TASK or (
            made.act is Act.SETTLE and subject_kind(made.subject) == "mail"
        ):
            found.pop(made.subject, None)
    ordered = sorted(found.values(), key=lambda one: (one.day or date.max, one.at))
    return {one.subject: one for one in ordered}


def people(decisions: Iterable[Decision]) -> tuple[str, ...]:
    """Who decides here and who was handed something, the latest first."""
    found: dict[str, None] = {}
    for made in decisions:
        names = [made.who]
        if made.act is Act.TASK and made.payload.get("to"):
            names.append(str(made.payload["to"]))
        for name in names:
            found.pop(name, None)
            found[name] = None
    return tuple(reversed(found))


class NamedTask(msgspec.Struct, frozen=True):
    """A task with what it is about, as people know that, and the branches that it concerns."""

    task: Task
    about: str
    branch_ids: tuple[str, ...]
