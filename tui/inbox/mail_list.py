"""The mails of a pile as a list to choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from store.text.visible import visible
from store.views.inbox.queue import QueueLine
from tui.base import keys
from tui.base.desk import Desk
from tui.inbox.mail_signs import mail_sign
from tui.widgets.lines_below import Said
from tui.widgets.painted import Span
from tui.widgets.row_list import RowList
from tui.widgets.table import Column, Table

# Cells of the columns before the subject, which has the rest.
_SIGN, _DAY, _FILES, _WHO = 9, 7, 7, 16


class MailList(ModalScreen[int | None]):
    """Gives the chosen mail, None where the list was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.LEAVE.binding("dismiss(None)"),
        keys.DO.binding("take"),
    ]

    def __init__(self, lines: Sequence[QueueLine], current: int | None, desk: Desk) -> None:
        super().__init__()
        self._lines = tuple(lines)
        self._current = current
        self._desk = desk

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="box wide"):
            yield RowList(id="mails", empty=self._desk.wording.say("intake.nothing"))
            yield Said()

    def on_mount(self) -> None:
        """Show the mails, from the one in hand."""
        mails = self.query_one(RowList)
        table = self._table()
        rows = [table.row(str(one.mail_id), one) for one in self._lines]
        mails.show([table.head_row(), *rows] if rows else [])
        if self._current is not None:
            mails.go_to(str(self._current))
        mails.focus()
        self.query_one(Said).say(self._desk.wording.say("intake.list_keys"), "dim")

    def _table(self) -> Table[QueueLine]:
        def titled(name: str, width: int, draw: Callable[[QueueLine], Span]) -> Column[QueueLine]:
            return Column(draw, width, self._desk.wording.say(f"intake.list.{name}"))

        return Table(
            titled("sign", _SIGN, self._sign),
            titled("day", _DAY, self._day),
            titled("files", _FILES, _files),
            titled("who", _WHO, _who),
            titled("subject", 0, _subject),
        )

    def _sign(self, line: QueueLine) -> Span:
        sign, ink = mail_sign(line, self._desk.wording)
        return sign, f"{ink} bold"

    def _day(self, line: QueueLine) -> Span:
        dates, at = self._desk.workspace.notice.dates, line.received.received_at
        return f"{dates.local(at):%m-%d}" if at else "--", "dim"

    def action_take(self) -> None:
        """Take the mail under the cursor."""
        current = self.query_one(RowList).current
        self.dismiss(None if current is None else int(current))

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened) -> None:
        self.dismiss(int(message.key))


def _files(line: QueueLine) -> Span:
    count = f"{line.waiting}/{line.files}" if line.conversation is None else ""
    return count, "blue" if line.waiting else "dim"


def _who(line: QueueLine) -> Span:
    came = line.received
    return visible(came.sender_name or came.sender_email).replace("\n", " "), "dim"


def _subject(line: QueueLine) -> Span:
    return visible(line.received.subject).replace("\n", " "), "text"
