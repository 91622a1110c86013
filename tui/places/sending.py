"""Sending from the screen: in a worker, with progress, paused and stopped by a key."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from mailsync.letters.planning import plan_of
from mailsync.sending.dispatch import SendJob, send
from mailsync.sending.events import Ended, Finished, Handing, Held, SendEvent, Waiting
from mailsync.sending.outbox_account import open_outbox
from mailsync.sync.sync import open_mailbox
from store.letters import events as outgoing
from store.letters.letter import Letter
from store.workspace.secrets import smtp_password
from tui.base.desk import Desk
from tui.base.job_host import JobHost
from tui.base.jobs import opened

_LOOK_S = 0.2


@dataclass(frozen=True, slots=True)
class SendProgress:
    """How far a run is: `done` of `total` recipients; `now` says what it does."""

    done: int
    total: int
    now: str


class LetterSending:
    """One run at a time; `moved` and `over` are called in the screen's thread."""

    def __init__(
        self,
        host: JobHost,
        desk: Desk,
        moved: Callable[[SendProgress], None],
        over: Callable[[Finished | None], None],
    ) -> None:
        self._host = host
        self._desk = desk
        self._moved = moved
        self._over = over
        self._stop: threading.Event | None = None
        self._pause = threading.Event()
        self._done = 0
        self._total = 0

    @property
    def running(self) -> bool:
        """Whether letters are being sent."""
        return self._stop is not None

    @property
    def paused(self) -> bool:
        """Whether the run rests until it is told to go on."""
        return self._pause.is_set()

    def start(self, letters: Sequence[Letter], recipients: int) -> None:
        """Send approved letters."""
        self._stop = threading.Event()
        self._pause.clear()
        self._done, self._total = 0, recipients
        work = partial(self._work, tuple(letters), self._stop)
        self._host.run_job("send", work, self._ended, failed=partial(self._ended, None))

    def toggle_pause(self) -> None:
        """Rest after the letter in hand, or go on."""
        if self._pause.is_set():
            self._pause.clear()
        else:
            self._pause.set()

    def stop(self) -> None:
        """End after the letter in hand; the rest stays approved."""
        if self._stop is not None:
            self._stop.set()

    def _work(self, letters: tuple[Letter, ...], stop: threading.Event) -> Finished | None:
        desk = self._desk

        def stopped() -> bool:
            while self._pause.is_set() and not stop.is_set():
                stop.wait(_LOOK_S)
            return stop.is_set()

        def rest(seconds: float) -> None:
            stop.wait(seconds)

        plan = plan_of(letters, desk.clock())
        finished: Finished | None = None
        with (
            opened(desk.workspace) as store,
            contextlib.closing(open_mailbox(desk.workspace, desk.password)) as mailbox,
        ):
            outgoing.save_plan(store, plan, who=desk.who)
            job = SendJob(
                desk.workspace,
                store,
                plan.digest,
                open_outbox(desk.workspace, self._code),
                mailbox,
                desk.clock,
                desk.who,
                wait=rest,
                stop=stopped,
            )
            for event in send(job):
                if isinstance(event, Finished):
                    finished = event
                self._report(event)
        return finished

    def _code(self) -> str:
        """The password for sending; the mailbox's own where both are one provider's."""
        settings = self._desk.workspace.settings

        def ask(user: str, host: str) -> str:
            ours = (user, host) == (settings.mail.user, settings.mail.host)
            return self._desk.password() if ours else ""

        return smtp_password(settings, environ=os.environ, ask=ask)

    def _report(self, event: SendEvent) -> None:
        say = self._desk.wording.say
        match event:
            case Handing():
                now = say("letters.now.handing", recipient=event.recipient)
            case Ended() | Held():
                self._done += 1 if isinstance(event, Ended) else len(event.letter.recipients)
                now = say("letters.now.between")
            case Waiting(why="pace"):
                now = say("letters.now.pace", seconds=int(event.seconds))
            case Waiting():
                now = say(
                    f"letters.now.{event.why}", seconds=int(event.seconds), answer=event.answer
                )
            case _:
                now = say("letters.now.syncing") if not self._done else ""
        if now:
            progress = SendProgress(self._done, self._total, now)
            self._host.tell(partial(self._moved, progress))

    def _ended(self, finished: Finished | None) -> None:
        self._stop = None
        self._pause.clear()
        self._over(finished)
