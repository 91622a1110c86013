"""A mailbox on an IMAP server: INBOX and the folders that strangers' mail is sorted into."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

from mailsync.mailbox.contract import (
    FetchedMail,
    FetchProgress,
    FolderLeft,
    FolderListed,
    FolderReport,
    Known,
    MailboxEvent,
    MailboxReport,
    never,
)
from mailsync.mailbox.imap.connection import Connection
from mailsync.mailbox.imap.fetch import CHUNK_BYTES, FolderFetch
from mailsync.mailbox.imap.flight import MailFetch
from mailsync.mailbox.imap.folders import (
    ListedMail,
    OpenedFolder,
    Survey,
    is_known,
    open_folder,
    own_mails,
    survey,
)
from mailsync.mailbox.imap.login import Server
from mailsync.mailbox.imap.rows import ListedFolder
from mailsync.mailbox.imap.session import ImapSession, Pause, insist, pause, retrying
from mailsync.mailbox.imap.stream import Lost, Stopped
from mailsync.mailbox.names import is_inbox, is_junk, is_left_out, is_sent
from mailsync.mailbox.spool import Spool
from mailsync.net.connect import GREETING_S
from mailsync.net.tls import Tls, verified_context
from store.errors import MailboxError
from store.model import MailKey
from store.text.visible import visible

_TIMEOUT_S = 60.0


class ImapMailbox:
    """One account of an IMAP server, read without ever being changed."""

    def __init__(
        self,
        host: str,
        port: int,
        user: str,
        password: str,
        *,
        tls: Tls = "implicit",
        spool: Path,
        folders: tuple[str, ...] | None = None,
        since: date | None = None,
        window_start: date | None = None,
        zone_hours: int = 8,
        ca_file: Path | None = None,
        timeout_s: float = _TIMEOUT_S,
        greeting_s: float = GREETING_S,
        chunk_bytes: int = CHUNK_BYTES,
        wait: Pause = pause,
    ) -> None:
        """Prepare; nothing is contacted yet.

        Args:
            spool: a folder of this mailbox alone, on the file system that keeps the mails.
            folders: as people read them; by default all that can be opened but Sent, Drafts, Trash
                and those that only show mails of other folders again.
            since: mails that arrived before this day (begun at UTC+`zone_hours`) are left.
            window_start: the same for folders other than INBOX and the junk-like ones, where none
                are named: years of filed mail are nobody's submission.
            timeout_s: how long the server may be silent.
            greeting_s: how long connecting and greeting may take together.
            chunk_bytes: how much of a large mail is asked for at once, at most `CHUNK_BYTES`:
                what a broken line costs, and how often progress shows.

        Raises:
            ConfigError: `mailbox.ca_file`.
        """
        context = None if tls == "none" else verified_context(ca_file)
        self._server = Server(
            host, port, user, password, tls, context, Spool(spool), timeout_s, greeting_s
        )
        self._folders = folders
        self._chunk_bytes = chunk_bytes
        self._wait = wait
        zone = timezone(timedelta(hours=zone_hours))
        self._since = since and datetime.combine(since, time(), zone)
        self._window_start = window_start and datetime.combine(window_start, time(), zone)

    @property
    def name(self) -> str:
        """The identity in `MailKey.mailbox`."""
        return f"{self._server.user}@{self._server.host}"

    def __repr__(self) -> str:
        return f"ImapMailbox({self.name!r})"

    def fetch(self, known: Known, *, stop: Callable[[], bool] = never) -> Iterator[MailboxEvent]:
        """Hand over every mail that `known` lacks; see `Mailbox.fetch`."""
        with (
            contextlib.closing(self._session(stop)) as session,
            contextlib.suppress(Stopped),
            self._server.spool.swept(),
        ):
            surveyed = yield from retrying(session, lambda: self._survey(session.connection()))
            plans = []
            for left, total in surveyed.left:
                yield FolderLeft(left.name, total)
            for opened in surveyed.opened:
                early = sum(not self.wants(mail, opened.folder) for mail in opened.mails.values())
                if early:
                    yield FolderLeft(opened.folder.name, early, before=True)
                plan, listed = self._plan(opened, known)
                yield listed
                plans.append(plan)
            yield from self._bodies(session, MailFetch(plans), known)

    def check(self) -> MailboxReport:
        """Look at server and folders; see `Mailbox.check`."""
        with contextlib.closing(self._session(never)) as session:
            return insist(session, lambda: self._report(session.connection()))

    def find(
        self,
        message_ids: Collection[str],
        folders: Collection[str] | None = None,
        *,
        since: datetime | None = None,
    ) -> Mapping[str, tuple[MailKey, ...]]:
        """Find own mails by Message-ID; see `Mailbox.find`."""
        if not message_ids:
            return {}

        def choose(listed: Sequence[ListedFolder]) -> Sequence[ListedFolder]:
            return _named(listed, folders) if folders is not None else _of_our_mails(listed)

        with contextlib.closing(self._session(never)) as session:
            there = insist(session, lambda: own_mails(session.connection(), choose, since))
        found: dict[str, tuple[MailKey, ...]] = {}
        for given in message_ids:
            for folder, validity, uid in there.get(given.strip().strip("<>").encode(), ()):
                key = MailKey(self.name, folder, validity, uid)
                found[given] = (*found.get(given, ()), key)
        return found

    def close(self) -> None:
        """Nothing stays open between the calls."""

    def wants(self, mail: ListedMail, folder: ListedFolder) -> bool:
        """Whether a mail arrived late enough for its folder; one without arrival did.

        INTERNALDATE is compared as a moment: SEARCH SINCE would compare days of the server's zone.
        """
        if mail.internal_date is None:
            return True
        begins = self._since
        if self._folders is None and not _is_way_in(folder) and self._window_start is not None:
            begins = max(filter(None, (begins, self._window_start)))
        return begins is None or mail.internal_date >= begins

    # -- within ----------------------------------------------------------------------------------

    def _session(self, stop: Callable[[], bool]) -> ImapSession:
        return ImapSession(self._server, stop, self._wait)

    def _survey(self, connection: Connection) -> Survey:
        wants_inbox = self._folders is None or any(is_inbox(name) for name in self._folders)
        return survey(connection, self._scanned, inbox_first=wants_inbox, count_left=True)

    def _scanned(self, listed: Sequence[ListedFolder]) -> Sequence[ListedFolder]:
        if self._folders is not None:
            return _named(listed, self._folders)
        return [
            folder
            for folder in listed
            if _is_way_in(folder) or not is_left_out(folder.name, folder.delimiter, folder.flags)
        ]

    def _plan(self, opened: OpenedFolder, known: Known) -> tuple[FolderFetch, FolderListed]:
        folder, validity = opened.folder.name, opened.uidvalidity
        stored = known.mails(folder, validity)
        unknown = [
            mail
            for mail in opened.mails.values()
            if not is_known(mail, stored.get(mail.uid), validity)
        ]
        wanted = [mail for mail in unknown if self.wants(mail, opened.folder)]
        listed = FolderListed(
            folder,
            validity,
            total=len(opened.mails),
            known=len(opened.mails) - len(unknown),
            new=len(wanted),
            new_bytes=sum(mail.size_bytes or 0 for mail in wanted),
            oldest=_oldest(opened),
            problem=opened.problem,
        )
        spool = self._server.spool
        return FolderFetch(self.name, opened, wanted, spool, self._chunk_bytes), listed

    def _bodies(
        self, session: ImapSession, fetch: MailFetch, known: Known
    ) -> Iterator[MailboxEvent]:
        while fetch.left:
            try:
                connection = session.connection()
                if (replaced := fetch.replaced) is not None:
                    # Another folder has its name now: it is listed, for its UIDs are others.
                    plan, listed = self._plan(open_folder(connection, replaced.folder), known)
                    fetch.replace(replaced, plan)
                    yield listed
                for event in fetch.run(connection):
                    if isinstance(event, FetchedMail | FetchProgress):
                        session.gained()
                    yield event
            except Lost as err:
                gave_up = fetch.after_loss()
                loss = session.lost(err)
                if gave_up is not None:
                    yield gave_up
                yield loss
                session.wait(loss)

    def _report(self, connection: Connection) -> MailboxReport:
        asked = connection.ask("CAPABILITY")
        surveyed = survey(connection, tuple, inbox_first=True)
        connection.collect([asked])
        told = [data for kind, data in asked.untagged if kind == "CAPABILITY"]
        scanned = {folder.name for folder in self._scanned(surveyed.folders)}
        return MailboxReport(
            name=self.name,
            greeting=connection.greeting,
            tls=connection.tls_version,
            capabilities=tuple(
                visible(word.decode("utf-8", "replace"))
                for data in told
                if isinstance(data, bytes)
                for word in data.split()
            ),
            id_accepted=surveyed.id_accepted,
            folders=tuple(
                FolderReport(
                    folder=visible(opened.folder.name),
                    raw_name=visible(opened.folder.wire_name),
                    scanned=opened.folder.name in scanned,
                    total=None if opened.problem else len(opened.mails),
                    oldest=_oldest(opened),
                    before=sum(
                        not self.wants(mail, opened.folder) for mail in opened.mails.values()
                    ),
                )
                for opened in surveyed.opened
            )
            + tuple(
                FolderReport(visible(odd.name), visible(odd.wire_name), False, None, None)
                for odd, _ in surveyed.left
            ),
        )


def _named(listed: Sequence[ListedFolder], names: Collection[str]) -> Sequence[ListedFolder]:
    by_name = {folder.wire_name: folder for folder in listed}
    by_name |= {folder.name: folder for folder in listed}
    for name in names:
        if name not in by_name and not is_inbox(name):
            raise MailboxError(
                "mailbox.folder_missing",
                folder=name,
                known="、".join(folder.name for folder in listed),
            )
    chosen = {("INBOX" if is_inbox(name) else name): None for name in names}
    return list({by_name[name].name: by_name[name] for name in chosen}.values())


def _is_way_in(folder: ListedFolder) -> bool:
    """Whether a server puts mail here by itself."""
    return is_inbox(folder.name) or is_junk(folder.name, folder.delimiter, folder.flags)


def _of_our_mails(listed: Sequence[ListedFolder]) -> Sequence[ListedFolder]:
    return [
        folder
        for folder in listed
        if is_inbox(folder.name) or is_sent(folder.name, folder.delimiter, folder.flags)
    ]


def _oldest(opened: OpenedFolder) -> datetime | None:
    return min(
        (mail.internal_date for mail in opened.mails.values() if mail.internal_date), default=None
    )
