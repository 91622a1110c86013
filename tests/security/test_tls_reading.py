"""Who is spoken to: verified TLS or nobody, one login, and a password that never shows."""

from __future__ import annotations

import contextlib
import logging
import os
import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailsync.mailbox.contract import FetchedMail
from mailsync.mailbox.imap.login import Server
from mailsync.mailbox.imap.mailbox import ImapMailbox
from mailsync.mailbox.spool import Spool
from mailsync.net.tls import Tls, loopback_only
from store.errors import ConfigError, MailboxError
from store.text.wording import LANGUAGES, load
from tests.contracts.mailbox_places import Stored, mail
from tests.servers.coremail import Coremail, Personality, coremail
from tests.servers.cutting_proxy import cutting_proxy
from tests.servers.imap_server import PASSWORD, Certificates, certificates, free_port

MAILS = {"INBOX": [mail(1)]}


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("good"))


def box(
    server: Coremail, spool: Path, *, host: str = "localhost", ca_file: Path | None = None
) -> ImapMailbox:
    return ImapMailbox(
        host,
        server.port,
        server.user,
        server.password,
        tls=server.tls,
        ca_file=ca_file,
        spool=spool,
        timeout_s=5,
        wait=lambda seconds, stop: None,
    )


def refused(mailbox: ImapMailbox) -> MailboxError:
    with pytest.raises(MailboxError) as caught:
        list(mailbox.fetch(Stored()))
    for language in LANGUAGES:
        assert len(load(language).error(caught.value)) > 20
    return caught.value


@pytest.fixture(params=["implicit", "starttls"])
def tls(request: pytest.FixtureRequest) -> Tls:
    given: Tls = request.param
    return given


def serving(tls: Tls, shown: Certificates) -> contextlib.AbstractContextManager[Coremail]:
    context = shown.server_context()
    if tls == "implicit":
        return coremail(MAILS, implicit_tls=context)
    return coremail(MAILS, starttls=context)


def test_a_verified_server_is_read(tls: Tls, issued: Certificates, tmp_path: Path) -> None:
    with serving(tls, issued) as server:
        mailbox = box(server, tmp_path, ca_file=issued.ca_file)
        fetched = [event for event in mailbox.fetch(Stored()) if isinstance(event, FetchedMail)]

        assert len(fetched) == 1
        assert (mailbox.check().tls or "").startswith("TLSv1.")


def test_a_certificate_of_another_host_is_refused_before_login(tls: Tls, tmp_path: Path) -> None:
    other = certificates(tmp_path, "imap.other.example")
    with serving(tls, other) as server:
        error = refused(box(server, tmp_path, ca_file=other.ca_file))

        assert error.code == "mailbox.certificate_host"
        assert server.said("LOGIN") == []


def test_an_expired_certificate_is_refused_before_login(tls: Tls, tmp_path: Path) -> None:
    old = certificates(tmp_path, not_after=datetime(2020, 1, 1, tzinfo=UTC))
    with serving(tls, old) as server:
        error = refused(box(server, tmp_path, ca_file=old.ca_file))

        assert error.code == "mailbox.certificate_expired"
        assert server.said("LOGIN") == []


def test_an_unknown_authority_is_refused_before_login(
    tls: Tls, issued: Certificates, tmp_path: Path
) -> None:
    with serving(tls, issued) as server:
        error = refused(box(server, tmp_path))

        assert error.code == "mailbox.certificate_untrusted"
        assert server.said("LOGIN") == []


def test_a_server_that_speaks_no_tls_is_never_spoken_to_in_plain(tmp_path: Path) -> None:
    with coremail(MAILS) as server:
        server.tls = "implicit"
        error = refused(box(server, tmp_path))

        assert error.code == "mailbox.tls_failed"
        assert server.said("LOGIN") == []


@pytest.mark.parametrize("personality", [Personality(), Personality(preauth=True)])
def test_a_server_without_starttls_is_never_spoken_to_in_plain(
    personality: Personality, issued: Certificates, tmp_path: Path
) -> None:
    context = issued.server_context() if personality.preauth else None
    with coremail(MAILS, personality, starttls=context) as server:
        server.tls = "starttls"
        error = refused(box(server, tmp_path, ca_file=issued.ca_file))

        assert error.code == "mailbox.starttls_missing"
        assert server.said("LOGIN", "EXAMINE") == []


def test_what_was_said_before_tls_is_not_believed_after_it(
    issued: Certificates, tmp_path: Path
) -> None:
    injected = Personality(says_before_tls=b"* OK [UIDVALIDITY 99] x\r\n* 1 EXISTS\r\n")
    with coremail(MAILS, injected, starttls=issued.server_context()) as server:
        # The bytes are taken for the beginning of TLS, which they are not.
        error = refused(box(server, tmp_path, ca_file=issued.ca_file))

        assert error.code in ("mailbox.tls_failed", "mailbox.lost")
        assert server.said("LOGIN") == []


@pytest.mark.parametrize(
    "host", ["imap.163.example", "192.0.2.1", "10.0.0.1", "localhost.example", "0.0.0.0", "::"]
)
def test_plain_text_goes_to_no_other_machine(host: str, tmp_path: Path) -> None:
    mailbox = ImapMailbox(host, 143, "zzb", PASSWORD, tls="none", spool=tmp_path)

    error = refused(mailbox)

    assert error.code == "mailbox.plain_refused"
    assert error.fields == {"host": host}


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_plain_text_may_go_to_this_machine(host: str) -> None:
    loopback_only(host)


def test_a_ca_file_without_certificates_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "ca.pem"
    empty.write_text("")
    for file in (empty, tmp_path / "missing.pem"):
        with pytest.raises(ConfigError) as caught:
            ImapMailbox("localhost", 993, "zzb", PASSWORD, spool=tmp_path, ca_file=file)
        assert caught.value.code == "mailbox.ca_file"
        assert load("zh_CN").error(caught.value)


def test_nobody_listening_is_said_at_once(tmp_path: Path) -> None:
    mailbox = ImapMailbox("127.0.0.1", free_port(), "zzb", PASSWORD, tls="none", spool=tmp_path)

    error = refused(mailbox)

    assert error.code == "mailbox.unreachable"
    assert "refused" in str(error.fields["reason"])


def test_a_server_of_another_kind_is_named(tmp_path: Path) -> None:
    greeting = Personality(capability="POP3", bye_greetings=0)
    with coremail(MAILS, greeting) as server:
        server.tls = "starttls"
        assert refused(box(server, tmp_path)).code == "mailbox.not_imap"


# -- login -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        "NO LOGIN Login error password error",
        "NO [AUTHENTICATIONFAILED] Authentication failed.",
        "BAD LOGIN \x1b[2Jcommand error",
        "NO Login fail. Account is abnormal, service is not open, login frequency limited",
    ],
)
def test_a_refused_login_is_tried_once_and_its_words_are_shown(answer: str, tmp_path: Path) -> None:
    with coremail(MAILS, Personality(login_answer=answer)) as server:
        error = refused(box(server, tmp_path, host="127.0.0.1"))

        assert error.code == "mailbox.login_refused"
        assert len(server.said("LOGIN")) == 1
        assert "授权码" in load("zh_CN").error(error)
        assert "\x1b" not in str(error.fields["text"])


def test_a_server_too_busy_to_log_in_is_not_a_wrong_code(tmp_path: Path) -> None:
    busy = Personality(login_answer="NO [UNAVAILABLE] Temporary failure")
    with coremail(MAILS, busy) as server:
        assert refused(box(server, tmp_path, host="127.0.0.1")).code == "mailbox.busy"


@pytest.mark.parametrize("password", ["two\r\nlines", "nul\0", "lone \ud800 surrogate"])
def test_a_code_that_cannot_be_sent_is_refused_here(password: str, tmp_path: Path) -> None:
    with coremail(MAILS) as server:
        mailbox = ImapMailbox(
            server.host, server.port, server.user, password, tls="none", spool=tmp_path
        )
        error = refused(mailbox)

        assert error.code == "mailbox.password_characters"
        assert password not in shown(error)
        assert server.said("LOGIN") == []


@pytest.mark.parametrize("password", ['quo"te', "back\\slash", "spa ce", "授权码", "{5}", "%s"])
def test_a_code_of_any_characters_logs_in(password: str, tmp_path: Path) -> None:
    with coremail(MAILS) as server:
        server.password = password.replace("\\", "\\\\").replace('"', '\\"')
        mailbox = ImapMailbox(
            server.host, server.port, server.user, password, tls="none", spool=tmp_path
        )
        assert mailbox.check().id_accepted


def shown(error: BaseException) -> str:
    """Give all that a careless handler could show: the chain, with every local variable."""
    report = traceback.TracebackException.from_exception(error, capture_locals=True)
    # The tests' own frames know the password.
    return "".join(
        text
        for text in report.format()
        if "/tests/" not in text and f"{os.sep}tests{os.sep}" not in text
    )


def error_of(mailbox: ImapMailbox) -> MailboxError | None:
    try:
        list(mailbox.fetch(Stored()))
    except MailboxError as error:
        return error
    return None


@pytest.fixture
def imap_debug_log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


@pytest.mark.parametrize("answer", ["OK done", "NO wrong", "BAD syntax", "NO [LIMIT] later"])
def test_the_password_is_in_no_error_log_or_repr(
    answer: str,
    tmp_path: Path,
    imap_debug_log: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with (
        coremail(MAILS, Personality(login_answer=answer)) as server,
        # Cut within the greeting, within the answer to LOGIN, and after it.
        cutting_proxy(server.host, server.port, cuts=99) as proxy,
    ):
        for cut_after in (10, 85, 110, 1000, 10**6):
            proxy.cut_after = cut_after
            mailbox = ImapMailbox(
                proxy.host,
                proxy.port,
                server.user,
                PASSWORD,
                tls="none",
                spool=tmp_path,
                wait=lambda seconds, stop: None,
            )
            error = error_of(mailbox)
            assert error is None or PASSWORD not in shown(error)
            assert error is None or PASSWORD not in load("en").error(error)
            assert PASSWORD not in repr(mailbox)
            assert PASSWORD not in repr(mailbox.__dict__)
    seen = capfd.readouterr()
    assert PASSWORD not in imap_debug_log.text + seen.out + seen.err
    assert seen.out + seen.err == ""


def test_a_server_object_shows_everything_but_the_password(tmp_path: Path) -> None:
    server = Server("h.example", 993, "zzb", PASSWORD, "implicit", None, Spool(tmp_path), 5)

    assert PASSWORD not in repr(server)
    assert "h.example" in repr(replace(server, port=1))
