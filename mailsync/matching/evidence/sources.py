"""One thing that a mail says about who owns a file, and where it says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mailsync.matching.names.fits import Standing


class Place(StrEnum):
    """Which original text a span points into."""

    PATH = "path"
    TITLE = "title"
    SUBJECT = "subject"
    BODY = "body"
    SENDER_NAME = "sender_name"
    SENDER_ADDRESS = "sender_address"
    OTHER_FILE = "other_file"


class Cue(StrEnum):
    """What kind of evidence it is; the catalogs word each."""

    NAME = "name"
    HEADING = "heading"
    FOLDER = "folder"
    ARCHIVE = "archive"
    LIST = "list"
    BRAND = "brand"
    BODY = "body"
    BEHALF = "behalf"
    SUBJECT = "subject"
    SIGNATURE = "signature"
    DISPLAY = "display"
    SENDER = "sender"
    SENDER_ONCE = "sender_once"
    FIRST_SENDER = "first_sender"
    STAFF = "staff"
    STAFF_REMEMBERED = "staff_remembered"
    SHARED_MAILBOX = "shared_mailbox"
    MATES = "mates"
    PERSON = "person"
    REPLY_SUBJECT = "reply_subject"
    # For the order of candidates only: what files nearby in the same mail are.
    PREVIOUS = "previous"
    FOLLOWING = "following"
    ELSEWHERE = "elsewhere"
    COLLEGE_ELSEWHERE = "college_elsewhere"
    # Also for the order only: files of the same folder, branches of a list that no file names, a
    # secretary among the members in the text, an address that spells a secretary's name.
    SAME_FOLDER = "same_folder"
    LISTED_ONLY = "listed_only"
    MEMBER = "member"
    ADDRESS = "address"


# What one source is worth, in nats, when it holds for one branch and not for another.
WEIGHTS: dict[Cue, float] = {
    Cue.NAME: 8.0,
    Cue.FOLDER: 8.0,
    Cue.LIST: 7.0,
    Cue.HEADING: 6.5,
    Cue.ARCHIVE: 6.5,
    Cue.BRAND: 6.5,
    Cue.BEHALF: 7.0,
    Cue.BODY: 6.0,
    Cue.SUBJECT: 5.0,
    Cue.SIGNATURE: 5.0,
    Cue.DISPLAY: 4.0,
    Cue.SENDER: 5.5,
    Cue.SENDER_ONCE: 1.5,
    Cue.FIRST_SENDER: 5.2,
    Cue.STAFF: 3.0,
    Cue.STAFF_REMEMBERED: 3.0,
    Cue.SHARED_MAILBOX: 3.0,
    Cue.MATES: 5.0,
    Cue.PERSON: 2.5,
    Cue.REPLY_SUBJECT: 1.0,
    Cue.PREVIOUS: 1.2,
    Cue.FOLLOWING: 1.0,
    Cue.ELSEWHERE: 0.8,
    Cue.COLLEGE_ELSEWHERE: 0.9,
    Cue.SAME_FOLDER: 2.5,
    Cue.LISTED_ONLY: 0.7,
    Cue.MEMBER: 1.7,
    Cue.ADDRESS: 1.7,
}
# Sources that stand where a file lies, or where files are listed.
PLACED = frozenset((Cue.NAME, Cue.FOLDER, Cue.LIST))
# Sources that may name an owner by themselves.
OWNER_CUES = frozenset(
    (
        Cue.NAME,
        Cue.FOLDER,
        Cue.LIST,
        Cue.HEADING,
        Cue.ARCHIVE,
        Cue.BRAND,
        Cue.BEHALF,
        Cue.BODY,
        Cue.SUBJECT,
        Cue.SIGNATURE,
        Cue.DISPLAY,
        Cue.SENDER,
        Cue.FIRST_SENDER,
        Cue.MATES,
    )
)


@dataclass(frozen=True, slots=True)
class Source:
    """One piece of evidence: the set that it leaves, and its span in an original text."""

    cue: Cue
    mask: int
    standing: Standing
    place: Place
    text: str = ""
    start: int = 0
    end: int = 0
    # Names a college, not a branch.
    college_only: bool = False
    # The slots that are written: "college", "unit", "grade", "stage", "ordinal".
    said: frozenset[str] = frozenset()
    # Of the branches left, those that the first reading of the words means; 0 where all are alike.
    likely: int = 0

    @property
    def weight(self) -> float:
        """What the source is worth in nats; half when it could not be read wholly."""
        full = WEIGHTS[self.cue]
        return full / 2 if self.standing is Standing.DOUBTFUL else full
