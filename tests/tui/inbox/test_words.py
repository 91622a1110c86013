"""来信 by its keys: each kind of mail of words is seen to, and nothing changes by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from textual.widgets import Static

from mailsync.sync.sync import relearn
from store.db.acts import Act
from store.db.decisions import live_decisions
from store.model import Address, Problem
from store.views.board.dashboard import dashboard
from store.views.inbox.queue import Pile, intake_view
from tests.making import NOW, make_mail, take_in
from tests.tui.conftest import Place, settle, text_of
from tests.tui.inbox.intake_mails import desk, give, judged
from tests.tui.inbox.test_screen import Clerk, enter
from tui.inbox.facts import read_intake

__all__ = ["desk"]
SIZES = [(160, 40, "zh_CN"), (80, 24, "en")]
EAST = "dongfang@neu.example"


def came(made: Place, name: str, body: str, *, hours: int, sender: str = EAST) -> int:
    """A mail of words, read as a sync reads it."""
    mail_id = give(made, name, sender=sender, body=body, at=NOW - timedelta(hours=hours))
    relearn(made.workspace, made.store, at=NOW)
    return mail_id


async def words(clerk: Clerk) -> Clerk:
    """Go to the pile of words."""
    clerk.screen.open_at(Pile.MESSAGES)
    await settle(clerk.pilot)
    clerk.presses = 0
    return clerk


def acts(made: Place) -> list[tuple[str, str]]:
    return [(made.act, made.subject) for made in live_decisions(made.store)]


@pytest.mark.parametrize(("width", "height", "language"), SIZES)
async def test_every_kind_is_seen_to_in_a_few_keys(
    desk: Place, width: int, height: int, language: str
) -> None:
    leaves = came(desk, "说明", "研究生第三党支部因故退出创建。", hours=9)
    later = came(desk, "申请", "研究生第五党支部的视频申请延期三天报送。", hours=8)
    asks = came(desk, "咨询", "请问视频必须是MP4吗？", hours=7)
    thanks = came(desk, "Re: 催办", "收到，谢谢！", hours=6)
    more = came(desk, "Re: 提醒", "好的，收到。", hours=5, sender="other@private.example")
    app = desk.dashboard(language=language)
    async with app.run_test(size=(width, height)) as pilot:
        clerk = await words(await enter(pilot))
        assert clerk.subject == "说明"
        assert "研究生第三党支部" in text_of(app)
        await clerk.press("enter", "ctrl+s")
        assert clerk.subject == "申请"
        await clerk.press("enter", "ctrl+s")
        assert clerk.subject == "咨询"
        await clerk.press("enter", "Y", "ctrl+s")
        assert clerk.subject == "Re: 催办"
        await clerk.press("2")
        assert clerk.presses == 8
    assert acts(desk) == [
        (Act.WITHDRAW, "branch:E03"),
        (Act.SETTLE, f"mail:{leaves}"),
        (Act.EXTEND, "branch:E05"),
        (Act.SETTLE, f"mail:{later}"),
        (Act.ANSWER, f"mail:{asks}"),
        (Act.SETTLE, f"mail:{thanks}"),
        (Act.SETTLE, f"mail:{more}"),
    ]
    until = [made.payload for made in live_decisions(desk.store) if made.act is Act.EXTEND]
    assert str(until[0]["until"]).startswith("2027-04-17")
    view = intake_view(desk.store, desk.workspace, now=NOW)
    assert [line.received.subject for line in view.pile(Pile.MESSAGES)] == ["咨询"]


async def test_what_wants_nothing_known_highlights_nothing(desk: Place) -> None:
    came(desk, "书法展", "欢迎参观。", hours=3, sender="art@hall.example")
    async with desk.dashboard().run_test(size=(120, 30)) as pilot:
        clerk = await words(await enter(pilot))
        await clerk.press("enter")
        assert clerk.said == desk.dashboard().desk.wording.say("word.nothing_proposed")
        assert acts(desk) == []
        await clerk.press("ctrl+x")
        assert [act for act, _ in acts(desk)] == [Act.SETTLE]
    assert dashboard(desk.store, desk.workspace, now=NOW).messages == 0


async def test_a_mail_is_put_off_till_a_day_and_handed_to_a_colleague(desk: Place) -> None:
    first = came(desk, "说明", "研究生第三党支部因故退出创建。", hours=9)
    second = came(desk, "申请", "研究生第五党支部申请延期三天报送。", hours=8)
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await words(await enter(pilot))
        await clerk.press("ctrl+w", "+", "2", "ctrl+s")
        assert clerk.subject == "申请"
        clerk.screen.action_hand()
        await settle(pilot)
        await clerk.press("A", "n", "n", "ctrl+s")
        clerk.screen.action_only_mine()
        await settle(pilot)
        assert [line.mail_id for line in clerk.screen.lines] == [first]
    tasks = {
        made.subject: made.payload for made in live_decisions(desk.store) if made.act is Act.TASK
    }
    assert tasks[f"mail:{first}"]["to"] == "李老师"
    assert tasks[f"mail:{second}"]["to"] == "Ann"


async def test_the_conversation_is_read_whole_with_its_words_lit(desk: Place) -> None:
    came(desk, "咨询", "请问视频必须是MP4吗？", hours=9)
    came(desk, "回复：咨询", "另外字数含标题吗？", hours=8)
    app = desk.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        clerk = await words(await enter(pilot))
        assert clerk.subject == "回复：咨询"
        text = text_of(app)
        assert "请问视频必须是MP4吗？" in text
        assert "咨询：“另外字数含标题吗”" in text
        facts = clerk.screen.facts
        assert facts is not None
        assert (facts.marks or {})["body"] == ((0, 8),)


async def test_an_extension_is_read_as_on_the_board_and_says_what_it_means(desk: Place) -> None:
    came(desk, "申请", "研究生第五党支部申请延期报送。", hours=8)
    app = desk.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        clerk = await words(await enter(pilot))
        await clerk.press("enter", *"改日", "ctrl+s")
        under = app.screen.query_one("#under-until", Static)
        assert "改日" in str(under.content)
        await clerk.press("backspace", "backspace", *"下周五")
        # Counted from today, as it is typed on the board, and not from the deadline.
        assert str(under.content).startswith("2027-04-16")
        await clerk.press("ctrl+s")
    (until,) = (
        made.payload["until"] for made in live_decisions(desk.store) if made.act is Act.EXTEND
    )
    assert str(until).startswith("2027-04-16")


def test_a_password_is_offered_for_the_archives_of_its_sender_and_of_its_unit(
    desk: Place,
) -> None:
    for name, sender in (("一.7z", EAST), ("二.7z", "other@private.example"), ("三.7z", EAST)):
        mail = replace(
            make_mail(name, [(name, name)], at=NOW - timedelta(hours=5)),
            sender=Address("", sender),
            problems=(Problem("archive.encrypted", {"name": name, "n": 1}),),
        )
        take_in(desk.store, mail, *judged(desk, mail))
    asks = came(desk, "密码", "压缩包密码：neu2027。", hours=2)
    at = desk.dashboard().desk
    facts = read_intake(desk.store, at, mail_id=asks, pile=Pile.MESSAGES)
    assert [one.credit.path for one in facts.locked] == ["三.7z", "一.7z"]


async def test_a_mailbox_of_many_branches_is_told_by_their_number(desk: Place) -> None:
    """Eleven of them stood above the mail's own words, a line or so each."""
    whole = ("plus", "enter")
    give(desk, "签到", "甲.docx", sender=EAST)
    async with desk.dashboard().run_test(size=(120, 30)) as pilot:
        await (await enter(pilot)).press(*whole)
    asks = came(desk, "咨询", "请问视频必须是MP4吗？", hours=3)
    facts = read_intake(desk.store, desk.dashboard().desk, mail_id=asks, pile=Pile.MESSAGES)
    assert facts.sender == ("东方学院党委的联系人", "曾报送 11 个支部的材料")


async def test_when_no_file_waits_the_mails_of_words_come_next(desk: Place) -> None:
    give(desk, "东方学院材料", "甲.docx", sender=EAST)
    came(desk, "咨询", "请问视频必须是MP4吗？", hours=3)
    async with desk.dashboard().run_test(size=(120, 30)) as pilot:
        clerk = await enter(pilot)
        await clerk.press(*"yjsdsy", "enter")
        assert "还有来信 1 封" in clerk.said
        # No branch is offered where there is nothing to give.
        assert "研究生第三党支部" not in text_of(clerk.pilot.app)
        await clerk.press("ctrl+right")
        assert clerk.subject == "咨询"
