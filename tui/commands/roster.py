"""`sixones roster`: its commands, and `import`: what a file would change, then changing it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from store.db.database import open_store
from store.errors import ConfigError, UsageError
from store.model import SubCommittee
from store.roster.heads import head_key, meaning_named
from store.roster.importing import (
    Answers,
    Question,
    RosterPlan,
    apply_plan,
    describe_plan,
    find_sub_committee,
    open_questions,
    plan_import,
    read_files,
)
from store.roster.name_keys import name_key
from store.roster.preview import ask_in_words, describe_question, option_words
from store.roster.questions import answered
from store.roster.reader import RosterFile, SubCommitteeFile
from store.roster.remembered import load_answers, save_answers
from store.roster.rows import RowProblem
from store.roster.stored import imported_roster
from store.text.wording import Wording
from store.workspace.workspace import Workspace
from tui.commands.kit.call import Call, ask, at_terminal, current_call, print_json


@click.pass_context
def _import(
    ctx: click.Context,
    file: str,
    sub_committees: str | None,
    mapped: tuple[str, ...],
    hidden: str | None,
    scope: str | None,
    dry_run: bool,
    as_json: bool,
    yes: bool,
    reason: str,
    force: bool,
) -> int:
    if as_json and not dry_run:
        raise UsageError("roster.json_dry")
    if not (dry_run or yes or at_terminal()):
        raise UsageError("roster.nobody_to_ask")
    call = current_call(ctx)
    workspace = call.workspace()
    answers = _with_options(load_answers(workspace.folder), mapped, hidden)
    with contextlib.closing(open_store(workspace.database)) as store:
        stored = imported_roster(store).sub_committees
        meant = scope or workspace.settings.scope
        known = find_sub_committee(stored, meant) if meant else None
        roster, units = settled_files(
            call,
            file,
            sub_committees,
            scope=known.name if known is not None else meant,
            answers=answers,
            stored=stored,
            asking=at_terminal() and not as_json,
        )
        plan = plan_import(store, roster, units)
        if as_json:
            print_json(plan_json(plan, call.wording))
            return 2 if plan.questions else to_look_at(plan)
        if plan.questions and not dry_run:
            raise _open(plan.questions, call.wording)
        for line in describe_plan(plan, call.wording, longest=None if dry_run else 40):
            click.echo(line)
        if dry_run:
            return 2 if plan.questions else to_look_at(plan)
        if plan.empty:
            click.echo(call.say("cli.roster.same"))
            return to_look_at(plan)
        if not yes and not call.confirmed(call.say("cli.roster.question")):
            click.echo(call.say("cli.roster.left"))
            return 0
        apply_plan(store, plan, at=call.now(), actor=call.who, reason=reason, force=force)
        if roster is not None:
            save_answers(workspace.folder, roster.answers)
        click.echo(call.say("cli.roster.done"))
    return to_look_at(plan)


def settled_files(
    call: Call,
    file: str | None,
    sub_committees: str | None,
    *,
    scope: str,
    answers: Answers,
    stored: tuple[SubCommittee, ...] = (),
    asking: bool,
) -> tuple[RosterFile | None, SubCommitteeFile | None]:
    """Read the files of an import and ask what they leave open, where somebody can be asked.

    Raises:
        ConfigError: `table.*` or `roster.*`, with the file and what to do about it.
    """
    while True:
        roster, units = read_files(
            Path(file).expanduser() if file else None,
            Path(sub_committees).expanduser() if sub_committees else None,
            scope=scope,
            answers=answers,
        )
        questions = open_questions(roster, units, stored)
        if not questions or not asking:
            return roster, units
        for question in questions:
            answers = answered(answers, question, _asked(call, question))


def refuse_open(
    roster: RosterFile | None, units: SubCommitteeFile | None, wording: Wording
) -> None:
    """Refuse files that leave something open.

    Raises:
        ConfigError: `roster.open`.
    """
    questions = open_questions(roster, units)
    if questions:
        raise _open(questions, wording)


def _open(questions: tuple[Question, ...], wording: Wording) -> ConfigError:
    lines = [line for one in questions for line in describe_question(one, wording)]
    return ConfigError("roster.open", n=len(questions), questions="\n".join(lines))


def _asked(call: Call, question: Question) -> str:
    """Ask one question at the terminal; gives one of its options."""
    for line in describe_question(question, call.wording):
        click.echo(line, err=True)
    for number, option in enumerate(question.options, 1):
        click.echo(f"  {number}  {option_words(question, option, call.wording)}", err=True)
    default = ""
    if question.proposal:
        default = str(question.options.index(question.proposal) + 1)
    while True:
        typed = ask(call.say("cli.roster.which"), default=default)
        if typed.isdecimal() and 0 < int(typed) <= len(question.options):
            return question.options[int(typed) - 1]
        if typed in question.options:
            return typed


def _with_options(answers: Answers, mapped: tuple[str, ...], hidden: str | None) -> Answers:
    """The answers with those of the command line.

    Raises:
        UsageError: `roster.bad_map`.
    """
    for text in mapped:
        two = "!=" in text or "≠" in text
        left, sign, right = text.replace("≠", "!=").partition("!=" if two else "=")
        left, right = left.strip(), right.strip()
        if not (sign and name_key(left) and name_key(right)):
            raise UsageError("roster.bad_map", text=text)
        if two:
            answers = answers.with_unit(left, right, same=False)
        elif meaning := meaning_named(right):
            answers = answers.with_column(head_key(left), meaning)
        elif meaning := meaning_named(left):
            answers = answers.with_column(head_key(right), meaning)
        else:
            answers = answers.with_unit(left, right, same=True)
    return answers if hidden is None else replace(answers, hidden=hidden == "import")


def plan_json(plan: RosterPlan, wording: Wording) -> dict[str, object]:
    """A plan as JSON: counts, the sheets read, what is left out, what is to be answered."""
    return {
        "added": len(plan.added),
        "changed": len(plan.changed),
        "withdrawn": len(plan.withdrawn),
        "unchanged": len(plan.unchanged),
        "units_added": len(plan.sub_committees_added),
        "sheets": plan.sheets,
        "left_out": _rows_json(plan.left_out, wording),
        "to_check": _rows_json((*plan.duplicates, *plan.bad_addresses), wording),
        "questions": [
            {
                "kind": question.kind,
                "key": question.key,
                "question": ask_in_words(question, wording),
                "options": question.options,
                "heads": question.heads,
                "samples": question.samples,
                "proposal": question.proposal,
                "rows": question.rows,
            }
            for question in plan.questions
        ],
    }


def _rows_json(entries: Iterable[RowProblem], wording: Wording) -> list[dict[str, object]]:
    return [
        {
            "row": entry.row,
            "reason": wording.say(entry.problem.code, **entry.problem.params),
            **({"sheet": entry.sheet} if entry.sheet else {}),
        }
        for entry in entries
    ]


def import_first(
    call: Call,
    workspace: Workspace,
    roster: RosterFile | None,
    units: SubCommitteeFile | None,
) -> int:
    """Fill the roster of a new workspace; returns the exit code."""
    with contextlib.closing(open_store(workspace.database)) as store:
        plan = plan_import(store, roster, units)
        for line in describe_plan(plan, call.wording, longest=5):
            click.echo(line)
        apply_plan(store, plan, at=call.now(), actor=call.who)
    return to_look_at(plan)


def to_look_at(plan: RosterPlan) -> int:
    """1 where rows or sheets were not read, were repeated, or had addresses that are none."""
    unread = any(entry.problem.code == "roster.sheet_unread" for entry in plan.problems)
    return 1 if plan.unreadable or plan.duplicates or plan.bad_addresses or unread else 0
