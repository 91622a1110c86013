"""Whose a file is: sets first, and every doubt that keeps it from being credited by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mailsync.matching.context import Context, Kinship, Mates
from mailsync.matching.evidence.files import FileReading
from mailsync.matching.evidence.folders import FolderKind
from mailsync.matching.evidence.mails import MailReading
from mailsync.matching.evidence.senders import KnownSender
from mailsync.matching.evidence.sources import OWNER_CUES, PLACED, Cue, Place, Source
from mailsync.matching.names.fits import Standing


class Doubt(StrEnum):
    """Why a person is asked; the first one found is shown first."""

    CONTRADICTION = "contradiction"
    NOT_ON_ROSTER = "not_on_roster"
    SENDER_CLASH = "sender_clash"
    UNREADABLE = "unreadable"
    DEFERRED = "deferred"
    STALE_SUBJECT = "stale_subject"
    SECTIONS = "sections"
    SEVERAL = "several"
    COUNTED = "counted"
    AMBIGUOUS = "ambiguous"
    NOBODY_NAMES_IT = "nobody_names_it"
    NOTHING = "nothing"
    CLOSE = "close"


# An address of more branches than these is a mailbox that they share.
_FEW_BRANCHES = 3


@dataclass(frozen=True, slots=True)
class Ownership:
    """The branches left, all that was said, and the doubts; `mask` of one bit and none: sure."""

    mask: int
    sources: tuple[Source, ...]
    doubts: tuple[Doubt, ...]
    # What the mail says of material that comes another way, where that is a doubt.
    deferral: Source | None = None
    # What speaks against the sender's branch, where that is a doubt.
    against_sender: Source | None = None
    # The names that the first lines list.
    listed: tuple[Source, ...] = ()
    # Words of the path that count branches, where that is a doubt.
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """Sources that speak for one file, as far as each may be used for it."""

    own: tuple[Source, ...]
    mail: tuple[Source, ...]
    mates: Source | None
    sender: Source | None
    once: Source | None
    people: tuple[Source, ...]
    own_people: tuple[Source, ...]
    # The mail may hold files of several branches.
    unclear: bool


def judge_owner(
    everyone: int,
    file: FileReading,
    mail: MailReading,
    context: Context,
    at: int,
    sender: KnownSender,
    mate_people: Sequence[Source],
) -> Ownership:
    """Intersect what is said; an empty intersection is a contradiction, never outvoted."""
    mates, kinship = context.mates[at], context.kinship
    said = _gather(file, mail, mates, kinship, sender, mate_people)
    doubts: list[Doubt] = []
    deferral: Source | None = None
    if context.unlisted and not said.own:
        # 支撑材料.png beside files of an unlisted branch: the subject alone makes it nobody else's.
        doubts.append(Doubt.NOT_ON_ROSTER)
    left = _intersect(everyone, said, mates, file, doubts)
    _check_heading(everyone, left, said, mail, file, context, at, doubts)
    alone = _alone(everyone, said)
    left = _with_sender(left, said, doubts)
    _check_reply(left, alone, everyone, mail, said, doubts)
    left = _with_people(left, everyone, said)
    sources = _all(said, mail)
    if not said.own and not said.mail and said.mates is None and said.sender is None:
        doubts.append(Doubt.NOTHING)
    elif left & (left - 1):
        doubts.append(Doubt.AMBIGUOUS)
    elif left:
        unread = any(s.standing is Standing.DOUBTFUL for s in said.own)
        if unread and not _clearly_named(left, said):
            doubts.append(Doubt.UNREADABLE)
        elif _against_first_sight(left, said) or _of_another_person(left, said):
            doubts.append(Doubt.CONTRADICTION)
        elif not _owner_grade(left, said):
            doubts.append(Doubt.NOBODY_NAMES_IT)
        deferral = next(
            (
                one
                for one in mail.deferred
                if left == one.mask or (left & one.mask and not _clearly_named(left, said))
            ),
            None,
        )
        if deferral is not None:
            doubts.append(Doubt.DEFERRED)
    return Ownership(
        left,
        sources,
        tuple(dict.fromkeys(doubts)),
        deferral,
        next(iter(_against_sender(said)), None),
        file.listed,
    )


def doubt_one_branch_in_two_folders(
    files: Sequence[FileReading], owners: Sequence[Ownership]
) -> tuple[Ownership, ...]:
    """Two folders of branches are of two: where one says the branch and the other's open name came
    to mean the same by a heading, that heading may be left over.
    """
    named: dict[int, set[str]] = defaultdict(set)
    for file, owner in zip(files, owners, strict=True):
        if not owner.doubts and _says(file, owner.mask, (Cue.FOLDER,)):
            named[owner.mask].add(file.group)

    def doubted(file: FileReading, owner: Ownership) -> Ownership:
        others = named.get(owner.mask, set()) - {file.group}
        within = any(f"{one}/".startswith(f"{file.group}/") for one in others)
        if owner.doubts or not others or within or _says(file, owner.mask, PLACED):
            return owner
        of_a_branch = any(one.kind is FolderKind.BRANCH for one in file.folders)
        return replace(owner, doubts=(Doubt.CONTRADICTION,)) if of_a_branch else owner

    return tuple(doubted(file, owner) for file, owner in zip(files, owners, strict=True))


def _says(file: FileReading, mask: int, cues: Collection[Cue]) -> bool:
    """Whether places of a file, of these kinds, clearly name a branch."""
    return any(
        s.cue in cues and s.standing is Standing.CLEAR and s.mask & mask for s in file.sources
    )


def _gather(
    file: FileReading,
    mail: MailReading,
    mates: Mates,
    kinship: Kinship,
    sender: KnownSender,
    mate_people: Sequence[Source],
) -> Said:
    branch_level = mail.sources if kinship is not Kinship.SEVERAL else ()
    other = None
    if mates.mask is not None and kinship is not Kinship.UNCLEAR:
        other = Source(Cue.MATES, mates.mask, Standing.CLEAR, Place.OTHER_FILE)
    known = None
    if sender.mask and sender.passed_on is not None:
        known = Source(Cue.FIRST_SENDER, sender.mask, Standing.CLEAR, Place.BODY, *sender.passed_on)
    elif sender.mask:
        known = Source(_sender_cue(sender), sender.mask, Standing.CLEAR, Place.SENDER_ADDRESS)
    once = None
    if sender.once:
        once = Source(Cue.SENDER_ONCE, sender.once, Standing.PARTIAL, Place.SENDER_ADDRESS)
    people = file.people
    if kinship is Kinship.ONE_BRANCH:
        people = (*file.people, *mail.people, *mate_people)
    return Said(
        file.sources,
        (*branch_level, *mail.colleges),
        other,
        known,
        once,
        people,
        file.people,
        kinship is not Kinship.ONE_BRANCH,
    )


def _sender_cue(sender: KnownSender) -> Cue:
    if sender.staff:
        return Cue.STAFF_REMEMBERED if sender.from_memory else Cue.STAFF
    return Cue.SENDER if sender.mask.bit_count() <= _FEW_BRANCHES else Cue.SHARED_MAILBOX


def _intersect(
    everyone: int, said: Said, mates: Mates, file: FileReading, doubts: list[Doubt]
) -> int:
    spoken = (*said.own, *said.mail)
    if any(s.standing is Standing.FOREIGN for s in spoken) or (mates.foreign and said.mates):
        doubts.append(Doubt.NOT_ON_ROSTER)
    left = everyone
    for source in spoken:
        if source.standing in (Standing.CLEAR, Standing.PARTIAL):
            left &= source.mask
    if said.mates is not None:
        left &= said.mates.mask
    if not left:
        doubts.append(Doubt.CONTRADICTION)
    for source in spoken:
        if source.standing is Standing.DOUBTFUL:
            if left & source.mask:
                left &= source.mask
            else:
                doubts.append(Doubt.UNREADABLE)
    placed = any(s.cue in PLACED for s in said.own)
    if len({m.mask for m in file.listed}) > 1 or (file.listed and not placed):
        doubts.append(Doubt.SEVERAL)
    return left


def _check_heading(
    everyone: int,
    left: int,
    said: Said,
    mail: MailReading,
    file: FileReading,
    context: Context,
    at: int,
    doubts: list[Doubt],
) -> None:
    """A heading may be left over from another branch: where it alone decides, nothing may speak
    against it."""
    if not left or not any(s.cue is Cue.HEADING for s in said.own):
        return
    without = everyone
    rest = [s for s in said.own if s.cue is not Cue.HEADING]
    for source in (*rest, *said.mail, said.mates, said.sender):
        if source is not None and source.standing in (Standing.CLEAR, Standing.PARTIAL):
            without &= source.mask
    if without and not without & (without - 1):
        return
    if any(s.standing is Standing.DOUBTFUL and s.cue in PLACED for s in rest):
        # The file's own name may say another branch: it was not read.
        doubts.append(Doubt.UNREADABLE)
    witnesses = (*mail.sources, *file.people)
    if context.kinship is Kinship.UNCLEAR:
        rivals = context.rivals[at]
        elsewhere = [s.mask for s in witnesses] + [context.named]
        if not any(mask & left and not mask & rivals for mask in elsewhere):
            doubts.append(Doubt.CONTRADICTION)
    against = context.mates[at].against
    if (against and not against & left) or any(s.mask and not s.mask & left for s in witnesses):
        doubts.append(Doubt.CONTRADICTION)


def _alone(everyone: int, said: Said) -> bool:
    left = everyone
    for source in said.own:
        left &= source.mask
    return bool(left) and not left & (left - 1)


def _with_sender(left: int, said: Said, doubts: list[Doubt]) -> int:
    """A known sender narrows; against him it takes two sources, or his own word."""
    if said.sender is None or not left:
        return left
    if left & said.sender.mask:
        return left & said.sender.mask
    against = _against_sender(said)
    spoken_for = any(s.cue is Cue.BEHALF for s in against)
    if not spoken_for and (len(against) < 2 or _may_be_of_the_staff(said.sender, against)):
        doubts.append(Doubt.SENDER_CLASH)
    return left


def _against_sender(said: Said) -> list[Source]:
    if said.sender is None:
        return []
    return [
        s
        for s in (*said.own, *said.mail, *([said.mates] if said.mates else []))
        if s.mask and not s.mask & said.sender.mask
    ]


def _may_be_of_the_staff(sender: Source, against: Sequence[Source]) -> bool:
    """A unit's staff send 会计硕士第一党支部: their own, which nobody lists, or another unit's."""
    return sender.cue in (Cue.STAFF, Cue.STAFF_REMEMBERED) and not any(
        "college" in s.said for s in against if s.text
    )


def _check_reply(
    left: int,
    alone: bool,
    everyone: int,
    mail: MailReading,
    said: Said,
    doubts: list[Doubt],
) -> None:
    """A subject left over from another thread is outvoted by the file itself or by two sources."""
    reply = mail.reply_subject
    if reply is None or alone or left & reply.mask:
        return
    narrow = max(3, everyone.bit_count() // 10)
    good = [
        s
        for s in (
            *said.own,
            *said.mail,
            *([said.mates] if said.mates else []),
            *([said.sender] if said.sender else []),
            *said.people[:1],
        )
        if s.mask.bit_count() <= narrow
    ]
    if len(good) < 2:
        doubts.append(Doubt.STALE_SUBJECT)


def _with_people(left: int, everyone: int, said: Said) -> int:
    if left == everyone or not left & (left - 1):
        return left
    for source in said.people:
        if left & source.mask:
            left &= source.mask
    return left


def _against_first_sight(left: int, said: Said) -> bool:
    """The file's own name or folder leaves the branch open, and means another at first sight."""
    open_ones = (s for s in said.own if s.cue in PLACED and s.standing is Standing.PARTIAL)
    return any(s.likely and not s.likely & left for s in open_ones)


def _of_another_person(left: int, said: Said) -> bool:
    """The folder or name is a secretary's of another branch, and nothing else there names one."""
    if any(s.cue in PLACED and s.mask == left for s in said.own):
        return False
    people = [s.mask for s in said.own_people if s.place is Place.PATH]
    return bool(people) and not any(mask & left for mask in people)


def _clearly_named(left: int, said: Said) -> bool:
    return any(
        s.cue in OWNER_CUES
        and not s.college_only
        and s.standing in (Standing.CLEAR, Standing.PARTIAL)
        and s.mask & left
        for s in (*said.own, *said.mail)
    )


def _owner_grade(left: int, said: Said) -> bool:
    if _clearly_named(left, said):
        return True
    if said.mates is not None or _secretary_of_the_college(left, said):
        return True
    return said.sender is not None and said.sender.mask == left and not said.unclear


def _secretary_of_the_college(left: int, said: Said) -> bool:
    """A secretary named by the file itself, where something else narrows to the college."""
    narrowing = [s for s in said.mail if s.college_only]
    if said.sender is not None:
        narrowing.append(said.sender)
    return any(s.mask & left for s in said.own_people) and any(s.mask & left for s in narrowing)


def _all(said: Said, mail: MailReading) -> tuple[Source, ...]:
    rest = [s for s in (said.mates, said.sender, said.once, mail.reply_subject) if s is not None]
    return (*said.own, *said.mail, *rest, *said.people)
