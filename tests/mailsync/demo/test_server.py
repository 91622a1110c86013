import re
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from imaplib import IMAP4, Internaldate2tuple
from time import mktime

import pytest

from mailsync.demo.mails import DemoMail
from mailsync.demo.server import DemoServer, serve
from store.errors import UsageError
from store.text.wording import LANGUAGES, load

FOLDERS = {"INBOX": "INBOX", "垃圾邮件": "&V4NXPpCuTvY-", "订阅邮件": "&i6KWBZCuTvY-"}


@pytest.fixture(scope="module")
def server(mails_before_deadline: tuple[DemoMail, ...]) -> Iterator[DemoServer]:
    with serve(mails_before_deadline, user="neuzzb@163.example", password="demo-code") as running:
        yield running


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_mail_is_served_unchanged_with_its_arrival(
    folder: str, server: DemoServer, mails_before_deadline: tuple[DemoMail, ...]
) -> None:
    expected = [m for m in mails_before_deadline if m.folder_name == folder]
    assert expected
    with IMAP4(server.host, server.port, timeout=20) as client:
        client.login(server.user, server.password)
        assert client.select(FOLDERS[folder], readonly=True)[0] == "OK"
        _, rows = client.uid("FETCH", "1:*", "(INTERNALDATE BODY.PEEK[])")
    served = [row for row in rows if isinstance(row, tuple)]
    assert [raw for _, raw in served] == [mail.raw for mail in expected]
    for (line, _), mail in zip(served, expected, strict=True):
        moment = Internaldate2tuple(line)
        assert moment is not None
        assert datetime.fromtimestamp(mktime(moment), mail.internal_date.tzinfo) == (
            mail.internal_date
        )


def test_the_server_listens_on_loopback_and_refuses_a_wrong_password(server: DemoServer) -> None:
    assert server.host == "127.0.0.1"
    with (
        IMAP4(server.host, server.port, timeout=20) as client,
        pytest.raises(IMAP4.error, match=re.compile("invalid|fail|auth", re.IGNORECASE)),
    ):
        client.login(server.user, "wrong")


def test_the_password_is_not_in_the_servers_representation(server: DemoServer) -> None:
    assert server.password not in repr(server)


def test_the_server_ends_with_the_block_even_with_a_client_connected(
    mails_before_deadline: tuple[DemoMail, ...],
) -> None:
    pytest.importorskip("pymap", reason="the extra demo (pymap) is not installed")
    with serve(mails_before_deadline[:1], user="u", password="p") as running:
        client = IMAP4(running.host, running.port, timeout=20)
        client.login("u", "p")
    with pytest.raises((IMAP4.abort, OSError)):
        client.noop()
    client.shutdown()
    with pytest.raises(ConnectionRefusedError):
        IMAP4(running.host, running.port, timeout=5)


def test_a_missing_server_is_named_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "mailsync.demo.pymap_mailbox", raising=False)
    monkeypatch.setitem(sys.modules, "pymap.backend.dict", None)
    with pytest.raises(UsageError) as caught, serve((), user="u", password="p"):
        raise AssertionError("served without pymap")
    assert caught.value.code == "demo.pymap_missing"
    for language in LANGUAGES:
        assert "README" in load(language).error(caught.value)


def test_a_connection_that_said_nothing_is_ended_with_the_server() -> None:
    with serve((), user="demo@163.example", password="code") as server:
        silent = socket.create_connection((server.host, server.port))
    with closing(silent):
        silent.settimeout(60)
        with suppress(ConnectionResetError):
            while silent.recv(1 << 16):
                pass
