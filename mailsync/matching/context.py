"""How the files of one mail hang together: one branch, several, or not to be known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from mailsync.matching.files import FileReading
from mailsync.matching.fits import Standing
from mailsync.matching.folders import FolderKind
from mailsync.matching.mails import MailReading
from mailsync.matching.sources import Cue


class Kinship(Enum):
    """Whether what one file says may speak for another."""

    ONE_BRANCH = "one_branch"
    UNCLEAR = "unclear"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Mates:
    """What the other files of a file's group say together; None: nothing, or not of one mind."""

    mask: int | None
    sources: int
    # An unlisted branch is named among them.
    foreign: bool


NO_MATES = Mates(None, 0, False)


@dataclass(frozen=True, slots=True)
class Context:
    """The kinship of a mail's files, and for each what its mates say."""

    kinship: Kinship
    mates: tuple[Mates, ...]


_PLACED = frozenset((Cue.NAME, Cue.FOLDER, Cue.LIST))


def read_context(everyone: int, mail: MailReading, files: Sequence[FileReading]) -> Context:
    """Judge from names and folders first; headings alone only make it unclear."""
    kinship = _kinship(everyone, mail, files)
    groups: dict[str, list[int]] = defaultdict(list)
    for at, file in enumerate(files):
        if kinship is Kinship.ONE_BRANCH:
            groups[""].append(at)
        elif file.group:
            groups[file.group].append(at)
    mates = [NO_MATES] * len(files)
    for members in groups.values():
        for at, together in zip(
            members, _together(everyone, [files[m] for m in members]), strict=True
        ):
            mates[at] = together
    return Context(kinship, tuple(mates))


def _kinship(everyone: int, mail: MailReading, files: Sequence[FileReading]) -> Kinship:
    named = everyone
    said = everyone
    groups: set[str] = set()
    unlisted = False
    for file in files:
        for source in file.sources:
            if source.standing is Standing.FOREIGN:
                unlisted = True
                continue
            if not source.mask:
                continue
            if source.standing is not Standing.DOUBTFUL and source.cue in _PLACED:
                named &= source.mask
            said &= source.mask
        if any(
            f.kind in (FolderKind.BRANCH, FolderKind.PERSON, FolderKind.NUMBER)
            for f in file.folders
        ):
            groups.add(file.group)
    if mail.several or not named or len(groups) > 1:
        return Kinship.SEVERAL
    if not said or (unlisted and said != everyone):
        return Kinship.UNCLEAR
    return Kinship.ONE_BRANCH


def _together(everyone: int, files: Sequence[FileReading]) -> list[Mates]:
    """For each file the intersection of all the others, by sums from both ends."""
    masks: list[int] = []
    speaks: list[int] = []
    foreign: list[int] = []
    for file in files:
        mask = everyone
        for source in file.sources:
            if source.standing is not Standing.FOREIGN and source.mask:
                mask &= source.mask
        masks.append(mask)
        speaks.append(int(mask != everyone))
        foreign.append(int(any(s.standing is Standing.FOREIGN for s in file.sources)))
    before = [everyone]
    for mask in masks:
        before.append(before[-1] & mask)
    after = everyone
    together: list[Mates] = [NO_MATES] * len(files)
    speaking = sum(speaks)
    unlisted = sum(foreign)
    for at in range(len(files) - 1, -1, -1):
        mask = before[at] & after
        others = speaking - speaks[at]
        together[at] = Mates(
            mask if others and mask else None, others if mask else 0, unlisted - foreign[at] > 0
        )
        after &= masks[at]
    return together
