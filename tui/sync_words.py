"""How far a sync is and what it brought, in words."""

from __future__ import annotations

from store.wording import Wording
from tui.jobs import SyncProgress, SyncResult

_MEGABYTE = 1_000_000


def progress_text(progress: SyncProgress, wording: Wording) -> str:
    """One line on a running sync."""
    if progress.retry is not None:
        return wording.say("sync.retrying")
    arrived = progress.bytes + progress.partial_bytes
    return wording.say(
        "sync.progress",
        mails=progress.mails,
        total=progress.mails_total,
        size=f"{arrived / _MEGABYTE:.1f}",
        total_size=f"{max(progress.bytes_total, arrived) / _MEGABYTE:.1f}",
    )


def result_text(result: SyncResult, wording: Wording) -> str:
    """One line on a sync that ended."""
    said = wording.say("sync.stopped" if result.stopped else "sync.done", n=result.new)
    if result.problems:
        said += wording.say("sync.problems", n=result.problems)
    return said
