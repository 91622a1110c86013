"""Mails of one folder: UID sets, large mails in pieces, each mail once or a reason."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mailsync.mailbox.contract import FetchedMail, FetchProgress, MailUnread
from mailsync.mailbox.imap.connection import Connection
from mailsync.mailbox.imap.folders import (
    ListedMail,
    OpenedFolder,
    ask_again,
    is_open,
    is_same,
)
from mailsync.mailbox.imap.reply import Reply
from mailsync.mailbox.imap.rows import Body, FetchRow, uid_set
from mailsync.mailbox.imap.stream import INLINE_BYTES
from mailsync.mailbox.spool import Spool
from store.model import MailKey, Problem

# How much of a large mail is asked for at once. Dovecot takes a third longer with 1 MiB.
CHUNK_BYTES = INLINE_BYTES
_BATCH_BYTES = 1 << 20
_BATCH_MAILS = 64
_IN_FLIGHT = 8
# A mail that does not come is asked for this often, then reported.
_ATTEMPTS = 3

MailEvent = FetchProgress | FetchedMail | MailUnread


@dataclass(frozen=True, slots=True)
class _Ask:
    """One command to send: whole mails, or one chunk of one mail from `offset` on."""

    uids: tuple[int, ...]
    offset: int | None = None


@dataclass(slots=True)
class _Part:
    """A large mail that has arrived up to `received` bytes in `path`."""

    path: Path
    received: int = 0


class FolderFetch:
    """The mails of one folder that are still to come; survives the connection that brings them."""

    def __init__(
        self,
        mailbox_name: str,
        opened: OpenedFolder,
        wanted: Iterable[ListedMail],
        spool: Spool,
        chunk_bytes: int,
    ) -> None:
        self.folder = opened.folder
        self.uidvalidity = opened.uidvalidity
        self._mailbox_name = mailbox_name
        self._spool = spool
        self._chunk_bytes = chunk_bytes
        # A mail over this, or of unknown size, comes in chunks.
        self._large_bytes = chunk_bytes * 5 // 4
        self._wanted = {mail.uid: mail for mail in wanted}
        self._parts: dict[int, _Part] = {}
        self._attempts: collections.Counter[int] = collections.Counter()
        self._why: dict[int, Problem] = {}
        # On this connection; and whether another folder was there under its name.
        self.is_open = self.was_replaced = False
        self._opening: Reply | None = None
        self._asks: collections.deque[_Ask] = collections.deque()
        self._sent: dict[Reply, _Ask] = {}

    @property
    def left(self) -> int:
        """How many mails are still to come."""
        return len(self._wanted)

    @property
    def to_ask(self) -> bool:
        """Whether something is still to be asked for, or to be asked for again."""
        return bool(self._asks)

    @property
    def may_ask(self) -> bool:
        """Whether as little is on its way that more may be asked for."""
        return len(self._sent) < _IN_FLIGHT

    def begin(self, connection: Connection) -> None:
        """Plan what is left, for a connection on which nothing of it was asked for yet."""
        self.is_open = is_open(connection, self.folder)
        self._opening = None
        self._sent.clear()
        self._asks = collections.deque(self._plan())

    def ask(self, connection: Connection) -> Reply | None:
        """Send the next command, the opening where it is not open; None: there was no need."""
        opening = ask_again(connection, self.folder)
        if opening is not None:
            self._opening = opening
            return opening
        ask = self._asks.popleft()
        uids = [uid for uid in ask.uids if uid in self._wanted]
        if not uids:
            return None
        item = (
            "BODY.PEEK[]"
            if ask.offset is None
            else f"BODY.PEEK[]<{ask.offset}.{self._chunk_bytes}>"
        )
        reply = connection.ask("UID", "FETCH", uid_set(uids), f"(UID {item})")
        self._sent[reply] = ask
        return reply

    def after_loss(self) -> MailUnread | None:
        """Note that the line broke; give up on the mail it broke at for the third time."""
        uid = next(iter(self._wanted), None)
        if uid is None or not self.is_open:
            return None
        self._attempts[uid] += 1
        self._why[uid] = Problem("mailbox.mail_cuts_line")
        return self._unread(uid) if self._attempts[uid] >= _ATTEMPTS else None

    # -- asking ----------------------------------------------------------------------------------

    def _plan(self) -> Iterator[_Ask]:
        batch: list[int] = []
        batch_bytes = 0
        for mail in self._wanted.values():
            large = mail.size_bytes is None or mail.size_bytes > self._large_bytes
            size_bytes = mail.size_bytes or 0
            full = len(batch) >= _BATCH_MAILS or batch_bytes + size_bytes > _BATCH_BYTES
            if batch and (large or full):
                yield _Ask(tuple(batch))
                batch, batch_bytes = [], 0
            if large or mail.uid in self._parts:
                yield from self._chunks(mail)
            else:
                batch.append(mail.uid)
                batch_bytes += size_bytes
        if batch:
            yield _Ask(tuple(batch))

    def _chunks(self, mail: ListedMail) -> Iterator[_Ask]:
        part = self._parts.get(mail.uid)
        received = part.received if part else 0
        # Up to and past the stated end: a chunk that comes short proves the end.
        for offset in range(received, max(mail.size_bytes or 0, received) + 1, self._chunk_bytes):
            yield _Ask((mail.uid,), offset)

    # -- answers ---------------------------------------------------------------------------------

    def take(self, row: FetchRow) -> Iterator[MailEvent]:
        """Take what a row brings."""
        uid, body = row.uid, row.body
        try:
            # Without a UID, without a body, not asked for, or here already: nothing to take.
            if not self.is_open or uid is None or body is None or uid not in self._wanted:
                return
            origin = self._origin(uid, body)
            if body.content is None and not origin:
                self._why[uid] = Problem("mailbox.mail_body_nil")
            elif origin is None:
                whole = body.content or b""
                yield from self._deliver(uid, whole if isinstance(whole, Path) else bytes(whole))
            elif not isinstance(body.content, Path):
                yield from self._take_chunk(uid, body.content or b"", origin)
        finally:
            if body is not None and isinstance(body.content, Path):
                body.content.unlink(missing_ok=True)

    def _origin(self, uid: int, body: Body) -> int | None:
        """Give where a chunk begins, for a server that leaves it out too; None: the whole mail."""
        part = self._parts.get(uid)
        stated = self._wanted[uid].size_bytes or 0
        if body.origin is not None or not isinstance(body.content, bytearray | bytes):
            return body.origin
        received = part.received if part else 0
        if received + len(body.content) == stated and received:
            return received
        return received if len(body.content) == self._chunk_bytes < stated else None

    def _take_chunk(self, uid: int, content: bytes | bytearray, origin: int) -> Iterator[MailEvent]:
        part = self._parts.get(uid)
        if part is None:
            part = self._parts[uid] = _Part(self._spool.put())
        if origin != part.received:
            return
        self._spool.add(part.path, content)
        part.received += len(content)
        stated = self._wanted[uid].size_bytes
        if len(content) < self._chunk_bytes and (not content or part.received >= (stated or 0)):
            del self._parts[uid]
            yield from self._deliver(uid, part.path)
            return
        self._attempts[uid] = 0
        yield FetchProgress(self._key(uid), part.received, stated)

    def settle(self, reply: Reply) -> Iterator[MailEvent]:
        """See what of a command did not come, and ask for it again or give it up.

        Raises:
            Lost: the server does not open the folder now.
        """
        if reply is self._opening:
            self._opened(reply)
        ask = self._sent.pop(reply, None)
        if ask is None:
            return
        for uid in ask.uids:
            if uid not in self._wanted or self._asked_elsewhere(uid):
                continue
            part = self._parts.get(uid)
            if part is None or part.received == ask.offset:
                # Nothing came: gone meanwhile, refused, or lost in an answer we could not read.
                self._attempts[uid] += 1
                if not reply.ok:
                    self._why[uid] = Problem("mailbox.mail_refused", {"text": reply.text})
            if self._attempts[uid] >= _ATTEMPTS:
                yield self._unread(uid)
            elif part is None and ask.offset is None:
                self._asks.appendleft(_Ask((uid,)))
            else:
                self._asks.appendleft(_Ask((uid,), part.received if part else 0))

    def _opened(self, opening: Reply) -> None:
        self.is_open = is_same(opening, self.uidvalidity)
        if not self.is_open:
            # Nothing is taken of what is on its way.
            self.was_replaced = True
            self._asks.clear()
            self._sent.clear()

    def _asked_elsewhere(self, uid: int) -> bool:
        return any(uid in ask.uids for ask in (*self._sent.values(), *self._asks))

    def _deliver(self, uid: int, raw: Path | bytes) -> Iterator[MailEvent]:
        mail = self._wanted.pop(uid)
        self._forget(uid)
        arrived = raw.stat().st_size if isinstance(raw, Path) else len(raw)
        stated = arrived if mail.size_bytes is None else mail.size_bytes
        problems: tuple[Problem, ...] = ()
        if stated != arrived:
            problems = (
                Problem("mailbox.mail_size_differs", {"stated": stated, "arrived": arrived}),
            )
        try:
            yield FetchedMail(self._key(uid), mail.internal_date, raw, stated, problems)
        finally:
            if isinstance(raw, Path):
                raw.unlink(missing_ok=True)

    def _unread(self, uid: int) -> MailUnread:
        mail = self._wanted.pop(uid)
        why = self._why.get(uid, Problem("mailbox.mail_gone"))
        self._forget(uid)
        return MailUnread(self._key(uid), why, mail.internal_date)

    def _forget(self, uid: int) -> None:
        self._attempts.pop(uid, None)
        self._why.pop(uid, None)
        if (part := self._parts.pop(uid, None)) is not None:
            part.path.unlink(missing_ok=True)

    def _key(self, uid: int) -> MailKey:
        return MailKey(self._mailbox_name, self.folder.name, self.uidvalidity, uid)
