"""What leaves a workspace is worded for whoever signs it: the department, or a sub-committee."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from store.model import FileKind
from store.reports.content.circular import circular
from store.reports.export import report_source
from store.text.wording import load
from store.views.report import ReportScope
from tests.mailsync.letters.desk import FINE_PLAN, LetterDesk
from tests.making import DEADLINE

UNIT = "信息科学与工程学院党委"
# What only the department may say.
DEPARTMENTS = (
    "组织部",
    "东大组字〔2027〕",
    "督促以上",
    "严格把关",
    "see that these branches",
    "check the material",
)


@pytest.fixture(params=["zh_CN", "en"])
def own(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[LetterDesk]:
    """The desk of a sub-committee, in one language."""
    desk = LetterDesk(tmp_path, scope=UNIT)
    settings = msgspec.structs.replace(desk.workspace.settings, language=request.param)
    desk.workspace = replace(desk.workspace, settings=settings)
    yield desk
    desk.store.close()


@pytest.mark.parametrize("days", [7, 2, 0, -1])
def test_a_sub_committee_writes_to_its_branches_in_its_own_name(own: LetterDesk, days: int) -> None:
    own.now = DEADLINE - timedelta(days=days, hours=1)
    letters = own.plan("all").letters
    assert letters
    for letter in letters:
        said = (letter.text + letter.subject).replace(own.workspace.notice.number, "")
        assert not [word for word in DEPARTMENTS if word in said]
        assert own.workspace.notice.mailbox not in letter.text
        assert letter.sender.name == UNIT


def test_a_sub_committee_names_its_own_mailbox(own: LetterDesk) -> None:
    mail = msgspec.structs.replace(
        own.workspace.settings.mail, kind="imap", user="xinxi@neu.example"
    )
    settings = msgspec.structs.replace(own.workspace.settings, mail=mail)
    own.workspace = replace(own.workspace, settings=settings)
    for letter in own.plan().letters:
        assert "xinxi@neu.example" in letter.text
        assert "本单位邮箱（" in letter.text or "our own mailbox (" in letter.text


@pytest.mark.parametrize("over", [False, True])
def test_the_circular_of_a_sub_committee_bears_no_mark_of_the_department(
    own: LetterDesk, over: bool
) -> None:
    now = DEADLINE + timedelta(days=1 if over else -1)
    wording = load(own.workspace.settings.language)
    source = report_source(own.store, own.workspace, ReportScope(now), wording)
    written = circular(source)
    said = f"{written.number}{written.addressees}{written.signature}" + "".join(
        str(block) for block in written.body[1:]
    )
    assert written.number == ""
    assert written.signature == UNIT
    assert not [word for word in DEPARTMENTS if word in said]
    assert own.workspace.notice.mailbox not in said


def test_a_department_that_looks_at_one_unit_stays_the_department(own: LetterDesk) -> None:
    narrowed = replace(own.workspace, narrowed=True)
    wording = load(own.workspace.settings.language)
    written = circular(report_source(own.store, narrowed, ReportScope(DEADLINE), wording))
    assert written.signature == own.workspace.notice.issuer
    assert written.number


def test_an_item_with_a_date_of_its_own_is_not_said_to_be_overdue_before_it(
    own: LetterDesk,
) -> None:
    notice = own.workspace.notice
    items = tuple(
        msgspec.structs.replace(item, deadline="04-20") if item.id == "video" else item
        for item in notice.items
    )
    own.workspace = replace(own.workspace, notice=msgspec.structs.replace(notice, items=items))
    own.deliver("B1", FileKind.PLAN, FINE_PLAN, at=DEADLINE - timedelta(days=5))
    own.now = DEADLINE + timedelta(hours=20)
    (mine,) = [letter for letter in own.plan().letters if "B1" in letter.branch_ids]
    assert mine.kinds == ("reminder",)
    # Three working days before the notice's, as everything that branches are asked for.
    chinese = own.workspace.settings.language == "zh_CN"
    until = "4月15日（星期四）17:00前" if chinese else "Thursday 15 April, 17:00"
    assert until in mine.text
    assert ("创建工作方案" if chinese else "case report") not in mine.text
    other = next(letter for letter in own.plan().letters if "B2" in letter.branch_ids)
    assert other.kinds == ("overdue", "reminder")
    assert until in other.text
    own.now = DEADLINE + timedelta(days=7)
    late = next(letter for letter in own.plan().letters if "B1" in letter.branch_ids)
    assert late.kind == "overdue"


def test_the_date_of_an_item_that_staff_dates_does_not_narrow_what_a_letter_asks_for(
    own: LetterDesk,
) -> None:
    notice = own.workspace.notice
    items = tuple(
        msgspec.structs.replace(item, deadline=notice.dates.deadline)
        if item.id == "sharing"
        else item
        for item in notice.items
    )
    own.deliver("B1", FileKind.PLAN, FINE_PLAN, at=DEADLINE - timedelta(days=5))
    plain = next(one for one in own.plan().letters if "B1" in one.branch_ids)
    own.workspace = replace(own.workspace, notice=msgspec.structs.replace(notice, items=items))
    dated = next(one for one in own.plan().letters if "B1" in one.branch_ids)
    assert dated.text == plain.text
