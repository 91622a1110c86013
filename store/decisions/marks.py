"""WRITE: the marks that staff set on branches: dates, vetting, acceptance, versions, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from store.db.acts import Act, subject
from store.db.database import Store
from store.db.decisions import Draft, Marking
from store.db.moments import to_text
from store.errors import UsageError
from store.model import FileKind, Item, JsonValue
from store.notice.notice import Notice
from store.roster.stored import load_roster

# Items 1 and 2 have their date from the notice; staff may set one for the others.
DATED_BY_STAFF = (Item.PROMOTION, Item.SHARING, Item.REVIEW, Item.VOLUME)


def dated_items(notice: Notice) -> tuple[str, ...]:
    """The items of a notice that staff may give a date."""
    six = (item for item in DATED_BY_STAFF if notice.has(item))
    return (*six, *(own.id for own in notice.own_items))


def version_subject(branch_id: str, kind: FileKind) -> str:
    """What a pin is about: the version in use of one kind of one branch."""
    return subject("version", f"{branch_id}/{kind}")


def extend(
    store: Store,
    subjects: Iterable[str],
    until: datetime,
    *,
    deadline: datetime,
    reason: str,
    marking: Marking,
    tell_reason: bool = False,
    along: Sequence[Draft] = (),
) -> str:
    """Give branches or sub-committees until a later moment; returns the batch to undo.

    Args:
        along: what is decided in the same batch.
        tell_reason: whether the letter on it gives the reason; else that stays with us.

    Raises:
        UsageError: `mark.no_reason`, or `mark.extension_adds_nothing` where `until` is not
            after the deadline: an extension only ever adds.
        StoreError: `decision.conflict`, as for every mark.
    """
    if until <= deadline:
        raise UsageError("mark.extension_adds_nothing")
    payload: dict[str, JsonValue] = {"until": to_text(until)}
    if tell_reason:
        payload["tell_reason"] = True
    why = _reason(reason)
    drafts = [Draft(Act.EXTEND, name, payload, why) for name in subjects]
    return marking.write(store, [*drafts, *along])


def vet(
    store: Store, branch_ids: Iterable[str], *, by: str, day: date, reason: str, marking: Marking
) -> str:
    """Mark branches as vetted by their sub-committee (分党委已审核, notice 三 and 三.2).

    Args:
        by: who of the sub-committee vetted, "" where nobody was named.
    """
    payload = {"by": by.strip(), "date": day.isoformat()}
    drafts = [
        Draft(Act.VETTED, subject("branch", branch_id), payload, reason.strip())
        for branch_id in branch_ids
    ]
    return marking.write(store, drafts)


def set_due(
    store: Store,
    item: str,
    until: datetime | None,
    *,
    reason: str,
    marking: Marking,
    dated: Sequence[str] = DATED_BY_STAFF,
) -> str:
    """Give an item a date from which it can be overdue; None takes it away.

    Args:
        dated: the items that may have one, see `dated_items`.

    Raises:
        UsageError: `mark.due_item` for items 1 and 2, whose date is the notice's, and for others
            that may have none.
    """
    if item not in dated:
        raise UsageError("mark.due_item", known=", ".join(dated))
    payload = {"until": None if until is None else to_text(until)}
    return marking.write(store, [Draft(Act.DUE, subject("item", item), payload, reason.strip())])


def mark_own_item(
    store: Store,
    notice: Notice,
    item: str,
    branch_ids: Iterable[str],
    *,
    done: bool,
    day: date,
    reason: str,
    marking: Marking,
) -> str:
    """Mark branches as done, or not yet, with an item that the notice has beside the six.

    Raises:
        UsageError: `mark.own_item` where the notice has no such item.
    """
    titles = {own.id: own.title for own in notice.own_items}
    if item not in titles:
        raise UsageError("mark.own_item", item=item, known=", ".join(titles) or "-")
    payload: dict[str, JsonValue] = {"done": done, "date": day.isoformat(), "text": titles[item]}
    drafts = [
        Draft(Act.OWN_ITEM, subject("own_item", f"{item}/{branch_id}"), payload, reason.strip())
        for branch_id in branch_ids
    ]
    return marking.write(store, drafts)


def accept(
    store: Store, accepted: Iterable[tuple[str, str]], *, reason: str, marking: Marking
) -> str:
    """Accept findings, given as a file's subject and the finding's code, with one reason.

    Raises:
        UsageError: `mark.no_reason`.
    """
    why = _reason(reason)
    drafts = [Draft(Act.ACCEPT, name, {"code": code}, why) for name, code in accepted]
    return marking.write(store, drafts)


def pin(
    store: Store,
    branch_id: str,
    kind: FileKind,
    file: str | None,
    *,
    reason: str,
    marking: Marking,
) -> str:
    """Use one version of a kind from now on, given by its subject; None: the latest again."""
    draft = Draft(Act.PIN, version_subject(branch_id, kind), {"file": file}, reason.strip())
    return marking.write(store, [draft])


def note(store: Store, branch_ids: Iterable[str], text: str, *, marking: Marking) -> str:
    """Write a note on branches.

    Raises:
        UsageError: `mark.no_text`.
    """
    if not text.strip():
        raise UsageError("mark.no_text")
    payload = {"text": text.strip()}
    drafts = [Draft(Act.NOTE, subject("branch", branch_id), payload) for branch_id in branch_ids]
    return marking.write(store, drafts)


def withdraw(
    store: Store,
    branch_ids: Sequence[str],
    *,
    day: date,
    reason: str,
    marking: Marking,
    along: Sequence[Draft] = (),
) -> str:
    """Take branches out (退出创建): off the board and off every total, until it is undone.

    Args:
        along: what is decided in the same batch.

    Raises:
        UsageError: `mark.no_reason`, or `mark.branch` where one does not take part.
    """
    why = _reason(reason)
    payload = {"date": day.isoformat()}
    with store.atomic():
        active = {branch.id for branch in load_roster(store).active}
        for branch_id in branch_ids:
            if branch_id not in active:
                raise UsageError("mark.branch", branch=branch_id)
        drafts = [
            Draft(Act.WITHDRAW, subject("branch", branch_id), payload, why)
            for branch_id in branch_ids
        ]
        return marking.write(store, [*drafts, *along])


def _reason(reason: str) -> str:
    if not reason.strip():
        raise UsageError("mark.no_reason")
    return reason.strip()
