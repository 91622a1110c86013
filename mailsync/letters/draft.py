"""One letter that is due by the facts, before it is put into words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import msgspec

from mailsync.letters.follow_up import FollowUp
from mailsync.letters.needs import BranchNeeds
from mailsync.letters.receipts import MailGroup
from store.items.sessions import Session
from store.letters.letter import AttachedFile, Recipient
from store.notice.notice import Dates
from store.views.items.own_owed import OwnDebt
from store.views.items.reviewer_facts import ReviewerStanding
from store.views.items.sharing_owed import SharingDebt
from store.views.letters.facts import AnswerDue, Extension
from store.workspace.settings import LetterSettings


@dataclass(frozen=True, slots=True)
class Asked:
    """What letters are drafted for: the kinds, and a reminder round other than the one that is
    on (None leaves that). `own` are our addresses in lower case, never written to; `by_date` says
    that nobody named a kind: only what the date asks for is due."""

    kinds: tuple[str, ...]
    round: str | None
    settings: LetterSettings
    scoped: bool
    own: frozenset[str]
    dates: Dates
    by_date: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """One letter that is due by the facts; which of the last it has depends on its kind.

    `reviewer_told` is what a reviewer is told of, `files` are the stored contents that go along,
    `followed` are corrections that a receipt thanks for, and `replaces` says of a pack that another
    one went before it. `answer` is what a person wrote. `told_before` are the branches that were
    told the same before and are not named again.
    """

    kind: str
    target: str
    sub_committee_id: str
    needs: tuple[BranchNeeds, ...]
    recipients: tuple[Recipient, ...]
    about: tuple[str, ...]
    round: str = ""
    extension: Extension | None = None
    session: Session | None = None
    mails: MailGroup | None = None
    reviewer: ReviewerStanding | None = None
    sharing: tuple[SharingDebt, ...] = ()
    sharing_due: datetime | None = None
    replaces: bool = False
    followed: tuple[FollowUp, ...] = ()
    reviewer_told: tuple[object, ...] = ()
    files: tuple[AttachedFile, ...] = ()
    answer: AnswerDue | None = None
    own_items: tuple[OwnDebt, ...] = ()
    told_before: tuple[str, ...] = ()

    @property
    def branch_ids(self) -> tuple[str, ...]:
        """The branches that the letter names."""
        if self.extension is not None:
            return self.extension.branch_ids
        if self.session is not None:
            return tuple(self.session.speakers)
        if self.answer is not None:
            return self.answer.branch_ids
        if self.mails is not None:
            return self.mails.branch_ids
        if self.sharing:
            return tuple(debt.branch.id for debt in self.sharing)
        if self.own_items:
            return tuple(dict.fromkeys(debt.branch.id for debt in self.own_items))
        return tuple(entry.branch.id for entry in self.needs)

    @property
    def basis(self) -> str:
        """A digest of the facts and the recipients: another basis is another letter."""
        facts = (
            self.kind,
            self.target,
            [(r.address.email, r.role) for r in self.recipients],
            [
                (n.branch.id, n.branch.name, n.limit, n.open, n.links)
                for n in self.needs
            ],
            self.extension,
            self.session,
            self.mails,
            *([self.replaces, *self.reviewer_told] if self.reviewer else []),
            [
                (s.branch.id, s.branch.name, s.owes, s.late, s.spoke_on, s.lapsed, s.form)
                for s in self.sharing
            ],
            self.sharing_due,
            *([[n.early for n in self.needs]] if any(n.early for n in self.needs) else []),
            *([self.followed] if self.followed else []),
            *([self.answer] if self.answer else []),
            *[(o.branch.id, o.branch.name, o.item, o.due) for o in self.own_items],
            *(["told before"] if self.told_before else []),
        )  # fmt: skip
        return hashlib.sha256(msgspec.json.encode(facts)).hexdigest()


def return_by(standing: ReviewerStanding) -> str:
    """The day by which a reviewer was asked for scores, as YYYY-MM-DD; "" for none."""
    return standing.pack.return_by if standing.pack else ""
