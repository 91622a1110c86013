"""The steps of the first run that ask: notice, mailbox, roster, scope."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from textual import on
from textual.widgets import Input

from mailsync.mailbox.contract import MailboxReport
from store.notice.notice import load_notice, shipped_notices
from store.notice.when import parse_when
from store.roster.preview import describe_question, option_words
from store.roster.questions import Question, answered
from tui.base.given_paths import read_paths
from tui.dialogs.pick import Entry, Pick
from tui.places.mailbox_trial import code_help, report_lines, servers_of
from tui.widgets.lines_below import Said
from tui.widgets.text_pane import TextPane
from tui.wizard.first_run import RosterPreview, Wishes, finish, mail_of, preview_roster, try_mail
from tui.wizard.step import Asked, WizardStep

_OWN_NOTICE = "own"


class NoticeStep(WizardStep):
    """Which notice, and until when."""

    NAME = "notice"

    def asked(self, wishes: Wishes) -> Sequence[Asked]:
        """The notice and the deadline."""
        say = self.wording.say
        known = tuple((name, load_notice(name).number) for name in shipped_notices())
        own = wishes.notice not in shipped_notices()
        return (
            Asked(
                "notice",
                _OWN_NOTICE if own else wishes.notice,
                (*known, (_OWN_NOTICE, say("wizard.own_notice"))),
            ),
            Asked("notice_file", wishes.notice if own else "", hint=say("wizard.hint.notice_file")),
            Asked("deadline", wishes.deadline, hint=say("wizard.hint.deadline")),
        )

    def given(self, values: Mapping[str, str]) -> Wishes:
        """Check that the notice can be read, and the deadline."""
        own = values["notice"] == _OWN_NOTICE
        notice = values["notice_file"] if own else values["notice"]
        loaded = load_notice(Path(notice).expanduser() if own else notice)
        if values["deadline"]:
            dates = loaded.dates
            parse_when(values["deadline"], dates.zone, end_of_work=dates.end_of_work)
        return replace(self.wizard.wishes, notice=notice, deadline=values["deadline"])


class MailStep(WizardStep):
    """Where mail is read, tried out before one goes on."""

    NAME = "mail"
    TRIES = True

    def about(self) -> str:
        """How the provider of the address gives an authorization code."""
        say = self.wording.say
        return say("wizard.about.mail") + "\n" + say(code_help(self.wizard.wishes.address))

    def asked(self, wishes: Wishes) -> Sequence[Asked]:
        """Address, servers, code; or a folder."""
        say = self.wording.say
        tls = tuple(
            (one, say(f"settings.value.tls.{one}")) for one in ("implicit", "starttls", "none")
        )
        yes_no = (("yes", say("settings.yes")), ("no", say("settings.no")))
        return (
            Asked("address", wishes.address, hint=say("wizard.hint.address")),
            Asked("host", wishes.host, hint="imap.163.com"),
            Asked("port", wishes.port, hint=say("wizard.hint.port")),
            Asked("tls", wishes.tls, tls),
            Asked("code", wishes.code, secret=True, hint=say("wizard.hint.code")),
            Asked("keep_code", "yes" if wishes.keep_code else "no", yes_no),
            Asked("smtp_host", wishes.smtp_host, hint=say("wizard.hint.smtp_host")),
            Asked("mail_folder", wishes.mail_folder, hint=say("wizard.hint.mail_folder")),
        )

    def given(self, values: Mapping[str, str]) -> Wishes:
        """Check that there is a mailbox."""
        wishes = replace(
            self.wizard.wishes,
            address=values["address"],
            host=values["host"],
            port=values["port"],
            tls=values["tls"],
            code=values["code"],
            keep_code=values["keep_code"] == "yes",
            smtp_host=values["smtp_host"],
            mail_folder=values["mail_folder"],
        )
        mail_of(wishes)
        return wishes

    @on(Input.Changed, "#address")
    def _guess(self, event: Input.Changed) -> None:
        """Guess the servers of the address where nobody typed others."""
        before = servers_of(self.wizard.wishes.address)
        guessed = servers_of(event.value)
        for name, old, new in zip(("host", "smtp_host"), before, guessed, strict=True):
            field = self.query_one(f"#{name}", Input)
            if field.value in ("", old):
                field.value = new
        self.wizard.wishes = replace(self.wizard.wishes, address=event.value.strip())
        self.query_one("#wizard-about", TextPane).show(self._about_lines)

    def try_it(self, wishes: Wishes) -> None:
        """Log in and say what lies there."""
        self.query_one(Said).say(self.wording.say("trial.trying"))
        work = partial(try_mail, wishes, self.wording, now=self.wizard.clock())
        self.run_job("trial", work, self._tried)

    def _tried(self, report: MailboxReport) -> None:
        self.query_one(Said).say("")
        self.show_result(report_lines(report, self.wording))


class ScopeStep(WizardStep):
    """The whole university or one sub-committee."""

    NAME = "scope"

    def asked(self, wishes: Wishes) -> Sequence[Asked]:
        """The name of the sub-committee; the roster is not known yet."""
        return (Asked("scope", wishes.scope, hint=self.wording.say("wizard.hint.scope")),)

    def given(self, values: Mapping[str, str]) -> Wishes:
        """The scope."""
        return replace(self.wizard.wishes, scope=values["scope"])


class RosterStep(WizardStep):
    """Which branches take part, seen before they are imported; then everything is made."""

    NAME = "roster"
    TRIES = True

    def about(self) -> str:
        """What a roster holds, and what will be made where."""
        say = self.wording.say
        scope = self.wizard.wishes.scope
        lines = [say("wizard.about.roster")]
        if scope:
            lines.append(say("wizard.about.roster_scope", scope=scope))
        lines.append(say("wizard.about.make", folder=str(self.wizard.folder.absolute())))
        return "\n".join(lines)

    def asked(self, wishes: Wishes) -> Sequence[Asked]:
        """The two files."""
        say = self.wording.say
        return (
            Asked("roster", wishes.roster, hint=say("wizard.hint.roster")),
            Asked("sub_committees", wishes.sub_committees, hint=say("wizard.hint.sub_committees")),
        )

    def given(self, values: Mapping[str, str]) -> Wishes:
        """The files as they were typed or dropped."""
        return replace(
            self.wizard.wishes,
            roster=_dropped(values["roster"]),
            sub_committees=_dropped(values["sub_committees"]),
        )

    def after(self) -> None:
        """Look at the files before making anything; without any there is nothing to look at."""
        if self.wizard.wishes.roster or self.wizard.wishes.sub_committees:
            self._read(self._seen_and_on)
        else:
            self._make()

    def try_it(self, wishes: Wishes) -> None:  # noqa: ARG002  (the wizard keeps them)
        """Show what an import would bring."""
        self._read(self._seen)

    def _read(self, then: Callable[[RosterPreview], None]) -> None:
        work = partial(preview_roster, self.wizard.wishes, self.wording, now=self.wizard.clock())
        self.run_job("roster", work, then)

    def _seen(self, found: RosterPreview) -> None:
        self.query_one(Said).say("")
        if found.questions:
            self._ask(found.questions[0])
        else:
            self.show_result([((line, "text"),) for line in found.lines])

    def _seen_and_on(self, found: RosterPreview) -> None:
        """The first Ctrl+S shows the preview, the second one makes the workspace."""
        seen = bool(found.lines) and [line[0][0] for line in self._result] == found.lines
        self._seen(found)
        if seen:
            self._make()
        elif not found.questions:
            self.query_one(Said).say(self.wording.say("wizard.look"), "done")

    def _ask(self, question: Question) -> None:
        """Ask one thing that the roster leaves open, then read it again."""
        lines = describe_question(question, self.wording)
        self.show_result([((line, "text"),) for line in lines])
        entries = [
            Entry(option, option_words(question, option, self.wording))
            for option in question.options
        ]

        def picked(option: str | None) -> None:
            if option is None:
                return
            wishes = self.wizard.wishes
            answers = answered(wishes.answers, question, option)
            self.wizard.wishes = replace(wishes, answers=answers)
            self._read(self._seen)

        self.app.push_screen(
            Pick(lines[0], entries, self.wording, current=question.proposal or None), picked
        )

    def _make(self) -> None:
        self.query_one(Said).say(self.wording.say("wizard.making"))
        wizard = self.wizard
        work = partial(
            finish,
            wizard.wishes,
            wizard.folder,
            wizard.wording,
            now=wizard.clock(),
            who=wizard.who,
        )
        self.run_job("make", work, wizard.made)


def _dropped(text: str) -> str:
    """A path as it was typed, or dropped into the terminal."""
    found = read_paths(text)
    return str(found[0]) if len(found) == 1 else text
