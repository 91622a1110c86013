"""A document cut at the lines that read like the heading of one branch's text.

Whose each part is, only the roster tells: matching reads the headings, the rules read the counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mailsync.examine.documents.main_text import main_text
from mailsync.examine.documents.outline import HeadedText, longest_dated_run, sections
from mailsync.examine.documents.text import Line

_HEADING_CHARS = 60
_PARTS_CAP = 80
# A line this short may be a title by itself; a longer one only where a sentence ended before it.
_APART_CHARS = 30
_SENTENCE_MARK = re.compile(r"[。；;！!？?]|[，,、]\s*$")
_COMMA = re.compile(r"[，,]")
_ENDS = re.compile(r"[。；;！!？?：:…”）)]\s*$")
_NUMBERING = re.compile(
    r"^\s*(?:第[一二三四五六七八九十\d]{1,3}(?:部分|章|节|篇)|(?:附件|案例|方案|材料)\s*[一二三四五六七八九十\d]{0,3}"
    r"|[（(]?\s*[一二三四五六七八九十\d]{1,3}\s*[）)]?)\s*[、.\uff0e:：\s]+"
    r"|^\s*[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[）)]"
)
# 党支部概况, 本支部: words before 支部 that name no branch.
_NAMELESS = re.compile(
    r"^[《“\"【\[]?(?:本|我|各|该|全体|全部|所有|加强|推进|开展|打造|创建|特色|基层|优秀|先进|示范|样板|标杆|双带头人|"
    r"书记|教师|学生|做好|建设|提升|一个|每个|以|在|由|让|使|把|为|对|与|和|坚持|发挥|突出|强化|落实|抓好|夯实)?"
    r"(?:党|特色党|基层党|先进党)?(?:总)?支部"
)
_LABEL = re.compile(
    r"^[\u3400-\u9fff]{0,6}(?:支部|单位|组织)(?:(?:全?称|名称)?\s*[:：]|(?:全?称|名称)\s)\s*"
)
_NAMED = re.compile(r"支部|总支")
# A title typed with a space after every character.
_SPACED = re.compile(r"(?:[\u3400-\u9fff][ \u3000]{1,2}){3,}[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Part:
    """The text from one such heading to the next; counts as Word counts 字数 (notice 一.1).

    `ended` says that a 目录 or 支撑材料 begins within the part: what follows it is no main text.
    """

    heading: str
    chars: int
    least: int
    most: int
    sections: tuple[HeadedText, ...]
    dated_lines: int
    ended: bool


def branch_parts(lines: Iterable[Line]) -> tuple[Part, ...]:
    """The parts of a document; none where at most one line names a branch."""
    own = tuple(line for line in lines if not line.generated)
    begins = list(_begins(own))[:_PARTS_CAP]
    if len(begins) < 2:
        return ()
    ends = [*begins[1:], len(own)]
    return tuple(_part(own[start:end]) for start, end in zip(begins, ends, strict=True))


def _begins(lines: tuple[Line, ...]) -> Iterator[int]:
    before: Line | None = None
    for at, line in enumerate(lines):
        text = line.text.strip()
        if not text:
            continue
        if _names_a_branch(_SPACED.sub(_close_up, text)) and _stands_apart(line, before):
            yield at
        before = line


def _close_up(spaced: re.Match[str]) -> str:
    return re.sub(r"\s", "", spaced[0])


def _names_a_branch(text: str) -> bool:
    if len(text) > _HEADING_CHARS or _NAMED.search(text) is None or _SENTENCE_MARK.search(text):
        return False
    return _NAMELESS.match(_LABEL.sub("", _NUMBERING.sub("", text))) is None


def _stands_apart(line: Line, before: Line | None) -> bool:
    if line.level is not None or line.bold:
        return True
    if _COMMA.search(line.text):
        return False
    if before is None or line.in_table:
        return True
    said = before.text.strip()
    return len(said) <= _APART_CHARS or bool(_ENDS.search(said))


def _part(lines: tuple[Line, ...]) -> Part:
    # The heading itself may hold words that would end a main text.
    main = main_text(lines)
    counted = sum(line.counted.chars for line in main.lines)
    return Part(
        heading=lines[0].text.strip()[:_HEADING_CHARS],
        chars=counted,
        least=min(main.least, counted),
        most=max(main.most, counted),
        sections=sections(main.lines),
        dated_lines=longest_dated_run(main.lines),
        ended=bool(main.border),
    )
