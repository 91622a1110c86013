"""The board as the place where the work is done: finding, marking, seeing, copying, two windows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from store import marks
from store.decisions import live_decisions
from store.letter import Letter, LetterKind, LetterPlan, Reason, Recipient, with_id
from store.marks import Marking
from store.model import Address, Branch, FileKind, Link, State, SubCommittee
from store.outgoing import approve, save_plan
from tests.making import DEADLINE, NOW, add_roster, ask, auto, make_mail, take_in
from tests.tui.conftest import Place, settle, text_of
from tui.app import Dashboard
from tui.screens.ask import AskText
from tui.screens.branch import BranchScreen
from tui.screens.history import HistoryPlace
from tui.screens.mark_form import MarkForm
from tui.screens.pick import Pick
from tui.widgets.filter_line import FilterLine
from tui.widgets.matrix import Matrix

WIDE, NARROW = (160, 40), (80, 24)


@asynccontextmanager
async def opened(app: Dashboard, size: tuple[int, int] = WIDE) -> AsyncIterator[Pilot[None]]:
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


def shown(app: Dashboard) -> list[str]:
    return [row.branch.id for row in app.board.matrix.rows]


def state(app: Dashboard, branch_id: str, column: str) -> State:
    view = app.board.view
    assert view is not None
    return next(row for row in view.rows if row.branch.id == branch_id).cell(column).state


# -- finding -----------------------------------------------------------------------------------


async def test_typing_finds_by_name_pinyin_sender_and_file_and_esc_shows_all(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        for typed, ids in (
            ("zdhyjs", ["B1"]),
            ("photos", []),
            ("活动照片", ["B1"]),
            ("流通", ["B7"]),
        ):
            await press(pilot, "ctrl+f")
            for char in typed:
                await pilot.press(char)
            await settle(pilot)
            assert shown(app) == ids, typed
            await press(pilot, "escape")
        assert len(shown(app)) == 7
        assert app.focused is app.board.matrix


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_where_nothing_is_found_the_board_says_so(
    place: Place, size: tuple[int, int]
) -> None:
    app = place.dashboard()
    async with opened(app, size) as pilot:
        await press(pilot, "ctrl+f", "z", "z", "z")
        assert "没有符合条件的党支部" in app.board.matrix.render_line(0).text
        assert app.board.panel.virtual_size.height == 0
        await press(pilot, "escape")
        assert app.board.matrix.current is not None


async def test_enter_keeps_what_was_found_and_the_arrows_move_meanwhile(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "slash", *"boshi", "down")
        assert shown(app) == ["B5", "B6"]
        assert app.board.matrix.current is not None
        assert app.board.matrix.current.branch.id == "B6"
        await press(pilot, "enter")
        assert "查找：boshi" in text_of(app)
        await press(pilot, "escape")
        assert len(shown(app)) == 7


async def test_did_you_get_ours_finds_mail_of_nobody_too(place: Place) -> None:
    mail = replace(make_mail("某材料", [("x.docx", "n")]), sender=Address("钱进", "qian@x.example"))
    take_in(place.store, mail, ask(FileKind.PLAN))
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "slash", *"qian@x")
        assert shown(app) == []
        assert "另有 1 封来件不属于任何党支部" in text_of(app)


@pytest.mark.parametrize(
    ("key", "ids"),
    [
        ("2", ["B2", "B3", "B4", "B5", "B6", "B7"]),
        ("3", ["B5", "B6"]),
        ("4", ["B2"]),
        ("5", ["B4"]),
        ("6", []),
        ("8", ["B4"]),
    ],
)
async def test_a_digit_filters_and_again_shows_all(place: Place, key: str, ids: list[str]) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, key)
        assert shown(app) == ids
        await press(pilot, key)
        assert len(shown(app)) == 7


async def test_a_click_on_a_count_filters_and_a_click_on_a_unit_narrows(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await pilot.click(FilterLine, offset=(12, 0))
        await settle(pilot)
        assert shown(app) == ["B2", "B3", "B4", "B5", "B6", "B7"]
        await pilot.click(Matrix, offset=(4, 0))
        await settle(pilot)
        assert shown(app) == ["B2", "B3"]


async def test_a_view_is_saved_picked_and_survives_a_restart(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "4", "o", "ctrl+l")
        assert isinstance(app.screen, Pick)
        await press(pilot, *"保存当前", "enter")
        assert isinstance(app.screen, AskText)
        await press(pilot, *"急件", "enter")
        assert "急件" in app.board.said.text
    again = place.dashboard()
    async with opened(again) as pilot:
        await press(pilot, "ctrl+l", *"急件", "enter")
        assert shown(again) == ["B2"]
        assert "按急缓" in text_of(again)


async def test_a_broken_file_of_views_is_told_and_the_board_goes_on(place: Place) -> None:
    (place.workspace.folder / "views.toml").write_text("[[", encoding="utf-8")
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "ctrl+l")
        await press(pilot, "escape")
        assert "views.toml" in app.board.said.text
        await press(pilot, "4")
        assert shown(app) == ["B2"]


async def test_a_view_is_dropped_and_a_file_that_broke_meanwhile_is_told(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        for name in ("甲", "乙"):
            await press(pilot, "ctrl+l", *"保存当前", "enter", name, "enter")
        await press(pilot, "ctrl+l", *"删除", "enter", "1")
        assert "视图“甲”已删除" in app.board.said.text
        await press(pilot, "ctrl+l", *"删除", "enter")
        (place.workspace.folder / "views.toml").write_text("[[", encoding="utf-8")
        await press(pilot, "1")
        assert "views.toml" in app.board.said.text


async def test_the_missing_are_listed_by_sub_committee_with_their_telephones(place: Place) -> None:
    with place.store.atomic():
        place.store.db.conn.execute("UPDATE branches SET phone = '83680001' WHERE id = 'B7'")
        place.store.db.conn.execute("UPDATE branches SET secretary = '李梅' WHERE id = 'B7'")
    app = place.dashboard(clock=lambda: DEADLINE - timedelta(hours=2))
    async with opened(app) as pilot:
        shown_text = text_of(app)
        assert "方案还差 6" in shown_text
        await press(pilot, "2")
        line = next(line for line in text_of(app).splitlines() if "流通部党支部" in line)
        assert "李梅 83680001" in line
        assert "图书馆直属党总支  tsg@neu.example" in text_of(app)


# -- marking -----------------------------------------------------------------------------------


async def test_two_days_more_are_given_by_a_key_and_taken_back(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "x", *"+2", "enter", *"书记来电", "enter")
        row = app.board.matrix.rows[0]
        assert row.extended
        assert row.limit == DEADLINE + timedelta(days=2)
        assert "延期至 4-16 17:00" in text_of(app)
        await press(pilot, "ctrl+z")
        assert not app.board.matrix.rows[0].extended


async def test_a_sub_committee_is_extended_whole(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "ctrl+x", *"4-20", "tab", *"x", "tab", "right", "ctrl+s")
        assert [row.extended for row in app.board.matrix.rows] == [True] * 3 + [False] * 4


@pytest.mark.parametrize("typed", ["", "x", "+0", "4-14", "2027-13-40", "+99999"])
async def test_a_wrong_extension_is_told_in_its_form(place: Place, typed: str) -> None:
    before = place.store.revision()
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "x", *typed, "tab", *"why", "ctrl+s")
        assert isinstance(app.screen, MarkForm)
        await press(pilot, "escape")
        assert place.store.revision() == before


async def test_a_mark_without_its_reason_stays_in_its_form(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "x", *"+2", "enter", "enter")
        assert isinstance(app.screen, MarkForm)
        assert "请写明理由" in text_of(app)


async def test_a_soft_finding_is_accepted_with_a_reason(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        assert state(app, "B1", "video") is State.SOFT
        await press(pilot, "y", *"内容完整", "enter")
        assert state(app, "B1", "video") is State.ACCEPTED
        (accepted,) = (made for made in live_decisions(place.store) if made.act == "accept")
        assert (accepted.reason, accepted.who) == ("内容完整", "李老师")
        await press(pilot, "ctrl+z")
        assert state(app, "B1", "video") is State.SOFT


async def test_several_branches_are_marked_as_vetted_at_once(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "space", "space", "d", "ctrl+s")
        assert [row.vetting for row in app.board.matrix.rows][:3] == ["vetted", "vetted", "nothing"]
        assert "已标为分党委审核，2 个党支部" in app.board.said.text
        assert app.board.matrix.selected == ()


async def test_what_is_selected_stays_selected_while_one_finds_more(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "space", "slash", *"流通", "enter", "space")
        assert [row.branch.id for row in app.board.matrix.selected] == ["B1", "B7"]
        await press(pilot, "n", *"周三来电", "enter")
        view = app.board.view
        assert view is not None
        assert [row.branch.id for row in view.rows if row.notes] == ["B1", "B7"]


async def test_an_earlier_version_is_put_into_use(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "ctrl+b", "3")
        assert state(app, "B1", "plan") is State.FAULT
        assert "第 1 稿（现用）" in text_of(app)


async def test_a_branch_withdraws_and_comes_back_from_the_history(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "ctrl+w", *"合并", "enter", "enter")
        assert "B1" not in shown(app)
        await press(pilot, "f12")
        assert isinstance(app.screen, HistoryPlace)
        assert "退出创建  自动化研究所教工党支部  合并" in text_of(app)
        await press(pilot, "ctrl+x", "enter", "f2")
        assert "B1" in shown(app)


async def test_an_item_gets_a_date_and_is_missing_after_it(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "ctrl+u", *"4-9", "ctrl+s")
        assert state(app, "B1", "promotion") is State.MISSING


async def test_a_click_on_a_cell_offers_its_marks(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        head = next(line for line in text_of(app).splitlines() if "评价表" in line)
        await pilot.click(Matrix, offset=(cell_len(head[: head.index("1 方案")]) + 1, 2))
        await settle(pilot)
        assert isinstance(app.screen, Pick)
        assert "认可检查意见" in text_of(app)


async def test_two_keys_reach_every_mark(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        for number in ("2", "3", "6", "8", "9"):
            await press(pilot, "m", number)
            assert isinstance(app.screen, MarkForm), number
            await press(pilot, "escape")


# -- what is new -------------------------------------------------------------------------------


async def test_arrivals_are_announced_and_marked_until_seen(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        take_in(
            place.store,
            make_mail("流通", [("方案.docx", "lt")]),
            auto("B7", FileKind.PLAN),
            measures={"lt": {"chars": 1000}},
        )
        app.poll()
        await settle(pilot)
        assert "新到 1 件：流通部党支部" in app.board.said.text
        await press(pilot, "0")
        # The panel has shown it by now: it is new no more.
        assert app.board.matrix.current is not None
        assert app.board.matrix.current.fresh == 0
    again = place.dashboard()
    async with opened(again):
        assert "新到" not in again.board.said.text


async def test_all_that_is_new_is_marked_as_seen_at_once(place: Place) -> None:
    app = place.dashboard()
    async with opened(app, NARROW) as pilot:
        for number in range(3):
            take_in(
                place.store,
                make_mail(f"新{number}", [("x", str(number))]),
                auto("B7", FileKind.PLAN),
            )
        app.poll()
        await settle(pilot)
        assert app.board.matrix.rows[-1].fresh == 3
        await app.board.run_action("all_seen")
        await settle(pilot)
        assert app.board.matrix.rows[-1].fresh == 0


# -- taking along ------------------------------------------------------------------------------


async def test_rows_are_copied_as_text_and_as_a_table_and_written_to_a_file(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "space", "ctrl+c", "1")
        assert "自动化研究所教工党支部  工作方案 已完成 1438字" in app.clipboard
        await press(pilot, "ctrl+c", "3")
        assert app.clipboard.splitlines()[1].split("\t")[1] == "自动化研究所教工党支部"
        await press(pilot, "ctrl+c", "4")
        (file,) = (place.workspace.folder / "exports").iterdir()
        assert "自动化研究所教工党支部" in file.read_text(encoding="utf-8-sig")


async def test_a_file_that_cannot_be_written_is_told(place: Place) -> None:
    (place.workspace.folder / "exports").write_text("a file in the way", encoding="utf-8")
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "space", "ctrl+c", "4")
        assert "exports" in app.board.said.text
        await press(pilot, "e")
        assert "评价表" in app.board.said.text


async def test_a_name_that_is_a_formula_is_none_in_a_table(place: Place) -> None:
    add_roster(place.store, [SubCommittee("U9", "=cmd()党委")], [Branch("B9", "U9", "+1\t支部")])
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "end", "space", "ctrl+c", "3")
        cells = app.clipboard.splitlines()[-1].split("\t")
        assert cells[:2] == ["'=cmd()党委", "'+1<U+0009>支部"]


# -- two windows -------------------------------------------------------------------------------


async def test_what_one_window_does_appears_in_the_other_within_two_seconds(place: Place) -> None:
    one = place.dashboard()
    async with opened(one):
        other = place.dashboard()
        async with opened(other) as pilot:
            await pilot.press("e")
            started = monotonic()
            while state(one, "B1", "eval_form") is not State.DONE:
                assert monotonic() - started < 2.0
                await pilot.pause(0.02)


async def test_two_windows_deciding_on_the_same_lose_nothing(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "x", *"+2", "enter", *"我先答应的")
        # Another person extends the same branch while the form is open.
        marks.extend(
            place.store,
            ["branch:B1"],
            DEADLINE + timedelta(days=5),
            deadline=DEADLINE,
            reason="书记住院",
            marking=Marking(NOW, "王老师"),
        )
        await press(pilot, "enter")
        assert "王老师 在 17:00:00 已经处理过 自动化研究所教工党支部（延期）" in app.board.said.text
        assert app.board.matrix.rows[0].limit == DEADLINE + timedelta(days=5)
        # What was typed is still there; now it is a decision on what is seen.
        await press(pilot, "x", "ctrl+s")
        assert app.board.matrix.rows[0].limit == DEADLINE + timedelta(days=2)
        reasons = [made.reason for made in live_decisions(place.store) if made.act == "extend"]
        assert reasons == ["书记住院", "我先答应的"]


# -- hostile mail ------------------------------------------------------------------------------

HOSTILE = "[red]x[/red]\x1b[31m\x1b]0;t\x07\u202e\u200b\u200d" + "长" * 300


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_hostile_text_of_mail_stays_visible_text_on_board_and_branch(
    place: Place, size: tuple[int, int]
) -> None:
    mail = replace(
        make_mail(
            HOSTILE,
            [(f"{HOSTILE}.zip/{HOSTILE}.docx", "bad")],
            links=[Link(f"https://x.example/{HOSTILE}", HOSTILE, HOSTILE, 1, NOW)],
        ),
        sender=Address(HOSTILE, f"{HOSTILE}@x.example"),
        body=HOSTILE,
    )
    take_in(place.store, mail, auto("B1", FileKind.PLAN), auto("B1", FileKind.VIDEO))
    marks.note(place.store, ["B1"], HOSTILE, marking=Marking(NOW, HOSTILE))
    app = place.dashboard()
    async with opened(app, size) as pilot:
        for keys in (
            ("enter",),
            ("escape", "f12"),
            ("enter",),
            ("f2", "slash", *"red"),
            ("enter",),
        ):
            await press(pilot, *keys)
            text = text_of(app)
            assert not {"\x1b", "\x07", "\u202e", "\u200b", "\u200d"} & set(text)
            assert len(text.splitlines()) == size[1]
        await press(pilot, "enter")
        if size is NARROW:
            assert isinstance(app.screen, BranchScreen)
        assert "[red]x[/red]<U+001B>[31m" in text_of(app).replace("\n", "")


async def test_without_colours_the_board_says_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = place.dashboard(clock=lambda: DEADLINE - timedelta(hours=2))
    async with opened(app):
        text = text_of(app)
        assert "[全部 7]" in text
        # The large clock is drawn in letters.
        assert "######" in text


async def test_a_branch_shows_what_was_sent_about_it(place: Place) -> None:
    to = Recipient(Address("赵老师", "xinxi@neu.example"), "to", Reason("letters.why.contact"))
    letter = with_id(
        Letter(
            id="",
            kind=LetterKind.REMINDER,
            round="T-3",
            target="sub_committee:U1",
            sub_committee_id="U1",
            branch_ids=("B1",),
            sender=Address("", "zzb@neu.example"),
            recipients=(to,),
            subject="请报送[b]材料[/b]",
            text="",
            short="",
            language="zh_CN",
            about=(),
            basis="",
        )
    )
    save_plan(place.store, LetterPlan("d", NOW, (letter,), ()), who="李老师")
    approve(place.store, "d", at=NOW, who="李老师")
    app = place.dashboard()
    async with opened(app, (160, 60)):
        text = text_of(app)
        assert "寄出的信" in text
        assert "催办  请报送[b]材料[/b]" in text
        assert "xinxi@neu.example" in text


async def test_at_the_end_of_an_extension_its_branch_turns_without_a_key(place: Place) -> None:
    until = DEADLINE + timedelta(days=2)
    marks.extend(
        place.store,
        ["branch:B7"],
        until,
        deadline=DEADLINE,
        reason="x",
        marking=Marking(NOW, "李老师"),
    )
    moments = [until]
    app = place.dashboard(clock=lambda: moments[-1])
    async with opened(app) as pilot:
        row = app.board.matrix.rows[-1]
        assert (row.branch.id, row.cell("plan").late) == ("B7", False)
        moments.append(until + timedelta(seconds=1))
        app.tick()
        await settle(pilot)
        assert app.board.matrix.rows[-1].cell("plan").late


async def test_the_panel_scrolls_with_the_wheel_and_the_keys(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        panel = app.board.panel
        panel.focus()
        await press(pilot, "end")
        assert panel.scroll_offset.y > 0
        await press(pilot, "home")
        assert panel.scroll_offset.y == 0
        panel.scroll_down(animate=False)
        await settle(pilot)
        assert panel.scroll_offset.y == 1
        await press(pilot, "escape")
        assert app.focused is app.board.matrix
