"""F7: recommended and published articles, excellent cases, drafts by mail, channels of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events

from tui.base.actions import Command
from tui.promotion.listing import PromotionList

if TYPE_CHECKING:
    from datetime import datetime

    from store.db.database import Store
    from store.items.promotions import Article
    from tui.promotion.paste import Pasted


class PromotionPlace(PromotionList):
    """What can be done for the chosen branches on the channel under the cursor."""

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

    def on_row_list_opened(self) -> None:
        """A second click opens the form."""
        self.action_article()

    def on_paste(self, event: events.Paste) -> None:
        """Text that the terminal pastes is read for addresses."""
        event.stop()
        self._paste(event.text)

    def action_article(self) -> None:
        """Record or change an article for the chosen branches on this channel."""
        from tui.promotion.forms import article_form

        rows = [self.by_id[name] for name in self.row_list.chosen]
        if not rows or self.channel is None:
            return
        plain = [row.branch.name for row in rows if row.cells[self.column].state is None]
        if plain:
            self.say("promotion.mark_first", ink="amber", names="、".join(plain))
            return
        known = rows[0].cells[self.column].article if len(rows) == 1 else None
        article_form(self, rows, self.channel, known)

    def action_withdraw_article(self) -> None:
        """Take back the article of the cell under the cursor."""
        row = self.current
        article = row.cells[self.column].article if row else None
        if article is not None:
            self.save([replace(article, withdrawn=True)], "promotion.withdrawn")

    def action_open_article(self) -> None:
        """Open the article in the browser, or copy its address where there is none."""
        from tui.base.browsing import open_link

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
            from store.items.promotions import mark_excellent

            mark_excellent(store, names, excellent, at=now, who=desk.who, base_revision=revision)
            code = "promotion.marked" if excellent else "promotion.unmarked"
            return desk.wording.say(code, n=len(names))

        self.row_list.clear_selection()
        self.decide(mark)

    def action_add_channel(self) -> None:
        """Add a channel of the staff's own."""
        from tui.promotion.forms import channel_form

        channel_form(self)

    def action_remove_channel(self) -> None:
        """Take a channel that staff added off the grid."""
        channel, desk = self.channel, self.desk
        if self.facts is None or channel is None or channel.id not in self.facts.added:
            self.say("promotion.not_added", ink="amber")
            return

        def remove(store: Store, now: datetime) -> str:
            from store.items.promotions import remove_channel

            remove_channel(store, channel.id, at=now, who=desk.who)
            return desk.wording.say("promotion.channel_removed", name=channel.name)

        self.decide(remove)

    def action_paste(self) -> None:
        """Paste many addresses at once."""
        self._paste("")

    def _paste(self, text: str) -> None:
        from tui.promotion.paste import PasteScreen

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
            from store.items.promotions import save_articles

            notice = desk.workspace.notice
            save_articles(store, articles, notice, at=now, who=desk.who, base_revision=revision)
            return desk.wording.say(code, n=len(articles))

        self.row_list.clear_selection()
        self.decide(write)
