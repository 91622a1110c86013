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
    # All branches of the sub-committees of these.
    colleges: int
    # Persons whom the mail names, and branches whose secretary's name the address spells.
    people: Sequence[Source]
    address: int

    def around(self, at: int) -> tuple[Source, ...]:
        """Everything but the file itself that points at a branch."""
        near = self._within_reach(at)
        before = next((self.owners[i] for i in reversed(near) if i < at and self.owners[i]), 0)
        after = next((self.owners[i] for i in near if i > at and self.owners[i]), 0)
        named = union(self.owners[i] for i in near)
        hints = [
            (Cue.PREVIOUS, before),
            (Cue.FOLLOWING, after),
            (Cue.ELSEWHERE, named | self.listed),
            (Cue.COLLEGE_ELSEWHERE, self.colleges),
            (Cue.SAME_FOLDER, self._of_its_folder(at)),
            (Cue.LISTED_ONLY, self.listed & ~union(self.owners)),
        ]
        found = [
            Source(cue, mask, Standing.PARTIAL, Place.OTHER_FILE) for cue, mask in hints if mask
        ]
        if self.address:
            spelt = Source(Cue.ADDRESS, self.address, Standing.PARTIAL, Place.SENDER_ADDRESS)
            found.append(spelt)
        return (*found, *self.files[at].members, *self.people)

    def _within_reach(self, at: int) -> Sequence[int]:
        """The files near one, of its own folder where folders are of branches."""
        nearest = range(max(0, at - _NEAR), min(len(self.files), at + _NEAR))
        if not _is_of_one_branch(self.files[at]):
            return nearest
        return [i for i in nearest if self.files[i].group == self.files[at].group]

    def _of_its_folder(self, at: int) -> int:
        if not _is_of_one_branch(self.files[at]):
            return 0
        return union(self.own[i] for i in self._within_reach(at) if i != at)


def _is_of_one_branch(file: FileReading) -> bool:
    return bool(file.group) and any(one.kind in _OF_ONE_BRANCH for one in file.folders)
