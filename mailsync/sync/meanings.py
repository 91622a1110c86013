"""What stored mails mean, read again where roster or reading changed."""

from __future__ import annotations

from msgspec.structs import replace

from mailsync.messages.meaning import VERSION, understand
from mailsync.mime.answered import ids_answered
from mailsync.sync.learning import Knowledge
from mailsync.sync.stored_header import stored_header
from mailsync.sync.unread import is_of_the_mail
from store.db.database import Store
from store.files.blobs import Blobs
from store.intake.meanings import keep_meaning, last_mail, mails_to_read, note_all_read
from store.model import Mail, MailMeaning
from store.views.board.measures import stored_mails

_AT_ONCE = 200


def read_by(known: Knowledge) -> str:
    """What meanings are read by."""
    return f"{VERSION}:{known.roster.digest()}"


def meaning_of(mail: Mail, known: Knowledge) -> MailMeaning:
    """What a mail means; nothing where its words cannot be read."""
    try:
        return understand(mail, known.matcher)
    except Exception as err:
        if not is_of_the_mail(err):
            raise
        return MailMeaning(answers=mail.answers)


def read_meanings(store: Store, known: Knowledge, blobs: Blobs) -> int:
    """Read the mails that were read by something else, or not at all; returns how many."""
    by = read_by(known)
    last = last_mail(store)
    waiting = mails_to_read(store, by)
    if not waiting:
        note_all_read(store, by, last)
        return 0
    read: list[tuple[int, MailMeaning]] = []
    for stored in stored_mails(store):
        if stored.mail_id not in waiting:
            continue
        before = waiting[stored.mail_id]
        answers = answered_ids(store, blobs, stored.mail_id) if before is None else before.answers
        read.append((stored.mail_id, meaning_of(replace(stored.mail, answers=answers), known)))
    for start in range(0, len(read), _AT_ONCE):
        with store.atomic():
            for mail_id, meaning in read[start : start + _AT_ONCE]:
                keep_meaning(store, mail_id, meaning, read_by=by)
    return len(read)


def answered_ids(store: Store, blobs: Blobs, mail_id: int) -> tuple[str, ...]:
    """The Message-IDs that a stored mail answers, read from its headers; none where it is lost."""
    try:
        fields = stored_header(store, blobs, mail_id)
    except Exception as err:
        if not is_of_the_mail(err):
            raise
        return ()
    return ids_answered(fields)
