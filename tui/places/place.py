"""A place of the program: head line, body, what happens, keys; reads anew when facts change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.worker import Worker

from tui.base import jobs, keys, sync_words
from tui.base.actions import EVERYWHERE, GUEST_COMMANDS, HAND_ON, HELP, Command, bindings
from tui.base.compositor import FrontCompositor
from tui.base.desk import Desk
from tui.base.job_host import JobHost
from tui.base.messages import PlaceShown, Told
from tui.places.registry import PLACES
from tui.widgets import place_head
from tui.widgets.lines_below import KeyBar, Said
from tui.widgets.row_list import RowList

# The board is a place too, and paints its head before the rest is imported.
if TYPE_CHECKING:
    from store.db.database import Store
    from store.notice.deadline import Countdown

Facts = TypeVar("Facts")
# Of a place whose list has details beside it; the cursor stays in the list.
SCROLLING = (
    Command("scroll_detail(4)", keys.DETAIL_DOWN, "xiang xia gun dong", 60, code="detail_down"),
    Command("scroll_detail(-4)", keys.DETAIL_UP, "xiang shang gun dong", 61, code="detail_up"),
)
# From this height on blank lines separate the parts.
AIRY_FROM = 32


class Place(Screen[None], JobHost, Generic[Facts]):
    """A screen that one goes to by an F key.

    A place names itself and its commands, yields its body, and says in `read` what it shows:
    `read` runs in a worker, `show` draws what it gave. `reload` does both, also when another
    window or a sync changed the facts.
    """

    NAME: ClassVar[str] = ""
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        cls.BINDINGS = bindings(cls.OWN_COMMANDS)
        super().__init_subclass__(**options)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._compositor = FrontCompositor()
        self.desk = desk
        self.revision: int | None = None
        self._found: tuple[int, Facts] | None = None
        # Whether it is to be read for the first time, and was not yet.
        self.unread = True
        self.reading = self._stale = False
        self._deciding = 0
        # Whether something was decided here that is not shown yet.
        self.unshown = False
        self._key_bar: KeyBar | None = None

    @property
    def commands(self) -> tuple[Command, ...]:
        """Everything that can be done here, in the order of the footer."""
        return self._known_commands

    @cached_property
    def _known_commands(self) -> tuple[Command, ...]:
        ours = self.desk.workspace.office == "sub_committee"
        # Where Ctrl+T hands on itself, it goes nowhere.
        own = {key for command in self.OWN_COMMANDS for key in command.keys}
        goes = HAND_ON if not own & set(HAND_ON.keys) else None
        places = tuple(
            (goes or info.command) if info.name == "submission" else info.command
            for info in PLACES
            if ours or info.name != "submission"
        )
        if self.desk.workspace.guest:
            looks = (one for one in (*self.OWN_COMMANDS, *EVERYWHERE) if one.name in GUEST_COMMANDS)
            return (HELP, *looks)
        return (HELP, *places, *self.OWN_COMMANDS, *EVERYWHERE)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whoever looks from outside has few acts, whatever key they press."""
        if self.desk.workspace.guest and action not in GUEST_COMMANDS:
            named = {one.action.partition("(")[0] for one in self.OWN_COMMANDS}
            if action in named:
                return False
        return super().check_action(action, parameters)

    def acts_title(self) -> str:
        """What stands over the list of acts: what they would be done to."""
        say = self.desk.wording.say
        return say("acts.title", place=say(f"place.{self.NAME}"))

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield place_head.PlaceHead(self.desk, self.NAME)
        yield from self.body()
        yield Said()
        yield self.key_bar()

    def body(self) -> ComposeResult:
        """What stands between the head line and the line of what happens."""
        yield from ()

    def key_bar(self) -> KeyBar:
        """The line of keys; what works here is known when the place was read."""
        self._key_bar = KeyBar(self.desk.wording, [one for one in self.commands if one.everywhere])
        return self._key_bar

    def can(self) -> Mapping[str, bool]:
        """Which commands, by name, do something just now; those that are not listed always do."""
        return {}

    @property
    def lit(self) -> tuple[Command, ...]:
        """The commands that work here and now."""
        can = self.can()
        return tuple(one for one in self.commands if can.get(one.name, True))

    @on(RowList.Moved)
    def show_keys(self) -> None:
        """Show the keys that work on what the cursor came to."""
        if self._key_bar is not None:
            self._key_bar.show(self.lit)

    def on_mount(self) -> None:
        """Begin to read."""
        self.first_read()

    def begin_with(self, found: tuple[int, Facts] | None) -> None:
        """Take what `read_whole` gave before this place is shown; None: it reads itself."""
        self._found = found

    def first_read(self) -> None:
        """Read for the first time."""
        found, self._found = self._found, None
        if found is None:
            self.reload()
        else:
            self._read_over(found)

    def on_screen_resume(self) -> None:
        """Have the app bring this place up to date."""
        self.post_message(PlaceShown())

    def on_resize(self, event: events.Resize) -> None:
        """Leave out blank lines on a low terminal."""
        self.fit_height(event.size.height)

    def fit_height(self, height: int) -> None:
        """Set the parts apart where there is room."""
        self.set_class(height >= AIRY_FROM, "airy")

    def open_at(self, part: str) -> None:
        """Show one part of the place, such as a tab; also before it is laid out."""

    # -- reading ---------------------------------------------------------------------------

    def read(self, store: Store) -> Facts:
        """Everything that this place shows; runs in a worker, with a Store of its own."""
        raise NotImplementedError

    def show(self, facts: Facts) -> None:
        """Draw what was read."""
        raise NotImplementedError

    def reload(self) -> None:
        """Read in a worker; asked for while one reads, it is read once more."""
        if self.reading:
            self._stale = True
            return
        self.reading, self._stale = True, False
        self.run_job("read", self.read_whole, self._read_over, failed=self._read_failed)

    def read_whole(self) -> tuple[int, Facts]:
        """The revision, and what is shown of it; runs in a worker."""
        with jobs.opened(self.desk.workspace) as store, store.snapshot():
            return store.revision(), self.read(store)

    def _read_over(self, found: tuple[int, Facts]) -> None:
        self.reading = self.unread = False
        self.revision, facts = found
        self.show(facts)
        self.show_keys()
        if self._stale:
            self.reload()
        # What was read may have led on to something else that is read now.
        self.unshown = self.unshown and (self.behind or self.reading)
        self.post_message(PlaceShown())

    def _read_failed(self) -> None:
        self.reading = self.unread = self.unshown = False
        self.post_message(PlaceShown())

    # -- deciding --------------------------------------------------------------------------

    def decide(self, work: Callable[[Store, datetime], str]) -> None:
        """Write in a worker what a person decided, say it, and show what came of it.

        Args:
            work: given a Store and the moment; gives the sentence to say. Decisions carry
                `self.revision` of the moment the key was pressed as their base.
        """

        def write() -> str:
            with jobs.opened(self.desk.workspace) as store:
                return work(store, self.desk.clock())

        def done(said: str) -> None:
            self._deciding -= 1
            self.decided(said)

        def refused() -> None:
            # What was refused because somebody else decided is shown as it is now.
            self._deciding -= 1
            self.reload()

        self._deciding += 1
        self.unshown = True
        self.run_job("decide", write, done, failed=refused)

    @property
    def behind(self) -> bool:
        """Whether what was read last may lack what was decided here."""
        return self._deciding > 0 or self._stale

    def decided(self, said: str) -> None:
        """Say what was decided and show what came of it."""
        self.said.say(said, "done")
        self.reload()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Have the app word what failed here."""
        self.app.post_message(Worker.StateChanged(event.worker, event.state))

    # -- showing ---------------------------------------------------------------------------

    @property
    def said(self) -> Said:
        """The line of what happens."""
        return self.query_one(Said)

    def withdraw(self, said: str) -> None:
        """Take back a sentence, where it still stands; what was added behind it stays."""
        if said and self.is_mounted and self.said.text.startswith(said):
            self.said.say(self.said.text.removeprefix(said).lstrip(), "blue")

    def say(self, code: str, *, ink: str = "text", **params: object) -> None:
        """Say something."""
        self.said.say(self.desk.wording.say(code, **params), ink)

    @on(Told)
    def _told(self, message: Told) -> None:
        message.stop()
        self.said.say(message.text, "done")

    def tick(self, now: datetime, countdown: Countdown) -> None:
        """Show another second."""
        for head in self.query(place_head.PlaceHead):
            head.tick(now, countdown)

    def show_age(self, age: sync_words.Age) -> None:
        """Show how old the mail is."""
        for head in self.query(place_head.PlaceHead):
            head.show_age(age)

    def let_go(self) -> None:
        """Esc: let go what is selected or said."""
        self.said.say("")
