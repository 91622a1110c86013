from __future__ import annotations

from pathlib import Path

import pytest

from store.errors import ConfigError
from store.views.board.finding import Filter, Order, Wanted
from store.views.board.saved_views import FILE, drop_view, save_view, saved_views
from tests.engines import OVER_BOTH

pytestmark = OVER_BOTH

URGENT = Wanted(Filter.INCOMPLETE, "U1", '研究生 "第一"\n', Order.URGENCY)


def test_a_view_is_saved_replaced_and_dropped(tmp_path: Path) -> None:
    assert saved_views(tmp_path) == ()
    save_view(tmp_path, "急件", URGENT)
    save_view(tmp_path, "[bold]", Wanted())
    assert [(one.name, one.wanted) for one in saved_views(tmp_path)] == [
        ("急件", URGENT),
        ("[bold]", Wanted()),
    ]
    save_view(tmp_path, "急件", Wanted(Filter.LATE))
    assert [one.wanted.filter for one in saved_views(tmp_path)] == [Filter.ALL, Filter.LATE]
    drop_view(tmp_path, "[bold]")
    drop_view(tmp_path, "急件")
    assert saved_views(tmp_path) == ()


@pytest.mark.parametrize(
    "text", ["view = 3", "[[view]]\nname = 1", "[[", 'view = [{name="x", y=1}]']
)
def test_a_broken_file_is_told_and_kept(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        save_view(tmp_path, "急件", URGENT)
    assert refused.value.code == "views.unreadable"
    assert (tmp_path / FILE).read_text(encoding="utf-8") == text
