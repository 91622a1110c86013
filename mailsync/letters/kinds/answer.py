"""来信回复: what a person answers to one mail; a person wrote it, so that it goes at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.kind import LetterKind
from mailsync.letters.receipts import MailGroup
from store.letters.letter import Letter, Reason
from store.views.letters.facts import LetterFacts


def _drafts(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    for due in facts.answers:
        if due.key in told:
            continue
        group = MailGroup(due.mail.sender, due.sub_committee_id, (due.mail,))
        yield Draft(
            kind=KIND.name,
            target=f"address:{due.mail.sender.email.lower()}",
            sub_committee_id=due.sub_committee_id,
            needs=(),
            recipients=group.recipients(asked.own),
            about=(due.key,),
            mails=group,
            answer=due,
        )


def _gone(_letter: Letter, _facts: LetterFacts) -> Reason:
    return Reason("letters.dropped.answer_taken_back")


KIND = LetterKind(
    name="answer",
    place=0,
    drafts=_drafts,
    default_to="sender",
    gone=_gone,
    by_date=True,
    by_hand=True,
    pinyin="lai xin hui fu",
)
