"""A submission in six mails, cut off or killed at every command and reply, and within its files.

Run as `python -m tests.submission_sweep DIR [STEP]`. As `tests.sending_sweep`: whatever happened,
no mail arrived twice, none with other files than were shown, each that counts as handed on is
there, and each of which the program cannot know is in doubt, and is not offered again. Prints the
number of points of both kinds.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections import Counter
from email import message_from_bytes
from pathlib import Path

from mailsync.sending.dispatch import SendJob, send
from mailsync.sending.smtp import Outbox
from mailsync.submission.plan import SubmissionPlan
from store.db.database import open_store
from store.letters.letter import SendState
from store.letters.manifest import FILE_NAME, manifest_in, read_manifest
from store.letters.standing import letters_of_plan
from store.model import FileKind
from store.views.board.facts import read_facts
from store.views.board.submission import Readiness, submission_rows
from store.workspace.workspace import Workspace
from tests.mailsync.letters.sending import account
from tests.mailsync.submission.desk import SubmittingDesk
from tests.sending_sweep import at_point, attached_digests, doubts_after, in_fork, run_in_child
from tests.servers.smtp_fake import FakeSmtp, fake_smtp

MAILS = 6
# Two of them are more than a mail of one megabyte holds.
FILE_CHARS = 600_000


def main(folder: Path, step: int = 1) -> int:
    """Cut and kill at every `step`th point; returns the number of points that went wrong."""
    desk = SubmittingDesk(folder / "template")
    desk.set(attach_mb=1)
    for number in range(MAILS):
        branch, kind = ("B1", "B2")[number % 2], (FileKind.PLAN, FileKind.SUPPORT)[number > 1]
        desk.deliver(branch, kind, f"{number}" * FILE_CHARS, name=f"材料{number}.docx")
    desk.later(minutes=1)
    desk.vet("B1", "B2")
    planned = desk.plan()
    desk.approve(planned)
    desk.store.close()
    sweep = _Sweep(folder, desk, planned)
    points = sweep.count()
    wrong = 0
    for how in (sweep.cut, sweep.kill):
        for point in range(1, points + 1, step):
            problem = how(point)
            if problem:
                sys.stdout.write(f"{how.__name__} at point {point}: {problem}\n")
                wrong += 1
    swept = len(range(1, points + 1, step))
    sys.stdout.write(f"{swept} cuts and {swept} kills, {wrong} went wrong\n")
    return wrong


class _Sweep:
    def __init__(self, folder: Path, desk: SubmittingDesk, planned: SubmissionPlan) -> None:
        self._folder = folder
        self._workspace = desk.workspace
        self._now = desk.now
        self._digest = planned.plan.digest
        self._files = {
            number: [file.digest for file in letter.files]
            for number, letter in enumerate(planned.plan.letters, start=1)
        }

    def count(self) -> int:
        """The points of an unbroken run."""
        counted = [0]

        def tick(name: str) -> bool:
            counted[0] += 1
            return False

        with fake_smtp() as fake:
            fake.before = tick
            place = self._place()
            self._send(place, fake)
            problem = self._judge(place, fake, doubts=0)
        if problem or len(self._files) != MAILS:
            raise SystemExit(f"the unbroken run: {problem}, {len(self._files)} mails")
        return counted[0]

    def cut(self, point: int) -> str:
        """The line ends at a point; the same run goes on."""
        with fake_smtp() as fake:
            hit: list[str] = []
            fake.before = at_point(point, hit.append)
            place = self._place()
            run_in_child(lambda: self._send(place, fake))
            return self._judge(place, fake, doubts=doubts_after(hit, killed=False))

    def kill(self, point: int) -> str:
        """The process dies at a point; another one finishes."""
        with fake_smtp() as fake:
            hit: list[str] = []
            child = [0]

            def strike(name: str) -> None:
                hit.append(name)
                os.kill(child[0], signal.SIGKILL)

            fake.before = at_point(point, strike)
            place = self._place()
            status = in_fork(lambda: self._send(place, fake), child)
            if not os.WIFSIGNALED(status) and hit != ["QUIT!"]:
                return f"was not killed ({hit}, {status})"
            run_in_child(lambda: self._send(place, fake))
            return self._judge(place, fake, doubts=doubts_after(hit, killed=True))

    def _place(self) -> Workspace:
        place = self._folder / "place"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self._folder / "template", place)
        ours = self._workspace
        return Workspace(place / "workspace", ours.settings, ours.notice)

    def _send(self, workspace: Workspace, fake: FakeSmtp) -> None:
        store = open_store(workspace.database)
        job = SendJob(
            workspace=workspace,
            store=store,
            digest=self._digest,
            outbox=Outbox(account(fake.host, fake.port)),
            mailbox=None,
            clock=lambda: self._now,
            who="王老师",
            wait=lambda seconds: None,
        )
        for _ in send(job):
            pass
        store.close()

    def _judge(self, workspace: Workspace, fake: FakeSmtp, *, doubts: int) -> str:
        store = open_store(workspace.database)
        states = [entry.state for entry in letters_of_plan(store, self._digest) or ()]
        rows = submission_rows(read_facts(store, workspace, as_of=self._now))
        store.close()
        arrived: Counter[int] = Counter()
        for address, content in fake.taken:
            number = _number_of(content)
            arrived[number] += 1
            if address != workspace.notice.mailbox:
                return f"{address} has a mail"
            if attached_digests(content) != self._files[number]:
                return f"mail {number} has not what was shown"
        if any(times > 1 for times in arrived.values()):
            return f"arrived: {dict(arrived)}"
        for number, state in enumerate(states, start=1):
            if state is SendState.SENT and not arrived[number]:
                return f"mail {number} counts as sent"
            if state not in (SendState.SENT, SendState.UNKNOWN):
                return f"mail {number} is {state}"
        if any(row.fresh or row.state is not Readiness.SUBMITTED for row in rows):
            return "something is offered again"
        told = [one.code for row in rows for one in row.remarks]
        if doubts and "submission.reason.doubt" not in told:
            return "the doubt is not told"
        found = sum(state is SendState.UNKNOWN for state in states)
        return "" if found == doubts else f"{found} doubts instead of {doubts}"


def _number_of(raw: bytes) -> int:
    for part in message_from_bytes(raw).walk():
        manifest_part = part.get_filename() == FILE_NAME
        content = part.get_payload(decode=True) if manifest_part else None
        if isinstance(content, bytes):
            manifest = manifest_in(read_manifest(content))
            return manifest.mail.number if manifest else 0
    return 0


if __name__ == "__main__":
    _, where, *more = sys.argv
    sys.exit(1 if main(Path(where), int(more[0]) if more else 1) else 0)
