"""= on the board: a file beside the one of another branch or year that it is like."""

from __future__ import annotations

from mailsync.examine.documents.sketch import sketch_of
from store.files.blobs import Blobs
from store.model import FileKind
from store.workspace.earlier import EarlierFile, keep_earlier
from tests.making import auto, make_mail, take_in
from tests.tui.board_pilot import NARROW, WIDE, opened, press
from tests.tui.conftest import Place, text_of

COMMON = "\n".join(
    f"第{number}次走访{number * 7}户，记下{number + 3}个问题。" for number in range(40)
)
OURS = f"本支部地处南湖校区。\n{COMMON}"
THEIRS = f"{COMMON}\n结语由书记撰写。"


def plan(place: Place, branch_id: str, text: str) -> None:
    """A plan whose content lies in the workspace."""
    Blobs(place.workspace.files).put([text.encode()])
    take_in(
        place.store,
        make_mail(branch_id, [(f"{branch_id} 工作方案.txt", text)]),
        auto(branch_id, FileKind.PLAN),
        measures={text: {"content": "text", "chars": 1000, "sketch": sketch_of(text)}},
    )


async def test_two_plans_stand_side_by_side_and_what_is_common_is_lit(place: Place) -> None:
    plan(place, "B7", OURS)
    plan(place, "B6", THEIRS)
    app = place.dashboard()
    async with opened(app, WIDE) as pilot:
        await press(pilot, "end")
        assert "按 = 并排对照" in text_of(app).replace("\n", "")
        await press(pilot, "equals_sign")
        lines = text_of(app).splitlines()
        (heads,) = [line for line in lines if "B7 工作方案.txt" in line and "B6" in line]
        assert "B6 工作方案.txt" in heads
        (row,) = [line for line in lines if "第3次走访" in line]
        assert row.count("第3次走访21户") == 2
        (own,) = [line for line in lines if "南湖校区" in line]
        assert own.count("南湖校区") == 1
        await press(pilot, "escape")
        assert "南湖校区" not in text_of(app)


async def test_a_plan_of_an_earlier_year_has_only_a_sample_here(place: Place) -> None:
    plan(place, "B7", OURS)
    keep_earlier(
        place.workspace.folder,
        (EarlierFile(2025, "档案馆党支部", "旧案例.docx", "0" * 64, sketch_of(THEIRS)),),
    )
    app = place.dashboard()
    async with opened(app, NARROW) as pilot:
        await press(pilot, "end", "equals_sign")
        text = text_of(app)
        assert "2025 档案馆党支部" in text
        assert "只记下了文字的抽样" in text


async def test_a_branch_without_such_a_file_says_so(place: Place) -> None:
    app = place.dashboard()
    async with opened(app, WIDE) as pilot:
        await press(pilot, "equals_sign")
        assert "没有雷同的文件" in app.board.said.text
