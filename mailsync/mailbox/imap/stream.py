"""The bytes of a connection: lines and whole literals, read in the caller's thread."""

from __future__ import annotations

import contextlib
import math
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mailsync.mailbox.spool import Spool
from mailsync.net.tls import plain_reason

# Literals up to this size are kept in memory, others go straight to a file.
INLINE_BYTES = 2 << 20

_LINE_BYTES = 1 << 20
_PIECE_BYTES = 1 << 18
# How long `stop` may have to wait for us.
_POLL_S = 0.1


class Lost(Exception):  # noqa: N818  (it names what happened to the line)
    """The line broke, was silent too long, or the server closed it: connect again."""


class Stopped(Exception):  # noqa: N818  (somebody asked for it)
    """The caller's `stop` said so while we waited for the server."""


class Stream:
    """A connected socket, plain or TLS; every wait asks `stop` and ends after `timeout_s`.

    Nothing is read ahead of what is asked for but one buffer, so a slow reader holds the server
    back instead of filling memory.
    """

    def __init__(
        self, sock: socket.socket, spool: Spool, timeout_s: float, stop: Callable[[], bool]
    ) -> None:
        self._spool = spool
        self._timeout_s = timeout_s
        self._stop = stop
        self._buffer = bytearray()
        # When the line is lost whatever comes, and how long that was in coming.
        self._until, self._told_s = math.inf, timeout_s
        # Why nothing more can be sent.
        self._unsent = ""
        self.attach(sock)

    def attach(self, sock: socket.socket) -> None:
        """Go on over another socket, the TLS one."""
        self._sock = sock
        sock.settimeout(_POLL_S)

    def wait_until(self, until: float | None, *, told_s: float = 0) -> None:
        """Give the line up at this monotonic time, `told_s` after it began; None: never."""
        self._until = math.inf if until is None else until
        self._told_s = self._timeout_s if until is None else told_s

    @property
    def empty(self) -> bool:
        """Whether nothing was received that has not been read."""
        return not self._buffer

    def line(self, read_size: int) -> bytes:
        """Give the next line without its end, receiving at most `read_size` bytes at a time."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > _LINE_BYTES:
                raise Lost("a line without end")
            piece = bytearray(read_size)
            self._buffer += memoryview(piece)[: self._receive(memoryview(piece))]
        line = bytes(self._buffer[:end]).removesuffix(b"\r")
        del self._buffer[: end + 1]
        return line

    def literal(self, size: int) -> bytearray | Path:
        """Give the next `size` bytes: in memory, or as a new file of the spool."""
        return self.inline(size) if size <= INLINE_BYTES else self._spool.put(self._pieces(size))

    def inline(self, size: int) -> bytearray:
        """Give the next `size` bytes in memory, at most `INLINE_BYTES`."""
        if size > INLINE_BYTES:
            raise Lost("a literal that nobody asked for")
        content = bytearray(size)
        view = memoryview(content)
        at = self._from_buffer(view, size)
        while at < size:
            at += self._receive(view[at:])
        return content

    def send(self, data: bytes) -> None:
        """Send all of `data`; a broken line is told by the next read that finds nothing more.

        What the server said before it went is still there, and may be a mail.
        """
        if self._unsent:
            return
        try:
            self._sock.settimeout(self._timeout_s)
            self._sock.sendall(data)
        except OSError as err:
            self._unsent = plain_reason(err)
        finally:
            self._sock.settimeout(_POLL_S)

    def close(self) -> None:
        """Close the socket, whatever state it is in."""
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        self._sock.close()

    def _pieces(self, size: int) -> Iterator[memoryview]:
        piece = bytearray(_PIECE_BYTES)
        view = memoryview(piece)
        while size:
            wanted = min(size, len(piece))
            count = self._from_buffer(view, wanted) or self._receive(view[:wanted])
            yield view[:count]
            size -= count

    def _from_buffer(self, target: memoryview, wanted: int) -> int:
        held = min(wanted, len(self._buffer))
        target[:held] = self._buffer[:held]
        del self._buffer[:held]
        return held

    def _receive(self, view: memoryview) -> int:
        silent_until = time.monotonic() + self._timeout_s
        while True:
            if self._stop():
                raise Stopped
            if time.monotonic() >= self._until:
                raise Lost(f"no answer for {self._told_s:g} s")
            try:
                count = self._sock.recv_into(view)
            except TimeoutError:
                if self._unsent:
                    raise Lost(self._unsent) from None
                if time.monotonic() >= silent_until:
                    raise Lost(f"no answer for {self._timeout_s:g} s") from None
                continue
            except OSError as err:
                raise Lost(plain_reason(err)) from err
            if not count:
                raise Lost("the server closed the connection")
            return count
