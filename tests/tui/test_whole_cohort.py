"""A cohort from the first mail to the finished volume, walked by keys on the demonstration."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from mailsync.demo.cohort import carry_on
from store.db.database import Store, open_store
from store.db.decisions import Marking
from store.decisions.marks import set_due
from store.model import Item, State
from store.text.wording import load
from store.views.board.dashboard import dashboard
from store.views.items.review import review
from store.views.items.volume import selection
from store.workspace.workspace import Workspace
from tests.tui.commands.test_ones import fill_in
from tests.tui.conftest import settle, text_of
from tui.app.app import Dashboard
from tui.commands.kit.call import Call
from tui.widgets.choice import Choice

pytest.importorskip("pymap", reason="the extra demo (pymap) is not installed")

WIDE = (160, 40)
OPEN_ITEMS = ("promotion", "sharing", "eval_form", "review", "volume")
# What each of the items without a date can be; a volume's case is never asked about.
REACHED = {
    "promotion": {State.OPEN, State.SUBMITTED, State.DONE, State.MISSING},
    "sharing": {State.OPEN, State.DONE, State.MISSING},
    "eval_form": {
        State.OPEN, State.REVIEW, State.FAULT, State.ACCEPTED, State.DONE, State.MISSING,
    },
    "review": {State.OPEN, State.DONE, State.SOFT, State.ACCEPTED, State.MISSING},
    "volume": {State.OPEN, State.DONE, State.MISSING},
}  # fmt: skip


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """The demonstration before its first sync, its server running."""
    from mailsync.demo.kept import DEMO_CODE
    from mailsync.demo.mails import DEMO_MAILBOX, make_mails
    from mailsync.demo.server import serve
    from tui.commands.demo import _deadline, _workspace

    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("mailsync.examine.video.ffmpeg_tools.find_spec", lambda _: None)
    call = Call(load("zh_CN"), tmp_path, True, "李老师", None, {})
    deadline = _deadline(call.now())
    mails = make_mails(tmp_path, deadline=deadline, now=call.now(), ffmpeg=None)
    with serve(mails, user=DEMO_MAILBOX, password=DEMO_CODE) as server:
        yield _workspace(call, tmp_path / "workspace", server, deadline)


def states(store: Store, workspace: Workspace, now: datetime) -> set[tuple[str, State]]:
    view = dashboard(store, workspace, now=now)
    return {(column, row.cell(column).state) for row in view.rows for column in OPEN_ITEMS}


async def keys(pilot: Pilot[None], *pressed: str) -> None:
    for key in pressed:
        await pilot.press(key)
        await settle(pilot)


async def write(pilot: Pilot[None], **values: str) -> None:
    """Fill in fields of the form in front, then save it."""
    for name, value in values.items():
        pilot.app.screen.query_one(f"#{name}", Input).value = value
    await keys(pilot, "ctrl+s")


async def test_a_cohort_goes_from_the_first_mail_to_the_finished_volume(
    demo: Workspace, tmp_path: Path
) -> None:
    from mailsync.demo.kept import DEMO_CODE

    app = Dashboard(demo, language="zh_CN", who="李老师", password=lambda: DEMO_CODE)
    store = open_store(demo.database)
    reached: set[tuple[str, State]] = set()
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await keys(pilot, "f5")
        assert "同步完成" in text_of(app)
        reached |= states(store, demo, datetime.now(UTC))
        await share(pilot)
        await promote(pilot)
        await judge(pilot, store, demo, tmp_path)
        await bind(pilot, tmp_path)
        await keys(pilot, "f2")
        board = text_of(app)
        assert "入选" in board
        assert "80.0" in board
        reached |= states(store, demo, datetime.now(UTC))
    reached |= carried_to_the_end(store, demo, tmp_path)
    store.close()
    for column, wanted in REACHED.items():
        assert {state for name, state in reached if name == column} == wanted, column


async def share(pilot: Pilot[None]) -> None:
    """A session of the first sub-committee, and its form on paper."""
    await keys(pilot, "f6", "ctrl+n", "1")
    await write(pilot, place="计算机楼 101", attendance="21")
    assert "分享交流已登记" in text_of(pilot.app)
    await keys(pilot, "ctrl+k", "1", "enter")
    assert "评价表（纸质）已登记" in text_of(pilot.app)


async def promote(pilot: Pilot[None]) -> None:
    """Two articles pasted at once, bound by their titles."""
    await keys(pilot, "f7", "insert")
    pilot.app.screen.query_one(TextArea).load_text(
        "巡礼：计算机科学与工程学院教工第一党支部 https://mp.weixin.qq.com/s/1\n"
        "巡礼：信息学院自动化系教工党支部 https://mp.weixin.qq.com/s/2"
    )
    await keys(pilot, "ctrl+s", "ctrl+s")
    assert "已登记 2 篇" in text_of(pilot.app)


async def judge(pilot: Pilot[None], store: Store, demo: Workspace, folder: Path) -> None:
    """A panel of all kinds, packs out, filled sheets in."""
    await keys(pilot, "f8", "tab")
    for number, kind in enumerate(demo.notice.review.kinds):
        await keys(pilot, "ctrl+n")
        pilot.app.screen.query_one("#kind", Choice).value = kind
        await write(pilot, name=f"专家{number}")
    await keys(pilot, "ctrl+k", "1")
    await write(pilot, per="2")
    assert "已分配 40 个党支部" in text_of(pilot.app)
    await keys(pilot, "ctrl+k", "2")
    await write(pilot, folder=str(folder / "packs"))
    assert "材料包已做好，3 位评审专家" in text_of(pilot.app)
    sheets = folder / "sheets"
    sheets.mkdir()
    for pack in sorted((folder / "packs").glob("*.zip")):
        fill_in(pack, sheets)
    await keys(pilot, "insert")
    await write(pilot, path=str(sheets))
    assert "读了 3 份评分表，收下 80 个评分" in text_of(pilot.app)
    assert not review(store, demo, now=datetime.now(UTC)).outstanding


async def bind(pilot: Pilot[None], folder: Path) -> None:
    """Two cases selected, the volume built."""
    await keys(pilot, "tab", "space", "space", "ctrl+y", "enter", "ctrl+k", "2")
    await write(pilot, folder=str(folder / "out"))
    assert "文集已编成，2 章" in text_of(pilot.app)
    (book,) = (folder / "out").glob("*.docx")
    headings = [p.text for p in docx.Document(str(book)).paragraphs if is_chapter(p)]
    assert len(headings) == 2


def is_chapter(paragraph: Any) -> bool:
    return str(paragraph.style.name) == "Heading 1"


def carried_to_the_end(store: Store, demo: Workspace, folder: Path) -> set[tuple[str, State]]:
    """The demonstration's own staff do the rest; then a date passes that staff had set."""
    now = datetime.now(UTC)
    made = carry_on(demo, store, load("zh_CN"), now=now, who="王老师")
    assert len(made.volume.chapters) >= 8
    assert {one.code for one in made.problems} <= {"volume.no_case"}
    assert len(selection(store, demo, now=now).volumes) == 2
    found = states(store, demo, now)
    marking = Marking(now, "王老师")
    for item in (Item.PROMOTION, Item.SHARING, Item.REVIEW, Item.VOLUME):
        set_due(store, item, now - timedelta(hours=1), reason="", marking=marking)
    shutil.rmtree(folder / "packs")
    return found | states(store, demo, now)
