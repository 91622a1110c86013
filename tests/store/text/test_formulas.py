from __future__ import annotations

import ast

import pytest

from store.text.formulas import no_formula
from tests.house import house


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_a_spreadsheet_would_compute_gets_an_apostrophe(begin: str) -> None:
    assert no_formula(f"{begin}cmd|' /C calc'!A0") == f"'{begin}cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", ["", "支部", "1-2", "'=", "a=b"])
def test_other_text_stays(text: str) -> None:
    assert no_formula(text) == text


def test_the_rule_stands_in_one_place() -> None:
    """No other module keeps a list of the characters that begin a formula."""
    found = {
        name
        for name, tree in house().modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Tuple | ast.Set | ast.List)
        and {"=", "+", "-", "@"}
        <= {one.value for one in node.elts if isinstance(one, ast.Constant)}
    }
    assert found == {"store.text.formulas"}
