"""邀请: a sharing session is planned."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.kind import LetterKind
from mailsync.letters.recipients import recipients_of
from store.db.acts import subject
from store.views.letters.facts import LetterFacts


def _drafts(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    mode = KIND.mode(asked)
    today = asked.dates.day(facts.as_of)
    branches = facts.branches
    for session in sorted(facts.sessions, key=lambda one: one.date):
        about = f"session:{session.id}:{session.date}:{session.place}"
        if about in told or session.status != "planned" or session.date < today:
            continue
        speaking = [branches[name] for name in session.speakers if name in branches]
        groups = [[one] for one in speaking] if mode == "branch" else [speaking]
        for group in groups:
            yield Draft(
                kind=KIND.name,
                target=subject("session", session.id)
                if mode != "branch"
                else f"{subject('session', session.id)}:{group[0].id}",
                sub_committee_id=session.sub_committee_id,
                needs=(),
                recipients=recipients_of(mode, facts, session.sub_committee_id, group, asked.own),
                about=(about,),
                session=session,
            )


KIND = LetterKind(
    name="invitation",
    place=4,
    drafts=_drafts,
    setting="letters.to_invitation",
    dated=True,
    pinyin="yao qing",
)
