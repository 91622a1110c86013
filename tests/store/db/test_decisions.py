from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.db.acts import Act
from store.db.database import Store, open_store
from store.db.decisions import Draft, decide, latest_batch, live_decisions, undo
from store.errors import StoreError
from tests.engines import OVER_BOTH, location
from tests.making import NOW

pytestmark = OVER_BOTH


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(location(tmp_path / "a.db"))
    yield opened
    opened.close()


def mark(branch_id: str, day: str = "2027-04-10") -> Draft:
    return Draft(Act.FORM, f"branch:{branch_id}", {"on_paper": True, "date": day})


def test_a_batch_is_undone_as_one_and_after_a_restart(store: Store, tmp_path: Path) -> None:
    decide(store, [mark("B1"), mark("B2")], at=NOW, who="李")
    store.close()
    again = open_store(location(tmp_path / "a.db"))
    batch = latest_batch(again, who="李")
    assert batch is not None
    undo(again, batch, at=NOW, who="李")
    assert live_decisions(again) == ()
    assert latest_batch(again, who="李") is None
    again.close()


def test_undoing_twice_is_refused(store: Store) -> None:
    batch = decide(store, [mark("B1")], at=NOW, who="李")
    undo(store, batch, at=NOW, who="李")
    with pytest.raises(StoreError) as refused:
        undo(store, batch, at=NOW, who="李")
    assert refused.value.code == "undo.already"


def test_an_undo_takes_back_what_this_person_did(store: Store) -> None:
    mine = decide(store, [mark("B1")], at=NOW, who="李")
    decide(store, [mark("B2")], at=NOW, who="王")
    assert latest_batch(store, who="李") == mine


def test_the_journal_says_from_what_to_what(store: Store) -> None:
    decide(store, [mark("B1", "2027-04-01")], at=NOW, who="李")
    decide(store, [mark("B1", "2027-04-02")], at=NOW, who="王")
    row = store.rows("SELECT * FROM journal ORDER BY id DESC LIMIT 1")[0]
    assert row["actor"] == "王"
    assert "2027-04-01" in row["before"]
    assert "2027-04-02" in row["after"]


def test_a_decision_on_what_somebody_else_changed_since_is_refused(store: Store) -> None:
    seen = store.revision()
    decide(store, [mark("B1")], at=NOW, who="李", base_revision=seen)
    with pytest.raises(StoreError) as refused:
        decide(store, [mark("B2"), mark("B1")], at=NOW, who="王", base_revision=seen)
    assert refused.value.code == "decision.conflict"
    assert refused.value.fields["who"] == "李"
    assert len(live_decisions(store)) == 1


def test_two_decisions_of_one_batch_on_one_subject_are_no_conflict(store: Store) -> None:
    drafts = [
        Draft(Act.ACCEPT, "file:1", {"code": code}, "可以")
        for code in ("video.too_long", "video.too_small")
    ]
    decide(store, drafts, at=NOW, who="李", base_revision=store.revision())
    assert len(live_decisions(store)) == 2


def test_two_people_at_once_lose_nothing(store: Store, tmp_path: Path) -> None:
    def work(who: str) -> None:
        own = open_store(location(tmp_path / "a.db"))
        for number in range(100):
            decide(own, [mark(f"{who}{number}")], at=NOW, who=who)
        own.close()

    threads = [threading.Thread(target=work, args=(who,)) for who in ("李", "王")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(live_decisions(store)) == 200


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), max_size=25))
def test_undoing_everything_leaves_no_live_decision(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[bool, int]]
) -> None:
    store = open_store(location(tmp_path_factory.mktemp("undo") / "a.db"))
    for is_undo, number in acts:
        batch = latest_batch(store, who="李")
        if is_undo and batch:
            undo(store, batch, at=NOW, who="李")
        else:
            decide(store, [mark(f"B{number}")], at=NOW, who="李")
    while batch := latest_batch(store, who="李"):
        undo(store, batch, at=NOW, who="李")
    assert live_decisions(store) == ()
    store.close()
