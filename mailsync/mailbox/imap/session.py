"""Signed-in connections, one after the other: what may be tried again is, the rest is an error."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator
from typing import TypeVar

from mailsync.mailbox.contract import LineLost
from mailsync.mailbox.imap.connection import Connection
from mailsync.mailbox.imap.login import Server, sign_in
from mailsync.mailbox.imap.stream import Lost, Stopped
from store.errors import MailboxError
from store.model import Problem

# After so many lost lines without anything gained between them, it is an error.
MAX_LOSSES = 5
_FIRST_WAIT_S = 1.0
_LONGEST_WAIT_S = 60.0
# A server that limits logins holds longer than one whose line just broke; QQ says 15 s.
_LIMITED_WAIT_S = 15.0
_LIMITED = ("too many", "limit", "frequen", "busy", "try again", "later", "[unavailable]")

Answer = TypeVar("Answer")
Pause = Callable[[float, Callable[[], bool]], None]


def pause(seconds: float, stop: Callable[[], bool]) -> None:
    """Wait, asking `stop` several times a second."""
    until = time.monotonic() + seconds
    while not stop() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.1))


class ImapSession:
    """At most one connection at a time, made when it is needed."""

    def __init__(self, server: Server, stop: Callable[[], bool], wait: Pause) -> None:
        self._server = server
        self._stop = stop
        self._wait = wait
        self._losses = 0
        self._ever = False
        self._connection: Connection | None = None

    def connection(self) -> Connection:
        """Give the connection, signed in.

        Raises:
            MailboxError: refused for good, see `imap_connection`.
            Lost, Stopped: see `gained` and `lost`.
        """
        if self._connection is None:
            server = self._server
            connection = Connection(
                server.host,
                server.port,
                tls=server.tls,
                context=server.context,
                spool=server.spool,
                timeout_s=server.timeout_s,
                greeting_s=server.greeting_s,
                stop=self._stop,
            )
            try:
                self._ever = True
                sign_in(connection, server)
            except BaseException:
                connection.hang_up()
                raise
            self._connection = connection
        return self._connection

    def gained(self) -> None:
        """Note that something arrived: the next loss is the first again."""
        self._losses = 0

    def lost(self, err: Lost) -> LineLost:
        """Drop the connection and say how long to wait before the next one.

        Raises:
            MailboxError: `mailbox.unreachable` where nobody ever answered, `mailbox.lost` after
                too many losses, `mailbox.busy` where the server then still asks us to wait.
        """
        self.close()
        self._losses += 1
        reason = str(err)
        limited = any(sign in reason.lower() for sign in _LIMITED)
        if not (self._ever or limited):
            raise MailboxError(
                "mailbox.unreachable",
                host=self._server.host,
                port=self._server.port,
                reason=reason,
            ) from err
        if self._losses >= MAX_LOSSES:
            code = "mailbox.busy" if limited else "mailbox.lost"
            raise MailboxError(code, host=self._server.host, reason=reason) from err
        longest = (_LIMITED_WAIT_S if limited else _FIRST_WAIT_S) * 2 ** (self._losses - 1)
        # Jitter: two programs that were thrown out together do not come back together.
        delay_s = min(longest, _LONGEST_WAIT_S) * random.uniform(0.5, 1.0)
        return LineLost(Problem("mailbox.line_lost", {"reason": reason}), delay_s)

    def wait(self, loss: LineLost) -> None:
        """Wait as `lost` said.

        Raises:
            Stopped: somebody asked for it.
        """
        self._wait(loss.retry_in_s, self._stop)
        if self._stop():
            raise Stopped

    def close(self) -> None:
        """Close the connection if there is one."""
        if self._connection is not None:
            self._connection.hang_up()
            self._connection = None


def retrying(session: ImapSession, work: Callable[[], Answer]) -> Generator[LineLost, None, Answer]:
    """Do `work` until it is not cut; yields each loss before the wait that follows it."""
    while True:
        try:
            return work()
        except Lost as err:
            loss = session.lost(err)
        yield loss
        session.wait(loss)


def insist(session: ImapSession, work: Callable[[], Answer]) -> Answer:
    """As `retrying`, in silence."""
    attempts = retrying(session, work)
    while True:
        try:
            next(attempts)
        except StopIteration as end:
            answer: Answer = end.value
            return answer
