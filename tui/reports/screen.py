"""Reports: which one, of what, in which format; its first page; and statistics on a second tab."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from store.errors import SixOnesError
from store.text.wording import load
from tui.base.actions import Command
from tui.base.desk import Desk
from tui.places.place import Place
from tui.reports.charts import chart_lines
from tui.reports.lines import report_lines
from tui.reports.rows import kind_rows, wish_lines
from tui.reports.scope import ScopeQuestions
from tui.reports.wish import ReportWish, target_of
from tui.reports.writing import Writing
from tui.widgets.painted import Line, wrap
from tui.widgets.place_head import PlaceHead
from tui.widgets.row_list import RowList
from tui.widgets.tab_line import TabLine
from tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from store.db.database import Store
    from store.model import SubCommittee
    from store.reports.content.blocks import Block
    from store.reports.content.source import ReportSource
    from store.reports.export import Lines
    from store.reports.formats.statement import Statement

BESIDE_FROM = 110


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """One snapshot for all reports; without a statement, why there is none."""

    source: ReportSource
    units: tuple[SubCommittee, ...]
    statement: Statement | None
    no_statement: SixOnesError | None


class ReportsPlace(Place[ReportFacts]):
    """A list of reports, what they are of, and the beginning of the one under the cursor."""

    NAME = "reports"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("write", ("enter", "ctrl+s"), "xie chu bao cun", 3),
        Command("next_tab", ("tab", "t"), "tong ji bao biao", 4),
        Command("choose_unit", ("ctrl+u", "u"), "fen dang wei", 5),
        Command("choose_moment", ("ctrl+d", "d"), "jie zhi shi jian", 6),
        Command("choose_items", ("ctrl+e", "e"), "xiang mu", 7),
        Command("turn_language", ("ctrl+l", "l"), "yu yan", 8),
        Command("choose_folder", ("ctrl+o", "o"), "wen jian jia", 9),
        Command("copy_path", ("ctrl+y", "y"), "fu zhi lu jing", 10),
        Command("open_report", ("ctrl+b", "b"), "da kai", 11),
        Command("sign", ("ctrl+n", "n"), "qian ren", 12),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.wish = ReportWish(language=desk.wording.language)
        self.facts: ReportFacts | None = None
        self._previews: dict[tuple[str, str], tuple[Block | Lines, ...]] = {}
        self._writing = Writing(self)
        self._ask = ScopeQuestions(self)

    def body(self) -> ComposeResult:
        """Tabs; list and preview, or the charts."""
        say = self.desk.wording.say
        yield TabLine([(name, say(f"reports.tab.{name}")) for name in ("list", "stats")])
        with Horizontal(id="reports"):
            with Vertical(id="report-list"):
                yield RowList(id="kinds")
                yield TextPane(id="wish")
            yield TextPane(id="preview")
        yield TextPane(id="stats")

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.set_class(self.app.size.width < BESIDE_FROM, "narrow")
        super().on_mount()
        self.query_one("#kinds", RowList).show(kind_rows(self.desk.wording))
        self.query_one("#kinds", RowList).focus()
        self.query_one("#stats", TextPane).display = False
        self._show_wish()

    def on_resize(self, event: events.Resize) -> None:
        """Put the preview below the list where there is no room beside it."""
        super().on_resize(event)
        self.set_class(event.size.width < BESIDE_FROM, "narrow")

    def read(self, store: Store) -> ReportFacts:
        """One snapshot of what is wished for."""
        from store.reports.export import read_statement, report_source
        from store.roster.stored import load_roster
        from store.views.report import ReportScope

        wish = self.wish
        moment = wish.as_of or self.desk.clock()
        scope = ReportScope(moment, wish.unit_ids, wish.columns)
        workspace = self.desk.workspace
        source = report_source(store, workspace, scope, load(wish.language))
        units = load_roster(store, scope=workspace.settings.scope).sub_committees
        try:
            return ReportFacts(source, units, read_statement(source, store), None)
        except SixOnesError as err:
            return ReportFacts(source, units, None, err)

    def show(self, facts: ReportFacts) -> None:
        """Draw the preview and the charts."""
        self.facts = facts
        self._previews.clear()
        view = facts.source.view
        say = self.desk.wording.say
        self.query_one(PlaceHead).count(
            [
                (say("reports.count", branches=len(view.board.rows)) + "  ", "dim"),
                (say("reports.owing", n=len(view.missing)), "amber" if view.missing else "done"),
            ]
        )
        self._show_preview()
        self._show_wish()
        self.query_one("#stats", TextPane).show(partial(chart_lines, facts.source), home=False)

    # -- moving ----------------------------------------------------------------------------

    @property
    def chosen(self) -> tuple[str, str]:
        """The report and the suffix under the cursor."""
        name, _, suffix = (self.query_one("#kinds", RowList).current or "docx/.docx").partition("/")
        return name, suffix

    @property
    def target(self) -> Path:
        """Where the chosen report goes."""
        name, suffix = self.chosen
        return target_of(
            self.wish, name, suffix, self.desk.workspace, self.desk.wording, self.desk.clock()
        )

    def on_row_list_moved(self) -> None:
        """Show another report's first page."""
        self._show_preview()
        self._show_wish()

    def on_row_list_opened(self) -> None:
        """A second click writes the report."""
        self.action_write()

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        """Show the list or the charts."""
        stats = event.tab == "stats"
        self.query_one("#reports").display = not stats
        pane = self.query_one("#stats", TextPane)
        pane.display = stats
        (pane if stats else self.query_one("#kinds", RowList)).focus()

    def action_next_tab(self) -> None:
        """Step to the other tab."""
        self.query_one(TabLine).step()

    # -- writing ---------------------------------------------------------------------------

    def action_write(self) -> None:
        """Write the chosen report."""
        if self.facts is not None and self.query_one(TabLine).chosen == "list":
            self._writing.start(self.facts, self.chosen[0], self.target)

    def action_copy_path(self) -> None:
        """Copy the path of what was written last, else of what would be."""
        path = self._writing.written or self.target
        self.app.copy_to_clipboard(str(path))
        self.say("reports.copied", path=str(path))

    def action_open_report(self) -> None:
        """Open what was written last with the program that the system has for it."""
        from tui.base.browsing import open_file

        path = self._writing.written
        if path is None:
            self.say("reports.nothing_written", ink="amber")
        elif open_file(path):
            self.say("reports.opened", path=str(path))
        else:
            self.action_copy_path()

    def let_go(self) -> None:
        """Esc: stop writing, else what is said goes."""
        if not self._writing.stop():
            super().let_go()

    def on_unmount(self) -> None:
        """Let a running archive end."""
        self._writing.stop()

    def wished(self, wish: ReportWish) -> None:
        """Take another wish and read anew."""
        self.wish = wish
        self._show_wish()
        self.reload()

    def action_turn_language(self) -> None:
        """The report in the other language."""
        self.wished(self.wish.turned())

    def action_choose_unit(self) -> None:
        """Ask which sub-committee."""
        self._ask.unit()

    def action_choose_moment(self) -> None:
        """Ask as of when."""
        self._ask.moment()

    def action_choose_items(self) -> None:
        """Ask which items."""
        self._ask.items()

    def action_choose_folder(self) -> None:
        """Ask where reports go."""
        self._ask.folder()

    def action_sign(self) -> None:
        """Ask who signs off the statement."""
        self._ask.name()

    # -- drawing ---------------------------------------------------------------------------

    def _show_preview(self) -> None:
        facts, key = self.facts, self.chosen
        self.query_one("#preview", TextPane).show(self._preview)
        if facts is None or key in self._previews:
            return

        def make() -> tuple[Block | Lines, ...]:
            from store.reports.export import preview

            return preview(facts.source, key[0], facts.statement)

        self.run_job("preview", make, partial(self._previewed, facts, key))

    def _previewed(
        self, facts: ReportFacts, key: tuple[str, str], blocks: tuple[Block | Lines, ...]
    ) -> None:
        if facts is not self.facts:
            return
        self._previews[key] = blocks
        if key == self.chosen:
            self.query_one("#preview", TextPane).show(self._preview)

    def _preview(self, width: int) -> list[Line]:
        facts = self.facts
        if facts is not None and self.chosen[0] == "statement" and facts.no_statement is not None:
            said = self.desk.wording.error(facts.no_statement)
            return [((part, "amber"),) for part in wrap(said, width)]
        blocks = self._previews.get(self.chosen)
        if blocks is None:
            return [((self.desk.wording.say("board.reading"), "dim"),)]
        return report_lines(blocks, width)

    def _show_wish(self) -> None:
        self.query_one("#wish", TextPane).show(self._wish_lines, home=False)

    def _wish_lines(self, width: int) -> list[Line]:
        zone = self.desk.workspace.notice.dates.zone
        return wish_lines(self.wish, self.unit_names(), self.target, self.desk.wording, zone, width)

    def unit_names(self) -> list[str]:
        """The names of the chosen sub-committees."""
        known = {unit.id: unit.name for unit in self.facts.units} if self.facts else {}
        return [known.get(name, name) for name in self.wish.unit_ids]

    def with_folder(self, folder: Path | None) -> None:
        """Write to another folder from now on."""
        self.wish = replace(self.wish, folder=folder)
        self._show_wish()
