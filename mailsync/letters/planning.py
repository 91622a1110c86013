"""A plan out of a workspace: its settings, its templates and its facts brought together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace

from mailsync.letters.composer import Writer, with_page
from mailsync.letters.draft import Asked
from mailsync.letters.fields import Desk
from mailsync.letters.kinds import letter_kinds
from mailsync.letters.kinds.reminder import KIND as REMINDER_KIND
from mailsync.letters.needs import days_before
from mailsync.letters.plan import FRESH_FOR, make_plan
from mailsync.letters.recipients import is_address
from mailsync.letters.templates import Templates
from mailsync.letters.workspace_templates import put_out
from store.db.database import Store
from store.errors import UsageError
from store.keeping.forget import refuse_without_material
from store.letters import events as outgoing
from store.letters.letter import Letter, LetterPlan, plan_digest
from store.letters.standing import latest_plan, reusable_letters, shown_letters
from store.model import Address
from store.notice.calendar import load_calendar
from store.roster.stored import load_roster
from store.text.wording import load
from store.views.letters.facts import LetterFacts, letter_facts
from store.workspace.workspace import Workspace

ALL = "all"


@dataclass(frozen=True, slots=True)
class Office:
    """What all plans of a workspace share."""

    asked: Asked
    writer: Writer


def office(
    workspace: Workspace,
    store: Store,
    *,
    round_name: str | None = None,
    scoped: bool | None = None,
) -> Office:
    """Read settings, templates and calendar.

    Args:
        scoped: whether the sub-committee of the scope itself writes; None where it does as the
            settings say, False where a department looks at one sub-committee for once.
        round_name: None for what the date asks for (reminders and overdue notices), "T-7" for
            that round now, the name of a kind, or "all" for every kind.

    Raises:
        UsageError: `letters.unknown_round`, with those there are.
        ConfigError: `template.*`, `days.invalid`, `scope.unknown`.
    """
    settings, notice = workspace.settings, workspace.notice
    kinds, forced = _kinds(round_name, settings.letters.rounds)
    language = settings.letter_language
    put_out(workspace.folder)
    templates = Templates(workspace.folder, language)
    templates.check(kinds)
    roster = load_roster(store, scope=settings.scope)
    if scoped is None:
        scoped = bool(settings.scope)
    name = settings.letters.sender_name or (
        roster.sub_committees[0].name if scoped and roster.sub_committees else notice.issuer
    )
    # A user's name need not be an address.
    named = (settings.smtp.user, settings.mail.user, notice.mailbox)
    from_address = next((one for one in named if is_address(one)), notice.mailbox)
    own = {settings.smtp.user, settings.mail.user, notice.mailbox, from_address}
    # A sub-committee never names the department's mailbox as its own.
    ours = [settings.mail.user, settings.smtp.user] if scoped else [settings.mail.user]
    mailbox = next((one for one in ours if is_address(one)), "" if scoped else notice.mailbox)
    return Office(
        Asked(
            kinds=kinds,
            round=forced,
            settings=settings.letters,
            scoped=scoped,
            own=frozenset(address.strip().lower() for address in own if address),
            dates=notice.dates,
            by_date=round_name is None,
        ),
        Writer(
            Desk(
                notice=notice,
                deadline=workspace.asked_by,
                calendar=load_calendar(notice.dates, workspace.days),
                sender_name=name,
                phone=settings.letters.phone,
                mailbox=mailbox,
                wording=load(language),
                office="sub_committee" if scoped else "department",
                own_dates=workspace.own_dates,
                grace=timedelta(minutes=settings.grace_minutes),
            ),
            Address(name, from_address),
            templates.render,
            templates.page,
            language,
            settings.letters.attach_findings,
        ),
    )


def plan_now(
    workspace: Workspace,
    store: Store,
    *,
    now: datetime,
    round_name: str | None = None,
    scoped: bool | None = None,
    before: LetterPlan | None = None,
    facts: LetterFacts | None = None,
) -> LetterPlan:
    """Make a plan; nothing is kept and nothing is sent.

    A letter that people edited or approved keeps its words as long as the facts are the same.

    Args:
        before: the plan that was shown last; None for the one that was kept last.
        facts: as of `now`, where they were just read.

    Raises:
        As `office`.
    """
    refuse_without_material(workspace, store)
    found = office(workspace, store, round_name=round_name, scoped=scoped)
    if facts is None:
        facts = letter_facts(store, workspace, now=now)
    plan = make_plan(facts, found.asked, found.writer, before=before or latest_plan(store))
    known = {_same(letter): letter for letter in reusable_letters(store, since=now - FRESH_FOR)}
    letters = tuple(known.get(_same(letter), letter) for letter in plan.letters)
    return replace(plan, letters=letters, digest=plan_digest(letters))


def plan_letters(
    workspace: Workspace,
    store: Store,
    *,
    now: datetime,
    who: str,
    round_name: str | None = None,
    scoped: bool | None = None,
    facts: LetterFacts | None = None,
) -> LetterPlan:
    """Make a plan and keep it as it is shown; nothing is sent.

    Args:
        facts: as of `now`, where they were just read.

    Raises:
        As `office`.
    """
    plan = plan_now(workspace, store, now=now, round_name=round_name, scoped=scoped, facts=facts)
    outgoing.save_plan(store, plan, who=who)
    return plan


def plan_of(letters: Sequence[Letter], at: datetime) -> LetterPlan:
    """A plan of just these letters, to be approved or sent by its own digest."""
    return LetterPlan(plan_digest(letters), at, tuple(letters), ())


def _same(letter: Letter) -> tuple[str, str, str, str]:
    return (letter.kind, letter.target, letter.basis, letter.language)


def edit(
    workspace: Workspace,
    store: Store,
    letter: Letter,
    *,
    subject: str,
    text: str,
    at: datetime,
    who: str,
) -> Letter:
    """Give a letter other words; it is another letter then, to be approved again.

    Raises:
        ConfigError: `template.*`: the page cannot be made.
        UsageError: `letters.header_injection` (a line break in the subject) or
            `letters.empty`.
    """
    if not subject.strip() or not text.strip():
        raise UsageError("letters.empty")
    if any(ord(char) < 32 or char in "\x7f\u2028\u2029\x85" for char in subject):
        raise UsageError("letters.header_injection", field=subject)
    changed = with_page(
        replace(letter, subject=subject.strip(), text=text.rstrip() + "\n", edited=True),
        Templates(workspace.folder, letter.language).page,
    )
    with store.atomic():
        (shown,) = shown_letters(store, [letter])
        outgoing.withdraw_approval(store, letter, at=at, who=who, code="edited")
        # Its figures are as old as they were: only the words are new.
        outgoing.save_plan(store, plan_of([changed], shown.written_at or at), who=who)
    return changed


def _kinds(round_name: str | None, rounds: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
    kinds = letter_kinds()
    if round_name is None:
        return _with_those_along(name for name, kind in kinds.items() if kind.by_date), None
    if round_name == ALL:
        return tuple(kinds), None
    if round_name in kinds:
        return _with_those_along([round_name]), None
    if round_name in rounds:
        return _with_those_along([REMINDER_KIND.name]), round_name
    known = (*sorted(rounds, key=days_before, reverse=True), *kinds, ALL)
    raise UsageError("letters.unknown_round", round=round_name, known=", ".join(known))


def _with_those_along(names: Iterable[str]) -> tuple[str, ...]:
    """Kinds and those that tell what they leave out, in the order of a plan."""
    kinds = letter_kinds()
    wanted = {one for name in names for one in (name, *kinds[name].along)}
    return tuple(name for name in kinds if name in wanted)
