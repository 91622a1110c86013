"""The mails of a pile as a list to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from store.text.visible import visible
from store.views.inbox.queue import QueueLine
from tui.base import keys
from tui.base.cells import crop, fit
from tui.base.desk import Desk
from tui.inbox.mail_signs import mail_sign
from tui.widgets.lines_below import Said
from tui.widgets.painted import Line
from tui.widgets.row_list import Row, RowList

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
        rows = [Row(str(one.mail_id), partial(self._line, one)) for one in self._lines]
        mails.show([Row(None, self._head), *rows] if rows else [])
        if self._current is not None:
            mails.go_to(str(self._current))
        mails.focus()
        self.query_one(Said).say(self._desk.wording.say("intake.list_keys"), "dim")

    def _head(self, width: int) -> Line:
        say = self._desk.wording.say
        names = (("sign", _SIGN), ("day", _DAY), ("files", _FILES), ("who", _WHO))
        words = "".join(fit(say(f"intake.list.{name}"), room) for name, room in names)
        words += say("intake.list.subject")
        return ((crop(" " * RowList.MARK_WIDTH + words, width), "dim"),)

    def _line(self, line: QueueLine, width: int) -> Line:
        came = line.received
        dates = self._desk.workspace.notice.dates
        day = dates.local(came.received_at).strftime("%m-%d") if came.received_at else "--"
        sign, ink = mail_sign(line, self._desk.wording)
        count = f"{line.waiting}/{line.files}" if line.conversation is None else ""
        who = visible(came.sender_name or came.sender_email).replace("\n", " ")
        subject = visible(came.subject).replace("\n", " ")
        return (
            (fit(sign, _SIGN), f"{ink} bold"),
            (fit(day, _DAY), "dim"),
            (fit(count, _FILES), "blue" if line.waiting else "dim"),
            (fit(who, _WHO - 1) + " ", "dim"),
            (crop(subject, max(width - _SIGN - _DAY - _FILES - _WHO, 4)), "text"),
        )

    def action_take(self) -> None:
        """Take the mail under the cursor."""
        current = self.query_one(RowList).current
        self.dismiss(None if current is None else int(current))

    @on(RowList.Opened)
    def _opened(self, message: RowList.Opened) -> None:
        self.dismiss(int(message.key))
