"""The step of sending: the server that letters leave by, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import work

from tui.places.mailbox_trial import outbox_lines
from tui.wizard.field_row import StepField
from tui.wizard.setup import Setup, smtp_of, try_sending
from tui.wizard.step import WizardStep, dropped, tls_choices


class SendingStep(WizardStep):
    """The server for letters; tried out without sending anything."""

    NAME = "sending"
    TRIES = True
    ERRORS: ClassVar[Mapping[str, str]] = {
        "wizard.no_smtp_host": "smtp_host",
        "wizard.no_sender": "smtp_user",
        "wizard.port": "smtp_port",
        "wizard.plain": "smtp_tls",
        "wizard.no_file": "smtp_ca_file",
        "mailbox.": "smtp_host",
        "mailbox.plain_refused": "smtp_tls",
        "mailbox.tls_failed": "smtp_tls",
        "mailbox.ca_file": "smtp_ca_file",
        "mailbox.certificate_untrusted": "smtp_ca_file",
        "outbox.": "smtp_host",
        "outbox.unreachable": "smtp_port",
        "outbox.login_refused": "smtp_code",
        "outbox.smtp_off": "smtp_code",
        "outbox.password_characters": "smtp_code",
    }

    def fields(self) -> Sequence[StepField]:
        """Server, port, encryption, certificates, sender and code."""
        say, setup = self.wording.say, self.setup
        return (
            StepField("smtp_host", setup.smtp_host, hint=say("wizard.hint.smtp_host")),
            StepField("smtp_port", setup.smtp_port, hint=say("wizard.hint.smtp_port")),
            StepField("smtp_tls", setup.smtp_tls, tls_choices(self.wording)),
            StepField("smtp_ca_file", setup.smtp_ca_file, hint=say("wizard.hint.smtp_ca_file")),
            StepField("smtp_user", setup.smtp_user, hint=say("wizard.hint.smtp_user")),
            StepField("smtp_code", setup.smtp_code, secret=True, hint=say("wizard.hint.smtp_code")),
        )

    def given(self, values: Mapping[str, str]) -> Setup:
        """The server for sending."""
        return replace(
            self.setup,
            smtp_host=values["smtp_host"],
            smtp_port=values["smtp_port"],
            smtp_tls=values["smtp_tls"],
            smtp_ca_file=dropped(values["smtp_ca_file"]),
            smtp_user=values["smtp_user"],
            smtp_code=values["smtp_code"],
        )

    def check(self, setup: Setup) -> None:
        """Whether it can be meant; none at all is fine."""
        smtp_of(setup)

    @work(exclusive=True, group="try", exit_on_error=False)
    async def try_it(self, setup: Setup) -> None:
        """Log in and leave again."""
        smtp = smtp_of(setup)
        doing = self.wording.say("wizard.connecting", host=smtp.host, port=smtp.port)
        report = await self.worked(doing, partial(try_sending, setup))
        if report is not None:
            self.show_result(outbox_lines(report, self.wording))
