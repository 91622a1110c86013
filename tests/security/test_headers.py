"""Nothing that stands in a name, a subject or an address becomes a header or a command of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mailsync.sending.smtp import Outbox
from store.errors import UsageError
from store.letters.letter import Reason, Recipient
from store.model import Address
from tests.mailsync.letters.sending import account
from tests.mailsync.letters.test_compose import LETTER, made
from tests.mailsync.sending.test_smtp import MESSAGE, Begun
from tests.servers.smtp_fake import FakeSmtp, fake_smtp


@pytest.fixture
def fake() -> Iterator[FakeSmtp]:
    with fake_smtp() as served:
        yield served


@pytest.mark.parametrize(
    "bad", ["\r\nBcc: x@evil.example", "\nx", "\rx", "\x00", "\u2028x", "\x85"]
)
def test_a_line_break_in_a_name_or_a_subject_is_refused(bad: str) -> None:
    hostile = [
        replace(LETTER, subject=f"x{bad}"),
        replace(LETTER, sender=Address(f"x{bad}", "a@neu.example")),
        replace(
            LETTER, recipients=(Recipient(Address(f"x{bad}", "a@b.example"), "to", Reason("x")),)
        ),
        replace(LETTER, reply_to_id=f"<x{bad}>"),
    ]
    for letter in hostile:
        if letter.reply_to_id and not letter.reply_to_id.isascii():
            continue
        with pytest.raises(UsageError) as told:
            made(letter)
        assert told.value.code == "letters.header_injection"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=80))
def test_whatever_the_subject_only_our_headers_leave(subject: str) -> None:
    raw = made(replace(LETTER, subject=subject))
    head = raw.partition(b"\r\n\r\n")[0]
    names = re.findall(rb"(?m)^([A-Za-z-]+):", head.replace(b"\r\n", b"\n"))
    assert names == [
        b"Content-Type", b"MIME-Version", b"From", b"To", b"Cc", b"Subject", b"Date",
        b"Message-ID", b"Auto-Submitted", b"X-Auto-Response-Suppress",
    ]  # fmt: skip
    assert head.isascii()


@pytest.mark.parametrize(
    "address",
    [
        "a@neu.example\r\nRCPT TO:<x@evil.example>",
        "a@neu.example> SIZE=1",
        "<a@neu.example>",
        "王@neu.example",
        "a@neu",
        "",
        "a b@neu.example",
        "a@neu.example,b@neu.example",
    ],
)
def test_what_is_more_than_an_address_never_reaches_the_server(
    fake: FakeSmtp, address: str
) -> None:
    with Outbox(account(fake.host, fake.port)) as outbox, pytest.raises(UsageError) as told:
        outbox.hand_over("zzb@neu.example", address, MESSAGE, begin=Begun())
    assert told.value.code == "letters.bad_address"
    assert fake.commands == []


def test_the_server_s_words_cannot_steer_a_terminal(fake: FakeSmtp) -> None:
    fake.answers["RCPT"] = ["550 \x1b]52;c;eHg=\x07[red]no\u202e"]
    with Outbox(account(fake.host, fake.port)) as outbox:
        handed = outbox.hand_over("zzb@neu.example", "a@neu.example", MESSAGE, begin=Begun())
    assert handed.answer.startswith("550 <U+001B>]52;c;eHg=<U+0007>[red]no<U+202E>")
