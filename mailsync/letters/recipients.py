"""To whom a letter goes, and why each of them; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from store.db.acts import subject
from store.items.review import Reviewer
from store.letters.letter import Reason, Recipient
from store.model import Address, Branch, SubCommittee
from store.views.letters.facts import LetterFacts

Mode = Literal["sub_committee", "with_secretaries", "branch", "sender"]

# What an address may be so that it can stand in a header and an envelope as it is.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_LONGEST = 254


def is_address(text: str) -> bool:
    """Whether a letter can be sent to `text`: one plain ASCII address and nothing else."""
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None


def target_of(mode: Mode, unit_id: str, branch: Branch) -> str:
    """Whose a letter to the contacts of a sub-committee, or of a branch of it, is."""
    return subject("branch", branch.id) if mode == "branch" else subject("sub_committee", unit_id)


def recipients_of(
    mode: Mode, facts: LetterFacts, unit_id: str, named: Sequence[Branch], own: frozenset[str]
) -> tuple[Recipient, ...]:
    """Who gets a letter that names some branches of a sub-committee."""
    if mode == "branch":
        return branch_recipients(named[0], own)
    copied = named if mode == "with_secretaries" else ()
    return unit_recipients(facts.unit(unit_id), copied, own)


def unit_recipients(
    unit: SubCommittee, copied: Sequence[Branch], own: frozenset[str]
) -> tuple[Recipient, ...]:
    """The sub-committee's contacts, and the secretaries of `copied` branches in copy."""
    found = [
        Recipient(Address(unit.name, email), "to", Reason("letters.why.unit", {"name": unit.name}))
        for email in unit.contacts
    ]
    found += [
        Recipient(
            Address(branch.secretary or branch.name, email),
            "cc",
            Reason("letters.why.secretary", {"name": branch.name}),
        )
        for branch in copied
        for email in branch.contacts
    ]
    return usable(found, own)


def branch_recipients(branch: Branch, own: frozenset[str]) -> tuple[Recipient, ...]:
    """The contacts of one branch."""
    why = Reason("letters.why.branch", {"name": branch.name})
    name = branch.secretary or branch.name
    return usable((Recipient(Address(name, email), "to", why) for email in branch.contacts), own)


def reviewer_recipients(reviewer: Reviewer, own: frozenset[str]) -> tuple[Recipient, ...]:
    """A reviewer's own address; nobody else's, and nobody in copy."""
    why = Reason("letters.why.reviewer", {"name": reviewer.name})
    return usable((Recipient(Address(reviewer.name, reviewer.address), "to", why),), own)


def usable(found: Iterable[Recipient], own: frozenset[str]) -> tuple[Recipient, ...]:
    """Each address once, ours and what is no address left out; copies alone are nobody."""
    kept: dict[str, Recipient] = {}
    for each in found:
        email = each.address.email.strip()
        if is_address(email) and email.lower() not in own:
            address = Address(each.address.name, email)
            kept.setdefault(email.lower(), Recipient(address, each.role, each.why))
    if not any(each.role == "to" for each in kept.values()):
        return ()
    return tuple(kept.values())
