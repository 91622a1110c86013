"""Letters call the work as the workspace's notice does, never as another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from mailsync.letters import templates
from store.db.decisions import Marking
from store.items.sessions import Session, save_session
from store.model import FileKind, Item
from store.text import wording
from store.text.wording import LANGUAGES
from tests.mailsync.letters.desk import LONG_PLAN, LetterDesk

TITLE = "关于对2026年度样板支部培育创建成果进行验收的通知"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_template_and_no_word_of_a_letter_names_one_work(language: str) -> None:
    for name in templates.template_names():
        assert "特色支部" not in templates.shipped(language, name), name
    # Beside what tells of a mail of the demonstration, and of what to type.
    folder = Path(wording.__file__).parents[1] / "catalogs" / language
    for area in folder.glob("*.toml"):
        if area.stem not in ("stories", "notice"):
            assert "特色支部" not in area.read_text(encoding="utf-8"), area.name


def test_the_letters_of_another_notice_name_its_work(tmp_path: Path) -> None:
    desk = LetterDesk(tmp_path)
    notice = desk.workspace.notice
    items = tuple(
        msgspec.structs.replace(one, title="支部书记论坛") if one.id is Item.SHARING else one
        for one in notice.items
    )
    form = msgspec.structs.replace(notice.eval_form, titles=("样板支部评价表",))
    changed = msgspec.structs.replace(
        notice, title=TITLE, work="样板支部培育创建", items=items, eval_form=form
    )
    desk.workspace = replace(desk.workspace, notice=changed)
    desk.set(one_a_day=False)
    desk.deliver("B1", FileKind.PLAN, LONG_PLAN)
    session = Session("S1", "U1", date(2027, 4, 20), "301", "述职", "planned", {"B1": "secretary"})
    save_session(desk.store, session, changed, marking=Marking(desk.now, "李老师"))
    letters = {one.kind: one for one in desk.plan("all").letters}
    desk.now += timedelta(days=4)
    letters |= {one.kind: one for one in desk.plan().letters}
    assert {"reminder", "overdue", "return", "invitation", "sharing", "receipt"} <= set(letters)
    for letter in letters.values():
        assert "特色支部" not in letter.subject + letter.text + letter.short
    for kind in ("reminder", "overdue", "return"):
        assert "样板支部培育创建验收材料" in letters[kind].subject
    for kind in ("invitation", "sharing"):
        assert "样板支部培育创建支部书记论坛" in letters[kind].subject
    assert [day.title for day in letters["invitation"].dates] == [
        "样板支部培育创建支部书记论坛（述职）"
    ]
