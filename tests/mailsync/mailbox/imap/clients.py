"""A mailbox over a server that speaks like 163, for tests of what servers do wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from mailsync.mailbox.contract import MailboxEvent
from mailsync.mailbox.imap.mailbox import ImapMailbox
from tests.contracts.mailbox_places import Arrived, Stored, fetch_all, mail, plain
from tests.servers.coremail import Coremail, Personality, coremail
from tests.servers.imap_server import StoredMail

SMALL = [mail(number) for number in range(1, 6)]
LARGE = mail(6, b"large " * 500_000 + b"\r\n")
ALL = [*SMALL, LARGE]
Serve = Callable[..., Coremail]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers that end with the test."""
    with ExitStack() as stack:

        def start(personality: Personality, folders: dict[str, list[StoredMail]]) -> Coremail:
            return stack.enter_context(coremail(folders, personality))

        yield start


class Client:
    """A mailbox over the server, what it waited for, and what it fetched."""

    def __init__(self, server: Coremail, spool: Path, **options: Any) -> None:
        self.waits: list[float] = []
        self.box = ImapMailbox(
            server.host,
            server.port,
            server.user,
            server.password,
            tls="none",
            spool=spool,
            timeout_s=5,
            wait=lambda seconds, stop: self.waits.append(seconds),
            **options,
        )
        self.stored = Stored()

    def fetch(self) -> tuple[list[Arrived], list[MailboxEvent]]:
        """Fetch once."""
        return fetch_all(self.box, self.stored)


def contents(arrived: list[Arrived]) -> list[bytes]:
    """The bytes that arrived."""
    return sorted(one.content for one in arrived)


def raws(mails: list[StoredMail]) -> list[bytes]:
    """The bytes that were put into the server."""
    return sorted(plain(one.raw) for one in mails)
