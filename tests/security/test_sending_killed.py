from __future__ import annotations

import re
import sys

import pytest

from tests.sweeping import swept


@pytest.mark.sweep
# Every point of a letter comes up at a step of three too, at another letter each.
@pytest.mark.parametrize(
    ("what", "points", "step"),
    [("reminders", 9, 1), ("packs", 10, 3), ("together", 9, 3)],
    ids=["reminders", "packs", "together"],
)
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_twenty_letters_cut_or_killed_anywhere_arrive_once_or_are_in_doubt(
    what: str, points: int, step: int
) -> None:
    told = swept("tests.sending_sweep", str(step), what)
    found = re.search(r"(\d+) cuts and (\d+) kills, 0 went wrong", told)
    assert found is not None
    assert int(found[1]) >= points * 20 // step


@pytest.mark.sweep
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_a_submission_cut_or_killed_anywhere_arrives_once_or_is_in_doubt() -> None:
    told = swept("tests.submission_sweep")
    found = re.search(r"(\d+) cuts and (\d+) kills, 0 went wrong", told)
    assert found is not None
    assert int(found[1]) >= 10 * 6
