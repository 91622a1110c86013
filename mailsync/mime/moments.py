"""A date as mail programs of every country write it, read as an aware moment."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

# A date without a zone was written by a mailer at home.
_HOME_OFFSET_S = 8 * 3600
_LONGEST = 200
_NOON_WORDS = r"上午|下午|凌晨|清晨|早上|早晨|中午|傍晚|晚上|[AaPp]\.?[Mm]\b\.?"
_CLOCK = re.compile(
    rf"(?:(?P<before>{_NOON_WORDS})\s{{0,3}})?"
    r"(?<![\d:+-])(?P<hour>\d{1,2})\s?[:时點点]\s?(?P<minute>\d{1,2})"
    r"(?:\s?[:分]\s?(?P<second>\d{1,2})(?:[.,]\d{1,9})?)?(?:\s?[分秒])?"
    rf"(?:\s{{0,3}}(?P<after>{_NOON_WORDS}))?"
)
# 17.05.00, as some locales write it; two dots, so that no version number is meant.
_DOTTED_CLOCK = re.compile(
    r"(?<![\d.])(?P<hour>\d{1,2})\.(?P<minute>\d{2})\.(?P<second>\d{2})(?![\d.])"
    r"(?P<before>(?!))?(?P<after>(?!))?"
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[T ]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?:[.,]\d{1,9})?)?(?!\d)"
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>\d{4})\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})(?!\d)\s?日?"
)
# English and Chinese names, and those of programs set to a language of Europe.
_MONTHS = (
    r"jan\w*\.?|ene(?:ro)?\.?|янв\w*\.?|一月",
    r"feb\w*\.?|f[ée]v\w*\.?|фев\w*\.?|二月",
    r"mar\w*\.?|m[äa]rz?\.?|мар\w*\.?|三月",
    r"apr\w*\.?|avr\w*\.?|abr\w*\.?|апр\w*\.?|四月",
    r"may[o]?|mai|мая|май|五月",
    r"june?\.?|juin|juni|junio|июн\w*\.?|六月",
    r"july?\.?|juil\w*\.?|juli|julio|июл\w*\.?|七月",
    r"aug\w*\.?|ao[uû]t|ago(?:sto)?\.?|авг\w*\.?|八月",
    r"sept?\w*\.?|сен\w*\.?|九月",
    r"o[ck]t\w*\.?|окт\w*\.?|十月",
    r"nov\w*\.?|ноя\w*\.?|十一月",
    r"de[cz]\w*\.?|d[ée]c\w*\.?|dic\w*\.?|дек\w*\.?|十二月",
)
# 十一月 before 一月: the longer name first.
_MONTH_NAME = "|".join(f"(?P<m{n}>{_MONTHS[n - 1]})" for n in range(12, 0, -1)) + (
    r"|(?P<numbered>\d{1,2})\s?月"
)
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s\-.,]{{1,3}}(?:{_MONTH_NAME})"
    r"(?:\s(?:de|del))?[\s\-.,]{1,3}(?P<year>\d{2,4})(?!\d|\s?[:时])",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?:{_MONTH_NAME})[\s\-.,]{{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    r"(?:,?\s{1,3}(?P<year>\d{4})(?!\d)|(?=[,\s]))",
    re.IGNORECASE,
)
_YEAR_ALONE = re.compile(r"(?<![\d+-])(\d{4})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
# Seconds since 1970, as programs keep them; in thousandths too.
_SECONDS = re.compile(r"@?([12]\d{9})(?:\d{3}|\.\d{1,9})?")
_OFFSET = re.compile(
    r"(?P<etc>Etc/)?(?:GMT|UTC|UT|Z)?\s{0,2}(?P<sign>[+-])\s?(?P<digits>\d{1,2}:\d{2}|\d{1,9})(?!\d)",
    re.IGNORECASE,
)
_ZONE_NAME = re.compile(r"(?<![A-Za-z])([A-Z]{1,5})(?![A-Za-z])")
_PLACE = re.compile(r"\b([A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_]+){1,2})\b")
_HOME_NAMES = re.compile(
    r"China Standard Time|中国标准时间|北京时间|台北標準時間|新加坡标准时间", re.IGNORECASE
)
_ZONES_H: dict[str, float] = {
    **dict.fromkeys(("Z", "UT", "UTC", "GMT", "WET"), 0),
    # In this correspondence CST is China's, not Chicago's.
    **dict.fromkeys(("CST", "BJT", "BJST", "HKT", "SGT", "MYT", "PHT", "AWST"), 8),
    **dict.fromkeys(("CET", "BST", "WEST"), 1),
    **dict.fromkeys(("CEST", "EET"), 2),
    **dict.fromkeys(("EEST", "MSK"), 3),
    **dict.fromkeys(("JST", "KST"), 9),
    "EDT": -4,
    "EST": -5,
    "CDT": -5,
    "MDT": -6,
    "MST": -7,
    "PDT": -7,
    "PST": -8,
    "IST": 5.5,
    "ICT": 7,
    "WIB": 7,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
}
_MOST_OFFSET_S = 14 * 3600
# What nearly every mail has: Mon, 12 Apr 2027 10:00:00 +0800 (CST).
_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STANDARD = re.compile(
    r"\s*[A-Z][a-z]{2}, {1,2}([0-9]{1,2}) ("
    + "|".join(_ENGLISH)
    + r") ([0-9]{4}) ([0-9]{2}):([0-5][0-9]):([0-5][0-9]) ([+-])([0-9]{2})([0-5][0-9])"
    r"(?: \([A-Za-z+:0-9 ]{1,20}\))?\s*"
)


def read_moment(text: str) -> datetime | None:
    """Read a written date; without a zone it is meant in +08:00. None where it is no date.

    Day and month as bare numbers in an order that nothing tells (4/5/2027) are no date either.
    """
    standard = _STANDARD.fullmatch(text)
    if standard is not None:
        return _of_standard(standard)
    text = unicodedata.normalize("NFKC", text[:_LONGEST]).replace("\u2212", "-").strip()
    counted = _SECONDS.fullmatch(text)
    if counted is not None:
        return datetime.fromtimestamp(int(counted[1]), UTC)
    day = _day(text)
    if day is None:
        return None
    (year, month, of_month), spans, clock = day
    if clock is None:
        found = _CLOCK.search(text) or _DOTTED_CLOCK.search(text)
        if found is None:
            return None
        spans.append(found.span())
        clock = _clock(found)
    if clock is None:
        return None
    rest = text
    for start, end in spans:
        rest = rest[:start] + "\0" * (end - start) + rest[end:]
    hour, minute, second = clock
    try:
        moment = datetime(year, month, of_month, tzinfo=UTC)
        # A leap second is the last second of its minute; 24:00 is the next midnight.
        moment += timedelta(hours=hour, minutes=minute, seconds=min(second, 59))
        return _in_zone(moment.replace(tzinfo=None), rest)
    except (ValueError, OverflowError):
        return None


def _of_standard(hit: re.Match[str]) -> datetime | None:
    day, month, year, hour, minute, second, sign, offset_h, offset_min = hit.groups()
    offset_s = int(offset_h) * 3600 + int(offset_min) * 60
    if offset_s > _MOST_OFFSET_S or int(hour) > 24:
        return None
    try:
        local = datetime(int(year), _ENGLISH.index(month) + 1, int(day), tzinfo=UTC)
        # 24:00 is the next midnight.
        local += timedelta(hours=int(hour), minutes=int(minute), seconds=int(second))
        zone = timezone(timedelta(seconds=-offset_s if sign == "-" else offset_s))
        return local.replace(tzinfo=zone if offset_s else UTC)
    except (ValueError, OverflowError):
        return None


_Day = tuple[tuple[int, int, int], list[tuple[int, int]], tuple[int, int, int] | None]


def _day(text: str) -> _Day | None:
    """Year, month and day, where they stand, and the clock where it is one word with them."""
    hit = _YEAR_FIRST.search(text)
    if hit is not None:
        return (int(hit["year"]), int(hit["month"]), int(hit["day"])), [hit.span()], None
    for form in (_DAY_FIRST, _MONTH_FIRST):
        hit = form.search(text)
        if hit is None:
            continue
        spans = [hit.span()]
        year = hit["year"]
        if year is None:
            # Mon Apr 12 17:05:00 2027: the year stands last.
            alone = _YEAR_ALONE.search(text, hit.end())
            if alone is None:
                continue
            year = alone[1]
            spans.append(alone.span())
        return (_full_year(year), _month(hit), int(hit["day"])), spans, None
    hit = _NUMBERS.search(text)
    if hit is not None:
        ordered = _in_order(int(hit[1]), int(hit[3]), hit[2], text)
        return None if ordered is None else ((int(hit[4]), *ordered), [hit.span()], None)
    hit = _COMPACT.search(text)
    if hit is None:
        return None
    clock = None
    if hit["hour"] is not None:
        clock = (int(hit["hour"]), int(hit["minute"]), int(hit["second"] or 0))
    return (int(hit["year"]), int(hit["month"]), int(hit["day"])), [hit.span()], clock


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    # RFC 5322 4.3; three digits come from programs that count from 1900.
    return year + (2000 if year < 50 else 1900)


def _month(hit: re.Match[str]) -> int:
    if hit["numbered"] is not None:
        return int(hit["numbered"])
    return next(number for number in range(1, 13) if hit[f"m{number}"] is not None)


def _in_order(first: int, second: int, mark: str, text: str) -> tuple[int, int] | None:
    """Month and day of two numbers; None where either may be the day."""
    if first > 12 or mark == ".":
        return second, first
    if second > 12 or first == second or re.search(r"\d\s?[AP]M\b", text, re.IGNORECASE):
        return first, second
    return None


def _clock(hit: re.Match[str]) -> tuple[int, int, int] | None:
    hour, minute, second = int(hit["hour"]), int(hit["minute"]), int(hit["second"] or 0)
    if hour > 24 or minute > 59 or second > 61:
        return None
    word = (hit["before"] or hit["after"] or "").lower()
    if word:
        late = word.startswith("p") or word in ("下午", "傍晚", "晚上")
        if (late and hour < 12) or (word == "中午" and hour < 4):
            hour += 12
        elif not late and word != "中午" and hour == 12:
            hour = 0
    return hour, minute, second


def _in_zone(local: datetime, rest: str) -> datetime:
    offset_s = _offset_s(rest)
    if offset_s is None:
        for hit in _PLACE.finditer(rest):
            zone = _place(hit[1])
            if zone is not None:
                return local.replace(tzinfo=zone)
        offset_s = _HOME_OFFSET_S
    return local.replace(tzinfo=timezone(timedelta(seconds=offset_s)) if offset_s else UTC)


def _offset_s(rest: str) -> int | None:
    """Seconds ahead of UTC: a number outside of brackets first, then one in them, then a name.

    Raises:
        ValueError: no place on earth has such a zone.
    """
    bare = re.sub(r"\([^()]*\)", lambda hit: "\0" * len(hit[0]), rest)
    for text in (bare, rest):
        for hit in _OFFSET.finditer(text):
            digits = hit["digits"]
            if ":" in digits:
                hours, minutes = map(int, digits.split(":"))
            elif len(digits) <= 2:
                hours, minutes = int(digits), 0
            else:
                hours, minutes = int(digits[:-2]), int(digits[-2:])
            seconds = hours * 3600 + minutes * 60
            if minutes > 59 or seconds > _MOST_OFFSET_S:
                raise ValueError(hit[0])
            # POSIX counts the zones of Etc/ the other way round.
            return -seconds if (hit["sign"] == "-") != bool(hit["etc"]) else seconds
        if _HOME_NAMES.search(text) is not None:
            return _HOME_OFFSET_S
        for name in _ZONE_NAME.findall(text):
            if name in _ZONES_H:
                return round(_ZONES_H[name] * 3600)
    return None


@cache
def _place(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
