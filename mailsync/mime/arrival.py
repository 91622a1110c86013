"""When a mail was sent and when it arrived, each as an aware moment that can be true."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mailsync.mime.headers import HeaderFields, decode_text
from mailsync.mime.moments import read_moment
from mailsync.text import charsets
from store.db.moments import CLOCKS_DIFFER, believable
from store.model import Problem, ReceivedFrom

# There was mail before, but none that is exported today with a date that can be believed.
_FIRST_BELIEVED_YEAR = 2000
_MOST_LINES = 5
_STAMP = re.compile(r"\b\d{4}-\d{2}-\d{2}[ T].{0,80}", re.DOTALL)
_SENT = ("date", "resent-date", "x-original-date", "x-date")
_DELIVERED = ("delivery-date", "x-delivery-time", "x-originalarrivaltime")


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a mail was sent and arrived; `problem` where the moment of arrival cannot be relied on.

    What cannot be true at all (1970, 9999) is None here and named in the problem.
    """

    sent_at: datetime | None
    received_at: datetime | None
    received_from: ReceivedFrom
    problem: Problem | None = None


def arrival_of(
    fields: HeaderFields, internal_date: datetime | None, now: datetime | None
) -> Arrival:
    """The moment of arrival: the server's, else the topmost Received line's, else Date's.

    One that lies ahead of `now`, or outside of the years that are kept, gives way to the next
    that does not; where there is none, the first is named as doubtful.
    """
    sent_at = _sent_at(fields)
    given = [
        (moment, source)
        for moment, source in (
            (internal_date, ReceivedFrom.INTERNALDATE),
            (_relayed_at(fields), ReceivedFrom.RECEIVED),
            (sent_at, ReceivedFrom.DATE),
        )
        if moment is not None
    ]
    kept = [(moment, source) for moment, source in given if believable(moment) is not None]
    latest = None if now is None else now + CLOCKS_DIFFER
    sent_at = believable(sent_at)
    for moment, source in kept:
        if latest is None or moment <= latest:
            doubted = source is not ReceivedFrom.INTERNALDATE and (
                moment.year < _FIRST_BELIEVED_YEAR
            )
            problem = _doubtful(moment) if doubted else None
            return Arrival(sent_at, moment, source, problem)
    if kept:
        moment, source = kept[0]
        return Arrival(sent_at, moment, source, _ahead(moment))
    problem = _doubtful(given[0][0]) if given else Problem("mail.no_date")
    return Arrival(sent_at, None, ReceivedFrom.UNKNOWN, problem)


def _sent_at(fields: HeaderFields) -> datetime | None:
    """The first Date header that can be read, or what stands in for one."""
    return _first_moment(decode_text(raw) for name in _SENT for raw in fields.raw_all(name))


def _relayed_at(fields: HeaderFields) -> datetime | None:
    """The topmost line of a server that can be read."""
    lines = fields.raw_all("received")[:_MOST_LINES]
    return _first_moment(
        itertools.chain(
            (_date_of(charsets.decode(raw)) for raw in lines),
            (charsets.decode(raw) for name in _DELIVERED for raw in fields.raw_all(name)),
        )
    )


def _date_of(line: str) -> str:
    """Where a server's line says when; a few services write no semicolon before it."""
    _, mark, date = line.rpartition(";")
    stamp = None if mark else _STAMP.search(line)
    return stamp[0] if stamp is not None else date if mark else ""


def _first_moment(texts: Iterable[str]) -> datetime | None:
    return next((moment for moment in map(read_moment, texts) if moment is not None), None)


def _doubtful(moment: datetime) -> Problem:
    return Problem("mail.date_doubtful", {"date": moment.isoformat()})


def _ahead(moment: datetime) -> Problem:
    return Problem("mail.date_ahead", {"date": moment.isoformat()})
