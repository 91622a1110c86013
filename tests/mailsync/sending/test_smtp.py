"""Handing one message over: what every answer, silence and cut is taken for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from mailsync.sending.smtp import Outbox
from mailsync.sending.smtp_replies import ReplyVerdict, Stage, ruling
from store.errors import MailboxError, UsageError
from store.letters.letter import SendState
from tests.mailsync.letters.sending import account
from tests.servers.smtp_fake import Answer, FakeSmtp, fake_smtp

MESSAGE = b"Subject: x\r\n\r\nfirst\r\n.second\r\n"


@pytest.fixture
def fake() -> Iterator[FakeSmtp]:
    with fake_smtp() as made:
        yield made


class Begun:
    """Counts how often a message was about to be announced."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.mark.parametrize(
    ("code", "text", "stage", "verdict", "reason"),
    [
        (451, "MI:SFQ 163 smtp11,xyz http://mail.163.com/help", "message", "pause", "rate"),
        (554, "MI:SFQ 163 smtp11,xyz", "message", "pause", "rate"),
        (550, "MI:STC 163 smtp11,xyz", "message", "stop", "day_limit"),
        (554, "MI:STC 163 smtp11,xyz", "greeting", "stop", "day_limit"),
        (550, "RP:TRC 163 smtp11,xyz", "recipient", "stop", "day_limit"),
        (451, "RP:QRC 163", "recipient", "pause", "rate"),
        (450, "RP:DRC 163", "recipient", "pause", "rate"),
        (550, "RP:RCL 163", "recipient", "stop", "day_limit"),
        (554, "DT:SPM 163 smtp11,xyz", "message", "stop", "spam"),
        (451, "DT:SPM,please try again", "message", "stop", "spam"),
        (421, "too many connections", "greeting", "pause", "rate"),
        (450, "try later", "recipient", "pause", "rate"),
        (451, "temporary", "data", "pause", "rate"),
        (535, "Error: authentication failed", "login", "stop", "login"),
        (535, "expired", "sender", "stop", "login"),
        (530, "Authentication required", "sender", "stop", "login"),
        (553, "Mail from must equal authorized user", "sender", "stop", "sender"),
        (550, "User not found", "recipient", "next", "recipient"),
        (552, "5.2.2 mailbox over quota", "recipient", "next", "recipient"),
        (554, "relay denied", "recipient", "next", "recipient"),
        (554, "rejected", "message", "stop", "content"),
        (250, "Mail OK", "message", "go", ""),
        (251, "will forward", "recipient", "go", ""),
        (354, "go", "data", "go", ""),
        (250, "stray", "data", "stop", "server"),
        (-1, "", "message", "stop", "server"),
        # One that says what it is about means that, whatever stage it comes in.
        (454, "Authentication failed, please open smtp flag first!", "login", "stop", "login"),
        (550, "User has no permission", "login", "stop", "login"),
        (
            535,
            "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled",
            "login",
            "stop",
            "login",
        ),
        (503, "Error: need EHLO and AUTH first !", "sender", "stop", "login"),
        (421, "4.7.0 Too many login attempts, try again later", "login", "pause", "rate"),
        (
            550,
            "The recipient may contain a non-existent account, please check the recipient address.",
            "message",
            "next",
            "recipient",
        ),
        (550, "Mailbox unavailable or access denied", "message", "next", "recipient"),
        (550, "Mail is rejected by recipients", "message", "next", "recipient"),
        (554, "5.1.1 <a@b.example>: no mailbox here by that name", "message", "next", "recipient"),
        (552, "5.2.2 The email account is over quota", "message", "next", "recipient"),
        (
            452,
            "4.2.2 The email account that you tried to reach is over quota",
            "recipient",
            "next",
            "recipient",
        ),
        (
            450,
            "4.2.1 The user you are trying to contact is receiving mail at a rate that prevents"
            " additional messages",
            "recipient",
            "next",
            "recipient",
        ),
        (550, "用户不存在", "message", "next", "recipient"),
        (
            550,
            "Connection frequency limited. http://service.mail.qq.com/",
            "recipient",
            "pause",
            "rate",
        ),
        (550, "Sender frequency limited", "sender", "pause", "rate"),
        (550, "Ip frequency limited", "recipient", "pause", "rate"),
        (554, "5.7.1 Too many messages from this host", "recipient", "pause", "rate"),
        (
            450,
            "4.2.0 <a@b.example>: Recipient address rejected: Greylisted",
            "recipient",
            "pause",
            "rate",
        ),
        (550, "5.4.5 Daily user sending limit exceeded", "recipient", "stop", "day_limit"),
        (550, "今日发信已达上限", "recipient", "stop", "day_limit"),
        (
            553,
            "5.1.8 <a@b.example>: Sender address rejected: Domain not found",
            "recipient",
            "stop",
            "sender",
        ),
        (501, "mail from address must be same as authorization user", "message", "stop", "sender"),
        (550, "SPF check failed", "message", "stop", "sender"),
        (
            554,
            "5.7.1 Service unavailable; client host blocked using Spamhaus",
            "recipient",
            "stop",
            "spam",
        ),
        (554, "IP in blacklist", "recipient", "stop", "spam"),
        (552, "5.3.4 Message size exceeds fixed limit", "message", "next", "size"),
        (550, "Mail content denied", "message", "stop", "content"),
    ],
)
def test_a_reply_is_judged_by_its_words_before_its_number(
    code: int, text: str, stage: Stage, verdict: str, reason: str
) -> None:
    ruled = ruling(code, text, stage)
    assert (ruled.verdict, ruled.reason) == (verdict, reason)


def test_an_accepted_message_is_sent_and_its_answer_kept(fake: FakeSmtp) -> None:
    begun = Begun()
    with Outbox(account(fake.host, fake.port)) as outbox:
        handed = outbox.hand_over("zzb@neu.example", "a@neu.example", MESSAGE, begin=begun)
    assert handed.state is SendState.SENT
    assert handed.answer == "250 Mail OK queued as smtp11,xyz 1800000000"
    assert fake.taken == [("a@neu.example", MESSAGE)]
    assert begun.times == 1


REPLIES = Path(__file__).parents[2] / "corpus" / "smtp" / "replies.tsv"
ROWS = [line.split("\t") for line in REPLIES.read_text(encoding="utf-8").splitlines()[1:]]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[4][:40]}")
def test_a_reply_of_the_corpus_is_judged_as_written_beside_it(row: list[str]) -> None:
    code, stage, verdict, reason, words = row
    (known,) = (one for one in get_args(Stage) if one == stage)
    ruled = ruling(int(code), words, known)
    assert (ruled.verdict, ruled.reason or "-") == (verdict, reason)


@pytest.mark.parametrize(
    ("command", "answer", "state", "broken", "begun"),
    [
        # Nothing was given: safe to try again.
        ("GREETING", "cut", SendState.APPROVED, True, 0),
        ("EHLO", "cut", SendState.APPROVED, True, 0),
        ("MAIL", "cut", SendState.APPROVED, True, 0),
        ("RCPT", "done and cut", SendState.APPROVED, True, 0),
        ("DATA", "cut", SendState.APPROVED, True, 1),
        # The message was given and nothing was heard: nobody knows.
        ("MESSAGE", "cut", SendState.UNKNOWN, True, 1),
        ("MESSAGE", "done and cut", SendState.UNKNOWN, True, 1),
        ("MESSAGE", "nonsense", SendState.UNKNOWN, True, 1),
        ("MESSAGE", "354 what", SendState.UNKNOWN, True, 1),
        # A clear no.
        ("MESSAGE", "451 MI:SFQ", SendState.APPROVED, False, 1),
        ("MESSAGE", "550 MI:STC", SendState.APPROVED, False, 1),
        ("MESSAGE", "554 DT:SPM", SendState.REFUSED, False, 1),
        ("MESSAGE", "550 The recipient is a non-existent account", SendState.REFUSED, False, 1),
        ("MESSAGE", "452 4.2.2 over quota", SendState.REFUSED, False, 1),
        ("MESSAGE", "550 Sender frequency limited", SendState.APPROVED, False, 1),
        ("MESSAGE", "550 SPF check failed", SendState.APPROVED, False, 1),
        ("RCPT", "550 Connection frequency limited", SendState.APPROVED, False, 0),
        ("DATA", "451 later", SendState.APPROVED, False, 1),
        ("DATA", "554 no", SendState.REFUSED, False, 1),
        ("DATA", "250 stray", SendState.APPROVED, False, 1),
        ("RCPT", "550 User not found", SendState.REFUSED, False, 0),
        ("RCPT", "450 later", SendState.APPROVED, False, 0),
        ("MAIL", "553 not you", SendState.APPROVED, False, 0),
        ("GREETING", "421 too many", SendState.APPROVED, False, 0),
        ("GREETING", "550 MI:STC", SendState.APPROVED, False, 0),
    ],
)
def test_what_is_certain_after_every_answer(
    fake: FakeSmtp,
    command: str,
    answer: Answer,
    state: SendState,
    broken: bool,
    begun: int,
) -> None:
    fake.answers[command] = [answer]
    counted = Begun()
    with Outbox(account(fake.host, fake.port)) as outbox:
        handed = outbox.hand_over("zzb@neu.example", "a@neu.example", MESSAGE, begin=counted)
        assert (handed.state, handed.broken, counted.times) == (state, broken, begun)
        taken = len(fake.taken)
        # The next message goes through whatever happened to this one.
        after = outbox.hand_over("zzb@neu.example", "b@neu.example", MESSAGE, begin=counted)
    assert after.state is SendState.SENT
    assert fake.recipients[taken:] == ["b@neu.example"]


def test_a_server_that_is_silent_after_the_dot_leaves_a_doubt(fake: FakeSmtp) -> None:
    import threading

    over = threading.Event()

    def before(name: str) -> bool:
        return name == "MESSAGE!" and over.wait(10)

    fake.before = before
    with Outbox(account(fake.host, fake.port, final_s=0.3)) as outbox:
        handed = outbox.hand_over("zzb@neu.example", "a@neu.example", MESSAGE, begin=Begun())
        over.set()
    assert handed.state is SendState.UNKNOWN
    assert "timed out" in handed.answer


def test_what_begin_raises_goes_through_and_nothing_is_sent(fake: FakeSmtp) -> None:
    def no_longer_due() -> None:
        raise UsageError("letters.empty")

    with Outbox(account(fake.host, fake.port)) as outbox:
        with pytest.raises(UsageError):
            outbox.hand_over("zzb@neu.example", "a@neu.example", MESSAGE, begin=no_longer_due)
        handed = outbox.hand_over("zzb@neu.example", "b@neu.example", MESSAGE, begin=Begun())
    assert handed.state is SendState.SENT
    assert fake.recipients == ["b@neu.example"]
    assert fake.count("DATA") == 1


def test_a_refused_login_is_tried_once(fake: FakeSmtp) -> None:
    fake.answers["AUTH"] = ["535 Error: authentication failed"] * 9
    with (
        Outbox(account(fake.host, fake.port, password="wrong")) as outbox,
        pytest.raises(MailboxError) as told,
    ):
        outbox.hand_over("zzb@neu.example", "a@neu.example", MESSAGE, begin=Begun())
    assert told.value.code == "outbox.login_refused"
    assert told.value.fields["answer"] == "535 Error: authentication failed"
    assert fake.connections == 1
    assert fake.taken == []


def test_one_connection_serves_many_messages(fake: FakeSmtp) -> None:
    with Outbox(account(fake.host, fake.port, password="code")) as outbox:
        for number in range(5):
            outbox.hand_over("zzb@neu.example", f"a{number}@neu.example", MESSAGE, begin=Begun())
    assert fake.connections == 1
    assert fake.count("AUTH") == 1
    assert len(fake.taken) == 5


def test_verdicts_are_all_used() -> None:
    assert {"go", "next", "pause", "stop"} == set(ReplyVerdict)


def test_one_file_alone_speaks_smtp() -> None:
    importing = [
        str(file)
        for room in ("store", "mailsync", "tui")
        for file in Path(room).rglob("*.py")
        if "import smtplib" in file.read_text(encoding="utf-8")
    ]
    assert importing == ["mailsync/sending/smtp.py"]
