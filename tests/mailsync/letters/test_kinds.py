"""One object says everything about a kind of letter: a made-up one appears everywhere."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import openpyxl
import pytest

from mailsync.letters.kinds import asked_columns, letter_kinds
from mailsync.letters.planning import edit
from mailsync.letters.templates import template_names
from store.letters.standing import letters_of_plan
from store.reports.export import report_source, write_report
from store.text.wording import load
from store.views.report import ReportScope
from tests.mailsync.letters.desk import LetterDesk
from tests.mailsync.letters.made_up import with_thanks
from tui.commands.remind import kind_list
from tui.commands.work.letters_json import plan_json

__all__ = ["with_thanks"]


def test_the_kinds_stand_in_the_order_of_their_urgency() -> None:
    assert list(letter_kinds()) == [
        "answer", "overdue", "reminder", "return", "extension", "invitation", "sharing", "own_item",
        "receipt", "pack", "scores",
    ]  # fmt: skip


@pytest.mark.usefixtures("with_thanks")
def test_a_made_up_kind_is_planned_edited_stored_listed_and_counted(desk: LetterDesk) -> None:
    desk.complete("B3")
    assert "thanks.txt" in template_names()
    assert "thanks" in kind_list(load("zh_CN"))
    (letter,) = [one for one in desk.plan("all").letters if "thanks" in one.kinds]
    assert "　　流通部党支部已报齐。" in letter.text.splitlines()
    assert letter.addresses("to") == ("tsg@neu.example",)
    desk.set(to_return="branch")
    (own,) = desk.plan("thanks").letters
    assert own.target == "branch:B3"
    changed = edit(
        desk.workspace, desk.store, own, subject="谢谢", text="好", at=desk.now, who="李老师"
    )
    plan = desk.plan("thanks")
    assert [one.id for one in plan.letters] == [changed.id]
    desk.mark_sent(plan.letters, plan.digest)
    found = letters_of_plan(desk.store, plan.digest) or ()
    told = json.loads(json.dumps(plan_json(plan.digest, found, (), load("en"))))["letters"][0]
    assert (told["kind"], told["state"]) == ("thanks", "sent")
    assert not desk.plan("thanks").letters
    scope = ReportScope(desk.now + timedelta(hours=1), (), ("promotion",), asked_columns(()))
    source = report_source(desk.store, desk.workspace, scope, load("zh_CN"))
    assert {one.row.branch.id: one.reminded for one in source.view.missing}["B3"] == 1
    path = desk.workspace.folder / "t.xlsx"
    write_report(source, desk.store, "xlsx", path)
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"thanks", "谢谢"} <= cells
