"""The grid of F7: its rows, its details, its filters, and the channel that keys are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from store.model import State
from store.text.visible import visible
from store.views.items.promotion import ChannelCell, PromotionRow, PromotionView
from tui.base.desk import Desk
from tui.places.split_place import SplitPlace
from tui.widgets.painted import Line, Span, crop, crop_middle, fit, width_of, wrap
from tui.widgets.row_list import Row

if TYPE_CHECKING:
    from store.db.database import Store
    from store.items.promotions import Article
    from store.notice.notice import Channel

_INKS = {State.DONE: "done", State.SUBMITTED: "blue", State.OPEN: "dim"}
_FILTERS = ("all", "unpublished", "excellent", "drafts")
_NAME_LEAST = 22


class PromotionList(SplitPlace[PromotionView]):
    """The grid; left and right choose the channel that keys are about."""

    NAME = "promotion"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.column = 0
        self._filter = 0

    def read(self, store: Store) -> PromotionView:
        """The grid as of now."""
        from store.views.items.promotion import promotion

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
        self.column = min(self.column, len(facts.channels) - 1)
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
            ink = "strong bold" if at == self.column else "dim"
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
            marked = here and at == self.column
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
        say, cell = self.desk.wording.say, row.cells[self.column]
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

    # -- where the cursor is ---------------------------------------------------------------

    @property
    def current(self) -> PromotionRow | None:
        """The branch under the cursor."""
        return self.by_id.get(self.row_list.current or "")

    @property
    def channel(self) -> Channel | None:
        """The channel that keys are about."""
        return self.facts.channels[self.column] if self.facts else None

    @property
    def by_id(self) -> Mapping[str, PromotionRow]:
        """The branches by their ids."""
        return {row.branch.id: row for row in self.facts.rows} if self.facts else {}

    def action_channel(self, by: int) -> None:
        """Go to another channel."""
        if self.facts is not None:
            self.column = (self.column + by) % len(self.facts.channels)
            self.redraw(home=True)

    def action_narrow(self) -> None:
        """Step through the filters."""
        self._filter = (self._filter + 1) % len(_FILTERS)
        if self.facts is not None:
            self.show(self.facts)


def _heading(name: str, width: int) -> Line:
    return ((fit(visible(name), width), "dim"),)


def _widths(width: int, channels: int) -> tuple[int, int]:
    """The cells of the name and of each channel."""
    column = max(min((width - _NAME_LEAST) // max(channels, 1), 13), 6)
    return max(width - column * channels, 8), column
