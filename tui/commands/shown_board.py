"""The screens over a workspace that is there, and the code that its mailbox wants."""

from __future__ import annotations

from store.workspace.workspace import Workspace
from tui.app.start import start_dashboard
from tui.commands.kit.call import Call


def show_board(call: Call, workspace: Workspace, code: str | None) -> int:
    """Run the screens; `code` is the authorization code, None to look for it at the first sync."""
    return start_dashboard(
        workspace,
        language=call.wording.language,
        who=call.who,
        clock=call.now if workspace.archived else None,
        password=(lambda: code_found(call, workspace)) if code is None else (lambda: code),
    )


def code_found(call: Call, workspace: Workspace) -> str:
    """The authorization code where it is kept.

    Raises:
        MailboxError: as `mail_password`.
    """
    from store.workspace.secrets import mail_password

    return mail_password(workspace.settings, environ=call.environ)
