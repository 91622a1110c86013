"""A made-up kind of letter among those of the program, for the tests that look for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailsync.letters import kinds
from mailsync.letters.kinds import letter_kinds

MADE_UP = Path(__file__).parent / "made_up_kind.py"


@pytest.fixture
def with_thanks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The file of the made-up kind lies among those of the program."""
    folder = tmp_path_factory.mktemp("kinds")
    (folder / "thanks.py").write_bytes(MADE_UP.read_bytes())
    kinds.__path__.append(str(folder))
    letter_kinds.cache_clear()
    yield
    kinds.__path__.remove(str(folder))
    sys.modules.pop(f"{kinds.__name__}.thanks", None)
    letter_kinds.cache_clear()
