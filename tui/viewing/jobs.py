"""What the viewing queue has done in workers: stills, claims, the player."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mailsync.examine.video.ffmpeg_tools import find_tools
from mailsync.examine.video.still_cells import still_cells
from mailsync.examine.video.stills import stills
from store.db.database import Store
from store.errors import StoreError, UsageError
from store.items.viewing import claim
from store.views.items.viewing import ToView
from store.workspace.workspace import Workspace
from tui.base.system_player import file_to_play, play

# What a player is given, by content; anything else is not opened at all.
_SUFFIXES = {
    "mp4": ".mp4", "mov": ".mov", "3gp": ".3gp", "flv": ".flv", "matroska": ".mkv",
    "avi": ".avi", "asf": ".wmv", "mpeg": ".mpg", "mpegts": ".ts", "rm": ".rmvb",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownStill:
    """One still for the screen: when in seconds, and rows of colours as `#rrggbb`."""

    at_s: float
    rows: tuple[tuple[str, ...], ...]


def read_stills(
    workspace: Workspace, video: ToView, *, columns: int, rows: int
) -> tuple[ShownStill, ...]:
    """The stills of a video as cells.

    Args:
        columns: cells that one still may take in a line; `rows` the lines.
    """
    return tuple(
        ShownStill(at_s, tuple(tuple(map(_shade, row)) for row in cells))
        for at_s, png in still_pictures(workspace, video)
        if (cells := still_cells(png, columns=columns, rows=rows))
    )


def still_pictures(workspace: Workspace, video: ToView) -> list[tuple[float, bytes]]:
    """The stills of a video, those kept by the full check, else taken now: second and PNG."""
    blobs = workspace.blobs
    taken: list[tuple[float, bytes]] = []
    kept = video.measures.get("stills")
    for one in kept if isinstance(kept, list) else ():
        path = blobs.path(str(one["digest"]))
        if path.is_file():
            taken.append((float(one["at_s"]), path.read_bytes()))
    if not taken and blobs.has(video.digest):
        found = stills(blobs.path(video.digest), tools=find_tools(workspace.settings.ffmpeg))
        taken = [(still.at_s, still.png) for still in found]
    return taken


def _shade(colour: tuple[int, int, int]) -> str:
    """A colour in steps of 8: finer ones cost styles and are not seen."""
    return "#" + "".join(f"{part & 0xF8:02x}" for part in colour)


def claim_first(store: Store, subjects: Iterable[str], *, who: str, at: datetime) -> str | None:
    """Take the first of some videos that nobody else is watching; None where there is none."""
    for name in subjects:
        try:
            return claim(store, name, who=who, at=at).subject
        except StoreError as err:
            if err.code != "viewing.claimed":
                raise
    return None


def open_in_player(workspace: Workspace, video: ToView) -> None:
    """Open a video in the system's player.

    Raises:
        UsageError: `viewing.not_a_video`, `viewing.gone` or `viewing.no_player`.
        StoreError: the disk is full.
    """
    suffix = _SUFFIXES.get(str(video.measures.get("content", "")))
    if suffix is None:
        raise UsageError("viewing.not_a_video")
    blobs = workspace.blobs
    if not blobs.has(video.digest):
        raise UsageError("viewing.gone")
    given = file_to_play(blobs.path(video.digest), video.name, suffix, workspace.folder / "viewing")
    play(given, workspace.settings.player)
