"""What every command is given: workspace, person, language, terminal and clock."""

from __future__ import annotations

import contextlib
import getpass
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from store.errors import UsageError
from store.starting.guest import GUEST
from store.text.visible import visible_json
from store.text.wording import Wording
from tui.base import served

# Windows has none, and no flow control.
if sys.platform != "win32":
    import termios

if TYPE_CHECKING:
    from store.workspace.workspace import Workspace


_CTRL_S = "\x13"


@dataclass(frozen=True, slots=True)
class Call:
    """One run of the command line.

    `scope` is the sub-committee of this run; None leaves that of the settings. `chosen` says
    that the workspace was named, by option or environment. `archive` is the archive that
    `folder` was opened from, `as_of` the moment that it is of.
    """

    wording: Wording
    folder: Path
    chosen: bool
    who: str
    scope: str | None
    environ: Mapping[str, str]
    archive: Path | None = None
    as_of: datetime | None = None

    def say(self, code: str, /, **params: object) -> str:
        """Word one message."""
        return self.wording.say(code, **params)

    def whole_workspace(self) -> Workspace:
        """Open the workspace with the scope of its settings; asks once whether it is trusted.

        Raises:
            ConfigError: as `open_workspace`; `workspace.untrusted` where nobody can be asked,
                or who was asked said no.
        """
        from store.workspace.workspace import open_workspace

        workspace = open_workspace(self.folder)
        # An archive opened as one connects to nothing and brings no template.
        if self.archive is None:
            self._require_trust(workspace)
        return workspace

    def _require_trust(self, workspace: Workspace) -> None:
        from store.workspace.trust import reaches, require_trust, trust, why_untrusted

        why = why_untrusted(workspace.folder, workspace.settings)
        if why is None:
            return
        if at_terminal():
            question = self.say(
                f"cli.ask.trust_{why}",
                folder=str(workspace.folder.absolute()),
                reaches=reaches(workspace.settings),
            )
            if self.confirmed(question):
                trust(workspace.folder, workspace.settings)
        require_trust(workspace.folder, workspace.settings)

    def workspace(self) -> Workspace:
        """Open the workspace, narrowed to the scope of this run.

        Raises:
            ConfigError: as `whole_workspace`.
        """
        import msgspec

        workspace = replace(
            self.whole_workspace(), outbox=served.outbox(), guest=bool(self.guest_of)
        )
        scope = self.guest_of or self.scope
        if scope is None:
            return workspace
        narrowed = msgspec.structs.replace(workspace.settings, scope=scope)
        own = bool(workspace.settings.scope)
        return replace(workspace, settings=narrowed, narrowed=not own)

    @property
    def guest_of(self) -> str | None:
        """The sub-committee that a session of the browser is bound to."""
        return self.environ.get(GUEST) or None

    def now(self) -> datetime:
        """This moment, aware; of an archive its own."""
        return self.as_of or datetime.now(UTC)

    def password(self, workspace: Workspace) -> str:
        """Find the authorization code; asks at a terminal.

        Raises:
            MailboxError: `password.none`.
        """
        from store.workspace.secrets import mail_password

        return mail_password(
            workspace.settings,
            environ=self.environ,
            ask=self.ask_code if at_terminal() else None,
        )

    def smtp_password(self, workspace: Workspace) -> str:
        """Find the password for sending; asks at a terminal.

        Raises:
            MailboxError: `password.none`.
        """
        from store.workspace.secrets import smtp_password

        return smtp_password(
            workspace.settings,
            environ=self.environ,
            ask=self.ask_code if at_terminal() else None,
        )

    def ask_code(self, user: str, host: str) -> str:
        """Ask a person for the authorization code; an empty answer gives up."""
        return ask(self.say("cli.ask.code", user=user, host=host), hidden=True)

    def meant(self, of: str, question: str, left: str) -> bool:
        """Ask whether something is meant; who says no reads that nothing was done.

        Raises:
            UsageError: `OF.needs_yes`: nobody can be asked.
        """
        if not at_terminal():
            raise UsageError(f"{of}.needs_yes")
        meant = self.confirmed(self.say(question))
        if not meant:
            click.echo(self.say(left))
        return meant

    def confirmed(self, question: str) -> bool:
        """Ask a person for a yes; everything else is a no."""
        answer = ask(self.say("cli.ask.confirm", question=question))
        return answer.strip().lower() in ("y", "yes", "是", "好", "确认")


def current_call(ctx: click.Context) -> Call:
    """The call that a command belongs to."""
    call = ctx.find_object(Call)
    if call is None:
        raise UsageError("usage.other", reason=ctx.command_path)
    return call


def ask(question: str, *, default: str = "", hidden: bool = False) -> str:
    """Ask at the terminal; Enter gives the default.

    Ctrl+S, which goes on in the screens, does not stop the terminal meanwhile.
    """
    with _without_flow_control():
        answer: str = click.prompt(
            question,
            default=default,
            show_default=bool(default),
            hide_input=hidden,
            err=True,
            prompt_suffix=" ",
        )
    return answer.replace(_CTRL_S, "").strip()


@contextlib.contextmanager
def _without_flow_control() -> Iterator[None]:
    if sys.platform != "win32" and sys.stdin is not None and sys.stdin.isatty():
        before = termios.tcgetattr(sys.stdin)
        changed = termios.tcgetattr(sys.stdin)
        changed[0] &= ~termios.IXON
        termios.tcsetattr(sys.stdin, termios.TCSANOW, changed)
        try:
            yield
        finally:
            termios.tcsetattr(sys.stdin, termios.TCSANOW, before)
    else:
        yield


def at_terminal() -> bool:
    """Whether a person can be asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def login_name() -> str:
    """The name under which the system knows the person; "?" where it knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


def print_json(value: object) -> None:
    """Print one JSON value on one line, in UTF-8 whatever the terminal speaks.

    What a terminal would obey stands in it as an escape.
    """
    import msgspec

    click.echo(visible_json(msgspec.json.encode(value).decode()).encode())
