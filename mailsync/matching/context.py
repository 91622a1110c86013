"""How the files of one mail hang together: one branch, several, or not to be known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from mailsync.matching.evidence.files import FileReading
from mailsync.matching.evidence.folders import FolderKind
from mailsync.matching.evidence.mails import MailReading
from mailsync.matching.evidence.sources import PLACED
from mailsync.matching.names.fits import Standing
from mailsync.matching.roster.branch_sets import union


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
    # The branches that mates in the same folder of one branch name, and this file does not fit.
    against: int = 0


NO_MATES = Mates(None, 0, False)
_OF_ONE_BRANCH = (FolderKind.BRANCH, FolderKind.PERSON, FolderKind.NUMBER)


@dataclass(frozen=True, slots=True)
class Context:
    """The kinship of a mail's files, and for each what its mates say."""

    kinship: Kinship
    mates: tuple[Mates, ...]
    # What the names, folders and lists of all files leave together; 0 where they disagree.
    named: int
    # For each file the branches that other files name against it.
    rivals: tuple[int, ...]
    # A file names an unlisted branch, in a mail that does not say that it is of several.
    unlisted: bool = False


_DISTINCT_EXAMINED = 60


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
    _note_rivals(everyone, files, groups, mates)
    named = _placed(everyone, files)
    unlisted = kinship is not Kinship.SEVERAL and any(
        source.standing is Standing.FOREIGN for file in files for source in file.sources
    )
    return Context(kinship, tuple(mates), named, _rivals(everyone, files), unlisted)


def _note_rivals(
    everyone: int,
    files: Sequence[FileReading],
    groups: dict[str, list[int]],
    mates: list[Mates],
) -> None:
    """What files in one branch's folder name by name, against each of the others there."""
    for group, members in groups.items():
        if not group or not any(f.kind in _OF_ONE_BRANCH for f in files[members[0]].folders):
            continue
        named = {at: _placed(everyone, (files[at],)) for at in members}
        for at in members:
            own = _own(everyone, files[at])
            against = union(
                mask for other, mask in named.items() if other != at and mask and not mask & own
            )
            if against:
                mates[at] = replace(mates[at], against=against)


def _own(everyone: int, file: FileReading) -> int:
    mask = everyone
    for source in file.sources:
        if source.standing in (Standing.CLEAR, Standing.PARTIAL):
            mask &= source.mask
    return mask


def _placed(everyone: int, files: Sequence[FileReading]) -> int:
    named = everyone
    for file in files:
        for source in file.sources:
            if source.cue in PLACED and source.standing in (Standing.CLEAR, Standing.PARTIAL):
                named &= source.mask
    return named


def _rivals(everyone: int, files: Sequence[FileReading]) -> tuple[int, ...]:
    own = [_own(everyone, file) for file in files]
    distinct = list(dict.fromkeys(own))[:_DISTINCT_EXAMINED]
    against = {
        mask: union(other for other in distinct if not other & mask) for mask in dict.fromkeys(own)
    }
    return tuple(against[mask] for mask in own)


def _kinship(everyone: int, mail: MailReading, files: Sequence[FileReading]) -> Kinship:
    named = _placed(everyone, files)
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
        mask = _own(everyone, file)
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
