"""Facts are derived once a revision: letters move them not, everything else does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from store.views.letters.facts import KnownFacts, known_facts, letter_facts
from tests.mailsync.letters.desk import LetterDesk


@pytest.fixture
def desk(tmp_path: Path) -> LetterDesk:
    return LetterDesk(tmp_path)


def known(desk: LetterDesk, before: KnownFacts | None = None) -> KnownFacts:
    found = known_facts(desk.store, desk.workspace, now=desk.now, before=before)
    assert found.facts == letter_facts(desk.store, desk.workspace, now=desk.now)
    return found


def test_a_letter_that_is_sent_leaves_the_board_as_it_is(desk: LetterDesk) -> None:
    before = known(desk)
    plan = desk.plan()
    desk.mark_sent(plan.letters[:1], plan.digest)
    desk.now += timedelta(seconds=5)

    after = known(desk, before)

    assert after.board is before.board
    assert len(after.facts.past) > len(before.facts.past)
    assert known(desk, after).board is before.board


def test_a_file_that_came_makes_another_board(desk: LetterDesk) -> None:
    before = known(desk)
    desk.complete("B3")
    assert known(desk, before).board is not before.board


def test_so_does_a_limit_that_passes_and_another_day(desk: LetterDesk) -> None:
    before = known(desk)
    limit = min(facts.limit for facts in before.board.by_branch.values())
    desk.now = max(limit, desk.now + timedelta(days=1))
    assert known(desk, before).board is not before.board
