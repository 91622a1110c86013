"""Small facts for tests: a roster, mails and judgements made by hand, and a workspace."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from mailsync.demo.notice import write_demo_notice
from store.db.database import Store, open_store
from store.intake import record as intake
from store.model import (
    Address,
    Attachment,
    Candidate,
    Examination,
    FileKind,
    Judgement,
    Link,
    Mail,
    Params,
    Proposal,
    ReceivedFrom,
    Scope,
    Verdict,
)
from store.workspace.settings import MailSettings
from store.workspace.workspace import Workspace, init_workspace
from tests.engines import address
from tests.roster_rows import BRANCHES as BRANCHES
from tests.roster_rows import UNITS as UNITS
from tests.roster_rows import add_roster as add_roster

DEADLINE = datetime(2027, 4, 14, 9, 0, tzinfo=UTC)  # 17:00 in Shanghai
NOW = DEADLINE - timedelta(days=4)


def own_notice(folder: Path, year: int = DEADLINE.year) -> str:
    """A notice of a year, for its cohort's workspace; another year's would block its papers."""
    return str(write_demo_notice(folder, date(year, 3, 15), date(year, 4, 14)))


def make_workspace(
    folder: Path, *, scope: str = "", notice: str = "", contents: str = ""
) -> tuple[Workspace, Store]:
    """A workspace over an empty folder of mail, with the roster above and a notice of its own."""
    mails = folder / "mails"
    mails.mkdir(parents=True)
    workspace = init_workspace(
        folder / "workspace",
        today=date(2027, 3, 20),
        mail=MailSettings(kind="folder", path=str(mails)),
        notice=notice or own_notice(folder),
        scope=scope,
        database=address(folder / "workspace"),
        contents=contents,
    )
    store = open_store(workspace.database)
    add_roster(store)
    return workspace, store


def auto(branch_id: str, kind: FileKind) -> Proposal:
    """A sure judgement."""
    return Proposal(
        Verdict.AUTO, Scope.ONE, branch_id, (Candidate(branch_id, 9.0),), (), kind, True
    )


def ask(kind: FileKind, *branch_ids: str) -> Proposal:
    """A question, with candidates."""
    candidates = tuple(Candidate(branch_id, 1.0) for branch_id in branch_ids)
    return Proposal(Verdict.REVIEW, Scope.ONE, None, candidates, (), kind, True)


def make_mail(
    name: str,
    files: Sequence[tuple[str, str | bytes]] = (),
    *,
    at: datetime | None = NOW,
    links: Sequence[Link] = (),
) -> Mail:
    """A mail whose files are given as path and content."""
    return Mail(
        digest=_digest(name),
        message_id=f"<{name}@neu.example>",
        sender=Address("组织员", "xinxi@neu.example"),
        to=(),
        cc=(),
        subject=name,
        sent_at=at,
        received_at=at,
        received_from=ReceivedFrom.INTERNALDATE,
        body="",
        attachments=tuple(
            Attachment(path, _digest(content), "application/octet-stream", len(content))
            for path, content in files
        ),
        links=tuple(links),
        problems=(),
        size_bytes=100,
    )


def take_in(
    store: Store,
    mail: Mail,
    *proposals: Proposal,
    measures: dict[str, Params] | None = None,
    read: Sequence[tuple[bytes, Params]] = (),
) -> intake.Stored:
    """Store a mail with its judgements in order, and measures by content, given as text or read."""
    known: list[tuple[str | bytes, Params]] = [*(measures or {}).items(), *read]
    return intake.record(
        store,
        mail,
        raw_digest=mail.digest,
        judgements=[Judgement(index, proposal) for index, proposal in enumerate(proposals)],
        examinations=[Examination(_digest(content), "probe", found) for content, found in known],
        place=None,
        at=mail.received_at or NOW,
    )


def _digest(content: str | bytes) -> str:
    held = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(held).hexdigest()
