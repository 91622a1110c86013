"""The catalogs with a few words more, in both languages, for what a test makes up."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.text import wording


@contextlib.contextmanager
def more_words(folder: Path, words: str) -> Iterator[None]:
    """Have the program read the words, given as TOML, beside its own."""
    catalogs = folder / "catalogs"
    shutil.copytree(wording._CATALOGS, catalogs)
    for language in wording.LANGUAGES:
        (catalogs / language / "more.toml").write_text(words, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wording, "_CATALOGS", catalogs)
        wording.load.cache_clear()
        yield
    wording.load.cache_clear()
