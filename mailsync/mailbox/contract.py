"""What a mailbox is: a place that lists and hands over mails and is never changed by it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from store.model import MailKey, Problem


def never() -> bool:
    """Tell a fetch that nobody asked it to stop."""
    return False


@dataclass(frozen=True, slots=True)
class KnownMail:
    """What the store kept of a `FetchedMail` to know it again."""

    size_bytes: int | None
    internal_date: datetime | None


@dataclass(frozen=True, slots=True)
class FolderListed:
    """A folder was listed: `total` mails lie there; the store has `known`, and `new` are fetched.

    What came before the window is neither, unless it is stored. Comes once per folder, before its
    mails. `oldest` is the oldest arrival the server shows: some web settings hide older mail.
    `problem` says why not all of a folder could be listed.
    """

    folder: str
    uidvalidity: int | None
    total: int
    known: int
    new: int
    new_bytes: int
    oldest: datetime | None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class FolderLeft:
    """A folder that is not read, and how many mails lie there; None where it does not say.

    `before` where it is read, but not these mails of it: they came before the window.
    """

    folder: str
    total: int | None
    before: bool = False


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """A part of a large mail arrived; `size_bytes` is what the server states, if it does."""

    key: MailKey
    received_bytes: int
    size_bytes: int | None


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """One mail as a file that the receiver may move away; it is deleted otherwise.

    A small one may come in memory instead: to make a file costs as much as to read the mail.

    `size_bytes` is the size that the mailbox states, or what arrived where it states none: keep it
    for `KnownMail`. The bytes themselves are those of `raw`; `problems` notes a difference.
    """

    key: MailKey
    internal_date: datetime | None
    raw: Path | bytes
    size_bytes: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class MailUnread:
    """A listed mail could not be fetched; it is offered again at the next fetch.

    `internal_date` is when it arrived, where the mailbox says so: people find it by that.
    """

    key: MailKey
    problem: Problem
    internal_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class LineLost:
    """The connection broke; the fetch goes on by itself after `retry_in_s` seconds."""

    problem: Problem
    retry_in_s: float


MailboxEvent = FolderListed | FolderLeft | FetchProgress | FetchedMail | MailUnread | LineLost


@dataclass(frozen=True, slots=True)
class FolderReport:
    """One folder as `check` found it; `raw_name` is its name on the wire."""

    folder: str
    raw_name: str
    scanned: bool
    total: int | None
    oldest: datetime | None
    # How many of them are not read, because they came before the window.
    before: int = 0


@dataclass(frozen=True, slots=True)
class MailboxReport:
    """What `doctor` shows of a mailbox. `tls` is the protocol in use; None where it is plain.

    `id_accepted` is None where the mailbox is no server. Server text is already made visible.
    """

    name: str
    greeting: str
    tls: str | None
    capabilities: tuple[str, ...]
    id_accepted: bool | None
    folders: tuple[FolderReport, ...]


class Known(Protocol):
    """What the store already has."""

    def mails(self, folder: str, uidvalidity: int | None) -> Mapping[int, KnownMail]:
        """Give the stored mails of one folder by UID."""
        ...


class Mailbox(Protocol):
    """Mails from somewhere; one user at a time, never changed by reading it."""

    @property
    def name(self) -> str:
        """The identity in `MailKey.mailbox`: "user@host", or the folder's absolute path."""
        ...

    def fetch(self, known: Known, *, stop: Callable[[], bool] = never) -> Iterator[MailboxEvent]:
        """Hand over every mail that `known` lacks, folder by folder.

        `stop` is asked several times a second; once true, the fetch ends without an error.
        Closing the iterator closes the connection.

        Raises:
            MailboxError: the mailbox cannot be read (any more); what was handed over stands.
        """
        ...

    def check(self) -> MailboxReport:
        """Look at the mailbox without fetching a mail.

        Raises:
            MailboxError: as `fetch`.
        """
        ...

    def find(
        self,
        message_ids: Collection[str],
        folders: Collection[str] | None = None,
        *,
        since: datetime | None = None,
    ) -> Mapping[str, tuple[MailKey, ...]]:
        """Find which of these Message-IDs lie in the mailbox, and where.

        Args:
            message_ids: with or without angle brackets; the answer uses them as given.
            folders: by default INBOX and the folder of sent mail.
            since: mails that arrived earlier are not looked at (only where arrival is known).

        Raises:
            MailboxError: as `fetch`.
        """
        ...

    def close(self) -> None:
        """Let go of the mailbox; safe to call twice."""
        ...
