"""Moments that people write: `2027-04-14`, `2026年12月14日17时`, `4月16日 17:00`, `后天`, `+2`."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from store.errors import ConfigError
from store.notice.notice import load_notice, shipped_notices

_DIGITS = {word: str(number) for number, word in enumerate("零一二三四五六七八九十")} | {"两": "2"}
_NUMBER = r"(?:\d{1,4}|[一二两三四五六七八九十])"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS_ZH = {
    name: day
    for day, names in enumerate(("一", "二", "三", "四", "五", "六", "日天"))
    for name in names
}
_WEEKDAYS_EN = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_ZH = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "后日": 2, "大后天": 3}
_ZH |= {"昨天": -1, "昨日": -1, "前天": -2}
_EN = {"today": 0, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2}
_EN |= {"yesterday": -1}

_FULL = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?"
)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)")
_MONTH_FIRST = re.compile(
    r"(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})(?:\s*[日号]|(?![-/.\d]))"
)
_ENGLISH = re.compile(
    rf"(?:(?P<day>\d{{1,2}})\s+(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
    rf"|(?P<month2>{'|'.join(_MONTHS)})[a-z]*\.?\s+(?P<day2>\d{{1,2}}))(?![\d:])"
    r"(?:,?\s+(?P<year>\d{4})(?!\d|:))?"
)
_COUNT = re.compile(
    rf"(?:\+\s*(?P<plus>{_NUMBER})\s*(?:天|日|d(?:ays?)?)?|(?P<after>{_NUMBER})\s*[天日]\s*[之以]?后)"
)
_IN_DAYS = re.compile(r"in\s+(?P<days>\d{1,4})\s+days?")
_WORD = re.compile("|".join(sorted((*_ZH, *_EN), key=len, reverse=True)))
_WEEKDAY = re.compile(
    r"(?:(?P<which>本|这|下)?个?(?:周|星期|礼拜)(?P<zh>[一二三四五六日天])"
    rf"|(?P<next>next\s+)?(?P<en>{'|'.join(_WEEKDAYS_EN)})[a-z]*)"
)
_CLOCK = re.compile(
    r"[\s,]*t?\s*(?P<half>上午|早上|凌晨|中午|下午|晚上|傍晚)?\s*(?P<hour>\d{1,2})\s*"
    r"(?:[:点时]\s*(?:(?P<minute>\d{1,2})\s*分?|(?P<thirty>半)|整)?(?::(?P<second>\d{2}))?"
    r"\s*(?P<noon>[ap]\.?m\.?)?|(?P<bare_noon>[ap]\.?m\.?))"
)
_BEFORE = re.compile(r"\s*(?:以前|之前|前)$")


def parse_when(
    text: str, zone: ZoneInfo, *, end_of_work: time | None = None, now: datetime | None = None
) -> datetime:
    """Read a moment; one without a zone of its own is in `zone`.

    A bare day means the end of work of that day: `end_of_work`, else that of the notice that
    comes with the program. A day without a year, a weekday and words such as `后天` are read from
    `now`, and are unreadable without it.

    Raises:
        ConfigError: `when.unreadable`.
    """
    return _parse(text, zone, end_of_work, now, None)


def parse_until(
    text: str, base: datetime, zone: ZoneInfo, *, end_of_work: time, now: datetime | None = None
) -> datetime:
    """Read until when something is given: a moment as `parse_when` reads it, or `+2` days.

    Days are counted from `base`, to which also a day without a year is the nearest one; `后天` and
    weekdays are counted from `now`, which is `base` where nothing else is given.

    Raises:
        ConfigError: `when.unreadable`.
    """
    return _parse(text, zone, end_of_work, now or base, base)


def parse_day(text: str, today: date, zone: ZoneInfo) -> date:
    """Read a day by which something is to be done: 后天, 周三, 下周三前, 4月12日, `+2`.

    Raises:
        ConfigError: `when.no_day`.
    """
    noon = datetime.combine(today, time(12), zone)
    try:
        return _parse(text, zone, time(12), noon, None).date()
    except ConfigError as err:
        raise ConfigError("when.no_day", text=text) from err


def _parse(
    text: str, zone: ZoneInfo, end_of_work: time | None, now: datetime | None, base: datetime | None
) -> datetime:
    plain = _BEFORE.sub("", unicodedata.normalize("NFKC", text).strip().lower())
    today = None if now is None else now.astimezone(zone).date()
    counted = today if base is None else base.astimezone(zone).date()
    try:
        if (found := _day(plain, today, counted)) is not None:
            day, rest = found
            if not rest.strip():
                return datetime.combine(day, end_of_work or _printed_default(), zone)
            if clock := _CLOCK.fullmatch(rest):
                later, at = _clock(clock)
                return datetime.combine(day + later, at, zone)
        # Only with a clock time: fromisoformat also takes a lone week or ordinal day.
        if ":" not in plain:
            raise ValueError("no clock time")
        moment = datetime.fromisoformat(unicodedata.normalize("NFKC", text).strip())
        return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
    except (ValueError, OverflowError) as err:
        raise ConfigError("when.unreadable", text=text) from err


def _day(plain: str, today: date | None, counted: date | None) -> tuple[date, str] | None:
    """The day that a text begins with, and the rest of the text."""
    if found := _FULL.match(plain) or _COMPACT.match(plain):
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
        return day, plain[found.end() :]
    if found := _ENGLISH.match(plain):
        month = _MONTHS.index(found["month"] or found["month2"]) + 1
        number = int(found["day"] or found["day2"])
        if found["year"]:
            return date(int(found["year"]), month, number), plain[found.end() :]
        return None if counted is None else (_nearest(month, number, counted), plain[found.end() :])
    if today is None or counted is None:
        return None
    if found := _MONTH_FIRST.match(plain):
        day = _nearest(int(found["month"]), int(found["day"]), counted)
    elif found := _COUNT.match(plain):
        # `+2` is added to what there is, `2天后` is counted from today.
        start = counted if found["plus"] else today
        day = start + timedelta(days=_number(found["plus"] or found["after"]))
    elif found := _IN_DAYS.match(plain):
        day = today + timedelta(days=int(found["days"]))
    elif found := _WORD.match(plain):
        day = today + timedelta(days=(_ZH | _EN)[found[0]])
    elif found := _WEEKDAY.match(plain):
        day = _weekday(found, today)
    else:
        return None
    return day, plain[found.end() :]


def _weekday(found: re.Match[str], today: date) -> date:
    """The next such day, today too; `下周五` is in the next week, `本周五` in this one."""
    wanted = _WEEKDAYS_ZH[found["zh"]] if found["zh"] else _WEEKDAYS_EN.index(found["en"])
    monday = today - timedelta(days=today.weekday())
    if found["next"] or found["which"] == "下":
        return monday + timedelta(days=7 + wanted)
    if found["which"]:
        return monday + timedelta(days=wanted)
    return today + timedelta(days=(wanted - today.weekday()) % 7)


def _nearest(month: int, day: int, around: date) -> date:
    """The day of a month in the year in which it is nearest: January, typed in December, is ahead.

    Raises:
        ValueError: there is no such day.
    """
    found = []
    for year in (around.year - 1, around.year, around.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            # February has 29 days in some years only.
            continue
    if not found:
        raise ValueError("no such day")
    return min(found, key=lambda one: abs(one - around))


def _clock(clock: re.Match[str]) -> tuple[timedelta, time]:
    """The time of day, and a day more for 24 o'clock."""
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    half, noon = clock["half"], clock["noon"] or clock["bare_noon"] or ""
    if clock["thirty"]:
        minute = 30
    if (hour, minute) == (24, 0):
        return timedelta(days=1), time()
    late = half in ("下午", "晚上", "傍晚") or noon.startswith("p")
    if (late and hour < 12) or (half == "中午" and hour < 3):
        hour += 12
    elif noon.startswith("a") and hour == 12:
        hour = 0
    return timedelta(), time(hour, minute, int(clock["second"] or 0))


def _number(text: str) -> int:
    return int(_DIGITS.get(text, text))


def _printed_default() -> time:
    return load_notice(shipped_notices()[0]).dates.end_of_work
