"""What the viewing queue has done in workers: claims, the player."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

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
