"""收件 and mails that nobody should send: shown in bounded time, nothing lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from msgspec.structs import replace

from mailsync.sync.sync import relearn
from store.model import Attachment, Branch, SubCommittee
from store.roster.stored import StoredRoster
from store.views.inbox.queue import BODY_SHOWN, Pile, intake_view
from tests.making import NOW, add_roster, ask, make_mail, take_in
from tests.tui.conftest import Place, settle, text_of
from tests.tui.inbox.intake_mails import credits_of, desk, give, judged
from tests.tui.inbox.test_screen import Clerk, enter
from tui.dialogs.branch_choice import branch_options, shown_options
from tui.inbox.facts import read_intake
from tui.inbox.lines import IntakePage
from tui.inbox.mail_tree import mail_tree

__all__ = ["desk"]


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Hold what is done to a time of this process."""
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


def huge(made: Place, files: int, body: str = "见附件") -> int:
    """A mail of many files without a name that says anything."""
    mail = make_mail("材料", at=NOW - timedelta(hours=1))
    parts = tuple(
        Attachment(f"包.zip/{at % 40}/{at}.bin", f"d{at}", "application/octet-stream", 10)
        for at in range(files)
    )
    mail = replace(mail, attachments=parts, body=body)
    return take_in(made.store, mail, *judged(made, mail)).mail_id


def test_two_thousand_files_are_read_listed_and_drawn(desk: Place) -> None:
    mail_id = huge(desk, 2000)
    dashboard = desk.dashboard()
    with within(8):
        facts = read_intake(desk.store, dashboard.desk, mail_id=mail_id, pile=Pile.WAITING)
        assert facts.mail is not None
        assert len(facts.mail.files) == len(facts.mail.waiting) == 2000
        nodes = mail_tree(facts.mail.files)
        assert len(nodes) == 2000 + 41
        page = IntakePage(facts, dashboard.desk)
        assert all(page.node_line(node, 78) for node in nodes)
        assert page.mail_lines(78)


async def test_a_folder_of_two_thousand_files_is_bound_by_one_key(desk: Place) -> None:
    huge(desk, 2000)
    app = desk.dashboard()
    async with app.run_test(size=(80, 24)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("home", "down", "enter")
        assert {one.waiting for one in credits_of(desk).values()} == {False}
        assert "2000 个文件已归" in text_of(app)


def test_of_ten_megabytes_the_beginning_is_shown_and_the_rest_is_counted(desk: Place) -> None:
    mail_id = huge(desk, 1, body="研究生第一党支部的材料\n" * 1_000_000)
    dashboard = desk.dashboard()
    with within(6):
        facts = read_intake(desk.store, dashboard.desk, mail_id=mail_id, pile=Pile.WAITING)
        lines = IntakePage(facts, dashboard.desk).mail_lines(78)
    assert facts.mail is not None
    assert len(facts.mail.body) == BODY_SHOWN
    said = "".join(text for line in lines for text, _ in line)
    assert f"余下 {12_000_000 - BODY_SHOWN} 字" in said


def test_a_branch_is_found_among_five_thousand_between_two_keys() -> None:
    units = tuple(SubCommittee(f"U{at}", f"第{at}学院党委") for at in range(100))
    roster = StoredRoster(
        tuple(
            Branch(f"B{at}", f"U{at % 100}", f"研究生第{at}党支部", aliases=("先锋",))
            for at in range(5000)
        ),
        units,
    )
    options = branch_options(roster, ("U7",), ("B7",))
    assert len(options) == 5000
    shown_options(options, "y")
    with within(1):
        assert len(shown_options(options, "yjsd")) == 5000
    with within(1):
        assert shown_options(options, "没有") == ()


def test_the_queue_of_five_thousand_branches_is_judged_anew_in_bounded_time(desk: Place) -> None:
    units = tuple(SubCommittee(f"V{at}", f"第{at}号研究学院党委") for at in range(100))
    branches = tuple(
        Branch(f"V{at}", f"V{at % 100}", f"研究生第{at // 100 + 1}党支部") for at in range(5000)
    )
    add_roster(desk.store, units, branches)
    for at in range(40):
        mail = make_mail(f"材料{at}", [(f"{at}.docx", f"{at}")], at=NOW - timedelta(hours=at))
        take_in(desk.store, mail, ask(judged(desk, mail)[0].kind))
    with within(20):
        relearn(desk.workspace, desk.store, at=NOW)
        view = intake_view(desk.store, desk.workspace, now=NOW)
    assert len(view.pile(Pile.WAITING)) == 40


async def test_without_a_roster_nothing_is_lost_and_mail_can_be_set_apart(desk: Place) -> None:
    with desk.store.atomic():
        desk.store.execute("DELETE FROM branches")
        desk.store.execute("DELETE FROM sub_committees")
    give(desk, "东方学院研究生第一党支部材料", "方案.docx", "1.docx")
    assert all(one.waiting for one in credits_of(desk).values())
    app = desk.dashboard()
    async with app.run_test(size=(80, 24)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("1", "enter", "y", "escape", "ctrl+y", "plus", "left", "right")
        assert "没有符合的党支部" in text_of(app)
        await clerk.press("ctrl+a", "ctrl+x", "1")
        assert not any(one.waiting for one in credits_of(desk).values())


async def test_names_that_are_empty_or_full_of_marks_are_shown_and_bound(desk: Place) -> None:
    odd = ["", "/", "a.zip/", "[bold]x.docx", "\u202egnp.exe", "换\n行.docx", "\x1b[31m红"]
    give(desk, "[red]主题[/red]\x07", *odd, sender="dongfang@neu.example", sender_name="\x1b]0;x")
    app = desk.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        shown = text_of(app)
        assert "\x1b" not in shown
        assert "[bold]x.docx" in shown
        await clerk.press("ctrl+a", *"研究生第二", "enter")
        assert {one.branch_ids for one in credits_of(desk).values()} == {("E02",)}


async def test_every_key_is_harmless_in_an_empty_inbox(desk: Place) -> None:
    app = desk.dashboard()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f3")
        await settle(pilot)
        clerk = Clerk(pilot)
        for command in clerk.screen.OWN_COMMANDS:
            for key in command.keys:
                await clerk.press(key)
                if len(app.screen_stack) > 2:
                    await clerk.press("escape")
        await clerk.press("1", "y", "backspace", "escape", "研")
        assert "没有符合的党支部" not in clerk.said
