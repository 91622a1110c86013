"""What people's confirmations teach, and nothing else: pure folds over what they decided.

Learnt are senders and staff mailboxes, short forms as proposals that staff accept once, and how
often each source was right. Machine credits teach nothing; revoking is leaving a confirmation out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mailsync.matching.evidence.senders import NOT_OURS, STAFF_BRANCHES
from mailsync.matching.names.mention import Mention
from mailsync.matching.names.names import read_mentions
from mailsync.matching.names.prefixes import read_prefixes
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.words.normal import normalise
from mailsync.matching.words.slots import KIND, read_grade, read_ordinal, read_stage
from mailsync.matching.words.words import HARD, SOFT, may_precede
from store.model import SenderFact

__all__ = [
    "NOT_OURS",
    "AliasProposal",
    "Confirmation",
    "StaffMailbox",
    "Trust",
    "learn_senders",
    "propose_aliases",
    "staff_mailboxes",
    "trust_of_cues",
]

# A branch not seen for so long belongs to last season, when another one writes from its address.
_SEASON_DAYS = 180
# Pseudo-counts before anything was confirmed: a source is right nine times of ten.
_PRIOR_RIGHT, _PRIOR_WRONG = 9.0, 1.0
_LONGEST_FORM = 12


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One file that a person bound to a branch.

    Args:
        mail: the mail's digest; several files of one mail confirm a sender once.
        branch_id: NOT_OURS where the person said so.
        on: the day of the mail, ISO.
        rejected: branches that were proposed first and that the person did not take.
        cues_for: the cues that spoke for the branch taken, by their evidence codes.
        cues_against: the cues that spoke only for others.
        written: names as the mail writes them, of those cues.
    """

    mail: str
    address: str
    branch_id: str
    on: str
    rejected: tuple[str, ...] = ()
    cues_for: tuple[str, ...] = ()
    cues_against: tuple[str, ...] = ()
    written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffMailbox:
    """An address that people confirmed for three or more branches of one sub-committee."""

    address: str
    sub_committee_id: str
    branch_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AliasProposal:
    """A short form that people keep meeting; it counts only once staff accept it."""

    form: str
    sub_committee_id: str
    times: int
    example: str


@dataclass(frozen=True, slots=True)
class Trust:
    """How often a source was right where people decided; `share` includes the prior."""

    right: int
    wrong: int

    @property
    def share(self) -> float:
        """The expected share of right ones, between 0 and 1."""
        total = self.right + self.wrong + _PRIOR_RIGHT + _PRIOR_WRONG
        return (self.right + _PRIOR_RIGHT) / total


def learn_senders(confirmations: Iterable[Confirmation]) -> tuple[SenderFact, ...]:
    """Count confirmed mails by sender and branch, sorted by address and branch.

    A correction takes one from the branch that was proposed. Where an address writes for another
    branch after half a year without the first, the first is forgotten: the secretary changed.
    """
    mails: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    rejected: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in confirmations:
        address = one.address.strip().lower()
        if not address:
            continue
        mails[address, one.branch_id][one.mail] = one.on
        for branch_id in one.rejected:
            rejected[address, branch_id].add(one.mail)
    facts: list[SenderFact] = []
    last_of: dict[str, dict[str, str]] = defaultdict(dict)
    first_of: dict[str, dict[str, str]] = defaultdict(dict)
    for (address, branch_id), days in mails.items():
        last_of[address][branch_id] = max(days.values())
        first_of[address][branch_id] = min(days.values())
    for (address, branch_id), days in sorted(mails.items()):
        times = len(days) - len(rejected.get((address, branch_id), ()))
        last = last_of[address][branch_id]
        if times > 0 and not _superseded(branch_id, last, first_of[address]):
            facts.append(SenderFact(address, branch_id, times, last))
    return tuple(facts)


def _superseded(branch_id: str, last: str, first_of: Mapping[str, str]) -> bool:
    successors = [
        other for other, first in first_of.items() if other != branch_id and _gap(last, first)
    ]
    # A staff mailbox writes for many branches at all times.
    return bool(successors) and len(first_of) < STAFF_BRANCHES


def _gap(last: str, first: str) -> bool:
    try:
        days = (date.fromisoformat(first[:10]) - date.fromisoformat(last[:10])).days
    except ValueError:
        return False
    return days > _SEASON_DAYS


def staff_mailboxes(facts: Sequence[SenderFact], roster: Roster) -> tuple[StaffMailbox, ...]:
    """Addresses confirmed for three or more branches, all of one sub-committee."""
    of_address: dict[str, list[str]] = defaultdict(list)
    for fact in facts:
        if fact.branch_id in roster.by_id and fact.times > 0:
            of_address[fact.address].append(fact.branch_id)
    found: list[StaffMailbox] = []
    for address, branch_ids in sorted(of_address.items()):
        subs = {
            roster.branches[roster.by_id[b].bit_length() - 1].sub_committee_id for b in branch_ids
        }
        if len(set(branch_ids)) >= STAFF_BRANCHES and len(subs) == 1:
            found.append(StaffMailbox(address, subs.pop(), tuple(sorted(set(branch_ids)))))
    return tuple(found)


def propose_aliases(
    confirmations: Iterable[Confirmation], roster: Roster
) -> tuple[AliasProposal, ...]:
    """Words before a confirmed branch's stage that the roster does not explain, most often first.

    Only from names whose ordinal and stage agree with the branch the person chose.
    """
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    mails: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in confirmations:
        bit = roster.by_id.get(one.branch_id, 0)
        if not bit:
            continue
        sub = roster.branches[bit.bit_length() - 1].sub_committee_id
        for written in one.written:
            form = _unexplained(roster, normalise(written).text, bit)
            if form:
                seen[form, sub].append(written)
                mails[form, sub].add(one.mail)
    found = [
        AliasProposal(form, sub, len(mails[form, sub]), min(written))
        for (form, sub), written in seen.items()
    ]
    return tuple(sorted(found, key=lambda p: (-p.times, p.form, p.sub_committee_id)))


def _unexplained(roster: Roster, written: str, bit: int) -> str:
    """The unknown word that must stand for the college of the branch, "" where there is none."""
    kinds = list(KIND.finditer(written))
    if len(kinds) != 1 or _fits(read_mentions(roster, written), bit):
        return ""
    ordinal, end = read_ordinal(written, kinds[0].start())
    grade, end = read_grade(written, end)
    stage_word, end = read_stage(written, end)
    slots = roster.slots[bit.bit_length() - 1]
    named = f"{stage_word}{'第' + str(ordinal) if ordinal else ''}党支部"
    if slots.ordinal != ordinal or (grade or None) != slots.grade or not stage_word:
        return ""
    if not _fits(read_mentions(roster, named), bit):
        return ""
    start = end
    while start > 0 and written[start - 1] not in HARD and written[start - 1] not in SOFT:
        start -= 1
    form = written[start:end]
    known = read_prefixes(roster, form, len(form))[0]
    plain = 2 <= len(form) <= _LONGEST_FORM and not may_precede(form)
    return form if plain and known.unread else ""


def _fits(mentions: Sequence[Mention], bit: int) -> bool:
    return any(mention.mask & bit for mention in mentions)


def trust_of_cues(confirmations: Iterable[Confirmation]) -> dict[str, Trust]:
    """By evidence code, how often a source named the branch that people took, and another."""
    right: dict[str, int] = defaultdict(int)
    wrong: dict[str, int] = defaultdict(int)
    for one in confirmations:
        for code in one.cues_for:
            right[code] += 1
        for code in one.cues_against:
            wrong[code] += 1
    return {code: Trust(right[code], wrong[code]) for code in sorted({*right, *wrong})}
