from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from store.errors import ConfigError
from store.notice.when import parse_day, parse_until

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
    ],
)
def test_until_is_written_in_many_ways(text: str, day: int, hour: int, minute: int) -> None:
    assert until(text) == datetime(2027, 4, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text", ["", "2", "+", "+-2", "+12345", "4-31", "13-1", "明天", "4-16 25:00"]
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
