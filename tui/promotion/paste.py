"""Many addresses at once: paste them, see whom each is bound to, record those that are sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from mailsync.matching.pasted_articles import PastedArticle, read_pasted
from mailsync.matching.roster.compiled import compile_roster
from store.items.promotions import Article, new_article_id
from store.notice.notice import Channel
from store.roster.stored import load_roster
from tui.base import keys
from tui.base.cells import crop, fit
from tui.base.desk import Desk
from tui.base.job_host import JobHost
from tui.base.jobs import opened
from tui.widgets.lines_below import Said
from tui.widgets.painted import Line, Span, wrapped
from tui.widgets.text_pane import TextPane


@dataclass(frozen=True, slots=True)
class Pasted:
    """The articles to record."""

    articles: tuple[Article, ...]


class PasteScreen(ModalScreen["Pasted | None"], JobHost):
    """Ctrl+S reads what was pasted, and again records what is sure."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.LEAVE.binding("back", priority=True),
        keys.CONFIRM.binding("go_on", priority=True),
    ]

    def __init__(self, desk: Desk, channel: Channel, text: str = "") -> None:
        super().__init__()
        self._desk = desk
        self._channel = channel
        self._text = text
        self._found: tuple[PastedArticle, ...] = ()
        self._names: dict[str, str] = {}
        self._read = False

    def compose(self) -> ComposeResult:
        """Lay out the field, the result, and what to press."""
        say = self._desk.wording.say
        with Vertical(classes="box paste"):
            title = say("promotion.paste_title", channel=self._channel.name)
            yield Static(title, classes="title", markup=False)
            yield TextArea(self._text, id="pasting", soft_wrap=True)
            yield TextPane(self._lines, id="pasted")
            yield Said()

    def on_mount(self) -> None:
        """Type at once, or read at once what came by pasting."""
        self.query_one("#pasted").display = False
        area = self.query_one(TextArea)
        area.cursor_blink = False
        area.focus()
        self.query_one(Said).say(self._desk.wording.say("promotion.paste_keys"), "dim")
        if self._text.strip():
            self.action_go_on()

    def action_back(self) -> None:
        """From the result back to the text, from there away."""
        if not self._read:
            self.dismiss(None)
            return
        self._show_result(False)
        self.query_one(Said).say(self._desk.wording.say("promotion.paste_keys"), "dim")

    def action_go_on(self) -> None:
        """Read the text; the second time record what is sure."""
        if self._read:
            self.dismiss(Pasted(self._articles()))
            return
        self.run_job("paste", self._bind, self._bound)

    def _bind(self) -> tuple[tuple[PastedArticle, ...], dict[str, str]]:
        workspace = self._desk.workspace
        with opened(workspace) as store:
            roster = load_roster(store, scope=workspace.settings.scope)
        text = self.query_one(TextArea).text
        found = read_pasted(text, compile_roster(roster.active, roster.sub_committees))
        return found, {branch.id: branch.name for branch in roster.branches}

    def _bound(self, result: tuple[tuple[PastedArticle, ...], dict[str, str]]) -> None:
        self._found, self._names = result
        say = self._desk.wording.say
        if not self._found:
            self.query_one(Said).say(say("promotion.paste_nothing"), "amber")
            return
        self._show_result(True)
        sure = len(self._articles())
        rest = len(self._found) - sure
        self.query_one(Said).say(say("promotion.paste_found", n=sure, rest=rest), "strong")

    def _show_result(self, shown: bool) -> None:
        self._read = shown
        self.query_one("#pasting").display = not shown
        pane = self.query_one("#pasted", TextPane)
        pane.display = shown
        if shown:
            pane.show(self._lines)
            pane.focus()
        else:
            self.query_one(TextArea).focus()

    def _articles(self) -> tuple[Article, ...]:
        today = self._desk.today
        step = self._channel.steps[-1]
        return tuple(
            Article(
                new_article_id(), self._channel.id, step, one.branch_ids, one.url,
                one.day or today, one.title,
            )
            for one in self._found
            if one.branch_ids and one.problem is None
        )  # fmt: skip

    def _lines(self, width: int) -> list[Line]:
        say = self._desk.wording.say
        lines: list[Line] = []
        for one in self._found:
            if one.problem is not None:
                code = f"error.{one.problem}"
                lines += wrapped(say(code, url=one.url), width, "amber")
                continue
            names = "、".join(self._names.get(name, name) for name in one.branch_ids)
            head: Span = (
                (fit(say("promotion.paste_sure"), 6), "done bold")
                if names
                else (fit(say("promotion.paste_unsure"), 6), "amber bold")
            )
            if not names and one.candidates:
                named = "、".join(self._names.get(name, name) for name in one.candidates[:3])
                names = say("promotion.paste_perhaps", names=named)
            lines.append((head, (crop(names or say("promotion.paste_nobody"), width - 7), "text")))
            about = f"{one.title}  {one.url}" if one.title else one.url
            lines.append((("      ", "text"), (crop(about, width - 7), "dim")))
        return lines
