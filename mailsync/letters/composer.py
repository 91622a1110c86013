"""Letters made of drafts: what an address is due on one day stands in one letter."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import msgspec

from mailsync.letters.draft import Asked, Draft, return_by
from mailsync.letters.field_types import Fields, SectionFields
from mailsync.letters.fields import Desk, fields_of, finding_words, item_title, one_line, title_of
from mailsync.letters.kinds import by_hand, letter_kinds
from mailsync.letters.layout import indented, laid_out, under_one_roof
from mailsync.letters.templates import Rendered
from store.letters.letter import FindingLine, Letter, LetterPart, Recipient, with_id
from store.letters.titles import kind_title
from store.model import Address, Item
from store.text.ics import CalendarEntry
from store.text.visible import visible
from store.text.wording import Wording
from store.views.letters.facts import LetterFacts


@dataclass(frozen=True, slots=True)
class Writer:
    """How drafts become letters: the desk that writes, its address and its templates."""

    desk: Desk
    address: Address
    render: Callable[[str, Fields], Rendered]
    page: Callable[[Letter], str]
    language: str
    attach: bool


def gathered(drafts: Iterable[Draft], asked: Asked) -> tuple[tuple[Draft, ...], ...]:
    """The drafts that go as one letter each, in the order of the first of each.

    A draft joins a letter of its sub-committee that is the same addressee's, or that reaches
    everybody it is for.
    """
    found: list[list[Draft]] = []
    for draft in drafts:
        home = None
        if asked.settings.one_a_day:
            home = next((group for group in found if _joins(draft, group)), None)
        if home is None:
            found.append([draft])
        else:
            home.append(draft)
    return tuple(map(tuple, found))


def _joins(draft: Draft, group: Sequence[Draft]) -> bool:
    first = group[0]
    if by_hand((draft.kind, first.kind)):
        return False
    if not draft.sub_committee_id or draft.sub_committee_id != first.sub_committee_id:
        return False
    return draft.target == first.target or _addresses(draft.recipients) <= _addresses(
        each for one in group for each in one.recipients
    )


def _addresses(recipients: Iterable[Recipient]) -> frozenset[str]:
    return frozenset(each.address.email.lower() for each in recipients)


def write(drafts: Sequence[Draft], facts: LetterFacts, writer: Writer) -> Letter:
    """Put what goes together into words.

    Raises:
        ConfigError: `template.*`.
    """
    said = _sections(drafts, facts, writer)
    first, wording = drafts[0], writer.desk.wording
    _, fields, words = said[0]
    letter = laid_out(words.text, fields)
    if len(said) > 1:
        letter = under_one_roof(
            [
                (section_title(draft.kind, wording), laid_out(words.text, fields))
                for draft, fields, words in said
            ],
            wording,
        )
    if writer.language == "zh_CN":
        letter = indented(letter)
    parts = tuple(
        LetterPart(
            draft.kind, draft.round, draft.target, draft.branch_ids, draft.about, draft.basis
        )
        for draft in drafts
    )
    return with_page(
        Letter(
            id="",
            kind=first.kind,
            round=first.round,
            target=first.target,
            sub_committee_id=first.sub_committee_id,
            branch_ids=tuple(dict.fromkeys(name for one in drafts for name in one.branch_ids)),
            sender=writer.address,
            recipients=_everybody(drafts),
            subject=_subject([(draft.kind, words) for draft, _, words in said], wording),
            text=letter.text,
            short="\n".join(words.short for _, _, words in said),
            language=writer.language,
            about=tuple(key for part in parts for key in part.about),
            basis=basis_of(drafts),
            attached=tuple(
                line for draft in drafts if writer.attach for line in _findings(draft, writer.desk)
            ),
            reply_to_id=_answered(first) if len(drafts) == 1 else "",
            files=tuple(file for draft in drafts for file in draft.files),
            together=parts if len(parts) > 1 else (),
            dates=tuple(day for draft in drafts for day in _dates(draft, facts, writer.desk)),
        ),
        writer.page,
    )


def basis_of(drafts: Sequence[Draft]) -> str:
    """A digest of the facts that a letter rests on."""
    if len(drafts) == 1:
        return drafts[0].basis
    return hashlib.sha256("\n".join(draft.basis for draft in drafts).encode()).hexdigest()


def with_page(letter: Letter, page: Callable[[Letter], str]) -> Letter:
    """A letter with the HTML page of its text, and the id that covers both.

    Raises:
        ConfigError: `template.*`.
    """
    return with_id(msgspec.structs.replace(letter, html=page(letter)))


def section_title(kind: str, wording: Wording) -> str:
    """What the part of a kind is called within a letter."""
    code = f"letters.part.{kind}"
    return wording.say(code) if wording.has(code) else kind_title(kind, wording)


def _sections(
    drafts: Sequence[Draft], facts: LetterFacts, writer: Writer
) -> list[tuple[Draft, Fields, Rendered]]:
    """What is said, in order: receipts as one, and the notice by its full name once."""
    spoken = _receipts_as_one(drafts)
    found: list[tuple[Draft, Fields, Rendered]] = []
    cited = False
    for draft in spoken:
        before = bool(draft.told_before)
        place = SectionFields(len(spoken) == 1 and not before, cited, before)
        fields, words = _said(draft, facts, writer, place)
        found.append((draft, fields, words))
        cited = cited or fields.notice.title in words.text
    return found


def _receipts_as_one(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts to be worded: two people of one unit are answered in one section."""
    receipts = [(draft, draft.mails) for draft in drafts if draft.mails is not None]
    if len(receipts) < 2:
        return list(drafts)
    first, group = receipts[0]
    mails = sorted(
        (mail for _, its in receipts for mail in its.mails), key=lambda mail: mail.received_at
    )
    whole = replace(
        first,
        mails=replace(group, mails=tuple(mails)),
        followed=tuple(one for draft, _ in receipts for one in draft.followed),
    )
    return [
        whole if draft is first else draft
        for draft in drafts
        if draft is first or draft.mails is None
    ]


def _said(
    draft: Draft, facts: LetterFacts, writer: Writer, section: SectionFields
) -> tuple[Fields, Rendered]:
    unit = next((one for one in facts.sub_committees if one.id == draft.sub_committee_id), None)
    # What is known is as old as the last sync; so are the words, which stay the same until then.
    known_at = min(facts.synced_at or facts.as_of, facts.as_of)
    fields = fields_of(draft, unit, facts.branches, writer.desk, now=facts.as_of, known_at=known_at)
    fields = replace(fields, section=section)
    return fields, writer.render(draft.kind, fields)


def _subject(said: Sequence[tuple[str, Rendered]], wording: Wording) -> str:
    subject = one_line(said[0][1].subject)
    if len(said) == 1:
        return subject
    others = dict.fromkeys(section_title(kind, wording) for kind, _ in said[1:])
    return wording.say(
        "letters.subject_with", subject=subject, others=wording.say("letters.joined").join(others)
    )


def _everybody(drafts: Sequence[Draft]) -> tuple[Recipient, ...]:
    """Each address once: who is written to in one part is not in copy for another."""
    found: dict[str, Recipient] = {}
    for each in (each for draft in drafts for each in draft.recipients):
        known = found.setdefault(each.address.email.lower(), each)
        if known.role == "cc" and each.role == "to":
            found[each.address.email.lower()] = each
    return tuple(found.values())


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


def _dates(draft: Draft, facts: LetterFacts, desk: Desk) -> Iterator[CalendarEntry]:
    """The days of a draft whose kind asks for something on one."""
    if not letter_kinds()[draft.kind].dated:
        return
    session, wording = draft.session, desk.wording
    if session is not None:
        branches = facts.branches
        yield CalendarEntry(
            f"session-{session.id}",
            wording.say(
                "letters.calendar.session",
                form=visible(session.form),
                work=visible(desk.notice.work),
                title=item_title(Item.SHARING, desk),
            ),
            session.date,
            place=visible(session.place),
            note=wording.say("letters.joined").join(
                visible(branches[name].name) for name in session.speakers if name in branches
            ),
        )
    if draft.reviewer is not None and (by := return_by(draft.reviewer)):
        title = wording.say("letters.calendar.scores")
        yield CalendarEntry(f"review-{by}", title, date.fromisoformat(by), note=desk.mailbox)


def _answered(draft: Draft) -> str:
    if draft.mails is None or len(draft.mails.mails) != 1:
        return ""
    return draft.mails.mails[0].message_id
