"""WRITE: one mail with its files and judgements, and the mailbox cursor, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from store.db import journal
from store.db.acts import subject
from store.db.database import Store
from store.db.moments import moment_or_none, to_text
from store.files.skeleton import Skeleton
from store.intake import rows as mail_rows
from store.intake.folders_left import folders_left
from store.model import Examination, Judgement, Mail, MailKey, Problem, Proposal


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a mail: its row, and whether it was new.

    `mail_id` is 0 for a mail that was deleted here: it is not stored again.
    """

    mail_id: int
    new: bool


@dataclass(frozen=True, slots=True)
class MailPlace:
    """One message of the cursor, as the mailbox showed it."""

    uid: int
    size_bytes: int | None
    internal_date: datetime | None


@dataclass(frozen=True, slots=True)
class SyncRun:
    """One finished look into a mailbox; `error` is the code of what stopped it."""

    mailbox: str
    started_at: datetime
    ended_at: datetime
    new: int
    known: int
    problems: int
    bytes: int
    error: str | None = None


def record(
    store: Store,
    mail: Mail,
    *,
    skeleton: Skeleton | None = None,
    raw_digest: str = "",
    former_identity: str = "",
    judgements: Sequence[Judgement],
    examinations: Iterable[Examination],
    place: tuple[MailKey, int, datetime | None] | None,
    at: datetime,
) -> Stored:
    """Store a mail whole, or only its further place where its digest is already stored.

    Args:
        skeleton: what it is rebuilt from.
        raw_digest: the content that holds it as it came, where it has no skeleton.
        former_identity: by what it was known before mails had skeletons, or "".
        place: where it lies in a mailbox, with the size and date that the mailbox states; None
            for material taken in by hand.

    Raises:
        StoreError: nothing of the mail is kept, and the next sync meets it again.
    """
    with store.atomic():
        row = store.rows(
            """SELECT id FROM mails WHERE digest IN (?, ?)
               UNION SELECT mail_id FROM skeletons WHERE identity = ?""",
            (mail.digest, former_identity, mail.digest),
        )
        new = not row and not _was_deleted(store, mail.digest, former_identity)
        mail_id = int(row[0]["id"]) if row else 0
        if new:
            mail_id = mail_rows.insert_mail(store, mail, raw_digest, at)
            if skeleton is not None:
                mail_rows.insert_skeleton(store, mail_id, mail.digest, skeleton)
            for examination in examinations:
                mail_rows.insert_examination(store, examination, at)
            subjects = mail_rows.insert_parts(store, mail_id, mail)
            for judgement in judgements:
                mail_rows.insert_judgement(store, subjects[judgement.index], judgement.proposal, at)
            journal.record(
                store,
                at,
                journal.MACHINE,
                "mail.stored",
                subject("mail", mail_id),
                None,
                {"subject": mail.subject, "sender": mail.sender.email, "files": len(subjects)},
            )
        if place is not None:
            key, size_bytes, internal_date = place
            mail_rows.set_place(store, key, mail_id or None, size_bytes, internal_date, None, at)
    return Stored(mail_id, new)


def _was_deleted(store: Store, *identities: str) -> bool:
    return bool(store.rows("SELECT 1 FROM forgotten_mails WHERE digest IN (?, ?)", (*identities,)))


def record_unread(
    store: Store,
    key: MailKey,
    problem: Problem,
    *,
    internal_date: datetime | None = None,
    at: datetime,
) -> None:
    """List a message that could not be read, with the reason; the next sync tries it again.

    Args:
        internal_date: when it arrived by the server's clock: people find it by that.
    """
    with store.atomic():
        known = store.rows(
            """SELECT problem FROM places
               WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND uid = ?""",
            (key.mailbox, key.folder, key.uidvalidity or 0, key.uid),
        )
        if known and known[0]["problem"] == mail_rows.encode(problem):
            return
        mail_rows.set_place(store, key, None, None, internal_date, problem, at)
        journal.record(
            store,
            at,
            journal.MACHINE,
            "mail.unread",
            subject("message", f"{key.folder}/{key.uid}"),
            None,
            {"code": problem.code},
        )


def examined(store: Store, examination: Examination, *, at: datetime) -> None:
    """Add what was measured in a content; measures of the same depth are not repeated."""
    with store.atomic():
        mail_rows.insert_examination(store, examination, at)
        journal.record(
            store, at, journal.MACHINE, "file.examined", subject("content", examination.digest)
        )


def rejudge(store: Store, proposals: Mapping[str, Proposal], *, at: datetime) -> int:
    """Append later judgements by subject, where they differ from the latest; returns how many.

    What a person decided stays decided: a decision outranks every judgement.
    """
    changed = 0
    with store.atomic():
        for name, proposal in proposals.items():
            row = store.rows(
                "SELECT proposal FROM judgements WHERE subject = ? ORDER BY id DESC LIMIT 1",
                (name,),
            )
            before = row[0]["proposal"] if row else None
            if before == mail_rows.encode(proposal):
                continue
            mail_rows.insert_judgement(store, name, proposal, at)
            journal.record(
                store,
                at,
                journal.MACHINE,
                "file.rejudged",
                name,
                _credit_of(msgspec.json.decode(before, type=Proposal)) if before else None,
                _credit_of(proposal),
            )
            changed += 1
    return changed


def latest_proposals(store: Store) -> dict[str, Proposal]:
    """The machine's latest word on every file and link, by subject."""
    return {
        row["subject"]: msgspec.json.decode(row["proposal"], type=Proposal)
        for row in store.rows("SELECT subject, proposal FROM judgements ORDER BY id")
    }


def judged_roster(store: Store) -> str | None:
    """The digest of the roster that stored mail was last judged by."""
    rows = store.rows(
        "SELECT after FROM journal WHERE act = 'roster.judged' ORDER BY id DESC LIMIT 1"
    )
    return str(msgspec.json.decode(rows[0]["after"])["digest"]) if rows else None


def set_judged_roster(store: Store, digest: str, *, at: datetime) -> None:
    """Keep which roster stored mail is judged by from now on."""
    journal.record(store, at, journal.MACHINE, "roster.judged", "roster:", None, {"digest": digest})


def judged_memory(store: Store) -> str | None:
    """The digest of what people had taught when stored mail was last judged."""
    rows = store.rows(
        "SELECT after FROM journal WHERE act = 'memory.judged' ORDER BY id DESC LIMIT 1"
    )
    return str(msgspec.json.decode(rows[0]["after"])["digest"]) if rows else None


def set_judged_memory(store: Store, digest: str, *, at: datetime) -> None:
    """Keep by which memory stored mail is judged from now on."""
    journal.record(store, at, journal.MACHINE, "memory.judged", "memory:", None, {"digest": digest})


def taught_since(store: Store, revision: int) -> bool:
    """Whether anything was written since that may teach: all but what a sync itself writes."""
    return bool(
        store.rows(
            """SELECT 1 FROM journal WHERE id > ? AND act NOT IN ('mail.stored', 'mail.unread',
               'file.examined', 'file.rejudged', 'roster.judged', 'memory.judged',
               'mailbox.folders_left', 'answer.found', 'answers.seen', 'bounce.none',
               'bounce.unfit', 'bounce.tied', 'letter.refused') LIMIT 1""",
            (revision,),
        )
    )


def deleted_mails(store: Store) -> frozenset[str]:
    """By what the mails that were deleted here are known."""
    return frozenset(row["digest"] for row in store.rows("SELECT digest FROM forgotten_mails"))


def has_former_mails(store: Store) -> bool:
    """Whether mails are stored that are known by their former identity."""
    return bool(store.rows("SELECT 1 FROM mails WHERE raw_digest != '' LIMIT 1"))


def known_places(
    store: Store, mailbox: str, folder: str, uidvalidity: int | None
) -> list[MailPlace]:
    """The messages of a folder that are stored whole, or were deleted here."""
    return [
        MailPlace(row["uid"], row["size_bytes"], moment_or_none(row["internal_date"]))
        for row in store.rows(
            """SELECT uid, size_bytes, internal_date FROM places
               WHERE mailbox = ? AND folder = ? AND uidvalidity = ?
               AND (mail_id IS NOT NULL OR problem IS NULL)""",
            (mailbox, folder, uidvalidity or 0),
        )
    ]


def record_folders_left(
    store: Store, mailbox: str, left: Sequence[tuple[str, int | None, bool]], *, at: datetime
) -> bool:
    """Keep which folders of a mailbox are not read, where they are others than before.

    Args:
        left: each with its number of mails, and whether only those before the window are left.

    Returns:
        Whether they are others than before, and there are any.
    """
    before = folders_left(store, mailbox)
    if {(name, early) for name, _, early in left} == {(name, early) for name, _, early in before}:
        return False
    with store.atomic():
        named = {"mailbox": mailbox, "folders": [list(one) for one in left]}
        about = subject("mailbox", mailbox)
        journal.record(store, at, journal.MACHINE, "mailbox.folders_left", about, None, named)
    return bool(left)


def record_run(store: Store, run: SyncRun) -> None:
    """Keep when a mailbox was last looked into and what came of it."""
    with store.atomic():
        store.execute(
            """INSERT INTO sync_runs
               (mailbox, started_at, ended_at, new, known, problems, bytes, error)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                run.mailbox,
                to_text(run.started_at),
                to_text(run.ended_at),
                run.new,
                run.known,
                run.problems,
                run.bytes,
                run.error,
            ),
        )


def _credit_of(proposal: Proposal) -> dict[str, str | None]:
    return {
        "verdict": proposal.verdict,
        "branch_id": proposal.branch_id,
        "kind": proposal.kind,
    }
