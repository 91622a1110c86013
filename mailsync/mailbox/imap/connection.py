"""One connection on imaplib2, read in the caller's thread; the only file that imports imaplib2."""

from __future__ import annotations

import collections
import contextlib
import re
import socket
import ssl
import time
import warnings
from collections.abc import Callable, Iterable
from typing import Any

from mailsync.mailbox.imap.reply import Reply
from mailsync.mailbox.imap.rows import FetchRow, Literal, is_fetch, literal_size, read_fetch
from mailsync.mailbox.imap.stream import INLINE_BYTES, Lost, Stream
from mailsync.mailbox.spool import Spool
from mailsync.net.connect import GREETING_S, connect
from mailsync.net.tls import Tls, loopback_only, plain_reason, wrap
from store.errors import MailboxError
from store.text.visible import visible

with warnings.catch_warnings():
    # Its own string escapes, from Python 3.12 on.
    warnings.simplefilter("ignore", SyntaxWarning)
    import imaplib2

# More rows and lines than any mailbox needs to answer one command: memory for them is bounded.
_MOST_ROWS = 200_000
_MOST_LINES = 20_000
_BARE_STATUS = re.compile(rb"\w+ (?:OK|NO|BAD)$")


class Connection(imaplib2.IMAP4):  # type: ignore[misc]  # imaplib2 has no types
    """A connection without imaplib2's threads: its commands, parser and state, our reading.

    imaplib2 passes every line through two queues and waits 0.1 s before it handles the first; here
    the caller reads, a literal is received in one piece, and the socket holds the server back.
    Commands may be pipelined: answers belong to the oldest command that is not done.
    """

    state: str
    host: str
    port: int
    capabilities: tuple[str, ...]

    def __init__(
        self,
        host: str,
        port: int,
        *,
        tls: Tls,
        context: ssl.SSLContext | None,
        spool: Spool,
        timeout_s: float,
        greeting_s: float = GREETING_S,
        stop: Callable[[], bool],
    ) -> None:
        """Connect, and begin TLS.

        Args:
            timeout_s: how long the server may be silent once it has greeted.
            greeting_s: how long it takes at most until then.

        Raises:
            MailboxError: `mailbox.plain_refused`, `mailbox.not_imap`, `mailbox.starttls_missing`,
                and those of `imap_tls.wrap`.
            Lost: nobody answers there, or the server said BYE.
        """
        self._tls = tls
        self._context = context
        self._spool = spool
        self._timeout_s = timeout_s
        self._greeting_s = min(greeting_s, timeout_s)
        self._greeted_by = time.monotonic() + self._greeting_s
        self._stop = stop
        # What came since a command was done, and since when nothing came that helps.
        self._rows = self._lines = 0
        self._idle_since = time.monotonic()
        self._pending: collections.deque[Reply] = collections.deque()
        self._done: Reply | None = None
        self._secure = False
        self.greeting = ""
        # What ID and EXAMINE were last sent for.
        self.identified = False
        self.opened: str | bytes = b""
        try:
            super().__init__(host, port)
            # We only EXAMINE: imaplib2 would take READ-ONLY for a refusal.
            self.is_readonly = True
            # It would hold an EXAMINE back until all before it is done; order is enough.
            self.state_change_free = _Open()
            if tls == "starttls":
                self._upgrade()
            self._stream.wait_until(None)
        except imaplib2.IMAP4.abort as err:
            raise Lost(visible(str(err))) from err
        except (imaplib2.IMAP4.error, UnicodeDecodeError) as err:
            raise MailboxError("mailbox.not_imap", host=host, port=port) from err

    # -- commands ------------------------------------------------------------------------------

    def ask(self, name: str, *args: str | bytes) -> Reply:
        """Send one command and go on; `collect` or `pump` bring its answer."""
        reply = Reply(name)
        if not self._pending:
            self.gained()
        self._pending.append(reply)
        try:
            self._command(name, *args, callback=self._complete, cb_arg=reply)
        except imaplib2.IMAP4.abort as err:
            raise Lost(visible(str(err))) from err
        finally:
            self._release_state_change()
        if name == "EXAMINE":
            # Hopeful, so that a listing can follow in the same flight.
            self.state = "SELECTED"
            self.opened = args[0]
        self.identified |= name == "ID"
        self._send_queued()
        return reply

    def collect(self, replies: Iterable[Reply]) -> None:
        """Wait until commands are done; FETCH rows are kept on the command they came for."""
        for reply in replies:
            while not reply.status:
                owner = self._pending[0]
                row = self.pump()
                if isinstance(row, FetchRow):
                    owner.rows.append(row)
                    self.gained()

    def pump(self) -> FetchRow | Reply | None:
        """Read one answer: a FETCH row, the command that it ends, or something else (None).

        Raises:
            Lost: the line broke, was silent for too long, the server said BYE, or numbers that
                nobody can mean.
            Stopped: the caller's `stop` became true.
            MailboxError: `mailbox.endless`: it talks on and on, or says nothing that helps.
        """
        try:
            answer = self._answer()
        except ValueError as err:
            raise Lost(visible(str(err))[:200]) from err
        if isinstance(answer, Reply):
            self._rows = self._lines = 0
            self.gained()
            return answer
        self._rows += answer is not None
        self._lines += answer is None
        idle_s = time.monotonic() - self._idle_since
        if self._rows > _MOST_ROWS or self._lines > _MOST_LINES or idle_s > self._timeout_s:
            raise MailboxError("mailbox.endless", host=self.host)
        return answer

    def gained(self) -> None:
        """Note that something came that was asked for."""
        self._idle_since = time.monotonic()

    def _answer(self) -> FetchRow | Reply | None:
        if self._expecting_data and self._expecting_data_len:
            # A literal in an answer that imaplib2 reads, such as a folder's name.
            self._put_response(self._stream.inline(self._expecting_data_len))
            return None
        line = self._stream.line(self.read_size)
        if is_fetch(line):
            return self._row(line)
        self._done = None
        # Before imaplib2 reads it: it takes a literal of any size.
        if (literal_size(line) or 0) > INLINE_BYTES:
            raise Lost("a literal that nobody asked for")
        # imaplib2 wants a text after the status.
        self._put_response(line + (b" \r\n" if _BARE_STATUS.match(line) else b"\r\n"))
        if self.Terminate:
            told = self._get_untagged_response("BYE", leave=True)
            raise Lost(_text(told[-1]) if told else "BYE")
        return self._done

    @property
    def outstanding(self) -> int:
        """How many commands are not done yet."""
        return len(self._pending)

    @property
    def tls_version(self) -> str | None:
        """The TLS protocol in use, if any."""
        return self.sock.version() if isinstance(self.sock, ssl.SSLSocket) else None

    def hang_up(self) -> None:
        """Say goodbye if nothing is under way, and close; never waits, never fails."""
        if not (self._pending or self.state == "LOGOUT" or self.Terminate):
            with contextlib.suppress(Lost):
                self.ask("LOGOUT")
        self.state = "LOGOUT"
        self.shutdown()

    # -- what imaplib2 lets us override ----------------------------------------------------------

    def open(self, host: str, port: int) -> None:
        """Connect, and begin TLS at once where it is implicit."""
        self.host, self.port = host, port
        if self._tls == "none":
            loopback_only(host)
        try:
            self.sock = connect(host, port, until=self._greeted_by)
        except OSError as err:
            raise Lost(plain_reason(err)) from err
        # Small commands go out at once, not after the answer to the one before.
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if self._tls == "implicit":
            self._wrap()
        self._stream = Stream(self.sock, self._spool, self._timeout_s, self._stop)
        self._stream.wait_until(self._greeted_by, told_s=self._greeting_s)

    def ssl_wrap_socket(self) -> None:
        """Begin TLS after STARTTLS; nothing that was said before it is believed after it."""
        if not self._stream.empty:
            raise MailboxError("mailbox.tls_failed", host=self.host, reason="data before TLS")
        self.untagged_responses: list[Any] = []
        self._wrap()
        self._stream.attach(self.sock)

    def send(self, data: bytes) -> None:
        """Send all of `data`."""
        self._stream.send(data)

    def shutdown(self) -> None:
        """Close the socket."""
        self._stream.close()

    # Its threads end as soon as they start: `pump` does their work.
    def _reader(self) -> None: ...
    def _handler(self) -> None: ...
    def _writer(self) -> None: ...

    # It would print to stderr after an error, even without debug.
    def _log(self, lvl: int, line: str) -> None: ...
    def _mesg(self, s: str, tn: object = None, secs: object = None) -> None: ...
    def _print_log(self) -> None: ...

    def _request_push(self, tag: str | None = None, name: str | None = None, **kw: Any) -> Any:
        request = super()._request_push(tag, name, **kw)
        request.ready = _Pumped(self)
        return request

    def _append_untagged(self, typ: str, dat: Any) -> None:
        super()._append_untagged(typ, dat)
        if self._pending:
            self._pending[0].untagged.append((typ, dat or b""))

    def _get_capabilities(self) -> None:
        """Take what the server told by itself; ask only where STARTTLS depends on it."""
        self.greeting = _text(self.welcome).removeprefix("* ")
        told = self._get_untagged_response("CAPABILITY")
        if told:
            self.capabilities = tuple(_text(told[-1]).upper().split())
        elif self._tls == "starttls" and not self._secure:
            super()._get_capabilities()
        else:
            self.capabilities = ("IMAP4REV1",)

    # -- within ----------------------------------------------------------------------------------

    def _wrap(self) -> None:
        assert self._context is not None
        self.sock.settimeout(max(self._greeted_by - time.monotonic(), 0.1))
        try:
            self.sock = wrap(self.sock, self._context, self.host)
        except OSError as err:
            self.sock.close()
            raise Lost(plain_reason(err)) from err
        except MailboxError:
            self.sock.close()
            raise
        self._secure = True

    def _upgrade(self) -> None:
        try:
            if "STARTTLS" not in self.capabilities or self.state != "NONAUTH":
                raise MailboxError("mailbox.starttls_missing", host=self.host, port=self.port)
            self.starttls()
        except BaseException:
            self.shutdown()
            raise

    def _complete(self, answer: tuple[Any, Reply, Any]) -> None:
        response, reply, _ = answer
        reply.status, data = response
        reply.text = _text(data[-1])
        self._pending.remove(reply)
        self._done = reply

    def _send_queued(self) -> None:
        while not self.ouq.empty():
            request = self.ouq.get_nowait()
            if request is not None:
                self.send(request.data)

    def _row(self, line: bytes) -> FetchRow:
        parts: list[bytes | Literal] = [line]
        while (size := literal_size(line)) is not None:
            parts.append(self._stream.literal(size))
            line = self._stream.line(self.read_size)
            parts.append(line)
        return read_fetch(parts)


class _Pumped:
    """An event that is waited for by reading."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._done = False

    def set(self) -> None:
        self._done = True

    def wait(self) -> None:
        self._connection._send_queued()
        while not self._done:
            self._connection.pump()


class _Open:
    """A gate that is always open."""

    def clear(self) -> None: ...
    def set(self) -> None: ...
    def wait(self) -> None: ...


def _text(data: Any) -> str:
    return visible(bytes(data).decode("utf-8", "replace")) if data else ""
