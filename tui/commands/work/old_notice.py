"""A warning where the notice in use is another year's."""

from __future__ import annotations

from store.workspace.workspace import Workspace
from tui.commands.kit.call import Call


def notice_warning(workspace: Workspace, call: Call) -> list[str]:
    """One line where the notice is another year's and would be quoted untruly."""
    year, wanted = workspace.notice.issued.year, workspace.settings.deadline.year
    code = "notice.is_old"
    return [call.say(code, year=year, wanted=wanted)] if workspace.notice_is_old else []
