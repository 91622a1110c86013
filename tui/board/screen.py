"""The board: how all branches stand, and everything that is done from there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import ClassVar

from msgspec.structs import replace
from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.widgets import Input

from store.db.acts import subject_id, subject_kind
from store.db.database import Store
from store.db.decisions import Marking
from store.errors import ConfigError, SixOnesError
from store.notice.deadline import Countdown
from store.views.board import saved_views
from store.views.board.columns import all_columns, board_columns, due_columns
from store.views.board.facts import BoardFacts
from store.views.board.finding import Filter, Order, Wanted, counts, find
from store.views.board.search import SearchIndex, Speller
from store.views.board.types import DashboardView
from tui.base import sync_words
from tui.base.actions import Command, shown_key
from tui.base.desk import Desk
from tui.base.job_host import ASKING
from tui.board import alike_screen, branch_screen, comparing, task_entries
from tui.board import text as board_text
from tui.board.branch_panel import BranchPanel
from tui.board.branch_side import BranchSide
from tui.board.columns import columns_for
from tui.board.commands import BOARD_COMMANDS
from tui.board.filter_line import FilterLine, Found
from tui.board.find_input import FindInput
from tui.board.finding import (
    DROP,
    SAVE,
    filter_names,
    order_entries,
    view_entries,
    wanted_by,
)
from tui.board.header import BoardHeader
from tui.board.marks import MARKS, Mark, MarkContext
from tui.board.matrix import Matrix, MatrixHead
from tui.board.pairs import pairs_of
from tui.board.progress import SixBars
from tui.board.reading import BoardReading, index_board, read_board, saw_all
from tui.dialogs import ask
from tui.dialogs import pick as picking
from tui.places.registry import OVERVIEW, PLACES
from tui.places.taking_in import TakingInPlace
from tui.widgets.lines_below import Said

# From this width on the branch stands beside the matrix; below it, Enter opens it as a screen.
PANEL_FROM = 120
# So many branches are named when something came for them.
_NAMED = 2


class BoardScreen(TakingInPlace[BoardReading]):
    """Header, bars, matrix, the branch under the cursor, what happens, keys.

    `wanted` says which rows are shown, and in which order.
    """

    NAME = OVERVIEW
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = BOARD_COMMANDS
    MARKS: ClassVar[tuple[Mark, ...]] = MARKS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: DashboardView | None = None
        self.facts: BoardFacts | None = None
        self.wanted = Wanted()
        self._counts: dict[Filter, int] = {}
        self._index: SearchIndex | None = None
        self._indexing = False
        self._speller = Speller()
        self._filter_names = filter_names(desk.wording)
        self._typed: dict[str, Mapping[str, str]] = {}
        self._announced = ""

    @property
    def commands(self) -> tuple[Command, ...]:
        """What can be done here; items beside the six are marked where the notice has such."""
        has_own = bool(self.desk.workspace.notice.own_items)
        return tuple(one for one in super().commands if has_own or one.name != "own_item")

    # -- parts -----------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The head, the matrix with the branch beside it, what happens, the keys."""
        wording, size = self.desk.wording, self.app.size
        header = BoardHeader(self.desk.workspace, wording)
        side = BranchSide(self.desk, BranchPanel(self.desk, id="panel"), id="side")
        self._fit(size, header, side)
        yield header
        yield SixBars(wording)
        yield FilterLine(wording, self.desk.who)
        with Horizontal(id="middle"):
            with Vertical(id="left"):
                workspace = self.desk.workspace
                columns = partial(
                    columns_for,
                    own_desk=workspace.office == "sub_committee",
                    own_items=tuple(own.id for own in workspace.notice.own_items),
                )
                yield MatrixHead(wording, columns)
                yield Matrix(wording, columns)
            yield side
        yield Said()
        yield self.key_bar()

    def on_mount(self) -> None:
        """Keys go to the matrix."""
        self.matrix.focus()

    @property
    def matrix(self) -> Matrix:
        """The matrix."""
        return self.query_one(Matrix)

    @property
    def panel(self) -> BranchPanel:
        """The branch beside the matrix."""
        return self.query_one("#panel", BranchPanel)

    @property
    def filters(self) -> FilterLine:
        """The line of filters."""
        return self.query_one(FilterLine)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the parts to the terminal."""
        self._fit(event.size, self.query_one(BoardHeader), self.query_one(BranchSide))

    def _fit(self, size: Size, header: BoardHeader, side: BranchSide) -> None:
        self.set_class(size.width < PANEL_FROM, "narrow")
        self.fit_height(size.height)
        header.fit(size)
        side.styles.width = max(40, min(64, size.width * 31 // 100))

    @property
    def has_panel(self) -> bool:
        """Whether the branch stands beside the matrix."""
        return not self.has_class("narrow")

    # -- the whole board -------------------------------------------------------------------

    def read(self, store: Store) -> BoardReading:
        """The whole board."""
        return read_board(store, self.desk)

    def show(self, facts: BoardReading) -> None:
        """Show another snapshot as it is wanted."""
        before, self.view, self.facts = self.view, facts.view, facts.facts
        self.query_one(BoardHeader).show(facts.view)
        self.query_one(SixBars).show(facts.view.progress, facts.view.dues)
        self._counts = counts(facts.view.rows)
        self.panel.use(facts)
        self._show_rows(facts.view)
        self._show_over(facts)
        self._announce(before, facts.view)
        # The rows are seen first: all would share one processor.
        self.call_after_refresh(self.panel.read_now)
        self.call_after_refresh(self._prepare_finding)

    def _show_over(self, facts: BoardReading) -> None:
        """Bring up to date what lies over the board."""
        for screen in self.app.screen_stack:
            if isinstance(screen, branch_screen.BranchScreen):
                screen.show(facts)

    def _announce(self, before: DashboardView | None, view: DashboardView) -> None:
        """Tell in one line what came since the last look."""
        known = {row.branch.id: row.fresh for row in before.rows} if before else {}
        came = [row for row in view.rows if row.fresh > known.get(row.branch.id, 0)]
        if not came:
            return
        names = "、".join(row.branch.name for row in came[:_NAMED])
        count = sum(row.fresh - known.get(row.branch.id, 0) for row in came)
        code = "arrivals.more" if len(came) > _NAMED else "arrivals.all"
        said = self.desk.wording.say(code, n=count, names=names, branches=len(came))
        # What a sync or a mark has just said stays before it.
        before_it = self.said.text.removesuffix(self._announced).rstrip()
        self._announced = said
        self.said.say(f"{before_it} {said}".lstrip(), "blue")

    def tick(self, now: datetime, countdown: Countdown) -> None:
        """Show another second; where a limit passes, the states are read again."""
        # A screen that is going has no parts any more.
        for header in self.query(BoardHeader):
            header.tick(now, countdown)
        view = self.view
        if view is not None and (
            countdown.phase != view.countdown.phase or (view.next_turn and now > view.next_turn)
        ):
            self.reload()

    def show_age(self, age: sync_words.Age) -> None:
        """Show how old the mail is."""
        for header in self.query(BoardHeader):
            header.show_age(age)

    def decided(self, said: str) -> None:
        """Let the selection go: what was to be done with it is done."""
        self.matrix.clear_selection()
        super().decided(said)

    def let_go(self) -> None:
        """Go back to the matrix; let go the selection, then what narrows it, then what is said."""
        self.matrix.focus()
        if self.matrix.clear_selection():
            return
        if self.wanted != Wanted():
            self.want(Wanted())
        else:
            super().let_go()

    def _go_to(self, name: str, part: str = "") -> None:
        """Go to another place, or a part of it, where there is one of that name."""
        if any(info.name == name for info in PLACES):
            self.app.call_later(self.run_action, f"app.go('{name}', '{part}')")

    # -- finding ---------------------------------------------------------------------------

    def want(self, wanted: Wanted) -> None:
        """Show other rows, or the same in another order."""
        self.wanted = wanted
        if self.view is not None:
            self._show_rows(self.view)

    def _show_rows(self, view: DashboardView) -> None:
        wanted = self.wanted
        rows = find(view.rows, wanted, self._index, self._filter_names)
        # The missing are called up: their telephone numbers stand beside them.
        phones = wanted.filter in (Filter.INCOMPLETE, Filter.LATE)
        flat = wanted.order != Order.UNIT
        self.matrix.show(rows, everyone=view.rows, flat=flat, phones=phones)
        units = (row.sub_committee for row in view.rows if wanted.unit)
        unit = next((one.name for one in units if one.id == wanted.unit), "")
        words = [one for one in wanted.text.casefold().split() if one not in self._filter_names]
        unowned = self._index.mails_of_nobody(words) if self._index is not None and words else 0
        self.filters.show(view, Found(self._counts, wanted, len(rows), unit, unowned))
        if not rows:
            self.panel.look_at(None)

    @on(FilterLine.FilterPicked)
    def _filter_clicked(self, asked: FilterLine.FilterPicked) -> None:
        self.action_filter(asked.filter)

    @on(FilterLine.IntakeAsked)
    def _intake_clicked(self, asked: FilterLine.IntakeAsked) -> None:
        self._go_to("intake", asked.pile)

    @on(FilterLine.TasksAsked)
    def _tasks_clicked(self) -> None:
        self.action_tasks()

    @on(FilterLine.ProblemsAsked)
    def _problems_clicked(self) -> None:
        self._go_to("problems")

    @work(group=ASKING, exit_on_error=False)
    async def action_tasks(self) -> None:
        """List what people have in hand, one's own first, and go to what is picked."""
        view = self.view
        if view is None:
            return
        wording = self.desk.wording
        if not view.tasks:
            self.say("task.none")
            return
        entries = list(
            task_entries.task_entries(view.tasks, self.desk.who, self.desk.today, wording)
        )
        picked = await self.app.push_screen_wait(
            picking.Pick(wording.say("task.list"), entries, wording)
        )
        found = next((one for one in view.tasks if one.task.subject == picked), None)
        if found is None:
            return
        if subject_kind(found.task.subject) == "mail":
            self._go_to("intake", subject_id(found.task.subject))
        elif found.branch_ids:
            self.want(Wanted())
            self.matrix.go_to(found.branch_ids[0])

    @on(Matrix.UnitClicked)
    def _unit_clicked(self, clicked: Matrix.UnitClicked) -> None:
        self.want(wanted_by(f"unit:{clicked.unit_id}", self.wanted, ()))

    def action_filter(self, name: str) -> None:
        """Show what a filter finds; the same one again shows everything."""
        same = self.wanted.filter == name
        self.want(replace(self.wanted, filter=Filter.ALL if same else Filter(name)))

    @work(group=ASKING, exit_on_error=False)
    async def action_order(self) -> None:
        """Pick what to sort by, and say so."""
        wording = self.desk.wording
        pick = picking.Pick(
            wording.say("order.pick"),
            list(order_entries(wording)),
            wording,
            current=f"order:{self.wanted.order}",
        )
        key = await self.app.push_screen_wait(pick)
        if key is not None:
            self._sort(wanted_by(key, self.wanted, ()).order)

    @on(MatrixHead.ColumnClicked)
    def _column_clicked(self, clicked: MatrixHead.ColumnClicked) -> None:
        """Sort by the column; once more, as before."""
        if clicked.column is not None and clicked.column not in board_columns():
            return
        order = clicked.column or Order.NAME
        self._sort(Order.UNIT if self.wanted.order == order else order)

    def _sort(self, order: str) -> None:
        self.want(replace(self.wanted, order=order))
        if order != Order.UNIT:
            # One asks for the longest, the most urgent: the first.
            self.matrix.action_edge(0)
        self.say("finding.ordered", order=self.desk.wording.say(f"order.{order}"))

    @work(group=ASKING, exit_on_error=False)
    async def action_views(self) -> None:
        """Pick a filter, an order, a saved view or a sub-committee from one list."""
        if self.view is None:
            return
        wording, saved = self.desk.wording, self._saved_views()
        entries = list(view_entries(self.view.rows, self._counts, saved, wording))
        title, current = wording.say("finding.pick"), f"filter:{self.wanted.filter}"
        key = await self.app.push_screen_wait(
            picking.Pick(title, entries, wording, current=current)
        )
        if key == SAVE:
            await self._save_view()
        elif key == DROP:
            await self._drop_view(saved)
        elif key is not None:
            self.want(wanted_by(key, self.wanted, saved))

    def _saved_views(self) -> tuple[saved_views.SavedView, ...]:
        try:
            return saved_views.saved_views(self.desk.workspace.folder)
        except ConfigError as err:
            self.said.say(self.desk.wording.error(err), "red")
            return ()

    async def _save_view(self) -> None:
        say, folder = self.desk.wording.say, self.desk.workspace.folder
        needed = say("finding.needs_name")
        question = ask.AskText(say("finding.ask_name"), self.desk.wording, needed=needed)
        name = await self.app.push_screen_wait(question)
        if name is not None and self._written(
            partial(saved_views.save_view, folder, name, self.wanted)
        ):
            self.say("finding.saved", ink="done", name=name)

    async def _drop_view(self, saved: tuple[saved_views.SavedView, ...]) -> None:
        wording, folder = self.desk.wording, self.desk.workspace.folder
        entries = [picking.Entry(one.name, one.name) for one in saved]
        title = wording.say("finding.drop")
        name = await self.app.push_screen_wait(picking.Pick(title, entries, wording))
        if name is not None and self._written(partial(saved_views.drop_view, folder, name)):
            self.say("finding.dropped", name=name)

    def _written(self, write: Callable[[], None]) -> bool:
        """Change the file of views; what stands in the way is told."""
        try:
            self.desk.workspace.require_writable()
            write()
        except SixOnesError as err:
            self.said.say(self.desk.wording.error(err), "red")
            return False
        return True

    # -- finding as one types --------------------------------------------------------------

    def action_find(self) -> None:
        """Type to find; the field stands above the matrix."""
        fields = self.query(FindInput)
        if fields:
            fields.first().focus()
            return
        field = FindInput(self.desk.wording, self.wanted.text)
        self.mount(field, before="#middle")
        field.focus()

    @on(Input.Changed)
    def _find(self, event: Input.Changed) -> None:
        self.want(replace(self.wanted, text=event.value.strip()))

    @on(Input.Submitted)
    def _go_to_found(self) -> None:
        self._close_field()

    @on(FindInput.KeyPassed)
    def _move_while_typing(self, message: FindInput.KeyPassed) -> None:
        """Move in the matrix while one types, or leave the field and what was typed."""
        match message.key:
            case "up" | "down":
                self.matrix.action_move(-1 if message.key == "up" else 1)
            case "pageup" | "pagedown":
                self.matrix.action_page(-1 if message.key == "pageup" else 1)
            case _:
                self._close_field()
                if self.wanted.text:
                    self.want(replace(self.wanted, text=""))

    def _close_field(self) -> None:
        for field in self.query(FindInput):
            field.remove()
        self.matrix.focus()

    def _prepare_finding(self) -> None:
        """Prepare finding as one types; while it is prepared, the one before serves."""
        if self.facts is None or self._indexing:
            return
        self._indexing = True
        work = partial(index_board, self.desk, self.facts, self._speller)
        self.run_job("index", work, self._finding_prepared, failed=self._not_prepared)

    def _finding_prepared(self, index: SearchIndex) -> None:
        self._indexing, self._index = False, index

    def _not_prepared(self) -> None:
        self._indexing = False

    def can(self) -> Mapping[str, bool]:
        """What may be marked on the chosen branches."""
        rows = self.matrix.chosen if self.view is not None else ()
        some = bool(rows)
        here = self.matrix.current if self.view is not None else None
        facts = self.facts
        pairs = pairs_of(facts, here.branch.id) if facts is not None and here else ()
        judged = any(row.cell(column).judged for row in rows for column in due_columns())
        return {
            "open_branch": self.view is not None and (some or self.matrix.unit is not None),
            **dict.fromkeys(("select", "select_unit", "copy", "order"), some),
            **dict.fromkeys((mark.name for mark in self.MARKS), some),
            "take_in": here is not None,
            "compare": bool(pairs),
            "accept": judged,
            "session": some and len({row.sub_committee.id for row in rows}) == 1,
        }

    # -- marking ---------------------------------------------------------------------------

    @on(Matrix.SelectionChanged)
    def _count_selected(self, message: Matrix.SelectionChanged) -> None:
        self.show_keys()
        self.filters.select(message.count)

    def action_select(self) -> None:
        """Select the branch under the cursor or let it go."""
        self.matrix.toggle()

    def action_select_unit(self) -> None:
        """Select the branches of this sub-committee or let them go."""
        self.matrix.toggle_unit()

    @on(Matrix.CellClicked)
    def _cell_clicked(self, clicked: Matrix.CellClicked) -> None:
        self.action_mark(clicked.column)

    @work(group=ASKING, exit_on_error=False)
    async def action_mark(self, column: str) -> None:
        """Pick a mark of one column for the chosen branches."""
        asked = self._asked(column)
        if asked is None or not asked.rows:
            return
        wording = self.desk.wording
        notice = self.desk.workspace.notice
        marks = [mark for mark in self.MARKS if mark.offered(column, notice)]
        entries = [self._entry(mark.command) for mark in marks]
        known = all_columns().get(column)
        if known is not None and (name := known.leads_to):
            entries = [*(self._entry(i.command) for i in PLACES if i.name == name), *entries]
        title = asked.title("mark.title") + "  " + wording.say(f"item_title.{column}")
        picked = await self.app.push_screen_wait(picking.Pick(title, entries, wording))
        mark = next((mark for mark in marks if mark.name == picked), None)
        if mark is not None:
            await self._set_mark(mark, column)
        elif picked is not None:
            self._go_to(picked.removeprefix("go_"))

    def acts_title(self) -> str:
        """The branches that a mark would be set on."""
        asked = self._asked(None)
        return (
            super().acts_title() if asked is None or not asked.rows else asked.title("mark.title")
        )

    def _entry(self, command: Command) -> picking.Entry:
        wording = self.desk.wording
        return picking.Entry(
            command.name, command.text("command", wording), shown_key(command, wording)
        )

    @work(group=ASKING, exit_on_error=False)
    async def action_set_mark(self, name: str) -> None:
        """Set one mark on the branches that it is for."""
        await self._set_mark(next(mark for mark in self.MARKS if mark.name == name), None)

    async def _set_mark(self, mark: Mark, column: str | None) -> None:
        """Ask for what the mark needs, and write it; nothing is written if one goes back.

        Where somebody else decided on the same meanwhile, nothing is written; the next form of
        this mark has what was typed.
        """
        asked = self._asked(column, mark)
        if asked is None or (not asked.rows and mark.on != "all"):
            return
        revision = self.revision
        asked = replace(asked, known=await asyncio.to_thread(mark.read, asked))
        if refusal := mark.refuse(asked):
            self.say(refusal, ink="amber")
            return
        form, answer = mark.screen(asked), None
        if form is not None:
            answer = await self.app.push_screen_wait(form)
            if answer is None or answer is False:
                return
        if isinstance(answer, Mapping):
            self._typed[mark.name] = answer

        def write(store: Store, now: datetime) -> str:
            said = mark.write(store, answer, asked, Marking(now, self.desk.who, revision))
            self._typed.pop(mark.name, None)
            return said

        self.decide(write)

    def _asked(self, column: str | None, mark: Mark | None = None) -> MarkContext | None:
        """What a mark is asked for just now; None until the board was read."""
        if self.view is None:
            return None
        current = self.matrix.current
        rows = self.matrix.chosen
        if mark is not None and mark.on == "current":
            rows = () if current is None else (current,)
        elif mark is not None and mark.on == "all":
            rows = ()
        typed = self._typed.get(mark.name) if mark is not None else None
        return MarkContext(self.desk, rows, self.view.rows, self.facts, column, typed=typed)

    @work(group=ASKING, exit_on_error=False)
    async def action_take_in(self) -> None:
        """Take in files that came by hand for the branch under the cursor."""
        row = self.matrix.current
        if row is not None:
            await self.ask_for_files(branch_ids=(row.branch.id,))

    @work(group=ASKING, exit_on_error=False)
    async def action_compare(self) -> None:
        """Show a file of this branch beside the one of another branch or year that it is like."""
        row, facts, wording = self.matrix.current, self.facts, self.desk.wording
        if row is None or facts is None:
            return
        pairs = pairs_of(facts, row.branch.id)
        if not pairs:
            self.say("alike.none")
            return
        chosen: str | None = "0"
        if len(pairs) > 1:
            entries = [
                picking.Entry(
                    str(number), f"{pair.credit.name}  {pair.like.branch}", f"{pair.like.share:.0%}"
                )
                for number, pair in enumerate(pairs)
            ]
            pick = picking.Pick(wording.say("alike.title"), entries, wording)
            chosen = await self.app.push_screen_wait(pick)
        if chosen is not None:
            pair = pairs[int(chosen)]
            self.say("alike.reading")
            comparison = await asyncio.to_thread(comparing.compared, self.desk, facts, pair)
            self.say("alike.share", percent=round(100 * pair.like.share))
            await self.app.push_screen_wait(alike_screen.AlikeScreen(comparison, wording))

    # -- taking along ----------------------------------------------------------------------

    @work(group=ASKING, exit_on_error=False)
    async def action_copy(self) -> None:
        """Copy the selected branches, what the panel shows, or all rows that are shown."""
        wording, page = self.desk.wording, self.panel.page
        rows = self.matrix.selected or self.matrix.rows
        if not rows:
            return
        entries = [
            picking.Entry(how, wording.say(f"copy.{how}", n=len(rows)))
            for how in ("text", "table", "file")
        ]
        if page is not None:
            entries.append(picking.Entry("page", wording.say("copy.page")))
        pick = picking.Pick(wording.say("copy.title"), entries, wording)
        how = await self.app.push_screen_wait(pick)
        if how == "text":
            self._to_clipboard(board_text.rows_as_text(rows, wording), len(rows))
        elif how == "table":
            self._to_clipboard(board_text.rows_as_table(rows, wording), len(rows))
        elif how == "page" and page is not None:
            self._to_clipboard(board_text.page_text(page), 1)
        elif how == "file":
            file = await asyncio.to_thread(board_text.write_table, rows, self.desk)
            self.say("copy.written", ink="done", file=str(file))

    def _to_clipboard(self, text: str, count: int) -> None:
        self.app.copy_to_clipboard(text)
        self.say("copy.copied", ink="done", n=count)

    # -- the branch under the cursor -------------------------------------------------------

    @on(Matrix.SubjectReached)
    def _reached(self, message: Matrix.SubjectReached) -> None:
        self.show_keys()
        self.panel.look_at(message.subject)

    @on(Matrix.BranchOpened)
    def _branch_opened(self) -> None:
        self.action_open_branch()

    @work(group=ASKING, exit_on_error=False)
    async def action_open_branch(self) -> None:
        """Go to the panel, or to a screen where there is no room for it."""
        subject, view, facts = self.matrix.current or self.matrix.unit, self.view, self.facts
        if subject is None or view is None or facts is None:
            return
        if self.has_panel:
            self.panel.focus()
            return
        screen = branch_screen.BranchScreen(self.desk, BoardReading(view, facts), subject)
        left = await self.app.push_screen_wait(screen)
        if left.seen:
            self._no_longer_new(screen.branch_id)
        if left.action:
            await self.run_action(left.action)

    @on(BranchPanel.Seen)
    def _branch_seen(self, message: BranchPanel.Seen) -> None:
        self._no_longer_new(message.branch_id)

    def _no_longer_new(self, branch_id: str) -> None:
        """Take the mark of what is new off a branch; it stays in its place until the next look."""
        if self.view is not None:
            rows = (
                replace(row, fresh=0) if row.branch.id == branch_id else row
                for row in self.view.rows
            )
            self.view = replace(self.view, rows=tuple(rows))
            self.matrix.saw(branch_id)

    @work(group=ASKING, exit_on_error=False)
    async def action_all_seen(self) -> None:
        """Take the marks of what is new off everything."""
        if self.facts is not None:
            await asyncio.to_thread(saw_all, self.desk, self.facts)
            self.say("arrivals.all_seen", ink="done")
            self.reload()
