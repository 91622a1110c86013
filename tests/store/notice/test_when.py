from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from store.errors import ConfigError
from store.notice.when import parse_until

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
