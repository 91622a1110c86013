"""Where the main text ends: 目录 and 支撑材料 in the same file do not count (notice 一.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailsync.examine.documents.text import Line

_NUMBERING = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}(?:部分|章)?[、.\uff0e\s]+|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}[、.\uff0e\s]+|附件?\s*[一二三四五六七八九十\d]{0,3}\s*[：:、.\uff0e\s]+)"
)
_DECORATION = re.compile(r"[\s《》【】\[\]“”\"（）()：:—\-*●■]+")
_BORDER = re.compile(
    r"(?:(?:支撑|佐证|证明|支持)(?:性)?材料|(?:支撑|佐证|证明|附件|材料|支持){0,3}(?:材料)?"
    r"(?:目录|清单))(?:目录|清单|列表|一览表?|附后)?"
)
# 附件 and 附录 may be a note at the end of the main text or the beginning of what follows it.
_WEAK_BORDER = re.compile(r"附(?:件|录)[一二三四五六七八九十\d]{0,3}")
_BORDER_CHARS = 20
_NUMERALS = "一二三四五六七八九十"
_FIRST_LEVEL = re.compile(r"^\s*([一二三四五六七八九十])\s*[、.\uff0e]")
# Under this there is a title or a cover before the border, but no text.
_WRITTEN_CHARS = 60
# A line this long is text, and no entry of a list or a cover.
_PROSE_CHARS = 50
_PAGE = re.compile(r"[.\uff0e·…\s\t]{2,}\s*\d{1,3}$|\t\s*\d{1,3}$")
_BORDERS_CAP = 5
_ENTRY = re.compile(r"^.{1,80}?(?:[.\uff0e·…\s\t]{2,}|\t)\s*\d{1,3}$")
_ENTRY_NUMBER = re.compile(
    r"^(?:附件|材料|支撑材料|序号)?\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]\s*[、.\uff0e:：\s-]*"
    r"|[一二三四五六七八九十\d]{1,3}\s*[、.\uff0e:：\s-]+)"
)
_ENTRY_CHARS = 60
# A heading 支撑材料 may itself have taken one number.
_SKIPPED_NUMBERS = 2
_ENTRIES_CAP = 200
_COLUMN_HEADS = frozenset(("序号", "编号", "名称", "材料名称", "文件名称", "页码", "备注", "形式"))


@dataclass(frozen=True, slots=True)
class MainText:
    """The lines that rule the count; `least` to `most` are the counts on any fair reading.

    `border` is the line that ends it ("" for none), `contents` the lines of a 目录 (None: none).
    """

    lines: tuple[Line, ...]
    least: int
    most: int
    border: str = ""
    contents: tuple[str, ...] | None = None


def main_text(lines: tuple[Line, ...]) -> MainText:
    """Find the main text; where the border is unsure `least` and `most` differ."""
    generated = tuple(line for line in lines if line.generated)
    own = tuple(line for line in lines if not line.generated)
    if generated:
        # The heading over a generated table of contents belongs to it.
        first = lines.index(generated[0])
        before = next((ln for ln in reversed(lines[:first]) if ln.text.strip()), None)
        if before is not None and border_word(before.text):
            own = tuple(line for line in own if line is not before)
    return _cut(own, depth=0)


def _cut(own: tuple[Line, ...], *, depth: int) -> MainText:
    at = next((i for i, line in enumerate(own) if border_word(line.text)), None)
    if at is None or depth >= _BORDERS_CAP:
        chars = _chars(own)
        return MainText(own, chars, chars)
    before, after = own[:at], own[at + 1 :]
    word = border_word(own[at].text)
    written, everything = _chars(before), _chars(own)
    block_end = _block_end(own, at)
    leads = word == "contents" and _lists_headings(own, at, block_end)
    if leads or (word == "contents" and written < _WRITTEN_CHARS):
        return _contents_first(own, at, block_end, leads=leads, depth=depth)
    sure = (
        word != "weak"
        and not own[at].in_table
        and (_has_prose(before) or not _has_prose(after))
        and not _goes_on(before, after)
    )
    contents = listed(after) if word == "contents" else _later_contents(after)
    return MainText(
        before if written >= _WRITTEN_CHARS else own,
        written,
        written if sure else everything,
        own[at].text.strip(),
        contents,
    )


def border_word(text: str) -> str:
    """Whether a line is a heading 目录 ("contents"), 支撑材料 ("support"), 附件 ("weak"), or ""."""
    stripped = text.strip()
    if not stripped or len(stripped) > _BORDER_CHARS:
        return ""
    if _WEAK_BORDER.fullmatch(_DECORATION.sub("", stripped)):
        return "weak"
    core = _DECORATION.sub("", _NUMBERING.sub("", stripped))
    if not _BORDER.fullmatch(core):
        return ""
    return "contents" if re.search("目录|清单|列表|一览", core) else "support"


def entries_of(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """The entries of a file that is a 目录 as a whole, with or without a heading that says so."""
    heads = (i for i, line in enumerate(lines[:20]) if re.search("目\\s*录|清单", line.text))
    return listed(lines[next(heads, -1) + 1 :])


def listed(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """The entries of a 目录: its lines without numbers, leaders and page numbers.

    Of a table row the longest cell is the entry.
    """
    entries: list[str] = []
    in_row: list[str] = []
    row = 0
    for line in lines:
        text = line.text.strip()
        if line.row != row:
            entries += _longest(in_row)
            in_row, row = [], line.row
        if not text:
            continue
        if border_word(text) or len(text) > 2 * _ENTRY_CHARS:
            break
        if line.in_table:
            in_row.append(text)
        elif entry := _entry(text):
            entries.append(entry)
    entries += _longest(in_row)
    return tuple(entries[:_ENTRIES_CAP])


def _longest(cells: list[str]) -> list[str]:
    if any(cell in _COLUMN_HEADS for cell in cells):
        return []
    entry = max((_entry(cell) for cell in cells), key=len, default="")
    return [entry] if entry else []


def _entry(text: str) -> str:
    bare = _ENTRY_NUMBER.sub("", _without_page(text))
    bare = re.sub(r"^[●■·•*\-\s]+", "", bare).strip("《》 \t。；;")
    return (
        ""
        if bare in ("", "序号", "名称", "材料名称", "页码", "备注") or bare.isdigit()
        else bare[:120]
    )


def _later_contents(after: tuple[Line, ...]) -> tuple[str, ...] | None:
    for i, line in enumerate(after):
        if border_word(line.text) == "contents":
            return listed(after[i + 1 :])
    return None


def _contents_first(
    own: tuple[Line, ...], at: int, block_end: int, *, leads: bool, depth: int
) -> MainText:
    """A list of contents stands before the text: the main text is what is around it."""
    rest = _cut(own[:at] + own[block_end:], depth=depth + 1)
    contents = rest.contents
    if contents is None and not leads:
        contents = listed(own[at + 1 :])
    return MainText(
        rest.lines, rest.least, _chars(own), rest.border or own[at].text.strip(), contents
    )


def _block_end(own: tuple[Line, ...], at: int) -> int:
    """Where the lines end that look like entries of the list that begins at `at`."""
    last_at = {line.text.strip(): i for i, line in enumerate(own)}
    end = at + 1
    while end < len(own):
        text = own[end].text.strip()
        if text and not _ENTRY.match(text) and last_at.get(_without_page(text), 0) <= end:
            break
        end += 1
    return end


def _lists_headings(own: tuple[Line, ...], at: int, block_end: int) -> bool:
    """Whether the entries come again as lines of the text: its own table of contents."""
    later = {line.text.strip() for line in own[block_end:]}
    entries = [line.text.strip() for line in own[at + 1 : block_end] if line.text.strip()]
    return bool(entries) and 2 * sum(_without_page(e) in later for e in entries) >= len(entries)


def _without_page(text: str) -> str:
    return _PAGE.sub("", text).strip()


def _has_prose(lines: tuple[Line, ...]) -> bool:
    return any(line.counted.chars >= _PROSE_CHARS for line in lines)


def _goes_on(before: tuple[Line, ...], after: tuple[Line, ...]) -> bool:
    """Whether the numbering of the main text's headings goes on behind the border."""
    numbers = [m[1] for line in before if (m := _FIRST_LEVEL.match(line.text))]
    if not numbers:
        return False
    following = next((m[1] for line in after if (m := _FIRST_LEVEL.match(line.text))), None)
    if following is None:
        return False
    step = _NUMERALS.index(following) - _NUMERALS.index(numbers[-1])
    return 0 < step <= _SKIPPED_NUMBERS


def _chars(lines: tuple[Line, ...]) -> int:
    return sum(line.counted.chars for line in lines)
