"""Mails of several folders in one flight of commands: none waits for the folder before it."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator

from mailsync.mailbox.contract import MailUnread
from mailsync.mailbox.imap.connection import Connection
from mailsync.mailbox.imap.fetch import FolderFetch, MailEvent
from mailsync.mailbox.imap.reply import Reply
from mailsync.mailbox.imap.rows import FetchRow

# Openings and mails of thirty folders at once; the commands fit the buffers of any line.
_IN_FLIGHT = 64


class MailFetch:
    """The mails of all folders that are still to come, folder by folder."""

    def __init__(self, folders: Iterable[FolderFetch]) -> None:
        self._folders = list(folders)
        # What is on its way and whose it is, in the order in which the server answers.
        self._sent: dict[Reply, FolderFetch] = {}

    @property
    def left(self) -> int:
        """How many mails are still to come."""
        return sum(folder.left for folder in self._folders)

    @property
    def replaced(self) -> FolderFetch | None:
        """A folder under whose name there is another one now: it is to be listed again."""
        return next((folder for folder in self._folders if folder.was_replaced), None)

    def replace(self, before: FolderFetch, after: FolderFetch) -> None:
        """Fetch a folder as it was listed again; it is open, and so is the next to be fetched."""
        self._folders.remove(before)
        self._folders.insert(0, after)

    def run(self, connection: Connection) -> Iterator[MailEvent]:
        """Bring what is left; of a folder that was replaced nothing is taken.

        Raises:
            Lost, Stopped: run again with another connection; what arrived is kept.
        """
        waiting = collections.deque(
            folder for folder in self._folders if folder.left and not folder.was_replaced
        )
        for folder in waiting:
            folder.begin(connection)
        while waiting or self._sent:
            self._ask(connection, waiting)
            answer = connection.pump() if self._sent else None
            if isinstance(answer, FetchRow):
                # It came for the oldest command that is not done.
                for event in next(iter(self._sent.values())).take(answer):
                    connection.gained()
                    yield event
                    # Whoever takes a mail over may take their time.
                    connection.gained()
            elif isinstance(answer, Reply) and (owner := self._sent.pop(answer, None)) is not None:
                yield from owner.settle(answer)
                if owner.to_ask and owner not in waiting:
                    waiting.append(owner)

    def after_loss(self) -> MailUnread | None:
        """Note that the line broke; give up on the mail it broke at for the third time."""
        current = next(iter(self._sent.values()), None)
        self._sent.clear()
        return current.after_loss() if current is not None else None

    def _ask(self, connection: Connection, waiting: collections.deque[FolderFetch]) -> None:
        """Send what may be sent, and put aside the folders of which all was asked for."""
        while waiting and connection.outstanding < _IN_FLIGHT:
            folder = waiting[0]
            if not folder.to_ask:
                waiting.popleft()
            elif not folder.may_ask:
                return
            elif (reply := folder.ask(connection)) is not None:
                self._sent[reply] = folder
