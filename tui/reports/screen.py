"""Reports: which one, of what, in which format; its first page; and statistics on a second tab."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from mailsync.letters.kinds import asked_columns
from store.db.database import Store
from store.errors import SixOnesError
from store.files.durable import writing
from store.files.private import private_folder
from store.keeping.signing import sign_off
from store.model import SubCommittee
from store.notice.when import parse_when
from store.reports.archive.write import ArchiveOutcome, ArchiveStep, write_archive
from store.reports.content.rows import owing_branches
from store.reports.content.source import ReportSource
from store.reports.export import columns_of, report_source, write_report
from store.reports.formats.statement import Statement
from store.reports.reports import REPORTS, Preview, preview, read_statement
from store.roster.stored import load_roster
from store.text.visible import visible
from store.text.wording import load
from store.views.report import ReportScope
from tui.base import keys
from tui.base.actions import Command
from tui.base.browsing import open_file
from tui.base.desk import Desk
from tui.base.job_host import ASKING
from tui.base.jobs import opened
from tui.dialogs.ask import AskText
from tui.dialogs.pick import Entry, Pick
from tui.places.place import Place
from tui.reports.charts import chart_lines
from tui.reports.lines import report_lines
from tui.reports.rows import TO_GROUPS, first_of_group, kind_rows, wish_lines
from tui.reports.wish import ReportWish, target_of
from tui.widgets.painted import Line, wrapped
from tui.widgets.place_head import PlaceHead
from tui.widgets.row_list import RowList
from tui.widgets.tab_line import TabLine
from tui.widgets.text_pane import TextPane

_ALL = "*"
T = TypeVar("T")
BESIDE_FROM = 110


@dataclass(frozen=True, slots=True)
class _Answer(Generic[T]):
    value: T


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
        Command("write", keys.DO, "xie chu bao cun", 3),
        Command("next_tab", keys.NEXT, "tong ji bao biao", 4),
        Command("next_tab(-1)", keys.PREVIOUS, "shang yi ye", 62, code="turn_back"),
        Command("choose_unit", keys.SHOW, "fen dang wei", 5),
        Command("choose_moment", None, "jie zhi shi jian", 6),
        Command("choose_items", None, "xiang mu", 7),
        Command("turn_language", None, "yu yan", 8),
        Command("choose_folder", None, "wen jian jia", 9),
        Command("copy_path", keys.COPY, "fu zhi lu jing", 10),
        Command("open_report", keys.OPEN, "da kai", 11),
        Command("sign", keys.YES, "qian ren", 12),
        *TO_GROUPS,
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.wish = ReportWish(language=desk.wording.language)
        self.facts: ReportFacts | None = None
        self._previews: dict[tuple[str, str], Preview] = {}
        self._stopped: threading.Event | None = None
        self.written_to: Path | None = None
        self._say = self.desk.wording.say

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
        self.query_one("#kinds", RowList).show(kind_rows(self.desk.wording))
        self.query_one("#kinds", RowList).focus()
        self.query_one("#stats", TextPane).display = False
        self._show_wish()

    def on_resize(self, event: events.Resize) -> None:
        """Put the preview below the list where there is no room beside it."""
        self.set_class(event.size.width < BESIDE_FROM, "narrow")

    def read(self, store: Store) -> ReportFacts:
        """One snapshot of what is wished for."""
        wish = self.wish
        moment = wish.as_of or self.desk.clock()
        scope = ReportScope(
            moment, wish.unit_ids, wish.columns, asked_columns(self.desk.workspace.notice.own_items)
        )
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
        say, owing = self.desk.wording.say, owing_branches(facts.source)
        self.query_one(PlaceHead).count(
            [
                (say("reports.count", branches=len(view.board.rows)) + "  ", "dim"),
                (say("reports.owing", n=owing), "amber" if owing else "done"),
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

    def can(self) -> Mapping[str, bool]:
        """A report that was written can be opened, a statement that is there be signed."""
        written = self.written_to is not None
        return {
            **dict.fromkeys(("open_report", "copy_path"), written),
            "sign": self.facts is not None and self.facts.statement is not None,
        }

    @property
    def target(self) -> Path:
        """Where the chosen report goes."""
        name, suffix = self.chosen
        return target_of(
            self.wish, name, suffix, self.desk.workspace, self.desk.wording, self.desk.clock()
        )

    def action_go_to_group(self, number: int) -> None:
        """Put the cursor on the first row under a heading."""
        self.query_one("#kinds", RowList).go_to(first_of_group(number))

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

    def action_next_tab(self, by: int = 1) -> None:
        """Step to another tab."""
        self.query_one(TabLine).step(by)

    # -- writing ---------------------------------------------------------------------------

    def action_write(self) -> None:
        """Write the chosen report."""
        if self.facts is not None and self.query_one(TabLine).chosen == "list":
            self.start_writing(self.facts, self.chosen[0], self.target)

    def action_copy_path(self) -> None:
        """Copy the path of what was written last, else of what would be."""
        path = self.written_to or self.target
        self.app.copy_to_clipboard(str(path))
        self.say("reports.copied", path=str(path))

    def action_open_report(self) -> None:
        """Open what was written last with the program that the system has for it."""
        path = self.written_to
        if path is None:
            self.say("reports.nothing_written", ink="amber")
        elif open_file(path):
            self.say("reports.opened", path=str(path))
        else:
            self.action_copy_path()

    def let_go(self) -> None:
        """Esc: stop writing, else what is said goes."""
        if not self.stop_writing():
            super().let_go()

    def on_unmount(self) -> None:
        """Let a running archive end."""
        self.stop_writing()

    def wished(self, wish: ReportWish) -> None:
        """Take another wish and read anew."""
        self.wish = wish
        self.said.say("")
        self._show_wish()
        self.reload()

    def action_turn_language(self) -> None:
        """The report in the other language."""
        self.wished(self.wish.turned())

    @work(group=ASKING, exit_on_error=False)
    async def action_choose_unit(self) -> None:
        """Ask which sub-committee, or all."""
        facts, wish = self.facts, self.wish
        if facts is None:
            return
        entries = [
            Entry(_ALL, self._say("reports.all_units")),
            *(Entry(unit.id, visible(unit.name)) for unit in facts.units),
        ]
        current = wish.unit_ids[0] if wish.unit_ids else _ALL
        title = self._say("reports.ask_unit")
        key = await self.app.push_screen_wait(
            Pick(title, entries, self.desk.wording, current=current)
        )
        if key is not None:
            self.wished(replace(self.wish, unit_ids=() if key == _ALL else (key,)))

    @work(group=ASKING, exit_on_error=False)
    async def action_choose_moment(self) -> None:
        """Ask as of when; nothing means now."""
        dates, as_of = self.desk.workspace.notice.dates, self.wish.as_of
        known = f"{dates.local(as_of):%Y-%m-%d %H:%M}" if as_of else ""

        def moment(text: str) -> datetime | None:
            return (
                parse_when(text, dates.zone, end_of_work=dates.end_of_work, now=self.desk.clock())
                if text
                else None
            )

        chosen = await self._ask("reports.ask_moment", known, moment)
        if chosen is not None:
            self.wished(replace(self.wish, as_of=chosen.value))

    @work(group=ASKING, exit_on_error=False)
    async def action_choose_items(self) -> None:
        """Ask which items; nothing means all."""
        desk = self.desk
        known = ",".join(self.wish.columns)
        chosen = await self._ask(
            "reports.ask_items", known, lambda text: columns_of(text, desk.workspace, desk.wording)
        )
        if chosen is not None:
            self.wished(replace(self.wish, columns=chosen.value))

    @work(group=ASKING, exit_on_error=False)
    async def action_choose_folder(self) -> None:
        """Ask where reports go; nothing means the workspace's own folder."""
        chosen = await self._ask(
            "reports.ask_folder",
            str(self.target.parent),
            lambda text: Path(text).expanduser() if text else None,
        )
        if chosen is not None:
            self.with_folder(chosen.value)

    def with_folder(self, folder: Path | None) -> None:
        """Write to another folder from now on."""
        self.wish = replace(self.wish, folder=folder)
        self._show_wish()

    @work(group=ASKING, exit_on_error=False)
    async def action_sign(self) -> None:
        """Ask who signs off the statement."""
        facts, desk = self.facts, self.desk
        if facts is None or facts.statement is None:
            error = facts.no_statement if facts else None
            if error is not None:
                self.said.say(desk.wording.error(error), "amber")
            return
        signs = await self._ask("reports.ask_name", "", str)
        if signs is None:
            return

        def write(store: Store, now: datetime) -> str:
            sign_off(store, desk.workspace, signs.value, at=now, who=desk.who)
            return self._say("reports.signed", name=signs.value)

        self.decide(write)

    async def _ask(self, code: str, text: str, read: Callable[[str], T]) -> _Answer[T] | None:
        """What a person typed, as `read` understands it; None where nothing is to be done."""
        said = await self.app.push_screen_wait(
            AskText(self._say(code), self.desk.wording, text=text)
        )
        if said is None:
            return None
        try:
            return _Answer(read(said))
        except SixOnesError as err:
            self.said.say(self.desk.wording.error(err), "amber")
            return None

    # -- drawing ---------------------------------------------------------------------------

    def _show_preview(self) -> None:
        facts, key = self.facts, self.chosen
        self.query_one("#preview", TextPane).show(self._preview)
        if facts is None or key in self._previews:
            return

        def make() -> Preview:
            return preview(facts.source, key[0], facts.statement)

        self.run_job("preview", make, partial(self._previewed, facts, key))

    def _previewed(self, facts: ReportFacts, key: tuple[str, str], blocks: Preview) -> None:
        if facts is not self.facts:
            return
        self._previews[key] = blocks
        if key == self.chosen:
            self.query_one("#preview", TextPane).show(self._preview)

    def _refused(self) -> SixOnesError | None:
        """Why the chosen report cannot be written."""
        name = self.chosen[0]
        if REPORTS[name].quotes_notice:
            try:
                self.desk.workspace.require_own_notice()
            except SixOnesError as err:
                return err
        return self.facts.no_statement if self.facts and name == "statement" else None

    def _preview(self, width: int) -> list[Line]:
        refused = self._refused()
        if refused is not None:
            said = self.desk.wording.error(refused)
            return wrapped(said, width, "amber")
        blocks = self._previews.get(self.chosen)
        if blocks is None:
            return [((self.desk.wording.say("board.reading"), "dim"),)]
        return report_lines(blocks, width)

    def _show_wish(self) -> None:
        self.query_one("#wish", TextPane).show(self._wish_lines, home=False)

    def _wish_lines(self, width: int) -> list[Line]:
        dates = self.desk.workspace.notice.dates
        return wish_lines(
            self.wish, self.unit_names(), self.target, self.desk.wording, dates, width
        )

    def unit_names(self) -> list[str]:
        """The names of the chosen sub-committees."""
        known = {unit.id: unit.name for unit in self.facts.units} if self.facts else {}
        return [known.get(name, name) for name in self.wish.unit_ids]

    def start_writing(self, facts: ReportFacts, name: str, target: Path) -> None:
        """Write a report; one that is being written goes on."""
        if self._stopped is not None:
            self.say("reports.still_writing", ink="amber")
            return
        self._stopped = stopped = threading.Event()
        self.say("reports.writing", ink="dim")
        if name == "archive":
            self.run_job(
                "report",
                partial(self._write_archive, facts.source, target, stopped),
                partial(self._archived, target),
                failed=self._writing_over,
            )
        else:
            self.run_job(
                "report",
                partial(self._write_report, facts.source, name, target),
                partial(self._report_written, target),
                failed=self._writing_over,
            )

    def stop_writing(self) -> bool:
        """Stop an archive after the piece in hand; False where nothing is written."""
        if self._stopped is None:
            return False
        self._stopped.set()
        return True

    def _writing_over(self) -> None:
        self._stopped = None

    def _report_written(self, target: Path, _: None) -> None:
        self._writing_over()
        self.written_to = target
        self.show_keys()
        self.say("reports.written", ink="done", path=str(target))

    def _write_report(self, source: ReportSource, name: str, target: Path) -> None:
        _make_folder(target.parent)
        with opened(self.desk.workspace) as store:
            write_report(source, store, name, target)

    # -- archive ---------------------------------------------------------------------------

    def _write_archive(
        self, source: ReportSource, target: Path, stopped: threading.Event
    ) -> ArchiveOutcome | None:
        _make_folder(target.parent)
        with opened(self.desk.workspace) as store:
            work = write_archive(source, store, target)
            try:
                shown = -1
                while not stopped.is_set():
                    step = next(work)
                    if step.files != shown or step.size_bytes == step.of_bytes:
                        shown = step.files
                        self.tell(partial(self._progress, step))
            except StopIteration as end:
                outcome: ArchiveOutcome = end.value
                return outcome
            finally:
                work.close()
        return None

    def _progress(self, step: ArchiveStep) -> None:
        if self._stopped is not None:
            self.say(
                "reports.progress",
                ink="dim",
                files=step.files,
                of_files=step.of_files,
                size=step.size_bytes >> 20,
                of_size=step.of_bytes >> 20,
            )

    def _archived(self, target: Path, outcome: ArchiveOutcome | None) -> None:
        self._writing_over()
        if outcome is None:
            self.say("reports.stopped", ink="amber")
            return
        self.written_to = target
        self.show_keys()
        code = "reports.archived_damaged" if outcome.damaged else "reports.archived"
        self.say(
            code,
            ink="amber" if outcome.damaged else "done",
            path=str(target),
            written=outcome.written,
            kept=outcome.kept,
            damaged=len(outcome.damaged),
        )


def _make_folder(folder: Path) -> None:
    with writing(folder):
        private_folder(folder)
