"""Rosters as offices lay them out: read right, or one clear question."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.roster.importing import open_questions, read_files
from store.roster.preview import describe_question
from store.text.wording import load
from tests.store.roster.layouts import BRANCHES, LAYOUTS, Layout


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_layout_is_read_or_asks_one_question(tmp_path: Path, layout: Layout) -> None:
    roster, _ = read_files(layout.write(tmp_path), None, scope=layout.scope)
    assert roster is not None
    asked = [(one.kind, one.key) for one in open_questions(roster, None)]
    if layout.asks is not None:
        assert asked == [layout.asks]
        for language in ("zh_CN", "en"):
            for question in open_questions(roster, None):
                assert describe_question(question, load(language))
        return
    assert asked == []
    assert {(row.sub_committee, row.name) for row in roster.rows} == layout.expected
    assert not [entry for entry in roster.problems if entry.lost]
    expected = {
        name: (secretary, (address,), phone) for _, name, secretary, address, phone in BRANCHES
    }
    assert {row.name: (row.secretary, row.contacts, row.phone) for row in roster.rows} == expected


def test_there_are_thirty_layouts() -> None:
    assert len(LAYOUTS) >= 30
