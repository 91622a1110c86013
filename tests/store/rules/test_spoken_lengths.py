"""How long a film is, said as on the phone."""

from __future__ import annotations

import pytest

from store.model import Finding, Params, Severity
from store.rules.wording import finding_message
from store.text.wording import load


@pytest.mark.parametrize(
    ("seconds", "over", "zh", "en"),
    [
        (
            522.209,
            42.209,
            "视频时长 8 分 42 秒，超出 8 分钟上限 42 秒",
            "lasts 8 min 42 s, 42 s over 8 min",
        ),
        (600, 120, "视频时长 10 分钟，超出 8 分钟上限 2 分钟", "lasts 10 min, 2 min over 8 min"),
        (480.3, 0.3, "视频时长 8 分钟，超出 8 分钟上限 0.3 秒", "lasts 8 min, 0.3 s over 8 min"),
    ],
)
def test_a_film_that_is_too_long_is_said_in_minutes_and_seconds(
    seconds: float, over: float, zh: str, en: str
) -> None:
    params: Params = {"seconds": seconds, "over": over, "time": "8:42.2", "limit_time": "8:00"}
    finding = Finding("video.too_long", Severity.SOFT, params)
    assert zh in finding_message(finding, load("zh_CN"))
    assert en in finding_message(finding, load("en"))
