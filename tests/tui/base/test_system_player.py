from __future__ import annotations

from pathlib import Path

import pytest

from store.errors import StoreError
from tui.base.system_player import file_to_play

STORED = "0123456789abcdef"


@pytest.mark.parametrize(
    ("name", "suffix", "file"),
    [
        ("成果展示.mp4", ".mp4", "成果展示.mp4"),
        ("视频.exe", ".mp4", "视频.mp4"),
        ("CON.mp4", ".mp4", "_CON.mp4"),
        ("../../etc/passwd", ".mp4", "_.._etc_passwd.mp4"),
        ("\u202e4pm.视频", ".mov", "4pm.视频.mov"),
        ("", ".mp4", "_.mp4"),
    ],
)
def test_a_player_is_given_a_copy_under_a_harmless_name(
    name: str, suffix: str, file: str, tmp_path: Path
) -> None:
    stored = tmp_path / STORED
    stored.write_bytes(b"content")
    given = file_to_play(stored, name, suffix, tmp_path / "viewing")
    assert given == tmp_path / "viewing" / STORED / file
    given.write_bytes(b"changed by a player")
    assert stored.read_bytes() == b"content"


def test_only_the_latest_copy_is_kept(tmp_path: Path) -> None:
    for content in ("1" * 16, "2" * 16):
        (tmp_path / content).write_text(content, encoding="utf-8")
        given = file_to_play(tmp_path / content, "视频.mp4", ".mp4", tmp_path / "viewing")
        assert given.read_text(encoding="utf-8") == content
    assert [folder.name for folder in (tmp_path / "viewing").iterdir()] == ["2" * 16]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "viewing").write_text("a file", encoding="utf-8")
    with pytest.raises(StoreError) as refused:
        file_to_play(tmp_path / STORED, "a.mp4", ".mp4", tmp_path / "viewing")
    assert refused.value.code == "disk.write"
