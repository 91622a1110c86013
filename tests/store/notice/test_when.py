from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from store.errors import ConfigError
from store.notice.when import parse_day, parse_until, parse_when

SHANGHAI = ZoneInfo("Asia/Shanghai")
BASE = datetime(2027, 4, 14, 17, tzinfo=SHANGHAI)


def until(text: str) -> datetime:
    return parse_until(text, BASE, SHANGHAI, end_of_work=time(17, 30))


@pytest.mark.parametrize(
    ("text", "day", "hour", "minute"),
    [
        ("+2", 16, 17, 30),
        ("＋ 2 天", 16, 17, 30),
        ("4-16", 16, 17, 30),
        ("4月16日", 16, 17, 30),
        ("4/16 9:05", 16, 9, 5),
        ("4月16日 17时", 16, 17, 0),
        ("2027-04-16", 16, 17, 30),
        ("2027-04-16 12:00", 16, 12, 0),
        ("2027-04-16T04:00:00+00:00", 16, 12, 0),
        ("2027年4月16日17时", 16, 17, 0),
        ("2027年4月16日下午5时30分前", 16, 17, 30),
        ("20270416", 16, 17, 30),
        ("4月16日晚上8点半", 16, 20, 30),
        ("4月15日24时", 16, 0, 0),
        ("16 April 5pm", 16, 17, 0),
        ("Apr 16, 2027 12:00", 16, 12, 0),
    ],
)
def test_until_is_written_in_many_ways(text: str, day: int, hour: int, minute: int) -> None:
    assert until(text) == datetime(2027, 4, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text", ["", "2", "+", "+-2", "+12345", "4-31", "13-1", "某天", "4-16 25:00", "2-30", "4-16 17"]
)
def test_what_is_no_moment_is_told(text: str) -> None:
    with pytest.raises(ConfigError) as refused:
        until(text)
    assert refused.value.code == "when.unreadable"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", 14), ("明天", 15), ("后天", 16), ("周三", 14), ("周三前", 14), ("星期五", 16),
        ("礼拜天", 18), ("下周三", 21), ("下个星期一", 19), ("tomorrow", 15), ("Fri", 16),
        ("next monday", 19), ("+2", 16), ("4月20日", 20), ("4-20", 20), ("2027-04-21", 21),
    ],
)  # fmt: skip
def test_a_day_is_named_as_one_speaks(text: str, day: int) -> None:
    # The 14th of April 2027 is a Wednesday.
    assert parse_day(text, BASE.date(), SHANGHAI) == BASE.date().replace(day=day)


@pytest.mark.parametrize("text", ["", "周八", "三", "下", "someday"])
def test_what_is_no_day_is_told_too(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_day(text, BASE.date(), SHANGHAI)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", 14), ("明天", 15), ("后天", 16), ("大后天", 17), ("2天后", 16), ("两天之后", 16),
        ("周五", 16), ("星期三", 14), ("本周五", 16), ("下周一", 19), ("周二", 20),
        ("tomorrow", 15), ("the day after tomorrow", 16), ("Friday", 16), ("next Mon", 19),
        ("in 2 days", 16),
    ],
)  # fmt: skip
def test_days_are_counted_from_now(text: str, day: int) -> None:
    """The fourteenth of April 2027 is a Wednesday."""
    found = parse_when(text, SHANGHAI, end_of_work=time(17), now=BASE)
    assert found == datetime(2027, 4, day, 17, tzinfo=SHANGHAI)
    assert parse_when(text + " 9:30", SHANGHAI, now=BASE).time() == time(9, 30)


def test_a_count_is_added_to_what_there_is_and_words_start_from_now() -> None:
    now = BASE - timedelta(days=4)
    assert parse_until("+2", BASE, SHANGHAI, end_of_work=time(17), now=now).day == 16
    assert parse_until("后天", BASE, SHANGHAI, end_of_work=time(17), now=now).day == 12
    assert parse_when("+2", SHANGHAI, end_of_work=time(17), now=now).day == 12


def test_a_day_without_a_year_is_the_nearest() -> None:
    december = datetime(2026, 12, 14, 17, tzinfo=SHANGHAI)
    assert parse_until("1月10日", december, SHANGHAI, end_of_work=time(17)).year == 2027
    january = datetime(2027, 1, 5, 9, tzinfo=SHANGHAI)
    assert parse_when("12-30", SHANGHAI, end_of_work=time(17), now=january).year == 2026


def test_without_a_now_only_a_whole_date_is_understood() -> None:
    for text in ("后天", "4-16", "+2", "周五", "16 April"):
        with pytest.raises(ConfigError):
            parse_when(text, SHANGHAI)


WAYS = (
    "{0.year}年{0.month}月{0.day}日{0.hour}时{0.minute}分", "{0:%Y-%m-%d %H:%M}",
    "{0:%Y/%m/%d %H:%M}",
    "{0.year}.{0.month}.{0.day} {0.hour}点{0.minute}", "{0:%Y%m%d %H:%M}", "{0:%Y-%m-%dT%H:%M}",
    "{0.day} {month} {0.year} {0:%H:%M}", "{month} {0.day}, {0.year} {0:%I:%M %p}",
)  # fmt: skip
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@given(
    st.dates(date(1900, 1, 1), date(2999, 12, 31)),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(WAYS),
)
def test_every_way_of_writing_a_moment_is_that_moment(day: date, clock: time, way: str) -> None:
    if "%Y%m%d" in way and day.year >= 2100:
        day = day.replace(year=2027, day=1)
    at = datetime.combine(day, clock, SHANGHAI)
    text = way.format(at, month=MONTHS[at.month - 1])
    assert parse_when(text, SHANGHAI) == at, text


@given(st.dates(date(1950, 1, 1), date(2950, 1, 1)), st.integers(-150, 150))
def test_a_day_near_by_needs_no_year(base: date, offset: int) -> None:
    day = base + timedelta(days=offset)
    now = datetime.combine(base, time(9), SHANGHAI)
    for text in (f"{day.month}月{day.day}日", f"{day.month}-{day.day}", f"{day.month}/{day.day}"):
        assert parse_when(text, SHANGHAI, end_of_work=time(17), now=now).date() == day


@given(st.text(alphabet="0123456789年月日时分点半上下午+-/.: 天后周一next apm号", max_size=24))
@example("0001-01-01 00:00")
@example("9999年12月31日24时")
@example("+9999")
def test_whatever_is_typed_is_a_moment_or_refused(text: str) -> None:
    for base in (BASE, datetime(9999, 12, 30, tzinfo=SHANGHAI), datetime(1, 1, 2, tzinfo=SHANGHAI)):
        with suppress(ConfigError):
            assert parse_until(text, base, SHANGHAI, end_of_work=time(17)).tzinfo is not None
