"""Marks that are made on the board, for the branch under the cursor or the selected ones."""

from __future__ import annotations

from collections.abc import Mapping

from store.db.acts import subject
from store.db.database import Store
from store.decisions.marks import Marking, extend, note, set_due, vet, withdraw
from store.model import Item
from store.views.board.types import BranchRow
from tui.base.actions import Command
from tui.board.judging import Judging
from tui.board.session import ask_session, mark_form_received
from tui.dialogs.form import Field
from tui.dialogs.pick import Entry, Pick
from tui.widgets.lines_below import key_name

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


class BoardMarks(Judging):
    """Every mark of the board."""

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
        fields = (
            Field("until", say("mark.until"), hint=say("mark.until_hint")),
            Field("reason", say("mark.reason"), hint=say("mark.reason_hint")),
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
        extend(store, names, until, deadline=deadline, reason=values["reason"], marking=by)
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
