"""The countdown: days, working days, make-up Saturdays, years not known yet, phases."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import ConfigError
from store.notice.calendar import WorkCalendar, load_calendar
from store.notice.deadline import (
    Countdown,
    countdown,
    describe_briefly,
    describe_countdown,
    effective_limit,
)
from store.notice.notice import load_notice
from store.text.wording import load

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = WorkCalendar(time(17))
DUE_2021 = datetime(2021, 4, 14, 17, tzinfo=SHANGHAI)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "days", "working_days", "phase"),
    [
        # Qingming 2021: April 3 to 5 off, no make-up day.
        ("2021-03-15 08:00", 30, 22, "calm"),
        ("2021-04-02 08:00", 12, 8, "calm"),
        ("2021-04-02 17:00", 12, 7, "calm"),
        ("2021-04-04 12:00", 10, 7, "calm"),
        ("2021-04-09 08:00", 5, 4, "calm"),
        ("2021-04-10 08:00", 4, 3, "calm"),
        ("2021-04-12 16:59", 2, 3, "calm"),
        ("2021-04-12 17:00", 2, 2, "amber"),
        ("2021-04-13 09:00", 1, 2, "amber"),
        ("2021-04-13 23:59", 1, 1, "amber"),
        ("2021-04-14 00:00", 0, 1, "red"),
        ("2021-04-14 16:59", 0, 1, "red"),
        ("2021-04-14 17:00", 0, 1, "red"),
    ],
)
def test_working_days_count_today_until_its_end_of_work(
    now: str, days: int, working_days: int, phase: str
) -> None:
    counted = countdown(at(now), DUE_2021, calendar=OFFICE)
    assert (counted.days, counted.working_days, counted.phase) == (days, working_days, phase)
    assert not counted.estimated
    assert counted.remaining == DUE_2021 - at(now)


@pytest.mark.parametrize(
    ("now", "days_over"),
    [("2021-04-14 17:00:01", 0), ("2021-04-14 23:59", 0), ("2021-04-15 00:00", 1)],
)
def test_after_the_deadline_days_over_count_from_the_next_day(now: str, days_over: int) -> None:
    counted = countdown(at(now), DUE_2021, calendar=OFFICE)
    assert (counted.phase, counted.days_over) == ("over", days_over)
    assert (counted.days, counted.working_days) == (0, 0)
    assert counted.remaining < timedelta(0)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2021, 4, 5), False),  # Qingming, a Monday
        (date(2021, 4, 25), True),  # a Sunday made up for Labour Day
        (date(2021, 5, 5), False),
        (date(2021, 5, 8), True),  # a Saturday made up
        (date(2021, 4, 10), False),  # a plain Saturday
        (date(2026, 2, 14), True),  # a Saturday before the Spring Festival, made up
        (date(2027, 4, 5), False),  # Qingming of a year without arrangement
        (date(2027, 4, 6), True),
        (date(2027, 4, 10), False),
        (date(1999, 4, 14), True),  # before all arrangements
    ],
)
def test_holidays_are_free_and_make_up_days_are_worked(day: date, worked: bool) -> None:
    assert OFFICE.is_workday(day) is worked


def test_make_up_saturdays_count_as_working_days() -> None:
    counted = countdown(
        at("2021-05-07 09:00"), datetime(2021, 5, 10, 17, tzinfo=SHANGHAI), calendar=OFFICE
    )
    assert counted.working_days == 3  # Friday, the made-up Saturday, Monday


def test_a_year_without_arrangement_is_marked_as_estimated() -> None:
    due = datetime(2027, 4, 14, 17, tzinfo=SHANGHAI)
    assert countdown(at("2027-04-01 09:00"), due, calendar=OFFICE).estimated
    assert countdown(at("2026-12-31 09:00"), due, calendar=OFFICE).estimated
    known = WorkCalendar(time(17), complete_years=frozenset({2027}))
    assert not countdown(at("2027-04-01 09:00"), due, calendar=known).estimated


def test_own_days_rule_over_the_arrangement(tmp_path: Path) -> None:
    days = tmp_path / "days.toml"
    days.write_text(
        "# 学校校历\nholidays = [2027-04-05, 2021-04-06]\nworkdays = [2027-04-10]\n"
        "complete_years = [2027]\n",
        encoding="utf-8-sig",
    )
    calendar = load_calendar(load_notice("neu-2021-8").dates, days)
    assert calendar.end_of_work == time(17)
    assert not calendar.is_workday(date(2027, 4, 5))
    assert calendar.is_workday(date(2027, 4, 10))
    assert not calendar.is_workday(date(2021, 4, 6))
    assert calendar.is_workday(date(2027, 2, 8))  # in a complete year only own holidays are free


def test_without_own_days_the_arrangement_holds(tmp_path: Path) -> None:
    calendar = load_calendar(load_notice("neu-2021-8").dates, tmp_path / "days.toml")
    assert calendar == OFFICE


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("holidays = [2027-04-05", "-"),
        ('holidays = ["x"]', "holidays"),
        ("holiday = []", "-"),
        ("holidays = [2027-04-05]\nworkdays = [2027-04-05]", "workdays"),
    ],
)
def test_broken_own_days_are_told(tmp_path: Path, text: str, key: str) -> None:
    days = tmp_path / "days.toml"
    days.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_calendar(load_notice("neu-2021-8").dates, days)
    assert (caught.value.code, caught.value.fields["key"]) == ("days.invalid", key)
    assert str(days) in load("zh_CN").error(caught.value)


@given(
    st.builds(
        datetime.fromtimestamp,
        st.integers(1_136_073_600, 1_893_456_000),
        st.sampled_from([SHANGHAI, ZoneInfo("UTC"), ZoneInfo("America/Lima")]),
    )
)
def test_a_countdown_is_the_same_in_every_zone(now: datetime) -> None:
    counted = countdown(now, DUE_2021, calendar=OFFICE)
    assert counted == countdown(now.astimezone(SHANGHAI), DUE_2021, calendar=OFFICE)
    assert (counted.phase == "over") is (now > DUE_2021)
    assert 0 <= counted.working_days <= counted.days + 1


@given(st.integers(0, 40 * 24 * 60), st.integers(0, 40 * 24 * 60))
def test_time_passing_never_gives_days_back(one: int, other: int) -> None:
    early, late = (
        countdown(DUE_2021 - timedelta(minutes=minutes), DUE_2021, calendar=OFFICE)
        for minutes in (max(one, other), min(one, other))
    )
    assert early.working_days >= late.working_days
    assert early.days >= late.days
    order = ["calm", "amber", "red", "over"]
    assert order.index(early.phase) <= order.index(late.phase)


@pytest.mark.parametrize(
    ("extension", "grace", "limit"),
    [
        (None, 0, "2021-04-14 17:00"),
        (None, 30, "2021-04-14 17:30"),
        ("2021-04-16 17:00", 0, "2021-04-16 17:00"),
        ("2021-04-16 17:00", 15, "2021-04-16 17:15"),
        ("2021-04-10 17:00", 15, "2021-04-14 17:15"),
    ],
)
def test_an_extension_only_adds_and_grace_comes_on_top(
    extension: str | None, grace: int, limit: str
) -> None:
    found = effective_limit(
        DUE_2021,
        extension=at(extension) if extension else None,
        grace=timedelta(minutes=grace),
    )
    assert found == at(limit)


@pytest.mark.parametrize(
    ("now", "chinese", "english"),
    [
        (
            "2021-04-12 20:00",
            "还有 2 个工作日",
            "2 working days left",
        ),
        ("2021-04-12 09:00", "还有 3 个工作日（含今日）", "3 working days left (with today)"),
        # Sunday evening before the Monday of the last week: today is not worked.
        ("2021-04-11 20:00", "还有 3 个工作日", "3 working days left"),
        ("2021-04-14 08:59:58", "今天截止，还剩 8:00:02", "due today, 8:00:02 left"),
        ("2021-04-14 18:00", "今天已截止", "deadline passed today"),
        ("2021-04-15 08:00", "已截止 1 天", "over for 1 day"),
        ("2021-04-20 08:00", "已截止 6 天", "over for 6 days"),
    ],
)
def test_a_countdown_in_words(now: str, chinese: str, english: str) -> None:
    counted = countdown(at(now), DUE_2021, calendar=OFFICE)
    assert describe_countdown(counted, load("zh_CN")) == chinese
    assert describe_countdown(counted, load("en")) == english


def test_an_estimate_says_so() -> None:
    counted = Countdown(timedelta(days=9), 9, 7, True, "calm", 0)
    assert describe_countdown(counted, load("zh_CN")).endswith("（预估）")
    assert "estimated" in describe_countdown(counted, load("en"))


def test_a_narrow_line_gets_the_same_figure() -> None:
    wording = load("zh_CN")
    said = [
        describe_briefly(countdown(DUE_2021 - ahead, DUE_2021, calendar=OFFICE), wording)
        for ahead in (timedelta(days=4, hours=3), timedelta(hours=2), timedelta(hours=-1))
    ]
    assert said[0] == "3 个工作日"
    assert "2:00:00" in said[1]
    assert said[2] == wording.say("deadline.over_today")
