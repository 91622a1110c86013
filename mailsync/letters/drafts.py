"""Which letters the facts ask for, before anyone asks what was sent already; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.needs import BranchNeeds, needs_of, round_now
from mailsync.letters.receipts import mails_to_answer
from mailsync.letters.recipients import (
    branch_recipients,
    mode_of,
    recipients_of,
    target_of,
)
from mailsync.letters.reviewer_drafts import packs, score_reminders
from mailsync.letters.sharing_drafts import sharing_reminders
from store.db.acts import subject
from store.letters.letter import LetterKind
from store.views.letters.facts import LetterFacts


def drafts(facts: LetterFacts, asked: Asked, *, told: Collection[str]) -> tuple[Draft, ...]:
    """Every letter that the facts ask for, kind by kind, in the order of the roster.

    Args:
        told: keys of `Letter.about` that are no news any more.
    """
    found: list[Draft] = []
    for kind in asked.kinds:
        match kind:
            case LetterKind.REMINDER | LetterKind.OVERDUE | LetterKind.RETURN:
                found += _about_items(kind, facts, asked, told)
            case LetterKind.EXTENSION:
                found += _extensions(facts, asked, told)
            case LetterKind.INVITATION:
                found += _invitations(facts, asked, told)
            case LetterKind.SHARING:
                found += sharing_reminders(facts, asked)
            case LetterKind.RECEIPT:
                found += _receipts(facts, asked, told)
            case LetterKind.PACK:
                found += packs(facts, asked, told)
            case LetterKind.SCORES:
                found += score_reminders(facts, asked)
    return tuple(found)


def needs_by_kind(
    kind: LetterKind, facts: LetterFacts, asked: Asked, told: Collection[str]
) -> Iterator[tuple[BranchNeeds, tuple[str, ...]]]:
    """The branches that a kind of letter is due for, each with the keys of what it is told."""
    for standing in facts.standings:
        needs = needs_of(standing, facts.as_of)
        keys = _keys(kind, needs, asked, facts)
        if kind is LetterKind.RETURN:
            keys = tuple(key for key in keys if key not in told)
        if keys:
            yield needs, keys


def _keys(
    kind: LetterKind, needs: BranchNeeds, asked: Asked, facts: LetterFacts
) -> tuple[str, ...]:
    branch, limit = needs.branch.id, needs.limit.isoformat()
    if not needs.open:
        return ()
    match kind:
        case LetterKind.OVERDUE:
            return (f"overdue:{branch}:{limit}",) if needs.late else ()
        case LetterKind.RETURN:
            return tuple(
                f"return:{branch}:{entry.item}:{entry.digest}"
                for entry in needs.open
                if entry.want in ("fault", "material")
            )
        case _ if all(entry.want == "material" for entry in needs.open):
            return ()
        case _:
            name = reminder_round(needs, asked, facts)
            return (f"reminder:{branch}:{limit}:{name}",) if name else ()


def reminder_round(needs: BranchNeeds, asked: Asked, facts: LetterFacts) -> str | None:
    """The round of a branch's reminder: the one asked for, else the one that is on."""
    if facts.as_of > needs.limit:
        return None
    return asked.round or round_now(facts.as_of, needs.limit, asked.settings.rounds, asked.zone)


def _about_items(
    kind: LetterKind, facts: LetterFacts, asked: Asked, told: Collection[str]
) -> Iterator[Draft]:
    by_unit: dict[str, list[tuple[BranchNeeds, tuple[str, ...]]]] = defaultdict(list)
    for needs, keys in needs_by_kind(kind, facts, asked, told):
        by_unit[needs.branch.sub_committee_id].append((needs, keys))
    mode = mode_of(kind, asked.settings, scoped=asked.scoped)
    for unit_id, due in by_unit.items():
        groups = [[entry] for entry in due] if mode == "branch" else [due]
        for group in groups:
            about = tuple(key for _, keys in group for key in keys)
            rounds = [key.rpartition(":")[2] for key in about] if kind == "reminder" else []
            yield Draft(
                kind=kind,
                target=target_of(mode, unit_id, group[0][0].branch),
                sub_committee_id=unit_id,
                needs=tuple(needs for needs, _ in group),
                recipients=recipients_of(
                    mode, facts, unit_id, [needs.branch for needs, _ in group], asked.own
                ),
                about=about,
                round=min(rounds, key=lambda name: int(name[2:]), default=""),
            )


def _extensions(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    mode = mode_of(LetterKind.EXTENSION, asked.settings, scoped=asked.scoped)
    branches = facts.branches
    for granted in facts.extensions:
        about = f"extension:{granted.key}"
        if about in told or granted.until < facts.as_of:
            continue
        mine = [branches[name] for name in granted.branch_ids]
        yield from (
            Draft(
                kind=LetterKind.EXTENSION,
                target=target_of(mode, granted.sub_committee_id, group[0]),
                sub_committee_id=granted.sub_committee_id,
                needs=(),
                recipients=recipients_of(mode, facts, granted.sub_committee_id, group, asked.own),
                about=(about,),
                extension=granted,
            )
            for group in ([[one] for one in mine] if mode == "branch" else [mine])
        )


def _invitations(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    mode = mode_of(LetterKind.INVITATION, asked.settings, scoped=asked.scoped)
    today = facts.as_of.astimezone(asked.zone).date()
    branches = facts.branches
    for session in sorted(facts.sessions, key=lambda one: one.date):
        about = f"session:{session.id}:{session.date}:{session.place}"
        if about in told or session.status != "planned" or session.date < today:
            continue
        speaking = [branches[name] for name in session.speakers if name in branches]
        groups = [[one] for one in speaking] if mode == "branch" else [speaking]
        for group in groups:
            yield Draft(
                kind=LetterKind.INVITATION,
                target=subject("session", session.id)
                if mode != "branch"
                else f"{subject('session', session.id)}:{group[0].id}",
                sub_committee_id=session.sub_committee_id,
                needs=(),
                recipients=recipients_of(mode, facts, session.sub_committee_id, group, asked.own),
                about=(about,),
                session=session,
            )


def _receipts(facts: LetterFacts, asked: Asked, told: Collection[str]) -> Iterator[Draft]:
    mode = mode_of(LetterKind.RECEIPT, asked.settings, scoped=asked.scoped)
    branches = facts.branches
    for group in mails_to_answer(facts, own=asked.own, told=told):
        named = [branches[name] for name in group.branch_ids if name in branches]
        unit_id = named[0].sub_committee_id if named else group.sub_committee_id
        if mode == "sender" or not unit_id:
            recipients = group.recipients(asked.own)
        elif mode == "branch" and named:
            recipients = branch_recipients(named[0], asked.own)
        else:
            recipients = recipients_of(mode, facts, unit_id, named, asked.own)
        yield Draft(
            kind=LetterKind.RECEIPT,
            target=f"address:{group.sender.email.lower()}",
            sub_committee_id=unit_id,
            needs=(),
            recipients=recipients,
            about=group.about,
            mails=group,
        )
