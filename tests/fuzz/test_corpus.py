"""A short pass of the fuzzers' corpora: whatever once failed fails no more, and quickly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest

from tests.fuzz.targets import CORPUS, PLAIN, MailToRow

HANG_S = 2


def inputs(name: str) -> list[bytes]:
    """The corpus of a target."""
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir()) if path.is_file()]


@pytest.mark.parametrize("name", PLAIN)
def test_no_input_of_the_corpus_fails(name: str) -> None:
    given = inputs(name)
    assert given
    for data in given:
        began = process_time()
        PLAIN[name](data)
        assert process_time() - began < HANG_S


@pytest.fixture
def mail_to_row() -> Iterator[MailToRow]:
    target = MailToRow()
    yield target
    target.close()


def test_no_mail_of_the_corpora_fails(mail_to_row: MailToRow) -> None:
    mails = Path(__file__).parents[1] / "corpus"
    given = [*inputs("mail"), *(path.read_bytes() for path in sorted(mails.rglob("*.eml")))]
    for data in given:
        began = process_time()
        mail_to_row(data)
        assert process_time() - began < HANG_S
