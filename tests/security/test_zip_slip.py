"""Paths of attachments: readable, never outside, never equal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsync.archives.paths import distinct, is_volume_name, member_path, part_name


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("方案.docx", "方案.docx"),
        ("C:\\Users\\张三\\方案.docx", "方案.docx"),
        ("\\\\host\\share\\方案.docx", "方案.docx"),
        ("/home/a/方案.docx", "方案.docx"),
        ("../../方案.docx", "方案.docx"),
        ("2021/2022学年.docx", "2021／2022学年.docx"),
        (" 方案.docx ", "方案.docx"),
        ("方案.docx.", "方案.docx."),
        ("..", "part-1.bin"),
        (".", "part-1.bin"),
        ("/", "part-1.bin"),
        ("", "part-1.bin"),
        ("长" * 500 + ".docx", "长" * 394 + "….docx"),
    ],
)
def test_a_name_becomes_one_part_of_a_path(name: str, part: str) -> None:
    assert part_name(name, "part-1.bin") == part


@given(st.text(max_size=60))
def test_no_name_leads_anywhere(name: str) -> None:
    part = part_name(name, "part-1.bin")
    assert part not in ("", ".", "..")
    assert "/" not in part
    assert "\\" not in part


@given(st.text("./\\:aC ", max_size=20))
def test_no_member_leads_anywhere(name: str) -> None:
    path = member_path(name)
    assert path is None or all(part.strip() not in ("", ".", "..") for part in path.split("/"))


def test_equal_paths_are_numbered_before_the_suffix() -> None:
    taken: set[str] = set()
    paths = ["a/方案.docx", "a/方案.docx", "方案.docx", "无", "无", ".x", ".x", "a/方案 (2).docx"]
    assert [distinct(path, taken) for path in paths] == [
        "a/方案.docx",
        "a/方案 (2).docx",
        "方案.docx",
        "无",
        "无 (2)",
        ".x",
        ".x (2)",
        "a/方案 (2) (2).docx",
    ]


@pytest.mark.parametrize(
    ("name", "is_volume"),
    [
        ("a.7z.001", True),
        ("a.z01", True),
        ("a.part2.rar", True),
        ("a.r00", True),
        ("a.rar", False),
        ("a.zip", False),
        ("方案001", False),
    ],
)
def test_volumes_are_known_by_their_names(name: str, is_volume: bool) -> None:
    assert is_volume_name(name) == is_volume
