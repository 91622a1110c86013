"""One letter a day and unit: what is put together, what is told once, what is asked again."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from mailsync.letters.plan import still_due
from mailsync.letters.planning import office
from store.db.acts import Act, subject
from store.db.decisions import Draft, Marking, decide
from store.items.sessions import Session, save_session
from store.letters.letter import Letter
from store.letters.standing import letters_of_plan
from store.model import Address, FileKind, Params
from store.views.letters.facts import letter_facts
from tests.mailsync.letters.desk import FINE_PLAN, FINE_VIDEO, LONG_PLAN, LetterDesk
from tests.making import DEADLINE, auto, make_mail, take_in

SMALL_VIDEO = {**FINE_VIDEO, "width": 960, "height": 540}


def sent_from(desk: LetterDesk, email: str, branch: str, kind: FileKind, chars: int) -> None:
    """A mail of somebody with one file of a branch."""
    name = f"{branch}-{kind}-{chars}"
    mail = replace(
        make_mail(name, [(f"{name}.docx", name)], at=desk.now), sender=Address("", email)
    )
    take_in(desk.store, mail, auto(branch, kind), measures={name: {"chars": chars}})


def send_all(desk: LetterDesk, round_name: str = "all") -> tuple[Letter, ...]:
    plan = desk.plan(round_name)
    desk.mark_sent(plan.letters, plan.digest)
    return plan.letters


def test_reminder_return_sharing_and_receipt_of_a_day_are_one_letter(desk: LetterDesk) -> None:
    sent_from(desk, "xinxi@neu.example", "B1", FileKind.PLAN, 1912)
    desk.now += timedelta(minutes=5)
    letters = [one for one in desk.plan("all").letters if one.sub_committee_id == "U1"]
    (letter,) = letters
    assert letter.kinds == ("reminder", "return", "sharing", "receipt")
    assert letter.addresses("to") == ("xinxi@neu.example",)
    assert letter.text.count("信息科学与工程学院党委：") == 1
    assert letter.text.count("中共东北大学委员会组织部\n") == 1
    heads = re.findall(r"^　　([一二三四])、(.+)$", letter.text, re.MULTILINE)
    assert [number for number, _ in heads] == ["一", "二", "三", "四"]
    assert letter.subject == (
        "关于报送特色支部创建工作验收材料的提醒"
        "（另：修改有关材料、落实现场分享交流和评价表、收件回执）"
    )
    assert letter.text.count("1912 字，上限") == 1
    assert letter.html.count("<h3>") >= 4


def test_a_setting_parts_them(desk: LetterDesk) -> None:
    desk.set(one_a_day=False)
    sent_from(desk, "xinxi@neu.example", "B1", FileKind.PLAN, 1912)
    desk.now += timedelta(minutes=5)
    letters = [one for one in desk.plan("all").letters if one.sub_committee_id == "U1"]
    assert [one.kinds for one in letters] == [
        ("reminder",),
        ("return",),
        ("sharing",),
        ("receipt",),
    ]
    assert sum("1912 字" in one.text for one in letters) == 1


def test_a_receipt_for_somebody_else_is_a_letter_of_its_own(desk: LetterDesk) -> None:
    sent_from(desk, "wang5@qq.example", "B1", FileKind.PLAN, 1200)
    desk.now += timedelta(minutes=5)
    letters = [one for one in desk.plan("all").letters if one.sub_committee_id == "U1"]
    assert [one.kinds for one in letters] == [("reminder", "sharing"), ("receipt",)]
    assert letters[1].addresses("to") == ("wang5@qq.example",)


def test_a_secretary_in_copy_has_the_receipt_in_the_same_letter(desk: LetterDesk) -> None:
    desk.set(to_reminder="with_secretaries")
    sent_from(desk, "yan1@neu.example", "B2", FileKind.PLAN, 1200)
    desk.now += timedelta(minutes=5)
    (letter,) = [one for one in desk.plan("all").letters if one.sub_committee_id == "U1"]
    assert "receipt" in letter.kinds
    roles = {one.address.email: one.role for one in letter.recipients}
    # Who is written to for the receipt is not in copy any more, and gets one mail.
    assert roles["yan1@neu.example"] == "to"


def test_what_is_told_is_told_and_what_is_new_waits_for_the_next_day(desk: LetterDesk) -> None:
    send_all(desk)
    sent_from(desk, "xinxi@neu.example", "B1", FileKind.PLAN, 1912)
    desk.now += timedelta(hours=1)
    plan = desk.plan("all")
    assert not [one for one in plan.letters if one.sub_committee_id == "U1"]
    reasons = {
        (drop.kind, drop.reason.code) for drop in plan.dropped if drop.sub_committee_id == "U1"
    }
    assert ("return", "letters.dropped.heard_today") in reasons
    assert ("receipt", "letters.dropped.heard_today") in reasons
    desk.now += timedelta(days=1)
    (letter,) = [one for one in desk.plan("all").letters if one.sub_committee_id == "U1"]
    assert set(letter.kinds) >= {"return", "receipt"}


def test_a_returned_fault_is_one_line_in_the_next_reminder_and_stands_first(
    desk: LetterDesk,
) -> None:
    desk.now = DEADLINE - timedelta(days=6)
    desk.deliver("B1", FileKind.PLAN, LONG_PLAN)
    send_all(desk)
    desk.now = DEADLINE - timedelta(days=2)
    letters = [one for one in desk.plan("all").letters if one.sub_committee_id == "U1"]
    (letter,) = letters
    lines = [line for line in letter.text.splitlines() if line.startswith("- ")]
    assert lines[0] == "- 创建工作方案：4月8日已函告须修改，尚未收到修改稿"
    assert lines[1] == "- 未收到：成果展示视频"
    assert "1912" not in letter.text
    assert "return" not in letter.kinds


@pytest.mark.parametrize(
    ("chars", "said"),
    [
        (1498, "创建工作方案修改稿已收到（字数 1501 → 1498），符合要求，感谢配合"),
        (1500, "创建工作方案修改稿已收到（字数 1501 → 1500），符合要求，感谢配合"),
        (1700, "创建工作方案修改稿已收到（字数 1501 → 1700），感谢配合；仍须修改之处另行说明"),
    ],
)
def test_a_correction_is_thanked_for_in_one_line(desk: LetterDesk, chars: int, said: str) -> None:
    desk.now = DEADLINE - timedelta(days=5)
    sent_from(desk, "xinxi@neu.example", "B1", FileKind.PLAN, 1501)
    desk.now += timedelta(minutes=1)
    send_all(desk)
    desk.now += timedelta(days=1)
    sent_from(desk, "xinxi@neu.example", "B1", FileKind.PLAN, chars)
    desk.now += timedelta(minutes=1)
    (letter,) = [one for one in desk.plan("all").letters if one.sub_committee_id == "U1"]
    (line,) = [line for line in letter.text.splitlines() if "修改稿已收到" in line]
    assert line == f"- 自动化研究所教工党支部的{said}"
    assert ("return" in letter.kinds) == (chars > 1500)
    if chars > 1500:
        assert "（4月9日函告后的修改稿，字数 1501 → 1700，仍须修改）" in letter.text


def test_a_video_is_followed_up_by_its_picture(desk: LetterDesk) -> None:
    desk.now = DEADLINE - timedelta(days=5)
    for width, height in ((960, 540), (1920, 1080)):
        name = f"v{width}"
        mail = replace(
            make_mail(name, [(f"{name}.mp4", name)], at=desk.now),
            sender=Address("", "xinxi@neu.example"),
        )
        measures = {**FINE_VIDEO, "width": width, "height": height}
        take_in(desk.store, mail, auto("B1", FileKind.VIDEO), measures={name: measures})
        desk.now += timedelta(minutes=1)
        if width == 960:
            send_all(desk)
            desk.now += timedelta(days=1)
    (letter,) = [one for one in desk.plan("all").letters if one.sub_committee_id == "U1"]
    assert "成果展示视频修改稿已收到（画面 960×540 → 1920×1080），符合要求" in letter.text


def test_a_letter_of_which_one_part_changed_is_held_back(desk: LetterDesk) -> None:
    desk.deliver("B1", FileKind.PLAN, LONG_PLAN)
    plan = desk.plan("all")
    asked = office(desk.workspace, desk.store, round_name="all").asked
    (entry,) = [
        one
        for one in letters_of_plan(desk.store, plan.digest) or ()
        if one.letter.sub_committee_id == "U1"
    ]
    facts = letter_facts(desk.store, desk.workspace, now=desk.now)
    assert still_due(entry, facts, asked) is None
    desk.deliver("B1", FileKind.PLAN, FINE_PLAN)
    facts = letter_facts(desk.store, desk.workspace, now=desk.now)
    reason = still_due(entry, facts, asked)
    assert reason is not None
    assert reason.code in ("letters.dropped.complete", "letters.dropped.changed")


def test_the_reason_of_an_extension_stays_with_us_unless_it_is_to_be_told(
    desk: LetterDesk,
) -> None:
    until = (DEADLINE + timedelta(days=5)).isoformat()
    payloads: tuple[tuple[str, Params], ...] = (
        ("B1", {"until": until}),
        ("B3", {"until": until, "tell_reason": True}),
    )
    for branch, payload in payloads:
        decide(
            desk.store,
            [Draft(Act.EXTEND, subject("branch", branch), payload, "书记来电说明")],
            at=desk.now,
            who="王老师",
        )
    told = {one.branch_ids: "书记来电说明" in one.text for one in desk.plan("extension").letters}
    assert told == {("B1",): False, ("B3",): True}


@pytest.mark.parametrize("hours", [0, 9, 20])
def test_a_week_sends_each_address_one_mail_a_day_and_says_nothing_twice(
    desk: LetterDesk, hours: int
) -> None:
    """People write, correct, ask and get extensions every day; all that is due is sent."""
    start = datetime.combine(
        (DEADLINE - timedelta(days=7)).date(), datetime.min.time(), DEADLINE.tzinfo
    ) + timedelta(hours=hours)
    sent: list[tuple[date, Letter]] = []
    for day in range(9):
        for visit in range(3):
            desk.now = start + timedelta(days=day, hours=visit)
            _something_happens(desk, day, visit)
            desk.now += timedelta(minutes=7)
            sent += [(desk.now.date(), letter) for letter in send_all(desk)]
    heard = Counter((day, each.address.email) for day, letter in sent for each in letter.recipients)
    assert heard
    assert max(heard.values()) == 1
    told = Counter(
        key for _, one in sent for part in one.parts if part.kind not in ("sharing", "overdue")
        for key in part.about
    )  # fmt: skip
    assert max(told.values()) == 1
    repeated: dict[str, date] = {}
    for sent_on, letter in sent:
        for part in letter.parts:
            again = [repeated[key] for key in part.about if key in repeated]
            assert all(sent_on - before >= timedelta(days=3) for before in again)
            repeated |= dict.fromkeys(part.about, sent_on)
        points = [line for line in letter.text.splitlines() if line.lstrip().startswith("- ")]
        findings = [line for line in points if line.startswith("  - ")]
        assert len(findings) == len(set(findings)), letter.text


def _something_happens(desk: LetterDesk, day: int, part: int) -> None:
    match (day, part):
        case (0, 0):
            sent_from(desk, "xinxi@neu.example", "B1", FileKind.PLAN, 1912)
        case (0, 1):
            sent_from(desk, "xinxi@neu.example", "B2", FileKind.PLAN, 1600)
        case (1, 1) | (1, 2):
            sent_from(desk, "xinxi@neu.example", "B1", FileKind.PLAN, 1498 + part)
        case (2, 0):
            until = (DEADLINE + timedelta(days=5)).isoformat()
            draft = Draft(Act.EXTEND, subject("branch", "B3"), {"until": until}, "馆舍搬迁")
            decide(desk.store, [draft], at=desk.now, who="王老师")
        case (3, 1):
            save_session(
                desk.store,
                Session(
                    "S1", "U1", (DEADLINE + timedelta(days=8)).date(), "科学馆", "书记会议",
                    "planned", {"B1": "secretary"},
                ),
                desk.workspace.notice,
                marking=Marking(desk.now, "王老师"),
            )  # fmt: skip
        case (4, 0):
            desk.deliver("B2", FileKind.VIDEO, SMALL_VIDEO)
        case (5, 2):
            desk.deliver("B2", FileKind.VIDEO, FINE_VIDEO)
        case _:
            pass
