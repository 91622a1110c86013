"""`sixones` without a command: the dashboard, or the first run where there is none yet."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from store.errors import ConfigError, MailboxError
from tui.commands.call import Call, at_terminal

if TYPE_CHECKING:
    from store.config import Workspace


def open_board(call: Call) -> int:
    """Open the dashboard of the workspace and stay until it is left.

    Without a workspace, or with settings that cannot be read, a few steps lead to one.
    """
    try:
        workspace = call.workspace()
    except ConfigError as err:
        if not (at_terminal() and sys.stdout.isatty()):
            raise
        return _first_run(call, err)
    if not workspace.settings.demo:
        return show_board(call, workspace, _code_at_hand(call, workspace))
    from mailsync.demo.kept import with_kept_server

    with with_kept_server(workspace) as (served, code):
        return show_board(call, served, code or "")


def _first_run(call: Call, problem: ConfigError) -> int:
    from store.wording import load
    from tui.wizard import Wizard

    wizard = Wizard(
        call.folder,
        language=call.wording.language,
        who=call.who,
        problem=None if problem.code == "workspace.none" else problem,
    )
    outcome = wizard.run()
    if outcome is None or outcome.kind == "left":
        return 0
    call = replace(call, wording=load(outcome.language))
    if outcome.kind == "demo":
        from tui.commands.demo import play

        return play(call)
    if outcome.code is None:
        return open_board(call)
    return show_board(call, call.workspace(), outcome.code)


def show_board(call: Call, workspace: Workspace, code: str | None) -> int:
    """Run the screens; `code` is the authorization code, None to look for it at the first sync."""
    from tui.start import start_dashboard

    start_dashboard(
        workspace,
        language=call.wording.language,
        who=call.who,
        clock=call.now if workspace.archived else None,
        password=(lambda: _found(call, workspace)) if code is None else (lambda: code),
    )
    return 0


def _code_at_hand(call: Call, workspace: Workspace) -> str | None:
    """Ask for the code before the screens take the terminal, where nothing else has it.

    None where there is one to be found later, or where the person only wants to look.
    """
    if workspace.settings.mail.kind == "folder" or not at_terminal():
        return None
    try:
        return _found(call, workspace)
    except MailboxError:
        mail = workspace.settings.mail
        return call.ask_code(mail.user, mail.host) or None


def _found(call: Call, workspace: Workspace) -> str:
    from store.secrets import mail_password

    return mail_password(workspace.settings, environ=call.environ)
