"""Answers to mails of words: written by a person, approved as every letter, told once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from msgspec.structs import replace

from mailsync.letters.compose import compose
from mailsync.letters.planning import plan_of
from store.db.decisions import Marking, undo
from store.decisions.correspondence import answer
from store.intake.meanings import keep_meaning
from store.letters.letter import Letter
from store.model import Address, Intent, IntentWords, MailMeaning
from store.views.board.dashboard import dashboard
from store.views.letters.facts import letter_facts
from tests.mailsync.letters.desk import LetterDesk
from tests.making import make_mail, take_in


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LetterDesk]:
    made = LetterDesk(tmp_path)
    yield made
    made.store.close()


def asked(desk: LetterDesk, name: str = "视频格式", sender: str = "xinxi@neu.example") -> int:
    """A question comes in."""
    mail = replace(make_mail(name, at=desk.now - timedelta(hours=2)), body="请问必须是MP4吗？")
    mail = replace(mail, sender=Address("组织员", sender))
    mail_id = take_in(desk.store, mail).mail_id
    words = IntentWords(Intent.QUESTION, "body", 0, 2)
    with desk.store.atomic():
        keep_meaning(desk.store, mail_id, MailMeaning((words,), (), ("U1",)), read_by="t")
    return mail_id


def letters(desk: LetterDesk) -> list[Letter]:
    return [one for one in desk.plan("answer").letters if one.kind == "answer"]


def drafted(
    desk: LetterDesk, text: str = "是的，须为MP4。", name: str = "视频格式"
) -> tuple[int, str]:
    mail_id = asked(desk, name)
    return mail_id, answer(desk.store, mail_id, text, marking=Marking(desk.now, "李老师"))


def test_an_answer_goes_to_whoever_asked_as_an_answer_to_that_mail(desk: LetterDesk) -> None:
    drafted(desk, "是的，须为MP4。\n\n谢谢。", name="format")
    (letter,) = letters(desk)
    assert letter.addresses("to") == ("xinxi@neu.example",)
    assert letter.subject == "回复：format"
    assert "信息科学与工程学院党委" in letter.text.splitlines()[0]
    assert "　　是的，须为MP4。\n" in letter.text
    sent = message_from_bytes(compose(letter, message_id="<a@neu.example>", date=desk.now))
    assert sent["In-Reply-To"] == "<format@neu.example>"
    assert sent["Auto-Submitted"] is None


def test_it_stands_alone_beside_the_letter_of_the_day_and_keeps_nobody_waiting(
    desk: LetterDesk,
) -> None:
    drafted(desk)
    plan = desk.plan("all")
    together = [one.kinds for one in plan.letters if one.sub_committee_id == "U1"]
    assert ("answer",) in together
    assert any("reminder" in kinds and "answer" not in kinds for kinds in together)
    only = plan_of(letters(desk), desk.now)
    desk.plan("answer")
    desk.mark_sent(only.letters, desk.plan("answer").digest)
    assert [one.kind for one in desk.plan("T-2").letters if one.sub_committee_id == "U1"] != []


def test_what_was_answered_is_told_once_and_waits_no_more(desk: LetterDesk) -> None:
    drafted(desk)
    assert dashboard(desk.store, desk.workspace, now=desk.now).messages == 1
    desk.mark_sent(letters(desk), desk.plan("answer").digest)
    assert letters(desk) == []
    assert dashboard(desk.store, desk.workspace, now=desk.now).messages == 0


def test_an_answer_that_is_taken_back_is_due_no_more(desk: LetterDesk) -> None:
    _, batch = drafted(desk)
    undo(desk.store, batch, at=desk.now, who="李老师")
    assert letters(desk) == []


def test_other_words_are_another_letter(desk: LetterDesk) -> None:
    mail_id, _ = drafted(desk)
    (before,) = letters(desk)
    answer(desk.store, mail_id, "不必，MOV也可以。", marking=Marking(desk.now, "李老师"))
    (after,) = letters(desk)
    assert before.id != after.id
    assert before.about != after.about


def test_nobody_is_answered_at_our_own_address(desk: LetterDesk) -> None:
    mail_id = asked(desk, sender="no address")
    answer(desk.store, mail_id, "收到。", marking=Marking(desk.now, "李老师"))
    plan = desk.plan("answer")
    assert [one.reason.code for one in plan.dropped if one.kind == "answer"] == [
        "letters.dropped.no_address"
    ]


def test_letters_to_a_unit_warn_while_mail_of_it_waits(desk: LetterDesk) -> None:
    asked(desk)
    facts = letter_facts(desk.store, desk.workspace, now=desk.now)
    assert facts.open_messages == {"U1": (Intent.QUESTION,)}
