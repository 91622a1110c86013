"""Working days of China: official arrangements where known, public holidays else, own days."""

from __future__ import annotations

from datetime import date, time
from functools import cache
from pathlib import Path

import msgspec
import rtoml

from store.errors import ConfigError
from store.notice.notice import Dates

_SATURDAY = 5
# Made from the library `holidays` by bench/make_holidays.py: its import takes 80 ms.
_TABLE = Path(__file__).with_name("public_holidays.txt")


class _Days(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()
    complete_years: tuple[int, ...] = ()


class WorkCalendar(msgspec.Struct, frozen=True):
    """Which days are worked, and until when.

    `holidays` and `workdays` are the workspace's own days and rule over everything else; a
    year of `complete_years` has all its arrangements among them.
    """

    end_of_work: time
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    complete_years: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether a day is worked; make-up Saturdays are."""
        if day in self.workdays:
            return True
        if day in self.holidays:
            return False
        if day.year in self.complete_years:
            return day.weekday() < _SATURDAY
        official = _official(day)
        if official is not None:
            return official
        return day.weekday() < _SATURDAY and day not in _public_holidays(day.year)

    def is_estimated(self, year: int) -> bool:
        """Whether the year's make-up days are not known (yet)."""
        return year not in self.complete_years and _official(date(year, 1, 1)) is None


def load_calendar(dates: Dates, days_file: Path) -> WorkCalendar:
    """Read the workspace's own days, where it has such a file.

    The file has `holidays` and `workdays`, lists of days, and `complete_years`, a list of the
    years whose arrangement they give in full.

    Raises:
        ConfigError: `days.invalid`, with the file, the key and the reason.
    """
    try:
        text = days_file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return WorkCalendar(dates.end_of_work)
    except (OSError, UnicodeDecodeError) as err:
        raise ConfigError("days.invalid", file=str(days_file), key="-", reason=str(err)) from err
    try:
        own = msgspec.convert(rtoml.loads(text), _Days)
    except (rtoml.TomlParsingError, msgspec.ValidationError) as err:
        reason, _, key = str(err).partition(" - at `$")
        raise ConfigError(
            "days.invalid",
            file=str(days_file),
            key=key.strip("`.").partition("[")[0] or "-",
            reason=reason,
        ) from err
    both = sorted(set(own.holidays) & set(own.workdays))
    if both:
        raise ConfigError(
            "days.invalid", file=str(days_file), key="workdays", reason=both[0].isoformat()
        )
    return WorkCalendar(
        dates.end_of_work,
        frozenset(own.holidays),
        frozenset(own.workdays),
        frozenset(own.complete_years),
    )


@cache
def _official(day: date) -> bool | None:
    """Whether the State Council's arrangement has the day worked; None outside its years."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


@cache
def _public_holidays(year: int) -> frozenset[date]:
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        known, *days = line.split(" ")
        if known == str(year):
            return frozenset(date(year, int(day[:2]), int(day[2:])) for day in days)
    import holidays

    return frozenset(holidays.country_holidays("CN", years=year))
