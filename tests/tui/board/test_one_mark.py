"""A mark is one object: a made-up one has its key and stands in menu, footer, help and palette."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from store.db.database import Store
from store.db.decisions import Marking
from store.decisions.marks import note
from store.errors import UsageError
from tests.more_words import more_words
from tests.tui.board_pilot import opened
from tests.tui.conftest import Place, press, text_of
from tui.app import screens
from tui.base.actions import Command
from tui.base.keys import Verb
from tui.board.commands import BOARD_COMMANDS
from tui.board.marks import MARKS, Mark, MarkContext, Values
from tui.board.screen import BoardScreen
from tui.dialogs.form import Field
from tui.places.registry import OVERVIEW

WORDS = """
"command.praise" = "通报表扬"
"command_short.praise" = "表扬"
"mark.praise" = "通报表扬"
"help.praise" = "写下为何表扬"
"""


@pytest.fixture
def words(tmp_path: Path) -> Iterator[None]:
    with more_words(tmp_path, WORDS):
        yield


def _fields(context: MarkContext) -> tuple[Field, ...]:
    return (Field("why", context.say("mark.reason")),)


def _check(values: Values, _: MarkContext) -> None:
    if not values["why"]:
        raise UsageError("mark.no_reason")


def _write(store: Store, values: Values, context: MarkContext, by: Marking) -> str:
    note(store, context.branch_ids, f"表扬：{values['why']}", marking=by)
    return context.say("mark.noted", n=len(context.rows))


PRAISE = Mark(
    "praise",
    Verb("praise", ("f11",)),
    "tong bao biao yang",
    1,
    _write,
    columns=("plan",),
    fields=_fields,
    check=_check,
)


class PraisingBoard(BoardScreen):
    """The board with one mark more."""

    MARKS: ClassVar[tuple[Mark, ...]] = (*MARKS, PRAISE)
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (PRAISE.command, *BOARD_COMMANDS)


@pytest.mark.usefixtures("words")
async def test_one_object_is_a_mark_everywhere(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(screens._SCREENS, OVERVIEW, f"{__name__}:PraisingBoard")
    app = place.dashboard()
    async with opened(app) as pilot:
        assert "F11 表扬" in text_of(app)
        await press(pilot, "f11", "enter")
        assert "请写明理由" in text_of(app)
        await press(pilot, *"材料齐整", "enter")
        view = app.board.view
        assert view is not None
        assert [row.notes for row in view.rows][:2] == [1, 0]
        await press(pilot, "ctrl+k")
        assert "通报表扬" in text_of(app)
        await press(pilot, "escape", "f1")
        assert "通报表扬" in text_of(app)
        await press(pilot, "escape", "ctrl+p", *"tbby")
        assert "> 表扬" in text_of(app)
        await press(pilot, "enter")
        assert "通报表扬  自动化研究所教工党支部" in text_of(app)
