"""Letters as they are read: every kind, both languages, plain and HTML."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailsync.letters.kinds import letter_kinds
from tests.mailsync.letters.shown import FOLDER, letters, plain


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_letter_reads_as_it_was_looked_at(tmp_path: Path, language: str) -> None:
    found = letters(language, tmp_path)
    assert {kind for kind, _, _ in found} == set(letter_kinds())
    for kind, letter, page in found:
        kept = FOLDER / language / kind
        assert plain(letter) == kept.with_suffix(".txt").read_text(encoding="utf-8"), kind
        assert page == kept.with_suffix(".html").read_text(encoding="utf-8"), kind


def test_an_english_letter_has_chinese_in_names_and_quotations_only(tmp_path: Path) -> None:
    for kind, letter, _ in letters("en", tmp_path):
        if kind == "answer":
            # What a person wrote.
            continue
        assert letter.subject.isascii() or kind == "receipt", kind
        for line in letter.text.splitlines():
            if "，" in line or "。" in line:
                assert "notice" in line, (kind, line)
