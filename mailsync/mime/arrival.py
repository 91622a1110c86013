"""When a mail was sent and when it arrived, each as an aware moment."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from mailsync.mime.headers import Fields
from mailsync.text import charsets
from store.db.moments import believable
from store.model import ReceivedFrom

# A date without a zone was written by a mailer at home.
_HOME_OFFSET_S = 8 * 3600
_UTC = re.compile(r"[+-]0000\b|\b(?:GMT|UTC?|Z)\b")
_CHINA = re.compile(r":\d{2} CST\b")
_NUMERIC = re.compile(
    r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?"
)


def sent_at(fields: Fields) -> datetime | None:
    """The moment of the Date header, believed or not; None where there is none to read."""
    return read_date(charsets.decode(fields.raw("date")))


def received_at(
    fields: Fields, internal_date: datetime | None
) -> tuple[datetime | None, ReceivedFrom]:
    """The moment of arrival: the server's, else the topmost Received line's, else Date's."""
    if believable(internal_date) is not None:
        return internal_date, ReceivedFrom.INTERNALDATE
    for line in fields.raw_all("received")[:1]:
        moment = read_date(charsets.decode(line).rpartition(";")[2])
        if moment is not None:
            return moment, ReceivedFrom.RECEIVED
    moment = sent_at(fields)
    return (moment, ReceivedFrom.DATE) if moment is not None else (None, ReceivedFrom.UNKNOWN)


def read_date(text: str) -> datetime | None:
    """Read a date of a header; without a zone it is meant in +08:00. None for no believable one."""
    # Year, month and a two-digit day in Chinese or ISO order are no RFC dates, but are sent.
    numeric = _NUMERIC.search(text)
    if numeric is not None:
        return _moment([int(part or 0) for part in numeric.groups()], _HOME_OFFSET_S)
    try:
        parts = parsedate_tz(text.strip()[:200])
    except (ValueError, IndexError, TypeError, AttributeError, OverflowError):
        return None
    if parts is None:
        return None
    offset_s = parts[9]
    if not offset_s and _UTC.search(text) is None:
        # No zone, of which the standard library makes UTC.
        offset_s = _HOME_OFFSET_S
    if _CHINA.search(text) is not None:
        # To the standard library CST is Chicago's.
        offset_s = _HOME_OFFSET_S
    return _moment(list(parts[:6]), offset_s or 0)


def _moment(parts: list[int], offset_s: int) -> datetime | None:
    year, month, day, hour, minute, second = parts
    try:
        zone = timezone(timedelta(seconds=offset_s)) if offset_s else UTC
        # A leap second is the last second of its minute.
        return believable(datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone))
    except (ValueError, OverflowError):
        return None
