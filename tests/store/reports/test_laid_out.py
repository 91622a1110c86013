"""How reports stand on a page: nothing runs over anything, nothing small is torn apart."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from lxml import etree

from store.db.database import Store
from store.keeping.freeze import freeze
from store.reports.content.blocks import Section, Table
from store.reports.formats.docx_page import BODY_PT, TEXT_MM
from store.reports.formats.docx_parts import table_xml
from store.reports.formats.xlsx_sheets import row_height
from store.workspace.workspace import Workspace, change_setting
from tests.store.reports.made_reports import AT, many, small, source_of, written

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = small(tmp_path / "made")
    yield workspace, store
    store.close()


def _kept(rows: int, *, titles: bool) -> list[bool]:
    """Whether each row under the head stays with the next one."""
    section = Section("组" if titles else "", tuple((f"{n}", "x") for n in range(rows)))
    table = etree.fromstring(table_xml(Table("", ("a", "b"), (section,), (1, 1))))
    return [
        all(cell.find(f".//{_W}keepNext") is not None for cell in row.iter(f"{_W}p"))
        for row in table.findall(f"{_W}tr")[1:]
    ]


@pytest.mark.parametrize(
    ("rows", "titles", "kept"),
    [
        (1, False, [False]),
        (4, False, [True, True, True, False]),
        (3, True, [True, True, True, False]),
        (20, False, [True, *[False] * 17, True, False]),
    ],
)
def test_a_small_table_stays_whole_and_no_row_of_a_large_one_stands_alone(
    rows: int, titles: bool, kept: list[bool]
) -> None:
    assert _kept(rows, titles=titles) == kept


def test_the_charts_of_the_overview_stand_beside_each_other(tmp_path: Path) -> None:
    workspace, store = many(tmp_path / "made", 12, units=3)
    content = written(source_of(workspace, store), store, "xlsx", tmp_path / "a.xlsx")
    store.close()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        drawing = etree.fromstring(packed.read("xl/drawings/drawing1.xml"))
    spans = []
    for anchor in drawing:
        start, end = anchor.find(f"{_XDR}from"), anchor.find(f"{_XDR}to")
        spans.append(
            tuple(
                (int(edge.findtext(f"{_XDR}col")), int(edge.findtext(f"{_XDR}colOff")))
                for edge in (start, end)
            )
        )
    assert len(spans) == 2
    assert spans[0][1] <= spans[1][0]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("a" * 10, 10, 1),
        ("a" * 11, 10, 2),
        ("长" * 5, 10, 1),
        ("长" * 6, 10, 2),
        ("长" * 60, 20, 7),
        ("é" * 10, 15, 1),
        ("x" * 100_000, 10, 25),
    ],
)
def test_a_wrapped_text_has_the_height_of_its_lines(text: str, width: int, lines: int) -> None:
    assert row_height(text, width) == (15 if lines == 1 else 16 * lines)


def test_long_names_get_a_taller_row_and_short_ones_none(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    store.execute("UPDATE branches SET name = ? WHERE id = 'B3'", ("长" * 40,))
    path = tmp_path / "a.xlsx"
    written(source_of(workspace, store), store, "missing", path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    heights = {
        str(row[1].value): sheet.row_dimensions[row[0].row].height for row in sheet.iter_rows(2)
    }
    assert heights["长" * 40] == 32.25
    # What it owes takes one line in each of its two parts.
    assert heights["研究生第一党支部"] is None
    wraps = {cell.alignment.wrap_text for cell in sheet[2] if isinstance(cell.value, str)}
    assert wraps == {True}


def test_no_word_of_a_head_is_torn_and_what_is_not_printed_makes_no_row_higher(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    store.execute("UPDATE mails SET subject = ?", ("关于报送材料" * 12,))
    path = tmp_path / "a.xlsx"
    written(source_of(workspace, store, language="en"), store, "xlsx", path)
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets[1:]:
        for group in sheet.column_dimensions.values():
            for column in range(group.min, min(group.max, sheet.max_column) + 1):
                words = str(sheet.cell(1, column).value or "").split()
                assert group.width > max(map(len, words), default=0) + 2, (sheet.title, words)
    files = book["Files"]
    # The picture: a name and a measure of one line each.
    picture = next(row[0].row for row in files.iter_rows(2) if row[5].value == "合影.jpg")
    assert files.row_dimensions[picture].height is None
    assert files.cell(picture, 13).alignment.wrap_text is not True


@pytest.mark.parametrize(("branches", "first"), [(40, "tbl"), (70, "chart")])
def test_charts_stand_behind_the_table_where_its_last_page_has_room_and_else_before_it(
    tmp_path: Path, branches: int, first: str
) -> None:
    workspace, store = many(tmp_path / "made", branches, units=branches // 4)
    content = written(source_of(workspace, store), store, "docx", tmp_path / "a.docx")
    store.close()
    body = docx.Document(io.BytesIO(content)).element.body
    found = [
        "chart" if part.find(f".//{_W}drawing") is not None else "tbl"
        for part in body
        if part.tag == f"{_W}tbl" or part.find(f".//{_W}drawing") is not None
    ]
    assert found[0] == first
    assert sorted(found) == ["chart", "chart", "tbl"]


def test_digests_of_a_statement_stand_on_one_line_each(tmp_path: Path) -> None:
    workspace, store = small(tmp_path)
    frozen = freeze(store, workspace, AT)
    made = docx.Document(
        io.BytesIO(written(source_of(workspace, store), store, "statement", tmp_path / "a.docx"))
    )
    store.close()
    found = [one for one in made.paragraphs if one.text in (frozen.digest, frozen.history)]
    assert found
    for paragraph in found:
        size = paragraph.runs[0].font.size
        assert size is not None
        # Half a square each, after an indent of two characters.
        assert len(paragraph.text) * size.pt / 2 + 2 * BODY_PT < TEXT_MM[0] / 25.4 * 72


def test_the_signs_of_the_matrix_are_told_on_a_few_lines_below_it(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    book = openpyxl.load_workbook(
        io.BytesIO(written(source_of(workspace, store), store, "xlsx", tmp_path / "a.xlsx"))
    )
    cells = [cell.value for cell in book.worksheets[1]["A"] if "＝" in str(cell.value)]
    assert cells[0].startswith("注：齐＝已完成    可＝已认可    ")
    assert len(cells) == 3
    assert sum(str(cell).count("＝") for cell in cells) == 11


def test_an_address_is_not_broken_at_its_hyphen(tmp_path: Path) -> None:
    workspace, store = many(tmp_path / "made", 4, units=1, scope="第0学院党委")
    address = "xinxi-dangwei@neu.example"
    source = source_of(change_setting(workspace, "mail.user", address), store)
    page = written(source, store, "html", tmp_path / "a.html").decode()
    made = docx.Document(io.BytesIO(written(source, store, "docx", tmp_path / "a.docx")))
    store.close()
    assert f'<span class="whole">{address}</span>' in page
    (told,) = (one for one in made.paragraphs if address in one.text)
    assert len(told._p.findall(f".//{_W}noBreakHyphen")) == 1
