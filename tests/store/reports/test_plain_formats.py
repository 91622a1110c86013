"""HTML, CSV, JSON and Markdown read back say what the snapshot says."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.db.database import Store
from store.workspace.workspace import Workspace
from tests.store.reports.made_reports import PageReader, small, source_of, written


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Workspace, Store]]:
    workspace, store = small(tmp_path)
    yield workspace, store
    store.close()


def test_the_page_stands_alone_without_script(
    made: tuple[Workspace, Store], tmp_path: Path
) -> None:
    workspace, store = made
    reader = PageReader()
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
