"""What stands for a mail that could not be read whole: who, what and when, as far as it goes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from mailsync.mime import arrival
from mailsync.mime.addresses import read_addresses
from mailsync.mime.headers import HeaderFields, split_fields
from mailsync.mime.rawmail import RawMail
from mailsync.mime.split import SplitMail, split, whole
from store.db.moments import believable
from store.errors import SixOnesError, StoreError
from store.files.blobs import Blobs
from store.model import Address, Mail, Problem, ReceivedFrom
from store.text.visible import visible

NOT_WHOLE = "mail.not_whole"
# A row that the database refuses is the fault of the mail; its other errors are the machine's.
_OF_THE_MAIL = frozenset(["db.row_refused"])
_HEADER_BYTES = 64 << 10
_LONGEST_TEXT = 1_000
_LONGEST_REASON = 200


def is_of_the_mail(err: Exception) -> bool:
    """Whether an error concerns one mail only; a full disk or a lost server stops the sync."""
    return not isinstance(err, SixOnesError) or err.code in _OF_THE_MAIL


def not_whole(stage: str, err: Exception) -> Problem:
    """Say that a mail was not read whole; `stage` is "read", "measure", "judge" or "store"."""
    said = " ".join(visible(str(err)).split())
    kind = err.code if isinstance(err, SixOnesError) else type(err).__name__
    reason = f"{kind}: {said}" if said and not isinstance(err, SixOnesError) else kind
    return Problem(NOT_WHOLE, {"stage": stage, "reason": reason[:_LONGEST_REASON]})


def split_or_whole(raw: Path | bytes, blobs: Blobs) -> SplitMail:
    """What a mail that cannot be read is rebuilt from; a content of its own where that fails, too.

    Raises:
        StoreError: `disk.read`: the file that was written a moment ago cannot be read; `disk.full`
            or `disk.write`.
    """
    with _reading(raw), RawMail(raw) as source:
        try:
            return split(source, blobs)
        except Exception as err:
            if isinstance(err, OSError) or not is_of_the_mail(err):
                raise
        return SplitMail(source.former_identity(), (whole(source, blobs),))


def former_identity_of(raw: Path | bytes) -> str:
    """By what a mail was known before skeletons.

    Raises:
        StoreError: `disk.read`, as above.
    """
    with _reading(raw), RawMail(raw) as source:
        return source.former_identity()


@contextlib.contextmanager
def _reading(raw: Path | bytes) -> Iterator[None]:
    try:
        yield
    except OSError as err:
        reason = err.strerror or str(err)
        file = str(raw) if isinstance(raw, Path) else ""
        raise StoreError("disk.read", file=file, reason=reason) from err


def stand_in(
    raw: Path | bytes,
    identity: str,
    *,
    internal_date: datetime | None,
    problems: Iterable[Problem],
) -> Mail:
    """A mail without contents: what its first lines say, each as far as it can be read."""
    fields = HeaderFields(())
    sender, subject, message_id = Address("", ""), "", ""
    sent_at: datetime | None = None
    received_at: datetime | None = None
    received_from = ReceivedFrom.UNKNOWN
    size_bytes = 0
    with contextlib.suppress(Exception), RawMail(raw) as source:
        size_bytes = source.size
        fields, _ = split_fields(source.read(0, min(size_bytes, _HEADER_BYTES)))
    with contextlib.suppress(Exception):
        sender = read_addresses(fields.raw("from"))[0]
    with contextlib.suppress(Exception):
        subject = fields.text("subject")
    with contextlib.suppress(Exception):
        message_id = fields.text("message-id")
    with contextlib.suppress(Exception):
        found = arrival.arrival_of(fields, None, None)
        sent_at, received_at = found.sent_at, found.received_at
        received_from = found.received_from
    with contextlib.suppress(Exception):
        if believable(internal_date) is not None:
            received_at, received_from = internal_date, ReceivedFrom.INTERNALDATE
    return Mail(
        digest=identity,
        message_id=_plain(message_id),
        sender=Address(_plain(sender.name), _plain(sender.email)),
        to=(),
        cc=(),
        subject=_plain(subject),
        sent_at=sent_at,
        received_at=received_at,
        received_from=received_from,
        body="",
        attachments=(),
        links=(),
        problems=tuple(problems),
        size_bytes=size_bytes,
    )


def without_contents(mail: Mail, problem: Problem) -> Mail:
    """A mail that could not be stored as it was read: who, what and when, and why."""
    return replace(
        mail,
        message_id=_plain(mail.message_id),
        sender=Address(_plain(mail.sender.name), _plain(mail.sender.email)),
        to=(),
        cc=(),
        subject=_plain(mail.subject),
        sent_at=_aware(mail.sent_at),
        received_at=_aware(mail.received_at),
        body="",
        attachments=(),
        links=(),
        problems=tuple(each for each in mail.problems if each.code == NOT_WHOLE) or (problem,),
    )


def _aware(moment: datetime | None) -> datetime | None:
    return believable(moment) if moment is not None and moment.tzinfo is not None else None


def _plain(text: str) -> str:
    """Text that any database takes: short, and every character whole."""
    return text[:_LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8").replace("\0", "")
