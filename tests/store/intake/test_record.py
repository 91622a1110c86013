from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from store.db.database import Store, open_store
from store.errors import StoreError
from store.intake import record as intake
from store.model import FileKind, Judgement, MailKey, Problem
from tests.engines import OVER_BOTH, location
from tests.making import NOW, ask, auto, make_mail, take_in

pytestmark = OVER_BOTH

KEY = MailKey("box", "INBOX", 1, 7)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(location(tmp_path / "a.db"))
    yield opened
    opened.close()


def test_a_mail_in_two_folders_is_one_mail_in_two_places(store: Store) -> None:
    mail = make_mail("一", [("方案.docx", "x")])
    for folder in ("INBOX", "垃圾邮件"):
        intake.record(
            store,
            mail,
            raw_digest="r",
            judgements=[Judgement(0, auto("B1", FileKind.PLAN))],
            examinations=[],
            place=(replace(KEY, folder=folder), 100, NOW),
            at=NOW,
        )
    assert len(store.rows("SELECT * FROM mails")) == 1
    assert len(store.rows("SELECT * FROM files")) == 1
    assert [place.uid for place in intake.known_places(store, "box", "垃圾邮件", 1)] == [7]


def test_a_failing_mail_leaves_neither_rows_nor_cursor(store: Store) -> None:
    mail = make_mail("一", [("a", "x")])
    broken = Judgement(5, auto("B1", FileKind.PLAN))
    with pytest.raises(IndexError):
        intake.record(
            store,
            mail,
            raw_digest="r",
            judgements=[broken],
            examinations=[],
            place=(KEY, 1, NOW),
            at=NOW,
        )
    assert store.rows("SELECT * FROM mails") == []
    assert intake.known_places(store, "box", "INBOX", 1) == []
    assert store.revision() == 0


def test_an_unread_message_is_listed_once_and_offered_again(store: Store) -> None:
    for _ in range(2):
        intake.record_unread(store, KEY, Problem("mail.gone"), at=NOW)
    assert intake.known_places(store, "box", "INBOX", 1) == []
    assert store.revision() == 1


def test_a_message_read_at_last_is_no_problem_any_more(store: Store) -> None:
    intake.record_unread(store, KEY, Problem("mail.gone"), at=NOW)
    intake.record(
        store,
        make_mail("一"),
        raw_digest="r",
        judgements=[],
        examinations=[],
        place=(KEY, 100, NOW),
        at=NOW,
    )
    assert store.rows("SELECT * FROM places WHERE mail_id IS NULL") == []


def test_an_equal_judgement_is_not_written_again(store: Store) -> None:
    take_in(store, make_mail("一", [("a", "x")]), ask(FileKind.PLAN, "B1"))
    assert intake.rejudge(store, {"file:1": ask(FileKind.PLAN, "B1")}, at=NOW) == 0
    assert intake.rejudge(store, {"file:1": auto("B1", FileKind.PLAN)}, at=NOW) == 1
    assert len(store.rows("SELECT * FROM judgements")) == 2


def test_a_naive_moment_is_refused(store: Store) -> None:
    with pytest.raises((ValueError, StoreError)):
        take_in(store, make_mail("一", at=NOW.replace(tzinfo=None)))
