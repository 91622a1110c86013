"""What the screen 收件 shows of one mail: read in a worker, worded, with marks of the original."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mailsync.matching.evidence.mailtext import BODY_EXAMINED
from mailsync.matching.evidence.senders import STAFF_BRANCHES
from mailsync.matching.explain import Explanation, why
from mailsync.matching.names.names import read_mentions
from mailsync.matching.roster.compiled import Roster, compile_roster
from mailsync.matching.words.normal import normalise
from mailsync.messages.passwords import stated_password
from mailsync.mime.quotes import BodyPart, body_parts
from mailsync.sync.learning import sender_facts
from store.db.database import Store
from store.model import Evidence, Intent, IntentWords, SenderFact
from store.roster.stored import StoredRoster
from store.views.board.types import FileEntry, QueuedMail
from store.views.inbox.problems import mail_problems
from store.views.inbox.queue import IntakeView, Pile, intake_view, whole_mails
from tui.base.desk import Desk

# The texts of a mail that reasons point into.
_MARKED = ("subject", "body", "sender_name")
_ENCRYPTED = "archive.encrypted"


@dataclass(frozen=True, slots=True)
class IntakeFacts:
    """The piles, and all that is known of the mail that is looked at.

    Attributes:
        parts: the body's own and quoted parts.
        marks: by the name of a text ("subject", "body", "sender_name"), spans that name a branch.
        why: by a file's subject, why it is credited or asked about.
        sender: what is known of the address, worded.
        units: ids of the sub-committees that the mail comes from.
        locked: archives of the same sender, or its sub-committee, that only a password opens.
    """

    view: IntakeView
    parts: tuple[BodyPart, ...] = ()
    marks: Mapping[str, tuple[tuple[int, int], ...]] | None = None
    why: Mapping[str, Explanation] | None = None
    sender: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    locked: tuple[FileEntry, ...] = ()

    @property
    def mail(self) -> QueuedMail | None:
        """The mail that is looked at."""
        return self.view.mail

    @property
    def stated_password(self) -> str:
        """The password that the mail's words state; "" for none."""
        mail = self.mail
        return "" if mail is None else stated_password(f"{mail.received.subject}\n{mail.body}")


def read_intake(store: Store, desk: Desk, *, mail_id: int | None, pile: Pile) -> IntakeFacts:
    """Read the piles and one mail; the first of the pile where `mail_id` is None or gone."""
    view = intake_view(store, desk.workspace, now=desk.clock(), mail_id=mail_id, pile=pile)
    mail = view.mail
    if mail is None:
        return IntakeFacts(view)
    facts = sender_facts(store, mail.received.sender_email)
    units = _units(mail, view.roster, facts)
    near = _near(mail.files, view.roster, units)
    parts = body_parts(mail.body)
    marks = _marks(mail.files)
    marks["body"] = tuple(sorted({*marks["body"], *_named(mail.body, parts, near)}))
    for word in _wanted(view):
        marks[word.source] = tuple(sorted({*marks[word.source], (word.start, word.end)}))
    return IntakeFacts(
        view=view,
        parts=parts,
        marks=marks,
        why=_reasons(mail.files, near, desk),
        sender=_sender_words(mail, view.roster, facts, desk),
        units=units,
        locked=_locked(store, desk, view, units),
    )


def _wanted(view: IntakeView) -> Sequence[IntentWords]:
    """The words of the mail that say what it wants, where that is still open."""
    talk = view.conversation
    if talk is None or view.mail is None:
        return ()
    shown = view.mail.received.mail_id
    return [
        word
        for one in talk.open_mails
        if one.mail_id == shown
        for word in one.meaning.intents
        if word.start < word.end
    ]


def _locked(
    store: Store, desk: Desk, view: IntakeView, units: Sequence[str]
) -> tuple[FileEntry, ...]:
    """The archives that the password of a mail may open."""
    talk, mail = view.conversation, view.mail
    if talk is None or mail is None or Intent.PASSWORD not in talk.intents:
        return ()
    ids = [
        one.received.mail_id
        for one in mail_problems(store)
        if one.received is not None and any(each.code == _ENCRYPTED for each in one.problems)
    ]
    if not ids:
        return ()
    sender = mail.received.sender_email.strip().lower()
    found: list[FileEntry] = []
    for other in whole_mails(store, desk.workspace, now=desk.clock(), mail_ids=ids):
        same = other.received.sender_email.strip().lower() == sender
        if same or not set(_units(other, view.roster, ())).isdisjoint(units):
            found += [entry for entry in other.files if is_locked(entry, other)]
    return tuple(found)


def is_locked(entry: FileEntry, mail: QueuedMail | None) -> bool:
    """Whether a file is an archive that only its password opens, and nobody opened it yet."""
    problems = () if mail is None else mail.problems
    return (
        not entry.credit.is_link
        and (entry.credit.decided_by is None or bool(entry.credit.branch_ids))
        and any(
            problem.code == _ENCRYPTED and problem.params.get("name") == entry.credit.path
            for problem in problems
        )
    )


def _units(mail: QueuedMail, roster: StoredRoster, facts: Sequence[SenderFact]) -> tuple[str, ...]:
    """Where the mail comes from: by the roster's addresses, by memory, else by what it names."""
    address = mail.received.sender_email.strip().lower()
    unit_of = {branch.id: branch.sub_committee_id for branch in roster.branches}
    listed = [
        unit.id for unit in roster.sub_committees if address in map(str.lower, unit.contacts)
    ] + [
        branch.sub_committee_id
        for branch in roster.branches
        if address in map(str.lower, branch.contacts)
    ]
    remembered = [unit_of[fact.branch_id] for fact in facts if fact.branch_id in unit_of]
    if address and (listed or remembered):
        return tuple(dict.fromkeys(listed or remembered))
    named = Counter(
        unit_of[branch_id]
        for entry in mail.files
        for branch_id in entry.credit.branch_ids[:1]
        if branch_id in unit_of
    )
    return tuple(unit for unit, _ in named.most_common(1))


def _sender_words(
    mail: QueuedMail, roster: StoredRoster, facts: Sequence[SenderFact], desk: Desk
) -> tuple[str, ...]:
    say = desk.wording.say
    address = mail.received.sender_email.strip().lower()
    names = {branch.id: branch.name for branch in roster.branches}
    words = [
        say("intake.sender_unit", unit=unit.name)
        for unit in roster.sub_committees
        if address and address in map(str.lower, unit.contacts)
    ]
    words += [
        say("intake.sender_branch", branch=branch.name)
        for branch in roster.branches
        if address and address in map(str.lower, branch.contacts)
    ]
    confirmed = [fact for fact in facts if fact.branch_id]
    if len(confirmed) >= STAFF_BRANCHES:
        words.append(say("intake.sender_of_many", n=len(confirmed)))
    else:
        words += [
            say(
                "intake.sender_confirmed",
                branch=names.get(fact.branch_id, fact.branch_id),
                n=fact.times,
            )
            for fact in confirmed
        ]
    if len(confirmed) < len(facts):
        words.append(say("intake.sender_not_ours"))
    return tuple(words) or (say("intake.sender_new"),)


def _marks(files: Sequence[FileEntry]) -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, set[tuple[int, int]]] = {name: set() for name in _MARKED}
    for entry in files:
        for evidence in _evidence(entry):
            params = evidence.params
            source, start, end = params.get("source"), params.get("start"), params.get("end")
            if source in found and isinstance(start, int) and isinstance(end, int) and end > start:
                found[str(source)].add((start, end))
    return {name: tuple(sorted(spans)) for name, spans in found.items()}


def _evidence(entry: FileEntry) -> Iterable[Evidence]:
    if entry.proposal is None:
        return
    yield from entry.proposal.reasons
    for candidate in entry.proposal.candidates:
        yield from candidate.evidence


def _named(body: str, parts: Sequence[BodyPart], near: Roster) -> set[tuple[int, int]]:
    """The branches that the sender's own words name, whatever the matcher made of them."""
    found: set[tuple[int, int]] = set()
    for part in parts:
        if part.quoted or part.start >= BODY_EXAMINED:
            continue
        normal = normalise(body[part.start : min(part.end, BODY_EXAMINED)])
        for mention in read_mentions(near, normal.text):
            start, end = normal.span(mention.start, mention.end)
            found.add((part.start + start, part.start + end))
    return found


def _reasons(files: Sequence[FileEntry], near: Roster, desk: Desk) -> dict[str, Explanation]:
    return {
        entry.credit.subject: why(entry.proposal, near, desk.wording)
        for entry in files
        if entry.proposal is not None
    }


def _near(files: Sequence[FileEntry], roster: StoredRoster, units: Sequence[str]) -> Roster:
    """The sub-committees of mail and credits, among which names and twins are looked for."""
    credited = {
        entry.proposal.branch_id
        for entry in files
        if entry.proposal is not None and entry.proposal.branch_id is not None
    }
    wanted = {branch.sub_committee_id for branch in roster.branches if branch.id in credited}
    wanted |= set(units)
    return compile_roster(
        tuple(branch for branch in roster.active if branch.sub_committee_id in wanted),
        tuple(unit for unit in roster.sub_committees if unit.id in wanted),
    )
