"""Each format holds what the snapshot says, in both languages, and hostile names stay text."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from store.config import Workspace
from store.db import Store
from store.errors import StoreError, UsageError
from store.reports.blocks import Section, Table
from store.reports.docx_parts import pieces
from store.reports.export import FORMATS, SUFFIXES, columns_of, preview, write_report
from store.sessions import Session, save_session
from store.visible import visible
from store.wording import load
from tests.store.reports.made_reports import AT, HOSTILE, hostile, small, source_of, written

NAMES = [visible(name.encode("utf-8", "replace").decode()) for name in HOSTILE]
WRITTEN = [
    (name, suffix)
    for name in FORMATS
    if name not in ("archive", "statement")
    for suffix in SUFFIXES[name]
]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = small(tmp_path)
    yield workspace, store
    store.close()


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = hostile(tmp_path_factory.mktemp("hostile"))
    yield workspace, store
    store.close()


def document_text(content: bytes) -> str:
    body = docx.Document(io.BytesIO(content)).element.body
    lines = ("".join(t.text or "" for t in p.iter("{*}t")) for p in body.iter("{*}p"))
    return "\n".join(lines)


# -- 情况通报 ------------------------------------------------------------------------------------


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
        "创建工作方案已报送2个，其中按时1个、逾期1个；符合要求的1个，占33.3%，须修改1个，"
        "来件待核对归属1个。"
    ) in text
    assert "文字材料字数超限（1份）" in text
    assert "图书馆直属党总支（1个党支部）" in text
    assert "中共东北大学委员会组织部\n2027年4月14日" in text
    assert "附件1\n" in text
    assert "齐 1200字" in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh_CN", "现场分享交流已完成0个（共3个），已举办1期、计划0期"),
        ("en", "Sharing: 0 of 3 done, sessions held: 1, planned: 0"),
    ],
)
def test_the_other_items_are_told_in_their_own_scope(
    made: tuple[Workspace, Store], tmp_path: Path, language: str, said: str
) -> None:
    workspace, store = made
    session = Session(
        "S1", "U1", date(2027, 4, 8), "科学馆", "书记会议", "held", {"B1": "secretary"}
    )
    save_session(store, session, workspace.notice, at=AT, who="李老师")
    source = source_of(workspace, store, language=language)
    assert said in document_text(written(source, store, "docx", tmp_path / "a.docx"))
    for column in ("promotion", "review", "volume"):
        progress = next(p for p in source.view.board.progress if p.item == column)
        assert source.say(f"report.scope.{column}", **dict.fromkeys(progress.scope, 7))


def test_the_circular_in_english_has_no_chinese_but_data(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    source = source_of(workspace, store, language="en")
    text = document_text(written(source, store, "docx", tmp_path / "a.docx"))
    assert "Plan: 2 received, 1 in time and 1 late; 1 as required, 33.3%" in text
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


@given(st.lists(st.integers(0, 400), max_size=6))
def test_a_long_table_is_cut_in_pieces_and_loses_no_row(lengths: list[int]) -> None:
    sections = tuple(
        Section(f"{place}", tuple((f"{place}/{row}",) for row in range(length)))
        for place, length in enumerate(lengths)
    )
    cut = list(pieces(Table("", ("head",), sections, (1,))))
    rows = [row for piece in cut for section in piece.sections for row in section.rows]
    assert rows == [row for section in sections for row in section.rows]
    assert all(sum(len(s.rows) for s in piece.sections) <= 150 for piece in cut)
    titles = [s.title for piece in cut for s in piece.sections if s.rows]
    assert list(dict.fromkeys(titles)) == [s.title for s in sections if s.rows]


# -- 台账 ----------------------------------------------------------------------------------------


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
        "未交名单",
        "催办信件",
    ]
    assert len(book["总览"]._charts) == 2
    branches = book["各党支部"]
    assert branches.freeze_panes == "C2"
    assert branches.auto_filter.ref == "A1:P4"
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
    assert rows[0][:2] == ["信息科学与工程学院党委", "研究生第一党支部"]
    assert rows[0][3] == "yan1@neu.example"
    assert rows[0][5] == "创建工作方案（须修改：1874字）；成果展示视频（链接待取）"
    text = written(source, store, "missing", tmp_path / "m.txt").decode()
    assert "【图书馆直属党总支】\n1. 流通部党支部：成果展示视频（未收到）" in text
    assert "流通部党支部" in document_text(written(source, store, "missing", tmp_path / "m.docx"))


# -- HTML, CSV, JSON, Markdown -------------------------------------------------------------------


class Reader(HTMLParser):
    """Counts tags, gathers text, and remembers attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_stands_alone_without_script(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    reader = Reader()
    content = written(source_of(workspace, store), store, "html", tmp_path / "a.html").decode()
    reader.feed(content)
    assert not {"script", "link", "img", "iframe"} & set(reader.tags)
    assert not [name for name, _ in reader.attributes if name in ("src", "href", "onclick")]
    assert reader.tags.count("svg") == 2
    assert reader.tags.count("desc") == 2
    assert ("scope", "col") in reader.attributes
    assert ("scope", "row") in reader.attributes
    assert "@media print" in content
    assert 'name="viewport"' in content


def test_the_csv_reads_back_as_excel_writes_it(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    content = written(source_of(workspace, store), store, "csv", tmp_path / "a.csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), dialect="excel"))
    assert rows[0][:5] == ["分党委（直属党总支）", "党支部", "编号", "书记", "创建工作方案"]
    assert rows[1][1:6] == [
        "自动化研究所教工党支部",
        "B1",
        "王建国",
        "已完成 1200字",
        "已完成 7:31",
    ]
    assert len(rows) == 4
    assert len({len(row) for row in rows}) == 1


def test_the_json_says_what_the_snapshot_says(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    facts = json.loads(written(source_of(workspace, store), store, "json", tmp_path / "a.json"))
    assert facts["format"] == "sixones-facts-1"
    assert facts["totals"]["plan"]["late"] == 1
    assert [branch["id"] for branch in facts["branches"]] == ["B1", "B2", "B3"]
    first = facts["branches"][0]
    assert first["cells"]["plan"] == {"state": "done", "detail": "1200字", "late": False}
    assert first["files"][0]["received"] == "2027-04-11T17:00:00+08:00"
    assert facts["branches"][1]["files"][0]["findings"][0]["code"] == "document.too_long"


def test_the_markdown_tables_are_of_one_width(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    text = written(source_of(workspace, store), store, "md", tmp_path / "a.md").decode()
    table: list[int] = []
    for line in (*text.splitlines(), ""):
        if line.startswith("|"):
            table.append(len(re.findall(r"(?<!\\)\|", line)))
        else:
            assert len(set(table)) <= 1
            table = []


# -- scope ---------------------------------------------------------------------------------------


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
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "statement"])
def test_every_report_has_a_preview(
    made: tuple[Workspace, Store], name: str, language: str
) -> None:
    workspace, store = made
    assert preview(source_of(workspace, store, language=language), name)


def test_a_report_of_nothing_can_be_written(tmp_path: Path) -> None:
    workspace, store = small(tmp_path)
    store.db.conn.execute("DELETE FROM branches")
    source = source_of(workspace, store)
    for name, suffix in WRITTEN:
        assert written(source, store, name, tmp_path / f"{name}{suffix}")
    store.close()


# -- hostile names -------------------------------------------------------------------------------


def test_hostile_names_are_text_in_a_document(bad: tuple[Workspace, Store], tmp_path: Path) -> None:
    text = document_text(written(source_of(*bad), bad[1], "docx", tmp_path / "a.docx"))
    assert all(name in text for name in NAMES)
    listed = document_text(written(source_of(*bad), bad[1], "missing", tmp_path / "m.docx"))
    assert all(name in listed for name in NAMES)


@pytest.mark.parametrize("name", ["xlsx", "missing"])
def test_hostile_names_are_text_in_a_workbook(
    bad: tuple[Workspace, Store], tmp_path: Path, name: str
) -> None:
    content = written(source_of(*bad), bad[1], name, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    values = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    # Excel itself writes an escape where a text looks like one.
    assert {name for name in NAMES if name not in values} == set()


def test_hostile_names_are_text_in_a_page(bad: tuple[Workspace, Store], tmp_path: Path) -> None:
    reader = Reader()
    reader.feed(written(source_of(*bad), bad[1], "html", tmp_path / "a.html").decode())
    assert "script" not in reader.tags
    assert "a" not in reader.tags
    text = "".join(reader.text)
    assert all(name in text for name in NAMES)


def test_hostile_names_are_no_formula_in_csv(bad: tuple[Workspace, Store], tmp_path: Path) -> None:
    content = written(source_of(*bad), bad[1], "csv", tmp_path / "a.csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline="")))
    assert len(rows) == len(NAMES) + 1
    assert not [
        cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")
    ]
    assert {row[1].removeprefix("'") for row in rows[1:]} == set(NAMES)


def test_hostile_names_are_values_in_json(bad: tuple[Workspace, Store], tmp_path: Path) -> None:
    facts = json.loads(written(source_of(*bad), bad[1], "json", tmp_path / "a.json"))
    assert {branch["branch"] for branch in facts["branches"]} == {
        name.encode("utf-8", "replace").decode() for name in HOSTILE
    }


def test_hostile_names_stay_in_their_cell_of_markdown(
    bad: tuple[Workspace, Store], tmp_path: Path
) -> None:
    text = written(source_of(*bad), bad[1], "md", tmp_path / "a.md").decode()
    assert "<script>" not in re.sub(r"\\<", "", text)
    assert "](http" not in re.sub(r"\\[\[\]]", "", text)
    assert visible(text, keep=frozenset("\n")) == text


def test_hostile_names_carry_no_control_character_into_a_message(
    bad: tuple[Workspace, Store], tmp_path: Path
) -> None:
    text = written(source_of(*bad), bad[1], "missing", tmp_path / "m.txt").decode()
    assert visible(text, keep=frozenset("\n")) == text
    assert all(name in text for name in NAMES)
