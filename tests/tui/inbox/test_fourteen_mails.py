"""The fourteen mails that waited in the first demonstration, cleared by a clerk in few presses.

`fourteen/` holds them as they came, with their roster; all of it is invented.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from mailsync.demo.notice import write_demo_notice
from mailsync.mailbox.folder import FolderMailbox
from mailsync.sync.sync import sync
from store.db.database import open_store
from store.roster.importing import apply_plan, plan_import, read_files
from store.views.inbox.queue import Pile
from store.workspace.settings import MailSettings
from store.workspace.workspace import init_workspace
from tests.tui.conftest import Place, settle
from tests.tui.inbox.test_screen import Clerk, enter

FOURTEEN = Path(__file__).parent / "fourteen"
NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
MOST_PRESSES = 28
# What a clerk decides, by the subject: the line under the cursor, or what is no submission.
APART = ("安全工作会议", "报价单", "冶金物理化学研究所", "限时优惠")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Place]:
    workspace = init_workspace(
        tmp_path / "workspace",
        today=NOW.date(),
        mail=MailSettings(kind="folder", path=str(FOURTEEN)),
        notice=str(write_demo_notice(tmp_path, date(2026, 11, 4), date(2026, 12, 4))),
    )
    store = open_store(workspace.database)
    files = read_files(FOURTEEN / "roster.csv", FOURTEEN / "sub_committees.csv")
    apply_plan(store, plan_import(store, *files), at=NOW, actor="李")
    box = FolderMailbox(FOURTEEN, spool=workspace.spool)
    list(sync(workspace, store, box, clock=lambda: NOW))
    yield Place(workspace, store)
    store.close()


def ready(clerk: Clerk) -> bool:
    """Whether a mail that waits is on the screen, or none is left."""
    facts = clerk.screen.facts
    assert facts is not None
    return not clerk.screen.lines or (facts.mail is not None and bool(facts.mail.waiting))


@pytest.mark.parametrize("size", [(160, 40), (80, 24)])
async def test_a_clerk_clears_them_in_few_presses(office: Place, size: tuple[int, int]) -> None:
    async with office.dashboard(clock=lambda: NOW).run_test(size=size) as pilot:
        clerk = await enter(pilot)
        for _ in range(MOST_PRESSES):
            if not clerk.screen.lines:
                break
            if any(word in clerk.subject for word in APART):
                await clerk.press("ctrl+x", "1")
            else:
                await clerk.press("enter")
            async with asyncio.timeout(60):
                while clerk.screen.settling or not ready(clerk):
                    await settle(pilot)
        facts = clerk.screen.facts
        assert facts is not None
        assert facts.view.pile(Pile.WAITING) == ()
        assert clerk.presses <= MOST_PRESSES
        assert "全部处理完毕" in clerk.said
