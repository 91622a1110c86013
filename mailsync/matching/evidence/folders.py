"""The parts of an attachment's path, each told apart: archive, branch, person, item, number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from mailsync.matching.names.fits import Standing
from mailsync.matching.names.mention import Mention
from mailsync.matching.names.names import read_mentions
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.roster.people import whole_tokens
from mailsync.matching.words.normal import Normal, normalise
from mailsync.matching.words.words import is_item_word

_ARCHIVE = re.compile(r"\.(?:zip|rar|7z|tar|gz|tgz|bz2|xz|001)$")
_NUMBERED = re.compile(r"^[\d(]{1,4}[.、)_-]? ?")
_PLAIN = re.compile(
    r"^(?:新建文件夹|文件夹|材料|资料|附件|第|no|支部|new folder|folder|untitled"
    r"|[\d ._()-]+|[a-z]{1,3})[\d ()._-]*$"
)
_ITEM_FOLDER = re.compile(
    r"方案|案例|总结|支撑|佐证|材料|视频|影像|评价|表格|宣传|推广|推文|分享|交流|照片|图片|新闻|目录|附件|其他|制度|获奖|录像|^杂|杂项|"
    r"党员发展"
)


_LONGEST_BARE_NAME = 30


class FolderKind(StrEnum):
    """What a folder's name says."""

    ARCHIVE = "archive"
    BRANCH = "branch"
    PERSON = "person"
    ITEM = "item"
    NUMBER = "number"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Folder:
    """One part of a path above the file; `at` is where it starts in the path."""

    at: int
    kind: FolderKind
    normal: Normal
    mentions: tuple[Mention, ...]
    # A secretary's name: set, start, end in the normalised part.
    person: tuple[int, int, int]


def read_folder(roster: Roster, part: str, at: int, outermost: bool) -> Folder:
    """Tell apart one part of a path; an archive within an archive is a folder."""
    normal = normalise(part)
    text = normal.text
    archive = _ARCHIVE.search(text)
    if archive:
        text = text[: archive.start()]
    mentions = read_mentions(roster, text) or _without_kind_word(roster, text)
    person = whole_tokens(roster.people, text)
    bare = _NUMBERED.sub("", text).strip()
    if archive and outermost:
        kind = FolderKind.ARCHIVE
    elif mentions:
        kind = FolderKind.BRANCH
    elif person[0]:
        kind = FolderKind.PERSON
    elif _PLAIN.match(text) or not bare:
        kind = FolderKind.NUMBER
    elif _ITEM_FOLDER.search(bare) or is_item_word(bare):
        kind = FolderKind.ITEM
    else:
        kind = FolderKind.OTHER
    return Folder(at, kind, normal, mentions, person)


def _without_kind_word(roster: Roster, text: str) -> tuple[Mention, ...]:
    """A folder such as 机械研三 names a branch though it does not say 支部."""
    if len(text) > _LONGEST_BARE_NAME or _PLAIN.match(text):
        return ()
    found = read_mentions(roster, text + "支部")
    if len(found) != 1 or found[0].end != len(text) + 2:
        return ()
    mention = found[0]
    # 材料1 is a pile, not the first branch of 材料系.
    whole = mention.slots.ordinal and mention.slots.stage
    if mention.standing not in (Standing.CLEAR, Standing.PARTIAL) or not whole:
        return ()
    return (
        Mention(
            mention.start,
            len(text),
            mention.mask,
            mention.standing,
            mention.slots,
            mention.college_said,
        ),
    )
