"""Mails that were not read completely, or not stored at all, are listed with the reason."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from msgspec.structs import replace

from store.intake import record as intake
from store.model import MailKey, Problem
from tests.making import NOW, make_mail, take_in
from tests.tui.conftest import Place, press, settle, text_of
from tests.tui.grids import WIDE
from tui.cli import main
from tui.inbox.screen import IntakePlace
from tui.places.problems import ProblemsPlace

LOST = Problem("mailbox.mail_cuts_line")
LOCKED = Problem("archive.encrypted", {"name": "材料.zip", "n": 0})


@pytest.fixture
def troubled(place: Place) -> Place:
    """One message that cuts the line, one mail whose archive is locked."""
    intake.record_unread(
        place.store,
        MailKey("m", "INBOX", 1, 77),
        LOST,
        internal_date=NOW - timedelta(hours=3),
        at=NOW,
    )
    mail = make_mail("锁住的材料", [("材料.zip", "locked")], at=NOW - timedelta(hours=1))
    take_in(place.store, replace(mail, problems=(LOCKED,)))
    return place


async def test_a_click_on_the_count_leads_there_and_enter_to_the_mail(troubled: Place) -> None:
    app = troubled.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        line = "".join(text for text, _ in app.board.filters.lines(158)[1])
        at = sum(2 if ord(one) > 0x2E80 else 1 for one in line[: line.index("读取有问题")])
        await pilot.click("#counts", offset=(at + 1, 1))
        await settle(pilot)
        assert isinstance(app.screen, ProblemsPlace)
        assert "每次收到这封邮件连接都会中断" in text_of(app)
        await press(pilot, "enter")
        assert "没有附件" in text_of(app)
        await press(pilot, "down", "enter")
        assert isinstance(app.screen, IntakePlace)
        assert "锁住的材料" in text_of(app)


def test_the_command_lists_them_too(troubled: Place, capsys: pytest.CaptureFixture[str]) -> None:
    there = ["--workspace", str(troubled.workspace.folder), "problems"]
    code = main(there)
    out = capsys.readouterr().out
    assert code == 1
    for said in ("INBOX", "材料.zip", "锁住的材料"):
        assert said in out
    main([*there, "--json"])
    lost, locked = json.loads(capsys.readouterr().out)
    assert (lost["stored"], lost["folder"]) == (False, "INBOX")
    assert lost["at"].startswith((NOW - timedelta(hours=3)).isoformat()[:10])
    assert [one["code"] for one in locked["problems"]] == ["archive.encrypted"]
