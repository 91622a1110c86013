"""The memory laid open: senders, staff mailboxes, short forms and how far each cue is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mailsync.matching.memory import (
    NOT_OURS,
    AliasProposal,
    StaffMailbox,
    Trust,
    propose_aliases,
    staff_mailboxes,
    trust_of_cues,
)
from mailsync.matching.roster.problems import RosterProblem
from mailsync.sync.learning import Knowledge, LearntForm
from store.model import SenderFact

# Problems that are a fact of the roster and nothing to mend; the matcher needs no help with them.
_NOTES = frozenset(("twins_ordinal", "twins_stage", "twins_grade", "namesake"))


@dataclass(frozen=True, slots=True)
class Taught:
    """What people taught, for people to look at.

    `not_ours` are the addresses whose mail is filed apart; `proposals` wait for staff's word.
    """

    senders: tuple[SenderFact, ...]
    not_ours: tuple[SenderFact, ...]
    mailboxes: tuple[StaffMailbox, ...]
    forms: tuple[LearntForm, ...]
    proposals: tuple[AliasProposal, ...]
    cues: Mapping[str, Trust]


def laid_open(known: Knowledge) -> Taught:
    """Sort what is known for a screen or a list."""
    settled = {(form.sub_committee_id, form.form) for form in known.forms}
    return Taught(
        senders=tuple(fact for fact in known.senders if fact.branch_id != NOT_OURS),
        not_ours=tuple(fact for fact in known.senders if fact.branch_id == NOT_OURS),
        mailboxes=staff_mailboxes(known.senders, known.compiled),
        forms=known.forms,
        proposals=tuple(
            one
            for one in propose_aliases(known.confirmations, known.compiled)
            if (one.sub_committee_id, one.form) not in settled
        ),
        cues=trust_of_cues(known.confirmations),
    )


def needs_mending(problem: RosterProblem) -> bool:
    """Whether staff can mend a problem of the roster; twins and namesakes simply are."""
    return problem.code not in _NOTES


def problems_first(known: Knowledge) -> tuple[RosterProblem, ...]:
    """The roster's problems, those to mend before those to know."""
    return tuple(sorted(known.compiled.problems, key=lambda one: not needs_mending(one)))
