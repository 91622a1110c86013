"""The dashboard: owns workers and the UI's Store, goes from place to place; draws nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from msgspec.structs import replace
from textual import events, on
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.worker import Worker, WorkerState

from store.errors import SixOnesError, UsageError
from store.notice.own_words import own_wording
from store.text.wording import Wording, load
from store.workspace.workspace import Workspace
from tui.app.garbage import look_for_garbage
from tui.app.pulse import Pulse
from tui.app.screens import place_class
from tui.app.syncing import Syncing
from tui.base import error_words, jobs, keys
from tui.base.actions import EVERYWHERE, HELP, bindings
from tui.base.desk import Desk, utc_now
from tui.base.in_turn import KeysInTurn
from tui.base.inks import DARK, INKS
from tui.base.job_host import ASKING, JobHost
from tui.base.messages import (
    CommandAsked,
    DecodeMoved,
    DecodeShown,
    HeadPainted,
    SettingsChanged,
    SyncMoved,
)
from tui.base.signals import on_end_signal
from tui.base.theme import themes
from tui.board.head_screen import HeadScreen
from tui.dialogs import help as helping
from tui.dialogs import palette
from tui.places.decoding import Decoding
from tui.places.place import Place
from tui.places.registry import OVERVIEW, PLACES
from tui.widgets.lines_below import Said
from tui.widgets.painted import PlainScrollBar

if TYPE_CHECKING:
    from mailsync.net.web import Opener
    from tui.board.screen import BoardScreen

POLL_S = 0.5
# `go` says itself why not.
_NOT_FOR_GUESTS = frozenset(("sync", "undo", "hand_on"))
# How long the full check of videos holds back: the board comes first.
DECODE_AFTER_S = 3.0
# What does not build on a decision of the moment before: going and moving about.
_GOES_ABOUT = frozenset(
    key
    for verb in keys.VERBS
    if not verb.act or verb in (keys.HELP, keys.READ, keys.LEAVE)
    for key in verb.keys
) - set(keys.NUMBER.keys)
# What goes away from a place that is not read yet.
_LEAVES = frozenset(
    (*keys.QUIT.keys, *keys.LEAVE.keys, *(key for info in PLACES for key in info.command.keys))
)


class Dashboard(KeysInTurn[None], JobHost):
    """One workspace on the screen."""

    CSS_PATH = Path(__file__).with_name("first.tcss")
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings((HELP, *(info.command for info in PLACES), *EVERYWHERE)),
        keys.HAND_ON.binding("hand_on"),
        keys.QUIT.binding("quit", priority=True),
    ]

    def __init__(
        self,
        workspace: Workspace,
        *,
        language: str | None,
        who: str,
        password: Callable[[], str],
        clock: Callable[[], datetime] = utc_now,
        by_itself: bool = True,
        opener: Opener | None = None,
    ) -> None:
        super().__init__()
        ScrollBar.renderer = PlainScrollBar
        self.workspace = workspace
        words = load(language or workspace.settings.language)
        self.wording = own_wording(words, workspace.notice)
        by_itself = by_itself and not workspace.read_only
        self.desk = Desk(workspace, self.wording, who, password, clock, opener)
        self.title = self.wording.say("board.name")
        self.syncing = Syncing(
            self, self.desk, self._say_sync, self._sync_over, by_itself=by_itself
        )
        self.decoding = Decoding(self, self.desk, self._decode_over)
        self._pulse = Pulse(self.desk, self.syncing)
        self._by_itself = by_itself
        self.opened = False
        self._said_of_sync = ""
        # Who asks, and had a form before the person already.
        self._asked: set[Worker[Any]] = set()
        for theme in themes():
            self.register_theme(theme)
        chosen = workspace.settings.theme
        self._begin_in(chosen if chosen in INKS else DARK)

    def _begin_in(self, theme: str) -> None:
        """Take a theme before anything is painted: nothing has to be parsed anew for it."""
        self.set_reactive(App.theme, theme)
        dark = self.current_theme.dark
        self.set_class(dark, "-dark-mode", update=False)
        self.set_class(not dark, "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())
        self._styled = theme

    def refresh_css(self, animate: bool = True) -> None:
        """Parse the styles where another theme gives them other colours.

        Textual would parse all of them, and lay out, for each stack of screens that comes.
        """
        if self.theme != self._styled:
            self._styled = self.theme
            super().refresh_css(animate)

    def delay_update(self, delay: float = 0.05) -> None:
        """Paint the first board as soon as it is there: it comes with its rows."""
        if self.opened:
            super().delay_update(delay)

    def get_default_screen(self) -> Screen[None]:
        """The board's head comes first."""
        return HeadScreen(self.desk)

    @property
    def board(self) -> BoardScreen:
        """The board, whatever lies over it; once `opened`."""
        return cast("BoardScreen", self.screen_stack[0])

    @property
    def place(self) -> Place[Any]:
        """The place in front, whatever form lies over it."""
        front = self._front
        assert front is not None
        return front

    @property
    def _front(self) -> Place[Any] | None:
        """The place in front; None while screens come or go."""
        return next((one for one in reversed(self.screen_stack) if isinstance(one, Place)), None)

    async def use(self, workspace: Workspace, wording: Wording) -> None:
        """Go on with other settings or another language: every screen is made anew."""
        wording = own_wording(wording, workspace.notice)
        self.workspace, self.wording = workspace, wording
        self.desk = replace(self.desk, workspace=workspace, wording=wording)
        self.syncing.use(self.desk)
        self.decoding.use(self.desk)
        self._pulse.use(self.desk)
        self.title = wording.say("board.name")
        if workspace.settings.theme in INKS:
            self.theme = workspace.settings.theme
        await self.rebuild_screens()

    async def on_settings_changed(self, message: SettingsChanged) -> None:
        """Go on with the changed setting, and come back to where it was changed."""
        await self.use(message.workspace, message.wording)
        self.place.said.say(message.said, "done")
        self.place.open_at(message.key)

    def on_mount(self) -> None:
        """Leave the screens when the system ends the program."""
        on_end_signal(lambda code: self.exit(return_code=code))
        self.screen_change_signal.subscribe(self, self._note_form)

    @on(HeadPainted)
    def _head_painted(self) -> None:
        """Paint first, then import: the board's parts would double the time to the first paint."""
        self.call_after_refresh(self.begin)

    def begin(self) -> None:
        """Import the board and read it: its frame and its rows are painted at once."""
        self.stylesheet.read(Path(__file__).with_name("board.tcss"))
        board = place_class(OVERVIEW)(self.desk)

        def show(found: tuple[int, Any] | None = None) -> None:
            self.call_later(self._show_board, board, found)

        # What stands in the way of reading is told once the board has read it itself.
        self.run_job("read", board.read_whole, show, failed=show)

    async def _show_board(self, board: Place[Any], found: tuple[int, Any] | None) -> None:
        """Put the board in the place of its head, and start what goes on by itself."""
        board.begin_with(found)
        await self._open_board(lambda: board)
        self.set_interval(1.0, self.tick)
        self.set_interval(POLL_S, self.poll)
        # That a question came to nothing is not always told to the app.
        self.set_interval(POLL_S, self.take_next)
        if self._by_itself:
            self.set_timer(DECODE_AFTER_S, self.decoding.begin)

    def _open(self) -> None:
        """Once the rows are painted, read the styles of all other screens: now one can go there."""
        look_for_garbage()
        if not self.opened:
            self.stylesheet.read(Path(__file__).with_name("app.tcss"))
            self.opened = True
            self.poll()
            self.tick()
            self.call_later(self._let_typed)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Until the board is there one can only leave."""
        if action != "quit" and not self.opened:
            return False
        if self.workspace.guest and action in _NOT_FOR_GUESTS:
            return False
        return super().check_action(action, parameters)

    def on_unmount(self) -> None:
        """Let a running sync end after the mail in hand, the full check at once."""
        self.syncing.leave()
        self.decoding.leave()
        self._pulse.close()

    # -- keys in their turn ----------------------------------------------------------------

    def waits(self, typed: events.Key | events.Paste) -> bool:
        """What is typed waits for the first read of a place, for the form that a key asked for,
        and where it builds on a decision, until that is written and shown."""
        front = self.screen
        if not self.opened:
            return True
        if not isinstance(front, Place):
            return False
        asking = self._asks()
        goes_about = isinstance(typed, events.Key) and typed.key in _GOES_ABOUT
        if not goes_about and (asking or front.unshown):
            return True
        return front.unread or bool(asking - self._asked)

    def _asks(self) -> set[Worker[Any]]:
        return {one for one in self.workers if one.group == ASKING and not one.is_finished}

    def _note_form(self, front: Screen[object]) -> None:
        """A form came: whoever asks has asked."""
        if not isinstance(front, Place):
            self._asked = self._asks()

    def leaves(self, typed: events.Key | events.Paste) -> bool:
        """A place that is not read yet can be left; before the board is there, the program."""
        front = self.screen
        unread = self.opened and isinstance(front, Place) and front.unread
        gone = _LEAVES if unread else keys.QUIT.keys
        return isinstance(typed, events.Key) and typed.key in gone

    async def _let_typed(self) -> None:
        """Go on with what is typed; for a place that cannot be read it has no use."""
        front = self._front
        if front is not None and front.revision is None and not front.unread:
            self.forget_typed()
        await self.take_next()

    # -- going from place to place ---------------------------------------------------------

    def action_go(self, name: str, part: str = "") -> None:
        """Go to a place, or a part of it; it keeps what one did there until the program ends."""
        if self.workspace.guest and name != OVERVIEW:
            self.complain(UsageError("serve.department_only"))
            return
        self._leave_questions()
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if name == OVERVIEW:
            return
        if not self.is_screen_installed(name):
            self.install_screen(place_class(name)(self.desk), name)
        self.push_screen(name)
        place = self.get_screen(name)
        if part and isinstance(place, Place):
            place.open_at(part)

    def action_hand_on(self) -> None:
        """Go where a sub-committee hands on; the department hands on nothing."""
        if self.desk.workspace.office == "sub_committee":
            self.action_go("submission")

    def _leave_questions(self) -> None:
        """Forms that are left without an answer have nobody who waits for one."""
        for worker in list(self.workers):
            if worker.group == ASKING:
                worker.cancel()

    async def on_place_shown(self) -> None:
        """Bring a place that comes to the front up to date."""
        if self.opened:
            self.poll()
            self.tick()
            await self._let_typed()
        elif self.board.revision is not None:
            self.call_after_refresh(self._open)

    def tick(self) -> None:
        """Show another second."""
        place = self._front
        if place is not None and place.revision is not None:
            self._pulse.tick(place)

    def poll(self) -> None:
        """Notice what another window or the sync wrote."""
        place = self._front
        if place is None or place.revision is None or place.reading:
            return
        try:
            self._pulse.poll(place)
        except SixOnesError as err:
            self.complain(err)

    # -- what can be done everywhere -------------------------------------------------------

    def action_sync(self) -> None:
        """Sync in a worker; while one runs, the same key stops it."""
        self.syncing.toggle()

    def on_sync_moved(self, message: SyncMoved) -> None:
        """Show how far the sync is."""
        self.syncing.moved(message.progress)

    def _sync_over(self) -> None:
        self.poll()
        self.tick()
        self.decoding.begin()

    def on_decode_moved(self, message: DecodeMoved) -> None:
        """Note how far the full check of videos is, for the place that shows it."""
        self.decoding.moved(message.progress)
        self.place.post_message(DecodeShown())

    def _decode_over(self) -> None:
        if self.screen_stack:
            self.place.post_message(DecodeShown())

    def action_stop(self) -> None:
        """Stop a running sync, else let go what is selected."""
        if self.syncing.heard:
            self.syncing.stop()
        else:
            self.place.let_go()

    def action_undo(self) -> None:
        """Take back this person's latest decision."""
        self.run_job("undo", self._undo, self._undone)

    def _undo(self) -> jobs.Undone | None:
        return jobs.undo_last(self.workspace, at=self.desk.clock(), who=self.desk.who)

    def _undone(self, undone: jobs.Undone | None) -> None:
        say = self.wording.say
        if undone is None:
            self.place.decided(say("error.undo.unknown"))
        else:
            self.place.decided(say("undo.done", act=say(f"act.{undone.act}")))

    def action_show_help(self) -> None:
        """Explain the place in front."""
        self.push_screen(helping.HelpScreen(self.place.NAME, self.place.commands, self.wording))

    def action_acts(self) -> None:
        """Pick one of the acts of the place in front."""
        place = self.place
        acts = palette.list_of_acts(place.acts_title(), place.lit, self.wording)
        self.push_screen(acts, self._do)

    def action_palette(self) -> None:
        """Pick a command by name."""
        self.push_screen(palette.PaletteScreen(self.place.commands, self.wording), self._do)

    def on_command_asked(self, message: CommandAsked) -> None:
        """Run what was clicked; what was typed before and still waits is given up."""
        self.forget_typed()
        self._do(message.action)

    def _do(self, action: str | None) -> None:
        if action is not None:
            self.call_later(self.place.run_action, action)

    def action_next_theme(self) -> None:
        """Change to the next one of dark, light and high contrast."""
        names = tuple(INKS)
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]

    def action_help_quit(self) -> None:
        """Ctrl+C does not quit; say what does."""
        self.place.say("board.how_to_quit")

    # -- what fails ------------------------------------------------------------------------

    async def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell in one sentence what failed in a worker; the program goes on."""
        if event.worker.group == ASKING and event.worker.is_finished:
            await self.take_next()
        error = event.worker.error
        # Before the board comes, and while the program ends, there is no place to say it on.
        if event.state is not WorkerState.ERROR or error is None or self._front is None:
            return
        if event.worker.name != "sync" or not self.syncing.silent(error):
            self.complain(error)

    def complain(self, error: BaseException) -> None:
        """Say what went wrong, and what to do."""
        self._open()
        if isinstance(error, SixOnesError):
            said = error_words.error_words(error, self.desk, self.board.view)
        else:
            said = self.wording.say("board.failed", what=f"{type(error).__name__}: {error}")
        self._say_here(said, "red")

    def _say_here(self, said: str, ink: str) -> None:
        # A place that is still coming, or goes, has no line; what is polled is told again.
        for line in self.place.query(Said):
            line.say(said, ink)

    def _say_sync(self, said: str, ink: str) -> None:
        """Say how a sync goes; what was said of the one before goes from every place."""
        self.board.withdraw(self._said_of_sync)
        for info in PLACES:
            if self.is_screen_installed(info.name):
                place = self.get_screen(info.name)
                if isinstance(place, Place):
                    place.withdraw(self._said_of_sync)
        self._said_of_sync = said
        self._say_here(said, ink)

    async def rebuild_screens(self) -> None:
        """Let every screen go, and come back to the place that was in front."""
        here, desk = self.place.NAME, self.desk
        self._leave_questions()
        while len(self.screen_stack) > 1:
            self.pop_screen()
        for info in PLACES:
            if self.is_screen_installed(info.name):
                screen = self.get_screen(info.name)
                self.uninstall_screen(info.name)
                await screen.remove()
        await self._open_board(partial(place_class(OVERVIEW), self.desk))
        if here != OVERVIEW:
            self.install_screen(place_class(here)(desk), here)
            await self.push_screen(here)

    async def _open_board(self, made: Callable[[], Place[Any]]) -> None:
        """Show a board of this desk instead of the first screen that there is.

        The first screen of a stack cannot be replaced: another stack takes over.
        """
        before, mode = self.current_mode, f"desk-{id(self.desk)}"
        self.add_mode(mode, made)
        await self.switch_mode(mode)
        if before.startswith("desk-"):
            await self.remove_mode(before)
