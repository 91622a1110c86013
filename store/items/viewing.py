"""WRITE: what people say of a video, and who is watching which one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, Marking
from store.db.moments import from_text, to_text
from store.errors import StoreError, UsageError
from store.rules.viewing import Quality

# Longer than the longest video that the notice allows, with time for a second look.
CLAIM = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Claim:
    """A video that somebody is watching; after `until` it is anybody's again."""

    subject: str
    who: str
    until: datetime


def confirm(
    store: Store, file: str, verdicts: Mapping[Quality, bool], *, reason: str, marking: Marking
) -> str:
    """Say of a video what was seen and heard (notice 一.2); returns the batch to undo.

    Args:
        file: the video's subject.
        verdicts: by quality; one that is not there was not judged.

    Raises:
        UsageError: `viewing.nothing` where nothing was judged.
        StoreError: `decision.conflict`.
    """
    if not verdicts:
        raise UsageError("viewing.nothing")
    payload = {str(quality): verdicts[quality] for quality in Quality if quality in verdicts}
    return marking.write(store, [Draft(Act.CONFIRM, file, payload, reason.strip())])


def override(
    store: Store, overridden: Iterable[tuple[str, str]], *, reason: str, marking: Marking
) -> str:
    """Hold against hard findings, given as a file's subject and a code, that they do not apply.

    The finding stays shown, and no longer counts against the file.

    Raises:
        UsageError: `mark.no_reason`.
        StoreError: `decision.conflict`.
    """
    if not reason.strip():
        raise UsageError("mark.no_reason")
    drafts = [
        Draft(Act.OVERRIDE, name, {"code": code}, reason.strip()) for name, code in overridden
    ]
    return marking.write(store, drafts)


def claim(store: Store, file: str, *, who: str, at: datetime) -> Claim:
    """Take a video to watch, so that nobody else is sent to it; a claim of one's own is renewed.

    A claim is neither a fact nor a decision: it is not undone, and makes no window read anew.

    Raises:
        StoreError: `viewing.claimed` with who watches it and until when.
    """
    if store.read_only:
        return Claim(file, who, at + CLAIM)
    with store.atomic():
        held = next((one for one in claims(store, at=at) if one.subject == file), None)
        if held is not None and held.who != who:
            raise StoreError("viewing.claimed", who=held.who, until=to_text(held.until))
        taken = Claim(file, who, at + CLAIM)
        # One at a time: whoever takes the next one lets the last one go.
        store.execute("DELETE FROM viewing_claims WHERE who = ?", (who,))
        store.execute(
            """INSERT INTO viewing_claims VALUES (?, ?, ?) ON CONFLICT (subject)
               DO UPDATE SET who = excluded.who, until = excluded.until""",
            (file, who, to_text(taken.until)),
        )
    return taken


def release(store: Store, *, who: str) -> None:
    """Let go what somebody was watching."""
    if store.read_only:
        return
    with store.atomic():
        store.execute("DELETE FROM viewing_claims WHERE who = ?", (who,))


def claims(store: Store, *, at: datetime) -> tuple[Claim, ...]:
    """The claims that hold at a moment."""
    held = (
        Claim(row["subject"], row["who"], from_text(row["until"]))
        for row in store.rows("SELECT * FROM viewing_claims ORDER BY subject")
    )
    return tuple(one for one in held if one.until > at)
