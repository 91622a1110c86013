"""The screen of letters, as a clerk drives it."""

from __future__ import annotations

import dataclasses
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import TextArea

from store.db.decisions import Marking
from store.letters import events as outgoing
from store.letters.letter import SendState
from store.letters.standing import begun_letters
from store.letters.titles import kind_tab
from store.model import Attachment, FileKind
from store.notice.notice import OwnItem
from store.workspace.settings import MailSettings
from store.workspace.workspace import Workspace, change_setting
from tests.making import NOW, auto, make_mail, take_in
from tests.servers.smtp_sink import SmtpSink, smtp_sink
from tests.tui.conftest import Place, fill, make_place, press, settle, text_of
from tests.tui.ones import fill_ones
from tui.app.app import Dashboard

WIDE, NARROW = (160, 40), (80, 24)


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as made:
        yield made


@pytest.fixture
def office(tmp_path: Path, sink: SmtpSink) -> Iterator[Place]:
    """A department that can send: exported mail, and a server for sending on this machine."""
    (tmp_path / "mails").mkdir()
    made = make_place(tmp_path, MailSettings(kind="folder", path=str(tmp_path / "mails")))
    workspace = made.workspace
    for key, value in (
        ("smtp.host", sink.host),
        ("smtp.port", sink.port),
        ("smtp.tls", "none"),
        ("smtp.user", "zzb@neu.example"),
        ("letters.pace_s", 0),
    ):
        workspace = change_setting(workspace, key, value)
    made.workspace = workspace
    yield made
    made.store.close()


def screen(pilot: Pilot[None]) -> str:
    app = pilot.app
    assert isinstance(app, Dashboard)
    return text_of(app)


async def test_letters_are_approved_and_sent_by_keys_alone(office: Place, sink: SmtpSink) -> None:
    async with office.dashboard().run_test(size=NARROW) as pilot:
        await settle(pilot)
        await press(pilot, "f4", "tab")
        assert "催办 3" in screen(pilot)
        await press(pilot, "ctrl+t")
        assert "没有已批准的信" in screen(pilot)
        await press(pilot, "ctrl+a", "ctrl+y")
        assert "已批准 3 封" in screen(pilot)
        assert sink.taken == []
        await press(pilot, "ctrl+t")
        assert "发送已批准的 3 封信，共 3 个收件人" in screen(pilot)
        await press(pilot, "enter")
        assert sorted(sink.recipients) == [
            "jixie@neu.example", "tsg@neu.example", "xinxi@neu.example",
        ]  # fmt: skip
        shown = screen(pilot)
        assert "已发 3，拒收 0，不明 0" in shown
        assert "这一轮已经发过" in shown
        await press(pilot, "ctrl+t")
        assert "没有已批准的信" in screen(pilot)
    assert len(sink.taken) == 3


async def test_what_is_not_approved_is_not_sent(office: Place, sink: SmtpSink) -> None:
    async with office.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f4", "ctrl+y", "ctrl+t", "enter")
    assert sink.recipients == ["xinxi@neu.example"]


async def test_leaving_the_question_sends_nothing(office: Place, sink: SmtpSink) -> None:
    async with office.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f4", "ctrl+y", "ctrl+t", "escape")
        assert sink.taken == []
        await press(pilot, "ctrl+x")
        assert "已撤回 1 封的批准" in screen(pilot)
        await press(pilot, "ctrl+t")
        assert "没有已批准的信" in screen(pilot)


async def test_the_round_of_a_reminder_is_told_in_words(office: Place) -> None:
    async with office.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f4")
        assert re.search(r"（截止前\d天一轮）", screen(pilot)), screen(pilot)
        assert "T-" not in screen(pilot)


async def test_an_edited_letter_is_approved_anew_and_sent_as_edited(
    office: Place, sink: SmtpSink
) -> None:
    async with office.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f4", "ctrl+y", "enter")
        area = pilot.app.screen.query_one(TextArea)
        area.text = area.text.replace("信息科学与工程学院党委：", "信息学院各位同志：", 1)
        await press(pilot, "ctrl+s")
        assert "已改过文字" in screen(pilot)
        await press(pilot, "ctrl+t")
        assert "没有已批准的信" in screen(pilot)
        await press(pilot, "ctrl+y", "ctrl+t", "enter")
    (taken,) = sink.taken
    for kind in ("plain", "html"):
        body = taken.mail.get_body((kind,))
        assert body is not None
        assert "信息学院各位同志：" in body.get_content()


async def test_a_branch_that_came_in_meanwhile_gets_none_and_it_is_told(
    office: Place, sink: SmtpSink
) -> None:
    from store.model import FileKind
    from tests.mailsync.letters.desk import FINE_PLAN, FINE_VIDEO
    from tests.making import auto, make_mail, take_in

    async with office.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f4", "down", "down", "ctrl+y")
        take_in(
            office.store,
            make_mail("图书馆", [("方案.docx", "p"), ("片.mp4", "v")], at=NOW),
            auto("B7", FileKind.PLAN),
            auto("B7", FileKind.VIDEO),
            measures={"p": FINE_PLAN, "v": FINE_VIDEO},
        )
        await press(pilot, "ctrl+t", "enter")
        assert "未发 1" in screen(pilot)
        assert "已报齐" in screen(pilot)
    assert sink.taken == []


async def test_a_doubt_is_shown_and_settled_by_a_person(office: Place, sink: SmtpSink) -> None:
    async with office.dashboard().run_test(size=NARROW) as pilot:
        await settle(pilot)
        await press(pilot, "f4", "ctrl+y")
        (entry,) = begun_letters(office.store)
        outgoing.begin(
            office.store,
            entry.letter,
            "xinxi@neu.example",
            message_id="<x@neu.example>",
            at=NOW,
            who="李老师",
        )
        await press(pilot, "down", "ctrl+y", "ctrl+t", "enter")
        assert sink.recipients == ["jixie@neu.example"]
        assert "存疑或拒收 1 封" in screen(pilot)
        await press(pilot, "shift+tab", "shift+tab")
        assert "是否发出不明" in screen(pilot)
        await press(pilot, "enter")
        assert "xinxi@neu.example 已收到" in screen(pilot)
        await press(pilot, "2")
        assert "已批准再发给 xinxi@neu.example" in screen(pilot)
        await press(pilot, "ctrl+t", "enter")
    assert sink.recipients == ["jixie@neu.example", "xinxi@neu.example"]


async def test_sending_is_paused_gone_on_with_and_stopped(office: Place, sink: SmtpSink) -> None:
    office.workspace = change_setting(office.workspace, "letters.pace_s", 3600)
    async with office.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f4", "tab", "ctrl+a", "ctrl+y")
        await pilot.press("ctrl+t")
        await pilot.pause()
        await pilot.press("enter")
        for _ in range(500):
            await pilot.pause(0.02)
            if "等 3600 秒再发下一封" in screen(pilot):
                break
        assert "1/3" in screen(pilot)
        await pilot.press("ctrl+w")
        await pilot.pause()
        assert "Ctrl+W 继续" in screen(pilot)
        await pilot.press("ctrl+w")
        await pilot.press("escape")
        await settle(pilot)
        assert "待发 2" in screen(pilot)
    assert len(sink.taken) == 1


async def test_short_texts_are_copied_and_written_to_a_file(office: Place) -> None:
    async with office.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f4", "space", "space", "ctrl+c")
        assert "已复制 2 段短文" in screen(pilot)
        copied = pilot.app.clipboard
    (file,) = (office.workspace.folder / "letters").iterdir()
    assert file.read_text(encoding="utf-8") == copied
    assert copied.count("【材料报送提醒】") == 2


async def test_without_a_server_letters_can_be_read_and_copied_only(office: Place) -> None:
    office.workspace = change_setting(office.workspace, "smtp.host", "")
    async with office.dashboard().run_test(size=NARROW) as pilot:
        await settle(pilot)
        await press(pilot, "f4", "ctrl+y", "ctrl+t")
        assert "没有设置发信服务器" in screen(pilot)


async def test_a_template_with_a_slip_is_told_with_its_line(office: Place) -> None:
    folder = office.workspace.folder / "templates" / "zh_CN"
    folder.mkdir(parents=True)
    (folder / "reminder.txt").write_text("主题\n\n{{ nobody }}\n", encoding="utf-8")
    async with office.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f4")
        assert "第 3 行用了不存在的字段 nobody" in screen(pilot)


def sent_earlier(office: Place) -> None:
    """One letter went two days ago, one is in doubt."""
    from mailsync.letters.planning import plan_letters

    earlier = NOW - timedelta(days=2)
    plan = plan_letters(office.workspace, office.store, now=earlier, who="王老师")
    outgoing.approve(office.store, plan.digest, at=earlier, who="王老师")
    for letter, state, answer in zip(
        plan.letters,
        (SendState.SENT, SendState.UNKNOWN),
        ("250 Mail OK", "timed out"),
        strict=False,
    ):
        address = letter.addresses("to")[0]
        message_id = f"<{letter.id}@neu.example>"
        outgoing.begin(
            office.store, letter, address, message_id=message_id, at=earlier, who="王老师"
        )
        outgoing.finish(
            office.store, letter, address, state, at=earlier, who="王老师",
            message_id=message_id, code="line" if state is SendState.UNKNOWN else "", answer=answer,
        )  # fmt: skip


async def test_a_sent_letter_stands_in_the_history_of_its_branches(office: Place) -> None:
    from store.views.board.branch import branch_view

    sent_earlier(office)
    view = branch_view(office.store, office.workspace, "B2", now=NOW)
    assert view is not None
    assert {line.act for line in view.history} >= {"letter.approved", "letter.sent"}
    line = next(line for line in view.history if line.act == "letter.sent")
    assert line.after is not None
    assert line.after["answer"] == "250 Mail OK"


def in_language(office: Place, language: str) -> Workspace:
    """The workspace whose letters are in a language."""
    from dataclasses import replace

    settings = msgspec.structs.replace(
        office.workspace.settings,
        language=language,
        letters=msgspec.structs.replace(office.workspace.settings.letters, language=language),
    )
    return replace(office.workspace, settings=settings)


async def test_the_branch_panel_tells_of_its_letters_with_the_server_s_answer(
    office: Place,
) -> None:
    sent_earlier(office)
    async with office.dashboard().run_test(size=(160, 60)) as pilot:
        await settle(pilot)
        shown = screen(pilot)
        assert "发信  关于报送特色支部" in shown
        assert "250 Mail" in shown


async def test_what_a_program_that_ended_left_half_sent_is_a_doubt_at_once(office: Place) -> None:
    from mailsync.letters.planning import plan_letters

    plan = plan_letters(office.workspace, office.store, now=NOW, who="王老师")
    outgoing.approve(office.store, plan.digest, at=NOW, who="王老师")
    outgoing.begin(
        office.store,
        plan.letters[0],
        "xinxi@neu.example",
        message_id="<x@neu.example>",
        at=NOW,
        who="王老师",
    )
    async with office.dashboard().run_test(size=NARROW) as pilot:
        await settle(pilot)
        await press(pilot, "f4")
        assert "存疑或拒收 1 封" in screen(pilot)


async def test_from_f8_the_reviewers_who_owe_scores_are_reminded_and_no_others(
    office: Place, sink: SmtpSink
) -> None:
    fill_ones(office)
    async with office.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f8", "ctrl+k", "3")
        assert "[催评分 3]" in screen(pilot)
        # One owes scores and has no address; none of them sees what another gave.
        assert "李想" in screen(pilot)
        assert "没有登记可用的邮箱" in screen(pilot)
        await press(pilot, "ctrl+a", "ctrl+y", "ctrl+t", "enter")
        assert sorted(sink.recipients) == [
            "qian@neu.example", "sun@neu.example", "zhao@neu.example",
        ]  # fmt: skip
        assert "已发 3" in screen(pilot)
        # Back and there again: the tab is the one that was asked for.
        await press(pilot, "shift+tab", "f8", "ctrl+k", "3")
        assert "[催评分]" in screen(pilot)
        assert "刚发过同类信" in screen(pilot)


def one_spoke(office: Place) -> None:
    """One branch of U1 spoke, another was absent; U3's session lies ahead; staff set a date."""

    from store.decisions.marks import set_due
    from store.items.sessions import Session, save_sessions
    from store.model import Item

    at = NOW - timedelta(hours=1)
    save_sessions(
        office.store,
        [
            Session(
                "S1", "U1", date(2027, 4, 8), "科学馆 301", "书记会议", "held",
                {"B1": "secretary", "B2": "absent"},
            ),
            Session(
                "S3", "U3", date(2027, 4, 20), "报告厅", "述职", "planned", {"B7": "secretary"}
            ),
        ],
        office.workspace.notice,
        marking=Marking(at, "王老师"),
    )  # fmt: skip
    marking = Marking(at=at, who="王老师")
    set_due(office.store, Item.SHARING, NOW + timedelta(days=20), reason="", marking=marking)


async def go_to(pilot: Pilot[None], tab: str) -> None:
    """Step through the tabs to one."""
    for _ in range(12):
        if f"[{tab}" in screen(pilot):
            return
        await press(pilot, "tab")
    raise AssertionError(screen(pilot))


async def test_sharing_is_reminded_of_by_keys_alone_once_and_undone_by_what_comes(
    office: Place, sink: SmtpSink
) -> None:
    from store.items.sessions import receive_forms

    office.workspace = change_setting(office.workspace, "letters.one_a_day", value=False)
    one_spoke(office)
    async with office.dashboard().run_test(size=NARROW) as pilot:
        await settle(pilot)
        await press(pilot, "f4")
        await go_to(pilot, "催分享 2")
        assert "已排定分享交" in screen(pilot)
        await press(pilot, "ctrl+a", "ctrl+y")
        assert "已批准 2 封" in screen(pilot)
        # The form of the one who spoke comes on paper: its letter would ask in vain.
        receive_forms(
            office.store,
            ["branch:B1"],
            on_paper=True,
            day=NOW.date(),
            marking=Marking(NOW, "王老师"),
        )
        await press(pilot, "ctrl+t", "enter")
        assert sink.recipients == ["jixie@neu.example"]
        assert "未发 1" in screen(pilot)
        assert "情况有变" not in screen(pilot)
        assert "[催分享 1]" in screen(pilot)
        await press(pilot, "ctrl+a", "ctrl+y", "ctrl+t", "enter")
        assert sink.recipients == ["jixie@neu.example", "xinxi@neu.example"]
        # Sent and resting; the tab stays while one is on it, with who gets none.
        shown = screen(pilot)
        assert "[催分享]" in shown
        assert "刚发过同类信" in shown
    body = sink.taken[1].mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "自动化研究所教工党支部" not in text
    assert "- 本科生第三党支部" in text


async def test_all_that_is_due_does_not_mean_what_no_deadline_calls_for(office: Place) -> None:
    office.workspace = change_setting(office.workspace, "letters.one_a_day", value=False)
    async with office.dashboard().run_test(size=NARROW) as pilot:
        await settle(pilot)
        await press(pilot, "f4", "ctrl+a")
        assert "已选 3 封，不含催分享" in screen(pilot)
        await press(pilot, "ctrl+y")
        assert {entry.letter.kind for entry in begun_letters(office.store)} == {"reminder"}
        await go_to(pilot, "催分享 3")
        await press(pilot, "ctrl+a", "ctrl+y")
        assert "已批准 3 封" in screen(pilot)


def something_of_every_kind(office: Place) -> Callable[[], datetime]:
    """What gives a letter of every kind; the clock is a day after the deadline."""

    from store.db.acts import Act, subject
    from store.db.decisions import Draft, decide
    from store.decisions.correspondence import answer
    from store.intake.meanings import keep_meaning
    from store.items.review import Reviewer, assign_all, save_reviewers
    from store.items.sessions import Session, save_session
    from store.model import Intent, IntentWords, MailMeaning
    from tests.making import DEADLINE

    notice = office.workspace.notice
    fill(office)
    sent_earlier(office)
    later = DEADLINE + timedelta(days=1)
    until = later + timedelta(days=4)
    decide(
        office.store,
        [Draft(Act.EXTEND, subject("branch", "B5"), {"until": until.isoformat()}, "出差")],
        at=NOW,
        who="王老师",
    )
    ahead = Session("S3", "U3", date(2027, 4, 25), "报告厅", "述职", "planned", {"B7": "secretary"})
    save_session(office.store, ahead, notice, marking=Marking(NOW, "王老师"))
    reviewer = Reviewer("R3f0a1c", "周敏", notice.review.kinds[0], address="zhoumin@neu.example")
    save_reviewers(office.store, [reviewer], notice, marking=Marking(NOW, "王老师"))
    assign_all(office.store, 1, marking=Marking(NOW, "王老师"))
    question = replace(make_mail("视频格式", at=NOW), body="请问必须是MP4吗？")
    mail_id = take_in(office.store, question).mail_id
    asked = IntentWords(Intent.QUESTION, "body", 0, 2)
    with office.store.atomic():
        keep_meaning(office.store, mail_id, MailMeaning((asked,), (), ("U1",)), read_by="t")
    answer(office.store, mail_id, "是的，须为MP4。", marking=Marking(NOW, "王老师"))
    ledger = OwnItem("ledger", 7, "工作台账", "台账", "一.7", "建立一套工作台账", due=True)
    notice = msgspec.structs.replace(office.workspace.notice, own_items=(ledger,))
    office.workspace = dataclasses.replace(office.workspace, notice=notice)
    return lambda: later


async def test_packs_go_from_f8_through_f4_to_every_reviewer(office: Place, sink: SmtpSink) -> None:
    fill_ones(office)
    async with office.dashboard().run_test(size=NARROW) as pilot:
        await settle(pilot)
        await press(pilot, "f8", "ctrl+k", "2")
        assert "经催办寄出" in screen(pilot)
        await press(pilot, "ctrl+s")
        assert "材料包已做好，4 位评审专家的信" in screen(pilot)
        await press(pilot, "ctrl+k", "3")
        assert "材料包还没有寄出" in screen(pilot)
        await press(pilot, "shift+tab")
        assert "[材料包 3]" in screen(pilot)
        await press(pilot, "down", "home")
        assert "附件：函评材料-" in screen(pilot)
        await press(pilot, "ctrl+a", "ctrl+y", "ctrl+t", "enter")
        assert "已发 3" in screen(pilot)
        assert sorted(sink.recipients) == [
            "qian@neu.example", "sun@neu.example", "zhao@neu.example",
        ]  # fmt: skip
        for taken in sink.taken:
            (part,) = taken.mail.iter_attachments()
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            assert zipfile.is_zipfile(io.BytesIO(content))
        await press(pilot, "f8", "ctrl+z")
        assert "已撤销" in screen(pilot)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_every_kind_has_a_tab_that_keys_reach_and_that_shows_its_letters(
    office: Place, size: tuple[int, int], language: str
) -> None:
    from mailsync.letters.kinds import letter_kinds
    from store.items.review_pack import ReviewPack, record_packs
    from store.text.wording import load

    clock, wording = something_of_every_kind(office), load(language)
    # Its file is not there: the tab says why it does not go.
    pack = ReviewPack("mail", "函评材料.zip", "0" * 64, 1, 1, 0, 0, "basis")
    record_packs(office.store, {"R3f0a1c": pack}, marking=Marking(NOW, "王老师"))
    async with office.dashboard(language=language, clock=clock).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "f4")
        for kind in letter_kinds():
            await press(pilot, "tab")
            assert f"[{kind_tab(kind, wording)}" in screen(pilot)
            assert wording.say(f"letters.kind.{kind}") in screen(pilot)
        await press(pilot, "tab", "tab")
        assert f"[{wording.say('letters.tab.history')}]" in screen(pilot)


def hand_in(office: Place, branch_id: str) -> None:
    """A case comes in; so large that the size shown does not hang on how well a library packs."""
    content = random.Random(branch_id).randbytes(400_000)
    stored = office.workspace.blobs.put([content])
    part = Attachment(f"{branch_id}.docx", stored.digest, "", stored.size_bytes)
    mail = make_mail(f"case-{branch_id}", at=NOW)
    take_in(office.store, replace(mail, attachments=(part,)), auto(branch_id, FileKind.PLAN))


async def test_whose_a_letter_is_comes_before_when_the_last_one_went(office: Place) -> None:
    fill(office)
    async with office.dashboard(language="en").run_test(size=NARROW) as pilot:
        await settle(pilot)
        await press(pilot, "f4")
        assert "planned 信息..与工程学院党委" in screen(pilot)


async def test_what_was_approved_the_moment_before_is_sent(office: Place, sink: SmtpSink) -> None:
    async with office.dashboard().run_test(size=NARROW) as pilot:
        await settle(pilot)
        await press(pilot, "f4")
        # Two keys of one hand, without a pause.
        await pilot.press("ctrl+a", "ctrl+y", "ctrl+t")
        await settle(pilot)
        assert "发送已批准的 3 封信" in screen(pilot)
        await press(pilot, "enter")
    assert sorted(sink.recipients) == [
        "jixie@neu.example", "tsg@neu.example", "xinxi@neu.example",
    ]  # fmt: skip


async def test_more_recipients_than_today_allows_are_told_before(office: Place) -> None:
    office.workspace = change_setting(office.workspace, "letters.daily_limit", 2)
    async with office.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f4", "ctrl+a", "ctrl+y", "ctrl+t")
        assert "今天还可发 2 个收件人，其余 1 个留到明天再发" in screen(pilot)


async def test_a_row_says_whose_it_is_and_how_it_begins(office: Place) -> None:
    async with office.dashboard().run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "f4")
        shown = screen(pilot)
        assert "催办＋催分享" in shown
        (row,) = [line for line in shown.splitlines() if "图书馆直属党总支" in line[:60]]
        assert "【流通部党支" in row[:60]
