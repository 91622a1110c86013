from __future__ import annotations

import re
import sys

import pytest

from tests.sweeping import swept


@pytest.mark.sweep
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_a_day_killed_anywhere_keeps_every_decision_that_the_screen_confirmed() -> None:
    told = swept("tests.killing_screens")
    found = re.search(r"(\d+) kill points, 0 went wrong", told)
    assert found is not None
    assert int(found[1]) >= 50
