"""Tables of text from csv and xlsx, whatever the suffix says."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import ConfigError
from store.files.table_file import cell_text, read_tables
from store.text.wording import load

TEXT = "分党委,党支部\n机械学院党委,第一党支部\n"


def write(folder: Path, content: bytes, name: str = "名册.csv") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_every_encoding_of_an_office(tmp_path: Path, encoding: str) -> None:
    (table,) = read_tables(write(tmp_path, TEXT.encode(encoding)))
    assert [row.cells for row in table.rows] == [
        ("分党委", "党支部"),
        ("机械学院党委", "第一党支部"),
    ]


def test_row_numbers_are_those_of_the_spreadsheet(tmp_path: Path) -> None:
    text = 'a,b\n\n,,\n"two\nlines",c\nd,e\n'
    (table,) = read_tables(write(tmp_path, text.encode()))
    assert [(row.number, row.cells[0]) for row in table.rows] == [
        (1, "a"),
        (4, "two\nlines"),
        (5, "d"),
    ]


def test_an_xlsx_is_known_by_its_content(tmp_path: Path) -> None:
    content = workbook([["分党委", "党支部"], [None, None], ["机械学院党委", 8.0]])
    (table,) = read_tables(write(tmp_path, content, "名册.csv"))
    assert [(row.number, row.cells) for row in table.rows] == [
        (1, ("分党委", "党支部")),
        (3, ("机械学院党委", "8")),
    ]


def test_a_formula_without_a_stored_result_is_told(tmp_path: Path) -> None:
    content = workbook([["a", "b"], ["x", "=A2&A1"], ["y", "z"]])
    (table,) = read_tables(write(tmp_path, content))
    assert [row.formulas for row in table.rows] == [(), (1,), ()]
    assert table.rows[1].cells == ("x", "")


def test_a_stored_result_of_a_formula_is_its_value(tmp_path: Path) -> None:
    content = workbook([["a", "b"], ["x", "=A2&A1"]])
    with zipfile.ZipFile(io.BytesIO(content)) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b"<v></v>" in parts[sheet] or b"<v />" in parts[sheet] or b"<v/>" in parts[sheet]
    for empty in (b"<v></v>", b"<v />", b"<v/>"):
        parts[sheet] = parts[sheet].replace(b"</f>" + empty, b"</f><v>7</v>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as after:
        for name, part in parts.items():
            after.writestr(name, part)
    (table,) = read_tables(write(tmp_path, out.getvalue()))
    assert table.rows[1].cells == ("x", "7")
    assert table.rows[1].formulas == ()


def test_every_sheet_is_a_table(tmp_path: Path) -> None:
    tables = read_tables(write(tmp_path, workbook([["a"]], [["b"]])))
    assert [table.rows[0].cells for table in tables] == [("a",), ("b",)]


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return out.getvalue()


def broken_workbook(part: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["a", "b"]]))) as before,
        zipfile.ZipFile(out, "w") as after,
    ):
        for name in before.namelist():
            after.writestr(name, content if name == part else before.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table.empty"),
        (b" \r\n\t", "table.empty"),
        (b",,,\n,,\n", "table.empty"),
        (workbook([[]]), "table.empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "table.not_table"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "table.not_table"),
        (b"\x00\x01\x02" * 100, "table.not_table"),
        (b"abc,\xff\xff\xff", "table.encoding"),
        (docx(), "table.not_table"),
        (b"PK\x03\x04" + b"x" * 200, "table.not_table"),
        (workbook([["a", "b"]])[:-600], "table.not_table"),
        (broken_workbook("xl/workbook.xml", b"<nothing"), "table.not_table"),
        (broken_workbook("xl/worksheets/sheet1.xml", b"<nothing"), "table.not_table"),
        (broken_workbook("xl/worksheets/sheet1.xml", b""), "table.not_table"),
        (b'a,b\n"' + b"x" * 200_000, "table.not_table"),
        (
            "<?xml version='1.0'?><office:document>学院,支部</office:document>".encode(),
            "table.not_table",
        ),
        (b"a,b\n" + b"x,y\n" * 50_001, "table.too_many_rows"),
    ],
)
def test_what_is_no_table_is_told_with_what_to_do(
    tmp_path: Path, content: bytes, code: str
) -> None:
    file = write(tmp_path, content)
    with pytest.raises(ConfigError) as caught:
        read_tables(file)
    assert caught.value.code == code
    assert str(file) in load("zh_CN").error(caught.value)
    assert str(file) in load("en").error(caught.value)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.csv", "table.not_found"), (tmp_path, "table.unreadable")):
        with pytest.raises(ConfigError) as caught:
            read_tables(path)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  a  b ", "a  b"),
        (" 机械　学院 ", "机械 学院"),
        ("第一\u200b党支部\ufeff", "第一党支部"),
        ("甲\r\n\r\n 乙 ", "甲\n乙"),
        ("甲\x07乙\u202e", "甲乙"),
        (13_800_000_000.0, "13800000000"),
        (1.5, "1.5"),
        (True, "True"),
        (datetime(2027, 4, 14), "2027-04-14"),  # noqa: DTZ001  (cells have no zone)
    ],
)
def test_a_cell_is_trimmed_and_freed_of_what_cannot_be_seen(value: object, text: str) -> None:
    assert cell_text(value) == text


@given(st.text())
def test_a_cell_holds_no_hidden_characters_and_stays_the_same(text: str) -> None:
    once = cell_text(text)
    assert cell_text(once) == once
    assert "\x00" not in once


@given(content=st.binary(max_size=400))
def test_any_bytes_are_a_table_or_told(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.mktemp("any") / "x.csv"
    file.write_bytes(content)
    told = ""
    try:
        assert read_tables(file)
    except ConfigError as error:
        told = error.code
    assert told.startswith("table.") or not told


def test_rows_that_nobody_sees_in_an_open_document_are_told(tmp_path: Path) -> None:
    space = "urn:oasis:names:tc:opendocument:xmlns"

    def row(text: str, attributes: str = "") -> str:
        cell = (
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p>'
            "</table:table-cell>"
            if text
            else ""
        )
        return f"<table:table-row {attributes}>{cell or '<table:table-cell/>'}</table:table-row>"

    rows = "".join(
        (
            row("head"),
            row("", 'table:number-rows-repeated="2"'),
            row("seen"),
            row("folded", 'table:style-name="ro1" table:visibility="collapse"'),
            row("filtered", 'table:visibility="filter"'),
            row("last"),
        )
    )
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:text="{space}:text:1.0" '
        f'xmlns:table="{space}:table:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="one">{row("plain")}</table:table>'
        f'<table:table table:name="two">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{space}:manifest:1.0"/>',
        )
    one, two = read_tables(path)
    assert [row.hidden for row in one.rows] == [False]
    assert [(row.number, row.hidden) for row in two.rows] == [
        (1, False), (4, False), (5, True), (6, True), (7, False),
    ]  # fmt: skip
