"""Mails that were not read whole, and messages that could not be stored: which, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult

from store.db.acts import subject_id
from store.db.database import Store
from store.text.visible import visible
from store.views.board.types import MailProblem
from store.views.inbox.problems import mail_problems
from tui.base import keys
from tui.base.actions import Command
from tui.base.desk import Desk
from tui.base.worded_facts import problem_words
from tui.places.place import Place
from tui.widgets.painted import Line, Span, wrapped
from tui.widgets.place_head import PlaceHead
from tui.widgets.row_list import RowList
from tui.widgets.table import Column, Table
from tui.widgets.text_pane import TextPane

_DAY, _SENDER = 13, 26


class ProblemsPlace(Place["tuple[MailProblem, ...]"]):
    """A list, and below it what could not be read of the mail under the cursor."""

    NAME = "problems"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("open_mail", keys.DO, "kan you jian", 3),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._mails: dict[str, MailProblem] = {}

    def body(self) -> ComposeResult:
        """The list and the details."""
        yield RowList(id="problems", empty=self.desk.wording.say("problems.none"))
        yield TextPane(id="problem")

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.query_one(RowList).focus()

    def read(self, store: Store) -> tuple[MailProblem, ...]:
        """Every mail that was not read whole."""
        return mail_problems(store)

    def show(self, facts: tuple[MailProblem, ...]) -> None:
        """Draw the list."""
        self._mails = {mail.subject: mail for mail in facts}
        table = self._table()
        self.query_one(RowList).show([table.row(one.subject, one) for one in facts])
        unread = sum(mail.received is None for mail in facts)
        say = self.desk.wording.say
        counts = [(say("problems.count", n=len(facts)) + "  ", "dim")]
        if unread:
            counts.append((say("problems.count_unread", n=unread), "red bold"))
        self.query_one(PlaceHead).count(counts)
        self._show_detail()

    def on_row_list_moved(self) -> None:
        """Show another mail's details."""
        self._show_detail()

    def on_row_list_opened(self) -> None:
        """A second click looks at the mail."""
        self.action_open_mail()

    @property
    def current(self) -> MailProblem | None:
        """The mail under the cursor."""
        return self._mails.get(self.query_one(RowList).current or "")

    def can(self) -> Mapping[str, bool]:
        """A mail can be looked at where there is one."""
        return {"open_mail": self.current is not None}

    def action_open_mail(self) -> None:
        """Look at the mail and its files in 收件."""
        mail = self.current
        if mail is None:
            return
        if any(problem.code == "mail.bounce_unfit" for problem in mail.problems):
            # Where the letters are, one key ties it.
            self.app.call_later(self.run_action, "app.go('letters')")
            return
        if not mail.files:
            self.say("problems.no_files", ink="amber")
            return
        go = f"app.go('intake', '{subject_id(mail.subject)}')"
        self.app.call_later(self.run_action, go)

    # -- drawing ---------------------------------------------------------------------------

    def _at(self, mail: MailProblem, form: str) -> str:
        dates = self.desk.workspace.notice.dates
        return "-" if mail.at is None else dates.local(mail.at).strftime(form)

    def _table(self) -> Table[MailProblem]:
        return Table(
            Column(lambda mail: (self._at(mail, "%m-%d %H:%M"), "text"), _DAY),
            Column(self._sender, _SENDER),
            Column(self._subject),
        )

    def _sender(self, mail: MailProblem) -> Span:
        if came := mail.received:
            return visible(came.sender_email or came.sender_name), "dim"
        return visible(self.desk.wording.say("problems.in", folder=mail.folder)), "amber"

    def _subject(self, mail: MailProblem) -> Span:
        if came := mail.received:
            return visible(came.subject), "text"
        return self.desk.wording.say("problems.unread"), "red"

    def _show_detail(self) -> None:
        self.query_one("#problem", TextPane).show(self._detail)

    def _detail(self, width: int) -> list[Line]:
        mail, say = self.current, self.desk.wording.say
        if mail is None:
            return []
        came = mail.received
        at = self._at(mail, "%Y-%m-%d %H:%M:%S")
        if came is None:
            told = [
                (say("problems.unread"), "red bold"),
                (say("problems.where", folder=mail.folder, at=at), "text"),
            ]
        else:
            sender = came.sender_email or came.sender_name
            told = [
                (came.subject or "-", "strong bold"),
                (say("problems.mail", sender=sender, at=at, n=mail.files), "dim"),
            ]
        told += [(problem_words(one, self.desk.wording), "amber") for one in mail.problems]
        lines: list[Line] = []
        for text, ink in told:
            lines += wrapped(text, width, ink)
        return lines
