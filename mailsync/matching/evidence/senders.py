"""Who an address is known to write for: roster contacts, staff, people's confirmations."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mailsync.matching.roster.compiled import Roster
from store.model import SenderFact

# The branch of a fact that says: what this sender mails is not ours.
NOT_OURS = ""
HALF_LIFE_DAYS = 365.0
# Two confirmations make a known sender, and stay so for a year and a half without a third.
_CONFIRMATIONS = 2
_LEAST_WEIGHT = 0.7
STAFF_BRANCHES = 3


@dataclass(frozen=True, slots=True)
class KnownSender:
    """The branches an address writes for. `mask` 0: unknown; `once` was confirmed too rarely."""

    mask: int = 0
    once: int = 0
    times: int = 0
    from_memory: bool = False
    staff: bool = False
    # People said of this address that its mail is not ours.
    not_ours: bool = False
    # Not the mail's own sender: the address that a passed-on mail came from, with its span there.
    passed_on: tuple[str, int, int] | None = None


def faded(times: int, last_date: str, on: date | None) -> float:
    """What `times` confirmations still weigh: half after a year, whole where no date is known."""
    if on is None:
        return float(times)
    try:
        last = date.fromisoformat(last_date[:10])
    except ValueError:
        return float(times)
    halvings = max(0, (on - last).days) / HALF_LIFE_DAYS
    return times * math.pow(0.5, halvings)


def group_memory(memory: Sequence[SenderFact]) -> dict[str, tuple[SenderFact, ...]]:
    """Facts by address, in a fixed order."""
    grouped: dict[str, list[SenderFact]] = defaultdict(list)
    for fact in memory:
        grouped[fact.address.strip().lower()].append(fact)
    return {
        address: tuple(sorted(facts, key=lambda f: f.branch_id))
        for address, facts in grouped.items()
    }


def know_sender(
    roster: Roster,
    memory: Mapping[str, Sequence[SenderFact]],
    address: str,
    on: date | None,
) -> KnownSender:
    """What is known of an address on a day; roster contacts come before memory.

    An address confirmed for three or more branches is a staff mailbox of their sub-committee.
    """
    key = address.strip().lower()
    listed = roster.senders.get(key, 0) | roster.staff.get(key, 0)
    if listed:
        return KnownSender(listed, staff=key in roster.staff)
    facts = [f for f in memory.get(key, ()) if f.branch_id in roster.by_id and f.times > 0]
    if not facts:
        refused = any(f.branch_id == NOT_OURS and f.times > 0 for f in memory.get(key, ()))
        return KnownSender(not_ours=refused)
    total = 0
    for fact in facts:
        total |= roster.by_id[fact.branch_id]
    if len(facts) >= STAFF_BRANCHES:
        subs = {
            roster.branches[(roster.by_id[f.branch_id]).bit_length() - 1].sub_committee_id
            for f in facts
        }
        whole = 0
        for sub in subs:
            whole |= roster.by_sub_committee[sub]
        return KnownSender(whole, times=sum(f.times for f in facts), from_memory=True, staff=True)
    if len(facts) == 1:
        fact = facts[0]
        if fact.times >= _CONFIRMATIONS and faded(fact.times, fact.last_date, on) >= _LEAST_WEIGHT:
            return KnownSender(total, times=fact.times, from_memory=True)
    return KnownSender(0, once=total, times=sum(f.times for f in facts), from_memory=True)
