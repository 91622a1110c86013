"""What the rest of a mail shows of a file that does not say whose it is: for the order only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailsync.matching.evidence.files import FileReading
from mailsync.matching.evidence.folders import FolderKind
from mailsync.matching.evidence.sources import Cue, Place, Source
from mailsync.matching.names.fits import Standing
from mailsync.matching.roster.branch_sets import union

_NEAR = 40
_OF_ONE_BRANCH = (FolderKind.BRANCH, FolderKind.PERSON, FolderKind.NUMBER)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The files of one mail, in order, with what each was read as.

    Hints decide nothing: they order the branches that a person is shown.
    """

    files: Sequence[FileReading]
    # The one branch that each file was read as, else 0.
    owners: Sequence[int]
    # What each file's own places leave open together; 0 where they say nothing.
    own: Sequence[int]
    # Branches that lists in the mail or its files name.
    listed: int
    # Those of them that no file was read as.
    listed_only: int
    # All branches of the sub-committees of these.
    colleges: int
    # Persons whom the mail names, and branches whose secretary's name the address spells.
    people: Sequence[Source]
    address: int

    def around(self, at: int) -> tuple[Source, ...]:
        """Everything but the file itself that points at a branch."""
        file, in_folder = self.files[at], 0
        near: Sequence[int] = range(max(0, at - _NEAR), min(len(self.files), at + _NEAR))
        if _is_of_one_branch(file):
            # Only its own folder, where folders are of branches.
            near = [i for i in near if self.files[i].group == file.group]
            in_folder = union(self.own[i] for i in near if i != at)
        before = next((self.owners[i] for i in reversed(near) if i < at and self.owners[i]), 0)
        after = next((self.owners[i] for i in near if i > at and self.owners[i]), 0)
        named = union(self.owners[i] for i in near)
        hints = [
            (Cue.PREVIOUS, before),
            (Cue.FOLLOWING, after),
            (Cue.ELSEWHERE, named | self.listed),
            (Cue.COLLEGE_ELSEWHERE, self.colleges),
            (Cue.SAME_FOLDER, in_folder),
            (Cue.LISTED_ONLY, self.listed_only),
        ]
        found = [
            Source(cue, mask, Standing.PARTIAL, Place.OTHER_FILE) for cue, mask in hints if mask
        ]
        if self.address:
            spelt = Source(Cue.ADDRESS, self.address, Standing.PARTIAL, Place.SENDER_ADDRESS)
            found.append(spelt)
        return (*found, *file.members, *self.people)


def _is_of_one_branch(file: FileReading) -> bool:
    return bool(file.group) and any(one.kind in _OF_ONE_BRANCH for one in file.folders)
