"""The database's shape, one small function per change; a landed one is never edited."""

from __future__ import annotations

from collections.abc import Callable

from store.db.sqlite import library
from store.db.sqlite.forging import forge
from store.db.sqlite.row_digests import watch
from store.db.tables import DIGESTS

Change = Callable[["library.Database"], None]
# In the order in which they are applied, by their names.
CHANGES: dict[str, Change] = {}


def _change(change: Change) -> Change:
    CHANGES[change.__name__] = change
    return change


def migrations() -> library.Migrations:
    """The changes as sqlite-utils applies them."""
    found = library.Migrations("sixones")
    for change in CHANGES.values():
        found()(change)
    return found


@_change
def m001_roster(db: library.Database) -> None:
    """Sub-committees and branches as last imported; the journal keeps what they were."""
    db.execute("""
        CREATE TABLE sub_committees (
            id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, aliases TEXT NOT NULL,
            former_names TEXT NOT NULL, staff TEXT NOT NULL, contacts TEXT NOT NULL
        ) STRICT""")
    db.execute("""
        CREATE TABLE branches (
            id TEXT PRIMARY KEY,
            sub_committee_id TEXT NOT NULL REFERENCES sub_committees(id),
            name TEXT NOT NULL, aliases TEXT NOT NULL, secretary TEXT NOT NULL,
            contacts TEXT NOT NULL, consecutive_years INTEGER NOT NULL, kind TEXT NOT NULL,
            phone TEXT NOT NULL, withdrawn TEXT
        ) STRICT""")
    db.execute("CREATE INDEX branches_of ON branches(sub_committee_id)")


@_change
def m002_mail(db: library.Database) -> None:
    """Mails with their files, links and places; a mail is one digest, however often it lies."""
    db.execute("""
        CREATE TABLE mails (
            id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, raw_digest TEXT NOT NULL,
            source TEXT NOT NULL, message_id TEXT NOT NULL,
            sender_name TEXT NOT NULL, sender_email TEXT NOT NULL,
            recipients TEXT NOT NULL, subject TEXT NOT NULL, sent_at TEXT,
            received_at TEXT, received_from TEXT NOT NULL, body TEXT NOT NULL,
            problems TEXT NOT NULL, size_bytes INTEGER NOT NULL, automatic TEXT,
            stored_at TEXT NOT NULL
        ) STRICT""")
    db.execute("CREATE INDEX mails_received ON mails(received_at)")
    db.execute("""
        CREATE TABLE files (
            id INTEGER PRIMARY KEY, mail_id INTEGER NOT NULL REFERENCES mails(id),
            position INTEGER NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL,
            media_type TEXT NOT NULL, size_bytes INTEGER NOT NULL,
            UNIQUE (mail_id, position)
        ) STRICT""")
    db.execute("CREATE INDEX files_digest ON files(digest)")
    db.execute("""
        CREATE TABLE links (
            id INTEGER PRIMARY KEY, mail_id INTEGER NOT NULL REFERENCES mails(id),
            position INTEGER NOT NULL, url TEXT NOT NULL, host TEXT NOT NULL,
            name TEXT NOT NULL, size_bytes INTEGER, expires_at TEXT,
            fetchable INTEGER NOT NULL, UNIQUE (mail_id, position)
        ) STRICT""")
    # The cursor: which message of which folder is stored as which mail. mail_id is NULL where
    # a message could not be read yet; uidvalidity 0 stands for "none that can be trusted".
    db.execute("""
        CREATE TABLE places (
            mailbox TEXT NOT NULL, folder TEXT NOT NULL, uidvalidity INTEGER NOT NULL,
            uid INTEGER NOT NULL, mail_id INTEGER REFERENCES mails(id),
            size_bytes INTEGER, internal_date TEXT, problem TEXT, seen_at TEXT NOT NULL,
            PRIMARY KEY (mailbox, folder, uidvalidity, uid)
        ) STRICT""")
    db.execute("CREATE INDEX places_mail ON places(mail_id)")


@_change
def m003_judgements(db: library.Database) -> None:
    """What the machine measured and judged; a later judgement is a later row."""
    db.execute("""
        CREATE TABLE examinations (
            id INTEGER PRIMARY KEY, digest TEXT NOT NULL, depth TEXT NOT NULL,
            measures TEXT NOT NULL, problems TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT""")
    db.execute("CREATE INDEX examinations_digest ON examinations(digest, depth)")
    db.execute("""
        CREATE TABLE judgements (
            id INTEGER PRIMARY KEY, subject TEXT NOT NULL, kind TEXT NOT NULL,
            kind_certain INTEGER NOT NULL, verdict TEXT NOT NULL, scope TEXT NOT NULL,
            branch_id TEXT, proposal TEXT NOT NULL, at TEXT NOT NULL
        ) STRICT""")
    db.execute("CREATE INDEX judgements_subject ON judgements(subject, id)")


@_change
def m004_decisions(db: library.Database) -> None:
    """What people decided, append-only; undoing appends a row that names the batch undone."""
    db.execute("""
        CREATE TABLE decisions (
            id INTEGER PRIMARY KEY, batch TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL,
            act TEXT NOT NULL, subject TEXT NOT NULL, payload TEXT NOT NULL,
            reason TEXT NOT NULL, undoes TEXT
        ) STRICT""")
    db.execute("CREATE INDEX decisions_subject ON decisions(subject)")
    db.execute("CREATE INDEX decisions_batch ON decisions(batch)")
    db.execute("CREATE INDEX decisions_undoes ON decisions(undoes)")


@_change
def m005_journal(db: library.Database) -> None:
    """Who did what, person or machine, from what to what; its last id is the revision."""
    db.execute("""
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, actor TEXT NOT NULL,
            act TEXT NOT NULL, subject TEXT NOT NULL, before TEXT, after TEXT
        ) STRICT""")
    db.execute("CREATE INDEX journal_subject ON journal(subject)")
    db.execute("""
        CREATE TABLE sync_runs (
            id INTEGER PRIMARY KEY, mailbox TEXT NOT NULL, started_at TEXT NOT NULL,
            ended_at TEXT NOT NULL, new INTEGER NOT NULL, known INTEGER NOT NULL,
            problems INTEGER NOT NULL, bytes INTEGER NOT NULL, error TEXT
        ) STRICT""")


@_change
def m006_seen(db: library.Database) -> None:
    """Up to which mail a person saw a branch; branch "" is where that person began to look."""
    db.execute("""
        CREATE TABLE seen (
            who TEXT NOT NULL, branch_id TEXT NOT NULL, mail_id INTEGER NOT NULL,
            PRIMARY KEY (who, branch_id)
        ) STRICT""")


@_change
def m009_viewing_claims(db: library.Database) -> None:
    """Who is watching which video until when; one row a video, taken away when let go."""
    db.execute("""
        CREATE TABLE viewing_claims (
            subject TEXT PRIMARY KEY, who TEXT NOT NULL, until TEXT NOT NULL
        ) STRICT""")


@_change
def m009b_mails_with_problems(db: library.Database) -> None:
    """The few mails with problems by themselves: every board asks for them, past all bodies."""
    db.execute("CREATE INDEX mails_with_problems ON mails(id) WHERE problems != '[]'")


@_change
def m010_letters(db: library.Database) -> None:
    """Letters as shown, plans of them, and what happened to each on its way; all append-only.

    The state of a letter at one recipient is its latest event; none means that it is planned.
    """
    db.execute("""
        CREATE TABLE letters (
            id TEXT PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL,
            sub_committee_id TEXT NOT NULL, branch_ids TEXT NOT NULL, about TEXT NOT NULL,
            content TEXT NOT NULL
        ) STRICT""")
    db.execute("""
        CREATE TABLE letter_plans (
            id INTEGER PRIMARY KEY, digest TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL,
            letter_ids TEXT NOT NULL, dropped TEXT NOT NULL
        ) STRICT""")
    db.execute("CREATE INDEX letter_plans_digest ON letter_plans(digest)")
    db.execute("""
        CREATE TABLE letter_events (
            id INTEGER PRIMARY KEY, letter_id TEXT NOT NULL REFERENCES letters(id),
            recipient TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL,
            plan TEXT NOT NULL, message_id TEXT NOT NULL, code TEXT NOT NULL,
            answer TEXT NOT NULL
        ) STRICT""")
    db.execute("CREATE INDEX letter_events_letter ON letter_events(letter_id, recipient, id)")
    db.execute("CREATE INDEX letter_events_message ON letter_events(message_id)")


@_change
def m011_row_digests(db: library.Database) -> None:
    """A digest beside every row of facts; rows of before are taken as they are."""
    db.execute(f"""
        CREATE TABLE {DIGESTS} (
            of_table TEXT NOT NULL, of_row ANY NOT NULL, digest INTEGER NOT NULL,
            PRIMARY KEY (of_table, of_row)
        ) STRICT, WITHOUT ROWID""")
    for table in (
        "sub_committees", "branches", "mails", "files", "links", "places", "examinations",
        "judgements", "decisions", "journal", "sync_runs", "letters", "letter_plans",
        "letter_events",
    ):  # fmt: skip
        watch(db, table)


@_change
def m20261130_skeletons(db: library.Database) -> None:
    """What a raw mail is rebuilt from; mails of before have none, and keep their `raw_digest`."""
    db.execute("""
        CREATE TABLE skeletons (
            mail_id INTEGER PRIMARY KEY REFERENCES mails(id), identity TEXT NOT NULL UNIQUE,
            skeleton BLOB NOT NULL
        ) STRICT""")
    # Raw contents that a skeleton has taken the place of, until they are gone from the disk.
    db.execute("CREATE TABLE released (digest TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
    db.execute("CREATE INDEX mails_former ON mails(raw_digest) WHERE raw_digest != ''")
    watch(db, "skeletons")


@_change
def m2026_11_30_journal_chain(db: library.Database) -> None:
    """Each line of the journal carries a digest over itself and all before it."""
    db.execute("ALTER TABLE journal ADD COLUMN chain TEXT NOT NULL DEFAULT ''")
    forge(db.conn)
    watch(db, "journal")


@_change
def m2026_11_30_unit_phone(db: library.Database) -> None:
    """How a sub-committee's office is called."""
    db.execute("ALTER TABLE sub_committees ADD COLUMN phone TEXT NOT NULL DEFAULT ''")
    watch(db, "sub_committees")


@_change
def m2026_11_30_forgotten_mails(db: library.Database) -> None:
    """What deleted mails are known by, so that a sync that meets them again leaves them alone."""
    db.execute("CREATE TABLE forgotten_mails (digest TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
    watch(db, "forgotten_mails")


@_change
def m2026_11_30_learnt(db: library.Database) -> None:
    """What people taught as it was last derived, one row; and the journal's lines by their act."""
    db.execute("""
        CREATE TABLE learnt (
            id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER NOT NULL, facts TEXT NOT NULL
        ) STRICT""")
    db.execute("CREATE INDEX journal_act ON journal(act)")


@_change
def m2026_11_30_mail_meanings(db: library.Database) -> None:
    """What the words of each mail mean, derived; `asks`: somebody waits for our answer."""
    db.execute("""
        CREATE TABLE mail_meanings (
            mail_id INTEGER PRIMARY KEY, read_by TEXT NOT NULL, asks INTEGER NOT NULL,
            content TEXT NOT NULL
        ) STRICT""")


@_change
def m2026_11_30_flat_syncs(db: library.Database) -> None:
    """How far all mails have a meaning, one row; and what a sync asks of mails by an index."""
    db.execute("""
        CREATE TABLE meanings_read (
            id INTEGER PRIMARY KEY CHECK (id = 1), read_by TEXT NOT NULL, mail_id INTEGER NOT NULL
        ) STRICT""")
    db.execute("CREATE INDEX mails_bounces ON mails(id) WHERE automatic = 'bounce'")
    db.execute("CREATE INDEX decisions_withdraw ON decisions(id) WHERE act = 'withdraw'")


@_change
def m2026_11_30_told_changes(_db: library.Database) -> None:
    """PostgreSQL tells those who listen; here nothing is to be made."""


@_change
def m2026_12_01_whole_actors(_db: library.Database) -> None:
    """PostgreSQL writes names of more than 63 bytes whole; here they always were."""
