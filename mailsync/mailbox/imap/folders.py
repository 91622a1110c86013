"""Folders of a server: listed, opened read-only, and their mails told apart from known ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mailsync.mailbox.contract import KnownMail
from mailsync.mailbox.imap.connection import Connection
from mailsync.mailbox.imap.reply import Reply
from mailsync.mailbox.imap.rows import ListedFolder, quoted, uid_set
from mailsync.mailbox.imap.stream import Lost
from store.errors import MailboxError
from store.model import Problem

# Size and arrival tell a reused UID from a known mail. No ENVELOPE, no BODYSTRUCTURE: 163 and QQ
# send them broken; no SEARCH: it finds nothing there, or refuses.
_LISTING = "(UID RFC822.SIZE INTERNALDATE)"
_INBOX = ListedFolder("INBOX", "INBOX", None)
_ATTEMPTS = 3
_HEADERS_AT_ONCE = 500
_MESSAGE_ID = "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
_MESSAGE_ID_LINE = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)

Choose = Callable[[Sequence[ListedFolder]], Sequence[ListedFolder]]


@dataclass(frozen=True, slots=True)
class ListedMail:
    """A mail as the listing of its folder shows it; None is what the server left out."""

    uid: int
    size_bytes: int | None
    internal_date: datetime | None


@dataclass(frozen=True, slots=True)
class OpenedFolder:
    """A folder and its mails by UID, ascending; `problem` where not all could be listed."""

    folder: ListedFolder
    uidvalidity: int | None
    mails: Mapping[int, ListedMail]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """What a server showed: whether it took our ID, all its folders, and the opened ones."""

    id_accepted: bool
    folders: tuple[ListedFolder, ...]
    opened: tuple[OpenedFolder, ...]
    # Those that were not chosen, with the number of their mails where the server says it; and
    # those that cannot be opened, with none.
    left: tuple[tuple[ListedFolder, int | None], ...] = ()


def survey(
    connection: Connection, choose: Choose, *, inbox_first: bool, count_left: bool = False
) -> Survey:
    """List the folders and open those that `choose` names, in as few round trips as there can be.

    With `inbox_first`, INBOX is opened in the same flight as LIST; the others share the next one,
    where with `count_left` those that are not chosen are asked for their number of mails.

    Raises:
        MailboxError: `mailbox.list_refused`, and what `choose` raises.
    """
    identity = _identify(connection)
    listing = _ask_list(connection)
    inbox = _ask_open(connection, _INBOX) if inbox_first else None
    connection.collect([identity, listing])
    if not listing.ok:
        # A server that looks at ID and LIST side by side: once more, ID being done.
        listing = _ask_list(connection)
        connection.collect([listing])
    if not listing.ok:
        raise MailboxError("mailbox.list_refused", text=listing.text)
    # The server's own line for INBOX comes later and knows its delimiter and flags.
    folders = {folder.name: folder for folder in [_INBOX, *listing.folders()]}
    odd = [folder for folder in folders.values() if not folder.can_be_named]
    for folder in odd:
        del folders[folder.name]
    chosen = choose(tuple(folders.values()))
    names = {folder.name for folder in chosen}
    # Before the chosen ones: so that one of these is open in the end.
    left = [
        (folder, _examine(connection, folder))
        for folder in (folders.values() if count_left else ())
        if folder.name not in names
    ]
    asked = [
        (folder, inbox if inbox and folder.name == "INBOX" else _ask_open(connection, folder))
        for folder in chosen
    ]
    connection.collect([reply for _, reply in left])
    for _, flight in asked:
        connection.collect(flight)
    opened = tuple(_opened(connection, folder, flight) for folder, flight in asked)
    counts = tuple((folder, reply.number("EXISTS") if reply.ok else None) for folder, reply in left)
    unopened = tuple((folder, None) for folder in odd)
    return Survey(identity.ok, tuple(folders.values()), opened, counts + unopened)


def open_folder(connection: Connection, folder: ListedFolder) -> OpenedFolder:
    """Open and list one folder."""
    flight = _ask_open(connection, folder)
    connection.collect(flight)
    return _opened(connection, folder, flight)


def ask_again(connection: Connection, folder: ListedFolder) -> Reply | None:
    """Open a listed folder again without waiting for the answer; None where it is open."""
    return None if is_open(connection, folder) else _examine(connection, folder)


def is_open(connection: Connection, folder: ListedFolder) -> bool:
    """Whether a folder is the one that was asked for last."""
    return connection.opened == quoted(folder.wire_name)


def is_same(opening: Reply, validity: int | None) -> bool:
    """Whether a folder that was opened again has the UIDs that it had.

    Raises:
        Lost: the server does not open it now.
    """
    if not opening.ok:
        raise Lost(opening.text)
    return _uidvalidity(opening) == validity


def own_mails(
    connection: Connection, choose: Choose, since: datetime | None
) -> Mapping[bytes, Sequence[tuple[str, int | None, int]]]:
    """Give where the mails of some folders lie by Message-ID: folder, UIDVALIDITY, UID.

    Message-IDs are without brackets; mails that arrived before `since` are left out.
    """
    found: dict[bytes, list[tuple[str, int | None, int]]] = {}
    for opened in survey(connection, choose, inbox_first=False).opened:
        uids = [
            mail.uid
            for mail in opened.mails.values()
            if since is None or mail.internal_date is None or mail.internal_date >= since
        ]
        if not uids:
            continue
        opening = ask_again(connection, opened.folder)
        replies = [
            connection.ask("UID", "FETCH", uid_set(uids[at : at + _HEADERS_AT_ONCE]), _MESSAGE_ID)
            for at in range(0, len(uids), _HEADERS_AT_ONCE)
        ]
        connection.collect(replies)
        same = opening is None or is_same(opening, opened.uidvalidity)
        for row in (row for reply in replies for row in reply.rows):
            if isinstance(row.header, Path):
                row.header.unlink(missing_ok=True)
            elif same and row.uid and (match := _MESSAGE_ID_LINE.search(row.header or b"")):
                place = (opened.folder.name, opened.uidvalidity, row.uid)
                found.setdefault(match.group(1).strip(b"<>"), []).append(place)
    return found


def is_known(mail: ListedMail, known: KnownMail | None, validity: int | None) -> bool:
    """Whether a listed mail is the stored one.

    A UID may be given out again under the same UIDVALIDITY, so what both sides know of size and
    arrival must agree; without UIDVALIDITY both must be known.
    """
    if known is None:
        return False
    pairs = [
        (mail.size_bytes, known.size_bytes),
        (mail.internal_date, known.internal_date),
    ]
    if validity is None and any(None in pair for pair in pairs):
        return False
    return all(here == there or None in (here, there) for here, there in pairs)


def _examine(connection: Connection, folder: ListedFolder) -> Reply:
    # 163 opens no folder for a client that did not say ID, on every connection anew.
    if not connection.identified:
        _identify(connection)
    return connection.ask("EXAMINE", quoted(folder.wire_name))


def _identify(connection: Connection) -> Reply:
    try:
        number = version("sixones")
    except PackageNotFoundError:
        number = "0"
    return connection.ask(
        "ID", f'("name" "sixones" "version" "{number}" "vendor" "sixones")'.encode()
    )


def _uidvalidity(reply: Reply) -> int | None:
    # 0 or none: its UIDs mean nothing next time.
    return reply.number("UIDVALIDITY") or None


def _ask_list(connection: Connection) -> Reply:
    if {"SPECIAL-USE", "LIST-EXTENDED"} <= set(connection.capabilities):
        return connection.ask("LIST", '""', '"*"', "RETURN (SPECIAL-USE)")
    return connection.ask("LIST", '""', '"*"')


def _ask_open(connection: Connection, folder: ListedFolder) -> tuple[Reply, Reply]:
    return (
        _examine(connection, folder),
        connection.ask("UID", "FETCH", "1:*", _LISTING),
    )


def _opened(
    connection: Connection, folder: ListedFolder, flight: tuple[Reply, Reply]
) -> OpenedFolder:
    mails: dict[int, ListedMail] = {}
    for attempt in range(_ATTEMPTS):
        if attempt:
            flight = _ask_open(connection, folder)
            connection.collect(flight)
        examined, listing = flight
        # An empty folder may refuse 1:*.
        refused = examined if not examined.ok else listing
        if not refused.ok and not (examined.ok and examined.number("EXISTS") == 0):
            problem = Problem(
                "mailbox.folder_refused", {"folder": folder.name, "text": refused.text}
            )
            continue
        # Rows of flags that came by themselves say neither size nor arrival.
        rows = [row for row in listing.rows if row.size_bytes is not None or row.internal_date]
        mails |= {
            row.uid: ListedMail(row.uid, row.size_bytes, row.internal_date)
            for row in rows
            if row.uid
        }
        nameless = sum(not row.uid for row in rows)
        if not nameless:
            return OpenedFolder(folder, _uidvalidity(examined), dict(sorted(mails.items())))
        problem = Problem("mailbox.rows_without_uid", {"folder": folder.name, "n": nameless})
    validity = _uidvalidity(flight[0]) if flight[0].ok else None
    return OpenedFolder(folder, validity, dict(sorted(mails.items())), problem)
