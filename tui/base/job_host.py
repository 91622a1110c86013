"""Work in threads: what a job brings comes back as a message, what fails is told by the app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from textual.dom import DOMNode
from textual.message import Message

T = TypeVar("T")
# The group of workers that wait for what a person answers in a form.
ASKING = "asking"


def nothing() -> None:
    """What follows a failed job unless its caller says otherwise: the app has told the error."""


@dataclass
class JobEnded(Message, bubble=False):
    """A job ended or came further; `then` shows it, in the thread of the screen."""

    then: Callable[[], object]


class JobHost(DOMNode):
    """A screen or an app that has jobs done for it."""

    def run_job(
        self,
        name: str,
        work: Callable[[], T],
        done: Callable[[T], object],
        *,
        failed: Callable[[], None] = nothing,
    ) -> None:
        """Do `work` in a thread, then show what it gave.

        Args:
            work: plain code with a Store of its own; it touches no widget.
            done: runs in the screen's thread with the result.
            failed: runs there instead where `work` raised; the app words the error itself.
        """

        def job() -> None:
            then: Callable[[], object] = failed
            try:
                then = partial(done, work())
            finally:
                self.post_message(JobEnded(then))

        self.app.run_worker(job, name=name, group=name, thread=True, exit_on_error=False)

    def tell(self, show: Callable[[], None]) -> None:
        """From within a job: have the screen's thread show how far it is."""
        self.post_message(JobEnded(show))

    def on_job_ended(self, message: JobEnded) -> None:
        """Show what a job brought."""
        message.then()
