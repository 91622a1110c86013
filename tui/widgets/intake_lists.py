"""The two lists of 收件: the files of a mail, which has the keys, and the branches beside it."""

from __future__ import annotations

from textual.binding import Binding

from tui.widgets.row_list import RowList


class FileList(RowList, inherit_bindings=False):
    """The files; letters and digits are left to the screen, which finds branches by them."""

    BINDINGS = [  # noqa: RUF012  (Textual's way to declare keys)
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(-1)", show=False),
    ]


class BranchList(RowList, can_focus=False, inherit_bindings=False):
    """The branches; its cursor is moved by the screen."""
