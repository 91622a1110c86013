"""`sixones earlier`: an archive of another year is held against what comes in this year."""

from __future__ import annotations

import contextlib
import json
from base64 import b64encode
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from mailsync.examine.documents.sketch import sketch_of
from store.db.database import open_store
from store.model import Finding
from store.views.board.facts import read_facts
from store.views.board.file_findings import findings_of
from store.workspace.earlier import EARLIER_FILE, EarlierFile, earlier_places, keep_earlier
from store.workspace.workspace import open_workspace
from tests.tui.commands.cli_runs import Run, made, run

__all__ = ["made", "run"]
AS_OF = datetime(2027, 4, 13, tzinfo=UTC)


def similar(folder: Path) -> list[Finding]:
    """The hints of likeness on the files of every branch."""
    workspace = open_workspace(folder)
    with contextlib.closing(open_store(workspace.database)) as store:
        facts = read_facts(store, workspace, as_of=AS_OF)
    return [
        finding
        for one in facts.by_branch.values()
        for credit in one.credited
        for finding in findings_of(
            credit, one.branch, facts.ruling, credited=one.credited, pins=one.pins
        )
        if finding.code == "file.similar"
    ]


@pytest.fixture
def archived(made: Run, tmp_path: Path) -> str:
    """The workspace's own archive stands for the one of another year."""
    assert made("sync")[0] in (0, 1)
    target = str(tmp_path / "a.zip")
    assert made("export", "archive", target, "--as-of", "2027-04-13")[0] in (0, 1)
    return target


def test_the_same_file_in_an_archive_is_a_hint_with_year_branch_and_name(
    made: Run, archived: str, tmp_path: Path
) -> None:
    assert similar(tmp_path / "w") == []
    code, out, _ = made("earlier", archived)
    assert (code, out) == (0, "已记下 2026 年度的 1 份材料\n")
    assert earlier_places(tmp_path / "w") == {2026: archived}
    (finding,) = similar(tmp_path / "w")
    assert finding.severity == "hint"
    assert finding.params == {
        "branch": "2026 教工第一党支部",
        "file": "教工第一党支部工作案例.txt",
        "percent": 100,
        "reason": "same",
    }


def test_a_year_is_listed_and_forgotten(made: Run, archived: str, tmp_path: Path) -> None:
    assert made("earlier")[1] == "还没有记下往年的材料\n"
    made("earlier", archived)
    made("earlier", archived)
    assert json.loads(made("earlier", "--json")[1]) == [{"cohort": 2026, "files": 1}]
    assert made("earlier", "--forget", "2026")[0] == 0
    assert json.loads(made("earlier", "--json")[1]) == []
    assert earlier_places(tmp_path / "w") == {}
    assert similar(tmp_path / "w") == []


def test_nearly_the_same_text_of_another_year_is_told_with_its_share(
    made: Run, tmp_path: Path
) -> None:
    text = "".join(
        f"第{number}次走访{number * 7}户并记下{number + 3}个问题。" for number in range(60)
    )
    mail = tmp_path / "mails" / "1.eml"
    given = message_from_bytes(mail.read_bytes(), policy=default)
    given.get_payload(1).set_payload(b64encode(text.encode()))  # type: ignore[union-attr]  # the file
    mail.write_bytes(given.as_bytes())
    assert made("sync")[0] in (0, 1)
    once = text.replace("第7次走访", "第七回走访") + "新写的一段，只有今年才有。"
    keep_earlier(
        tmp_path / "w",
        (EarlierFile(2025, "档案馆党支部", "旧案例.docx", "0" * 64, sketch_of(once)),),
    )
    (finding,) = similar(tmp_path / "w")
    assert (finding.params["branch"], finding.params["file"]) == (
        "2025 档案馆党支部",
        "旧案例.docx",
    )
    assert 80 <= int(str(finding.params["percent"])) < 100


@pytest.mark.parametrize("content", [b"", b"{", b"[{}]", b"\xff"])
def test_a_list_of_earlier_files_that_was_broken_is_named(
    made: Run, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "w" / EARLIER_FILE).write_bytes(content)
    code, _, err = made("earlier")
    assert code == 2
    assert EARLIER_FILE in err


def test_what_is_no_archive_is_refused(made: Run, tmp_path: Path) -> None:
    assert made("earlier", str(tmp_path / "mails"))[0] == 4
    assert not (tmp_path / "w" / EARLIER_FILE).exists()
