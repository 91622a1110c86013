"""名册: what to mend, what was learnt, and taking it back; with pictures."""

from __future__ import annotations

from mailsync.sync.learning import knowledge
from store.db.acts import Act
from store.db.decisions import Draft, decide
from store.model import Branch
from tests.making import NOW, add_roster
from tests.tui.conftest import Place, settle, text_of
from tests.tui.inbox.intake_mails import credits_of, desk, give

__all__ = ["desk"]
SENDER = "zhang@private.example"


def taught(made: Place) -> None:
    """Two confirmed mails of one sender, one with an unknown short form; one that is not ours."""
    add_roster(made.store, (), (Branch("X1", "E", "联络小组"),))
    give(made, "一", "东部院研究生第二党支部 方案.docx", sender=SENDER)
    give(made, "二", "1.docx", sender=SENDER)
    give(made, "广告", "报价.pdf", sender="shop@private.example")
    for name in ("file:1", "file:2"):
        draft = Draft(Act.CREDIT, name, {"branch_ids": ["E02"], "kind": "plan"})
        decide(made.store, [draft], at=NOW, who="李老师")
    apart = Draft(Act.NOT_OURS, "file:3", {"remember": True})
    decide(made.store, [apart], at=NOW, who="李老师")


async def test_a_short_form_is_accepted_refused_and_undone_by_keys(desk: Place) -> None:
    taught(desk)
    give(desk, "三", "东部院研究生第五党支部 方案.docx", sender="li@private.example")
    assert credits_of(desk)["file:4"].waiting
    app = desk.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        for key in ("ctrl+r", "tab", "enter"):
            await pilot.press(key)
            await settle(pilot)
        assert [(one.form, one.accepted) for one in knowledge(desk.store).forms] == [
            ("东部院", True)
        ]
        assert credits_of(desk)["file:4"].branch_ids == ("E05",)
        assert "已采用" in app.place.said.text
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert knowledge(desk.store).forms == ()
        await pilot.press("home", "ctrl+x")
        await settle(pilot)
        assert [one.accepted for one in knowledge(desk.store).forms] == [False]


async def test_a_sender_is_forgotten_by_a_key_and_comes_back_by_undo(desk: Place) -> None:
    taught(desk)
    app = desk.dashboard()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for key in ("ctrl+r", "tab", "down", "ctrl+x"):
            await pilot.press(key)
            await settle(pilot)
        known = [(one.address, one.branch_id) for one in knowledge(desk.store).senders]
        assert known == [("shop@private.example", "")]
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert len(knowledge(desk.store).senders) == 2


async def test_an_empty_roster_and_an_empty_memory_say_so(desk: Place) -> None:
    with desk.store.atomic():
        desk.store.execute("DELETE FROM branches")
        desk.store.execute("DELETE FROM sub_committees")
    app = desk.dashboard()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert "名册没有问题" in text_of(app)
        await pilot.press("tab", "enter", "ctrl+x")
        await settle(pilot)
        assert "还没有记住的内容" in text_of(app)
