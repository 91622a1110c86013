"""Moments as people write them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.config import (
    parse_when,
)
from store.errors import ConfigError
from store.notice import load_notice
from tests.store.workspaces import SHANGHAI


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2027-04-14", "2027-04-14T17:00:00+08:00"),
        (" 2027/4/14 ", "2027-04-14T17:00:00+08:00"),
        ("2027.4.14", "2027-04-14T17:00:00+08:00"),
        ("2027年4月14日", "2027-04-14T17:00:00+08:00"),
        ("2027-04-14 17:00", "2027-04-14T17:00:00+08:00"),
        ("2027-04-14 9:05", "2027-04-14T09:05:00+08:00"),
        ("2027-04-14T08:00:30", "2027-04-14T08:00:30+08:00"),
        ("2027年4月14日 17点", "2027-04-14T17:00:00+08:00"),
        ("2027年4月14日17时30分", "2027-04-14T17:30:00+08:00"),
        ("２０２７－０４－１４　１７：００", "2027-04-14T17:00:00+08:00"),
        ("2027-04-14T09:00:00Z", "2027-04-14T17:00:00+08:00"),
        ("2027-04-14T17:00+08:00", "2027-04-14T17:00:00+08:00"),
        ("2027-04-14T17:00:00.250000+00:00", "2027-04-15T01:00:00.250000+08:00"),
    ],
)
def test_moments_are_read_as_people_write_them(text: str, moment: str) -> None:
    assert parse_when(text, SHANGHAI).isoformat() == moment


@pytest.mark.parametrize(
    "text", ["", "soon", "2027-02-30", "2027-04-14 24:00", "4月14日", "2027", "2027-W15-3", "14:00"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_when(text, SHANGHAI)
    assert caught.value.code == "when.unreadable"
    assert caught.value.exit_code == 2


@given(
    st.integers(946_684_800, 4_070_908_800).map(
        lambda seconds: datetime.fromtimestamp(seconds, SHANGHAI)
    )
)
def test_every_moment_is_read_back(moment: datetime) -> None:
    assert parse_when(moment.isoformat(), SHANGHAI) == moment
    assert parse_when(f"{moment:%Y-%m-%d %H:%M:%S}", SHANGHAI) - moment == timedelta(0)


def test_the_notice_gives_the_end_of_work() -> None:
    dates = load_notice("neu-2021-8").dates
    assert parse_when("2027-04-14", SHANGHAI).time() == dates.end_of_work
