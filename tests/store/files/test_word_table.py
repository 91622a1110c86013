"""A roster as a table of a Word document: merged cells, several tables, nothing but text."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from store.errors import ConfigError
from store.files.table_file import Merged, read_tables
from store.roster.importing import open_questions, read_files

HEAD = ("序号", "学院", "党支部", "书记")
ROWS = (
    ("1", "信息学院党委", "教工第一党支部", "张三"),
    ("2", "", "研究生第一党支部", "李四"),
    ("3", "机械学院党委", "教工党支部", "王五"),
)


def written(path: Path, *tables: tuple[tuple[str, ...], ...]) -> Path:
    document = docx.Document()
    document.add_paragraph("附件1 特色党支部名册")
    for rows in tables:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for line, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(line.cells, row, strict=True):
                cell.text = text
        for at in range(1, len(rows) - 1):
            if not rows[at + 1][1]:
                table.cell(at, 1).merge(table.cell(at + 1, 1))
        document.add_paragraph("")
    document.save(str(path))
    return path


def test_merged_cells_are_known(tmp_path: Path) -> None:
    (table,) = read_tables(written(tmp_path / "名册.docx", (HEAD, *ROWS)))
    assert [row.cells for row in table.rows] == [HEAD, *ROWS]
    assert table.merged == (Merged(2, 1, 3, 1),)


@pytest.mark.parametrize("name", ["名册.docx", "名册.xlsx"])
def test_a_roster_in_word_is_read_whatever_its_name_says(tmp_path: Path, name: str) -> None:
    roster, units = read_files(
        written(tmp_path / "a.docx", (HEAD, *ROWS[:2]), (HEAD, *ROWS[2:])).rename(tmp_path / name),
        None,
    )
    assert roster is not None
    assert open_questions(roster, units) == ()
    assert [(row.sub_committee, row.name, row.secretary) for row in roster.rows] == [
        ("信息学院党委", "教工第一党支部", "张三"),
        ("信息学院党委", "研究生第一党支部", "李四"),
        ("机械学院党委", "教工党支部", "王五"),
    ]


def test_a_document_without_a_table_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        read_tables(written(tmp_path / "名册.docx"))
    assert refused.value.code == "table.not_table"
