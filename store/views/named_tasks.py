"""READ: what people have in hand, with what it is about and whom it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from store.db.acts import subject, subject_id, subject_kind
from store.db.database import Store
from store.decisions.tasks import finding_file
from store.views.board.facts import BoardFacts
from store.views.board.subject_names import subject_names
from store.views.board.types import BranchRow
from store.views.inbox.conversations import Conversation
from store.views.tasks import NamedTask, Task, tasks_of


def named_tasks(
    store: Store, facts: BoardFacts, talks: Sequence[Conversation]
) -> tuple[NamedTask, ...]:
    """What people have in hand of the branches in scope, or of nobody's, the first due first."""
    tasks = tasks_of(facts.decisions)
    if not tasks:
        return ()
    names = subject_names(store, {_shown(task) for task in tasks.values()})
    owners = _owners(facts, talks)
    found = []
    for name, task in tasks.items():
        concerned = _concerned(task, owners)
        mine = tuple(one for one in concerned if one in facts.by_branch)
        if mine or not concerned:
            found.append(NamedTask(task, names.get(_shown(task), name), mine))
    return tuple(found)


def with_tasks(
    rows: Iterable[BranchRow],
    tasks: Sequence[NamedTask],
    talks: Sequence[Conversation],
    who: str | None,
) -> Iterator[BranchRow]:
    """Rows that say what a person has in hand of them, and what open conversations name them."""
    mine = Counter(name for one in tasks if one.task.is_of(who) for name in one.branch_ids)
    talked = Counter(name for talk in talks if talk.is_open for name in talk.branch_ids)
    for row in rows:
        name = row.branch.id
        if name in mine or name in talked:
            yield replace(row, mine=mine[name], messages=talked[name])
        else:
            yield row


def tasks_concerning(
    branch_id: str, facts: BoardFacts, talks: Sequence[Conversation]
) -> tuple[Task, ...]:
    """What people have in hand that concerns a branch, the first due first."""
    tasks = tasks_of(facts.decisions)
    if not tasks:
        return ()
    owners = _owners(facts, talks)
    return tuple(one for one in tasks.values() if branch_id in _concerned(one, owners))


def _shown(task: Task) -> str:
    """The subject by whose name a task is called: a finding by that of its file."""
    if subject_kind(task.subject) == "finding":
        return finding_file(task.subject)
    return task.subject


def _concerned(task: Task, owners: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if subject_kind(task.subject) == "branch":
        return (subject_id(task.subject),)
    return owners.get(_shown(task), ())


def _owners(facts: BoardFacts, talks: Sequence[Conversation]) -> Mapping[str, tuple[str, ...]]:
    """The branches that files and mails concern, by subject."""
    found: dict[str, dict[str, None]] = {}
    for credit in facts.arrived:
        for name in (credit.subject, subject("mail", credit.mail_id)):
            found.setdefault(name, {}).update(dict.fromkeys(credit.branch_ids))
    for talk in talks:
        for mail in talk.mails:
            name = subject("mail", mail.mail_id)
            found.setdefault(name, {}).update(dict.fromkeys(talk.branch_ids))
    return {name: tuple(branches) for name, branches in found.items()}
