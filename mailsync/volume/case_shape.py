"""What a paragraph of a case is for: its title, headings within it, captions."""

from __future__ import annotations

import re

from mailsync.volume.case_parts import Block, CasePicture, CaseTable, CaseText

_TITLE_CHARS = 60
_HEADING_CHARS = 40
# What people write for headings without telling their word processor.
_WRITTEN_HEADINGS = (
    (1, re.compile(r"^[一二三四五六七八九十]{1,3}、[^。；]+$")),
    (2, re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)][^。；]+$")),
)
_CAPTION = re.compile(
    r"^(?:图|表|照片|图片)\s*[0-9０-９一二三四五六七八九十]*\s*[：:.\uff0e、 ]?\S"
)
_CAPTION_CHARS = 60


def text_level(level: int | None, text: str, *, in_list: bool) -> int:
    """The heading's level within a case, 1 and more; 0 for text; the title counts as text."""
    if level is not None and len(text) <= 2 * _HEADING_CHARS:
        return min(max(level, 0), 4)
    if in_list or len(text) > _HEADING_CHARS:
        return 0
    return next((at for at, pattern in _WRITTEN_HEADINGS if pattern.match(text)), 0)


def split_title(blocks: list[Block]) -> tuple[str, list[Block]]:
    """The title, and the blocks without it: the first line if it is short enough for one."""
    for at, block in enumerate(blocks[:3]):
        if isinstance(block, CaseText):
            text = " ".join(block.plain.split())
            if len(text) <= _TITLE_CHARS and not text.endswith(("。", "；")) and not block.marker:
                return text, blocks[:at] + blocks[at + 1 :]
            break
    return "", blocks


def captioned(blocks: list[Block]) -> list[Block]:
    """Mark the short lines beside a picture or a table that name it."""
    found = list(blocks)
    for at, block in enumerate(found):
        if not isinstance(block, CaseText) or block.level or block.marker:
            continue
        beside = [found[i] for i in (at - 1, at + 1) if 0 <= i < len(found)]
        named = len(block.plain) <= _CAPTION_CHARS and _CAPTION.match(block.plain.strip())
        if named and any(isinstance(one, CasePicture | CaseTable) for one in beside):
            found[at] = CaseText(block.spans, centred=True, caption=True)
    return found
