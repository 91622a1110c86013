"""The first run reads each layout of a roster as the command does: right, or one question."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from store.errors import ConfigError
from store.roster.preview import describe_question
from store.roster.questions import answered
from store.text.wording import load
from tests.store.roster.layouts import FURTHER, LAYOUTS, Layout
from tui.wizard.setup import Setup, preview_roster

WORDING = load("zh_CN")


@pytest.mark.sweep
@pytest.mark.parametrize("layout", [*LAYOUTS, *FURTHER], ids=lambda layout: layout.name)
def test_the_first_run_shows_what_a_layout_brings(tmp_path: Path, layout: Layout) -> None:
    setup = Setup(roster=str(layout.write(tmp_path)), scope=layout.scope)
    found = preview_roster(setup, WORDING)
    if layout.asks is not None:
        (question,) = found.questions
        assert (question.kind, question.key) == layout.asks
        assert describe_question(question, WORDING)
        # Whatever is answered, it is not asked again.
        for option in question.options:
            once = replace(setup, answers=answered(setup.answers, question, option))
            try:
                again = preview_roster(once, WORDING).questions
            except ConfigError as err:
                # A sheet that was said to be none leaves nothing to import.
                again, code = (), err.code
            else:
                code = "roster.no_rows"
            assert code == "roster.no_rows"
            assert layout.asks not in [(one.kind, one.key) for one in again]
        return
    assert found.questions == ()
    shown = "\n".join(found.lines)
    for _unit, branch in layout.expected:
        assert branch in shown
