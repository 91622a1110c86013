"""What staff can mark on branches: one object a mark; keys, menu, form and act come from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal

import msgspec
from textual.screen import Screen

from store.db.acts import subject
from store.db.database import Store
from store.db.decisions import Marking
from store.decisions import marks as decided
from store.decisions import tasks as tasks_decided
from store.errors import UsageError
from store.items import sessions
from store.model import FileKind
from store.notice.notice import Notice
from store.notice.own_words import numbered_title
from store.text.visible import visible
from store.views import tasks
from store.views.board.facts import BoardFacts
from store.views.board.types import BranchRow
from tui.base import jobs, keys
from tui.base.actions import Command
from tui.base.desk import Desk
from tui.base.keys import Verb
from tui.board import questions
from tui.dialogs import ask, hand_form, mark_fields, session_form
from tui.dialogs import form as mark_form
from tui.dialogs import pick as picking

Values = Mapping[str, str]


class MarkContext(msgspec.Struct, frozen=True):
    """What a mark is asked for.

    Args:
        rows: the chosen branches.
        everyone: all branches of the board.
        column: the column that was clicked; None where the mark was asked for by its key.
        known: what the mark's `read` found; None for a mark that reads nothing.
        typed: what was typed the last time and could not be written.
    """

    desk: Desk
    rows: tuple[BranchRow, ...]
    everyone: tuple[BranchRow, ...]
    facts: BoardFacts | None
    column: str | None = None
    known: Any = None
    typed: Values | None = None

    def say(self, code: str, **params: object) -> str:
        """A sentence of the catalogs."""
        return self.desk.wording.say(code, **params)

    @property
    def branch_ids(self) -> list[str]:
        """The ids of the chosen branches."""
        return [row.branch.id for row in self.rows]

    def title(self, code: str) -> str:
        """The head of a form: what is marked, and on whom."""
        if not self.rows:
            return self.say(code)
        more = self.say("mark.and_more", n=len(self.rows)) if len(self.rows) > 1 else ""
        return f"{self.say(code)}  {visible(self.rows[0].branch.name)}{more}"


def _nothing(_: MarkContext) -> None:
    return None


def _no_text(_: MarkContext) -> str:
    return ""


def _anything(_: Values, __: MarkContext) -> None:
    """What is always right."""


class Mark(msgspec.Struct, frozen=True):
    """One thing that staff can mark on branches.

    Args:
        name: its name in the catalogs: `command.NAME`, `mark.NAME`.
        columns: a click on a cell of these columns offers it.
        write: writes what the form gave and says what was written.
        fields: the lines of its form.
        check: raises UsageError where the form's values cannot be written.
        text: stands above the fields.
        read: what must be known before it is asked; runs in a worker.
        refuse: the catalogs' code of why it cannot be asked of these branches, None where it can.
        form: gives the screen that asks, for a mark that is no list of fields; one that gives None
            or False writes nothing, and without it nothing is asked.
        own_items: whether it is for the items that the notice has beside the six, too; without
            columns it is for them alone.
        on: whom it is made for: the chosen branches, the one under the cursor, or all of them.
    """

    name: str
    verb: Verb | None
    pinyin: str
    rank: int
    write: Callable[[Store, Any, MarkContext, Marking], str]
    columns: tuple[str, ...] = ()
    fields: Callable[[MarkContext], Sequence[mark_form.Field]] | None = None
    check: Callable[[Values, MarkContext], None] = _anything
    text: Callable[[MarkContext], str] = _no_text
    read: Callable[[MarkContext], Any] = _nothing
    refuse: Callable[[MarkContext], str | None] = _nothing
    form: Callable[[MarkContext], Screen[Any]] | None = None
    own_items: bool = False
    on: Literal["chosen", "current", "all"] = "chosen"

    def offered(self, column: str | None, notice: Notice) -> bool:
        """Whether it is in the list of marks of a column; None is the list of all."""
        own = [item.id for item in notice.own_items]
        if column in own:
            return self.own_items
        if column is not None:
            return column in self.columns
        return bool(own) or not self.own_items or bool(self.columns)

    @property
    def command(self) -> Command:
        """The mark as a command of the board."""
        return Command(
            f"set_mark('{self.name}')", self.verb, self.pinyin, self.rank, code=self.name
        )

    def screen(self, asked: MarkContext) -> Screen[Any] | None:
        """The form that asks for it; None where there is nothing to ask."""
        if self.form is not None:
            return self.form(asked)
        if self.fields is None:
            return None
        kept = asked.typed or {}
        fields = [
            replace(field, value=kept.get(field.name, field.value)) for field in self.fields(asked)
        ]
        return mark_form.MarkForm(
            asked.title(f"mark.{self.name}"),
            fields,
            asked.desk.wording,
            text=self.text(asked),
            check=lambda values: self.check(values, asked),
        )


# -- acceptance --------------------------------------------------------------------------------


def _findings(asked: MarkContext) -> tuple[questions.OpenFinding, ...]:
    return questions.open_findings(asked.desk, asked.rows, asked.facts, asked.column)


def _nothing_to_accept(asked: MarkContext) -> str | None:
    return None if asked.known else "mark.nothing_to_accept"


def _acceptance_text(asked: MarkContext) -> str:
    lines = []
    for number, one in enumerate(asked.known, start=1):
        times = asked.say("mark.times", n=len(one.accepted)) if len(one.accepted) > 1 else ""
        lines.append(f"{number}. {one.text}{times}")
    return "\n".join(lines)


def _acceptance_fields(asked: MarkContext) -> Sequence[mark_form.Field]:
    found: tuple[questions.OpenFinding, ...] = asked.known
    answers = (
        (mark_fields.YES, asked.say("mark.accept_yes")),
        (mark_fields.NO, asked.say("mark.accept_no")),
    )
    fields = [mark_fields.reason_field(asked.desk)]
    for number, one in enumerate(found, start=1):
        # What the notice leaves open is accepted unless one says no; what it demands is not,
        # unless there is nothing else to accept.
        chosen = mark_fields.YES if one.soft or len(found) == 1 else mark_fields.NO
        label = asked.say("mark.finding", number=number)
        fields.append(mark_form.Field(f"finding-{number}", label, chosen, answers))
    return fields


def _check_acceptance(values: Values, _: MarkContext) -> None:
    mark_fields.need_reason(values)
    if mark_fields.YES not in values.values():
        raise UsageError("mark.nothing_chosen")


def _write_acceptance(store: Store, values: Values, asked: MarkContext, by: Marking) -> str:
    pairs = [
        pair
        for number, one in enumerate(asked.known, start=1)
        if values[f"finding-{number}"] == mark_fields.YES
        for pair in one.accepted
    ]
    decided.accept(store, pairs, reason=values["reason"], marking=by)
    return asked.say("mark.accepted", n=len(pairs))


# -- vetting -----------------------------------------------------------------------------------


def _vetting_fields(asked: MarkContext) -> Sequence[mark_form.Field]:
    staff = asked.rows[0].sub_committee.staff
    return (
        mark_form.Field("by", asked.say("mark.vetted_by"), staff[0] if staff else ""),
        mark_fields.marked_day(asked.desk),
        mark_form.Field("reason", asked.say("mark.remark")),
    )


def _check_day(values: Values, asked: MarkContext) -> None:
    mark_fields.until_of(values["day"], asked.desk.clock(), asked.desk)


def _write_vetting(store: Store, values: Values, asked: MarkContext, by: Marking) -> str:
    ids = asked.branch_ids
    day = mark_fields.until_of(values["day"], by.at, asked.desk).date()
    decided.vet(store, ids, by=values["by"], day=day, reason=values["reason"], marking=by)
    return asked.say("mark.vetted", n=len(ids))


# -- dates -------------------------------------------------------------------------------------


def _extension_fields(asked: MarkContext) -> Sequence[mark_form.Field]:
    say = asked.say
    whom = (
        ("branch", say("mark.for_branches", n=len(asked.rows))),
        ("unit", say("mark.for_units")),
    )
    return (
        *mark_fields.extension_fields(asked.desk),
        mark_form.Field("whom", say("mark.whom"), "branch", whom),
    )


def _check_extension(values: Values, asked: MarkContext) -> None:
    mark_fields.check_extension(values, asked.desk)


def _write_extension(store: Store, values: Values, asked: MarkContext, by: Marking) -> str:
    deadline = asked.desk.workspace.asked_by
    until = mark_fields.until_of(values["until"], deadline, asked.desk)
    if values["whom"] == "unit":
        units = dict.fromkeys(row.sub_committee.id for row in asked.rows)
        names = [subject("sub_committee", unit_id) for unit_id in units]
    else:
        names = [subject("branch", branch_id) for branch_id in asked.branch_ids]
    decided.extend(
        store,
        names,
        until,
        deadline=deadline,
        reason=values["reason"],
        marking=by,
        tell_reason=values["tell"] == mark_fields.YES,
    )
    return asked.say(
        "mark.extended", until=mark_fields.moment_words(until, asked.desk), n=len(names)
    )


def _due_fields(asked: MarkContext) -> Sequence[mark_form.Field]:
    dated = decided.dated_items(asked.desk.workspace.notice)
    return (
        mark_form.Field(
            "until",
            asked.say("mark.due_until"),
            hint=asked.say("mark.due_hint"),
            errors=("when.",),
            means=partial(mark_fields.meaning, base=asked.desk.clock(), desk=asked.desk),
        ),
        mark_form.Field("reason", asked.say("mark.reason")),
        _item_field(asked, dated),
    )


def _item_field(asked: MarkContext, items: Sequence[str]) -> mark_form.Field:
    """Which item, of some; the one whose cell was clicked."""
    choices = tuple((str(item), numbered_title(item, asked.desk.wording)) for item in items)
    chosen = next((item for item, _ in choices if item == asked.column), choices[0][0])
    return mark_form.Field("item", asked.say("mark.due_item"), chosen, choices)


def _check_due(values: Values, asked: MarkContext) -> None:
    if values["until"]:
        mark_fields.until_of(values["until"], asked.desk.clock(), asked.desk)


def _write_due(store: Store, values: Values, asked: MarkContext, by: Marking) -> str:
    item, dated = values["item"], decided.dated_items(asked.desk.workspace.notice)
    until = mark_fields.until_of(values["until"], by.at, asked.desk) if values["until"] else None
    decided.set_due(store, item, until, reason=values["reason"], marking=by, dated=dated)
    title = numbered_title(item, asked.desk.wording)
    if until is None:
        return asked.say("mark.due_taken_away", item=title)
    return asked.say("mark.due_set", item=title, until=mark_fields.moment_words(until, asked.desk))


# -- what the notice has beside the six ----------------------------------------------------------


def _own_item_fields(asked: MarkContext) -> Sequence[mark_form.Field]:
    own = [item.id for item in asked.desk.workspace.notice.own_items]
    done = (
        (mark_fields.YES, asked.say("mark.own_done")),
        (mark_fields.NO, asked.say("mark.own_not_done")),
    )
    return (
        mark_fields.marked_day(asked.desk),
        mark_form.Field("reason", asked.say("mark.remark")),
        mark_form.Field("done", asked.say("mark.own_state"), mark_fields.YES, done),
        _item_field(asked, own),
    )


def _no_own_items(asked: MarkContext) -> str | None:
    return None if asked.desk.workspace.notice.own_items else "mark.no_own_items"


def _write_own_item(store: Store, values: Values, asked: MarkContext, by: Marking) -> str:
    decided.mark_own_item(
        store,
        asked.desk.workspace.notice,
        values["item"],
        asked.branch_ids,
        done=values["done"] == mark_fields.YES,
        day=mark_fields.until_of(values["day"], by.at, asked.desk).date(),
        reason=values["reason"],
        marking=by,
    )
    title = numbered_title(values["item"], asked.desk.wording)
    return asked.say(f"mark.own_{values['done']}", item=title, n=len(asked.rows))


# -- sharing sessions and evaluation forms -----------------------------------------------------


def _more_than_one_unit(asked: MarkContext) -> str | None:
    return "session.one_unit" if len({row.sub_committee.id for row in asked.rows}) > 1 else None


def _covering(asked: MarkContext) -> tuple[sessions.Session, ...]:
    return jobs.sessions_covering(asked.desk.workspace, asked.branch_ids)


def _session_form(asked: MarkContext) -> Screen[Any]:
    draft = session_form.SessionDraft(
        rows=asked.rows,
        today=asked.desk.today,
        known=asked.known[-1] if asked.known else None,
        names={row.branch.id: row.branch.name for row in asked.everyone},
    )
    return session_form.SessionScreen(draft, asked.desk.workspace.notice, asked.desk.wording)


def _write_session(store: Store, session: sessions.Session, asked: MarkContext, by: Marking) -> str:
    sessions.save_session(
        store,
        session,
        asked.desk.workspace.notice,
        marking=by,
    )
    return asked.say("session.saved", n=len(session.speakers))


def _without_form(asked: MarkContext) -> list[str]:
    return [row.branch.id for row in asked.rows if not row.cell("eval_form").state.complete]


def _all_have_forms(asked: MarkContext) -> str | None:
    return None if _without_form(asked) else "form.already"


def _ask_form(asked: MarkContext) -> Screen[Any]:
    return ask.AskYes(asked.title("form.ask"), asked.desk.wording)


def _write_form(store: Store, _: bool, asked: MarkContext, by: Marking) -> str:
    missing = _without_form(asked)
    jobs.receive_on_paper(
        store,
        asked.desk.workspace,
        missing,
        marking=by,
    )
    return asked.say("form.saved", n=len(missing))


# -- notes, versions, withdrawal ---------------------------------------------------------------


def _note_fields(asked: MarkContext) -> Sequence[mark_form.Field]:
    return (mark_form.Field("text", asked.say("mark.note"), errors=("mark.no_text",)),)


def _check_note(values: Values, _: MarkContext) -> None:
    if not values["text"]:
        raise UsageError("mark.no_text")


def _write_note(store: Store, values: Values, asked: MarkContext, by: Marking) -> str:
    decided.note(store, asked.branch_ids, values["text"], marking=by)
    return asked.say("mark.noted", n=len(asked.rows))


def _versions(asked: MarkContext) -> tuple[questions.Version, ...]:
    return questions.versions_of(asked.desk, asked.rows[0], asked.facts)


def _one_version(asked: MarkContext) -> str | None:
    return None if asked.known else "mark.one_version"


def _version_list(asked: MarkContext) -> Screen[Any]:
    entries = [picking.Entry(str(number), one.text) for number, one in enumerate(asked.known)]
    return picking.Pick(asked.title("mark.pin"), entries, asked.desk.wording)


def _write_pin(store: Store, number: str, asked: MarkContext, by: Marking) -> str:
    chosen: questions.Version = asked.known[int(number)]
    decided.pin(store, asked.rows[0].branch.id, chosen.kind, chosen.file, reason="", marking=by)
    code = "mark.unpinned" if chosen.file is None else "mark.pinned"
    return asked.say(code, kind=_kind(asked, chosen.kind))


def _kind(asked: MarkContext, kind: FileKind) -> str:
    return asked.say(f"kind.{kind}")


def _in_hand(asked: MarkContext) -> tuple[questions.OpenFinding, ...]:
    """What of the branches can be handed to somebody beside themselves: open findings of one."""
    return _findings(asked) if len(asked.rows) == 1 else ()


def _task(asked: MarkContext) -> tasks.Task | None:
    if asked.facts is None or len(asked.rows) != 1:
        return None
    return tasks.tasks_of(asked.facts.decisions).get(subject("branch", asked.rows[0].branch.id))


def _hand_fields(asked: MarkContext) -> Sequence[mark_form.Field]:
    decisions = asked.facts.decisions if asked.facts is not None else ()
    fields = hand_form.hand_fields(asked.desk, tasks.people(decisions), _task(asked))
    if not asked.known:
        return fields
    whole = ("", asked.say("task.whole_branch"))
    findings = tuple((str(at), visible(one.text)) for at, one in enumerate(asked.known))
    return (*fields, mark_form.Field("what", asked.say("task.what"), "", (whole, *findings)))


def _check_hand(values: Values, asked: MarkContext) -> None:
    hand_form.handing_of(values, asked.desk)


def _write_hand(store: Store, values: Values, asked: MarkContext, by: Marking) -> str:
    subjects = [subject("branch", branch_id) for branch_id in asked.branch_ids]
    if what := values.get("what", ""):
        found: questions.OpenFinding = asked.known[int(what)]
        subjects = [tasks_decided.finding_subject(file, code) for file, code in found.accepted]
    return hand_form.handing_of(values, asked.desk).write(store, subjects, by, asked.desk.wording)


def _withdrawal_fields(asked: MarkContext) -> Sequence[mark_form.Field]:
    return (mark_fields.reason_field(asked.desk), mark_fields.marked_day(asked.desk))


def _withdrawal_text(asked: MarkContext) -> str:
    return asked.say("mark.withdraw_means")


def _check_withdrawal(values: Values, asked: MarkContext) -> None:
    _check_day(values, asked)
    mark_fields.need_reason(values)


def _write_withdrawal(store: Store, values: Values, asked: MarkContext, by: Marking) -> str:
    day = mark_fields.until_of(values["day"], by.at, asked.desk).date()
    decided.withdraw(store, asked.branch_ids, day=day, reason=values["reason"], marking=by)
    return asked.say("mark.withdrawn", n=len(asked.rows))


# In the order of the menu.
MARKS = (
    Mark(
        "accept",
        keys.YES,
        "ren ke",
        7,
        _write_acceptance,
        columns=("plan", "video"),
        read=_findings,
        refuse=_nothing_to_accept,
        text=_acceptance_text,
        fields=_acceptance_fields,
        check=_check_acceptance,
    ),
    Mark(
        "vet",
        keys.DONE,
        "fen dang wei yi shen he",
        8,
        _write_vetting,
        columns=("plan", "video"),
        fields=_vetting_fields,
        check=_check_day,
    ),
    Mark(
        "extend",
        keys.CHANGE,
        "yan qi",
        9,
        _write_extension,
        columns=("plan", "video"),
        fields=_extension_fields,
        check=_check_extension,
    ),
    Mark(
        "session",
        keys.NEW,
        "deng ji fen xiang",
        10,
        _write_session,
        columns=("sharing", "eval_form"),
        refuse=_more_than_one_unit,
        read=_covering,
        form=_session_form,
    ),
    Mark(
        "form",
        None,
        "shou dao ping jia biao",
        9,
        _write_form,
        columns=("sharing", "eval_form"),
        refuse=_all_have_forms,
        form=_ask_form,
    ),
    Mark(
        "note",
        keys.NOTE,
        "bei zhu",
        11,
        _write_note,
        columns=("plan", "video"),
        fields=_note_fields,
        check=_check_note,
    ),
    Mark(
        "pin",
        None,
        "zhi ding ban ben",
        50,
        _write_pin,
        columns=("plan", "video"),
        on="current",
        read=_versions,
        refuse=_one_version,
        form=_version_list,
    ),
    Mark(
        "own_item",
        None,
        "qi ta xiang mu",
        51,
        _write_own_item,
        own_items=True,
        refuse=_no_own_items,
        fields=_own_item_fields,
        check=_check_day,
    ),
    Mark(
        "due",
        None,
        "gui ding qi xian",
        51,
        _write_due,
        columns=("promotion", "sharing", "review", "volume"),
        own_items=True,
        fields=_due_fields,
        check=_check_due,
        on="all",
    ),
    Mark(
        "withdraw",
        None,
        "tui chu chuang jian",
        52,
        _write_withdrawal,
        fields=_withdrawal_fields,
        check=_check_withdrawal,
        text=_withdrawal_text,
    ),
    Mark(
        "hand",
        None,
        "jiao ban",
        15,
        _write_hand,
        read=_in_hand,
        fields=_hand_fields,
        check=_check_hand,
    ),
)
