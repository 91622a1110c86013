from __future__ import annotations

import re
import sys

import pytest

from tests.sweeping import swept


@pytest.mark.sweep
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
@pytest.mark.parametrize(("engine", "points"), [("sqlite", 300), ("postgresql", 90)])
def test_a_sync_killed_anywhere_ends_as_an_unbroken_one(engine: str, points: int) -> None:
    told = swept("tests.killing", engine)
    found = re.search(r"(\d+) kill points, 0 with another end state", told)
    assert found is not None
    assert int(found[1]) >= points
