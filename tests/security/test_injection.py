"""Names that mean something to a document, a workbook, a page or a table stay text in it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from store.db.database import Store
from store.text.visible import visible
from store.workspace.workspace import Workspace
from tests.store.reports.made_reports import (
    HOSTILE,
    PageReader,
    document_text,
    hostile,
    source_of,
    written,
)

NAMES = [visible(name.encode("utf-8", "replace").decode()) for name in HOSTILE]


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = hostile(tmp_path_factory.mktemp("hostile"))
    yield workspace, store
    store.close()


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
    reader = PageReader()
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
