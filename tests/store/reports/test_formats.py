"""Circular and ledger hold what the snapshot says, in both languages; any report has its scope."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from store.db.database import Store
from store.db.decisions import Marking, live_decisions
from store.errors import StoreError, UsageError
from store.items.review import (
    Reviewer,
    Score,
    assign_all,
    assignment_of,
    record_scores,
    save_reviewers,
)
from store.items.sessions import Session, save_session
from store.notice.notice import notice_text
from store.reports.content.blocks import Section, Table, Text
from store.reports.content.circular import circular
from store.reports.content.tables import matrix
from store.reports.export import columns_of, write_report
from store.reports.formats.docx_parts import pieces
from store.reports.reports import REPORTS, preview
from store.text.wording import load
from store.workspace.workspace import Workspace, follow_notice
from tests.making import DEADLINE
from tests.store.reports.made_reports import (
    AT,
    document_text,
    many,
    small,
    source_of,
    written,
)

WRITTEN = [
    (name, suffix)
    for name in REPORTS
    if name not in ("archive", "statement")
    for suffix in REPORTS[name].suffixes
]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = small(tmp_path)
    yield workspace, store
    store.close()


# -- 情况通报 --------------------------------------------------------------------------------------


def test_the_circular_tells_the_figures_in_words(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    text = document_text(written(source_of(workspace, store), store, "docx", tmp_path / "a.docx"))
    assert "关于2026年度特色支部创建工作成果验收工作进展情况的通报" in text
    assert "东大组字〔2027〕　　号" in text
    assert "各分党委（直属党总支）：" in text
    assert "截至2027年4月14日18:00" in text
    assert (
        "创建工作方案已报送2个（其中逾期1个），符合要求1个（33.3%），须修改1个，待核对归属1个。"
    ) in text
    assert "文字材料字数超限（1份）" in text
    assert "未报送的单位1个：图书馆直属党总支（1个）" in text
    assert "中共东北大学委员会组织部\n2027年4月14日" in text
    # The table of three branches stands in the text.
    assert "各党支部完成情况表（截至2027年4月14日18:00）" in text
    assert "附件" not in text


def test_the_circular_says_in_words_what_the_board_has_marks_for(
    made: tuple[Workspace, Store],
) -> None:
    source = source_of(*made)
    table = matrix(source)
    cells = [cell for section in table.sections for row in section.rows for cell in row[1:]]
    assert cells == [
        "已完成",
        "已完成",
        "须修改 1874字 逾期",
        "链接待下载 逾期",
        "待归属",
        "未收到 逾期",
    ]
    assert [section.title for section in table.sections] == [
        "信息科学与工程学院党委（2个党支部）",
        "图书馆直属党总支（1个党支部）",
    ]
    assert "线上宣传推广" in table.note


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_circular_says_no_figure_that_is_none(tmp_path: Path, language: str) -> None:
    workspace, store = many(tmp_path / "made", 12, units=3)
    for at in (DEADLINE - timedelta(days=60), AT):
        source = source_of(workspace, store, language=language, at=at)
        said = " ".join(b.text for b in circular(source).body if isinstance(b, Text))
        assert not re.search(r"(?<![\d.:〔-])0 ?(?:个|篇|期|人|处|of|received|\()", said), said
    store.close()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh_CN", "3个党支部中，现场分享交流正在进行（已举办1期）。"),
        ("en", "Of 3 branches: Sharing is under way (1 held)."),
    ],
)
def test_the_other_items_are_told_by_branches_and_what_they_are_made_of(
    made: tuple[Workspace, Store], tmp_path: Path, language: str, said: str
) -> None:
    workspace, store = made
    session = Session(
        "S1", "U1", date(2027, 4, 8), "科学馆", "书记会议", "held", {"B1": "secretary"}
    )
    save_session(store, session, workspace.notice, marking=Marking(AT, "李老师"))
    source = source_of(workspace, store, language=language)
    assert said in document_text(written(source, store, "docx", tmp_path / "a.docx"))


def test_the_circular_in_english_has_no_chinese_but_data(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    source = source_of(workspace, store, language="en")
    text = document_text(written(source, store, "docx", tmp_path / "a.docx"))
    assert "Plan: 2 received, 1 of them late, 1 as required, 33.3%" in text
    notice = workspace.notice
    for data in (
        notice.title,
        notice.issuer,
        notice.number,
        notice.number.partition("〔")[0],
        notice.short_title.replace("2020", "2026"),
        *(row.branch.name for row in source.view.board.rows),
        *(row.sub_committee.name for row in source.view.board.rows),
    ):
        text = text.replace(data, "")
    assert not re.search(r"[\u3400-\u9fff]", text)


def test_the_page_is_that_of_an_official_document(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    content = written(source_of(workspace, store), store, "docx", tmp_path / "a.docx")
    document = docx.Document(io.BytesIO(content))
    section = document.sections[0]
    sizes = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    assert [round(size.mm) for size in sizes if size is not None] == [210, 297, 37, 35, 28, 26]
    signed = [one for one in document.paragraphs if one.alignment == WD_ALIGN_PARAGRAPH.RIGHT]
    # The date stays with who signs, and nothing that follows stays with it.
    assert [one.paragraph_format.keep_with_next for one in signed] == [True, None]
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia"
        )
        for name in ("Normal", "Title", "Heading 1", "Heading 2")
    }
    assert fonts == {
        "Normal": "仿宋_GB2312",
        "Title": "方正小标宋简体",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
    }
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        assert b'w:altName w:val="\xe4\xbb\xbf\xe5\xae\x8b,' in packed.read("word/fontTable.xml")
        assert "word/charts/chart1.xml" in names
        assert "word/embeddings/chart1.xlsx" in names
        for name in names:
            if name.endswith((".xml", ".rels")):
                etree.fromstring(packed.read(name))


@given(st.lists(st.integers(0, 1400), max_size=6))
def test_a_long_table_is_cut_in_pieces_and_loses_no_row(lengths: list[int]) -> None:
    sections = tuple(
        Section(f"{place}", tuple((f"{place}/{row}",) for row in range(length)))
        for place, length in enumerate(lengths)
    )
    cut = list(pieces(Table("", ("head",), sections, (1,))))
    rows = [row for piece in cut for section in piece.sections for row in section.rows]
    assert rows == [row for section in sections for row in section.rows]
    assert all(sum(len(s.rows) for s in piece.sections) <= 600 for piece in cut)
    titles = [s.title for piece in cut for s in piece.sections if s.rows]
    assert list(dict.fromkeys(titles)) == [s.title for s in sections if s.rows]


# -- 台账 ----------------------------------------------------------------------------------------


def _score(workspace: Workspace, store: Store, shares: dict[str, float]) -> None:
    """Have somebody give some branches such shares of all points."""
    notice, at = workspace.notice, DEADLINE
    panel = [
        Reviewer(f"R{place}", f"专家{place}", kind)
        for place, kind in enumerate(notice.review.kinds)
    ]
    save_reviewers(store, panel, notice, marking=Marking(at, "王老师"))
    assign_all(store, 1, marking=Marking(at, "王老师"))
    scores = [
        Score(
            readers[0],
            branch,
            {
                one.id: one.points * shares[branch]
                for one in notice.criteria_for(second_year=branch == "B2")
            },
            f"{branch}的做法实。",
        )
        for branch, readers in assignment_of(live_decisions(store)).items()
        if branch in shares
    ]
    record_scores(store, scores, notice, marking=Marking(at, "王老师"))


def test_the_ledger_ranks_what_was_reviewed_with_what_reviewers_wrote(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    _score(workspace, store, {"B1": 0.6, "B2": 0.8})
    content = written(source_of(workspace, store), store, "xlsx", tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(content))["函评结果"]
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert heads[2:9] == ["名次", "收到", "平均", "中位", "极差", "校正均分", "校正名次"]
    assert [(row[2], row[4], row[-1]) for row in rows] == [
        (1, 80, "B2的做法实。"),
        (2, 60, "B1的做法实。"),
    ]
    assert "专家" not in str(rows)
    # A ledger of one sub-committee tells neither places among all nor what was written.
    first = source_of(workspace, store, units=("信息科学与工程学院党委",))
    content = written(first, store, "xlsx", tmp_path / "b.xlsx")
    assert "函评结果" not in openpyxl.load_workbook(io.BytesIO(content)).sheetnames


def test_scores_of_another_notices_criteria_give_the_ledger_no_sheet(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    _score(workspace, store, {"B1": 0.6})
    more = '[[criteria]]\nid = "more"\nname = "另评"\npoints = 5\nclause = "一"\nwords = "另评"\n'
    text = notice_text(workspace.settings.notice, workspace.folder)
    workspace = follow_notice(workspace, f"{text}\n{more}")
    content = written(source_of(workspace, store), store, "xlsx", tmp_path / "a.xlsx")
    assert "函评结果" not in openpyxl.load_workbook(io.BytesIO(content)).sheetnames


def test_the_ledger_has_its_sheets_charts_filters_and_links(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    content = written(source_of(workspace, store), store, "xlsx", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == [
        "总览",
        "各党支部",
        "文件与版本",
        "检查意见",
        "未报齐名单",
        "催办信件",
    ]
    assert len(book["总览"]._charts) == 2
    branches = book["各党支部"]
    assert branches.freeze_panes == "C2"
    assert branches.auto_filter.ref == "A1:S4"
    assert branches["E2"].value == "齐 1200字"
    assert branches["E2"].hyperlink.location == "'文件与版本'!A2"
    assert branches["L2"].value == 1200
    assert branches.conditional_formatting
    files = book["文件与版本"]
    assert files["N2"].value == next(line.digest for line in source_of(workspace, store).view.files)
    assert files.print_title_rows == "$1:$1"
    found = [row[7].value for row in book["检查意见"].iter_rows(min_row=2)]
    assert [said for said in found if said.startswith("文字材料 1874 字")]
    assert book["催办信件"]["A2"].value == "还没有发过信。"


def test_the_list_of_who_owes_what_names_contacts(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    source = source_of(workspace, store)
    book = openpyxl.load_workbook(
        io.BytesIO(written(source, store, "missing", tmp_path / "m.xlsx"))
    )
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert [(row[1], row[5], row[8]) for row in rows] == [
        ("流通部党支部", "成果展示视频（未收到）", "未报"),
        ("研究生第一党支部", "创建工作方案（须修改：1874字）", "待修改"),
        ("研究生第一党支部", "成果展示视频（链接待下载）", "我方待下载"),
    ]
    assert rows[1][3] == "yan1@neu.example"
    text = written(source, store, "missing", tmp_path / "m.txt").decode()
    # Two branches owe something; what we have not fetched is not theirs.
    assert text.startswith("未报齐名单（2个党支部）\n")
    assert (
        "一、未报（1个党支部）\n【图书馆直属党总支】\n1. 流通部党支部：成果展示视频（未收到）"
        in text
    )
    theirs, _, ours = text.partition("三、我方待下载")
    assert "链接" not in theirs
    assert "无需重报" in ours
    assert "流通部党支部" in document_text(written(source, store, "missing", tmp_path / "m.docx"))


# -- scope -------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["1,2", "plan,video", "方案，视频", "创建工作方案、2"])
def test_items_are_named_by_number_code_or_name(made: tuple[Workspace, Store], words: str) -> None:
    assert columns_of(words, made[0], load("zh_CN")) == ("plan", "video")


def test_an_unknown_item_and_a_wrong_suffix_are_told(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    with pytest.raises(UsageError, match=r"report\.items"):
        columns_of("7", workspace, load("zh_CN"))
    source = source_of(workspace, store)
    with pytest.raises(UsageError, match=r"report\.suffix"):
        write_report(source, store, "docx", tmp_path / "a.pdf")
    (tmp_path / "b.docx").mkdir()
    with pytest.raises(StoreError, match=r"report\.folder"):
        write_report(source, store, "docx", tmp_path / "b.docx")
    with pytest.raises(StoreError, match=r"disk\.write"):
        write_report(source, store, "docx", tmp_path / "none" / "a.docx")


def test_a_report_of_one_item_leaves_the_others_out(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    source = source_of(workspace, store, units=("图书馆直属党总支",), columns=("sharing",))
    text = document_text(written(source, store, "docx", tmp_path / "a.docx"))
    assert "图书馆直属党总支：" in text
    assert "自动化研究所" not in text
    assert "成果展示视频已报送" not in text
    assert "流通部党支部" in text


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("name", [name for name in REPORTS if name != "statement"])
def test_every_report_has_a_preview(
    made: tuple[Workspace, Store], name: str, language: str
) -> None:
    workspace, store = made
    assert preview(source_of(workspace, store, language=language), name)


def test_a_report_of_nothing_can_be_written(tmp_path: Path) -> None:
    workspace, store = small(tmp_path)
    store.execute("DELETE FROM branches")
    source = source_of(workspace, store)
    for name, suffix in WRITTEN:
        path = tmp_path / f"{name}{suffix}"
        write_report(source, store, name, path)
        assert path.is_dir() if not suffix else path.read_bytes()
    store.close()
