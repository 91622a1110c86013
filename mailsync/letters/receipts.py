"""Which mails get a receipt: a person's, with files, and never a machine's or our own; pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from mailsync.letters.recipients import usable
from store.letters.letter import Reason, Recipient
from store.model import Address
from store.views.letters.facts import LetterFacts, ReceivedMail

# Mailboxes behind which nobody sits: an answer would come back, or go round.
_NOBODY = re.compile(
    r"(?:mailer-daemon|mail-daemon|postmaster|bounces?|abuse|root|daemon|listserv|majordomo"
    r"|(?:do[-_.]?not|no)[-_.]?reply.*|.*[-+](?:request|owner|bounces?)|owner-.*"
    r"|notifications?|auto-?(?:reply|confirm).*)@.*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MailGroup:
    """The unanswered mails of one sender, oldest first."""

    sender: Address
    sub_committee_id: str
    mails: tuple[ReceivedMail, ...]

    @property
    def mail_ids(self) -> frozenset[int]:
        """Which mails they are."""
        return frozenset(mail.mail_id for mail in self.mails)

    @property
    def about(self) -> tuple[str, ...]:
        """The keys of what a receipt tells."""
        return tuple(f"mail:{mail.mail_id}" for mail in self.mails)

    @property
    def branch_ids(self) -> tuple[str, ...]:
        """The branches that something was credited to, each once."""
        return tuple(
            dict.fromkeys(
                branch_id
                for mail in self.mails
                for file in mail.files
                if not file.waiting
                for branch_id in file.branch_ids
            )
        )

    def recipients(self, own: frozenset[str]) -> tuple[Recipient, ...]:
        """Whoever sent the mails; nobody where the address is no address or ours."""
        why = Reason("letters.why.sender", {"n": len(self.mails)})
        return usable([Recipient(self.sender, "to", why)], own)


def may_be_answered(mail: ReceivedMail, own: Collection[str]) -> bool:
    """Whether a receipt for this mail can go round in no circle.

    Only what a person sent and what carried something: no auto-reply, bounce, list or mail of
    our own (`own` in lower case), nothing from a mailbox without a person.
    """
    sender = mail.sender.email.strip().lower()
    if mail.automatic is not None or not sender or sender in own:
        return False
    if _NOBODY.fullmatch(sender):
        return False
    return bool(mail.files or mail.problems)


def mails_to_answer(
    facts: LetterFacts, *, own: frozenset[str], told: Collection[str]
) -> tuple[MailGroup, ...]:
    """The mails that have no receipt yet, by sender, in the order of their first mails."""
    homes = _homes(facts)
    branches = facts.branches

    def ours_to_answer(mail: ReceivedMail) -> bool:
        """From somebody on the roster, or with something that was credited to a branch of it: who
        mails anything else to the department is not told what was found in it."""
        return mail.sender.email.strip().lower() in homes or any(
            name in branches for file in mail.files if not file.waiting for name in file.branch_ids
        )

    groups: dict[str, list[ReceivedMail]] = defaultdict(list)
    for mail in facts.mails:
        fresh = f"mail:{mail.mail_id}" not in told
        if fresh and may_be_answered(mail, own) and ours_to_answer(mail):
            groups[mail.sender.email.strip().lower()].append(mail)
    return tuple(
        MailGroup(mails[-1].sender, homes.get(sender, ""), tuple(mails))
        for sender, mails in groups.items()
    )


def _homes(facts: LetterFacts) -> dict[str, str]:
    """The sub-committee that an address belongs to, by the address in lower case."""
    home = {
        contact.lower(): branch.sub_committee_id
        for branch in facts.branches.values()
        for contact in branch.contacts
    }
    home.update(
        (contact.lower(), unit.id) for unit in facts.sub_committees for contact in unit.contacts
    )
    return home
