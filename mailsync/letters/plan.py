"""The plan: which letters go out now, whole and readable, and who gets none and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.field_types import Fields
from mailsync.letters.fields import Desk, fields_of, finding_words, one_line, title_of
from mailsync.letters.kinds import letter_kinds
from mailsync.letters.templates import Rendered
from store.letters.letter import (
    Dropped,
    FindingLine,
    Letter,
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


@dataclass(frozen=True, slots=True)
class Writer:
    """How drafts become letters: the desk that writes, its address and its templates."""

    desk: Desk
    address: Address
    render: Callable[[str, Fields], Rendered]
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
    for draft in _drafts(facts, asked, told=_told(facts.past)):
        reason = _held_back(draft, facts, asked)
        if reason is None:
            letters.append(write(draft, facts, writer))
        else:
            dropped.append(_drop_of(draft, reason))
    for name in asked.kinds:
        dropped += letter_kinds()[name].at_rest(facts, asked, letters, before)
    return LetterPlan(plan_digest(letters), facts.as_of, tuple(letters), tuple(dropped))


def _drafts(facts: LetterFacts, asked: Asked, *, told: Collection[str]) -> Iterator[Draft]:
    """Every letter that the facts ask for, kind by kind, in the order of the roster.

    Args:
        told: keys of `Letter.about` that are no news any more.
    """
    for name in asked.kinds:
        yield from letter_kinds()[name].drafts(facts, asked, told)


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
    if letter.kind not in letter_kinds():
        return Reason("letters.dropped.changed")
    narrowed = replace(asked, kinds=(letter.kind,), round=letter.round or None)
    same = [
        draft
        for draft in _drafts(replace(facts, past=others), narrowed, told=_told(others))
        if draft.target == letter.target
    ]
    if not same:
        return letter_kinds()[letter.kind].gone(letter, facts)
    if all(draft.basis != letter.basis for draft in same):
        return Reason("letters.dropped.changed")
    draft = next(draft for draft in same if draft.basis == letter.basis)
    return _held_back(draft, replace(facts, past=others), asked)


def _held_back(draft: Draft, facts: LetterFacts, asked: Asked) -> Reason | None:
    kind = letter_kinds()[draft.kind]
    reason = kind.held_back(draft, facts, asked)
    if reason is not None:
        return reason
    if not draft.recipients:
        return Reason("letters.dropped.no_address")
    told = _told(facts.past)
    if not kind.repeats and all(key in told for key in draft.about):
        return Reason("letters.dropped.told", {"round": draft.round})
    rest = timedelta(hours=asked.settings.cool_down_hours)
    recent = [
        past.told_at
        for past in facts.past
        if past.kind in (kind.name, *kind.rests_after) and past.target == draft.target
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


def _findings(draft: Draft, desk: Desk) -> tuple[FindingLine, ...]:
    """The lines of the document of findings, where the letter is about faults."""
    if not letter_kinds()[draft.kind].lists_findings:
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
