"""The plan: which letters go out now, whole and readable, and who gets none and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.drafts import drafts
from mailsync.letters.field_types import Fields
from mailsync.letters.fields import Desk, fields_of, finding_words, one_line, title_of
from mailsync.letters.needs import needs_of
from mailsync.letters.reviewer_drafts import (
    not_due_any_more,
    reviewer_held_back,
    scored_since,
)
from mailsync.letters.sharing_drafts import NOT_OWED, sharing_at_rest, sharing_settled_since
from mailsync.letters.templates import Rendered
from store.letters.letter import (
    Dropped,
    FindingLine,
    Letter,
    LetterKind,
    LetterPlan,
    Reason,
    plan_digest,
    with_id,
)
from store.letters.standing import LetterStanding, PastLetter
from store.model import Address
from store.views.letters.facts import LetterFacts

# How long the words of a letter hold: they say how many days are left, and carry a date. Long
# enough to send the rest of a plan on the next day.
FRESH_FOR = timedelta(hours=36)
# The kinds that say the same again as long as it is so; the cool-down keeps them apart.
_REPEATED = (LetterKind.OVERDUE, LetterKind.SHARING, LetterKind.SCORES)
# Whoever has just got a pack is not reminded of it the same hour.
_RESTS_AFTER = {LetterKind.SCORES: (LetterKind.SCORES, LetterKind.PACK)}
# The kinds of which a letter not due is worth a word: the others concern what is new only.
_TOLD_OF = (LetterKind.REMINDER, LetterKind.OVERDUE)


@dataclass(frozen=True, slots=True)
class Writer:
    """How drafts become letters: the desk that writes, its address and its templates."""

    desk: Desk
    address: Address
    render: Callable[[LetterKind, Fields], Rendered]
    page: Callable[[Letter], str]
    language: str
    attach: bool


def make_plan(
    facts: LetterFacts, asked: Asked, writer: Writer, *, before: LetterPlan | None = None
) -> LetterPlan:
    """Plan letters: what is due, less what was sent in this round or a short while ago.

    Args:
        before: the plan that was shown last: branches in it that owe nothing now are told of.

    Raises:
        ConfigError: `template.*`.
    """
    dropped: list[Dropped] = []
    letters: list[Letter] = []
    for draft in drafts(facts, asked, told=_told(facts.past)):
        reason = _held_back(draft, facts, asked)
        if reason is None:
            letters.append(write(draft, facts, writer))
        else:
            dropped.append(_drop_of(draft, reason))
    dropped += _waiting_for_us(facts, asked, letters)
    dropped += _complete_since(facts, asked, letters, before)
    if LetterKind.SHARING in asked.kinds:
        dropped += sharing_at_rest(facts)
        dropped += sharing_settled_since(facts, before) if before else ()
    return LetterPlan(plan_digest(letters), facts.as_of, tuple(letters), tuple(dropped))


def write(draft: Draft, facts: LetterFacts, writer: Writer) -> Letter:
    """Put one draft into words.

    Raises:
        ConfigError: `template.*`.
    """
    unit = next((one for one in facts.sub_committees if one.id == draft.sub_committee_id), None)
    # What is known is as old as the last sync; so are the words, which stay the same until then.
    known_at = min(facts.synced_at or facts.as_of, facts.as_of)
    fields = fields_of(draft, unit, facts.branches, writer.desk, now=facts.as_of, known_at=known_at)
    said = writer.render(draft.kind, fields)
    return with_page(
        Letter(
            id="",
            kind=draft.kind,
            round=draft.round,
            target=draft.target,
            sub_committee_id=draft.sub_committee_id,
            branch_ids=draft.branch_ids,
            sender=writer.address,
            recipients=draft.recipients,
            subject=one_line(said.subject),
            text=said.text,
            short=said.short,
            language=writer.language,
            about=draft.about,
            basis=draft.basis,
            attached=_findings(draft, writer.desk) if writer.attach else (),
            reply_to_id=_answered(draft),
            files=draft.files,
        ),
        writer.page,
    )


def with_page(letter: Letter, page: Callable[[Letter], str]) -> Letter:
    """A letter with the HTML page of its text, and the id that covers both.

    Raises:
        ConfigError: `template.*`.
    """
    return with_id(replace(letter, html=page(letter)))


def still_due(entry: LetterStanding, facts: LetterFacts, asked: Asked) -> Reason | None:
    """Check an approved letter against the facts as they are now; None where it holds.

    A letter of which anything changed, down to one branch or one address, is not sent: it would
    say what is no longer so. It is to be planned and approved again.
    """
    letter = entry.letter
    if entry.written_at is not None and facts.as_of - entry.written_at > FRESH_FOR:
        return Reason("letters.dropped.stale")
    others = tuple(past for past in facts.past if past.letter_id != letter.id)
    narrowed = replace(asked, kinds=(letter.kind,), round=letter.round or None)
    same = [
        draft
        for draft in drafts(replace(facts, past=others), narrowed, told=_told(others))
        if draft.target == letter.target
    ]
    if not same:
        if letter.kind is LetterKind.SHARING:
            return Reason(NOT_OWED)
        return not_due_any_more(letter, facts)
    if all(draft.basis != letter.basis for draft in same):
        return Reason("letters.dropped.changed")
    draft = next(draft for draft in same if draft.basis == letter.basis)
    return _held_back(draft, replace(facts, past=others), asked)


def _held_back(draft: Draft, facts: LetterFacts, asked: Asked) -> Reason | None:
    if draft.reviewer is not None:
        reason = reviewer_held_back(draft.reviewer, draft, facts, asked)
        if reason is not None:
            return reason
    if not draft.recipients:
        return Reason("letters.dropped.no_address")
    told = _told(facts.past)
    if draft.kind not in _REPEATED and all(key in told for key in draft.about):
        return Reason("letters.dropped.told", {"round": draft.round})
    rest = timedelta(hours=asked.settings.cool_down_hours)
    recent = [
        past.told_at
        for past in facts.past
        if past.kind in _RESTS_AFTER.get(draft.kind, (draft.kind,)) and past.target == draft.target
    ]
    if recent and facts.as_of < max(recent) + rest:
        until = (max(recent) + rest).astimezone(asked.zone)
        return Reason("letters.dropped.cool_down", {"until": f"{until:%m-%d %H:%M}"})
    return None


def _drop_of(draft: Draft, reason: Reason) -> Dropped:
    reviewer_id = draft.reviewer.reviewer.id if draft.reviewer else ""
    return Dropped(draft.kind, draft.sub_committee_id, draft.branch_ids, reason, reviewer_id)


def _told(past: Iterable[PastLetter]) -> frozenset[str]:
    return frozenset(key for letter in past for key in letter.about)


def _waiting_for_us(
    facts: LetterFacts, asked: Asked, letters: Sequence[Letter]
) -> Iterator[Dropped]:
    """Branches of which something came that we have not assigned yet: nobody is reminded."""
    kinds = [kind for kind in asked.kinds if kind in _TOLD_OF]
    listed = {name for letter in letters for name in letter.branch_ids}
    if not kinds:
        return
    by_unit: dict[tuple[LetterKind, str], list[str]] = {}
    for standing in facts.standings:
        needs = needs_of(standing, facts.as_of)
        over = facts.as_of > needs.limit
        kind = LetterKind.OVERDUE if over else LetterKind.REMINDER
        if needs.waiting and not needs.open and needs.branch.id not in listed and kind in kinds:
            key = (kind, needs.branch.sub_committee_id)
            by_unit.setdefault(key, []).append(needs.branch.id)
    for (kind, unit_id), names in by_unit.items():
        yield Dropped(kind, unit_id, tuple(names), Reason("letters.dropped.waiting"))


def _complete_since(
    facts: LetterFacts, asked: Asked, letters: Sequence[Letter], before: LetterPlan | None
) -> Iterator[Dropped]:
    """Branches that the last plan listed and that owe nothing any more."""
    complete = {
        standing.row.branch.id
        for standing in facts.standings
        if not needs_of(standing, facts.as_of).open
    }
    listed: Mapping[LetterKind, set[str]] = {kind: set() for kind in asked.kinds}
    for letter in letters:
        listed[letter.kind].update(letter.branch_ids)
    for earlier in before.letters if before else ():
        if earlier.kind not in _TOLD_OF or earlier.kind not in asked.kinds:
            continue
        gone = [
            name
            for name in earlier.branch_ids
            if name in complete and name not in listed[earlier.kind]
        ]
        if gone:
            reason = Reason("letters.dropped.complete")
            yield Dropped(earlier.kind, earlier.sub_committee_id, tuple(gone), reason)
    if before is not None and LetterKind.SCORES in asked.kinds:
        yield from scored_since(before, facts)


def _findings(draft: Draft, desk: Desk) -> tuple[FindingLine, ...]:
    """The lines of the document of findings, where the letter is about faults."""
    if draft.kind not in (LetterKind.RETURN, LetterKind.REMINDER, LetterKind.OVERDUE):
        return ()
    return tuple(
        FindingLine(needs.branch.name, title_of(entry, desk), one_line(entry.file), said)
        for needs in draft.needs
        for entry in needs.open
        if entry.want in ("fault", "material")
        for said in finding_words(entry, desk.wording)
    )


def _answered(draft: Draft) -> str:
    if draft.mails is None or len(draft.mails.mails) != 1:
        return ""
    return draft.mails.mails[0].message_id
