"""What an archive holds, drawn: every line fits, marks and sizes stand under each other."""

from __future__ import annotations

import pytest

from mailsync.archives.unpack import ArchiveListing, ListedMember
from store.model import Problem
from store.text.wording import load
from tui.base.cells import width_of
from tui.dialogs.archive_members import member_lines

LISTING = ArchiveListing(
    (
        ListedMember("机械工程学院/2027年“六个一”/采编部党支部 创建工作方案（定稿）.docx", 48_213),
        ListedMember("讲解.mp4", 734_003_200),
        ListedMember("锁着.docx", 12, encrypted=True),
        ListedMember("\x1b[31m..\\..\\evil.exe\u202e", 5),
        ListedMember("to", 11, link=True),
    ),
    (Problem("archive.encrypted", {"name": "材料.zip", "n": 1}),),
)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("width", [30, 70, 110])
def test_every_line_fits_and_sizes_stand_at_the_right_end(language: str, width: int) -> None:
    lines = list(member_lines(LISTING, load(language), width))
    widths = [sum(width_of(span[0]) for span in line) for line in lines]
    assert max(widths) <= width
    members = [line for line in lines if len(line) == 3]
    assert len(members) == len(LISTING.members)
    assert {sum(width_of(span[0]) for span in line) for line in members} == {width}
    assert [line[-1][0].strip() for line in members][:2] == ["48.2 kB", "734 MB"]
    text = "\n".join("".join(span[0] for span in line) for line in lines)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_an_archive_that_lists_nothing_says_why() -> None:
    nothing = ArchiveListing(
        (), (Problem("archive.unreadable", {"name": "a.7z", "reason": "damaged"}),)
    )
    text = "".join(span[0] for line in member_lines(nothing, load("zh_CN"), 80) for span in line)
    assert "无法打开" in text
    assert "0 个文件" not in text
