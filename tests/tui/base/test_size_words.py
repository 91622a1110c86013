from __future__ import annotations

import pytest

from tui.commands.kit.progress import size_words


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (84_892_713, "84.9 MB"), (2 * 10**9, "2.0 GB")],
)
def test_the_command_line_counts_bytes_as_the_screens_do(size_bytes: int, words: str) -> None:
    assert size_words(size_bytes) == words
