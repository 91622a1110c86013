"""Questions of the reports: which sub-committee, as of when, which items, where to, who signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import SixOnesError
from store.text.visible import visible
from tui.dialogs.ask import AskText
from tui.dialogs.pick import Entry, Pick

if TYPE_CHECKING:
    from store.db.database import Store
    from tui.reports.screen import ReportsPlace

_ALL = "*"


class ScopeQuestions:
    """Asks over a place of reports, and hands it the answers."""

    def __init__(self, place: ReportsPlace) -> None:
        self._place = place
        self._say = place.desk.wording.say

    def unit(self) -> None:
        """One sub-committee, or all."""
        facts, wish = self._place.facts, self._place.wish
        if facts is None:
            return
        entries = [
            Entry(_ALL, self._say("reports.all_units")),
            *(Entry(unit.id, visible(unit.name)) for unit in facts.units),
        ]
        current = wish.unit_ids[0] if wish.unit_ids else _ALL
        self._place.app.push_screen(
            Pick(self._say("reports.ask_unit"), entries, self._place.desk.wording, current=current),
            self._unit,
        )

    def _unit(self, key: str | None) -> None:
        if key is not None:
            ids = () if key == _ALL else (key,)
            self._place.wished(replace(self._place.wish, unit_ids=ids))

    def moment(self) -> None:
        """As of when; nothing means now."""
        wish = self._place.wish
        zone = self._place.desk.workspace.notice.dates.zone
        text = f"{wish.as_of.astimezone(zone):%Y-%m-%d %H:%M}" if wish.as_of else ""
        self._ask("reports.ask_moment", text, self._moment)

    def _moment(self, text: str) -> None:
        from store.notice.when import parse_when

        moment: datetime | None = None
        if text:
            dates = self._place.desk.workspace.notice.dates
            moment = parse_when(text, dates.zone, end_of_work=dates.end_of_work)
        self._place.wished(replace(self._place.wish, as_of=moment))

    def items(self) -> None:
        """Which items; nothing means all."""
        self._ask("reports.ask_items", ",".join(self._place.wish.columns), self._items)

    def _items(self, text: str) -> None:
        from store.reports.export import columns_of

        desk = self._place.desk
        columns = columns_of(text, desk.workspace, desk.wording)
        self._place.wished(replace(self._place.wish, columns=columns))

    def folder(self) -> None:
        """Where reports go; nothing means the workspace's own folder."""
        self._ask("reports.ask_folder", str(self._place.target.parent), self._folder)

    def _folder(self, text: str) -> None:
        self._place.with_folder(Path(text).expanduser() if text else None)

    def name(self) -> None:
        """Who signs off the statement."""
        facts = self._place.facts
        if facts is None or facts.statement is None:
            error = facts.no_statement if facts else None
            if error is not None:
                self._place.said.say(self._place.desk.wording.error(error), "amber")
            return
        self._ask("reports.ask_name", "", self._sign)

    def _sign(self, name: str) -> None:
        desk = self._place.desk

        def work(store: Store, now: datetime) -> str:
            from store.keeping.signing import sign_off

            sign_off(store, desk.workspace, name, at=now, who=desk.who)
            return self._say("reports.signed", name=name)

        self._place.decide(work)

    def _ask(self, code: str, text: str, then: Callable[[str], None]) -> None:
        self._place.app.push_screen(
            AskText(self._say(code), self._place.desk.wording, text=text),
            partial(self._answered, then),
        )

    def _answered(self, then: Callable[[str], None], text: str | None) -> None:
        if text is None:
            return
        try:
            then(text)
        except SixOnesError as err:
            self._place.said.say(self._place.desk.wording.error(err), "amber")
