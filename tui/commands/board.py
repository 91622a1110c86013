"""`sixones` without a command: the dashboard, or the first run where there is none yet."""

from __future__ import annotations

import sys
from dataclasses import replace

from store.errors import ConfigError, MailboxError, UsageError
from store.text.wording import load
from store.workspace.personal import keep_workspace
from store.workspace.workspace import Workspace
from tui.commands.kit.call import Call, at_terminal
from tui.commands.shown_board import code_found, show_board


def open_board(call: Call) -> int:
    """Open the dashboard of the workspace and stay until it is left.

    Without a workspace, or with settings that cannot be read, a few steps lead to one.

    Raises:
        UsageError: `usage.no_terminal`; ConfigError: without a terminal, what is wrong.
    """
    on_screen = _has_screen(call)
    try:
        workspace = call.workspace()
    except ConfigError as err:
        if not on_screen:
            raise
        return _first_run(call, err)
    if not on_screen:
        raise UsageError("usage.no_terminal")
    if not workspace.settings.demo:
        return show_board(call, workspace, _code_at_hand(call, workspace))
    from mailsync.demo.kept import with_kept_server

    with with_kept_server(workspace) as (served, code):
        return show_board(call, served, code or "")


def _has_screen(call: Call) -> bool:
    """Whether there is a terminal for the screens, or a driver of Textual's stands in for it."""
    return bool(call.environ.get("TEXTUAL_DRIVER")) or (at_terminal() and sys.stdout.isatty())


def _first_run(call: Call, problem: ConfigError) -> int:
    from tui.wizard.app import Wizard

    wizard = Wizard(
        call.folder,
        language=call.wording.language,
        who=call.who,
        problem=None if problem.code == "workspace.none" else problem,
    )
    outcome = wizard.run()
    if outcome is None or outcome.kind == "left":
        return wizard.return_code or 0
    call = replace(call, wording=load(outcome.language))
    if outcome.folder is not None and outcome.folder.absolute() != call.folder.absolute():
        call = replace(call, folder=outcome.folder, chosen=True)
        keep_workspace(outcome.folder)
    if outcome.kind == "demo":
        from tui.commands.demo import play

        return play(call)
    if outcome.code is None:
        return open_board(call)
    return show_board(call, call.workspace(), outcome.code)


def _code_at_hand(call: Call, workspace: Workspace) -> str | None:
    """Ask for the code before the screens take the terminal, where nothing else has it.

    None where there is one to be found later, or where the person only wants to look.
    """
    if workspace.settings.mail.kind == "folder" or not at_terminal():
        return None
    try:
        return code_found(call, workspace)
    except MailboxError:
        mail = workspace.settings.mail
        return call.ask_code(mail.user, mail.host) or None
