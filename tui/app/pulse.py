"""What goes on by itself on the screen: another second, and a look at what others wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from store.errors import SixOnesError
from store.notice.calendar import WorkCalendar, load_calendar
from store.notice.deadline import countdown
from tui.app.syncing import Syncing
from tui.base.desk import Desk
from tui.places.place import Place

if TYPE_CHECKING:
    from store.db.database import Store


class Pulse:
    """Keeps the UI's own Store and the calendar, opened when they are first needed."""

    def __init__(self, desk: Desk, syncing: Syncing) -> None:
        self._desk = desk
        self._syncing = syncing
        self._store: Store | None = None
        self._revision: int | None = None
        self._calendar: WorkCalendar | None = None
        self._deadline = desk.workspace.settings.deadline

    def use(self, desk: Desk) -> None:
        """Go on with other settings."""
        self._desk = desk
        self._calendar = None

    def tick(self, place: Place[Any]) -> None:
        """Show another second on a place that was read."""
        workspace = self._desk.workspace
        if self._calendar is None:
            self._calendar = load_calendar(workspace.notice.dates, workspace.days)
            self._deadline = workspace.asked_by
        now = self._desk.clock()
        place.tick(now, countdown(now, self._deadline, calendar=self._calendar))
        place.show_age(self._syncing.age(now))
        self._syncing.tick(now)

    def poll(self, place: Place[Any]) -> None:
        """Notice what another window, another desk or the sync wrote.

        Raises:
            SixOnesError: the database cannot be read; it is opened anew the next time.
        """
        try:
            if self._store is None:
                from store.db.database import open_store

                self._store = open_store(self._desk.workspace.database)
            if self._store.may_have_changed():
                self._syncing.look(self._store)
                self._revision = self._store.revision()
            if self._revision != place.revision:
                place.reload()
        except SixOnesError:
            self._store = None
            raise

    def close(self) -> None:
        """Close the Store."""
        if self._store is not None:
            self._store.close()
