"""`sixones export`, `backup`, `restore` and `verify` as a person at the keyboard meets them."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest

from store.files.blobs import Blobs
from store.keeping.freeze import freeze
from store.workspace.workspace import Workspace
from tests.store.reports.made_reports import AT, small
from tui.cli import main


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made, store = small(tmp_path / "made")
    with contextlib.closing(store):
        for name in ("一", "二", "三", "who"):
            Blobs(made.files).put([name.encode()])
        freeze(store, made, AT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SIXONES_WORKSPACE", str(made.folder))
    monkeypatch.setenv("SIXONES_USER", "李老师")
    monkeypatch.delenv("SIXONES_LANG", raising=False)
    return made


@pytest.mark.parametrize(
    "arguments",
    [
        ["docx", "a.docx"],
        ["xlsx", "a.xlsx"],
        ["html", "a.html"],
        ["csv", "a.csv"],
        ["json", "a.json"],
        ["md", "a.md"],
        ["missing", "a.txt"],
        ["statement", "a.docx"],
        ["statement", "a.xlsx"],
        ["statement", "a.txt"],
        ["archive", "a.zip"],
    ],
    ids=" ".join,
)
def test_every_report_is_written_and_its_path_told(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(["export", *arguments, "--as-of", "2027-04-14 18:00"]) == 0
    assert (tmp_path / arguments[1]).stat().st_size > 100
    assert arguments[1] in capsys.readouterr().out


def test_scope_items_language_and_moment_are_the_reports_own(
    workspace: Workspace, tmp_path: Path
) -> None:
    arguments = ["--sub-committee", "图书馆", "--items", "1", "--as-of", "2027-04-01"]
    assert main(["export", "json", "a.json", "--lang", "en", *arguments]) == 0
    facts = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert facts["columns"] == ["plan"]
    assert [branch["branch"] for branch in facts["branches"]] == ["流通部党支部"]
    assert facts["as_of"] == "2027-04-01T17:00:00+08:00"
    assert main(["export", "md", "a.md", "--lang", "en", *arguments]) == 0
    assert "# Progress report" in (tmp_path / "a.md").read_text(encoding="utf-8")


def test_the_statement_is_signed_off_with_a_name(workspace: Workspace, tmp_path: Path) -> None:
    assert main(["export", "statement", "a.txt"]) == 0
    assert "签认人：" in (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert main(["export", "statement", "a.txt", "--sign", "张三"]) == 0
    text = (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert "张三于" in text
    assert "经办人 李老师" in text
    assert "自动化研究所教工党支部\t已完成\t已完成\t工作方案\t方案.docx\t2027-04-11 17:00" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", "pdf", "a.pdf"], "只能是"),
        (["export", "docx", "a.pdf"], "后缀不对"),
        (["export", "docx", "a.docx", "--items", "9"], "没有项目“9”"),
        (["export", "docx", "a.docx", "--sub-committee", "无"], "名册里没有分党委“无”"),
        (["export", "docx", "a.docx", "--sign", "张三"], "只有截止台账"),
        (["export", "statement", "a.docx", "--sign", " "], "签认要写姓名"),
        (["export", "docx"], "缺少"),
        (["restore", "nothing", "w"], "不是备份"),
        (["verify", "nothing"], "既不是备份也不是归档"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_told(
    workspace: Workspace,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    assert main(arguments) in (2, 4)
    assert said in capsys.readouterr().err
    assert not [path for path in tmp_path.iterdir() if path.name != "made"]


def test_backup_restore_and_verify_go_together(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", "b"]) == 0
    assert main(["restore", "b", "w"]) == 0
    assert main(["verify", "b"]) == 0
    assert main(["--workspace", "w", "verify"]) == 0
    victim = next((tmp_path / "b" / "files").glob("??/*"))
    victim.write_bytes(b"other")
    capsys.readouterr()
    assert main(["verify", "b"]) == 1
    assert f"内容有变动：files/{victim.parent.name}/{victim.name}" in capsys.readouterr().out
    assert main(["verify", "b", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["kind"] == "altered"
    assert main(["restore", "b", "w2"]) == 1
    assert victim.name in capsys.readouterr().err


def test_an_archive_says_what_was_there_already(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "archive", "a", "--as-of", "2027-04-14 18:00"]) == 0
    assert "新写 4 个，原有 0 个" in capsys.readouterr().out
    assert main(["export", "archive", "a", "--as-of", "2027-04-14 18:00"]) == 0
    assert "新写 0 个，原有 4 个" in capsys.readouterr().out
    assert main(["verify", "a"]) == 0
