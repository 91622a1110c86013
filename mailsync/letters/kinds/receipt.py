"""回执: what came is confirmed to whoever sent it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.follow_up import follow_ups
from mailsync.letters.kind import LetterKind
from mailsync.letters.receipts import mails_to_answer
from mailsync.letters.recipients import branch_recipients, recipients_of
from store.views.letters.facts import LetterFacts


def _drafts(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    mode = KIND.mode(asked)
    branches = facts.branches
    followed = tuple(follow_ups(facts))
    own = asked.own | _office(facts) if asked.scoped else asked.own
    for group in mails_to_answer(facts, own=own, told=told):
        named = [branches[name] for name in group.branch_ids if name in branches]
        unit_id = named[0].sub_committee_id if named else group.sub_committee_id
        if mode == "sender" or not unit_id:
            recipients = group.recipients(asked.own)
        elif mode == "branch" and named:
            recipients = branch_recipients(named[0], asked.own)
        else:
            recipients = recipients_of(mode, facts, unit_id, named, asked.own)
        yield Draft(
            kind=KIND.name,
            target=f"address:{group.sender.email.lower()}",
            sub_committee_id=unit_id,
            needs=(),
            recipients=recipients,
            about=group.about,
            mails=group,
            followed=tuple(one for one in followed if one.came.mail_id in group.mail_ids),
        )


def _office(facts: LetterFacts) -> frozenset[str]:
    """The addresses of a sub-committee's own office, which needs no receipt from itself."""
    return frozenset(email.lower() for unit in facts.sub_committees for email in unit.contacts)


KIND = LetterKind(
    name="receipt",
    place=6,
    drafts=_drafts,
    setting="letters.to_receipt",
    default_to="sender",
    answers=True,
    pinyin="hui zhi",
)
