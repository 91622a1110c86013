"""A mail with a manifest as a sub-committee hands it on, written by hand, and what came of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from mailsync.mailbox.folder import FolderMailbox
from mailsync.sync.sync import sync
from store.db.database import Store
from store.db.decisions import live_decisions
from store.letters.manifest import (
    FILE_NAME,
    ManifestNotice,
    ManifestUnit,
    SubmissionManifest,
    SubmittedFile,
    write_manifest,
)
from store.views.board.credits import Credit, all_credits
from store.workspace.workspace import Workspace
from tests.making import NOW

MADE = datetime(2027, 4, 9, 2, 0, tzinfo=UTC)
PLAN, FILM = "自动化研究所教工党支部_1-创建工作方案.txt", "研究生第一党支部_1-创建工作方案.txt"


def line(content: bytes, **changed: Any) -> SubmittedFile:
    """One line of a manifest: the plan of B1, vetted, unless told otherwise."""
    given = {
        "file": PLAN,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size_bytes": len(content),
        "item": "plan",
        "branch_id": "B1",
        "branch": "自动化研究所教工党支部",
        "original_name": "方案.txt",
        "vetted_by": "李明",
        "vetted_on": "2027-04-08",
    }
    return SubmittedFile(**{**given, **changed})


def manifest(*lines: SubmittedFile, **changed: Any) -> SubmissionManifest:
    """A manifest of U1 for the cohort of these tests."""
    given: dict[str, Any] = {
        "made_at": MADE,
        "notice": ManifestNotice("东大组字〔2027〕8号", 2026),
        "sub_committee": ManifestUnit("U1", "信息科学与工程学院党委"),
        "files": lines,
    }
    return SubmissionManifest(**{**given, **changed})


@dataclass
class Department:
    """The department's workspace over a folder of mail."""

    workspace: Workspace
    store: Store
    mails: Path
    number: int = 0
    told: list[str] = field(default_factory=list)

    def receive(
        self,
        files: Sequence[tuple[str, bytes]],
        *,
        sender: str = "xinxi@neu.example",
        headers: Sequence[tuple[str, str]] = (),
        when: datetime = NOW,
        change: Callable[[bytes], bytes] = lambda raw: raw,
    ) -> None:
        """A mail arrives and is read."""
        mail = EmailMessage()
        for name, value in headers:
            mail[name] = value
        mail["From"] = sender
        mail["To"] = "zzb@neu.example"
        mail["Subject"] = "报送特色党支部创建工作材料"
        mail["Date"] = when
        mail["Message-ID"] = f"<{self.number}@neu.example>"
        mail.set_content("见附件。")
        for name, content in files:
            mail.add_attachment(
                content, maintype="application", subtype="octet-stream", filename=name
            )
        self.number += 1
        (self.mails / f"{self.number:02d}.eml").write_bytes(change(mail.as_bytes()))
        self.sync()

    def sync(self) -> None:
        """The mailbox is read."""
        box = FolderMailbox(self.workspace.mail_folder, spool=self.workspace.spool)
        for _ in sync(self.workspace, self.store, box, clock=lambda: NOW):
            pass

    def credits(self) -> dict[str, Credit]:
        """What is known of every file, by its name; of several the last."""
        found = all_credits(self.store, live_decisions(self.store), as_of=NOW)
        return {one.path.rsplit("/", 1)[-1]: one for one in found}

    def questions(self) -> list[str]:
        """The reasons of what waits for a person, the first of each."""
        rows = self.store.rows(
            """SELECT j.proposal FROM judgements AS j JOIN files AS f ON j.subject = 'file:' || f.id
               WHERE j.id = (SELECT max(id) FROM judgements WHERE subject = j.subject)
                 AND j.verdict = 'review' ORDER BY f.id"""
        )
        return [json.loads(row["proposal"])["reasons"][0]["code"] for row in rows]

    def problems(self) -> list[str]:
        """The codes of what is wrong with mails."""
        rows = self.store.rows("SELECT problems FROM mails ORDER BY id")
        return [one["code"] for row in rows for one in json.loads(row["problems"])]


def with_manifest(
    made: SubmissionManifest | bytes, *files: tuple[str, bytes]
) -> list[tuple[str, bytes]]:
    """The attachments of a mail: the manifest, then the files."""
    content = made if isinstance(made, bytes) else write_manifest(made)
    return [(FILE_NAME, content), *files]
