"""A page for each sub-committee: what is to be done, how its branches stand, what has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from store.db.database import Store
from store.db.decisions import Marking
from store.items.sessions import Session, save_session
from store.model import FileKind
from store.reports.content.blocks import Table, Text
from store.reports.content.unit_page import OnePage, unit_pages
from store.reports.export import write_report
from store.workspace.workspace import Workspace
from tests.making import DEADLINE, auto, make_mail, take_in
from tests.store.reports.made_reports import hostile, many, small, source_of


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = small(tmp_path / "made")
    yield workspace, store
    store.close()


def tables(page: OnePage) -> list[list[tuple[str, ...]]]:
    return [
        [row for section in block.sections for row in section.rows]
        for block in page.blocks
        if isinstance(block, Table)
    ]


def test_a_page_says_what_is_to_be_done_with_the_clause(made: tuple[Workspace, Store]) -> None:
    first, _ = unit_pages(source_of(*made))
    todo, standing, files = tables(first)
    assert [(row[1], row[2][:8]) for row in todo] == [
        ("创建工作方案", "文字材料 187"),
        ("成果展示视频", "已收到下载链接，"),
    ]
    assert "《通知》第一部分第1条" in todo[0][2]
    # What came as a link is ours to fetch.
    assert "无需重报" in todo[1][2]
    assert [row[2:4] for row in standing] == [
        ("已完成", "已完成"),
        ("须修改 1874字 逾期", "链接待下载 逾期"),
    ]
    assert [row[2] for row in files] == [
        "方案.docx",
        "合影.jpg",
        "讲解.mp4",
        "案例.docx",
        "视频.mp4",
    ]


def test_a_unit_of_whose_branch_nothing_came_is_asked_for_it(
    made: tuple[Workspace, Store],
) -> None:
    _, second = unit_pages(source_of(*made))
    todo = tables(second)[0]
    assert [row[1:] for row in todo] == [
        ("创建工作方案", "来件正在核对归属，暂不需办理。"),
        ("成果展示视频", "未收到，请报送。"),
    ]


def test_a_form_that_is_to_be_sent_again_is_not_asked_for_twice(tmp_path: Path) -> None:
    workspace, store = many(tmp_path / "made", 2, units=1)
    now = DEADLINE - timedelta(days=2)
    form = workspace.notice.sessions.forms[0]
    held = Session("S1", "U0", now.date(), "会议室", form, "held", {"B00000": "secretary"})
    save_session(store, held, workspace.notice, marking=Marking(now, "王老师"))
    (page,) = unit_pages(source_of(workspace, store, at=now))
    asked = [row[1:] for row in tables(page)[0] if row[0].startswith("第0教工")]
    assert ("现场分享交流", "现场分享交流已举办，请报送评价表。") in asked
    take_in(
        store,
        make_mail("表", [("评价表.docx", "form")], at=now),
        auto("B00000", FileKind.EVAL_FORM),
        measures={"form": {"form_fields": [{"label": "单位", "value": ""}]}},
    )
    (page,) = unit_pages(source_of(workspace, store, at=now))
    again = [row[1] for row in tables(page)[0] if row[0].startswith("第0教工")]
    store.close()
    assert again == ["创建工作方案", "成果展示视频", "评价表"]


def test_all_pages_stand_in_one_file_or_each_in_its_own(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    source = source_of(workspace, store)
    write_report(source, store, "unit", tmp_path / "all.html")
    text = (tmp_path / "all.html").read_text(encoding="utf-8")
    assert text.count("<h1>") == 2
    write_report(source, store, "unit", tmp_path / "pages")
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == [
        "信息科学与工程学院党委.html",
        "图书馆直属党总支.html",
    ]


def test_hostile_names_stay_text_and_in_the_folder(tmp_path: Path) -> None:
    workspace, store = hostile(tmp_path / "made")
    source = source_of(workspace, store)
    write_report(source, store, "unit", tmp_path / "pages")
    store.close()
    written = list((tmp_path / "pages").iterdir())
    assert len(written) == len(source.view.units)
    for path in written:
        assert "<script>alert" not in path.read_text(encoding="utf-8")


def test_a_sub_committee_of_its_own_asks_its_branches_and_tells_nobody_its_own_address(
    made: tuple[Workspace, Store],
) -> None:
    workspace, store = made
    settings = msgspec.structs.replace(workspace.settings, scope="信息科学与工程学院党委")
    (page,) = unit_pages(source_of(replace(workspace, settings=settings), store))
    said = [block.text for block in page.blocks if isinstance(block, Text)]
    assert any(text.startswith("请报送至本单位邮箱。") for text in said)
    assert not [text for text in said if "我们所留的联系方式" in text]
