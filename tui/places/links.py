"""Links whose files are still elsewhere, by expiry: fetched, opened, or their files taken in."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from time import monotonic
from typing import ClassVar

from textual import work
from textual.app import ComposeResult

from mailsync.net.web import open_https
from mailsync.sync.fetch_link import Fetch, fetch_link, forget
from store.db.database import Store
from store.intake.by_hand import HandArrival
from store.model import Source
from store.text.sizes import size_text
from store.text.visible import visible
from store.views.board.links import LinkEntry, open_links
from tui.base import keys
from tui.base.actions import Command
from tui.base.browsing import open_link
from tui.base.desk import Desk
from tui.base.job_host import ASKING
from tui.dialogs.add_files import AddWish, BehindLink
from tui.places.taking_in import TakingInPlace
from tui.widgets.painted import Line, Span, wrapped
from tui.widgets.place_head import PlaceHead
from tui.widgets.row_list import RowList
from tui.widgets.table import Column, Table
from tui.widgets.text_pane import TextPane

_REPORTS_PER_S = 4
_MEGABYTE = 1_000_000
_EXPIRY_INKS = {"soon": "amber bold", "later": "text", "unknown": "text", "expired": "dim"}
_EXPIRY, _SIZE = 22, 8


class LinksPlace(TakingInPlace["tuple[LinkEntry, ...]"]):
    """A list, and below it all that is known of the link under the cursor."""

    NAME = "links"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("follow", keys.DO, "da kai lian jie", 3),
        Command("fetch", None, "qu wen jian", 3),
        Command("browse", keys.OPEN, "liu lan qi da kai", 4),
        Command("take_in", keys.TAKE_IN, "shou xia wen jian", 5),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._links: dict[str, LinkEntry] = {}
        self._fetch_stop: threading.Event | None = None

    def body(self) -> ComposeResult:
        """The list and the details."""
        yield RowList(id="links", empty=self.desk.wording.say("links.none"))
        yield TextPane(id="link")

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.query_one("#links", RowList).focus()

    def read(self, store: Store) -> tuple[LinkEntry, ...]:
        """Every link in scope that is not settled."""
        return open_links(store, self.desk.workspace, now=self.desk.clock())

    def show(self, facts: tuple[LinkEntry, ...]) -> None:
        """Draw the list."""
        self._links = {entry.subject: entry for entry in facts}
        table = self._table()
        rows = [table.row(entry.subject, entry) for entry in facts]
        self.query_one("#links", RowList).show(rows)
        soon = sum(entry.expiry == "soon" for entry in facts)
        say = self.desk.wording.say
        counts: list[tuple[str, str]] = [(say("links.count", n=len(facts)) + "  ", "dim")]
        if soon:
            counts.append((say("links.count_soon", n=soon), "amber bold"))
        self.query_one(PlaceHead).count(counts)
        self._show_detail()

    def on_row_list_moved(self) -> None:
        """Show another link's details."""
        self._show_detail()

    def on_row_list_opened(self) -> None:
        """A second click does what Enter does."""
        self.action_follow()

    @property
    def current(self) -> LinkEntry | None:
        """The link under the cursor."""
        return self._links.get(self.query_one("#links", RowList).current or "")

    def can(self) -> Mapping[str, bool]:
        """What may be done with the link under the cursor."""
        return dict.fromkeys(("follow", "browse", "take_in"), self.current is not None)

    # -- what can be done ------------------------------------------------------------------

    def action_follow(self) -> None:
        """Fetch what can be fetched; the browser has the rest."""
        entry = self.current
        if self.is_fetching or (entry is not None and entry.fetchable):
            self.action_fetch()
        else:
            self.action_browse()

    def action_fetch(self) -> None:
        """Fetch the file behind the link; while one is fetched, stop."""
        entry = self.current
        if self.is_fetching:
            self.stop_fetching()
        elif entry is not None and not entry.fetchable:
            self.say("fetch.browser_only", ink="amber", host=visible(entry.host))
        elif entry is not None:
            self.start_fetching(entry)

    def action_browse(self) -> None:
        """Open the link in the browser, or say its address where there is none."""
        entry = self.current
        if entry is None:
            return
        if self.desk.workspace.settings.demo:
            self.say("links.demo", ink="amber")
        elif open_link(entry.url):
            self.say("links.opened")
        else:
            self.app.copy_to_clipboard(entry.url)
            self.say("links.copied", ink="amber")

    @work(group=ASKING, exit_on_error=False)
    async def action_take_in(self) -> None:
        """Take in the file that was downloaded from the link."""
        entry = self.current
        if entry is not None:
            await self.ask_for_files(branch_ids=entry.branch_ids, link=behind(entry))

    def let_go(self) -> None:
        """Esc: stop fetching, else what is said goes."""
        if self.is_fetching:
            self.stop_fetching()
        else:
            super().let_go()

    def on_unmount(self) -> None:
        """Let a running fetch end."""
        self._leave_fetch()

    @work(group=ASKING, exit_on_error=False)
    async def _arrived(self, entry: LinkEntry, file: Path) -> None:
        """Bind the file: to the link's own branch, else to the one that a person names."""
        name = Path(entry.name).name or file.stem
        if entry.waiting or len(entry.branch_ids) != 1:
            self.say("fetch.whose")
            taken = await self.ask_for_files(
                branch_ids=entry.branch_ids, link=behind(entry), fetched=(file, name)
            )
        else:
            arrival = HandArrival(entry.branch_ids[0], Source.LINK, link=entry.subject)
            await self.take_in(AddWish((file,), (name,), arrival, entry.kind))
            taken = True
        if taken:
            forget(file)

    # -- drawing ---------------------------------------------------------------------------

    def _table(self) -> Table[LinkEntry]:
        return Table(
            Column(lambda entry: (self._expiry(entry), _EXPIRY_INKS[entry.expiry]), _EXPIRY),
            Column(_size, _SIZE),
            Column(self._owner, middle=True),
            Column(self._what),
        )

    def _owner(self, entry: LinkEntry) -> Span:
        say = self.desk.wording.say
        if entry.waiting:
            return say("links.nobody"), "blue"
        return visible(say("add.joint").join(entry.branches)), "text"

    def _what(self, entry: LinkEntry) -> Span:
        name = visible(entry.name or entry.host)
        if entry.sentence is None:
            return name, "dim"
        return self.desk.wording.say("links.unknown_row", text=name), "amber"

    def _expiry(self, entry: LinkEntry) -> str:
        say = self.desk.wording.say
        if entry.expires_at is None:
            return say("links.unknown")
        local = self.desk.workspace.notice.dates.local(entry.expires_at)
        return say(f"links.{entry.expiry}", at=f"{local:%m-%d %H:%M}")

    def _show_detail(self) -> None:
        self.query_one("#link", TextPane).show(self._detail)

    def _detail(self, width: int) -> list[Line]:
        entry, say = self.current, self.desk.wording.say
        if entry is None:
            return []
        came = entry.received
        dates = self.desk.workspace.notice.dates
        at = dates.local(came.received_at) if came.received_at is not None else None
        sender = came.sender_email or came.sender_name
        lines: list[Line] = []
        for text, ink in (
            (entry.name or "-", "strong bold"),
            (entry.url, "text"),
            (say("links.mail", sender=sender, subject=came.subject), "dim"),
            (say("links.came", at=f"{at:%m-%d %H:%M:%S}" if at else "-"), "dim"),
            (
                say("links.can_fetch" if entry.fetchable else "links.cannot_fetch"),
                "done" if entry.fetchable else "amber",
            ),
            *self._unknown_kind(entry),
            *((name, "blue") for name in entry.branches if entry.waiting),
        ):
            lines += wrapped(text, width, ink)
        return lines

    def _unknown_kind(self, entry: LinkEntry) -> tuple[tuple[str, str], ...]:
        """That nobody knows what the link leads to, and the words that it stood in."""
        if entry.sentence is None:
            return ()
        say = self.desk.wording.say
        told = ((say("links.unknown_kind"), "amber"),)
        return (
            (*told, (say("links.sentence", text=entry.sentence), "text"))
            if entry.sentence
            else told
        )

    @property
    def is_fetching(self) -> bool:
        """Whether a file is being fetched."""
        return self._fetch_stop is not None

    def start_fetching(self, entry: LinkEntry) -> None:
        """Fetch the file of a link; one at a time."""
        if self._fetch_stop is not None:
            self.stop_fetching()
            return
        self._fetch_stop = threading.Event()
        self.say("fetch.starting", host=entry.host)
        self.run_job(
            "fetch",
            partial(self._fetch_work, entry, self._fetch_stop),
            partial(self._fetch_over, entry),
            failed=self._fetch_failed,
        )

    def stop_fetching(self) -> None:
        """Let it end; what arrived is kept for the next time."""
        if self._fetch_stop is not None:
            self._fetch_stop.set()
            self.say("fetch.stopping")

    def _leave_fetch(self) -> None:
        """Let it end without a word: the screen is going."""
        if self._fetch_stop is not None:
            self._fetch_stop.set()

    def _fetch_work(self, entry: LinkEntry, stop: threading.Event) -> Path | None:
        desk = self.desk
        part = desk.workspace.spool / f"{entry.subject.replace(':', '-')}.part"
        last = 0.0

        def progress(done: int, total: int | None) -> None:
            nonlocal last
            if monotonic() - last < 1 / _REPORTS_PER_S or stop.is_set():
                return
            last = monotonic()
            self.tell(partial(self._fetch_moved, done, total))

        return fetch_link(
            Fetch(entry.url, part, demo=desk.workspace.settings.demo),
            progress=progress,
            stop=stop.is_set,
            opener=desk.opener or open_https,
        )

    def _fetch_moved(self, done: int, total: int | None) -> None:
        if self._fetch_stop is None or self._fetch_stop.is_set():
            return
        done_mb, total_mb = f"{done / _MEGABYTE:.1f}", f"{(total or done) / _MEGABYTE:.1f}"
        code = "fetch.progress" if total else "fetch.progress_unsized"
        self.say(code, done=done_mb, total=total_mb)

    def _fetch_over(self, entry: LinkEntry, file: Path | None) -> None:
        self._fetch_stop = None
        if file is None:
            self.say("fetch.stopped")
        else:
            self._arrived(entry, file)

    def _fetch_failed(self) -> None:
        self._fetch_stop = None


def behind(entry: LinkEntry) -> BehindLink:
    """A link as the form for taking files in wants it."""
    return BehindLink(entry.subject, entry.name, entry.received.received_at, entry.kind)


def _size(entry: LinkEntry) -> Span:
    return "-" if entry.size_bytes is None else size_text(entry.size_bytes), "dim"
