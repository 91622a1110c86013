"""READ: what came since a place of the log, as counts by unit: enough to be told outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from store.db.database import Store
from store.roster.stored import load_roster


@dataclass(frozen=True, slots=True)
class LogPlace:
    """How far the log was read: the last mail and the last event of a letter."""

    mail: int
    event: int


@dataclass(frozen=True, slots=True)
class News:
    """What came: mails and returned letters by the name of the unit, "" where none is known, and
    mails that were not read whole."""

    mails: tuple[tuple[str, int], ...]
    bounced: tuple[tuple[str, int], ...]
    problems: int


def log_place(store: Store) -> LogPlace:
    """The end of the log as it stands."""
    (row,) = store.rows(
        """SELECT coalesce((SELECT max(id) FROM mails), 0) AS mail,
                  coalesce((SELECT max(id) FROM letter_events), 0) AS event"""
    )
    return LogPlace(row["mail"], row["event"])


def news_since(store: Store, place: LogPlace) -> News:
    """What came after a place of the log."""
    with store.snapshot():
        roster = load_roster(store)
        mails = store.rows(
            "SELECT sender_email, problems, source FROM mails WHERE id > ? ORDER BY id",
            (place.mail,),
        )
        returned = store.rows(
            """SELECT sub_committee_id FROM letter_events
               JOIN letters ON letters.id = letter_events.letter_id
               WHERE letter_events.id > ? AND code = 'bounce'""",
            (place.event,),
        )
    names = {unit.id: unit.name for unit in roster.sub_committees}
    senders = {
        address.lower(): names.get(branch.sub_committee_id, "")
        for branch in roster.branches
        for address in branch.contacts
    }
    for unit in roster.sub_committees:
        senders |= dict.fromkeys((address.lower() for address in unit.contacts), unit.name)
    return News(
        mails=_counted(senders.get(row["sender_email"].lower(), "") for row in mails),
        bounced=_counted(names.get(row["sub_committee_id"], "") for row in returned),
        problems=sum(row["problems"] != "[]" for row in mails),
    )


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(names).items()))
