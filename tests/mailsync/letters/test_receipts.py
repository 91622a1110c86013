"""Receipts: for people's mails with files, and in no circle."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsync.letters.compose import compose
from mailsync.letters.receipts import may_be_answered
from mailsync.mime.automatic import sign_of
from mailsync.mime.headers import split_fields
from store.letters.letter import Letter
from store.model import Address, FileKind, Problem
from store.views.letters.facts import ReceivedFile, ReceivedMail
from tests.mailsync.letters.desk import FINE_PLAN, LetterDesk
from tests.making import ask, auto, make_mail, take_in

OWN = frozenset({"neuzzb@163.example"})
FILE = ReceivedFile("材料.zip/方案.docx", FileKind.PLAN, ("B1",), False, False, ())
MAIL = ReceivedMail(
    1, "<1@neu.example>", Address("组织员", "xinxi@neu.example"), "材料",
    datetime(2027, 4, 1, tzinfo=UTC), None, (FILE,), (),
)  # fmt: skip


def from_(email: str, **changes: Any) -> ReceivedMail:
    return replace(MAIL, sender=Address("", email), **changes)


@pytest.mark.parametrize(
    ("mail", "answered"),
    [
        (MAIL, True),
        (replace(MAIL, files=(), problems=(Problem("archive.encrypted"),)), True),
        (replace(MAIL, files=()), False),
        (replace(MAIL, automatic="auto_reply"), False),
        (replace(MAIL, automatic="bounce"), False),
        (replace(MAIL, automatic="list"), False),
        (replace(MAIL, automatic="own"), False),
        (from_("neuzzb@163.example"), False),
        (from_("NeuZZB@163.example"), False),
        (from_("MAILER-DAEMON@neu.example"), False),
        (from_("postmaster@neu.example"), False),
        (from_("no-reply@neu.example"), False),
        (from_("noreply@neu.example"), False),
        (from_("do_not_reply@neu.example"), False),
        (from_("list-request@neu.example"), False),
        (from_("owner-list@neu.example"), False),
        (from_("notifications@neu.example"), False),
        (from_(""), False),
        (from_("norah@neu.example"), True),
        (from_("nora.reply@neu.example"), True),
    ],
)
def test_only_people_s_mails_with_something_in_them_are_answered(
    mail: ReceivedMail, answered: bool
) -> None:
    assert may_be_answered(mail, OWN) is answered


def receipt(desk: LetterDesk) -> Letter:
    desk.deliver("B1", FileKind.PLAN, FINE_PLAN, at=desk.now - timedelta(hours=1))
    (letter,) = desk.plan("receipt").letters
    return letter


def test_our_own_letters_are_signed_so_that_no_machine_answers_them(desk: LetterDesk) -> None:
    """Two programs like this one, each reading the other's letters, fall silent at once."""
    desk.deliver("B1", FileKind.PLAN, {"chars": 1900}, at=desk.now - timedelta(hours=1))
    plan = desk.plan("all")
    told = {kind for letter in plan.letters for kind in letter.kinds}
    assert told == {"reminder", "return", "sharing", "receipt"}
    for letter in plan.letters:
        raw = compose(letter, message_id="<1@neu.example>", date=desk.now)
        fields, _ = split_fields(raw)
        sign = sign_of(fields, letter.sender, letter.subject, ())
        assert sign == ("auto_reply" if "receipt" in letter.kinds else "generated")


@given(st.sampled_from(["auto_reply", "bounce", "generated", "list", "own"]), st.emails())
def test_a_machine_s_mail_is_never_answered(sign: str, email: str) -> None:
    assert not may_be_answered(from_(email, automatic=sign), OWN)


def test_a_receipt_lists_archives_too_and_what_could_not_be_read(desk: LetterDesk) -> None:
    mail = msgspec.structs.replace(
        make_mail(
            "材料",
            [("材料.zip/自动化所/方案.docx", "a"), ("坏.docx", "bad")],
            at=desk.now - timedelta(hours=2),
        ),
        problems=(Problem("archive.encrypted", {"name": "照片.rar"}),),
    )
    take_in(
        desk.store,
        mail,
        auto("B1", FileKind.PLAN),
        auto("B1", FileKind.SUPPORT),
        measures={"a": FINE_PLAN, "bad": {"unreadable": "document.unreadable"}},
    )
    (letter,) = desk.plan("receipt").letters
    assert letter.addresses("to") == ("xinxi@neu.example",)
    assert "- 材料.zip/自动化所/方案.docx（创建工作方案）：自动化研究所教工党支部" in letter.text
    assert (
        "- 坏.docx（支撑材料）：自动化研究所教工党支部\n  - 未能读取：文档无法打开" in letter.text
    )
    assert "照片.rar" in letter.text
    assert letter.reply_to_id == "<材料@neu.example>"


def test_a_mail_is_confirmed_once(desk: LetterDesk) -> None:
    letter = receipt(desk)
    desk.mark_sent([letter], desk.plan("receipt").digest)
    desk.now += timedelta(days=2)
    assert desk.plan("receipt").letters == ()


def test_a_second_mail_of_one_sender_waits_for_the_cool_down(desk: LetterDesk) -> None:
    letter = receipt(desk)
    desk.mark_sent([letter], desk.plan("receipt").digest)
    desk.now += timedelta(hours=1)
    desk.deliver("B1", FileKind.PLAN, {"chars": 1300})
    assert desk.plan("receipt").letters == ()
    desk.now += timedelta(hours=20)
    (second,) = desk.plan("receipt").letters
    assert len(second.about) == 1


def test_names_in_a_mail_cannot_write_lines_or_headers_into_a_receipt(desk: LetterDesk) -> None:
    take_in(
        desk.store,
        make_mail(
            "材料\r\nBcc: x@evil.example\n\n- 假",
            [("方\n【假】\r\n案\x1b[2J.docx", "a")],
            at=desk.now,
        ),
        auto("B1", FileKind.PLAN),
    )
    (letter,) = desk.plan("receipt").letters
    raw = compose(letter, message_id="<1@neu.example>", date=desk.now)
    assert message_from_bytes(raw)["Bcc"] is None
    assert "\n【假】" not in letter.text
    assert "\n- 假" not in letter.text
    assert "\x1b" not in letter.text


@pytest.mark.parametrize(
    ("sender", "opens"),
    [
        (Address("组织员", "xinxi@neu.example"), "信息科学与工程学院党委：\n\n你分党委发来的"),
        (Address("", "wjg@neu.example"), "自动化研究所教工党支部：\n\n你支部发来的"),
        (Address("王五", "wang5@qq.example"), "王五您好：\n\n您发来的"),
        (Address("", "wang5@qq.example"), "wang5@qq.example您好：\n\n您发来的"),
    ],
)
def test_a_receipt_speaks_to_whoever_sent_the_mail(
    desk: LetterDesk, sender: Address, opens: str
) -> None:
    mail = msgspec.structs.replace(
        make_mail("材料", [("方案.docx", "a")], at=desk.now), sender=sender
    )
    take_in(desk.store, mail, auto("B1", FileKind.PLAN), measures={"a": FINE_PLAN})
    (letter,) = desk.plan("receipt").letters
    assert letter.addresses("to") == (sender.email,)
    assert letter.text.replace("\u3000", "").startswith(opens)


def test_a_stranger_whose_files_belong_to_nobody_gets_no_receipt(desk: LetterDesk) -> None:
    stranger = Address("广告", "sale@shop.example")
    advert = msgspec.structs.replace(
        make_mail("优惠", [("价目.docx", "a")], at=desk.now), sender=stranger
    )
    take_in(desk.store, advert, ask(FileKind.OTHER))
    assert desk.plan("receipt").letters == ()
