"""The list of attacks names tests that there are, and every file of this folder stands on it."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
LISTED = tomllib.loads((HERE / "attacks.toml").read_text(encoding="utf-8"))
NAMED = {test for attacks in LISTED.values() for tests in attacks.values() for test in tests}


def place_of(test: str) -> Path:
    file = test.partition("::")[0]
    return HERE.parents[1] / file if "/" in file else HERE / file


def test_every_attack_has_a_test_that_there_is() -> None:
    missing = []
    for test in sorted(NAMED):
        file, name = place_of(test), test.partition("::")[2]
        tree = ast.parse(file.read_text(encoding="utf-8"))
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        if not any(isinstance(node, kinds) and node.name == name for node in tree.body):
            missing.append(test)
    assert missing == []
    assert all(tests for attacks in LISTED.values() for tests in attacks.values())


def test_every_file_of_attacks_is_on_the_list() -> None:
    listed = {place_of(test) for test in NAMED}
    assert {file for file in HERE.glob("test_*.py") if file not in listed} == {Path(__file__)}
