"""Twenty letters, cut off or killed at every command and reply, and within what they carry.

Run as `python -m tests.sending_sweep DIR [STEP [packs|together]]`; with `packs` they are review
packs, each with its zip, with `together` letters of four parts.
A kill is a real SIGKILL of a forked process that sends; then another process finishes. Whatever
happened, no mail is there twice, none is at a wrong address, each that counts as sent is there, and
each of which the program cannot know is in doubt.
Prints the number of points of both kinds.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

from msgspec.structs import replace

from mailsync.sending.dispatch import SendJob, send
from mailsync.sending.smtp import Outbox
from store.db.database import open_store
from store.letters import events as outgoing
from store.letters.letter import AttachedFile, SendState
from store.letters.standing import letters_of_plan
from store.model import Address, FileKind
from store.workspace.workspace import open_workspace
from tests.mailsync.letters.desk import LetterDesk
from tests.mailsync.letters.panel import hand_in, keep, seat
from tests.mailsync.letters.sending import account, desk_of
from tests.making import auto, make_mail, take_in
from tests.servers.smtp_fake import FakeSmtp, fake_smtp

LETTERS = 20
# So much that a mail is longer than what a socket takes at once.
CASE_BYTES = 300_000
TOGETHER = ("reminder", "return", "sharing", "receipt")
EXPECTED = {f"unit{number}@neu.example" for number in range(1, LETTERS + 1)}


def main(folder: Path, step: int = 1, what: str = "reminders") -> int:
    """Cut and kill at every `step`th point; returns the number of points that went wrong."""
    desk = desk_of(folder / "template", LETTERS, 1)
    if what == "packs":
        seat(desk, sorted(EXPECTED, key=lambda address: int(address[4 : address.index("@")])))
        hand_in(desk, "V01-1", random.Random(1).randbytes(CASE_BYTES))
        keep(desk)
    if what == "together":
        _give_all_something_to_be_told(desk)
    plan = desk.plan({"packs": "pack", "together": "all"}.get(what))
    if what == "together" and {letter.kinds for letter in plan.letters} != {TOGETHER}:
        raise SystemExit("not every letter tells of all four")
    outgoing.approve(desk.store, plan.digest, at=desk.now, who="李老师")
    desk.store.close()
    files = {r: x.files for x in plan.letters for r in x.addresses("to")}
    sweep = _Sweep(folder, plan.digest, desk.now, files)
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


def _give_all_something_to_be_told(desk: LetterDesk) -> None:
    """Every unit mails a plan that is too long: it is owed a reminder, a return and a receipt."""
    for number in range(1, LETTERS + 1):
        name = f"plan-{number}"
        mail = replace(
            make_mail(name, [(f"{name}.docx", name)], at=desk.now),
            sender=Address("", f"unit{number}@neu.example"),
        )
        credit = auto(f"V{number:02d}-1", FileKind.PLAN)
        take_in(desk.store, mail, credit, measures={name: {"chars": 1900}})
    desk.now += timedelta(minutes=1)


class _Sweep:
    def __init__(
        self,
        folder: Path,
        digest: str,
        now: datetime,
        files: Mapping[str, Sequence[AttachedFile]],
    ) -> None:
        self._files = files
        self._folder = folder
        self._digest = digest
        self._now = now

    def count(self) -> int:
        """The points of an unbroken run."""
        counted = [0]

        def tick(name: str) -> bool:
            counted[0] += 1
            return False

        with fake_smtp() as fake:
            fake.before = tick
            place = self._place()
            # What a run imports is the same in every process: once, before forking.
            self._send(place, fake)
            problem = self._judge(place, fake, doubts=0)
        if problem:
            raise SystemExit(f"the unbroken run: {problem}")
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

    def _place(self) -> Path:
        place = self._folder / "place"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self._folder / "template", place)
        return place / "workspace"

    def _send(self, place: Path, fake: FakeSmtp) -> None:
        workspace = open_workspace(place)
        store = open_store(workspace.database)
        job = SendJob(
            workspace=workspace,
            store=store,
            digest=self._digest,
            outbox=Outbox(account(fake.host, fake.port)),
            mailbox=None,
            clock=lambda: self._now,
            who="李老师",
            wait=lambda seconds: None,
        )
        for _ in send(job):
            pass
        store.close()

    def _judge(self, place: Path, fake: FakeSmtp, *, doubts: int) -> str:
        store = open_store(place / "sixones.db")
        states = {
            each.recipient.address.email: each.state
            for entry in letters_of_plan(store, self._digest) or ()
            for each in entry.recipients
        }
        store.close()
        arrived = Counter(fake.recipients)
        for address, times in arrived.items():
            if times > 1:
                return f"{address} has it {times} times"
            if address not in EXPECTED:
                return f"{address} has a mail"
        for address, content in fake.taken:
            number = address.removeprefix("unit").partition("@")[0]
            if b"To: =?utf-8?" not in content or f"unit{number}@".encode() not in content:
                return f"{address} has another's mail"
            if attached_digests(content) != [file.digest for file in self._files[address]]:
                return f"{address} has not what was attached"
        for address in EXPECTED:
            if states[address] is SendState.SENT and not arrived[address]:
                return f"{address} counts as sent"
            if states[address] not in (SendState.SENT, SendState.UNKNOWN):
                return f"{address} is {states[address]}"
        found = sum(state is SendState.UNKNOWN for state in states.values())
        return "" if found == doubts else f"{found} doubts instead of {doubts}"


def attached_digests(content: bytes) -> list[str]:
    parts = message_from_bytes(content).walk()
    files = [part.get_payload(decode=True) for part in parts if part.get_filename()]
    return [hashlib.sha256(file).hexdigest() for file in files if isinstance(file, bytes)]


def doubts_after(hit: list[str], *, killed: bool) -> int:
    """A doubt is left by what happens between the agreed DATA and the answer to the dot.

    A process that dies has said before that it begins: then also its own death before is one.
    """
    (name,) = hit
    after = {"CONTENT?", "HALFWAY?", "MESSAGE?", "MESSAGE!"}
    return int(name in (after | {"DATA?", "DATA!"} if killed else after))


def at_point(point: int, strike: Callable[[str], None]) -> Callable[[str], bool]:
    left = [point]

    def before(name: str) -> bool:
        left[0] -= 1
        if left[0] == 0:
            strike(name)
            return True
        return False

    return before


def run_in_child(run: Callable[[], None]) -> None:
    if status := in_fork(run, [0]):
        raise SystemExit(f"a run ended with status {status}")


def in_fork(run: Callable[[], None], child: list[int]) -> int:
    """Run in a process of its own, whose id `child` is given before it begins."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.read(reader, 1)
            run()
        finally:
            failed = sys.exc_info()[1]
            if failed is not None:
                sys.stderr.write(f"{failed!r}\n")
                sys.stderr.flush()
            os._exit(1 if failed is not None else 0)
    child[0] = pid
    os.write(writer, b"x")
    os.close(reader)
    os.close(writer)
    return os.waitpid(pid, 0)[1]


if __name__ == "__main__":
    _, where, *more = sys.argv
    failed = main(Path(where), int(more[0]) if more else 1, *more[1:2])
    sys.exit(1 if failed else 0)
