"""Keys are taken in the order in which they were typed, each where the one before it led."""

from __future__ import annotations

from collections import deque
from typing import TypeVar

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

Result = TypeVar("Result")


class KeysInTurn(App[Result]):
    """The next key waits until the one before it has reached all that it can reach, what that
    brings stands and has the focus, and until `waits` lets it through.

    So a key never overtakes what was typed before it, and whoever types ahead of a slow machine
    loses nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Key | events.Paste] = deque()
        # Whether a key is still on its way.
        self._at_work = False

    def waits(self, typed: events.Key | events.Paste) -> bool:  # noqa: ARG002  (for who overrides)
        """Whether something must wait for what is not there yet."""
        return False

    def leaves(self, typed: events.Key | events.Paste) -> bool:  # noqa: ARG002
        """Whether something goes away from what is waited for: what waits before it is void."""
        return False

    def forget_typed(self) -> None:
        """Drop what waits: what it was meant for will not come."""
        self._typed.clear()

    def on_mount(self) -> None:
        """Another screen in front may be what a key waits for."""
        self.screen_change_signal.subscribe(self, self._front_changed)

    async def on_event(self, event: events.Event) -> None:
        """Keep what is typed until its turn comes."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._typed.append(event)
            await self.take_next()
        else:
            await super().on_event(event)

    async def take_next(self) -> None:
        """Give the next key to who has the focus, if it is its turn."""
        typed = self._typed
        if self._at_work or not typed:
            return
        if self.waits(typed[0]):
            if not any(map(self.leaves, typed)):
                return
            while not self.leaves(typed[0]):
                typed.popleft()
        self._at_work = True
        begun, key = self.focused or self.screen, typed.popleft()
        await super().on_event(key)
        self._follow(begun, key)

    def _front_changed(self, _front: Screen[object]) -> None:
        if not self._at_work:
            self._at_work = True
            self._follow(self.focused or self.screen)

    def _follow(
        self, begun: Widget, key: events.Event | None = None, *, again: bool = False
    ) -> None:
        """Go the way of a key, behind it: from who had the focus up to the app.

        One that who had the focus kept for itself, as a list does that moves its cursor, went no
        further; where nobody types ahead that is all, and saves half of what such a key costs.
        """

        def climb(at: DOMNode | None) -> None:
            # Nothing public says it.
            kept = key is not None and key._stop_propagation
            if kept and at is not begun and not self._typed:
                self.call_later(self._arrived, begun, True)
            # What is being removed takes no more messages.
            elif not isinstance(at, Widget) or not at.call_later(lambda: climb(at.parent)):
                self.call_later(self._arrived, begun, again)

        climb(begun)

    async def _arrived(self, begun: Widget, again: bool) -> None:
        """Go on once the same has the focus twice, and nothing that the key set off is under way:
        a field that was left, a line that was chosen, say so behind their key."""
        if not self.screen_stack:
            return
        front = self.focused or self.screen
        if again and front is begun and not (self._typed and self._under_way()):
            self._at_work = False
            await self.take_next()
        else:
            self._follow(front, again=front is begun)

    def _under_way(self) -> bool:
        parts = self.screen.walk_children(with_self=True)
        return any(one.message_queue_size for one in parts)
