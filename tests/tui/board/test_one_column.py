"""A column is one object: a made-up one is on the board, in reports and in what programs read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.db.decisions import Marking
from store.decisions.marks import note
from store.reports.content.source import ReportSource
from store.reports.content.tables import items_table, matrix
from store.reports.export import columns_of
from store.text.wording import load
from store.views.board import columns
from store.views.board.dashboard import dashboard
from store.views.report import ReportScope, report_view
from tests.making import NOW
from tests.more_words import more_words
from tests.store.views.board import made_up_column
from tests.tui.board_pilot import opened, shown
from tests.tui.conftest import Place, press, text_of
from tui.board.columns import columns_for
from tui.commands.work.status_json import status_json

WORDS = """
"item_title.visit" = "走访党支部"
"head.visit" = "走访"
"head_narrow.visit" = "走"
"cli.column.visit" = "走访"
"order.visit" = "按走访次数"
"""


def forget() -> None:
    for known in (columns.all_columns, columns.board_columns, columns.due_columns, columns_for):
        known.cache_clear()


@pytest.fixture
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The file of the made-up column lies among those of the program."""
    folder = tmp_path_factory.mktemp("columns")
    source = Path(str(made_up_column.__file__))
    (folder / "visit.py").write_bytes(source.read_bytes())
    columns.__path__.append(str(folder))
    forget()
    with more_words(folder, WORDS):
        yield
    columns.__path__.remove(str(folder))
    sys.modules.pop(f"{columns.__name__}.visit", None)
    forget()


@pytest.mark.usefixtures("visits")
async def test_one_object_is_a_column_everywhere(place: Place) -> None:
    wording = load("zh_CN")
    note(place.store, ["B2"], "去过了", marking=Marking(NOW, "李老师"))
    told = status_json(dashboard(place.store, place.workspace, now=NOW), wording)
    rows = told["branches"]
    assert isinstance(rows, list)
    visited = [row["cells"]["visit"]["state"] for row in rows[:2]]
    assert visited == ["open", "done"]
    view = report_view(place.store, place.workspace, ReportScope(as_of=NOW))
    source = ReportSource(view, place.workspace, wording)
    assert "走访党支部" in [row[0] for row in items_table(source).sections[0].rows]
    assert "走访" in matrix(source).heads
    assert columns_of("走访党支部", place.workspace, wording) == ("visit",)
    app = place.dashboard()
    async with opened(app, (180, 60)) as pilot:
        (head,) = [line for line in text_of(app).splitlines() if "1 方案" in line]
        assert head.index("4 分享") < head.index("走访") < head.index("评价表")
        assert "走访党支部" in text_of(app)
        await press(pilot, "ctrl+u")
        assert "按走访次数" in text_of(app)
        await press(pilot, "end", "enter")
        await press(pilot, "ctrl+u", *["down"] * 8, "enter")
        assert "按走访次数" in text_of(app)
        assert shown(app)[0] == "B2"
