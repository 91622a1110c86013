from __future__ import annotations

from store.model import Problem
from store.text.wording import load
from tui.base.worded_facts import problem_words


def test_a_problem_of_a_mail_names_the_archive_where_a_finding_need_not() -> None:
    closed = Problem("archive.encrypted", {"name": "材料.zip", "n": 3})
    assert "材料.zip" in problem_words(closed, load("zh_CN"))
    assert "材料.zip" in problem_words(closed, load("en"))
