"""Until when a mail asks for more time, as a clerk would type it."""

from __future__ import annotations

import pytest

from mailsync.messages.until import asked_until


@pytest.mark.parametrize(
    ("body", "typed"),
    [
        ("因搬迁，需要延期三天报送，望批准。", "+3"),
        ("能否晚交两天？", "+2"),
        ("申请延期10天", "+10"),
        ("申请延期一周", "+7"),
        ("估计要推迟到12月7日", "12月7日"),
        ("想延长至4月16号", "4月16日"),
        ("来不及", ""),
        ("可能晚几天", ""),
        ("3天前已报送，请延期", ""),
    ],
)
def test_the_limit_is_read_from_the_words(body: str, typed: str) -> None:
    assert asked_until(body) == typed
