"""What is fuzzed: everything that comes from outside, each as a function of bytes.

A target may raise nothing: whatever it raises would reach a person.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

from mailsync.archives.budget import Budget
from mailsync.mailbox.imap.rows import (
    is_fetch,
    literal_size,
    quoted,
    read_fetch,
    read_internal_date,
    read_list,
)
from mailsync.mailbox.names import decode_folder, encode_folder
from mailsync.matching.propose import Matcher
from mailsync.mime.arrival import arrival_of
from mailsync.mime.bounce import read_bounce
from mailsync.mime.headers import HeaderFields
from mailsync.mime.link_details import expiry_in, expiry_of_attribute, name_beside, size_in
from mailsync.mime.links import find_links
from mailsync.mime.rawmail import RawMail
from mailsync.mime.read import read_split
from mailsync.sending.smtp_replies import Stage, is_switched_off, reply_line, reply_text, ruling
from mailsync.sync.judge import judge
from mailsync.sync.learning import Knowledge
from store.db.database import open_store
from store.db.moments import text_or_none
from store.files.draft import UnfinishedFile
from store.intake import record as intake
from store.model import MailKey
from store.notice.notice import load_notice
from store.roster.stored import StoredRoster
from tests.making import BRANCHES, UNITS

Target = Callable[[bytes], None]

CORPUS = Path(__file__).with_name("corpus")
NOW = datetime(2027, 4, 10, 9, tzinfo=UTC)
DATES = load_notice("neu-2021-8").dates
_STAGES: tuple[Stage, ...] = get_args(Stage)


class _TakenBackError(Exception):
    """Ends a transaction whose row was accepted."""


class MailToRow:
    """A mail read, judged and stored as a row, which is taken back; archives stay closed."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="sixones-fuzz-"))
        self._store = open_store(self._folder / "sixones.db")
        roster = StoredRoster(branches=BRANCHES, sub_committees=UNITS)
        self._matcher: Matcher = Knowledge(roster, (), (), ()).matcher
        self._count = 0

    def __call__(self, data: bytes) -> None:
        self._count += 1
        place = self._folder / str(self._count)
        place.mkdir()
        try:
            self._one(data, place)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def close(self) -> None:
        """Remove what the target works in."""
        self._store.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _one(self, data: bytes, place: Path) -> None:
        raw = place / "mail"
        raw.write_bytes(data)
        contents = UnfinishedFile(place / "files", beside=raw)
        found = read_split(raw, contents, now=NOW, budget=Budget(child_s=0))
        mail = found.mail
        judged = judge(
            mail,
            {},
            self._matcher,
            window_start=date(2027, 3, 15),
            dates=DATES,
        )
        key = MailKey("box", "INBOX", 1, self._count)
        try:
            with self._store.atomic():
                intake.record(
                    self._store, mail, skeleton=found.skeleton, judgements=judged, examinations=(),
                    place=(key, len(data), mail.received_at), at=NOW,
                )  # fmt: skip
                raise _TakenBackError
        except _TakenBackError:
            pass
        with RawMail(raw) as source:
            read_bounce(source)


def imap(data: bytes) -> None:
    """Lines of a server, parts of a row divided by NUL."""
    parts = data.split(b"\0")
    for part in parts:
        is_fetch(part)
        try:
            literal_size(part)
        except ValueError:
            # That is how it says that nobody can mean so much.
            continue
    row = read_fetch(parts)
    text_or_none(row.internal_date)
    text_or_none(read_internal_date(parts[0]))
    folder = read_list(parts[0], parts[1] if len(parts) > 1 else None)
    if folder is not None:
        quoted(folder.wire_name)
    encode_folder(decode_folder(parts[0].decode("utf-8", "surrogateescape")))


def smtp(data: bytes) -> None:
    """A reply: its stage, its number, its words."""
    stage = _STAGES[data[0] % len(_STAGES)] if data else "message"
    code = int.from_bytes(data[1:3], "big") % 700
    ruling(code, reply_text(data[3:]), stage)
    reply_line(code, data[3:])
    is_switched_off(reply_text(data[3:]))


def links(data: bytes) -> None:
    """A page, and a plain text after NUL."""
    page, _, text = data.partition(b"\0")
    found = find_links(
        page.decode("utf-8", "replace"), text.decode("utf-8", "replace"), received_at=NOW
    )
    for link in found:
        text_or_none(link.expires_at)
        assert link.size_bytes is None or link.size_bytes < 2**63


def dates(data: bytes) -> None:
    """A date of a header, of an attribute or beside a link."""
    text = data.decode("utf-8", "replace")
    fields = HeaderFields((("date", data), ("received", b"from a by b; " + data)))
    arrival = arrival_of(fields, None, NOW)
    for moment in (arrival.sent_at, arrival.received_at):
        text_or_none(moment)
    for moment in (expiry_of_attribute(text), expiry_in(text, NOW)):
        text_or_none(moment)
    size = size_in(text, True)
    assert size is None or size < 2**63
    name_beside(text, text)


PLAIN: Mapping[str, Target] = {"imap": imap, "smtp": smtp, "links": links, "dates": dates}
NAMES = ("mail", *PLAIN)
