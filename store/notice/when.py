"""Moments that people write: `2027-04-14`, `2027年4月14日 17:00`, ISO with a zone."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from store.errors import ConfigError
from store.notice.notice import load_notice, shipped_notices

_DAY = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:\s*T?\s*(?P<hour>\d{1,2})\s*[:点时]\s*(?P<minute>\d{1,2})?\s*分?(?::(?P<second>\d{2}))?)?"
)

_DAYS = re.compile(r"\+\s*(?P<days>\d{1,4})\s*天?")
_MONTH_FIRST = re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d*[-/.])")


def parse_when(text: str, zone: ZoneInfo, *, end_of_work: time | None = None) -> datetime:
    """Read a moment; one without a zone of its own is in `zone`.

    A bare day means the end of work of that day: `end_of_work`, else that of the notice that
    comes with the program.

    Raises:
        ConfigError: `when.unreadable`.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        if found := _DAY.fullmatch(plain):
            numbers = {name: int(part) for name, part in found.groupdict(default="0").items()}
            day = datetime(numbers["year"], numbers["month"], numbers["day"], tzinfo=zone)
            if found["hour"] is None:
                return datetime.combine(day.date(), end_of_work or _printed_default(), zone)
            return day.replace(
                hour=numbers["hour"], minute=numbers["minute"], second=numbers["second"]
            )
        # Only with a clock time: fromisoformat also takes a lone week or ordinal day.
        if ":" not in plain:
            raise ValueError("no clock time")
        moment = datetime.fromisoformat(plain)
    except ValueError as err:
        raise ConfigError("when.unreadable", text=text) from err
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def parse_until(text: str, base: datetime, zone: ZoneInfo, *, end_of_work: time) -> datetime:
    """Read until when something is given: a moment, a day without a year, or `+2` days.

    A day without a year is in the year of `base`; days are counted from it, and a bare day or
    a count of days means its end of work.

    Raises:
        ConfigError: `when.unreadable`.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    local = base.astimezone(zone)
    if found := _DAYS.fullmatch(plain):
        try:
            day = local.date() + timedelta(days=int(found["days"]))
        except OverflowError as err:
            raise ConfigError("when.unreadable", text=text) from err
        return datetime.combine(day, end_of_work, zone)
    if _MONTH_FIRST.match(plain):
        plain = f"{local.year}-{plain}"
    try:
        return parse_when(plain, zone, end_of_work=end_of_work)
    except ConfigError as err:
        raise ConfigError("when.unreadable", text=text) from err


def _printed_default() -> time:
    return load_notice(shipped_notices()[0]).dates.end_of_work
