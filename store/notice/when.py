"""Moments that people write: `2027-04-14`, `2027年4月14日 17:00`, ISO with a zone."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from store.errors import ConfigError
from store.notice.notice import load_notice, shipped_notices

_DAY = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:\s*T?\s*(?P<hour>\d{1,2})\s*[:点时]\s*(?P<minute>\d{1,2})?\s*分?(?::(?P<second>\d{2}))?)?"
)

_DAYS = re.compile(r"\+\s*(?P<days>\d{1,4})\s*天?")
_NAMED_DAYS = {
    "今天": 0, "今日": 0, "today": 0, "明天": 1, "明日": 1, "tomorrow": 1, "后天": 2, "大后天": 3,
}  # fmt: skip
_WEEKDAY = re.compile(
    r"(?P<next>下|next )?(?:个|本|这)?(?:周|星期|礼拜)?"
    r"(?:(?<=[周期拜])(?P<day>[一二三四五六日天])|(?P<english>mon|tue|wed|thu|fri|sat|sun)[a-z]*)"
)
_WEEK, _ENGLISH_WEEK = "一二三四五六日", ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BEFORE = re.compile(r"(?:以?前|之前)$")
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


def parse_day(text: str, today: date, zone: ZoneInfo) -> date:
    """Read a day by which something is to be done: 后天, 周三, 下周三前, 4月12日, `+2`.

    周三 is the next one, today too; 下周三 is that of the week that begins on the next Monday.

    Raises:
        ConfigError: `when.no_day`.
    """
    plain = _BEFORE.sub("", unicodedata.normalize("NFKC", text).strip().lower())
    if plain in _NAMED_DAYS:
        return today + timedelta(days=_NAMED_DAYS[plain])
    if found := _WEEKDAY.fullmatch(plain):
        named = found["day"] or found["english"]
        week = _ENGLISH_WEEK if found["english"] else _WEEK
        weekday = week.index(named.replace("天", "日"))
        if found["next"]:
            return today + timedelta(days=7 - today.weekday() + weekday)
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    base = datetime.combine(today, time(12), zone)
    try:
        return parse_until(plain, base, zone, end_of_work=time(12)).astimezone(zone).date()
    except ConfigError as err:
        raise ConfigError("when.no_day", text=text) from err


def _printed_default() -> time:
    return load_notice(shipped_notices()[0]).dates.end_of_work
