"""The files of the mail in 收件, which have the keys."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from textual.binding import BindingType

from tui.base import keys
from tui.inbox.mail_tree import TreeNode
from tui.widgets.row_list import RowList


class FileList(RowList, inherit_bindings=False):
    """The files; letters and digits are left to the screen, which finds branches by them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.FIRST.binding("edge(0)"),
        keys.LAST.binding("edge(-1)"),
    ]

    nodes: tuple[TreeNode, ...] = ()

    @property
    def node(self) -> TreeNode | None:
        """The line of the tree under the cursor."""
        return next((one for one in self.nodes if one.key == self.current), None)

    @property
    def chosen_subjects(self) -> frozenset[str]:
        """The files in the selected lines, else in the one under the cursor."""
        keys = set(self.chosen)
        return frozenset(name for one in self.nodes if one.key in keys for name in one.subjects)

    def go_to_one_of(self, wanted: Collection[str], after: str | None = None) -> None:
        """Put the cursor on the next line that has a wanted file: behind a folder on a folder."""
        keys = [one.key for one in self.nodes]
        at = keys.index(after) + 1 if after in keys else 0
        ahead = [*self.nodes[at:], *self.nodes[:at]]
        folder_first = after is not None and after.startswith("dir:")
        for folder in (True, False) if folder_first else (False,):
            for one in ahead:
                if (one.entry is None) == folder and any(name in wanted for name in one.subjects):
                    self.go_to(one.key)
                    return
