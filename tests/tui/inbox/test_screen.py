"""收件 by its keys: what is pressed, and what the board then says."""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
import os
import sqlite3
import stat
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import Input
from textual.worker import WorkerFailed

from mailsync.archives.unpack import seven_zip_program
from mailsync.sync.learning import knowledge
from store.db.acts import Act
from store.db.database import open_store
from store.db.decisions import Draft, decide
from store.model import Address, Attachment, FileKind, Link, Params, Problem
from store.roster.stored import load_roster
from store.text.wording import LANGUAGES
from tests.mailsync.archives.opened import plain_zip
from tests.making import NOW, make_mail, take_in
from tests.tui.conftest import Place, press, settle, text_of
from tests.tui.inbox.intake_mails import (
    EASTERN,
    ORDINALS,
    credits_of,
    decided,
    desk,
    give,
    judged,
)
from tui.app.app import Dashboard
from tui.inbox.screen import IntakePlace

__all__ = ["desk"]
SIZES = [(160, 40), (80, 24)]


class Clerk:
    """Presses keys and counts them."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot
        self.presses = 0

    @property
    def screen(self) -> IntakePlace:
        """收件, whatever lies over it."""
        app = self.pilot.app
        assert isinstance(app, Dashboard)
        place = app.place
        assert isinstance(place, IntakePlace)
        return place

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.presses += 1
            await self.pilot.press(key)
            with contextlib.suppress(WorkerFailed):
                await settle(self.pilot)
            await settle(self.pilot)

    @property
    def said(self) -> str:
        return self.screen.said.text

    @property
    def subject(self) -> str:
        facts = self.screen.facts
        assert facts is not None
        assert facts.mail is not None
        return facts.mail.received.subject


async def enter(pilot: Pilot[None]) -> Clerk:
    """Go to 收件."""
    await settle(pilot)
    clerk = Clerk(pilot)
    await clerk.press("f3")
    async with asyncio.timeout(60):
        while clerk.screen.facts is None:
            await settle(pilot)
    clerk.presses = 0
    return clerk


@pytest.mark.parametrize("size", SIZES)
async def test_enter_takes_the_first_candidate(desk: Place, size: tuple[int, int]) -> None:
    give(desk, "博士生材料", "博士研究生第二党支部 方案.docx", sender="jixie@neu.example")
    give(desk, "材料", "方案.docx", body="东方学院研究生第一党支部和研究生第二党支部各一份")
    async with desk.dashboard().run_test(size=size) as pilot:
        clerk = await enter(pilot)
        assert clerk.screen.picker.current is not None
        first = clerk.screen.picker.current
        await clerk.press("enter")
        assert [owners for _, owners in decided(desk).values()] == [(first,)]
        assert "Ctrl+Z" in clerk.said


async def test_a_reading_that_comes_before_the_decision_is_written_keeps_the_clerks_place(
    desk: Place,
) -> None:
    give(desk, "东方学院材料一", "甲.docx", sender="dongfang@neu.example")
    give(desk, "东方学院材料二", "乙.docx", sender="dongfang@neu.example")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        first = clerk.subject
        with contextlib.closing(sqlite3.connect(desk.workspace.database_file)) as other:
            other.execute("BEGIN IMMEDIATE")
            await pilot.press(*"yjsdsy", "enter")
            clerk.screen.reload()
            async with asyncio.timeout(60):
                while clerk.screen.reading:
                    await pilot.pause()
            assert clerk.subject == first
            assert clerk.screen.settling
            other.rollback()
        await settle(pilot)
        assert clerk.subject != first
        assert not clerk.screen.settling


async def test_what_is_typed_binds_and_the_cursor_goes_to_the_next_file(desk: Place) -> None:
    give(desk, "东方学院材料", "甲.docx", "乙.docx", sender="dongfang@neu.example")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        await clerk.press(*"研究生第三", "enter", *"研究生第五", "enter")
        assert [owners for _, owners in decided(desk).values()] == [("E03",), ("E05",)]
        await clerk.press("ctrl+z")
        assert [owners for _, owners in decided(desk).values()] == [("E03",)]


@pytest.mark.parametrize("typed", ["研究生第十一", "yjsdsy", "yanjiushengdishiyi"])
async def test_characters_initials_and_pinyin_find_a_branch(desk: Place, typed: str) -> None:
    give(desk, "东方学院材料", "甲.docx", sender="dongfang@neu.example")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        await clerk.press(*typed)
        shown = text_of(clerk.pilot.app)
        assert f"查找：{typed}" in shown
        await clerk.press("enter")
        assert [owners for _, owners in decided(desk).values()] == [("E11",)]


async def test_backspace_and_esc_take_back_what_was_typed(desk: Place) -> None:
    give(desk, "东方学院材料", "甲.docx", sender="dongfang@neu.example")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        before = clerk.screen.picker.current
        await clerk.press("z", "z", "z")
        assert clerk.screen.picker.current is None
        await clerk.press("enter", "backspace", "backspace", "backspace")
        assert clerk.screen.picker.current == before
        await clerk.press("y", "escape")
        assert clerk.screen.picker.current == before
        assert decided(desk) == {}


async def test_a_whole_folder_is_bound_and_the_next_one_is_ready(desk: Place) -> None:
    give(
        desk,
        "东方学院材料",
        "包.zip/1/方案.docx",
        "包.zip/1/成果展示视频.mp4",
        "包.zip/2/方案.docx",
        "包.zip/2/成果展示视频.mp4",
        sender="dongfang@neu.example",
    )
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("left", "up", "right")
        node = clerk.screen.node
        assert node is not None
        assert node.name == "1"
        await clerk.press("down", "enter", "down", "enter")
        assert decided(desk) == {
            "file:1": (FileKind.PLAN, ("E01",)),
            "file:2": (FileKind.VIDEO, ("E01",)),
            "file:3": (FileKind.PLAN, ("E02",)),
            "file:4": (FileKind.VIDEO, ("E02",)),
        }


async def test_selected_files_are_bound_together(desk: Place) -> None:
    give(desk, "东方学院材料", "甲.docx", "乙.docx", "丙.docx", sender="dongfang@neu.example")
    async with desk.dashboard().run_test(size=(80, 24)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("left", "space", "down", "space", *"研究生第四", "enter")
        assert {name: owners for name, (_, owners) in decided(desk).items()} == {
            "file:1": ("E04",),
            "file:3": ("E04",),
        }
        await clerk.press("ctrl+a", *"研究生第七", "enter")
        assert decided(desk)["file:2"][1] == ("E07",)


async def test_one_file_of_several_branches_is_bound_to_all_of_them(desk: Place) -> None:
    give(desk, "东方学院汇总", "一览.xlsx", sender="dongfang@neu.example")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("down", "space", "space", "enter")
        assert [owners for _, owners in decided(desk).values()] == [("E01", "E02", "E03")]


async def test_the_kind_is_set_before_or_after_binding(desk: Place) -> None:
    give(desk, "东方学院材料", "甲.docx", "乙.docx", sender="dongfang@neu.example")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("ctrl+e", "5", *"研究生第一", "enter")
        assert decided(desk) == {"file:1": (FileKind.EVAL_FORM, ("E01",))}
        await clerk.press("left", "up", "ctrl+e", "1")
        assert decided(desk) == {"file:1": (FileKind.PLAN, ("E01",))}
        assert "file:2" not in decided(desk)


async def test_an_uncertain_kind_is_all_that_is_asked_of_a_sure_branch(desk: Place) -> None:
    give(desk, "材料", "东方学院研究生第二党支部.docx")
    assert credits_of(desk)["file:1"].waiting
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("ctrl+e", "1")
        assert decided(desk) == {"file:1": (FileKind.PLAN, ("E02",))}


async def test_not_ours_is_said_once_or_remembered_for_the_sender(desk: Place) -> None:
    for name in ("通知", "又一个通知", "再一个通知"):
        give(desk, name, "通知.pdf", sender="office@neu.example")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("ctrl+x", "1", "tab")
        assert sum(one.waiting for one in credits_of(desk).values()) == 2
        await clerk.press("ctrl+x", "2", "tab")
        assert sum(one.waiting for one in credits_of(desk).values()) == 0
        assert len(decided(desk)) == 2


async def test_a_postponed_mail_comes_last(desk: Place) -> None:
    give(desk, "先到的", "甲.docx", at=NOW - timedelta(hours=9))
    give(desk, "后到的", "乙.docx", at=NOW - timedelta(hours=8))
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        assert clerk.subject == "先到的"
        await clerk.press("ctrl+w")
        assert clerk.subject == "后到的"
        await clerk.press("tab")
        assert clerk.subject == "先到的"
        await clerk.press("ctrl+z", "tab")
        assert clerk.screen.facts is not None
        order = [line.received.subject for line in clerk.screen.facts.view.lines]
        assert order == ["先到的", "后到的"]


async def test_contradictions_come_first_then_twins_then_by_arrival(desk: Place) -> None:
    give(desk, "没有提到", "1.docx", at=NOW - timedelta(hours=9))
    give(desk, "缺序号", "东方学院研究生党支部 方案.docx", at=NOW - timedelta(hours=8))
    give(
        desk,
        "东方学院研究生第一党支部",
        "东方学院研究生第二党支部 方案.docx",
        at=NOW - timedelta(hours=7),
    )
    async with desk.dashboard().run_test(size=(80, 24)) as pilot:
        clerk = await enter(pilot)
        seen = []
        for _ in range(3):
            seen.append(clerk.subject)
            await clerk.press("tab")
        assert seen == ["东方学院研究生第一党支部", "缺序号", "没有提到"]


async def test_everything_certain_is_confirmed_at_once_and_only_that(desk: Place) -> None:
    give(
        desk,
        "材料",
        "东方学院研究生第一党支部 工作方案.docx",
        "东方学院研究生第一党支部 成果展示视频.mp4",
        "图片.docx",
        "东方学院研究生第二党支部 工作方案.docx",
    )
    sure = [name for name, one in credits_of(desk).items() if not one.waiting]
    assert sure
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("ctrl+y")
        assert sorted(decided(desk)) == sorted(sure)
        await clerk.press("ctrl+y")
        assert "没有" in clerk.said


async def test_what_the_machine_credited_is_corrected_among_the_settled(desk: Place) -> None:
    give(desk, "材料", "东方学院研究生第一党支部 工作方案.docx")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        assert "这里没有邮件了" in text_of(clerk.pilot.app)
        await clerk.press("ctrl+right", "ctrl+right", "ctrl+right", *"研究生第二", "enter")
        assert "中写明的是" in text_of(clerk.pilot.app)
        assert decided(desk) == {}
        await clerk.press("enter")
        assert decided(desk) == {"file:1": (FileKind.PLAN, ("E02",))}


async def test_mail_from_before_the_window_is_a_pile_of_its_own(desk: Place) -> None:
    early = NOW - timedelta(days=60)
    give(desk, "去年的", "东方学院研究生第一党支部 工作方案.docx", at=early)
    give(desk, "今年的", "1.docx")
    assert credits_of(desk)["file:1"].waiting
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        assert clerk.subject == "今年的"
        await clerk.press("tab")
        assert clerk.subject == "今年的"
        await clerk.press("ctrl+right", "ctrl+right")
        assert clerk.subject == "去年的"
        await clerk.press("enter")
        assert decided(desk) == {"file:1": (FileKind.PLAN, ("E01",))}


async def test_a_mail_of_eleven_branches_takes_few_presses(desk: Place) -> None:
    folders = [*ORDINALS, "十一"]
    paths = [f"包.zip/材料{at}/方案.docx" for at in folders]
    paths += [f"包.zip/材料{at}/成果展示视频.mp4" for at in folders]
    paths += [f"包.zip/材料{at}/照片.jpg" for at in folders]
    give(desk, "东方学院十一个支部的材料", *paths, sender="dongfang@neu.example")
    async with desk.dashboard().run_test(size=(80, 24)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("left", "up", "right")
        for _ in folders:
            await clerk.press("down")
            await clerk.press("enter")
        owners = {name: one[1] for name, one in decided(desk).items()}
        assert len(owners) == 33
        by_path = {one.path: owners[name] for name, one in credits_of(desk).items()}
        for at, folder in enumerate(folders, start=1):
            assert by_path[f"包.zip/材料{folder}/方案.docx"] == (f"E{at:02d}",)
            assert by_path[f"包.zip/材料{folder}/照片.jpg"] == (f"E{at:02d}",)
        assert clerk.presses <= 25


async def test_the_later_of_two_people_is_shown_what_changed(desk: Place) -> None:
    give(desk, "东方学院材料", "甲.docx", "乙.docx", sender="dongfang@neu.example")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        other = open_store(desk.workspace.database)
        payload: Params = {"branch_ids": ["E06"], "kind": "plan"}
        decide(other, [Draft(Act.CREDIT, "file:1", payload)], at=NOW, who="王老师")
        other.close()
        await clerk.press(*"研究生第一", "enter")
        assert "已由王老师处理（研究生第六党支部）" in text_of(clerk.pilot.app)
        assert decided(desk)["file:1"][1] == ("E06",)
        await clerk.press("enter")
        assert decided(desk)["file:1"][1] == ("E01",)


async def test_what_people_bind_settles_what_still_waits(desk: Place) -> None:
    for name in ("一", "二", "三"):
        give(desk, name, "工作方案.docx", sender="zhang@private.example")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        await clerk.press(*"dfxyyjsde", "enter", *"dfxyyjsde", "enter")
        assert len(decided(desk)) == 2
        third = credits_of(desk)["file:3"]
        assert (third.waiting, third.branch_ids, third.decided_by) == (False, ("E02",), None)
        assert "另有 1 个文件" in clerk.said


async def test_a_link_is_bound_like_a_file_and_says_that_it_is_one(desk: Place) -> None:
    link = Link("https://mail.163.example/1", "mail.163.example", "成果视频.mp4", 1000)
    give(desk, "东方学院视频", sender="dongfang@neu.example", links=[link])
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("ctrl+o")
        assert "链接" in clerk.said
        await clerk.press(*"研究生第二", "enter")
        assert decided(desk) == {"link:1": (FileKind.VIDEO, ("E02",))}


async def test_quotes_are_folded_until_asked_for(desk: Place) -> None:
    body = "请查收。\n\n------原始邮件------\n发件人：李四\n旧信里的话\n"
    give(desk, "东方学院", "甲.docx", sender="dongfang@neu.example", body=body)
    app = desk.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        assert "旧信里的话" not in text_of(app)
        assert "引用的旧邮件" in text_of(app)
        await clerk.press("ctrl+k", "2")
        assert "旧信里的话" in text_of(app)


async def test_a_file_is_opened_under_its_own_name_by_the_systems_program(
    desk: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = desk.workspace.blobs.put([b"text of the file"]).digest
    give(desk, "东方学院材料", "方案.txt", "病毒.exe", sender="dongfang@neu.example")
    with desk.store.atomic():
        desk.store.execute("UPDATE files SET digest = ?", (digest,))
    told = tmp_path / "told"
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\ncp "$1" "{told}.part"\nmv "{told}.part" "{told}"\n')
    opener.chmod(opener.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{opener.parent}{os.pathsep}{os.environ['PATH']}")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("ctrl+o")
        async with asyncio.timeout(10):
            while not told.exists():
                await pilot.pause()
        assert told.read_text() == "text of the file"
        assert "方案.txt" in clerk.said
        (copy,) = desk.workspace.folder.glob("opened/*/方案.txt")
        assert copy.read_text() == "text of the file"


async def test_a_program_is_never_opened_but_saved_where_one_wants_it(
    desk: Place, tmp_path: Path
) -> None:
    digest = desk.workspace.blobs.put([b"MZ program"]).digest
    give(desk, "东方学院材料", "病毒.exe", sender="dongfang@neu.example")
    with desk.store.atomic():
        desk.store.execute("UPDATE files SET digest = ?", (digest,))
    app = desk.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        await pilot.press("f3")
        await settle(pilot)
        await Clerk(pilot).press("ctrl+o")
        assert "打开可能会运行它" in text_of(app)
        app.screen.query_one(Input).value = str(tmp_path / "saved.exe")
        await press(pilot, "enter")
        assert "没有打开" in app.place.said.text
        assert (tmp_path / "saved.exe").read_bytes() == b"MZ program"


async def test_an_archive_is_listed_here_and_saved_from_there(desk: Place, tmp_path: Path) -> None:
    digest = desk.workspace.blobs.put([plain_zip("机械学院/方案.docx", "../x.exe")]).digest
    give(desk, "东方学院材料", "材料.zip", sender="dongfang@neu.example")
    with desk.store.atomic():
        desk.store.execute("UPDATE files SET digest = ?", (digest,))
    app = desk.dashboard()
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("f3")
        await settle(pilot)
        await Clerk(pilot).press("ctrl+o")
        assert "机械学院\n" in text_of(app).replace(" ", "")
        assert "方案.docx" in text_of(app)
        assert "x.exe" in text_of(app)
        await press(pilot, "ctrl+s")
        app.screen.query_one(Input).value = str(tmp_path / "saved.zip")
        await press(pilot, "enter")
        assert (tmp_path / "saved.zip").exists()
        assert not (desk.workspace.folder / "opened").exists()


async def test_another_mail_is_chosen_from_the_list(desk: Place) -> None:
    for name in ("一", "二", "三"):
        give(desk, name, "1.docx")
    async with desk.dashboard().run_test(size=(80, 24)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("ctrl+l")
        lines = text_of(pilot.app).splitlines()
        heads = next(line for line in lines if "待归属" in line and "发件人" in line)
        assert heads.split() == ["情况", "收到", "待归属", "发件人", "主题"]
        await clerk.press("down", "down", "enter")
        assert clerk.subject == "三"
        await clerk.press("shift+tab")
        assert clerk.subject == "二"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_hint_and_no_answer_is_cut_on_a_narrow_terminal(
    desk: Place, language: str
) -> None:
    give(desk, "一", "报价.pdf", sender="sales.department.of.a.company@shop.private.example")
    async with desk.dashboard(language=language).run_test(size=(80, 24)) as pilot:
        clerk = await enter(pilot)
        say = clerk.screen.desk.wording.say
        assert say("intake.type") in text_of(pilot.app)
        await clerk.press("ctrl+x")
        assert say("intake.not_ours_sender") in text_of(pilot.app)


async def test_f1_explains_what_is_done_here(desk: Place) -> None:
    app = desk.dashboard()
    async with app.run_test(size=(160, 60)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("f1")
        assert "非报送材料：不是报送的材料" in text_of(app)
        assert "一封一封地定归属" in text_of(app)


async def test_branches_in_the_senders_own_words_are_marked_and_quotes_are_not(desk: Place) -> None:
    body = "研究生第三党支部的材料已整理好，研究生第五党支部的稍后发送。\n> 研究生第七党支部"
    give(desk, "东方学院材料", "甲.docx", sender="dongfang@neu.example", body=body)
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        facts = clerk.screen.facts
        assert facts is not None
        assert facts.marks is not None
        marked = [body[start:end] for start, end in facts.marks["body"]]
        assert marked == ["研究生第三党支部", "研究生第五党支部"]


async def test_enter_without_a_proposal_binds_nothing_and_says_what_to_do(desk: Place) -> None:
    give(desk, "限时优惠", "培训班招生简章.docx", sender="ad@private.example")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        assert clerk.screen.picker.current is None
        await clerk.press("enter", "1", "9")
        assert decided(desk) == {}
        await clerk.press("enter")
        assert "没有候选" in clerk.said


async def test_a_digit_takes_what_bears_it(desk: Place) -> None:
    give(desk, "材料", "方案.docx", body="东方学院研究生第三党支部和研究生第二党支部各一份")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        first = clerk.screen.picker.current
        assert first is not None
        shown = text_of(clerk.pilot.app)
        facts = clerk.screen.facts
        assert facts is not None
        names = {branch.id: branch.name for branch in facts.view.roster.branches}
        assert f"1 {names[first]}" in shown
        await clerk.press("1")
        assert [owners for _, owners in decided(desk).values()] == [(first,)]


async def test_a_choice_against_the_files_own_name_is_asked_about_once(desk: Place) -> None:
    give(desk, "材料", "研究生第三党支部方案.docx", sender="jixie@neu.example")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        await clerk.press(*"dfxyyjsde", "enter")
        assert decided(desk) == {}
        assert "中写明的是“研究生第三党支部”" in text_of(clerk.pilot.app)
        await clerk.press("escape")
        assert decided(desk) == {}
        await clerk.press(*"dfxyyjsde", "enter", "enter")
        assert [owners for _, owners in decided(desk).values()] == [("E02",)]


async def test_two_keys_give_a_file_to_all_branches_of_the_unit(desk: Place) -> None:
    give(desk, "东方学院现场分享", "会议记录.docx", sender="dongfang@neu.example")
    async with desk.dashboard().run_test(size=(80, 24)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("plus", "enter")
        ((_, owners),) = decided(desk).values()
        assert len(owners) >= 11
        assert all(owner.startswith("E") for owner in owners)


async def test_an_unlisted_branch_has_three_ways_out(desk: Place) -> None:
    give(desk, "材料", "东方学院研究生第九十九党支部方案.docx", sender="dongfang@neu.example")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        shown = text_of(clerk.pilot.app)
        assert "名册中没有" in shown
        for way in ("1 非报送材料", "2 加入名册", "3 询问分党委"):
            assert way in shown
        await clerk.press("enter")
        assert decided(desk) == {}
        await clerk.press("3")
        (draft,) = desk.workspace.output_folder.glob("*.eml")
        told = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
        assert told["To"] == "dongfang@neu.example"
        assert "研究生第九十九党支部" in told.get_content()
        await clerk.press("1", "1")
        assert [owners for _, owners in decided(desk).values()] == [()]


async def test_an_unlisted_branch_is_added_to_the_roster_and_owns_its_file(desk: Place) -> None:
    """Its name is offered as its neighbours are written, and the next mail comes by itself."""
    give(desk, "材料", "东方学院研究生第九十九党支部方案.docx", sender="dongfang@neu.example")
    give(desk, "更晚", "报价单.pdf", sender="shop@private.example", at=NOW - timedelta(hours=1))
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("2", "1")
        field = clerk.pilot.app.screen.query_one(Input)
        assert field.value == "研究生第九十九党支部"
        await clerk.press("enter")
        assert "加入名册" in clerk.said
        assert clerk.subject == "更晚"
    added = next(
        one for one in load_roster(desk.store).branches if one.name.endswith("九十九党支部")
    )
    assert added.sub_committee_id == "E"
    credit = credits_of(desk)["file:1"]
    assert credit.branch_ids == (added.id,)
    assert not credit.waiting


async def test_an_archive_is_opened_by_the_password_that_the_mail_states(
    desk: Place, tmp_path: Path
) -> None:
    plan = tmp_path / "东方学院研究生第三党支部创建工作方案.txt"
    plan.write_text("创建工作方案\n" + "围绕中心工作抓实特色创建。" * 60, encoding="utf-8")
    program = seven_zip_program()
    assert program is not None
    archive = tmp_path / "材料.7z"
    subprocess.run([program, "a", "-pneu2027", archive, plan], check=True, capture_output=True)
    stored = desk.workspace.blobs.put([archive.read_bytes()])
    part = Attachment("材料.7z", stored.digest, "application/x-7z-compressed", stored.size_bytes)
    mail = replace(
        make_mail("材料", [], at=NOW - timedelta(hours=5)),
        sender=Address("", "new@private.example"),
        attachments=(part,),
        body="材料请查收，压缩包密码：neu2027。",
        problems=(Problem("archive.encrypted", {"name": "材料.7z", "n": 1}),),
    )
    take_in(desk.store, mail, *judged(desk, mail))
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        assert "1 输入密码解开压缩包" in text_of(clerk.pilot.app)
        await clerk.press("enter")
        assert clerk.pilot.app.screen.query_one(Input).value == "neu2027"
        await clerk.press("enter")
        assert "已解开，取出 1 个文件" in clerk.said
        assert clerk.presses == 2
    found = {one.path: one for one in credits_of(desk).values()}
    assert found[f"材料.7z/{plan.name}"].branch_ids == ("E03",)
    assert not found["材料.7z"].waiting


async def test_one_key_gives_minutes_to_all_branches_that_they_list(desk: Place) -> None:
    names = "、".join(f"东方学院{EASTERN[at].name}" for at in range(4))
    title = f"现场分享交流会议记录\n参加支部：{names}"
    path = "东方学院现场分享交流会议记录.docx"
    mail = make_mail("会议记录", [(path, "minutes")], at=NOW - timedelta(hours=5))
    mail = replace(mail, sender=Address("", "dongfang@neu.example"))
    (proposal,) = knowledge(desk.store).matcher.match(mail, [title])
    take_in(desk.store, mail, proposal, measures={"minutes": {"title_text": title}})
    async with desk.dashboard().run_test(size=(120, 30)) as pilot:
        clerk = await enter(pilot)
        assert "1 归文件里列出的 4 个党支部" in text_of(clerk.pilot.app)
        await clerk.press(*"研究生第九", "enter")
        assert "中写明的是" in text_of(clerk.pilot.app)
        await clerk.press("escape", "escape")
        clerk.presses = 0
        await clerk.press("enter")
        assert decided(desk)["file:1"] == (FileKind.SHARING, ("E01", "E02", "E03", "E04"))
        assert clerk.presses == 1


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("研究生第三党支部已在书记例会上作了交流，现报送评价表。", "已在书记例会上作了交流"),
        (
            "我院已结合党支部书记工作例会组织现场分享交流，评价表见附件。",
            "已结合党支部书记工作例会组织",
        ),
        ("研究生第三党支部将在下周例会上交流，评价表先报送。", ""),
    ],
)
async def test_a_session_that_took_place_may_be_recorded(desk: Place, body: str, told: str) -> None:
    give(desk, "评价表", "东方学院研究生第三党支部评价表.docx", body=body, sender="a@b.example")
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        await clerk.press("ctrl+right", "ctrl+right", "ctrl+right")
        shown = text_of(clerk.pilot.app).replace("\n", "")
        assert ("F6 登记" in shown) == bool(told)


async def test_the_sides_below_a_mail_take_the_whole_width_of_a_narrow_screen(desk: Place) -> None:
    give(desk, "东方学院材料", "甲.docx", sender="dongfang@neu.example")
    async with desk.dashboard().run_test(size=(80, 24)) as pilot:
        await enter(pilot)
        sides = [pilot.app.screen.query_one(name) for name in ("#why", "#branches")]
        assert sum(side.outer_size.width for side in sides) == 80
