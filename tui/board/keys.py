"""What the keys and the mouse do on the board: each is handed to what knows how."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from tui.base.actions import Command
from tui.board.commands import BOARD_COMMANDS
from tui.places.place import Place
from tui.places.registry import PLACES

if TYPE_CHECKING:
    from textual.widgets import Input

    from store.views.board.facts import BoardFacts
    from tui.board.copying import BoardCopy
    from tui.board.filter_line import FilterLine
    from tui.board.find_input import FindInput
    from tui.board.finding import BoardFinding
    from tui.board.marks import BoardMarks
    from tui.board.matrix import Matrix
    from tui.board.messages import CellClicked, SelectionChanged, UnitClicked
    from tui.board.reading import BoardReading  # noqa: F401  (named by the base class)
    from tui.widgets.text_pane import TextPane


class BoardKeys(Place["BoardReading"]):
    """The actions of the board."""

    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = BOARD_COMMANDS
    marks: BoardMarks
    finding: BoardFinding
    copying: BoardCopy
    facts: BoardFacts | None

    @property
    def matrix(self) -> Matrix:
        """The matrix."""
        from tui.board.matrix import Matrix

        return self.query_one(Matrix)

    @property
    def panel(self) -> TextPane:
        """The pane beside the matrix."""
        from tui.widgets.text_pane import TextPane

        return self.query_one("#panel", TextPane)

    @property
    def filters(self) -> FilterLine:
        """The line of filters."""
        from tui.board.filter_line import FilterLine

        return self.query_one(FilterLine)

    # -- finding ---------------------------------------------------------------------------

    def action_find(self) -> None:
        """Find branches as one types."""
        self.finding.open()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what the typed words find."""
        self.finding.typed(event.value)

    def on_input_submitted(self) -> None:
        """Go to what was found."""
        self.finding.close(keep=True)

    def on_find_input_told(self, message: FindInput.Told) -> None:
        """Move in the matrix while one types, or leave the field."""
        self.finding.told(message.key)

    def action_filter(self, name: str) -> None:
        """Show what a filter finds; the same one again shows everything."""
        self.finding.filter(name)

    def on_filter_line_asked(self, message: FilterLine.Asked) -> None:
        """Show what was clicked."""
        self.finding.filter(message.filter)

    def on_filter_line_intake_asked(self) -> None:
        """Go where waiting mail is claimed."""
        self.go("intake")

    def on_filter_line_problems_asked(self) -> None:
        """Go where it is told what could not be read."""
        self.go("problems")

    def on_unit_clicked(self, message: UnitClicked) -> None:
        """Show one sub-committee only, or all again."""
        self.finding.unit(message.unit_id)

    def action_views(self) -> None:
        """Pick a filter, an order, a sub-committee or a saved view."""
        self.finding.pick()

    def action_order(self) -> None:
        """Sort otherwise."""
        self.finding.next_order()

    # -- marking ---------------------------------------------------------------------------

    def on_selection_changed(self, message: SelectionChanged) -> None:
        """Count what is selected."""
        self.filters.select(message.count)

    def action_select(self) -> None:
        """Select the branch under the cursor or let it go."""
        self.matrix.toggle()

    def action_select_unit(self) -> None:
        """Select the branches of this sub-committee or let them go."""
        self.matrix.toggle_unit()

    def on_cell_clicked(self, message: CellClicked) -> None:
        """Offer the marks of what was clicked."""
        self.marks.pick(message.column)

    def action_mark(self) -> None:
        """Pick a mark for the chosen branches."""
        self.marks.pick()

    def action_session(self) -> None:
        """Record a sharing session for the chosen branches, or change the one that covers them."""
        self.marks.session()

    def action_form(self) -> None:
        """Mark the evaluation form of the chosen branches as handed in on paper."""
        self.marks.form()

    def action_accept(self) -> None:
        """Accept open findings of the chosen branches."""
        self.marks.accept()

    def action_vet(self) -> None:
        """Mark the chosen branches as vetted by their sub-committee."""
        self.marks.vet()

    def action_extend(self) -> None:
        """Give the chosen branches more time."""
        self.marks.extend()

    def action_note(self) -> None:
        """Write a note on the chosen branches."""
        self.marks.note()

    def action_pin(self) -> None:
        """Choose the version in use of the branch under the cursor."""
        self.marks.pin()

    def action_due(self) -> None:
        """Give one of items 3 to 6 a date."""
        self.marks.due()

    def action_withdraw(self) -> None:
        """Take the chosen branches out."""
        self.marks.withdraw()

    def action_take_in(self) -> None:
        """Take in files that came by hand for the branch under the cursor."""
        from tui.places.take_in import ask_for_files

        row = self.matrix.current
        if row is not None:
            ask_for_files(self, branch_ids=(row.branch.id,))

    # -- taking along ----------------------------------------------------------------------

    def action_copy(self) -> None:
        """Copy the chosen branches, or what the panel shows."""
        self.copying.ask()

    def action_all_seen(self) -> None:
        """Take the marks of what is new off everything."""
        from tui.board.reading import saw_all

        if self.facts is not None:
            self.run_job("saw", partial(saw_all, self.desk, self.facts), self._saw_all)

    def _saw_all(self, _: None) -> None:
        self.say("arrivals.all_seen", ink="done")
        self.reload()

    def go(self, name: str) -> None:
        """Go to another place, where there is one of that name."""
        if any(info.name == name for info in PLACES):
            self.app.call_later(self.run_action, f"app.go('{name}')")
