"""When a sync begins by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.workspace.freshness import sync_due
from tests.making import DEADLINE, NOW

MINUTE = timedelta(minutes=1)
MUST_SEE = DEADLINE + MINUTE


@pytest.mark.parametrize(
    ("now", "begun", "due"),
    [
        (NOW, [None], True),
        (NOW, [NOW - 5 * MINUTE], True),
        (NOW, [NOW - 4 * MINUTE, None], False),
        (NOW, [NOW - 60 * MINUTE, NOW - MINUTE], False),
        # The clock was set back: what lies ahead says nothing.
        (NOW, [NOW + 60 * MINUTE], True),
        (NOW, [NOW + 60 * MINUTE, NOW - MINUTE], False),
        (DEADLINE, [DEADLINE - MINUTE], False),
        (MUST_SEE, [DEADLINE], True),
        (MUST_SEE, [MUST_SEE], False),
        (MUST_SEE + MINUTE, [MUST_SEE - timedelta(seconds=1)], True),
    ],
)
def test_a_sync_begins_by_itself(now: datetime, begun: list[datetime | None], due: bool) -> None:
    assert sync_due(now, begun, every_minutes=5, must_see=MUST_SEE) is due


@given(st.integers(1, 1440), st.integers(0, 100_000))
def test_none_begins_within_the_interval_and_one_always_does_after_it(
    every: int, seconds: int
) -> None:
    last = NOW
    now = NOW + timedelta(seconds=seconds)
    far = NOW - 99 * MINUTE
    due = sync_due(now, [last], every_minutes=every, must_see=far)
    assert due is (seconds >= every * 60)


@pytest.mark.parametrize(("minutes", "due"), [(5, False), (59, False), (60, True)])
def test_a_refused_login_is_not_tried_every_few_minutes(minutes: int, due: bool) -> None:
    now = NOW + minutes * MINUTE
    assert (
        sync_due(now, [NOW], every_minutes=5, must_see=MUST_SEE, failed="mailbox.login_refused")
        is due
    )
