"""A path that somebody types may begin with ~, whatever command takes it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mailsync.examine.documents.made import plan
from tui.cli import main

COMMANDS = Path(__file__).parents[3] / "tui" / "commands"
# Folders that the program made itself.
OWN = {"demo.py", "work/manual.py"}


def test_every_path_of_the_command_line_may_begin_with_a_tilde() -> None:
    taken_as_it_is = {
        f"{file.relative_to(COMMANDS).as_posix()}:{line}"
        for file in COMMANDS.rglob("*.py")
        if file.relative_to(COMMANDS).as_posix() not in OWN
        for line in _not_expanded(file)
    }
    assert taken_as_it_is == set()


@pytest.mark.parametrize("command", ["check", "explain"])
def test_files_below_ones_home_are_found(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    plan(1500).save(str(tmp_path / "方案.docx"))
    (tmp_path / "1.eml").write_bytes(b"From: a@dept.example\r\n\r\nx\r\n")
    code = main([command, {"check": "~/方案.docx", "explain": "~/1.eml"}[command]])
    assert code == 0, capsys.readouterr()


def _not_expanded(file: Path) -> Iterator[int]:
    """Lines where a path is made of a variable text and taken as it is."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    expanded = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "expanduser"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node not in expanded:
            function = node.func.id if isinstance(node.func, ast.Name) else ""
            made = function == "Path"
            mapped = function == "map" and ast.unparse(node.args[0]) == "Path"
            literal = bool(node.args) and isinstance(node.args[0], ast.Constant | ast.JoinedStr)
            if mapped or (made and not literal and "__file__" not in ast.unparse(node)):
                yield node.lineno
