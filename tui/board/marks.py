"""Marks that are made on the board, for the branch under the cursor or the selected ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from store.db.acts import subject
from store.db.database import Store
from store.decisions.marks import Marking, accept, extend, note, pin, set_due, vet, withdraw
from store.errors import UsageError
from store.model import FileKind, Item
from store.notice.when import parse_until
from store.text.visible import visible
from store.views.board.types import BranchRow
from tui.base.actions import Command
from tui.board.questions import OpenFinding, Version, open_findings, versions_of
from tui.board.screen import BoardScreen
from tui.board.session import ask_session, mark_form_received
from tui.dialogs.form import Field, MarkForm
from tui.dialogs.pick import Entry, Pick
from tui.widgets.lines_below import key_name

if TYPE_CHECKING:
    from datetime import datetime

YES, NO = "yes", "no"
# The marks of a column, by the names of the board's commands; a click on a cell offers them.
COLUMN_MARKS: Mapping[str, tuple[str, ...]] = {
    "plan": ("accept", "pin", "vet", "extend", "note"),
    "video": ("accept", "pin", "vet", "extend", "note"),
    "promotion": ("go_promotion", "due"),
    "sharing": ("session", "form", "due"),
    "eval_form": ("form", "session"),
    "review": ("go_review", "due"),
    "volume": ("go_review", "due"),
}
ALL_MARKS = ("accept", "vet", "extend", "session", "form", "note", "pin", "due", "withdraw")
_DUE_CHOICES = (Item.PROMOTION, Item.SHARING, Item.REVIEW, Item.VOLUME)


class BoardMarks:
    """Every mark of the board."""

    def __init__(self, board: BoardScreen) -> None:
        self._board = board
        self._typed: dict[str, Mapping[str, str]] = {}

    def _ask(
        self,
        name: str,
        rows: tuple[BranchRow, ...],
        fields: tuple[Field, ...],
        write: Callable[..., str],
        *,
        text: str = "",
    ) -> None:
        """Open a form; what it gives is written by `write(store, values, rows, marking)`.

        Where somebody else decided on the same meanwhile, nothing is written; the next form of
        this mark has what was typed.
        """
        board = self._board
        if board.view is None or (not rows and name != "due"):
            return
        kept = self._typed.get(name, {})
        fields = tuple(replace(field, value=kept.get(field.name, field.value)) for field in fields)
        title = self._title(f"mark.{name}", rows) if rows else self._say(f"mark.{name}")
        form = MarkForm(
            title,
            fields,
            board.desk.wording,
            text=text,
            check=partial(self._check, name),
        )
        revision = board.revision

        def answered(values: Mapping[str, str] | None) -> None:
            if values is None:
                return
            self._typed[name] = values

            def work(store: Store, now: datetime) -> str:
                said = write(store, values, rows, Marking(now, board.desk.who, revision))
                self._typed.pop(name, None)
                return said

            board.decide(work)

        board.app.push_screen(form, answered)

    def _check(self, name: str, values: Mapping[str, str]) -> None:
        """Refuse what the store would refuse, while the form is still open."""
        deadline = self._board.desk.workspace.settings.deadline
        if name == "extend" and self._until(values["until"], deadline) <= deadline:
            raise UsageError("mark.extension_adds_nothing")
        if name == "due" and values["until"]:
            self._until(values["until"], self._board.desk.clock())
        if "day" in values:
            self._until(values["day"], self._board.desk.clock())
        if name in ("extend", "accept", "withdraw") and not values["reason"]:
            raise UsageError("mark.no_reason")
        if name == "note" and not values["text"]:
            raise UsageError("mark.no_text")
        if name == "accept" and YES not in values.values():
            raise UsageError("mark.nothing_chosen")

    def _until(self, text: str, base: datetime) -> datetime:
        dates = self._board.desk.workspace.notice.dates
        return parse_until(text, base, dates.zone, end_of_work=dates.end_of_work)

    def _today(self) -> str:
        desk = self._board.desk
        return desk.clock().astimezone(desk.workspace.notice.dates.zone).date().isoformat()

    def _moment(self, moment: datetime) -> str:
        local = moment.astimezone(self._board.desk.workspace.notice.dates.zone)
        return f"{local.month}-{local.day:02d} {local.hour}:{local.minute:02d}"

    def _title(self, code: str, rows: tuple[BranchRow, ...]) -> str:
        title, name = self._say(code), visible(rows[0].branch.name)
        more = self._say("mark.and_more", n=len(rows)) if len(rows) > 1 else ""
        return f"{title}  {name}{more}"

    def _kind(self, kind: FileKind) -> str:
        return self._say(f"kind.{kind}")

    def _say(self, code: str, **params: object) -> str:
        return self._board.desk.wording.say(code, **params)

    def accept(self, column: str | None = None) -> None:
        """Accept findings of the chosen branches, in one column or in both that have any."""
        board = self._board
        rows = board.matrix.chosen
        work = partial(open_findings, board.desk, rows, board.facts, column)
        board.run_job("findings", work, partial(self._ask_accept, rows))

    def _ask_accept(self, rows: tuple[BranchRow, ...], found: tuple[OpenFinding, ...]) -> None:
        if not found:
            self._board.say("mark.nothing_to_accept", ink="amber")
            return
        say = self._say
        answers = ((YES, say("mark.accept_yes")), (NO, say("mark.accept_no")))
        fields = [Field("reason", say("mark.reason"), hint=say("mark.reason_hint"))]
        lines = []
        for number, one in enumerate(found, start=1):
            times = say("mark.times", n=len(one.accepted)) if len(one.accepted) > 1 else ""
            lines.append(f"{number}. {one.text}{times}")
            # What the notice leaves open is accepted unless one says no; what it demands is not,
            # unless there is nothing else to accept.
            chosen = YES if one.soft or len(found) == 1 else NO
            label = say("mark.finding", number=number)
            fields.append(Field(f"finding-{number}", label, chosen, answers))

        def write(
            store: Store, values: Mapping[str, str], _: tuple[BranchRow, ...], by: Marking
        ) -> str:
            pairs = [
                pair
                for number, one in enumerate(found, start=1)
                if values[f"finding-{number}"] == YES
                for pair in one.accepted
            ]
            if not pairs:
                raise UsageError("mark.nothing_chosen")
            accept(store, pairs, reason=values["reason"], marking=by)
            return say("mark.accepted", n=len(pairs))

        self._ask("accept", rows, tuple(fields), write, text="\n".join(lines))

    def pin(self) -> None:
        """Choose which version of the branch under the cursor is in use."""
        board = self._board
        row = board.matrix.current
        if row is not None:
            work = partial(versions_of, board.desk, row, board.facts)
            board.run_job("versions", work, partial(self._ask_version, row))

    def _ask_version(self, row: BranchRow, found: tuple[Version, ...]) -> None:
        board = self._board
        if not found:
            board.say("mark.one_version", ink="amber")
            return
        revision = board.revision
        entries = [Entry(str(number), one.text) for number, one in enumerate(found)]

        def picked(key: str | None) -> None:
            if key is not None:
                board.decide(partial(self._write_pin, row, found[int(key)], revision))

        title = self._title("mark.pin", (row,))
        board.app.push_screen(Pick(title, entries, board.desk.wording), picked)

    def _write_pin(
        self, row: BranchRow, chosen: Version, revision: int | None, store: Store, now: datetime
    ) -> str:
        by = Marking(now, self._board.desk.who, revision)
        pin(store, row.branch.id, chosen.kind, chosen.file, reason="", marking=by)
        code = "mark.unpinned" if chosen.file is None else "mark.pinned"
        return self._say(code, kind=self._kind(chosen.kind))

    # -- one list for all marks --------------------------------------------------------------

    def pick(self, column: str | None = None) -> None:
        """Pick a mark, of one column or of all."""
        board, wording = self._board, self._board.desk.wording
        rows = board.matrix.chosen
        if not rows:
            return
        known: dict[str, Command] = {command.name: command for command in board.commands}
        names = ALL_MARKS if column is None else COLUMN_MARKS[column]
        entries = [
            Entry(
                name,
                wording.say(f"command.{name}"),
                key_name(known[name].keys[0], wording) if known[name].keys else "",
            )
            for name in names
            if name in known
        ]
        title = self._title("mark.title", rows)
        if column is not None:
            title += "  " + wording.say(f"item_title.{column}")

        def picked(name: str | None) -> None:
            if name is None:
                return
            if name == "accept" and column is not None:
                self.accept(column)
            else:
                board.app.call_later(board.run_action, known[name].action)

        board.app.push_screen(Pick(title, entries, wording), picked)

    def session(self) -> None:
        """Record a sharing session for the chosen branches, or change the one that covers them."""
        ask_session(self._board)

    def form(self) -> None:
        """Mark the evaluation form of the chosen branches as handed in on paper."""
        mark_form_received(self._board)

    # -- dates ---------------------------------------------------------------------------------

    def extend(self) -> None:
        """Give the chosen branches, or their sub-committees, more time."""
        rows = self._board.matrix.chosen
        say = self._say
        whom = (("branch", say("mark.for_branches", n=len(rows))), ("unit", say("mark.for_units")))
        told = ((NO, say("mark.tell_reason_no")), (YES, say("mark.tell_reason_yes")))
        fields = (
            Field("until", say("mark.until"), hint=say("mark.until_hint")),
            Field("reason", say("mark.reason"), hint=say("mark.reason_hint")),
            Field("tell", say("mark.tell_reason"), NO, told),
            Field("whom", say("mark.whom"), "branch", whom),
        )
        self._ask("extend", rows, fields, self._write_extension)

    def _write_extension(
        self, store: Store, values: Mapping[str, str], rows: tuple[BranchRow, ...], by: Marking
    ) -> str:
        deadline = self._board.desk.workspace.settings.deadline
        until = self._until(values["until"], deadline)
        if values["whom"] == "unit":
            units = dict.fromkeys(row.sub_committee.id for row in rows)
            names = [subject("sub_committee", unit_id) for unit_id in units]
        else:
            names = [subject("branch", row.branch.id) for row in rows]
        extend(
            store, names, until, deadline=deadline, reason=values["reason"], marking=by,
            tell_reason=values["tell"] == YES,
        )  # fmt: skip
        return self._say("mark.extended", until=self._moment(until), n=len(names))

    def due(self) -> None:
        """Give one of items 3 to 6 a date, for all branches."""
        say = self._say
        items = tuple((str(item), say(f"item_long.{item}")) for item in _DUE_CHOICES)
        fields = (
            Field("until", say("mark.due_until"), hint=say("mark.due_hint")),
            Field("reason", say("mark.reason")),
            Field("item", say("mark.due_item"), items[0][0], items),
        )
        self._ask("due", (), fields, self._write_due)

    def _write_due(
        self, store: Store, values: Mapping[str, str], _rows: tuple[BranchRow, ...], by: Marking
    ) -> str:
        item = Item(values["item"])
        until = self._until(values["until"], by.at) if values["until"] else None
        set_due(store, item, until, reason=values["reason"], marking=by)
        title = self._say(f"item_long.{item}")
        if until is None:
            return self._say("mark.due_taken_away", item=title)
        return self._say("mark.due_set", item=title, until=self._moment(until))

    # -- vetting, notes, withdrawal ------------------------------------------------------------

    def vet(self) -> None:
        """Mark the chosen branches as vetted by their sub-committee."""
        rows = self._board.matrix.chosen
        if not rows:
            return
        say, staff = self._say, rows[0].sub_committee.staff
        fields = (
            Field("by", say("mark.vetted_by"), staff[0] if staff else ""),
            Field("day", say("mark.day"), self._today()),
            Field("reason", say("mark.remark")),
        )
        self._ask("vet", rows, fields, self._write_vetting)

    def _write_vetting(
        self, store: Store, values: Mapping[str, str], rows: tuple[BranchRow, ...], by: Marking
    ) -> str:
        ids = [row.branch.id for row in rows]
        day = self._until(values["day"], by.at).date()
        vet(store, ids, by=values["by"], day=day, reason=values["reason"], marking=by)
        return self._say("mark.vetted", n=len(ids))

    def note(self) -> None:
        """Write a note on the chosen branches."""
        rows = self._board.matrix.chosen
        self._ask("note", rows, (Field("text", self._say("mark.note")),), self._write_note)

    def _write_note(
        self, store: Store, values: Mapping[str, str], rows: tuple[BranchRow, ...], by: Marking
    ) -> str:
        note(store, [row.branch.id for row in rows], values["text"], marking=by)
        return self._say("mark.noted", n=len(rows))

    def withdraw(self) -> None:
        """Take the chosen branches out, with a reason."""
        rows = self._board.matrix.chosen
        fields = (
            Field("reason", self._say("mark.reason"), hint=self._say("mark.reason_hint")),
            Field("day", self._say("mark.day"), self._today()),
        )
        self._ask(
            "withdraw", rows, fields, self._write_withdrawal, text=self._say("mark.withdraw_means")
        )

    def _write_withdrawal(
        self, store: Store, values: Mapping[str, str], rows: tuple[BranchRow, ...], by: Marking
    ) -> str:
        day = self._until(values["day"], by.at).date()
        ids = [row.branch.id for row in rows]
        withdraw(store, ids, day=day, reason=values["reason"], marking=by)
        return self._say("mark.withdrawn", n=len(ids))
