"""READ and WRITE: what a sub-committee handed on to the department: when, how, which contents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from store.db.acts import Act, subject
from store.db.database import Store
from store.db.decisions import Decision, Draft, decide
from store.db.moments import from_text
from store.letters.letter import Letter, SendState
from store.letters.manifest import SubmittedFile

# The kind of the letters that hand on.
SUBMISSION = "submission"


class HandedFile(msgspec.Struct, frozen=True):
    """One line that was handed on. `place` is the subject of its mail, or the folder.

    `doubtful`: nobody knows whether its mail arrived, and a person is asked.
    """

    line: SubmittedFile
    at: datetime
    way: Literal["mail", "folder"]
    place: str
    doubtful: bool = False


def handed_files(store: Store, decisions: Iterable[Decision]) -> tuple[HandedFile, ...]:
    """Everything that went, or may have gone, the oldest first."""
    found = [*_by_mail(store), *_by_folder(decisions)]
    return tuple(sorted(found, key=lambda one: one.at))


def record_folder(
    store: Store, place: str, lines: Sequence[SubmittedFile], *, at: datetime, who: str
) -> str:
    """Record that files were written to a folder or stick; returns the batch to undo."""
    files = [msgspec.to_builtins(line) for line in lines]
    name = hashlib.sha256(msgspec.json.encode([place, at.isoformat(), files])).hexdigest()[:12]
    draft = Draft(Act.SUBMIT, subject("submission", name), {"place": place, "files": files})
    return decide(store, [draft], at=at, who=who)


def _by_mail(store: Store) -> Iterable[HandedFile]:
    rows = store.rows(
        """SELECT l.content, e.state, e.at FROM letters AS l JOIN letter_events AS e ON e.id =
             (SELECT max(id) FROM letter_events WHERE letter_id = l.id)
           WHERE l.kind = ? ORDER BY e.id""",
        (SUBMISSION,),
    )
    for row in rows:
        state = SendState(row["state"])
        if not state.may_have_arrived:
            continue
        letter = msgspec.json.decode(row["content"], type=Letter)
        for line in letter.submitted:
            yield HandedFile(
                line,
                from_text(row["at"]),
                "mail",
                letter.subject,
                doubtful=state is not SendState.SENT,
            )


def _by_folder(decisions: Iterable[Decision]) -> Iterable[HandedFile]:
    for made in decisions:
        if made.act is Act.SUBMIT:
            for line in msgspec.convert(made.payload["files"], list[SubmittedFile]):
                yield HandedFile(line, made.at, "folder", str(made.payload["place"]))
