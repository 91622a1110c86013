from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.db.database import open_store
from store.model import ReceivedFrom
from store.views.board.entries import received
from store.views.board.types import Received
from tests.engines import OVER_BOTH

pytestmark = OVER_BOTH

CAME = datetime(2027, 4, 14, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("apart", "shown"),
    [
        (timedelta(0), False),
        (timedelta(minutes=60), False),
        (timedelta(minutes=61), True),
        (timedelta(days=-2), True),
    ],
)
def test_a_mails_own_date_stands_beside_an_arrival_that_is_more_than_an_hour_from_it(
    apart: timedelta, shown: bool
) -> None:
    came = Received(1, "", "a@x.example", "", CAME, ReceivedFrom.INTERNALDATE, CAME - apart)
    assert (came.own_date is not None) is shown


def test_a_mail_without_arrival_or_date_shows_none_beside_it() -> None:
    assert Received(1, "", "", "", None, ReceivedFrom.UNKNOWN, CAME).own_date is None
    assert Received(1, "", "", "", CAME, ReceivedFrom.RECEIVED, None).own_date is None


def test_more_mails_are_asked_for_than_a_statement_takes_parameters(tmp_path: Path) -> None:
    store = open_store(tmp_path / "one.db")
    assert received(store, range(300_000)) == {}
    store.close()
