"""Moments as text: UTC, fixed width, so that text order is time order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

# Clocks of servers and of this machine differ by less.
CLOCKS_DIFFER = timedelta(hours=1)
# No mail and no deadline lies outside of these; beyond them a change of zone can overflow.
_FIRST_YEAR, _LAST_YEAR = 1990, 2200


def believable(moment: datetime | None) -> datetime | None:
    """The moment, or None where its year is none that a mail can be of."""
    if moment is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    return moment


def to_text(moment: datetime) -> str:
    """Write an aware moment as UTC, to the microsecond.

    Raises:
        ValueError: the moment is naive.
    """
    if moment.tzinfo is None:
        raise ValueError("naive datetime")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def from_text(text: str) -> datetime:
    """Read a moment back, aware, in UTC."""
    return datetime.fromisoformat(text)


def text_or_none(moment: datetime | None) -> str | None:
    """As `to_text`; None stays None."""
    return None if moment is None else to_text(moment)


def moment_or_none(text: str | None) -> datetime | None:
    """As `from_text`; None stays None."""
    return None if text is None else from_text(text)
