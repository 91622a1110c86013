"""The plans of several branches in one document: whose each part is, by its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailsync.matching.evidence.mailtext import joins_a_partner
from mailsync.matching.names.fits import Standing
from mailsync.matching.names.names import read_mentions
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.words.normal import normalise

_PARTNER = re.compile(
    r"共建|结对|合作|联合|协办|对接|联建|联学|来访|走访|走进|座谈|参观|慰问|"
    r"(?:参会|参加|参与|涉及|出席|列席|联系|指导|主办|承办)(?:单位|支部|党支部)"
)

_MOST_OPEN = 12


@dataclass(frozen=True, slots=True)
class BranchSection:
    """One branch's part of a document.

    `mask` is the set that its headings leave, 0 for a complete name that nobody on the roster
    bears; `parts` are the places of its parts among the headings that were given.
    """

    heading: str
    mask: int
    parts: tuple[int, ...]


@dataclass(slots=True)
class _Open:
    heading: str
    mask: int
    unlisted: str
    parts: list[int]

    def takes(self, mask: int, unlisted: str) -> bool:
        """Whether a heading goes on with this branch: nothing in it says another."""
        return unlisted == self.unlisted if unlisted or self.unlisted else bool(mask & self.mask)


def read_sections(
    roster: Roster, headings: Sequence[str], within: int
) -> tuple[BranchSection, ...]:
    """The branches under whose headings a document's parts stand, in their order.

    A heading without a branch belongs to the part before it; headings of one branch, on a cover
    and over the text, are one section. Nothing is said where all of them fit one branch.

    Args:
        within: the branches that the mail speaks of; they decide where a heading leaves the
            college out.
    """
    found: list[_Open] = []
    last: _Open | None = None
    for at, heading in enumerate(headings):
        named = _owner(roster, heading, within)
        if named is None:
            if last is not None:
                last.parts.append(at)
            continue
        mask, unlisted = named
        section = next((one for one in found if one.takes(mask, unlisted)), None)
        if section is None:
            section = _Open(heading, mask, unlisted, [])
            found.append(section)
        elif mask:
            section.mask &= mask
        section.parts.append(at)
        last = section
    if len(found) < 2:
        return ()
    return tuple(BranchSection(one.heading, one.mask, tuple(one.parts)) for one in found)


def _owner(roster: Roster, heading: str, within: int) -> tuple[int, str] | None:
    """The set that a heading leaves, and the text of a name that is not on the roster."""
    normal = normalise(heading)
    mentions = [
        one
        for one in read_mentions(roster, normal.text)
        if one.standing is not Standing.DOUBTFUL
        and not joins_a_partner(normal.text[: one.start], normal.text[one.end :])
    ]
    if len(mentions) != 1:
        return None
    mention = mentions[0]
    # 国际合作处 and 联合培养部 are units, and work with nobody.
    outside = f"{normal.text[: mention.start]}\n{normal.text[mention.end :]}"
    if _PARTNER.search(outside):
        return None
    if mention.standing is Standing.FOREIGN:
        return 0, normal.text[mention.start - mention.unread : mention.end]
    mask = mention.mask & within or mention.mask
    # A name that leaves a whole college open is a title, and begins nobody's part.
    return (mask, "") if mask.bit_count() <= _MOST_OPEN else None
