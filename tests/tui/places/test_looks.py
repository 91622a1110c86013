"""How a file looks: a look that cannot be had yet is not taken for none."""

from __future__ import annotations

import pytest

from tests.tui.conftest import Place
from tui.places.looks import Seen, draw


@pytest.mark.parametrize("content", ["mp4", "png", "docx"])
def test_of_a_content_that_is_not_here_nothing_is_known(place: Place, content: str) -> None:
    seen = Seen("ab" * 32, f"a.{content}", {"content": content})
    assert draw(place.dashboard().desk, seen, lambda: False) is None
