"""One raw mail to one `Mail`: who, when, what it says, what it carries, what could not be read."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mailsync.archives.budget import Budget
from mailsync.archives.unpack import UnpackLimits
from mailsync.mime import arrival, automatic
from mailsync.mime.addresses import read_addresses
from mailsync.mime.answered import ids_answered
from mailsync.mime.authentication import failures
from mailsync.mime.bodies import body_text
from mailsync.mime.contents import MailContents
from mailsync.mime.headers import HeaderFields
from mailsync.mime.link_codes import offered_by_word
from mailsync.mime.link_files import notes_of
from mailsync.mime.links import find_links
from mailsync.mime.opened import opened_mail
from mailsync.mime.outlook import UnreadableMessage
from mailsync.mime.rawmail import RawMail
from mailsync.mime.split import split
from mailsync.mime.stand_ins import is_not_handed_out
from mailsync.text.charsets import undo_mojibake
from store.files.blobs import Blobs
from store.files.skeleton import Skeleton
from store.letters.manifest import is_manifest
from store.model import Address, Link, Mail, Problem

_LONGEST_MESSAGE_ID = 1_000
_ANSWER = re.compile(r"\s*(?:re|回复|答复|回覆)\s*[:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SplitRead:
    """A mail, what it is rebuilt from, and by what it was known before; "" where nobody asked."""

    mail: Mail
    skeleton: Skeleton
    former_identity: str


def read(
    raw: Path | bytes,
    blobs: Blobs,
    *,
    internal_date: datetime | None = None,
    now: datetime | None = None,
    own_addresses: Collection[str] = (),
    limits: UnpackLimits | None = None,
) -> Mail:
    """Read a stored mail and store the contents of its attachments.

    Never raises on a bad mail: what could not be recovered is in `problems`. A mail with the
    problem `mail.sender_ambiguous` must not be credited by its sender.

    Args:
        internal_date: when the server received it, aware.
        now: what no moment of arrival can lie behind; None believes any.
        own_addresses: the mailbox's own; a mail from one of them is never a submission.
        limits: how far archives are opened.

    Raises:
        OSError: `raw` itself cannot be read.
        StoreError: `disk.full` or `disk.write`; then nothing of the mail counts as stored.
    """
    return read_split(
        raw,
        blobs,
        internal_date=internal_date,
        now=now,
        own_addresses=own_addresses,
        limits=limits,
    ).mail


def read_split(
    raw: Path | bytes,
    blobs: Blobs,
    *,
    internal_date: datetime | None = None,
    now: datetime | None = None,
    own_addresses: Collection[str] = (),
    limits: UnpackLimits | None = None,
    budget: Budget | None = None,
    former_identity: bool = False,
) -> SplitRead:
    """As `read`, with what the mail is rebuilt from.

    Args:
        budget: what the files of the mail may cost; it is less afterwards.
        former_identity: whether to tell by what the mail was known before skeletons, too.
    """
    with _opened(raw) as (source, stored):
        contents = MailContents(blobs, limits, budget)
        size_bytes = stored.size
        fields = contents.take_mail(source)
        parted = split(stored, blobs, contents.decoded if source is stored else {})
        former = stored.former_identity() if former_identity else ""
    problems = list(contents.problems)
    if not size_bytes:
        problems.insert(0, Problem("mail.empty"))
    sender = _sender(fields, problems)
    subject = undo_mojibake(fields.text("subject"))
    arrived = arrival.arrival_of(fields, internal_date, now)
    if arrived.problem is not None and size_bytes:
        problems.append(arrived.problem)
    if any(is_manifest(part.name) for part in contents.attachments):
        failed = failures(fields)
        if failed:
            problems.append(Problem("mail.not_authentic", {"results": ", ".join(failed)}))
    ours = {address.email.lower() for address in _addresses(fields, "to")}
    pages, notes = notes_of(contents.attachments, blobs)
    links = find_links(
        "\n".join((*contents.html, *pages)),
        "\n".join((*contents.plain, *notes)),
        received_at=arrived.received_at,
        ours=ours.union(address.strip().lower() for address in own_addresses),
        answers=fields.has("in-reply-to") or _ANSWER.match(subject) is not None,
    )
    body = body_text(contents.pieces)
    if not contents.attachments and is_not_handed_out(subject, body):
        problems.append(Problem("mail.not_handed_out"))
    if not links and not contents.links and (words := offered_by_word(body)):
        problems.append(Problem("mail.share_without_link", {"text": words}))
    mail = Mail(
        digest=parted.identity,
        message_id=fields.text("message-id")[:_LONGEST_MESSAGE_ID],
        sender=sender,
        to=_addresses(fields, "to"),
        cc=_addresses(fields, "cc"),
        subject=subject,
        sent_at=arrived.sent_at,
        received_at=arrived.received_at,
        received_from=arrived.received_from,
        body=body,
        attachments=tuple(contents.attachments),
        links=_with_parts(links, contents.links),
        problems=tuple(problems),
        size_bytes=size_bytes,
        automatic=automatic.sign_of(fields, sender, subject, own_addresses, body),
        answers=ids_answered(fields),
    )
    return SplitRead(mail, parted.skeleton, former)


@contextlib.contextmanager
def _opened(raw: Path | bytes) -> Iterator[tuple[RawMail, RawMail]]:
    """The mail to read, and the file as it is stored; a damaged Outlook file is read as it is."""
    with contextlib.ExitStack() as stack:
        try:
            found = stack.enter_context(opened_mail(raw))
        except UnreadableMessage:
            stored = stack.enter_context(RawMail(raw))
            found = stored, stored
        yield found


def _addresses(fields: HeaderFields, name: str) -> tuple[Address, ...]:
    return tuple(
        address for raw in fields.raw_all(name) for address in read_addresses(raw) if address.email
    )


def _sender(fields: HeaderFields, problems: list[Problem]) -> Address:
    """Who sent it; several answers are a problem, because a sender can credit a branch."""
    given = [address for raw in fields.raw_all("from") for address in read_addresses(raw)]
    with_email = [address for address in given if address.email]
    acting = [address for address in _addresses(fields, "sender") if address.email]
    if not with_email:
        with_email = acting
    if not with_email:
        problems.append(Problem("mail.no_sender"))
        return given[0] if given else Address("", "")
    emails = list(dict.fromkeys(address.email.lower() for address in with_email))
    if len(emails) > 1:
        problems.append(Problem("mail.sender_ambiguous", {"senders": ", ".join(emails)}))
    elif acting and acting[0].email.lower() != emails[0] and not automatic.is_list(fields):
        problems.append(
            Problem("mail.sender_differs", {"sender": emails[0], "other": acting[0].email})
        )
    return with_email[0]


def _with_parts(links: tuple[Link, ...], of_parts: list[Link]) -> tuple[Link, ...]:
    known = {link.url for link in links}
    return (*links, *(link for link in of_parts if link.url not in known))
