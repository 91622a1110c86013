"""The step of the mailbox: where mail is read, tried out before one goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import work
from textual.widgets import Input

from mailsync.mailbox.providers import provider_of, servers_of
from store.errors import UsageError
from store.workspace.secrets import can_remember
from tui.places.mailbox_trial import report_lines
from tui.wizard.field_row import StepField
from tui.wizard.setup import Setup, mail_of, try_mail
from tui.wizard.step import StepContext, WizardStep, dropped, tls_choices


class MailStep(WizardStep):
    """Address, server and code; or a folder of exported mail."""

    NAME = "mail"
    TRIES = True
    ERRORS: ClassVar[Mapping[str, str]] = {
        "wizard.no_mailbox": "address",
        "wizard.no_host": "host",
        "wizard.port": "port",
        "wizard.plain": "tls",
        "wizard.no_file": "ca_file",
        "wizard.no_code": "code",
        "wizard.no_mail_folder": "mail_folder",
        "mailbox.": "host",
        "mailbox.not_imap": "port",
        "mailbox.unreachable": "port",
        "mailbox.plain_refused": "tls",
        "mailbox.tls_failed": "tls",
        "mailbox.starttls_missing": "tls",
        "mailbox.ca_file": "ca_file",
        "mailbox.certificate_untrusted": "ca_file",
        "mailbox.login_refused": "code",
        "mailbox.password_characters": "code",
        "mailbox.path": "mail_folder",
        "mailbox.not_mbox": "mail_folder",
    }

    def __init__(self, setup: Setup, context: StepContext) -> None:
        super().__init__(setup, context)
        self._guessed = servers_of(setup.address)[0]
        self._keeps_codes = True

    def on_mount(self) -> None:
        """Start in the first field; see whether a code can be kept."""
        self.look_for_keyring()

    @work(exclusive=True, group="keyring", exit_on_error=False)
    async def look_for_keyring(self) -> None:
        """Say so where this machine keeps no codes, and do not ask whether it shall."""
        self._keeps_codes = await asyncio.to_thread(can_remember)
        if not self._keeps_codes:
            self.row("keep_code").display = False
            self.show_about()

    def about(self) -> str:
        """What is asked, and how the provider of the mailbox gives an authorization code."""
        say, setup, typed = self.wording.say, self.setup, self.values()
        address, host = typed.get("address", setup.address), typed.get("host", setup.host)
        lines = [say("wizard.about.mail")]
        if not self._keeps_codes:
            lines.append(say("wizard.about.no_keyring"))
        return "\n".join([*lines, say(f"wizard.code_help.{provider_of(address, host)}")])

    def fields(self) -> Sequence[StepField]:
        """Address, server, code; or a folder."""
        say, setup = self.wording.say, self.setup
        return (
            StepField("address", setup.address, hint=say("wizard.hint.address")),
            StepField("host", setup.host, hint=say("wizard.hint.host")),
            StepField("port", setup.port, hint=say("wizard.hint.port")),
            StepField("tls", setup.tls, tls_choices(self.wording)),
            StepField("ca_file", setup.ca_file, hint=say("wizard.hint.ca_file")),
            StepField("code", setup.code, secret=True, hint=say("wizard.hint.code")),
            StepField(
                "keep_code",
                "yes" if setup.keep_code else "no",
                (("yes", say("settings.yes")), ("no", say("settings.no"))),
            ),
            StepField("mail_folder", setup.mail_folder, hint=say("wizard.hint.mail_folder")),
        )

    def given(self, values: Mapping[str, str]) -> Setup:
        """The mailbox; where nobody typed servers, those that the address leads to."""
        setup, address = self.setup, values["address"]
        host, smtp_host = servers_of(address)
        own_host = values["host"] not in ("", self._guessed)
        if own_host:
            # Who types a server's own name sends by it too, or by its neighbour.
            smtp_host = values["host"].replace("imap.", "smtp.", 1)
        same = (address, values["host"]) == (setup.address, setup.host)
        own_smtp = setup.smtp_host not in ("", servers_of(setup.address)[1])
        return replace(
            setup,
            address=address,
            host=values["host"] if own_host else host,
            port=values["port"],
            tls=values["tls"],
            ca_file=dropped(values["ca_file"]),
            code=values["code"],
            keep_code=values["keep_code"] == "yes",
            mail_folder=dropped(values["mail_folder"]),
            smtp_host=setup.smtp_host if own_smtp or same else smtp_host,
        )

    def check(self, setup: Setup) -> None:
        """Whether there is a mailbox."""
        mail_of(setup)

    def typed(self, name: str, value: str) -> None:
        """Guess the server of the address where nobody typed another; fit the help to it."""
        if name == "address":
            line = self.query_one("#host", Input)
            before, self._guessed = self._guessed, servers_of(value)[0]
            if line.value in ("", before):
                line.value = self._guessed
        if name in ("address", "host"):
            self.show_about()

    @work(exclusive=True, group="try", exit_on_error=False)
    async def try_it(self, setup: Setup) -> None:
        """Log in and say what lies there."""
        mail = mail_of(setup)
        if mail.kind == "imap" and not setup.code:
            self.refuse(UsageError("wizard.no_code"))
            return
        say = self.wording.say
        doing = (
            say("wizard.reading_folder", path=mail.path)
            if mail.kind == "folder"
            else say("wizard.connecting", host=mail.host, port=mail.port)
        )
        report = await self.worked(doing, partial(try_mail, setup))
        if report is not None:
            self.show_result(report_lines(report, self.wording))
