"""Board, inbox, status and its JSON count the same things and say their units."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from mailsync.sync.sync import relearn
from store.views.board.dashboard import dashboard
from store.views.inbox.queue import Pile, intake_view
from tests.making import NOW
from tests.tui.conftest import Place, settle, text_of
from tests.tui.inbox.intake_mails import desk, give
from tests.tui.inbox.test_screen import enter
from tui.cli import main

__all__ = ["desk"]


@pytest.fixture
def filled(desk: Place) -> Place:
    """Two mails with three files that wait, three of words, one of each too early."""
    give(desk, "甲", "方案.docx", "视频.mp4", sender="dongfang@neu.example")
    give(desk, "乙", "材料.docx", sender="dongfang@neu.example")
    early = NOW - timedelta(days=60)
    give(desk, "旧", "方案.docx", sender="dongfang@neu.example", at=early)
    give(desk, "旧话", sender="dongfang@neu.example", body="请问怎么报送？", at=early)
    for at, body in enumerate(("请问视频格式？", "研究生第三党支部退出创建。", "收到，谢谢。")):
        sender = f"person{at}@private.example"
        give(desk, f"话{at}", sender=sender, body=body, at=NOW - timedelta(hours=at + 1))
    relearn(desk.workspace, desk.store, at=NOW)
    return desk


async def test_every_place_counts_the_same_mails_and_files(filled: Place) -> None:
    view = dashboard(filled.store, filled.workspace, now=NOW)
    inbox = intake_view(filled.store, filled.workspace, now=NOW)
    waiting, words, early = (inbox.pile(one) for one in (Pile.WAITING, Pile.MESSAGES, Pile.OUTSIDE))
    assert (view.queue, view.queue_mails) == (sum(one.waiting for one in waiting), len(waiting))
    assert (view.messages, view.outside_mails) == (len(words), len(early))
    assert (view.queue, view.queue_mails, view.messages, view.outside_mails) == (3, 2, 3, 2)
    app = filled.dashboard()
    async with app.run_test(size=(200, 40)) as pilot:
        await settle(pilot)
        board = text_of(app)
        for told in ("收件 2 封", "来信 3 封", "起始日前 2 封", f"全部 {len(view.rows)} 支部"):
            assert told in board
        clerk = await enter(pilot)
        text = text_of(app)
        for told in ("待归属 2 封", "待归属 3 件", "来信 3 封", "起始日前 2 封"):
            assert told in text
        clerk.screen.open_at(Pile.MESSAGES)
        await settle(pilot)
        assert "等回复 2 封" in text_of(app)


def test_the_command_line_counts_them_too(
    filled: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    there = ["--workspace", str(filled.workspace.folder), "status", "--as-of", "2027-04-10 17:00"]
    assert main(there) == 0
    said = capsys.readouterr().out
    assert "待归属 3 件（2 封）" in said
    assert "来信待处理 3 封，其中等回复 2 封" in said
    assert main([*there, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["queue"], told["messages"]) == (3, {"open": 3, "waiting": 2})
    assert not re.search(r"待归属 \d+(?! [件封])", said)
