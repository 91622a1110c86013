"""How a mark is asked for and decided: a form, its check, the decision, the sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from store.db.database import Store
from store.decisions.marks import Marking
from store.errors import UsageError
from store.model import FileKind
from store.notice.when import parse_until
from store.text.visible import visible
from store.views.board.types import BranchRow
from tui.board.screen import BoardScreen
from tui.dialogs.form import Field, MarkForm

if TYPE_CHECKING:
    from datetime import datetime

YES, NO = "yes", "no"


class MarkAsking:
    """Asks what is needed, then has the board decide."""

    def __init__(self, board: BoardScreen) -> None:
        self._board = board
        self._typed: dict[str, Mapping[str, str]] = {}

    def _ask(
        self,
        name: str,
        rows: tuple[BranchRow, ...],
        fields: tuple[Field, ...],
        write: Callable[..., str],
        *,
        text: str = "",
    ) -> None:
        """Open a form; what it gives is written by `write(store, values, rows, marking)`.

        Where somebody else decided on the same meanwhile, nothing is written; the next form of
        this mark has what was typed.
        """
        board = self._board
        if board.view is None or (not rows and name != "due"):
            return
        kept = self._typed.get(name, {})
        fields = tuple(replace(field, value=kept.get(field.name, field.value)) for field in fields)
        title = self._title(f"mark.{name}", rows) if rows else self._say(f"mark.{name}")
        form = MarkForm(
            title,
            fields,
            board.desk.wording,
            text=text,
            check=partial(self._check, name),
        )
        revision = board.revision

        def answered(values: Mapping[str, str] | None) -> None:
            if values is None:
                return
            self._typed[name] = values

            def work(store: Store, now: datetime) -> str:
                said = write(store, values, rows, Marking(now, board.desk.who, revision))
                self._typed.pop(name, None)
                return said

            board.decide(work)

        board.app.push_screen(form, answered)

    def _check(self, name: str, values: Mapping[str, str]) -> None:
        """Refuse what the store would refuse, while the form is still open."""
        deadline = self._board.desk.workspace.settings.deadline
        if name == "extend" and self._until(values["until"], deadline) <= deadline:
            raise UsageError("mark.extension_adds_nothing")
        if name == "due" and values["until"]:
            self._until(values["until"], self._board.desk.clock())
        if "day" in values:
            self._until(values["day"], self._board.desk.clock())
        if name in ("extend", "accept", "withdraw") and not values["reason"]:
            raise UsageError("mark.no_reason")
        if name == "note" and not values["text"]:
            raise UsageError("mark.no_text")
        if name == "accept" and YES not in values.values():
            raise UsageError("mark.nothing_chosen")

    def _until(self, text: str, base: datetime) -> datetime:
        dates = self._board.desk.workspace.notice.dates
        return parse_until(text, base, dates.zone, end_of_work=dates.end_of_work)

    def _today(self) -> str:
        desk = self._board.desk
        return desk.clock().astimezone(desk.workspace.notice.dates.zone).date().isoformat()

    def _moment(self, moment: datetime) -> str:
        local = moment.astimezone(self._board.desk.workspace.notice.dates.zone)
        return f"{local.month}-{local.day:02d} {local.hour}:{local.minute:02d}"

    def _title(self, code: str, rows: tuple[BranchRow, ...]) -> str:
        title, name = self._say(code), visible(rows[0].branch.name)
        more = self._say("mark.and_more", n=len(rows)) if len(rows) > 1 else ""
        return f"{title}  {name}{more}"

    def _kind(self, kind: FileKind) -> str:
        return self._say(f"kind.{kind}")

    def _say(self, code: str, **params: object) -> str:
        return self._board.desk.wording.say(code, **params)
