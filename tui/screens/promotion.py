"""F7: branches x channels; recommended and published articles, excellent cases, drafts by mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual import events

from store.model import State
from store.views.promotion import ChannelCell, PromotionRow, PromotionView
from store.visible import visible
from tui.actions import Command
from tui.desk import Desk
from tui.screens.split_place import SplitPlace
from tui.widgets.painted import Line, Span, crop, crop_middle, fit, width_of, wrap
from tui.widgets.row_list import Row

if TYPE_CHECKING:
    from datetime import datetime

    from store.db import Store
    from store.notice import Channel
    from store.promotions import Article
    from tui.screens.paste import Pasted

_INKS = {State.DONE: "done", State.SUBMITTED: "blue", State.OPEN: "dim"}
_FILTERS = ("all", "unpublished", "excellent", "drafts")
_NAME_LEAST = 22


class PromotionPlace(SplitPlace[PromotionView]):
    """The grid; left and right choose the channel that keys are about."""

    NAME = "promotion"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("article", ("enter", "e"), "deng ji tui guang", 3),
        Command("paste", ("ctrl+v", "v"), "zhan tie wang zhi", 4),
        Command("excellent", ("ctrl+y", "y"), "you xiu an li", 5),
        Command("select", ("space",), "xuan zhong", 6),
        Command("narrow", ("ctrl+l", "l"), "shai xuan", 7),
        Command("withdraw_article", ("delete", "x"), "che xia", 8),
        Command("open_article", ("ctrl+b", "b"), "da kai wang zhi", 9),
        Command("add_channel", ("ctrl+n", "n"), "zeng jia qu dao", 10),
        Command("remove_channel", ("ctrl+d", "d"), "qu diao qu dao", 11),
        Command("channel(-1)", ("left",), "shang yi qu dao", 50, code="channel_before"),
        Command("channel(1)", ("right",), "xia yi qu dao", 51, code="channel_after"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._column = 0
        self._filter = 0

    def read(self, store: Store) -> PromotionView:
        """The grid as of now."""
        from store.views.promotion import promotion

        return promotion(store, self.desk.workspace, now=self.desk.clock())

    # -- drawing ---------------------------------------------------------------------------

    def counts(self, facts: PromotionView) -> Line:
        """How far the first channel is, then the excellent cases."""
        say, first = self.desk.wording.say, facts.channels[0].id
        done, total = facts.published(first), facts.in_scope(first)
        excellent = sum(row.excellent for row in facts.rows)
        line: list[Span] = [
            (say("promotion.count", name=facts.channels[0].name) + " ", "dim"),
            (f"{done}/{total}  ", "done bold" if done == total else "amber bold"),
            (say("promotion.count_excellent") + " ", "dim"),
            (f"{excellent}  ", "strong bold"),
        ]
        if self._filter:
            line.append((say(f"promotion.only_{_FILTERS[self._filter]}"), "amber bold"))
        return line

    def rows(self, facts: PromotionView) -> Sequence[Row]:
        """The branches by sub-committee."""
        self._column = min(self._column, len(facts.channels) - 1)
        shown = [row for row in facts.rows if self._fits(row)]
        rows: list[Row] = []
        for unit, group in groupby(shown, key=lambda row: row.sub_committee):
            rows.append(Row(None, partial(_heading, unit.name)))
            rows += [Row(row.branch.id, partial(self._row, row)) for row in group]
        return rows

    def heads(self, width: int) -> Line:
        """The names of the channels."""
        if self.facts is None:
            return ()
        channels = self.facts.channels
        name, column = _widths(width, len(channels))
        line: list[Span] = [(fit(self.desk.wording.say("head.branch"), name), "dim")]
        for at, channel in enumerate(channels):
            text = visible(channel.short or channel.name)
            ink = "strong bold" if at == self._column else "dim"
            line.append((fit(" " + crop(text, column - 1), column), ink))
        return line

    def _row(self, row: PromotionRow, width: int) -> Line:
        say = self.desk.wording.say
        name, column = _widths(width, len(row.cells))
        tags = say("promotion.tag_excellent") if row.excellent else ""
        if row.drafts:
            tags = " ".join(filter(None, (tags, say("promotion.tag_draft"))))
        room = name - (width_of(tags) + 2 if tags else 1)
        label = fit(crop_middle(visible(row.branch.name), room), room)
        line: list[Span] = [(label, "text"), (f" {tags} " if tags else " ", "amber")]
        here = row.branch.id == self.row_list.current
        for at, cell in enumerate(row.cells):
            text, ink = self._cell(cell)
            marked = here and at == self._column
            shown = f"<{text}>" if marked else f" {text} "
            line.append((fit(crop(shown, column - 1), column), f"{ink} bold" if marked else ink))
        return line

    def _cell(self, cell: ChannelCell) -> tuple[str, str]:
        if cell.state is None:
            return "-", "dim"
        say = self.desk.wording.say
        mark = say(f"channel_mark.{cell.state}")
        day = cell.article.date if cell.article else None
        text = f"{mark} {day.month}-{day.day:02d}" if day else mark
        return text, _INKS[cell.state]

    def detail(self, width: int) -> list[Line]:
        """The article of the cell under the cursor, its other branches, and drafts."""
        row, channel = self.current, self.channel
        if row is None or channel is None:
            return []
        say, cell = self.desk.wording.say, row.cells[self._column]
        lines: list[Line] = [((part, "strong bold"),) for part in wrap(row.branch.name, width)]
        lines.append(((crop(visible(channel.name), width), "dim"),))
        if cell.state is None:
            said = say("promotion.excellent_only")
            lines += [(), *(((part, "dim"),) for part in wrap(said, width))]
        elif cell.article is None:
            lines += [(), ((say("promotion.nothing_yet"), "dim"),)]
        else:
            lines += [(), *self._article_lines(cell, cell.article, width)]
        if row.drafts:
            lines += [(), ((say("promotion.drafts"), "dim"),)]
            for draft in row.drafts:
                name = draft.path.rsplit("/", 1)[-1]
                ink = "amber" if draft.waiting else "text"
                lines += [((part, ink),) for part in wrap(name, width)]
        return lines

    def _article_lines(self, cell: ChannelCell, article: Article, width: int) -> list[Line]:
        say = self.desk.wording.say
        day = article.date.isoformat() if article.date else ""
        state = say(f"channel_state.{cell.state}")
        ink = _INKS[cell.state or State.OPEN]
        lines: list[Line] = [((f"{state}  {day}", f"{ink} bold"),)]
        for text in (article.title, article.url):
            lines += [((part, "text"),) for part in wrap(text, width) if text]
        names = {one.branch.id: one.branch.name for one in self.facts.rows} if self.facts else {}
        others = [names.get(one, one) for one in article.branch_ids]
        if len(others) > 1:
            said = say("promotion.together", n=len(others), names="、".join(others))
            lines += [((part, "dim"),) for part in wrap(said, width)]
        if article.files:
            lines.append(((say("promotion.files", n=len(article.files)), "dim"),))
        return lines

    def _fits(self, row: PromotionRow) -> bool:
        match _FILTERS[self._filter]:
            case "unpublished":
                return any(cell.state in (State.OPEN, State.SUBMITTED) for cell in row.cells)
            case "excellent":
                return row.excellent
            case "drafts":
                return bool(row.drafts)
            case _:
                return True

    # -- what can be done ------------------------------------------------------------------

    @property
    def current(self) -> PromotionRow | None:
        """The branch under the cursor."""
        return self._by_id.get(self.row_list.current or "")

    @property
    def channel(self) -> Channel | None:
        """The channel that keys are about."""
        return self.facts.channels[self._column] if self.facts else None

    @property
    def _by_id(self) -> Mapping[str, PromotionRow]:
        return {row.branch.id: row for row in self.facts.rows} if self.facts else {}

    def on_row_list_opened(self) -> None:
        """A second click opens the form."""
        self.action_article()

    def on_paste(self, event: events.Paste) -> None:
        """Text that the terminal pastes is read for addresses."""
        event.stop()
        self._paste(event.text)

    def action_channel(self, by: int) -> None:
        """Go to another channel."""
        if self.facts is not None:
            self._column = (self._column + by) % len(self.facts.channels)
            self.redraw(home=True)

    def action_narrow(self) -> None:
        """Step through the filters."""
        self._filter = (self._filter + 1) % len(_FILTERS)
        if self.facts is not None:
            self.show(self.facts)

    def action_article(self) -> None:
        """Record or change an article for the chosen branches on this channel."""
        from tui.screens.promotion_forms import article_form

        rows = [self._by_id[name] for name in self.row_list.chosen]
        if not rows or self.channel is None:
            return
        plain = [row.branch.name for row in rows if row.cells[self._column].state is None]
        if plain:
            self.say("promotion.mark_first", ink="amber", names="、".join(plain))
            return
        known = rows[0].cells[self._column].article if len(rows) == 1 else None
        article_form(self, rows, self.channel, known)

    def action_withdraw_article(self) -> None:
        """Take back the article of the cell under the cursor."""
        row = self.current
        article = row.cells[self._column].article if row else None
        if article is not None:
            self.save([replace(article, withdrawn=True)], "promotion.withdrawn")

    def action_open_article(self) -> None:
        """Open the article in the browser, or copy its address where there is none."""
        from tui.browsing import open_link

        row = self.current
        article = row.cells[self._column].article if row else None
        if article is None or not article.url:
            self.say("promotion.no_url", ink="amber")
        elif not self.desk.workspace.settings.demo and open_link(article.url):
            self.say("promotion.opened")
        else:
            self.app.copy_to_clipboard(article.url)
            self.say("promotion.copied")

    def action_excellent(self) -> None:
        """Mark the chosen cases as excellent; where all are, take the mark back."""
        rows = [self._by_id[name] for name in self.row_list.chosen]
        if not rows:
            return
        excellent = not all(row.excellent for row in rows)
        names, revision = [row.branch.id for row in rows], self.revision
        desk = self.desk

        def mark(store: Store, now: datetime) -> str:
            from store.promotions import mark_excellent

            mark_excellent(store, names, excellent, at=now, who=desk.who, base_revision=revision)
            code = "promotion.marked" if excellent else "promotion.unmarked"
            return desk.wording.say(code, n=len(names))

        self.row_list.clear_selection()
        self.decide(mark)

    def action_add_channel(self) -> None:
        """Add a channel of the staff's own."""
        from tui.screens.promotion_forms import channel_form

        channel_form(self)

    def action_remove_channel(self) -> None:
        """Take a channel that staff added off the grid."""
        channel, desk = self.channel, self.desk
        if self.facts is None or channel is None or channel.id not in self.facts.added:
            self.say("promotion.not_added", ink="amber")
            return

        def remove(store: Store, now: datetime) -> str:
            from store.promotions import remove_channel

            remove_channel(store, channel.id, at=now, who=desk.who)
            return desk.wording.say("promotion.channel_removed", name=channel.name)

        self.decide(remove)

    def action_paste(self) -> None:
        """Paste many addresses at once."""
        self._paste("")

    def _paste(self, text: str) -> None:
        from tui.screens.paste import PasteScreen

        if self.channel is not None:
            screen = PasteScreen(self.desk, self.channel, text)
            self.app.push_screen(screen, self._record_pasted)

    def _record_pasted(self, pasted: Pasted | None) -> None:
        if pasted is not None and pasted.articles:
            self.save(pasted.articles, "promotion.recorded")

    def save(self, articles: Sequence[Article], code: str) -> None:
        """Record articles, and say it."""
        revision, desk = self.revision, self.desk

        def write(store: Store, now: datetime) -> str:
            from store.promotions import save_articles

            notice = desk.workspace.notice
            save_articles(store, articles, notice, at=now, who=desk.who, base_revision=revision)
            return desk.wording.say(code, n=len(articles))

        self.row_list.clear_selection()
        self.decide(write)


def _heading(name: str, width: int) -> Line:
    return ((fit(visible(name), width), "dim"),)


def _widths(width: int, channels: int) -> tuple[int, int]:
    """The cells of the name and of each channel."""
    column = max(min((width - _NAME_LEAST) // max(channels, 1), 13), 6)
    return max(width - column * channels, 8), column
