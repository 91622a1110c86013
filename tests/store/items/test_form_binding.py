from __future__ import annotations

from datetime import date

import pytest

from store.items.form_binding import bind
from store.items.sessions import Session, Speaker, Status

DAY = date(2027, 4, 12)


def session(
    name: str, day: int, *branches: str, unit: str = "U1", status: Status = "held"
) -> Session:
    speakers: dict[str, Speaker] = dict.fromkeys(branches, "secretary")
    return Session(name, unit, date(2027, 4, day), "楼", "述职", status, speakers)


FIRST = session("S1", 2, "B1", "B2", "B3")
SECOND = session("S2", 9, "B1", "B4")
OTHER = session("S3", 3, "B9", unit="U2")


def bound(
    *names: str, several: bool = True, day: date | None = DAY
) -> tuple[str | None, list[str]]:
    found = bind(
        [FIRST, SECOND, OTHER], branch_ids=names, several=several, unit_ids={"U1"}, day=day
    )
    return found.session_id, list(found.candidates)


def test_a_form_of_several_branches_binds_to_the_one_session_that_has_them_all() -> None:
    assert bound("B1", "B2") == ("S1", ["S1"])
    assert bound("B4", "B1") == ("S2", ["S2"])


@pytest.mark.parametrize(
    ("names", "several"),
    [((), True), (("B1",), True), (("B2", "B4"), True), (("B1", "B2"), False)],
)
def test_everything_else_is_asked_with_the_likeliest_session_first(
    names: tuple[str, ...], several: bool
) -> None:
    session_id, candidates = bound(*names, several=several)
    assert session_id is None
    assert set(candidates) == {"S1", "S2"}


def test_two_sessions_with_the_same_branches_are_asked_about() -> None:
    again = session("S4", 8, "B1", "B2")
    found = bind([FIRST, again], branch_ids=["B1", "B2"], several=True, unit_ids=(), day=DAY)
    assert found.session_id is None
    assert found.candidates == ("S4", "S1")


def test_a_form_cannot_be_of_a_session_after_it_or_of_a_cancelled_one() -> None:
    assert bound("B1", "B4", day=date(2027, 4, 5)) == (None, ["S1"])
    gone = session("S5", 2, "B1", "B2", status="cancelled")
    assert bind([gone], branch_ids=["B1", "B2"], several=True, unit_ids={"U1"}, day=DAY) == bind(
        [], branch_ids=[], several=True, unit_ids=(), day=None
    )
