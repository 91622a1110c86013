"""F7: recommended and published articles, excellent cases, drafts by mail, channels of our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import events, work

from store.db.database import Store
from store.db.decisions import Marking
from store.errors import ConfigError, UsageError
from store.items.promotions import (
    Article,
    Step,
    add_channel,
    mark_excellent,
    new_article_id,
    remove_channel,
    save_articles,
    url_problem,
)
from store.model import State
from store.notice.notice import Channel
from store.roster.name_keys import name_under
from store.text.visible import visible
from store.views.items.promotion import ChannelCell, PromotionRow, PromotionView, promotion
from tui.base import keys
from tui.base.actions import Command
from tui.base.browsing import open_link
from tui.base.cells import crop, wrap
from tui.base.desk import Desk
from tui.base.job_host import ASKING
from tui.dialogs.form import Field, MarkForm
from tui.dialogs.mark_fields import day_of
from tui.places.split_place import SplitPlace
from tui.promotion.paste import PasteScreen
from tui.widgets.painted import Line, Span, wrapped
from tui.widgets.row_list import Row, heading
from tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from datetime import datetime

_STEPS: Mapping[str, Step] = {"submitted": "submitted", "published": "published"}
_INKS = {State.DONE: "done", State.SUBMITTED: "blue", State.OPEN: "dim"}
_FILTERS = ("all", "unpublished", "excellent", "drafts")
_NAME_LEAST = 22


class PromotionPlace(SplitPlace[PromotionView]):
    """What can be done for the chosen branches on the channel under the cursor."""

    NAME = "promotion"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("article", keys.DO, "deng ji tui guang", 3),
        Command("paste", keys.TAKE_IN, "zhan tie wang zhi", 4),
        Command("excellent", keys.YES, "you xiu an li", 5),
        Command("select", keys.SELECT, "xuan zhong", 6),
        Command("narrow", keys.SHOW, "shai xuan", 7),
        Command("withdraw_article", keys.NO, "che xia", 8),
        Command("open_article", keys.OPEN, "da kai wang zhi", 9),
        Command("add_channel", keys.NEW, "zeng jia qu dao", 10),
        Command("remove_channel", None, "qu diao qu dao", 11),
        Command("channel(-1)", keys.LEFT, "shang yi qu dao", 50, code="channel_before"),
        Command("channel(1)", keys.RIGHT, "xia yi qu dao", 51, code="channel_after"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.column = 0
        self._filter = 0

    def read(self, store: Store) -> PromotionView:
        """The grid as of now."""
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
        rows, table = list[Row](), self.table()
        for unit, group in groupby(shown, key=lambda row: row.sub_committee):
            rows.append(heading(unit.name))
            rows += [table.row(row.branch.id, row) for row in group]
        return rows

    def table(self) -> Table[PromotionRow]:
        """The branches by the channels."""
        channels = self.facts.channels if self.facts else ()
        width = partial(_channel_width, len(channels))
        branch = self.desk.wording.say("head.branch")
        columns = [Column(_name, title=branch, middle=True, tail=self._tags)]
        for at, channel in enumerate(channels):
            title = " " + visible(channel.short or channel.name)
            head = "strong bold" if at == self.column else "dim"
            columns.append(Column(partial(self._marked, at), width, title, head=head))
        return Table(*columns)

    def _tags(self, row: PromotionRow) -> Span:
        say = self.desk.wording.say
        excellent = say("promotion.tag_excellent") + " " if row.excellent else ""
        return excellent + (say("promotion.tag_draft") + " " if row.drafts else ""), "amber"

    def _marked(self, at: int, row: PromotionRow) -> Span:
        """The cell of a channel, marked where the cursor is."""
        text, ink = self._cell(row.cells[at])
        if at == self.column and row.branch.id == self.row_list.current:
            return f"<{text}>", f"{ink} bold"
        return f" {text} ", ink

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
        lines: list[Line] = wrapped(row.branch.name, width, "strong bold")
        lines.append(((crop(visible(channel.name), width), "dim"),))
        if cell.state is None:
            said = say("promotion.excellent_only")
            lines += [(), *wrapped(said, width, "dim")]
        elif cell.article is None:
            lines += [(), ((say("promotion.nothing_yet"), "dim"),)]
        else:
            lines += [(), *self._article_lines(cell, cell.article, width)]
        if row.drafts:
            lines += [(), ((say("promotion.drafts"), "dim"),)]
            for draft in row.drafts:
                name = draft.path.rsplit("/", 1)[-1]
                ink = "amber" if draft.waiting else "text"
                lines += wrapped(name, width, ink)
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
            lines += wrapped(said, width, "dim")
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

    def can(self) -> Mapping[str, bool]:
        """What may be done with the cell under the cursor."""
        row = self.current
        article = row.cells[self.column].article if row is not None else None
        some = row is not None
        return {
            **dict.fromkeys(("article", "select", "excellent"), some),
            "withdraw_article": article is not None,
            "open_article": article is not None and bool(article.url),
        }

    @property
    def by_id(self) -> Mapping[str, PromotionRow]:
        """The branches by their ids."""
        return {row.branch.id: row for row in self.facts.rows} if self.facts else {}

    def action_channel(self, by: int) -> None:
        """Go to another channel."""
        if self.facts is not None:
            self.column = (self.column + by) % len(self.facts.channels)
            self.redraw(home=True)
            self.show_keys()

    def action_narrow(self) -> None:
        """Step through the filters."""
        self._filter = (self._filter + 1) % len(_FILTERS)
        if self.facts is not None:
            self.show(self.facts)

    def on_row_list_opened(self) -> None:
        """A second click opens the form."""
        self.action_article()

    def on_paste(self, event: events.Paste) -> None:
        """Text that the terminal pastes is read for addresses."""
        event.stop()
        self._paste(event.text)

    def action_article(self) -> None:
        """Record or change an article for the chosen branches on this channel."""
        rows = [self.by_id[name] for name in self.row_list.chosen]
        if not rows or self.channel is None:
            return
        plain = [row.branch.name for row in rows if row.cells[self.column].state is None]
        if plain:
            self.say("promotion.mark_first", ink="amber", names="、".join(plain))
            return
        known = rows[0].cells[self.column].article if len(rows) == 1 else None
        self.article_form(rows, self.channel, known)

    def action_withdraw_article(self) -> None:
        """Take back the article of the cell under the cursor."""
        row = self.current
        article = row.cells[self.column].article if row else None
        if article is not None:
            self.save([replace(article, withdrawn=True)], "promotion.withdrawn")

    def action_open_article(self) -> None:
        """Open the article in the browser, or copy its address where there is none."""
        row = self.current
        article = row.cells[self.column].article if row else None
        if article is None or not article.url:
            self.say("promotion.no_url", ink="amber")
        elif not self.desk.workspace.settings.demo and open_link(article.url):
            self.say("promotion.opened")
        else:
            self.app.copy_to_clipboard(article.url)
            self.say("promotion.copied")

    def action_excellent(self) -> None:
        """Mark the chosen cases as excellent; where all are, take the mark back."""
        rows = [self.by_id[name] for name in self.row_list.chosen]
        if not rows:
            return
        excellent = not all(row.excellent for row in rows)
        names, revision = [row.branch.id for row in rows], self.revision
        desk = self.desk

        def mark(store: Store, now: datetime) -> str:
            mark_excellent(store, names, excellent, marking=Marking(now, desk.who, revision))
            code = "promotion.marked" if excellent else "promotion.unmarked"
            return desk.wording.say(code, n=len(names))

        self.row_list.clear_selection()
        self.decide(mark)

    @work(group=ASKING, exit_on_error=False)
    async def action_add_channel(self) -> None:
        """Ask for a channel of the staff's own (等方式)."""
        say, desk = self.desk.wording.say, self.desk
        fields = [
            Field("name", say("promotion.channel_name")),
            Field(
                "cases",
                say("promotion.channel_cases"),
                "excellent",
                tuple((one, say(f"promotion.cases_{one}")) for one in ("excellent", "all")),
            ),
        ]
        form = MarkForm(say("promotion.channel_form"), fields, desk.wording)
        values = await self.app.push_screen_wait(form)
        if values is None:
            return

        def write(store: Store, now: datetime) -> str:
            everyone = values["cases"] == "all"
            notice = desk.workspace.notice
            add_channel(store, values["name"], notice, everyone=everyone, at=now, who=desk.who)
            return desk.wording.say("promotion.channel_added", name=values["name"])

        self.decide(write)

    def action_remove_channel(self) -> None:
        """Take a channel that staff added off the grid."""
        channel, desk = self.channel, self.desk
        if self.facts is None or channel is None or channel.id not in self.facts.added:
            self.say("promotion.not_added", ink="amber")
            return

        def remove(store: Store, now: datetime) -> str:
            remove_channel(store, channel.id, at=now, who=desk.who)
            return desk.wording.say("promotion.channel_removed", name=channel.name)

        self.decide(remove)

    def action_paste(self) -> None:
        """Paste many addresses at once."""
        self._paste("")

    @work(group=ASKING, exit_on_error=False)
    async def _paste(self, text: str) -> None:
        if self.channel is None:
            return
        pasted = await self.app.push_screen_wait(PasteScreen(self.desk, self.channel, text))
        if pasted is not None and pasted.articles:
            self.save(pasted.articles, "promotion.recorded")

    def save(self, articles: Sequence[Article], code: str) -> None:
        """Record articles, and say it."""
        revision, desk = self.revision, self.desk

        def write(store: Store, now: datetime) -> str:
            notice = desk.workspace.notice
            save_articles(store, articles, notice, marking=Marking(now, desk.who, revision))
            return desk.wording.say(code, n=len(articles))

        self.row_list.clear_selection()
        self.decide(write)

    @work(group=ASKING, exit_on_error=False)
    async def article_form(
        self,
        rows: Sequence[PromotionRow],
        channel: Channel,
        known: Article | None,
    ) -> None:
        """Ask for an article on one channel, presenting one branch or several."""
        say, desk = self.desk.wording.say, self.desk
        branch_ids = known.branch_ids if known else tuple(row.branch.id for row in rows)
        names = "、".join(row.branch.name for row in rows)
        about = f"{channel.name}\n{names}"
        if known is not None and len(known.branch_ids) > 1:
            about += "\n" + say("promotion.form_together", n=len(known.branch_ids))
        fields = [
            Field(
                "step",
                say("promotion.step"),
                known.step if known else "published",
                tuple((step, say(f"promotion.step_{step}")) for step in reversed(channel.steps)),
            ),
            Field("title", say("promotion.title"), known.title if known else ""),
            Field(
                "url",
                say("promotion.url"),
                known.url if known else "",
                errors=("promotion.url",),
            ),
            Field(
                "day",
                say("promotion.day"),
                (known.date if known and known.date else desk.today).isoformat(),
                errors=("promotion.day",),
            ),
            Field(
                "file",
                say("promotion.file"),
                hint=say("promotion.file_hint"),
                errors=("promotion.file",),
                path=True,
            ),
        ]
        drafts = tuple(
            dict.fromkeys(draft.digest for row in rows for draft in row.drafts if not draft.waiting)
        )

        check = partial(_check, desk)
        form = MarkForm(say("promotion.form"), fields, desk.wording, text=about, check=check)
        values = await self.app.push_screen_wait(form)
        if values is None:
            return
        article = Article(
            id=known.id if known else new_article_id(),
            channel=channel.id,
            step=_STEPS[values["step"]],
            branch_ids=branch_ids,
            url=values["url"],
            date=day_of(values["day"], desk),
            title=values["title"],
            files=known.files if known else drafts,
        )
        if values["file"]:
            self._with_file(article, Path(values["file"]).expanduser())
        else:
            self.save([article], "promotion.recorded")

    def _with_file(self, article: Article, path: Path) -> None:
        """Keep a screenshot or the article itself in the workspace, then record."""
        workspace = self.desk.workspace

        def keep() -> str:
            with path.open("rb") as source:
                return workspace.blobs.put(iter(lambda: source.read(1 << 20), b"")).digest

        def record(digest: str) -> None:
            self.save([replace(article, files=(*article.files, digest))], "promotion.recorded")

        self.run_job("keep", keep, record)


def _name(row: PromotionRow) -> Span:
    """The branch, without its sub-committee, which stands above it."""
    unit = row.sub_committee
    return visible(name_under(row.branch.name, unit.name, unit.aliases)), "text"


def _channel_width(channels: int, width: int) -> int:
    return max(min((width - _NAME_LEAST) // max(channels, 1), 13), 6)


def _check(desk: Desk, values: Mapping[str, str]) -> None:
    if code := url_problem(values["url"]):
        raise UsageError(code, url=values["url"])
    try:
        day_of(values["day"], desk)
    except ConfigError as err:
        raise UsageError("promotion.day", text=values["day"]) from err
    if values["file"] and not Path(values["file"]).expanduser().is_file():
        raise UsageError("promotion.file", file=values["file"], reason="-")
