"""F12 as somebody reads it who was not there: one line an act, its objects, what changed."""

from __future__ import annotations

from datetime import timedelta

from store.db.decisions import Marking
from store.decisions.marks import extend
from store.items.review import Reviewer, assign_branch, save_reviewers
from tests.making import DEADLINE, NOW
from tests.tui.board_pilot import opened
from tests.tui.conftest import Place, press, text_of


async def test_one_act_on_many_branches_is_one_line(place: Place) -> None:
    by = Marking(NOW, "王老师")
    names = [f"branch:B{n}" for n in range(1, 5)]
    until = DEADLINE + timedelta(days=2)
    extend(place.store, names, until, deadline=DEADLINE, reason="来电", marking=by)
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "f12")
        lines = [line for line in text_of(app).splitlines() if "延期" in line and "王老师" in line]
        assert len(lines) == 1
        assert "延期  4 个党支部" in lines[0]
        assert "自动化研究所教工党支部、本科生第三党支部 等（另 2 项）" in lines[0]
        assert "2027-04-16 17:00" in lines[0]
        assert "来电" in lines[0]


async def test_a_file_says_whose_it_became(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "f3", *"博士研究生第二", "enter", "f12")
        text = text_of(app)
        assert "归属材料" in text, text
        line = next(line for line in text.splitlines() if "归属材料" in line)
        assert "方案.docx" in line
        assert "博士研究生第二党支部" in line or "博士研究生第三党支部" in line


async def test_the_acts_on_one_branch_are_picked_by_its_name(place: Place) -> None:
    app = place.dashboard()
    async with opened(app) as pilot:
        await press(pilot, "ctrl+b", *"甲", "enter", "down", "ctrl+b", *"乙", "enter", "f12")
        assert text_of(app).count("备注") >= 2
        await press(pilot, "ctrl+l", "3", *"本科生第三", "enter")
        rows = [line for line in text_of(app).splitlines() if "备注" in line and "李老师" in line]
        assert len(rows) == 1
        assert "本科生第三党支部" in rows[0]


async def test_whom_a_case_was_given_to_is_told_by_name(place: Place) -> None:
    notice = place.workspace.notice
    panel = [Reviewer(f"R{n}", name, notice.review.kinds[0]) for n, name in ((1, "赵"), (2, "钱"))]
    save_reviewers(place.store, panel, notice, marking=Marking(NOW, "王老师"))
    assign_branch(place.store, "B1", ["R1", "R2"], marking=Marking(NOW, "王老师"))
    app = place.dashboard()
    async with opened(app, (200, 80)) as pilot:
        await press(pilot, "f12")
        lines = text_of(app).splitlines()
        given = next(line for line in lines if "分配函评" in line)
        assert "自动化研究所教工党支部  赵、钱" in given
        assert "赵、钱" in next(line for line in lines if "登记评审专家" in line)
        await press(pilot, "f2", "enter")
        assert "分配函评  赵、钱" in text_of(app)
