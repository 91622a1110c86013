"""What each branch still owes by the deadline, and which reminder round is on; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mailsync.letters.follow_up import FollowUp
from store.model import Branch, Finding, Item, State
from store.notice.notice import Dates
from store.views.letters.facts import DUE_KINDS, BranchStanding, PendingLink

# "material": what is wrong beside the items: a return tells of it, no reminder is sent for it.
Want = Literal["missing", "fault", "link_expired", "material"]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One item that the branch must act on, until `limit`; `file` and `findings` belong to a
    faulty one.

    `asked_at` is when it was returned, of one that still waits for its correction; a `correction`
    says of what earlier version it is one.
    """

    item: Item
    want: Want
    limit: datetime
    file: str = ""
    digest: str = ""
    findings: tuple[Finding, ...] = ()
    asked_at: datetime | None = None
    correction: FollowUp | None = None


@dataclass(frozen=True, slots=True)
class BranchNeeds:
    """What one branch owes.

    Attributes:
        limit: its own last moment, extension and grace included; that of an item may be another.
        late: the moment of an item is past, and it was not in.
        links: files that came as links and are not fetched; `open` where one expired.
        waiting: items of which something came that we have not said yet whose it is: that is
            ours to do, so that nobody is reminded of it.
        early: files from before the window's start that wait for us.
    """

    branch: Branch
    limit: datetime
    late: bool
    open: tuple[OpenItem, ...]
    links: tuple[PendingLink, ...]
    waiting: tuple[Item, ...]
    early: tuple[str, ...] = ()


def needs_of(standing: BranchStanding, now: datetime) -> BranchNeeds:
    """Tell what is open of items 1 and 2, the only ones with a date (notice 三.4)."""
    faulty = {entry.item: entry for entry in standing.faulty}
    links = {entry.item: entry for entry in standing.links}
    wanted: list[OpenItem] = []
    waiting: list[Item] = []
    for item, _ in DUE_KINDS:
        state, limit = standing.row.cell(item).state, standing.limit_of(item)
        if state is State.MISSING:
            wanted.append(OpenItem(item, "missing", limit))
        elif state is State.FAULT and item in faulty:
            fault = faulty[item]
            wanted.append(OpenItem(item, "fault", limit, fault.name, fault.digest, fault.findings))
        elif state is State.LINK and item in links and _expired(links[item], now):
            wanted.append(OpenItem(item, "link_expired", limit, links[item].name))
        elif state is State.REVIEW:
            waiting.append(item)
    wanted += [
        OpenItem(
            one.item, "material", standing.limit_of(one.item), one.name, one.digest, one.findings
        )
        for one in standing.beside
    ]
    return BranchNeeds(
        branch=standing.row.branch,
        limit=standing.row.limit,
        late=any(
            now > entry.limit
            and (
                entry.want == "link_expired"
                or (entry.want == "missing" and standing.row.cell(entry.item).late)
            )
            for entry in wanted
        ),
        open=tuple(wanted),
        links=tuple(link for link in standing.links if not _expired(link, now)),
        waiting=tuple(waiting),
        early=standing.early,
    )


def round_now(now: datetime, limit: datetime, rounds: Sequence[str], dates: Dates) -> str | None:
    """The reminder round that is on: the last one begun; None before the first and after the
    limit. "T-7" begins on the day seven days before the limit's."""
    if now > limit:
        return None
    days = (dates.day(limit) - dates.day(now)).days
    begun = [name for name in rounds if days <= days_before(name)]
    return min(begun, key=days_before, default=None)


def days_before(round_name: str) -> int:
    """The days before the limit on which a round begins."""
    return int(round_name.removeprefix("T-"))


def _expired(link: PendingLink, now: datetime) -> bool:
    return link.expires_at is not None and link.expires_at < now
