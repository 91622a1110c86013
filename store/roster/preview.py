"""A plan of an import in words, for a person to say yes or no to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from store.model import Branch, SubCommittee
from store.roster.hints import NearDuplicate
from store.roster.plan import Change, RosterPlan
from store.roster.questions import Question
from store.roster.rows import RowProblem
from store.text.wording import Wording

_ROWS_SHOWN = 10


def describe_plan(plan: RosterPlan, wording: Wording, *, longest: int | None = 40) -> list[str]:
    """Word a plan: the counts first, then each part, what needs a person before the rest.

    Args:
        longest: how many lines of one part are shown before "and so many more"; None shows all.
    """
    lines = [
        wording.say(
            "roster.summary",
            added=len(plan.added),
            changed=len(plan.changed),
            withdrawn=len(plan.withdrawn),
            unchanged=len(plan.unchanged),
        )
    ]
    if len(plan.sheets) > 1:
        lines.append(wording.say("roster.sheets", sheets="、".join(plan.sheets)))
    if plan.mass_withdrawal:
        lines.append(wording.say("roster.warn_mass_withdrawal", n=len(plan.withdrawn)))
    if plan.mass_rename:
        lines.append(wording.say("roster.warn_mass_rename"))
    remarks = [
        entry
        for entry in plan.problems
        if not entry.lost and entry not in plan.bad_addresses and entry not in plan.duplicates
    ]
    left_out = [entry for entry in remarks if entry in plan.left_out]
    remarks = [entry for entry in remarks if entry not in plan.left_out]
    repeated = [entry for entry in plan.duplicates if not entry.lost]
    for title, part in (
        (
            "roster.part_questions",
            [line for entry in plan.questions for line in describe_question(entry, wording)],
        ),
        ("roster.part_unreadable", [describe_problem(entry, wording) for entry in plan.unreadable]),
        ("roster.part_left_out", [describe_problem(entry, wording) for entry in left_out]),
        ("roster.part_withdrawn", [_branch(entry, plan, wording) for entry in plan.withdrawn]),
        ("roster.part_changed", [_change(entry, plan, wording) for entry in plan.changed]),
        ("roster.part_near", [_near(entry, plan, wording) for entry in plan.near_duplicates]),
        ("roster.part_duplicates", [describe_problem(entry, wording) for entry in repeated]),
        (
            "roster.part_addresses",
            [describe_problem(entry, wording) for entry in plan.bad_addresses],
        ),
        ("roster.part_remarks", [describe_problem(entry, wording) for entry in remarks]),
        (
            "roster.part_units",
            [
                *(_unit(entry, wording) for entry in plan.sub_committees_added),
                *(_change(entry, plan, wording) for entry in plan.sub_committees_changed),
            ],
        ),
        ("roster.part_added", [_branch(entry, plan, wording) for entry in plan.added]),
    ):
        lines += _part(title, part, wording, longest)
    return lines


def _part(title: str, entries: Sequence[str], wording: Wording, longest: int | None) -> list[str]:
    if not entries:
        return []
    shown = entries if longest is None else entries[:longest]
    lines = [wording.say(title, n=len(entries)), *(f"  {entry}" for entry in shown)]
    if len(shown) < len(entries):
        lines.append("  " + wording.say("roster.and_more", n=len(entries) - len(shown)))
    return lines


def _branch(branch: Branch, plan: RosterPlan, wording: Wording) -> str:
    unit = plan.names.get(branch.sub_committee_id, branch.sub_committee_id)
    return wording.say("roster.branch", sub_committee=unit, name=branch.name, id=branch.id)


def _unit(unit: SubCommittee, wording: Wording) -> str:
    return wording.say("roster.unit_added", name=unit.name)


def _change(
    change: Change[Branch] | Change[SubCommittee], plan: RosterPlan, wording: Wording
) -> str:
    entry = change.before
    who = _branch(entry, plan, wording) if isinstance(entry, Branch) else entry.name
    if "withdrawn" in change.fields:
        who = wording.say("roster.readmitted", branch=who)
    parts = [
        wording.say(
            "roster.field",
            field=wording.say(f"roster.field.{name}"),
            before=_value(getattr(change.before, name), name, plan, wording),
            after=_value(getattr(change.after, name), name, plan, wording),
        )
        for name in change.fields
        if name != "withdrawn"
    ]
    return wording.say("roster.change", who=who, what=_joined(parts, wording)) if parts else who


def _value(value: object, name: str, plan: RosterPlan, wording: Wording) -> str:
    if name == "sub_committee_id":
        return plan.names.get(str(value), str(value))
    if isinstance(value, bool):
        return wording.say("settings.yes" if value else "settings.no")
    text = _joined(value, wording) if isinstance(value, tuple) else str(value)
    return text or wording.say("roster.nothing")


def _joined(parts: Iterable[str], wording: Wording) -> str:
    return wording.say("roster.separator").join(parts)


def _near(pair: NearDuplicate, plan: RosterPlan, wording: Wording) -> str:
    unit = plan.names.get(pair.one.sub_committee_id, pair.one.sub_committee_id)
    return wording.say(
        f"roster.near_{pair.why}", sub_committee=unit, one=pair.one.name, other=pair.other.name
    )


def describe_problem(entry: RowProblem, wording: Wording) -> str:
    """Word one problem of a row, with its row number."""
    what = wording.say(entry.problem.code, **entry.problem.params)
    if not entry.row:
        return what
    if entry.sheet:
        return wording.say("roster.sheet_row", sheet=entry.sheet, row=entry.row, what=what)
    return wording.say("roster.row", row=entry.row, what=what)


def ask_in_words(question: Question, wording: Wording) -> str:
    """Word a question in one sentence."""
    rows = "、".join(map(str, question.rows[:_ROWS_SHOWN]))
    if question.kind == "column":
        return wording.say(f"roster.ask.column.{question.key}")
    if question.kind == "hidden":
        return wording.say(
            f"roster.ask.hidden.{question.key}",
            n=len(question.rows),
            rows=rows,
            sheet=question.other,
        )
    return wording.say("roster.ask.unit", name=question.key, other=question.other, rows=rows)


def describe_question(question: Question, wording: Wording) -> list[str]:
    """Word a question with the heads and rows that it is about."""
    lines = [ask_in_words(question, wording)]
    if question.heads:
        lines.append("  " + wording.say("roster.ask.heads", heads=" | ".join(question.heads)))
    lines += ["  " + " | ".join(sample) for sample in question.samples]
    if question.proposal:
        lines.append("  " + wording.say("roster.ask.proposal", head=question.proposal))
    return lines


def option_words(question: Question, option: str, wording: Wording) -> str:
    """Word one answer to a question."""
    if question.kind == "column":
        return option
    return wording.say(f"roster.answer.{question.kind}.{option}", other=question.other)
