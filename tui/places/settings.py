"""The settings: shown with what they mean, changed one by one, kept in `sixones.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult

from mailsync.mailbox.contract import MailboxReport
from store.db.database import Store
from store.errors import ConfigError
from store.intake.folders_left import folders_left
from store.model import Problem
from store.notice.calendar import load_calendar
from store.roster.stored import load_roster
from store.text.visible import visible
from store.text.wording import load
from store.workspace.advice import settings_advice
from store.workspace.secrets import remember_password
from store.workspace.settings import KEYS, value_of
from store.workspace.workspace import (
    Workspace,
    carried_over,
    change_setting,
    check_setting,
    is_resettable,
)
from tui.base import keys
from tui.base.actions import Command
from tui.base.cells import wrap
from tui.base.desk import Desk
from tui.base.job_host import ASKING
from tui.base.messages import SettingsChanged
from tui.base.sync_words import folders_words
from tui.dialogs.ask import AskText
from tui.dialogs.pick import Entry, Pick
from tui.places.mailbox_trial import report_lines, try_mailbox
from tui.places.place import Place
from tui.places.setting_words import (
    name_of,
    section_of,
    shown_keys,
    typed_text,
    value_words,
    values_for,
)
from tui.widgets.painted import Line, Span, wrapped
from tui.widgets.row_list import Row, RowList, heading
from tui.widgets.table import Column, Table
from tui.widgets.text_pane import TextPane

_NAME = 27
# A change of these asks for another authorization code.
_ANOTHER_LOGIN = frozenset(("mail.host", "mail.user", "mail.kind"))


@dataclass(frozen=True, slots=True)
class SettingsFacts:
    """What the screen shows beside the settings themselves."""

    units: tuple[str, ...]
    advice: tuple[Problem, ...]
    left: tuple[tuple[str, int | None, bool], ...] = ()


class SettingsPlace(Place[SettingsFacts]):
    """A list of settings; below it what the one under the cursor means."""

    NAME = "settings"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("change", keys.DO, "xiu gai", 3),
        Command("reset", keys.NO, "hui fu mo ren", 4),
        Command("try_mailbox", None, "shi lian you xiang", 5),
        Command("keep_code", None, "bao cun shou quan ma", 6),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._facts = SettingsFacts((), ())
        self._report: list[Line] = []
        self._begin_at: str | None = None

    def open_at(self, part: str) -> None:
        """Go to one setting, by its key, once the settings are read."""
        if self.unread:
            self._begin_at = part
        else:
            self.query_one("#settings", RowList).go_to(part)

    def body(self) -> ComposeResult:
        """The list and the explanation."""
        yield RowList(id="settings")
        yield TextPane(id="about")

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.query_one("#settings", RowList).focus()

    def read(self, store: Store) -> SettingsFacts:
        """The names of the sub-committees, and what is remarkable of the settings."""
        workspace = self.desk.workspace
        calendar = load_calendar(workspace.notice.dates, workspace.days)
        advice = settings_advice(workspace, now=self.desk.clock(), calendar=calendar)
        units = tuple(unit.name for unit in load_roster(store).sub_committees)
        return SettingsFacts(units, advice, tuple(folders_left(store)))

    def show(self, facts: SettingsFacts) -> None:
        """Draw the list."""
        self._facts = facts
        rows, table = list[Row](), self._table()
        before = ""
        for key in shown_keys():
            if section_of(key) != before:
                before = section_of(key)
                title = self.desk.wording.say(f"settings.section.{before}")
                rows.append(heading(title))
            rows.append(table.row(key, key))
        listed = self.query_one("#settings", RowList)
        listed.show(rows)
        if self._begin_at is not None:
            listed.go_to(self._begin_at)
            self._begin_at = None
        self._explain()

    def can(self) -> Mapping[str, bool]:
        """What may be done with the setting under the cursor."""
        key = self.query_one("#settings", RowList).current
        workspace = self.desk.workspace
        return {
            "change": key is not None,
            "reset": key is not None and is_resettable(workspace, key),
            "keep_code": workspace.settings.mail.kind != "folder",
        }

    def on_row_list_moved(self) -> None:
        """Explain another setting."""
        self._report = []
        self._explain()

    def on_row_list_opened(self) -> None:
        """A second click changes the setting."""
        self.action_change()

    # -- changing --------------------------------------------------------------------------

    @work(group=ASKING, exit_on_error=False)
    async def action_change(self) -> None:
        """Choose or type another value for the setting under the cursor."""
        key = self.query_one("#settings", RowList).current
        if key is None:
            return
        wording = self.desk.wording
        value = value_of(self.desk.workspace.settings, key)
        title = name_of(key, wording)
        values = values_for(key, self._facts.units)
        current = str(value).lower() if isinstance(value, bool) else str(value)
        entries = [Entry(one, visible(self._worded(key, one))) for one in values]
        chosen = await self.app.push_screen_wait(
            Pick(title, entries, wording, current=current)
            if values
            else AskText(
                title, wording, text=typed_text(value), check=partial(self._wrong_with, key)
            )
        )
        if chosen is not None:
            self._change(key, chosen)

    def _wrong_with(self, key: str, typed: str) -> str:
        """What is wrong with what was typed for a setting; "" where it can be set."""
        try:
            check_setting(self.desk.workspace, key, typed)
        except ConfigError as err:
            return self.desk.wording.error(err, place="settings")
        return ""

    def _worded(self, key: str, value: str) -> str:
        words = {"true": True, "false": False}
        return value_words(key, words.get(value, value), self.desk.wording)

    def action_reset(self) -> None:
        """Take the setting out of the file, so that the printed default holds."""
        key = self.query_one("#settings", RowList).current
        if key is not None:
            self._change(key, None)

    def _change(self, key: str, value: str | None) -> None:
        work = partial(_written, self.desk.workspace, key, value)
        self.run_job("setting", work, partial(self._changed, key))

    def _changed(self, key: str, workspace: Workspace) -> None:
        """Go on with the changed setting at once."""
        wording = self.desk.wording
        if key == "language":
            wording = load(workspace.settings.language)
        code = "settings.saved_login" if key in _ANOTHER_LOGIN else "settings.saved"
        said = wording.say(
            code,
            name=name_of(key, wording),
            value=value_words(key, value_of(workspace.settings, key), wording),
        )
        self.post_message(SettingsChanged(workspace, wording, said, key))

    # -- the mailbox -----------------------------------------------------------------------

    def action_try_mailbox(self) -> None:
        """Log in with the settings as they are, and say what lies there."""
        self.say("trial.trying")
        work = partial(try_mailbox, self.desk.workspace, self.desk.password)
        self.run_job("trial", work, self._tried)

    def _tried(self, report: MailboxReport) -> None:
        self.said.say("")
        self._report = report_lines(report, self.desk.wording)
        self._explain()

    @work(group=ASKING, exit_on_error=False)
    async def action_keep_code(self) -> None:
        """Ask for the authorization code and keep it in the system's keyring."""
        mail = self.desk.workspace.settings.mail
        if mail.kind == "folder":
            self.say("settings.no_code_needed", ink="amber")
            return
        question = self.desk.wording.say("settings.ask_code", user=mail.user, host=mail.host)
        code = await self.app.push_screen_wait(AskText(question, self.desk.wording, secret=True))
        if code:
            keep = partial(remember_password, mail.host, mail.user, code)
            self.run_job("code", keep, self._code_kept)

    def _code_kept(self, kept: bool) -> None:
        self.say(
            "settings.code_kept" if kept else "settings.code_not_kept",
            ink="done" if kept else "amber",
        )

    # -- drawing ---------------------------------------------------------------------------

    def _table(self) -> Table[str]:
        return Table(
            Column(lambda key: (name_of(key, self.desk.wording), "strong"), _NAME),
            Column(self._value),
        )

    def _value(self, key: str) -> Span:
        value = value_of(self.desk.workspace.settings, key)
        words = visible(value_words(key, value, self.desk.wording))
        return words, "dim" if typed_text(value) == "" else "text"

    def _explain(self) -> None:
        self.query_one("#about", TextPane).show(self._about)

    def _about(self, width: int) -> list[Line]:
        if self._report:
            return [((part, ink),) for ((text, ink),) in self._report for part in wrap(text, width)]
        wording = self.desk.wording
        key = self.query_one("#settings", RowList).current
        lines: list[Line] = []
        if key is not None:
            about = wording.say(f"settings.comment.{key}")
            lines += wrapped(about, width, "text")
            if key == "mail.folders" and (said := folders_words(self._facts.left, wording)):
                lines += wrapped(said, width, "amber")
            where = "settings.in_own_file" if key in KEYS else "settings.in_file"
            lines.append(((wording.say(where, key=key), "dim"),))
        for problem in self._facts.advice:
            said = wording.say(problem.code, **problem.params)
            lines += wrapped(said, width, "amber")
        return lines


def _written(workspace: Workspace, key: str, value: str | None) -> Workspace:
    """Write one setting and give the workspace to go on with."""
    return carried_over(workspace, change_setting(workspace, key, value), key)
