"""Working days where nothing is decreed yet: the public holidays of the table are the library's."""

from __future__ import annotations

from datetime import date, time, timedelta

import holidays

from bench.make_holidays import YEARS, line
from store.notice import calendar
from store.notice.calendar import WorkCalendar


def test_the_table_of_public_holidays_is_that_of_the_library() -> None:
    kept = [one for one in calendar._TABLE.read_text().splitlines() if not one.startswith("#")]
    assert kept == [line(year) for year in YEARS]


def test_a_year_beyond_the_table_is_asked_of_the_library() -> None:
    work = WorkCalendar(time(17))
    for year in (YEARS[0], YEARS[-1], YEARS[-1] + 1):
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
        free = holidays.country_holidays("CN", years=year)
        assert [day for day in days if work.is_workday(day)] == [
            day for day in days if day.weekday() < 5 and day not in free
        ]
        assert work.is_estimated(year)
