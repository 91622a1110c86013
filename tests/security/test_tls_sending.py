"""Passwords and letters go over verified TLS only, or stay on this machine: sending."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailsync.sending.smtp import Outbox
from store.errors import MailboxError, SixOnesError
from store.letters.letter import SendState
from tests.mailsync.letters.sending import account
from tests.mailsync.sending.test_smtp import MESSAGE, Begun
from tests.servers.imap_server import certificates
from tests.servers.smtp_fake import FakeSmtp, fake_smtp


@pytest.fixture
def fake() -> Iterator[FakeSmtp]:
    with fake_smtp() as made:
        yield made


@pytest.mark.parametrize("mode", ["implicit", "starttls"])
def test_tls_is_checked_as_for_reading(tmp_path: Path, mode: str) -> None:
    good = certificates(tmp_path)
    context = good.server_context()
    with fake_smtp(
        tls=context if mode == "implicit" else None,
        starttls=context if mode == "starttls" else None,
    ) as fake:
        with Outbox(
            account(fake.host, fake.port, tls=mode, ca_file=good.ca_file, password="code")
        ) as outbox:
            handed = outbox.hand_over("zzb@neu.example", "a@neu.example", MESSAGE, begin=Begun())
        assert handed.state is SendState.SENT
        with (
            Outbox(account(fake.host, fake.port, tls=mode, password="code")) as outbox,
            pytest.raises(MailboxError) as told,
        ):
            outbox.hand_over("zzb@neu.example", "a@neu.example", MESSAGE, begin=Begun())
        assert told.value.code == "mailbox.certificate_untrusted"
        assert len(fake.taken) == 1
        assert fake.count("AUTH") == 1


def test_a_certificate_for_another_host_is_refused(tmp_path: Path) -> None:
    other = certificates(tmp_path, "smtp.other.example")
    with (
        fake_smtp(tls=other.server_context()) as fake,
        Outbox(
            account(fake.host, fake.port, tls="implicit", ca_file=other.ca_file, password="code")
        ) as outbox,
        pytest.raises(MailboxError) as told,
    ):
        outbox.hand_over("zzb@neu.example", "a@neu.example", MESSAGE, begin=Begun())
    assert told.value.code == "mailbox.certificate_host"


def test_a_server_that_takes_starttls_back_gets_nothing_in_the_clear(fake: FakeSmtp) -> None:
    with (
        Outbox(account(fake.host, fake.port, tls="starttls", password="code")) as outbox,
        pytest.raises(MailboxError) as told,
    ):
        outbox.hand_over("zzb@neu.example", "a@neu.example", MESSAGE, begin=Begun())
    assert told.value.code == "mailbox.tls_failed"
    assert fake.count("AUTH") == fake.count("MAIL") == 0


@pytest.mark.parametrize("host", ["smtp.163.example", "192.0.2.1"])
def test_nothing_goes_in_the_clear_to_another_machine(host: str) -> None:
    with Outbox(account(host, 25)) as outbox, pytest.raises(SixOnesError) as told:
        outbox.hand_over("zzb@neu.example", "a@neu.example", MESSAGE, begin=Begun())
    assert told.value.code == "mailbox.plain_refused"
