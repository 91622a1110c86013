"""Who is due which letter, and why; who is not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import icalendar
import pytest

from mailsync.letters.message import letter_message
from mailsync.letters.plan import still_due
from mailsync.letters.planning import edit, office
from store.db.acts import Act, subject
from store.db.decisions import Draft, Marking, decide
from store.errors import ConfigError, UsageError
from store.items.sessions import Session, save_session
from store.letters.letter import Letter, LetterPlan
from store.letters.standing import letters_of_plan, shown_letters
from store.model import FileKind, Link
from store.views.letters.facts import letter_facts
from tests.mailsync.letters.desk import FINE_PLAN, FINE_VIDEO, LONG_PLAN, LetterDesk
from tests.making import DEADLINE, ask, auto, make_mail, take_in


def by_target(plan: LetterPlan) -> dict[str, Letter]:
    return {letter.target: letter for letter in plan.letters}


def attachments(raw: bytes) -> list[EmailMessage]:
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    return [part for part in mail.iter_attachments() if isinstance(part, EmailMessage)]


def why(plan: LetterPlan) -> set[tuple[str, str]]:
    return {(entry.sub_committee_id, entry.reason.code) for entry in plan.dropped}


def test_one_letter_per_sub_committee_lists_each_of_its_open_branches(desk: LetterDesk) -> None:
    plan = desk.plan()
    letters = by_target(plan)
    assert set(letters) == {"sub_committee:U1", "sub_committee:U2"}
    assert letters["sub_committee:U1"].branch_ids == ("B1", "B2")
    assert letters["sub_committee:U1"].addresses("to") == ("xinxi@neu.example",)
    assert letters["sub_committee:U1"].addresses("cc") == ()
    assert [letter.kind for letter in plan.letters] == ["reminder"] * 2


def test_a_letter_says_what_is_missing_faulty_and_linked(desk: LetterDesk) -> None:
    desk.deliver("B1", FileKind.PLAN, LONG_PLAN)
    link = Link(
        "https://mail.163.example/1", "mail.163.example", "展示.mp4", 9,
        desk.now + timedelta(days=6),
    )  # fmt: skip
    take_in(
        desk.store,
        make_mail("链接", links=[link], at=desk.now - timedelta(hours=1)),
        auto("B2", FileKind.VIDEO),
    )
    text = by_target(desk.plan())["sub_committee:U1"].text
    reminder, _, returned = text.partition("二、修改有关材料")
    assert "1912 字，上限 1500 字" in returned
    assert "（《通知》第一部分第1条" in returned
    # What is returned is said once.
    assert "1912" not in reminder
    first, _, second = reminder.partition("【研究生第一党支部】")
    assert "未收到：成果展示视频" in first
    assert "4月18日17:00到期" in second
    assert "未收到：创建工作方案" in second
    assert "距截止还有2个工作日" in first


def test_nobody_with_nothing_open_is_addressed_or_copied(desk: LetterDesk) -> None:
    desk.set(to_reminder="with_secretaries")
    desk.complete("B1", "B3")
    plan = desk.plan()
    (letter,) = plan.letters
    assert letter.branch_ids == ("B2",)
    assert letter.addresses("to") == ("xinxi@neu.example",)
    assert letter.addresses("cc") == ("yan1@neu.example",)
    assert "自动化" not in letter.text


@pytest.mark.parametrize(
    ("setting", "targets", "copied"),
    [
        ("sub_committee", {"sub_committee:U1", "sub_committee:U2"}, set()),
        (
            "with_secretaries",
            {"sub_committee:U1", "sub_committee:U2"},
            {"wjg@neu.example", "yan1@neu.example", "lt@neu.example"},
        ),
        ("branch", {"branch:B1", "branch:B2", "branch:B3"}, set()),
    ],
)
def test_recipients_are_a_setting_per_kind(
    desk: LetterDesk, setting: str, targets: set[str], copied: set[str]
) -> None:
    desk.set(to_reminder=setting)
    plan = desk.plan()
    assert set(by_target(plan)) == targets
    assert {address for letter in plan.letters for address in letter.addresses("cc")} == copied
    desk.now = DEADLINE + timedelta(days=1)
    overdue = desk.plan()
    assert set(by_target(overdue)) == {"sub_committee:U1", "sub_committee:U2"}


def test_a_workspace_of_one_sub_committee_writes_to_each_branch(tmp_path: Path) -> None:
    scoped = LetterDesk(tmp_path, scope="信息科学与工程学院党委")
    plan = scoped.plan()
    scoped.store.close()
    assert {letter.addresses("to") for letter in plan.letters} == {
        ("wjg@neu.example",),
        ("yan1@neu.example",),
    }
    assert plan.letters[0].text.startswith("自动化研究所教工党支部：")
    assert plan.letters[0].sender.name == "信息科学与工程学院党委"


def test_salutations_are_official_for_both_kinds_of_unit(desk: LetterDesk) -> None:
    letters = by_target(desk.plan())
    assert letters["sub_committee:U1"].text.startswith("信息科学与工程学院党委：\n")
    assert "请你分党委按通知要求" in letters["sub_committee:U1"].text
    assert letters["sub_committee:U2"].text.startswith("图书馆直属党总支：\n")
    assert "请你党总支按通知要求" in letters["sub_committee:U2"].text


@pytest.mark.parametrize(
    ("days", "expected"),
    [(20, None), (8, None), (7, "T-7"), (3, "T-7"), (2, "T-2"), (1, "T-2"), (0, "T-0")],
)
def test_the_round_goes_by_the_days_left(desk: LetterDesk, days: int, expected: str | None) -> None:
    desk.now = DEADLINE - timedelta(days=days, hours=1)
    plan = desk.plan()
    assert {letter.round for letter in plan.letters} == ({expected} if expected else set())


def test_a_round_can_be_sent_before_its_day(desk: LetterDesk) -> None:
    desk.now = DEADLINE - timedelta(days=20)
    assert {letter.round for letter in desk.plan("T-7").letters} == {"T-7"}


def test_an_unknown_round_is_told_with_those_there_are(desk: LetterDesk) -> None:
    with pytest.raises(UsageError) as told:
        desk.plan("T-3")
    assert told.value.code == "letters.unknown_round"
    assert "T-7, T-2, T-0" in str(told.value.fields["known"])


def test_after_the_deadline_what_is_missing_is_overdue_and_nothing_else(desk: LetterDesk) -> None:
    desk.deliver("B1", FileKind.PLAN, FINE_PLAN)
    desk.deliver("B1", FileKind.VIDEO, FINE_VIDEO)
    desk.deliver("B2", FileKind.PLAN, LONG_PLAN)
    desk.deliver("B2", FileKind.VIDEO, FINE_VIDEO)
    desk.now = DEADLINE + timedelta(seconds=1)
    plan = desk.plan()
    # B1 lacks session, form, promotion: none of these is ever late. B2 came in time, with a
    # fault: that is for a return, not for an overdue notice.
    found = [(x.kind, x.branch_ids) for x in plan.letters]
    assert found == [("overdue", ("B3",)), ("return", ("B2",))]
    for word in ("分享交流", "评价表", "推广", "函评", "文集"):
        assert word not in plan.letters[0].text.replace("现场分享", "")


def test_at_the_very_second_of_the_deadline_nobody_is_overdue(desk: LetterDesk) -> None:
    desk.now = DEADLINE
    assert {letter.kind for letter in desk.plan().letters} == {"reminder"}


def test_a_branch_with_an_extension_is_reminded_by_its_own_limit(desk: LetterDesk) -> None:
    until = DEADLINE + timedelta(days=5)
    draft = Draft(Act.EXTEND, subject("branch", "B1"), {"until": until.isoformat()}, "出差")
    decide(desk.store, [draft], at=desk.now, who="王老师")
    desk.now = DEADLINE + timedelta(days=1)
    plan = desk.plan()
    kinds = {(letter.kind, letter.branch_ids) for letter in plan.letters}
    assert kinds == {
        # One letter tells a unit of both, each in its own part.
        ("overdue", ("B2", "B1")),
        ("overdue", ("B3",)),
    }
    reminder = next(x for x in plan.letters if x.kinds == ("overdue", "reminder"))
    assert "已延期至4月19日（星期一）17:00" in reminder.text


def test_what_waits_for_us_is_not_asked_of_the_branch(desk: LetterDesk) -> None:
    take_in(
        desk.store,
        make_mail("待认领", [("a.docx", "a"), ("b.mp4", "b")], at=desk.now),
        ask(FileKind.PLAN, "B3"),
        ask(FileKind.VIDEO, "B3"),
    )
    plan = desk.plan()
    assert set(by_target(plan)) == {"sub_committee:U1"}
    (dropped,) = plan.dropped
    assert (dropped.sub_committee_id, dropped.branch_ids) == ("U2", ("B3",))
    assert (dropped.kind, dropped.reason.code) == ("reminder", "letters.dropped.waiting")


def test_what_came_before_the_start_is_named_as_waiting_for_us(desk: LetterDesk) -> None:
    before = desk.now - timedelta(days=60)
    take_in(
        desk.store,
        make_mail("提前报送", [("早到的方案.docx", "a")], at=before),
        ask(FileKind.PLAN, "B3"),
    )
    text = next(x.text for x in desk.plan().letters if "B3" in x.branch_ids)
    assert "起始日前收到的“早到的方案.docx”正由我部核对，核对之前不必重发" in text


def test_an_expired_link_is_asked_for_again(desk: LetterDesk) -> None:
    desk.deliver("B3", FileKind.PLAN, FINE_PLAN)
    link = Link("https://x.example/1", "x.example", "展示.mp4", 9, desk.now - timedelta(hours=1))
    take_in(
        desk.store,
        make_mail("链接", links=[link], at=desk.now - timedelta(days=9)),
        auto("B3", FileKind.VIDEO),
    )
    assert "链接已过期" in by_target(desk.plan())["sub_committee:U2"].text


def test_a_link_that_still_holds_is_no_reason_for_a_letter(desk: LetterDesk) -> None:
    desk.deliver("B3", FileKind.PLAN, FINE_PLAN)
    link = Link("https://x.example/1", "x.example", "展示.mp4", 9, desk.now + timedelta(days=3))
    take_in(
        desk.store,
        make_mail("链接", links=[link], at=desk.now - timedelta(days=1)),
        auto("B3", FileKind.VIDEO),
    )
    assert "sub_committee:U2" not in by_target(desk.plan())


def test_the_figures_of_an_edited_letter_are_as_old_as_they_were(desk: LetterDesk) -> None:
    (letter, *_), planned = desk.plan().letters, desk.now
    desk.now += timedelta(minutes=3)
    changed = edit(
        desk.workspace, desk.store, letter, subject="谢谢", text="好", at=desk.now, who="李老师"
    )
    (shown,) = shown_letters(desk.store, [changed])
    assert shown.written_at == planned


def test_what_was_sent_in_a_round_is_not_sent_again_in_it(desk: LetterDesk) -> None:
    plan = desk.plan()
    desk.mark_sent(plan.letters, plan.digest)
    desk.now += timedelta(hours=21)
    again = desk.plan()
    assert again.letters == ()
    assert why(again) == {("U1", "letters.dropped.told"), ("U2", "letters.dropped.told")}


def test_a_branch_that_joins_within_a_round_is_named_alone(desk: LetterDesk) -> None:
    desk.now = DEADLINE - timedelta(days=6)
    link_to_a_video(desk, "B2", desk.now + timedelta(hours=30))
    desk.deliver("B2", FileKind.PLAN, FINE_PLAN)
    plan = desk.plan()
    assert by_target(plan)["sub_committee:U1"].branch_ids == ("B1",)
    desk.mark_sent(plan.letters, plan.digest)
    desk.now += timedelta(hours=36)
    again = desk.plan()
    (letter,) = again.letters
    assert letter.branch_ids == ("B2",)
    assert "链接已过期" in letter.text
    assert "此前已提醒、尚未报齐的党支部，也请一并督促。" in letter.text
    assert "未列出" not in letter.text
    assert ("U1", "letters.dropped.told_before") in why(again)
    desk.mark_sent(again.letters, again.digest)
    desk.now += timedelta(hours=36)
    assert desk.plan().letters == ()


def test_what_of_a_branch_becomes_open_in_another_way_is_asked_for_alone(desk: LetterDesk) -> None:
    desk.now = DEADLINE - timedelta(days=6)
    link_to_a_video(desk, "B1", desk.now + timedelta(hours=30))
    plan = desk.plan()
    desk.mark_sent(plan.letters, plan.digest)
    desk.now += timedelta(hours=36)
    (letter,) = desk.plan().letters
    points = [line for line in letter.text.splitlines() if line.startswith("- ")]
    assert len(points) == 1
    assert "链接已过期" in points[0]
    assert "此前已提醒、尚未报齐的党支部，也请一并督促。" in letter.text


def test_what_was_returned_within_a_round_is_not_asked_for_in_it(desk: LetterDesk) -> None:
    desk.now = DEADLINE - timedelta(days=6)
    desk.complete("B2")
    desk.deliver("B1", FileKind.PLAN, LONG_PLAN)
    desk.deliver("B1", FileKind.VIDEO, FINE_VIDEO)
    plan = desk.plan()
    assert {letter.kinds for letter in plan.letters if letter.sub_committee_id == "U1"} == {
        ("return",)
    }
    desk.mark_sent(plan.letters, plan.digest)
    desk.now += timedelta(hours=36)
    assert [one for one in desk.plan().letters if one.sub_committee_id == "U1"] == []
    desk.now = DEADLINE - timedelta(days=2)
    (letter,) = [one for one in desk.plan().letters if one.sub_committee_id == "U1"]
    assert "已函告须修改，尚未收到修改稿" in letter.text


def test_a_branch_whose_extension_ends_is_overdue_alone_until_all_are_due_again(
    desk: LetterDesk,
) -> None:
    until = DEADLINE + timedelta(days=1)
    draft = Draft(Act.EXTEND, subject("branch", "B2"), {"until": until.isoformat()}, "出差")
    decide(desk.store, [draft], at=desk.now, who="王老师")
    named = []
    for hours in (1, 30, 60, 110):
        desk.now = DEADLINE + timedelta(hours=hours)
        plan = desk.plan("overdue")
        desk.mark_sent(plan.letters, plan.digest)
        named.append([one.branch_ids for one in plan.letters if one.sub_committee_id == "U1"])
    assert named == [[("B1",)], [("B2",)], [], [("B1", "B2")]]


def link_to_a_video(desk: LetterDesk, branch_id: str, until: datetime) -> None:
    link = Link("https://mail.163.example/2", "mail.163.example", "展示.mp4", 9, until)
    mail = make_mail(f"链接{branch_id}", links=[link], at=desk.now - timedelta(hours=1))
    take_in(desk.store, mail, auto(branch_id, FileKind.VIDEO))


def test_the_next_round_waits_for_the_cool_down(desk: LetterDesk) -> None:
    desk.now = DEADLINE - timedelta(days=3, hours=1)
    plan = desk.plan()
    desk.mark_sent(plan.letters, plan.digest)
    desk.now = DEADLINE - timedelta(days=2, hours=9)
    soon = desk.plan()
    assert soon.letters == ()
    assert ("U1", "letters.dropped.cool_down") in why(soon)
    desk.now = DEADLINE - timedelta(days=2)
    assert {letter.round for letter in desk.plan().letters} == {"T-2"}


def test_what_became_complete_since_the_last_plan_is_told(desk: LetterDesk) -> None:
    desk.plan()
    desk.complete("B2")
    plan = desk.plan()
    assert [(x.branch_ids, x.reason.code) for x in plan.dropped] == [
        (("B2",), "letters.dropped.complete")
    ]


def test_a_sub_committee_without_an_address_is_told_of(desk: LetterDesk) -> None:
    with desk.store.atomic():
        desk.store.execute("UPDATE sub_committees SET contacts = '[]' WHERE id = 'U2'")
    plan = desk.plan()
    assert set(by_target(plan)) == {"sub_committee:U1"}
    assert ("U2", "letters.dropped.no_address") in why(plan)


@pytest.mark.parametrize(
    "contacts",
    [
        '["a@b.example\\nBcc: x@evil.example"]',
        '["无@neu.example"]',
        '["a b@neu.example"]',
        '["<a@neu.example>"]',
        '["a@localhost"]',
        '["neuzzb@163.com"]',
    ],
)
def test_what_is_no_address_or_our_own_is_never_written_to(desk: LetterDesk, contacts: str) -> None:
    with desk.store.atomic():
        desk.store.execute("UPDATE sub_committees SET contacts = ?", (contacts,))
    assert {letter.kinds for letter in desk.plan().letters} <= {("return",)}


def test_a_return_is_due_once_for_each_faulty_version(desk: LetterDesk) -> None:
    desk.deliver("B1", FileKind.PLAN, LONG_PLAN)
    plan = desk.plan("return")
    (letter,) = plan.letters
    assert letter.branch_ids == ("B1",)
    assert "1912 字，上限 1500 字，超出 412 字" in letter.text
    assert "文字材料不超过1500字" in letter.text.replace(" ", "")
    desk.mark_sent(plan.letters, plan.digest)
    desk.now += timedelta(days=1)
    assert desk.plan("return").letters == ()
    desk.deliver("B1", FileKind.PLAN, {"chars": 1700})
    (second,) = desk.plan("return").letters
    assert "1700 字" in second.text


def test_an_extension_is_told_once(desk: LetterDesk) -> None:
    until = DEADLINE + timedelta(days=5)
    draft = Draft(
        Act.EXTEND, subject("sub_committee", "U1"), {"until": until.isoformat()}, "疫情封控"
    )
    decide(desk.store, [draft], at=desk.now, who="王老师")
    plan = desk.plan("extension")
    (letter,) = plan.letters
    assert letter.branch_ids == ("B1", "B2")
    assert "延至4月19日（星期一）17:00" in letter.text
    # The reason is the office's own unless it is to be told.
    assert "疫情封控" not in letter.text
    desk.mark_sent(plan.letters, plan.digest)
    assert desk.plan("extension").letters == ()


def test_an_invitation_names_day_place_and_speakers(desk: LetterDesk) -> None:
    save_session(
        desk.store,
        Session(
            "S1", "U1", date(2027, 4, 20), "科学馆 301", "书记会议", "planned",
            {"B1": "secretary"},
        ),
        desk.workspace.notice,
        marking=Marking(desk.now, "王老师"),
    )  # fmt: skip
    plan = desk.plan("invitation")
    (letter,) = plan.letters
    for words in (
        "2027年4月20日",
        "科学馆 301",
        "书记会议",
        "自动化研究所教工党支部（书记 王建国）",
    ):
        assert words in letter.text
    assert [(one.day, one.place) for one in letter.dates] == [(date(2027, 4, 20), "科学馆 301")]
    (attached,) = attachments(
        letter_message(letter, desk.workspace, message_id="<1@neu.example>", date=desk.now)
    )
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_filename() == "日历提醒.ics"
    (entry,) = icalendar.Calendar.from_ical(attached.get_content()).walk("VEVENT")
    assert (entry.decoded("DTSTART"), entry["LOCATION"]) == (date(2027, 4, 20), "科学馆 301")
    assert entry["DESCRIPTION"] == "自动化研究所教工党支部"
    desk.mark_sent(plan.letters, plan.digest)
    desk.now += timedelta(days=2)
    assert desk.plan("invitation").letters == ()


def test_an_approved_letter_falls_away_when_its_branches_are_complete(desk: LetterDesk) -> None:
    plan = desk.plan()
    shown = {e.letter.target: e for e in letters_of_plan(desk.store, plan.digest) or ()}
    desk.complete("B3", "B1")
    facts = letter_facts(desk.store, desk.workspace, now=desk.now)
    asked = office(desk.workspace, desk.store).asked
    gone = still_due(shown["sub_committee:U2"], facts, asked)
    changed = still_due(shown["sub_committee:U1"], facts, asked)
    assert gone is not None
    assert gone.code == "letters.dropped.complete"
    # The letter would still remind B1, which has sent everything.
    assert changed is not None
    assert changed.code == "letters.dropped.changed"


@pytest.mark.parametrize(("hours", "reason"), [(15, None), (37, "letters.dropped.stale")])
def test_an_approved_letter_holds_overnight_and_no_longer(
    desk: LetterDesk, hours: int, reason: str | None
) -> None:
    desk.now = DEADLINE - timedelta(days=2)
    plan = desk.plan()
    desk.now += timedelta(hours=hours)
    facts = letter_facts(desk.store, desk.workspace, now=desk.now)
    asked = office(desk.workspace, desk.store).asked
    for entry in letters_of_plan(desk.store, plan.digest) or ():
        found = still_due(entry, facts, asked)
        assert (found.code if found else None) == reason


def test_the_digest_is_that_of_the_words_and_the_addresses(desk: LetterDesk) -> None:
    first = desk.plan()
    assert desk.plan().digest == first.digest
    with desk.store.atomic():
        desk.store.execute(
            "UPDATE sub_committees SET contacts = '[\"neu@neu.example\"]' WHERE id = 'U2'"
        )
    assert desk.plan().digest != first.digest


def test_a_slip_in_a_template_is_told_before_there_is_a_letter_to_write(desk: LetterDesk) -> None:
    desk.complete("B1", "B2", "B3")
    folder = desk.workspace.folder / "templates" / "zh_CN"
    folder.mkdir(parents=True)
    (folder / "reminder.short.txt").write_text("{{ unit.name }}\n{{ brnaches }}", "utf-8")
    with pytest.raises(ConfigError) as told:
        desk.plan()
    assert told.value.code == "template.unknown_field"
    assert (told.value.fields["line"], told.value.fields["field"]) == (2, "brnaches")


def test_a_filter_that_does_not_exist_is_told_with_its_line(desk: LetterDesk) -> None:
    folder = desk.workspace.folder / "templates" / "zh_CN"
    folder.mkdir(parents=True)
    (folder / "reminder.txt").write_text("主题\n\n{{ unit.name|hide }}\n", "utf-8")
    with pytest.raises(ConfigError) as told:
        desk.plan()
    assert (told.value.code, told.value.fields["line"]) == ("template.syntax", 3)


def test_a_deleted_template_comes_back_as_it_was(desk: LetterDesk) -> None:
    first = desk.plan()
    (desk.workspace.folder / "templates" / "zh_CN" / "reminder.txt").unlink()
    assert desk.plan().digest == first.digest
    assert (desk.workspace.folder / "templates" / "zh_CN" / "reminder.txt").is_file()


def test_a_supporting_file_that_nobody_can_open_is_in_the_return(desk: LetterDesk) -> None:
    desk.complete("B1", "B2", "B3")
    bad = {"content": "docx", "unreadable": "document.unreadable", "reason": "damaged"}
    desk.deliver("B1", FileKind.SUPPORT, bad)
    (letter,) = desk.plan("return").letters
    assert letter.branch_ids == ("B1",)
    assert "B1-support" in letter.text
    # Nothing is owed: nobody is reminded of it.
    assert {letter.kinds for letter in desk.plan().letters} <= {("return",)}
    desk.mark_sent(desk.plan("return").letters, desk.plan("return").digest)
    assert desk.plan("return").letters == ()


def test_a_list_that_is_missing_is_asked_for_in_the_return(desk: LetterDesk) -> None:
    desk.complete("B1", "B2", "B3")
    for _ in range(2):
        desk.deliver("B1", FileKind.SUPPORT, {"content": "docx"})
    (letter,) = desk.plan("return").letters
    assert "请补报目录" in letter.text
