"""What people decide in 收件, written by a worker; each function gives the sentence to say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mailsync.sync.sync import relearn
from mailsync.sync.unlock import unlock
from store.db.acts import Act, subject
from store.db.database import Store
from store.db.decisions import Draft, Marking, live_decisions
from store.errors import StoreError
from store.model import FileKind, JsonValue, Scope, Verdict
from store.roster import importing
from store.roster.stored import StoredRoster
from store.text.wording import Wording
from store.views.board.types import FileEntry
from store.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Pen:
    """Who decides, on what they saw: the words, the person, the revision of the screen."""

    wording: Wording
    who: str
    revision: int | None
    roster: StoredRoster


def is_certain(entry: FileEntry) -> bool:
    """Whether the machine is sure of branch and kind, and nobody has decided yet."""
    proposal = entry.proposal
    return (
        entry.credit.decided_by is None
        and not entry.credit.held
        and proposal is not None
        and proposal.verdict is Verdict.AUTO
        and proposal.scope is Scope.ONE
        and proposal.branch_id is not None
        and proposal.kind_certain
    )


def is_owned(entry: FileEntry, waiting: Collection[str]) -> bool:
    """Whether a file has an owner, or would have one if its kind were known."""
    if entry.credit.subject not in waiting:
        return bool(entry.credit.branch_ids)
    proposal = entry.proposal
    return (
        proposal is not None and proposal.verdict is Verdict.AUTO and proposal.branch_id is not None
    )


def may_be_of(entry: FileEntry | None) -> tuple[str, ...]:
    """The branches that a file may be of, best first; its owner before all."""
    if entry is None:
        return ()
    proposed = () if entry.proposal is None else entry.proposal.candidates
    return tuple(dict.fromkeys((*entry.credit.branch_ids, *(one.branch_id for one in proposed))))


def bind(
    store: Store,
    entries: Sequence[FileEntry],
    branch_ids: Sequence[str],
    kinds: Mapping[str, FileKind],
    pen: Pen,
    now: datetime,
) -> str:
    """Credit files to one branch, or to several together; `kinds` are those that were set."""
    drafts = [
        _credit(entry, branch_ids, kinds.get(entry.credit.subject, entry.credit.kind))
        for entry in entries
    ]
    names = {branch.id: branch.name for branch in pen.roster.branches}
    shown = "、".join(names.get(one, one) for one in branch_ids)
    said = pen.wording.say("intake.bound", n=len(entries), branch=shown)
    return _written(store, drafts, entries, pen, now, said)


def confirm_certain(store: Store, entries: Sequence[FileEntry], pen: Pen, now: datetime) -> str:
    """Confirm what the machine is sure of."""
    drafts = [_credit(entry, entry.credit.branch_ids, entry.credit.kind) for entry in entries]
    said = pen.wording.say("intake.confirmed", n=len(entries))
    return _written(store, drafts, entries, pen, now, said)


def set_kind(
    store: Store, entries: Sequence[FileEntry], kind: FileKind, pen: Pen, now: datetime
) -> str:
    """Give files that have an owner another kind."""
    drafts = [_credit(entry, entry.credit.branch_ids, kind) for entry in entries]
    said = pen.wording.say("intake.kind_set", n=len(entries), kind=pen.wording.say(f"kind.{kind}"))
    return _written(store, drafts, entries, pen, now, said)


def set_apart(
    store: Store, entries: Sequence[FileEntry], remember: bool, pen: Pen, now: datetime
) -> str:
    """Say that files are no submission; `remember` files the sender's later mail apart too."""
    drafts = [
        Draft(Act.NOT_OURS, entry.credit.subject, {"remember": remember}) for entry in entries
    ]
    code = "intake.not_ours_remembered" if remember else "intake.not_ours"
    return _written(store, drafts, entries, pen, now, pen.wording.say(code, n=len(entries)))


def unlock_archive(
    store: Store, workspace: Workspace, entry: FileEntry, password: str, pen: Pen, now: datetime
) -> str:
    """Open an encrypted archive; what it holds is judged at once."""
    try:
        files, waiting = unlock(
            workspace,
            store,
            entry.credit.subject,
            password,
            marking=Marking(now, pen.who, pen.revision),
        )
    except StoreError as err:
        raise _conflict(store, (entry,), pen, err) from err
    return pen.wording.say("intake.unlocked", n=files, waiting=waiting)


def add_to_roster(
    store: Store, workspace: Workspace, unit: str, name: str, pen: Pen, now: datetime
) -> str:
    """Add a branch to the roster, and judge anew what waits."""
    importing.add_branch(store, unit, name, at=now, actor=pen.who)
    changed = relearn(workspace, store, at=now)
    return pen.wording.say("intake.added_to_roster", branch=name, n=changed)


def postpone(store: Store, mail_id: int, pen: Pen, now: datetime) -> str:
    """Put a mail behind the others."""
    draft = Draft(Act.POSTPONE, subject("mail", mail_id))
    Marking(now, pen.who, pen.revision).write(store, [draft])
    return pen.wording.say("intake.postponed")


def _credit(entry: FileEntry, branch_ids: Sequence[str], kind: FileKind) -> Draft:
    """A credit; of a document of several branches each owner gets the parts that are theirs."""
    payload: dict[str, JsonValue] = {"branch_ids": list(branch_ids), "kind": kind}
    sections = entry.proposal.sections if entry.proposal is not None else ()
    parts: dict[str, list[int]] = {}
    for section in sections:
        if section.branch_id in branch_ids:
            parts.setdefault(section.branch_id, []).extend(section.parts)
    if parts and kind is FileKind.PLAN:
        payload["sections"] = dict(parts)
    return Draft(Act.CREDIT, entry.credit.subject, payload)


def _written(
    store: Store,
    drafts: Sequence[Draft],
    entries: Sequence[FileEntry],
    pen: Pen,
    now: datetime,
    said: str,
) -> str:
    """Write, unless somebody decided on one of them since: then say who, and how it stands."""
    try:
        Marking(now, pen.who, pen.revision).write(store, drafts)
    except StoreError as err:
        raise _conflict(store, entries, pen, err) from err
    return said


def _conflict(store: Store, entries: Sequence[FileEntry], pen: Pen, err: StoreError) -> StoreError:
    """The error in words of what the other person decided; any other one as it is."""
    if err.code != "decision.conflict":
        return err
    return StoreError(
        "intake.conflict",
        who=str(err.fields["who"]),
        file=_name(entries, str(err.fields["subject"])),
        now=_standing(store, str(err.fields["subject"]), pen),
    )


def _name(entries: Sequence[FileEntry], name: str) -> str:
    return next((one.credit.name for one in entries if one.credit.subject == name), name)


def _standing(store: Store, name: str, pen: Pen) -> str:
    """How a file stands after the other person's decision, in words."""
    say = pen.wording.say
    latest = [
        made
        for made in live_decisions(store)
        if made.subject == name and made.act in (Act.CREDIT, Act.NOT_OURS, Act.OPENED)
    ]
    if not latest:
        return say("intake.now_open")
    if latest[-1].act is Act.NOT_OURS:
        return say("intake.now_not_ours")
    if latest[-1].act is Act.OPENED:
        return say("intake.now_opened")
    names = {branch.id: branch.name for branch in pen.roster.branches}
    payload = latest[-1].payload
    owners = payload["branch_ids"] if isinstance(payload["branch_ids"], list) else []
    return say(
        "intake.now_bound",
        branch="、".join(names.get(str(one), str(one)) for one in owners),
        kind=say(f"kind.{payload['kind']}"),
    )
