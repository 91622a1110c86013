"""What a run of sending tells while it goes."""

from __future__ import annotations

from dataclasses import dataclass

from mailsync.sync.sync import SyncEvent
from store.letters.letter import Letter, Reason, SendState


@dataclass(frozen=True, slots=True)
class Held:
    """An approved letter is not sent: things changed since it was shown."""

    letter: Letter
    reason: Reason


@dataclass(frozen=True, slots=True)
class Handing:
    """A letter is handed over to one recipient; `left` recipients follow."""

    letter: Letter
    recipient: str
    left: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How the handing over to one recipient ended."""

    letter: Letter
    recipient: str
    state: SendState
    answer: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The queue rests for so many seconds; `why` is "pace", "rate" or "line"."""

    seconds: float
    why: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A doubt is settled: the mail lies in a folder of ours."""

    letter: Letter
    recipient: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The run is over. `stopped` says why before its end: "day_limit", "our_limit", "spam",
    "sender", "content", "server", "rate", "line" or "person"; "" where all was tried. `left`
    recipients are approved still; `answer` is what the server said last."""

    sent: int
    refused: int
    unknown: int
    held: int
    left: int
    stopped: str = ""
    answer: str = ""


SendEvent = SyncEvent | Held | Handing | Ended | Waiting | Settled | Finished
