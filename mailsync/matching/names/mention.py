"""One written branch name: where it stands and which branches it fits."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailsync.matching.names.fits import Standing
from mailsync.matching.words.slots import NameSlots


@dataclass(frozen=True, slots=True)
class Mention:
    """One written name: its span in the normalised text, its slots, the set that it fits.

    `unread` counts the characters right before it that belong to it and name nothing known.
    """

    start: int
    end: int
    mask: int
    standing: Standing
    slots: NameSlots
    college_said: bool
    unread: int = 0
    # Those of `mask` that the surest reading means; 0 where no reading comes first.
    likely: int = 0

    def moved(self, by: int) -> Mention:
        """The same name in a text that begins `by` characters earlier."""
        return replace(self, start=self.start + by, end=self.end + by)
