"""Which mails are to be read again: those without a meaning by what is read by today."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.db.database import Store
from store.intake.meanings import keep_meaning, last_mail, mails_to_read, note_all_read
from store.model import FileKind, MailMeaning
from tests.engines import EMBEDDED, OVER_BOTH
from tests.making import ask, make_mail, make_workspace, take_in

MANY = 250


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    _, store = make_workspace(tmp_path)
    with store.atomic():
        for number in range(MANY):
            take_in(store, make_mail(f"m{number}", [("a.docx", f"{number}")]), ask(FileKind.PLAN))
            keep_meaning(store, number + 1, MailMeaning(), read_by="first")
    yield store
    store.close()


def noted(store: Store) -> list[tuple[str, int]]:
    rows = store.rows("SELECT read_by, mail_id FROM meanings_read")
    return [(row["read_by"], row["mail_id"]) for row in rows]


@OVER_BOTH
def test_mails_up_to_the_one_that_was_noted_are_not_looked_at(store: Store) -> None:
    assert mails_to_read(store, "first") == {}
    note_all_read(store, "first", last_mail(store))
    assert noted(store) == [("first", MANY)]

    store.execute("DELETE FROM mail_meanings WHERE mail_id = 7")
    take_in(store, make_mail("later", [("a.docx", "later")]), ask(FileKind.PLAN))
    assert mails_to_read(store, "first") == {MANY + 1: None}


@OVER_BOTH
def test_another_reading_asks_for_all_of_them(store: Store) -> None:
    note_all_read(store, "first", last_mail(store))
    assert len(mails_to_read(store, "second")) == MANY


@OVER_BOTH
def test_a_few_more_mails_are_not_written_down(store: Store) -> None:
    note_all_read(store, "first", 100)
    assert noted(store) == []
    note_all_read(store, "first", MANY)
    note_all_read(store, "first", MANY + 100)
    assert noted(store) == [("first", MANY)]
    note_all_read(store, "second", MANY)
    assert noted(store) == [("second", MANY)]


@EMBEDDED
@pytest.mark.parametrize(
    "query",
    [
        "SELECT id FROM mails WHERE automatic = 'bounce'",
        "SELECT subject FROM decisions WHERE act = 'withdraw'",
    ],
)
@pytest.mark.usefixtures("engine")
def test_what_each_sync_asks_for_has_an_index_of_its_own(store: Store, query: str) -> None:
    plan = [row["detail"] for row in store.rows(f"EXPLAIN QUERY PLAN {query}")]
    assert all("USING INDEX" in step or "USING COVERING INDEX" in step for step in plan), plan
