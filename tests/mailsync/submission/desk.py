"""A sub-committee's desk in tests: material that came, vetting, plans and sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from mailsync.letters.message import letter_message
from mailsync.sending.dispatch import SendJob, send
from mailsync.sending.events import Finished, SendEvent
from mailsync.sending.smtp import Outbox
from mailsync.submission.plan import SubmissionPlan, plan_submission
from store.db.acts import Act
from store.db.decisions import Draft, Marking, decide
from store.decisions.marks import vet
from store.letters import events as outgoing
from store.letters.letter import Letter
from store.model import FileKind, Params
from store.views.board.facts import read_facts
from store.views.board.submission import SubmissionRow, submission_rows
from tests.mailsync.letters.sending import account
from tests.making import NOW, UNITS, ask, make_mail, make_workspace, take_in


class SubmittingDesk:
    """The workspace of U1 over a folder of mail, which sends as xinxi@neu.example."""

    def __init__(self, folder: Path) -> None:
        made, self.store = make_workspace(folder, scope=UNITS[0].name)
        smtp = msgspec.structs.replace(made.settings.smtp, user="xinxi@neu.example")
        self.workspace = replace(made, settings=msgspec.structs.replace(made.settings, smtp=smtp))
        self.now = NOW
        self.mails = 0

    def set(self, **changes: object) -> None:
        """Change settings of letters."""
        letters = msgspec.structs.replace(self.workspace.settings.letters, **changes)
        settings = msgspec.structs.replace(self.workspace.settings, letters=letters)
        self.workspace = replace(self.workspace, settings=settings)

    def deliver(
        self,
        branch_id: str,
        kind: FileKind,
        content: str,
        *,
        name: str = "方案.docx",
        measures: Params | None = None,
        at: datetime | None = None,
    ) -> None:
        """A file of a branch is there."""
        self.mails += 1
        self.workspace.blobs.put([content.encode()])
        stored = take_in(
            self.store,
            make_mail(f"m{self.mails}", [(name, content)], at=at or self.now),
            ask(kind, branch_id),
            measures={content: {"chars": 900} if measures is None else measures},
        )
        (row,) = self.store.rows("SELECT id FROM files WHERE mail_id = ?", (stored.mail_id,))
        draft = Draft(
            Act.CREDIT, f"file:{row['id']}", {"branch_ids": [branch_id], "kind": kind.value}
        )
        decide(self.store, [draft], at=at or self.now, who="王老师")

    def vet(self, *branch_ids: str, by: str = "李明") -> None:
        """The branches are marked as vetted now."""
        vet(
            self.store,
            branch_ids,
            by=by,
            day=date(2027, 4, 9),
            reason="",
            marking=Marking(self.now, "王老师"),
        )

    def later(self, **by: float) -> None:
        """Time passes."""
        self.now += timedelta(**by)

    def plan(self, *branch_ids: str, anyway: str = "") -> SubmissionPlan:
        """Plan what is to be handed on."""
        return plan_submission(
            self.workspace,
            self.store,
            now=self.now,
            who="王老师",
            branch_ids=branch_ids or None,
            anyway=dict.fromkeys(("B1", "B2"), anyway),
        )

    def row(self, branch_id: str) -> SubmissionRow:
        """How a branch stands."""
        rows = submission_rows(read_facts(self.store, self.workspace, as_of=self.now))
        return next(row for row in rows if row.branch.id == branch_id)

    def reasons(self, branch_id: str) -> list[str]:
        """The codes of what is to be said of a branch."""
        row = self.row(branch_id)
        return [one.code.rpartition(".")[2] for one in (*row.blocking, *row.remarks)]

    def message(self, letter: Letter) -> bytes:
        """The bytes of a mail as it leaves."""
        return letter_message(
            letter, self.workspace, message_id=f"<{letter.id}@neu.example>", date=self.now
        )

    def approve(self, planned: SubmissionPlan) -> None:
        """Somebody approves the plan."""
        outgoing.approve(self.store, planned.plan.digest, at=self.now, who="王老师")

    def send(
        self,
        planned: SubmissionPlan,
        host: str,
        port: int,
        *,
        on_event: Callable[[SendEvent], None] = lambda event: None,
        **more: Any,
    ) -> Finished:
        """Send what was approved of a plan."""
        job = SendJob(
            workspace=self.workspace,
            store=self.store,
            digest=planned.plan.digest,
            outbox=Outbox(account(host, port, **more)),
            mailbox=None,
            clock=lambda: self.now,
            who="王老师",
            wait=lambda seconds: None,
        )
        last: SendEvent | None = None
        for last in send(job):
            on_event(last)
        assert isinstance(last, Finished)
        return last
