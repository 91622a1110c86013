"""The fields that a template may use; their names are what staff write between braces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoticeFields:
    """The notice, as it names itself; `work` is what it is about (特色支部创建工作) and `material`
    what is asked for (特色支部创建工作验收材料)."""

    title: str
    number: str
    clause: str
    words: str
    asked: str = ""
    work: str = ""
    material: str = ""


@dataclass(frozen=True, slots=True)
class SenderFields:
    """Who writes."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class UnitFields:
    """The addressed unit: `salutation` opens the letter, `you` speaks to it within.

    `kind` is committee, college, general_branch, branch, person or reviewer.
    """

    name: str
    salutation: str
    you: str
    kind: str


@dataclass(frozen=True, slots=True)
class DeadlineFields:
    """The deadline of everybody: days and working days left, and days since it passed.

    `left` says how long it is in one figure: 还有5个工作日（含今日）; "" once it is over.
    """

    day: str
    over: bool
    days: int
    working_days: int
    days_over: int
    left: str = ""


@dataclass(frozen=True, slots=True)
class DatedFields:
    """What a letter asks for by one day, where it asks for other things by another; `left` says
    how long it is until then, "" once it is over."""

    asked: str
    day: str
    over: bool
    left: str


@dataclass(frozen=True, slots=True)
class FaultFields:
    """One faulty file: `said` has a sentence for each finding, with measured value and clause.

    `asked` is when it was returned, where that was done before; `change` says of a correction what
    it was and what it is now, as in `1600 → 1550 字`.
    """

    item: str
    file: str
    said: tuple[str, ...]
    asked: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class LinkFields:
    """One file that came as a link; `until` is empty where its expiry is not known."""

    item: str
    file: str
    until: str


@dataclass(frozen=True, slots=True)
class BranchFields:
    """One branch with what it owes; `limit` is filled where it differs from the deadline.

    `left` says how long it is until then. `early` are files from before the window's start, which
    wait for us. `brief` says what is open in a few words each.
    """

    name: str
    secretary: str
    limit: str
    working_days: int
    missing: tuple[str, ...]
    expired: tuple[LinkFields, ...]
    faults: tuple[FaultFields, ...]
    links: tuple[LinkFields, ...]
    early: tuple[str, ...] = ()
    left: str = ""
    brief: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtensionFields:
    """An extension."""

    until: str
    reason: str


@dataclass(frozen=True, slots=True)
class SessionFields:
    """A sharing session."""

    day: str
    place: str
    form: str
    note: str


@dataclass(frozen=True, slots=True)
class OwingFields:
    """One branch that owes a session or its form.

    `spoke` is the day on which it spoke, `planned` that of a session which is over and of which
    nothing was heard, each empty where there is none. `form` is `none`, `in`, or `waits` where one
    came that may be its own.
    """

    name: str
    secretary: str
    spoke: str
    planned: str
    form: str


@dataclass(frozen=True, slots=True)
class SharingFields:
    """What is owed of the sharing sessions; `due` is empty where staff set no date. `title` is
    what the notice calls them."""

    clause: str
    form: str
    due: str
    over: bool
    sessions: tuple[OwingFields, ...]
    forms: tuple[OwingFields, ...]
    occasions: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class OwnItemFields:
    """One item beside the six and the branches that are not marked as done with it.

    `left` says how long it is until `due`; `over` that it is past.
    """

    title: str
    due: str
    over: bool
    left: str
    branches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileFields:
    """One file found in a mail; `note` says what could not be read of it, or nothing."""

    path: str
    kind: str
    branch: str
    waiting: bool
    link: bool
    note: str


@dataclass(frozen=True, slots=True)
class MailFields:
    """One mail that is confirmed; `thanks` are corrections in it, a sentence each."""

    subject: str
    received: str
    files: tuple[FileFields, ...]
    problems: tuple[str, ...]
    thanks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewFields:
    """A reviewer's part of the letter review.

    `code` is theirs; `cases` are those without a score, by number and name, of `total`. `by` is the
    day by which scores are asked for, or empty, and `late` that it is past. Of a pack: the name and
    size of the file, how many videos are in and how many apart, and whether it replaces another.
    """

    code: str
    cases: tuple[str, ...]
    total: int
    by: str
    late: bool
    file: str
    size: str
    videos_in: int
    videos_apart: int
    again: bool


@dataclass(frozen=True, slots=True)
class AnswerFields:
    """What a person answers, paragraph by paragraph, and the subject that it answers, without the
    marks of earlier answers."""

    paragraphs: tuple[str, ...]
    subject: str


@dataclass(frozen=True, slots=True)
class SectionFields:
    """Where the words stand: `alone` as a letter of their own that leaves nothing out; `cited` says
    that a section before them has named the notice in full, `told_before` that something which is
    still open was told before and is not named again."""

    alone: bool = True
    cited: bool = False
    told_before: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """Everything that a template may use; what does not belong to a kind is empty or zero.

    `office` is department or sub_committee: who writes. `mailbox` is the department's in the one,
    in the other the sub-committee's own, "" where it is not known. `section` says what need not be
    said again. `dated` is filled where what a letter asks for is due on several days, so that none
    holds for all of it.
    """

    office: str
    notice: NoticeFields
    sender: SenderFields
    unit: UnitFields
    mailbox: str
    today: str
    as_of: str
    deadline: DeadlineFields
    branches: tuple[BranchFields, ...]
    extension: ExtensionFields
    session: SessionFields
    mails: tuple[MailFields, ...]
    review: ReviewFields
    sharing: SharingFields
    answer: AnswerFields
    section: SectionFields = SectionFields()
    own_items: tuple[OwnItemFields, ...] = ()
    dated: tuple[DatedFields, ...] = ()
