"""When the mailbox is looked into by itself; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

# A server that refuses the login is asked again this late: many tries lock an account.
_AFTER_REFUSAL_MINUTES = 60
_REFUSALS = frozenset(("mailbox.login_refused", "mailbox.password_characters"))


def sync_due(
    now: datetime,
    begun: Iterable[datetime | None],
    *,
    every_minutes: int,
    must_see: datetime,
    failed: str | None = None,
) -> bool:
    """Whether a sync is to begin now.

    Args:
        begun: when earlier ones began, good or not, by whichever program; a moment in the
            future counts as none: the clock was set back.
        must_see: a moment after which one has to begin, however recent the last one: only that
            one can have seen all that came by the deadline.
        failed: the code of what stopped the last one, if anything did.
    """
    if failed in _REFUSALS:
        every_minutes = max(every_minutes, _AFTER_REFUSAL_MINUTES)
    known = [moment for moment in begun if moment is not None and moment <= now]
    if not known:
        return True
    last = max(known)
    return now - last >= timedelta(minutes=every_minutes) or last < must_see <= now
