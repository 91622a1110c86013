"""Sending what was approved: sync, check again, hand over one by one, and record every answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from mailsync.letters.draft import Asked
from mailsync.letters.message import FileLost, letter_message
from mailsync.letters.plan import still_due
from mailsync.letters.planning import ALL, office
from mailsync.mailbox.contract import Mailbox, never
from mailsync.sending.doubts import settle_doubts
from mailsync.sending.events import Ended, Finished, Handing, Held, SendEvent, Waiting
from mailsync.sending.smtp import DeliveryResult, Outbox
from mailsync.sending.smtp_replies import ReplyVerdict
from mailsync.submission.plan import submission_gone
from mailsync.sync.sync import sync
from store.db.database import Store
from store.errors import StoreError, UsageError
from store.letters import events as outgoing
from store.letters.handed_on import SUBMISSION
from store.letters.letter import Letter, Reason, SendState
from store.letters.standing import LetterStanding, letters_of_plan, sent_since
from store.views.letters.facts import KnownFacts, LetterFacts, known_facts
from store.workspace.workspace import Workspace

# NetEase counts a rate over fifteen minutes.
PAUSE_S = 900.0
_RETRIES_S = (2.0, 10.0)
# A sync that another program has begun is waited for, two minutes at most.
_TRIES, _TRY_AGAIN_S = 61, 2.0


@dataclass(frozen=True, slots=True)
class SendJob:
    """What a run is given.

    Attributes:
        digest: of the plan whose approved letters are sent.
        mailbox: read before, and searched for letters in doubt; None only where there is none.
        wait: rests for so many seconds, or until `stop` says so.
    """

    workspace: Workspace
    store: Store
    digest: str
    outbox: Outbox
    mailbox: Mailbox | None
    clock: Callable[[], datetime]
    who: str
    wait: Callable[[float], None]
    stop: Callable[[], bool] = never


def send(job: SendJob) -> Iterator[SendEvent]:
    """Send the approved letters of a plan, each to each recipient once.

    A crash at any moment leaves at most one recipient in doubt, which a later run finds and
    does not send to again.

    Raises:
        ConfigError: `notice.not_own`.
        UsageError: `letters.unknown_plan`.
        StoreError: `outbox.locked` where somebody is sending; `sync.locked`, `db.*`.
        MailboxError: the mailbox cannot be read, or the server lets nobody in; what went went.
    """
    job.workspace.require_own_notice()
    with job.store.exclusive("outbox"):
        outgoing.doubt_interrupted(job.store, at=job.clock(), who=job.who)
        if letters_of_plan(job.store, job.digest) is None:
            raise UsageError("letters.unknown_plan", digest=job.digest)
        run = _Run(job)
        try:
            yield from run.synced()
            yield from run.settle_doubts()
            yield from run.hold_what_changed()
            yield from run.queue()
            yield from run.settle_doubts()
        finally:
            job.outbox.close()
        yield run.finished()


class _NotDue(Exception):  # noqa: N818  (no error: the letter is not due)
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass(slots=True)
class _Run:
    """One run over a plan."""

    job: SendJob
    asked: Asked = field(init=False)
    synced_at: datetime = field(init=False)
    known: KnownFacts | None = None
    sent: int = 0
    refused: int = 0
    unknown: int = 0
    held: int = 0
    stopped: str = ""
    answer: str = ""
    just_handed: bool = False
    broken: int = 0
    paused: int = 0

    def __post_init__(self) -> None:
        self.asked = office(self.job.workspace, self.job.store, round_name=ALL).asked

    def synced(self) -> Iterator[SendEvent]:
        """Read the mailbox; where somebody reads it just now, wait until that is done."""
        job = self.job
        for left in reversed(range(_TRIES)):
            try:
                if job.mailbox is not None:
                    yield from sync(
                        job.workspace, job.store, job.mailbox, clock=job.clock, stop=job.stop
                    )
                break
            except StoreError as err:
                if err.code != "sync.locked" or not left or job.stop():
                    raise
            job.wait(_TRY_AGAIN_S)
        self.synced_at = job.clock()

    def settle_doubts(self) -> Iterator[SendEvent]:
        job = self.job
        if job.mailbox is not None:
            yield from settle_doubts(job.store, job.mailbox, clock=job.clock, who=job.who)

    def hold_what_changed(self) -> Iterator[SendEvent]:
        for entry in self._approved():
            reason = self._why_not_due(entry)
            if reason is not None:
                yield self._hold(entry.letter, reason)

    def queue(self) -> Iterator[SendEvent]:
        while not self.stopped:
            waiting = [(e, r) for e in self._approved() for r in e.waiting]
            if not waiting:
                return
            if self.job.stop():
                self.stopped = "person"
                return
            if self._today() >= self.job.workspace.settings.letters.daily_limit:
                self.stopped = "our_limit"
                return
            pace = float(self.job.workspace.settings.letters.pace_s)
            if self.just_handed and pace:
                yield from self._rest(pace, "pace")
                if self.stopped:
                    return
            self.just_handed = False
            yield from self._synced_again()
            entry, recipient = waiting[0]
            yield from self._one(entry, recipient.recipient.address.email, len(waiting) - 1)

    def finished(self) -> Finished:
        left = sum(len(entry.waiting) for entry in self._approved())
        return Finished(
            self.sent, self.refused, self.unknown, self.held, left, self.stopped, self.answer
        )

    # -- within ----------------------------------------------------------------------------------

    def _approved(self) -> tuple[LetterStanding, ...]:
        found = letters_of_plan(self.job.store, self.job.digest) or ()
        return tuple(entry for entry in found if entry.waiting)

    def _one(self, entry: LetterStanding, recipient: str, left: int) -> Iterator[SendEvent]:
        job, letter = self.job, entry.letter
        yield Handing(letter, recipient, left)
        domain = letter.sender.email.rpartition("@")[2]
        message_id = f"<{uuid.uuid4().hex}.{letter.id}@{domain}>"
        try:
            handed = job.outbox.hand_over(
                letter.sender.email,
                recipient,
                letter_message(
                    letter,
                    job.workspace,
                    message_id=message_id,
                    date=self.asked.dates.local(job.clock()),
                ),
                begin=partial(self._begin, entry, recipient, message_id),
            )
        except _NotDue as found:
            yield self._hold(letter, found.reason)
            return
        except FileLost:
            yield self._hold(letter, Reason("letters.dropped.pack_lost"))
            return
        self.just_handed = True
        self._record(letter, recipient, message_id, handed)
        if handed.state is not SendState.APPROVED:
            yield Ended(letter, recipient, handed.state, handed.answer)
        yield from self._go_on(handed)

    def _begin(self, entry: LetterStanding, recipient: str, message_id: str) -> None:
        """Check once more and commit `sending`, in one transaction: the last word before DATA."""
        job = self.job
        with job.store.atomic():
            reason = self._why_not_due(entry)
            if reason is not None:
                raise _NotDue(reason)
            outgoing.begin(
                job.store,
                entry.letter,
                recipient,
                message_id=message_id,
                at=job.clock(),
                who=job.who,
            )

    def _why_not_due(self, entry: LetterStanding) -> Reason | None:
        """Why an approved letter does not go after all, by the facts as they are now."""
        facts = self._facts()
        if entry.letter.kind == SUBMISSION and self.known is not None:
            job = self.job
            return submission_gone(
                entry, self.known.board, job.store, job.workspace, now=facts.as_of
            )
        return still_due(entry, facts, self.asked)

    def _facts(self) -> LetterFacts:
        """The facts as they are now; derived anew only where something but our letters moved."""
        job = self.job
        self.known = known_facts(job.store, job.workspace, now=job.clock(), before=self.known)
        return self.known.facts

    def _record(
        self, letter: Letter, recipient: str, message_id: str, handed: DeliveryResult
    ) -> None:
        self.answer = handed.answer
        self.sent += handed.state is SendState.SENT
        self.refused += handed.state is SendState.REFUSED
        self.unknown += handed.state is SendState.UNKNOWN
        outgoing.finish(
            self.job.store,
            letter,
            recipient,
            handed.state,
            at=self.job.clock(),
            who=self.job.who,
            message_id=message_id,
            code="line" if handed.broken else handed.ruling.reason,
            answer=handed.answer,
        )

    def _go_on(self, handed: DeliveryResult) -> Iterator[SendEvent]:
        """Decide what follows: go on, rest, or stop."""
        if handed.broken:
            self.broken += 1
            if self.broken > len(_RETRIES_S):
                self.stopped = "line"
            else:
                yield from self._rest(_RETRIES_S[self.broken - 1], "line", handed.answer)
            return
        self.broken = 0
        if handed.ruling.verdict is ReplyVerdict.STOP:
            self.stopped = handed.ruling.reason
        elif handed.ruling.verdict is ReplyVerdict.PAUSE:
            self.paused += 1
            if self.paused > 1:
                # A quarter of an hour did not help: it is more than a rate.
                self.stopped = "rate"
            else:
                yield from self._rest(PAUSE_S, "rate", handed.answer)
        else:
            self.paused = 0

    def _rest(self, seconds: float, why: str, answer: str = "") -> Iterator[SendEvent]:
        yield Waiting(seconds, why, answer)
        self.job.wait(seconds)
        if self.job.stop():
            self.stopped = "person"

    def _synced_again(self) -> Iterator[SendEvent]:
        """Read the mailbox again where the last time is as old as the settings allow."""
        job = self.job
        age = timedelta(minutes=job.workspace.settings.sync_minutes)
        if job.mailbox is not None and job.clock() - self.synced_at >= age:
            yield from self.synced()

    def _hold(self, letter: Letter, reason: Reason) -> Held:
        self.held += 1
        outgoing.withdraw_approval(
            self.job.store, letter, at=self.job.clock(), who=self.job.who, code=reason.code
        )
        return Held(letter, reason)

    def _today(self) -> int:
        dates = self.asked.dates
        today = dates.day(self.job.clock())
        return sent_since(self.job.store, dates.start_of(today))
