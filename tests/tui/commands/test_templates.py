"""`sixones templates`: what nobody edited follows the program; what was edited is compared."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from mailsync.letters.templates import shipped
from mailsync.letters.workspace_templates import own_templates, put_out
from store.workspace.workspace import open_workspace
from tests.making import make_workspace
from tests.tui.commands.cli_runs import Run
from tui.cli import main

NAME = "zh_CN/reminder.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    workspace, store = make_workspace(tmp_path)
    store.close()
    put_out(workspace.folder)
    return workspace.folder


def _runner(folder: Path, capsys: pytest.CaptureFixture[str], command: str) -> Run:
    def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--workspace", str(folder), command, *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return ran


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return _runner(folder, capsys, "templates")


def _of_an_earlier_version(folder: Path, text: str) -> None:
    """As if the program had put another text there."""
    kept = folder / "templates/originals.json"
    known = json.loads(kept.read_text(encoding="utf-8"))
    known[NAME] = sha256(text.encode()).hexdigest()
    kept.write_text(json.dumps(known), encoding="utf-8")


def test_what_nobody_edited_follows_the_program(folder: Path) -> None:
    path = folder / "templates" / NAME
    path.write_text("旧版\n\n正文\n", encoding="utf-8")
    _of_an_earlier_version(folder, "旧版\n\n正文\n")
    put_out(folder)
    assert path.read_text(encoding="utf-8") == shipped("zh_CN", "reminder.txt")
    assert not own_templates(folder, "")


def test_an_edited_one_stays_and_says_whether_the_program_s_own_changed(
    run: Run, folder: Path
) -> None:
    assert "都是自带的" in run()[1]
    path = folder / "templates" / NAME
    path.write_text("自己的\n\n正文\n", encoding="utf-8")
    assert json.loads(run("--json")[1]) == [{"name": NAME, "original": "same", "quoted": None}]
    _of_an_earlier_version(folder, "旧版\n\n正文\n")
    assert "后来有新版" in run()[1]
    (folder / "templates/originals.json").unlink()
    assert "或由旧版留下" in run()[1]
    assert path.read_text(encoding="utf-8") == "自己的\n\n正文\n"


def test_both_are_compared_and_the_program_s_own_is_taken(run: Run, folder: Path) -> None:
    path = folder / "templates" / NAME
    path.write_text("自己的\n\n正文\n", encoding="utf-8")
    said = run("--diff")[1]
    assert "-自己的" in said
    assert "+关于报送{{ notice.material }}的提醒" in said
    code, out, _ = run("--take", NAME)
    assert (code, "原来的在 templates/zh_CN/reminder.before-" in out) == (0, True)
    assert path.read_text(encoding="utf-8") == shipped("zh_CN", "reminder.txt")
    (kept,) = path.parent.glob("reminder.before-*.txt")
    assert kept.read_text(encoding="utf-8") == "自己的\n\n正文\n"
    path.write_text("又改\n\n正文\n", encoding="utf-8")
    assert run("--take", "all")[0] == 0
    path.write_text("再改\n\n正文\n", encoding="utf-8")
    code, out, err = run("--take", "all", "--json")
    assert (code, json.loads(out), "原来的在 templates/" in err) == (0, [], True)
    assert not own_templates(folder, "")
    assert run("--take", "zh_CN/没有.txt")[0] == 2


def test_one_in_another_encoding_is_kept_byte_for_byte(run: Run, folder: Path) -> None:
    path = folder / "templates" / NAME
    path.write_bytes("自己的\r\n\r\n正文\r\n".encode("gb18030"))
    code, out, _ = run("--take", NAME)
    assert (code, "原来的在 templates/zh_CN/reminder.before-" in out) == (0, True)
    assert path.read_text(encoding="utf-8") == shipped("zh_CN", "reminder.txt")
    (kept,) = path.parent.glob("reminder.before-*.txt")
    assert kept.read_bytes() == "自己的\r\n\r\n正文\r\n".encode("gb18030")


def test_last_year_s_are_taken_over_with_what_is_known_of_them(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "templates" / NAME).write_text("自己的\n\n正文\n", encoding="utf-8")
    code, _, err = _runner(tmp_path / "next", capsys, "init")("--from", str(folder))
    assert (code, f"与自带的不同：{NAME}" in err) == (0, True)
    new = open_workspace(tmp_path / "next")
    assert [(one.name, one.original) for one in own_templates(new.folder, "")] == [(NAME, "same")]
