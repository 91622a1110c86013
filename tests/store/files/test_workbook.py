"""A workbook is read by its content, whatever else in it a table reader would stop at."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from store.files.opc import Package, RefusedPart, part_key
from store.files.table_file import read_tables
from store.files.workbook import usual_workbook

Parts = dict[str, bytes]


def parts() -> Parts:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("分党委", "党支部"), ("机械学院", "机械学院_x000D_教工第一党支部")):
        sheet.append(row)
    sheet.merge_cells("A3:B3")
    book.create_sheet("藏").sheet_state = "hidden"
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(name: str, old: bytes, new: bytes) -> Callable[[], Parts]:
    def make() -> Parts:
        made = parts()
        assert old in made[name]
        return {**made, name: made[name].replace(old, new)}

    return make


def with_names(new: Callable[[str], str]) -> Callable[[], Parts]:
    return lambda: {new(name): content for name, content in parts().items()}


KINDS: dict[str, Callable[[], Parts]] = {
    "as it is": parts,
    "an empty fill": changed("xl/styles.xml", b"<fills", b"<fills><fill/></fills><fills"),
    "fonts of no program": changed(
        "xl/styles.xml", b"<fonts", b"<fonts><font><q/></font></fonts><fonts"
    ),
    "styles that are no XML": lambda: {**parts(), "xl/styles.xml": b"<styleSheet"},
    "no styles": lambda: {name: one for name, one in parts().items() if "styles" not in name},
    "names in capitals": with_names(str.upper),
    "backslashes": with_names(lambda name: name.replace("/", "\\")),
    "strict": lambda: {
        name: content.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/",
            b"http://purl.oclc.org/ooxml/spreadsheetml/",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/",
            b"http://purl.oclc.org/ooxml/officeDocument/",
        )
        for name, content in parts().items()
    },
    "a drawing that is not there": changed(
        "xl/worksheets/sheet1.xml", b"</worksheet>", b'<legacyDrawing xmlns:r="http://schemas.'
        b'openxmlformats.org/officeDocument/2006/relationships" r:id="rId9"/></worksheet>'
    ),
}  # fmt: skip


def written(path: Path, content: Parts) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, one in content.items():
            archive.writestr(name, one)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_read_whatever_stands_around_them(kind: str, tmp_path: Path) -> None:
    path = written(tmp_path / "名册.xlsx", KINDS[kind]())
    table = read_tables(path)[0]
    assert [row.cells for row in table.rows] == [
        ("分党委", "党支部"),
        ("机械学院", "机械学院\n教工第一党支部"),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_sheets_keep_their_states_and_merged_cells(kind: str, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(usual_workbook(written(tmp_path / "a.xlsx", KINDS[kind]())))
    assert [(sheet.title, sheet.sheet_state) for sheet in book] == [
        ("Sheet", "visible"),
        ("藏", "hidden"),
    ]
    assert [str(merged) for merged in book["Sheet"].merged_cells.ranges] == ["A3:B3"]


def test_dates_stay_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"] = 44300, 44300
    sheet["A1"].number_format = "yyyy-mm-dd"
    book.save(tmp_path / "a.xlsx")
    table = read_tables(tmp_path / "a.xlsx")[0]
    assert [row.cells for row in table.rows] == [("2021-04-14",), ("44300",)]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Word/Document.xml", "word/document.xml"),
        ("/word/./document.xml", "word/document.xml"),
        ("word\\_rels\\a.rels", "word/_rels/a.rels"),
        ("a/../../b.xml", "b.xml"),
    ],
)
def test_a_part_has_one_key(name: str, key: str) -> None:
    assert part_key(name) == key


def test_a_relation_that_leads_outside_has_no_target(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a",
        {
            "_rels/.rels": b'<Relationships><Relationship Id="1" Type="t/a" Target="b.xml"/>'
            b'<Relationship Id="2" Type="t/b" TargetMode="External" Target="b.xml"/>'
            b'<Relationship Id="3" Type="t/c" Target="../../etc/passwd"/></Relationships>',
            "B.XML": b"<b/>",
        },
    )
    with Package(path) as package:
        found = [(one.kind, one.target) for one in package.relations()]
        assert found == [("a", "b.xml"), ("b", ""), ("c", "")]
        with pytest.raises(RefusedPart) as refused:
            package.bytes_of("c.xml")
    assert refused.value.reason == "no_text"
