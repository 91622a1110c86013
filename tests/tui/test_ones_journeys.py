"""Items 3 to 6 on the screen: what people see and press, both languages, wide and narrow."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from textual import events
from textual.widgets import Input, TextArea

from store.db.decisions import Marking, live_decisions
from store.items.promotions import articles_of
from store.items.sessions import sessions_of
from store.items.volume import selections_of
from store.model import State
from store.views.board.dashboard import dashboard
from store.views.items.review import review
from store.views.items.sharing import sharing
from store.views.items.volume import selection
from tests.making import NOW
from tests.tui.conftest import Place, after, settle, text_of
from tests.tui.grids import NARROW, WIDE
from tests.tui.ones import fill_ones
from tui.review.screen import ReviewPlace

LANGUAGES = pytest.mark.parametrize("language", ["zh_CN", "en"])
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


@pytest.fixture
def place(place: Place) -> Place:
    fill_ones(place)
    return place


def cell_state(place: Place, branch_id: str, column: str) -> State:
    view = dashboard(place.store, place.workspace, now=NOW)
    return next(row for row in view.rows if row.branch.id == branch_id).cell(column).state


# -- what it looks like ----------------------------------------------------------------------------


# -- promotion -------------------------------------------------------------------------------------


async def test_pasted_addresses_are_bound_shown_and_recorded(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f7", "insert")(pilot)
        area = app.screen.query_one(TextArea)
        area.load_text(
            "巡礼：自动化研究所教工党支部 https://mp.weixin.qq.com/s/x1\n"
            "巡礼：机械设计系教工党支部 https://mp.weixin.qq.com/s/x2\n"
            "没有说是谁 https://mp.weixin.qq.com/s/x3"
        )
        await after("ctrl+s")(pilot)
        assert "能确定的 2 篇" in text_of(app)
        assert "待定" in text_of(app)
        await after("ctrl+s")(pilot)
        assert "已登记 2 篇" in text_of(app)
        assert cell_state(place, "B4", "promotion") is State.DONE
        await after("ctrl+z")(pilot)
    assert cell_state(place, "B4", "promotion") is State.SUBMITTED


async def test_what_the_terminal_pastes_is_read_at_once(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f7")(pilot)
        app.screen.post_message(events.Paste("流通部党支部 https://mp.weixin.qq.com/s/y"))
        await settle(pilot)
        assert "能确定的 1 篇" in text_of(app)
        await after("escape")(pilot)
        assert app.screen.query_one(TextArea).has_focus
        await after("escape")(pilot)
        assert app.screen.query("#list")


async def test_a_draft_that_came_by_mail_is_kept_with_the_article(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f7", "end", "enter")(pilot)
        app.screen.query_one("#title", Input).value = "流通部"
        await after("ctrl+s")(pilot)
    made = articles_of(live_decisions(place.store))[-1]
    assert (made.branch_ids, made.step, len(made.files)) == (("B7",), "published", 1)
    assert cell_state(place, "B7", "promotion") is State.DONE


async def test_a_bad_address_is_told_in_the_form(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f7", "end", "enter")(pilot)
        app.screen.query_one("#url", Input).value = "mp.weixin.qq.com/s/1"
        await after("ctrl+s")(pilot)
        assert "http" in text_of(app)
        app.screen.query_one("#url", Input).value = ""
        app.screen.query_one("#day", Input).value = "某天"
        await after("ctrl+s")(pilot)
        assert "某天" in text_of(app)


async def test_other_channels_open_with_the_mark_of_excellence(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await after("f7", "down", "right", "enter")(pilot)
        assert "请先按 Ctrl+Y" in text_of(app)
        await after("ctrl+y")(pilot)
        assert "1 个党支部已标为优秀案例" in text_of(app)
        await after("enter", "ctrl+s")(pilot)
        assert "已登记 1 篇" in text_of(app)
        await after("delete")(pilot)
        assert "已撤下" in text_of(app)
        await after("ctrl+l", "ctrl+l")(pilot)
        assert "只看优秀案例" in text_of(app)
        assert "流通部党支部" not in text_of(app)


async def test_staff_add_a_channel_and_take_it_away(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await after("f7", "ctrl+k", "1")(pilot)
        assert "不能去掉" in text_of(app)
        await after("ctrl+n")(pilot)
        app.screen.query_one("#name", Input).value = "校报"
        await after("ctrl+s")(pilot)
        assert "已增加渠道“校报”" in text_of(app)
        await after("left", "ctrl+k", "1")(pilot)
        assert "已去掉渠道“校报”" in text_of(app)


# -- sharing ---------------------------------------------------------------------------------------


async def test_a_planned_session_is_held_and_its_form_comes_on_paper(place: Place) -> None:
    when = NOW.replace(day=17)
    app = place.dashboard(clock=lambda: when)
    async with app.run_test(size=NARROW) as pilot:
        await after("f6", "down", "ctrl+d")(pilot)
        assert "已标为举办" in text_of(app)
        await after("ctrl+k", "1", "enter")(pilot)
        assert "评价表（纸质）已登记" in text_of(app)
        view = dashboard(place.store, place.workspace, now=when)
        states = [row.cell("sharing").state for row in view.rows if row.branch.id in ("B4", "B5")]
        assert states == [State.DONE, State.DONE]
        await after("ctrl+z", "ctrl+z", "ctrl+x")(pilot)
        assert "这一场已取消" in text_of(app)


async def test_a_session_to_come_cannot_be_held(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f6", "down", "ctrl+d")(pilot)
        assert "日期还没有到" in text_of(app)


async def test_a_new_session_covers_everybody_who_owes_one(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f6", "ctrl+n", "2")(pilot)
        app.screen.query_one("#place", Input).value = "机械楼"
        app.screen.query_one("#attendance", Input).value = "很多"
        await after("ctrl+s")(pilot)
        assert "不是数字" in text_of(app)
        app.screen.query_one("#attendance", Input).value = "18"
        await after("ctrl+s")(pilot)
    made = list(sessions_of(live_decisions(place.store)).values())[-1]
    assert (made.sub_committee_id, made.attendance) == ("U2", 18)
    assert set(made.speakers) == {"B4", "B5", "B6"}


async def test_the_forms_of_a_whole_sub_committee_are_marked_at_once(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f6", "tab", "ctrl+a", "ctrl+k", "1", "enter")(pilot)
        assert "2 个党支部" in text_of(app)
    assert cell_state(place, "B1", "sharing") is State.DONE
    assert cell_state(place, "B2", "sharing") is State.DONE


async def test_a_form_that_is_not_sure_is_bound_by_a_person(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f6", "tab", "tab", "enter", "1")(pilot)
        assert "评价表已归到这一场" in text_of(app)
    view = sharing(place.store, place.workspace, now=NOW)
    assert view.to_bind == 0
    assert cell_state(place, "B2", "sharing") is State.DONE


async def test_an_empty_form_is_accepted_with_a_reason(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f6", "tab", "tab", "down", "ctrl+y", "enter")(pilot)
        assert cell_state(place, "B3", "eval_form") is State.FAULT
        app.screen.query_one(Input).value = "另有纸质"
        await after("enter")(pilot)
        assert "已认可" in text_of(app)
    assert cell_state(place, "B3", "eval_form") is State.ACCEPTED


async def test_sessions_are_exported_and_imported(place: Place, tmp_path: Path) -> None:
    table = tmp_path / "s.xlsx"
    app = place.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await after("f6", "ctrl+k", *"导出", "enter")(pilot)
        app.screen.query_one(Input).value = str(table)
        await after("enter")(pilot)
        book = openpyxl.load_workbook(table)
        for row in book.active.iter_rows(min_row=2):
            if row[0].value == "S1":
                row[3].value = "新地点"
        book.active.append(["", "不存在的学院", "2027-04-02"])
        book.save(table)
        await after("insert")(pilot)
        app.screen.query_one(Input).value = str(table)
        await after("enter")(pilot)
        assert "不存在的学院" in text_of(app)
    assert sessions_of(live_decisions(place.store))["S1"].place == "新地点"


async def test_a_photo_is_kept_with_its_session(place: Place, tmp_path: Path) -> None:
    photo = tmp_path / "p.jpg"
    photo.write_bytes(b"photo")
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f6", "ctrl+k", *"照片", "enter")(pilot)
        app.screen.query_one(Input).value = str(tmp_path / "none.jpg")
        await after("enter")(pilot)
        assert "无法读取" in app.place.said.text
        await after("ctrl+k", *"照片", "enter")(pilot)
        app.screen.query_one(Input).value = str(photo)
        await after("enter")(pilot)
        assert "照片 1 张" in text_of(app)


# -- review and volume -----------------------------------------------------------------------------


async def test_a_disagreement_is_accepted_with_a_reason(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f8", "ctrl+y")(pilot)
        assert "没有大的分歧" in text_of(app)
        await after("down", "ctrl+y")(pilot)
        app.screen.query_one(Input).value = "已复核"
        await after("enter")(pilot)
    assert cell_state(place, "B2", "review") is State.ACCEPTED


async def test_branches_are_ordered_by_mean_corrected_mean_and_spread(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await after("f8")(pilot)
        seen = review(place.store, place.workspace, now=NOW)
        found = {one.branch.id: one for one in seen.branches}
        figures: dict[str, list[float]] = {}
        for order in ("平均分", "校正均分", "极差"):
            await after("ctrl+u", "home")(pilot)
            assert f"排序：{order}" in text_of(app)
            figures[order] = []
            for _ in range(4):
                assert isinstance(app.screen, ReviewPlace)
                assert app.screen.branch_row is not None
                one = found[app.screen.branch_row.branch.id]
                assert one.result is not None
                figures[order].append(
                    {
                        "平均分": one.result.mean,
                        "校正均分": one.corrected or 0.0,
                        "极差": one.result.spread,
                    }[order]
                )
                await after("down")(pilot)
        assert all(len(row) == 4 and row == sorted(row, reverse=True) for row in figures.values())
        await after("ctrl+u", "home")(pilot)
        assert isinstance(app.screen, ReviewPlace)
        assert app.screen.branch_row is not None
        assert app.screen.branch_row.branch.id == "B1"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
async def test_names_come_before_columns_that_the_details_have_too(
    place: Place, language: str
) -> None:
    app = place.dashboard(language=language)
    async with app.run_test(size=(120, 30)) as pilot:
        await after("f8")(pilot)
        assert "  自动化研究所教工党支部" in text_of(app)
        await after("tab", "tab")(pilot)
        assert "  自动化研究所教工党支部" in text_of(app)


async def test_reviewers_come_from_a_table(place: Place, tmp_path: Path) -> None:
    table = tmp_path / "专家.csv"
    table.write_text(
        "姓名,类别,邮箱\n郑洁,党务干部,zheng@neu.example\n某人,校外专家,\n", encoding="utf-8"
    )
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f8", "tab", "ctrl+k", "4")(pilot)
        app.screen.query_one(Input).value = str(table)
        await after("enter")(pilot)
        assert "已登记 1 位评审专家，1 行无法识别" in text_of(app)
        assert "校外专家" in text_of(app)
    names = [one.reviewer.name for one in review(place.store, place.workspace, now=NOW).reviewers]
    assert names[-1] == "郑洁"


async def test_reviewers_come_change_and_leave(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f8", "tab", "ctrl+n")(pilot)
        app.screen.query_one("#name", Input).value = "周全"
        await after("ctrl+s")(pilot)
        assert "已登记周全" in text_of(app)
        await after("enter")(pilot)
        app.screen.query_one("#address", Input).value = "new@neu.example"
        await after("ctrl+s")(pilot)
        await after("end", "delete")(pilot)
        assert "周全已退出评审" in text_of(app)
        await after("home", "delete", "down", "ctrl+k", "1")(pilot)
        assert "会全部重新分配" in text_of(app)
        app.screen.query_one("#per", Input).value = "0"
        await after("ctrl+s")(pilot)
        assert "不能是 0" in text_of(app)
        await after("ctrl+k", "1")(pilot)
        app.screen.query_one("#per", Input).value = "3"
        await after("ctrl+s")(pilot)
        assert "不足 3 位" in text_of(app)
    names = [one.reviewer.name for one in review(place.store, place.workspace, now=NOW).reviewers]
    assert names == ["钱立", "孙宁", "李想"]


async def test_packs_are_written_and_a_filled_sheet_is_read(place: Place, tmp_path: Path) -> None:
    from tests.tui.commands.test_ones import fill_in

    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f8", "ctrl+k", "2")(pilot)
        app.screen.query_one("#folder", Input).value = str(tmp_path / "packs")
        app.screen.query_one("#by", Input).value = "下周"
        await after("ctrl+s")(pilot)
        assert "下周" in text_of(app)
        app.screen.query_one("#by", Input).value = "2027-05-10"
        await after("ctrl+s")(pilot)
        assert "4 位评审专家" in text_of(app)
        sheet = fill_in(next((tmp_path / "packs").glob("*Ra1*.zip")), tmp_path)
        book = openpyxl.load_workbook(sheet)
        book.active.cell(5, 5).value = 99
        book.save(sheet)
        await after("insert")(pilot)
        app.screen.query_one("#path", Input).value = str(sheet)
        await after("ctrl+s")(pilot)
        assert "1 份有问题" in text_of(app)
        assert "应在 0 到 25 分之间" in " ".join(map(str.strip, text_of(app).splitlines()))
        book.active.cell(5, 5).value = 20
        book.save(sheet)
        await after("insert")(pilot)
        app.screen.query_one("#path", Input).value = str(sheet)
        await after("ctrl+s")(pilot)
        assert "收下 4 个评分" in text_of(app)
    assert not review(place.store, place.workspace, now=NOW).reviewers[0].outstanding


async def test_cases_are_selected_kept_left_out_and_taken_back(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f8", "tab", "tab", "down", "space", "space", "ctrl+x", "enter")(pilot)
        assert "要写明理由" in text_of(app)
        app.screen.query_one(Input).value = "篇幅所限"
        await after("enter")(pilot)
        assert "已登记 2 个党支部的入选意见" in text_of(app)
        chosen = selections_of(live_decisions(place.store))
        assert (chosen["B2"].choice, chosen["B3"].reason) == ("not_selected", "篇幅所限")
        await after("home", "ctrl+k", "4")(pilot)
        assert "B1" not in selections_of(live_decisions(place.store))
        await after("ctrl+y", "enter", "ctrl+k", "3")(pilot)
        assert "已取消推荐" in text_of(app)
        await after("ctrl+k", "3")(pilot)
        assert "已推荐 1 个视频" in text_of(app)


async def test_nothing_selected_makes_no_volume(place: Place, tmp_path: Path) -> None:
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f8", "tab", "tab", "ctrl+k", "4", "ctrl+k", "2", "ctrl+s")(pilot)
        assert "还没有入选的案例" in text_of(app)
    assert selection(place.store, place.workspace, now=NOW).volumes == ()


@pytest.mark.parametrize("key", ["f6", "f7", "f8"])
async def test_two_people_do_not_overwrite_each_other(place: Place, key: str) -> None:
    from store.items.promotions import mark_excellent
    from store.items.sessions import receive_forms
    from store.items.volume import choose

    app = place.dashboard()
    async with app.run_test(size=WIDE) as pilot:
        await after(*{"f6": ("f6",), "f7": ("f7",), "f8": ("f8", "tab", "tab")}[key])(pilot)
        if key == "f6":
            receive_forms(
                place.store,
                ["session:S1"],
                on_paper=True,
                day=date(2027, 4, 9),
                marking=Marking(NOW, "赵"),
            )
        elif key == "f7":
            mark_excellent(place.store, ["B1"], False, marking=Marking(NOW, "赵"))
        else:
            choose(place.store, ["B1"], "reserve", reason="x", marking=Marking(NOW, "赵"))
        # Picked in the moment before the place shows what the other one did.
        act = {"f6": "paper", "f7": "excellent", "f8": "choose('')"}[key]
        await app.place.run_action(act)
        if key == "f6":
            await pilot.press("enter")
        await settle(pilot)
        assert "赵" in text_of(app)


async def test_from_f6_the_sub_committees_that_owe_are_reminded(place: Place) -> None:
    app = place.dashboard()
    async with app.run_test(size=NARROW) as pilot:
        await after("f6", "tab", "ctrl+k", "2")(pilot)
        shown = text_of(app)
        assert "[催分享 2]" in shown
        assert "落实现场分享交流和评价" in shown
