"""The first lines of a document: which of the branches they name is the owner."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from mailsync.matching.evidence.mailtext import joins_a_partner
from mailsync.matching.names.fits import Standing
from mailsync.matching.names.mention import Mention
from mailsync.matching.names.names import read_mentions
from mailsync.matching.roster.compiled import Roster

_LABEL = re.compile(r"^[ (\[【]*(?P<label>[\u3400-\u9fff]{2,10}) ?:")
_LIST_LABEL = re.compile(
    r"参会|参加|参与|涉及|出席|列席|覆盖|包括|各|名单|到会|与会|单位及|报送支部"
)
_PARTNER_LABEL = re.compile(r"共建|结对|合作|联合|协办|对接|友好|交流|联建|指导|来访|邀请|主办")
_TABLE_HEAD = re.compile(r"序号|编号")
_SENTENCE_MARK = re.compile(r"[,。;!?]")
_LONGEST_HEADING = 60


class Role(StrEnum):
    """What a line does with the branch that it names."""

    OWNER = "owner"
    LISTED = "listed"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class HeadingName:
    """A branch named in the first lines; the mention's span is of the whole normalised text."""

    mention: Mention
    role: Role


def read_headings(roster: Roster, text: str) -> tuple[HeadingName, ...]:
    """The branches that a document's first lines name.

    Only a heading line or a labelled field names an owner; running text names partners, and two or
    more branches in one line are a list.
    """
    found: list[HeadingName] = []
    at = 0
    for line in text.split("\n"):
        found.extend(_line(roster, line, at))
        at += len(line) + 1
    return tuple(found)


def _line(roster: Roster, line: str, at: int) -> list[HeadingName]:
    mentions = read_mentions(roster, line)
    if not mentions:
        return []
    role = _role(line, mentions)
    names: list[HeadingName] = []
    for mention in mentions:
        own_role = role
        if role is Role.OWNER and joins_a_partner(line[: mention.start], line[mention.end :]):
            own_role = Role.PARTNER
        names.append(
            HeadingName(
                mention.moved(at),
                own_role,
            )
        )
    return names


def _role(line: str, mentions: tuple[Mention, ...]) -> Role:
    label = _LABEL.match(line)
    if label is not None:
        if _PARTNER_LABEL.search(label["label"]):
            return Role.PARTNER
        if _LIST_LABEL.search(label["label"]):
            return Role.LISTED
    if _TABLE_HEAD.search(line):
        return Role.LISTED
    distinct = {(m.mask, m.slots) for m in mentions if m.standing is not Standing.DOUBTFUL}
    if len(distinct) > 1:
        return Role.LISTED
    if label is not None:
        return Role.OWNER
    if _SENTENCE_MARK.search(line) or len(line) > _LONGEST_HEADING:
        return Role.PARTNER
    return Role.OWNER
