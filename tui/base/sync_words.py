"""How far a sync is, what it brought and how old its mail is, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from store.text.visible import visible
from store.text.wording import Wording
from store.views.board.types import SyncStatus
from tui.base.jobs import SyncProgress, SyncResult

# A sync older than this is amber (the user's figure).
STALE_AFTER = timedelta(minutes=15)
_MEGABYTE = 1_000_000
_SUBJECT = 18


class Age(msgspec.Struct, frozen=True):
    """How old the mail is: a sentence, a few words for a narrow line, and their ink."""

    long: str = ""
    short: str = ""
    ink: str = "dim"


def age_of(sync: SyncStatus, failed: str | None, now: datetime, wording: Wording) -> Age:
    """Word the age of the last good sync; amber where it is old, or the last try failed.

    Args:
        failed: the code of a failure that could not be recorded, else None.
    """
    say = wording.say
    age = say("sync.never") if sync.last_good is None else _ago(now - sync.last_good, wording)
    error = failed or sync.error
    if error is not None:
        code = f"sync_failed.{error}"
        why = say(code if wording.has(code) else "sync_failed.other")
        return Age(say("sync.failed", why=why, age=age), say("sync.failed_short", why=why), "amber")
    if sync.last_good is None:
        return Age(age, age, "amber")
    stale = now - sync.last_good > STALE_AFTER
    long = say("sync.good", age=age, n=sync.last_new)
    return Age(long, say("sync.good_short", age=age), "amber" if stale else "dim")


def crop_name(subject: str) -> str:
    """A mail's subject as it stands in a sentence."""
    shown = " ".join(visible(subject).split())
    return shown if len(shown) <= _SUBJECT else f"{shown[:_SUBJECT]}.."


def _ago(age: timedelta, wording: Wording) -> str:
    minutes = max(int(age.total_seconds()) // 60, 0)
    if minutes < 1:
        return wording.say("sync.now")
    if minutes < 60:
        return wording.say("sync.minutes", n=minutes)
    if minutes < 48 * 60:
        return wording.say("sync.hours", n=minutes // 60)
    return wording.say("sync.days", n=minutes // (24 * 60))


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


def folders_words(left: Sequence[tuple[str, int | None, bool]], wording: Wording) -> str:
    """The folders that are not read, each with its number of mails; "" where there are none."""
    say = wording.say
    named = [
        say("sync.folder_before" if early else "sync.folder", name=name, n=total)
        if total is not None
        else say("sync.folder_closed", name=name)
        for name, total, early in left
    ]
    return say("sync.folders_left", names=say("sync.folders_joined").join(named)) if named else ""


def result_text(result: SyncResult, wording: Wording) -> str:
    """One line on a sync that ended."""
    said = wording.say("sync.stopped" if result.stopped else "sync.done", n=result.new)
    if result.subjects:
        first, *more = [crop_name(one) for one in result.subjects]
        code = "sync.came_one" if not more else "sync.came_two" if len(more) == 1 else "sync.came"
        said += wording.say(code, first=first, second=more[0] if more else "")
    if result.problems:
        said += wording.say("sync.problems", n=result.problems)
    left = [(one.folder, one.total, one.before) for one in result.left]
    return said + folders_words(left, wording)
