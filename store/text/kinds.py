"""The shared words: what an item, a file, a state or a verdict may be. Light to import."""

from __future__ import annotations

from enum import StrEnum


class Item(StrEnum):
    """The six ones, in the order of the notice."""

    PLAN = "plan"
    VIDEO = "video"
    PROMOTION = "promotion"
    SHARING = "sharing"
    REVIEW = "review"
    VOLUME = "volume"


class FileKind(StrEnum):
    """What an attachment is."""

    PLAN = "plan"
    SUPPORT = "support"
    TOC = "toc"
    VIDEO = "video"
    EVAL_FORM = "eval_form"
    ARTICLE = "article"
    SHARING = "sharing"
    OTHER = "other"


class State(StrEnum):
    """How one item of one branch stands."""

    DONE = "done"
    ACCEPTED = "accepted"
    SOFT = "soft"
    FAULT = "fault"
    MISSING = "missing"
    REVIEW = "review"
    LINK = "link"
    SUBMITTED = "submitted"
    OPEN = "open"
    # The notice does not ask for it.
    ABSENT = "absent"

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do about the item."""
        return self in (State.DONE, State.ACCEPTED, State.SOFT, State.ABSENT)

    @property
    def theirs(self) -> bool:
        """Whether what is left to do is the branch's; else nothing is, or a person of ours looks
        at what came."""
        return not self.complete and self is not State.REVIEW


class Severity(StrEnum):
    """What a finding asks of people: mend it, judge it, or look at it."""

    HARD = "hard"
    SOFT = "soft"
    HINT = "hint"


class Verdict(StrEnum):
    """What may be done with a proposal: credit by itself, or ask a person."""

    AUTO = "auto"
    REVIEW = "review"
    NONE = "none"


class Scope(StrEnum):
    """How many roster branches a file belongs to."""

    ONE = "one"
    SEVERAL = "several"
    NONE = "none"


class Intent(StrEnum):
    """What the words of a mail want, the gravest first."""

    WITHDRAWAL = "withdrawal"
    EXTENSION = "extension"
    QUESTION = "question"
    PASSWORD = "password"
    OTHER_WAY = "other_way"
    THANKS = "thanks"
    AUTO_REPLY = "auto_reply"

    @property
    def asks(self) -> bool:
        """Whether somebody waits for our answer."""
        return self in (Intent.WITHDRAWAL, Intent.EXTENSION, Intent.QUESTION)


class ReceivedFrom(StrEnum):
    """Where a mail's arrival time was read; the board says which. BY_HAND: a person stated it."""

    INTERNALDATE = "internaldate"
    RECEIVED = "received"
    DATE = "date"
    BY_HAND = "by_hand"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """How material came in: by mail, behind a link of a mail, or by a person's hand."""

    MAIL = "mail"
    LINK = "link"
    USB = "usb"
    CHAT = "chat"
    OTHER = "other"
