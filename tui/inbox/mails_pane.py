"""The mails of the pile at the left of 收件: whose they are, since when, why they wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from store.text.visible import visible
from store.text.wording import Wording
from store.views.inbox.queue import QueueLine
from tui.base.cells import crop, fit
from tui.inbox.mail_signs import mail_sign
from tui.widgets.painted import Line
from tui.widgets.row_list import Row, RowList

_DAY_S = 86_400


class MailsPane(RowList, can_focus=False, inherit_bindings=False):
    """Two lines a mail: sender's unit and age; subject, files, why it waits."""

    def __init__(self, wording: Wording, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id, empty=wording.say("intake.nothing"), one_click=True)
        self._wording = wording

    def list_mails(
        self,
        lines: Sequence[QueueLine],
        current: int | None,
        units: Mapping[str, str],
        now: datetime,
    ) -> None:
        """Show the mails of a pile; `units` are the senders' units by address."""
        rows: list[Row] = []
        for line in lines:
            rows.append(Row(None, partial(self._head, line, units, now)))
            rows.append(Row(str(line.mail_id), partial(self._subject, line)))
        self.show(rows)
        if current is not None:
            self.go_to(str(current))

    def _head(self, line: QueueLine, units: Mapping[str, str], now: datetime, width: int) -> Line:
        came = line.received
        address = came.sender_email.strip().lower()
        who = units.get(address) or came.sender_name or came.sender_email
        age = ""
        if came.received_at is not None:
            days = int((now - came.received_at).total_seconds() // _DAY_S)
            age = self._wording.say("intake.age", n=days) if days > 0 else ""
        room = max(width - 8, 4)
        flat = visible(who).replace("\n", " ")
        return ((fit(crop(flat, room), room), "strong bold"), (f"{age:>7}", "dim"))

    def _subject(self, line: QueueLine, width: int) -> Line:
        sign, ink = mail_sign(line, self._wording)
        files = ""
        if line.conversation is None:
            files = self._wording.say("intake.files", n=line.waiting or line.files)
        room = max(width - 14, 4)
        subject = visible(line.received.subject).replace("\n", " ")
        return (
            (fit(crop(subject, room - 1), room), "text"),
            (fit(files, 6), "blue" if line.waiting else "dim"),
            (crop(sign, 8), f"{ink} bold"),
        )
