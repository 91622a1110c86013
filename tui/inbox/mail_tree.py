"""The files of one mail as a tree: archives and folders with what lies in them, then links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from store.views.board.types import FileEntry


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One line of the tree: a file or link, or a folder.

    `key` is the file's subject, or "dir:" and the folder's path; `subjects` are all files in it.
    """

    key: str
    depth: int
    name: str
    entry: FileEntry | None
    subjects: tuple[str, ...]


def mail_tree(files: Sequence[FileEntry]) -> tuple[TreeNode, ...]:
    """The lines of the tree; a folder comes where its first file comes and holds all of them."""
    inside: dict[str, list[str | FileEntry]] = {"": []}
    for entry in files:
        path = "" if entry.credit.is_link else entry.credit.path
        *folders, _ = path.split("/")
        parent = ""
        for folder in folders:
            here = f"{parent}{folder}/"
            if here not in inside:
                inside[here] = []
                inside[parent].append(here)
            parent = here
        inside[parent].append(entry)
    return _walk(inside)


def _walk(inside: dict[str, list[str | FileEntry]]) -> tuple[TreeNode, ...]:
    """Depth first without recursion: a path may have a thousand folders."""
    below = _subjects(inside)
    nodes: list[TreeNode] = []
    todo: list[tuple[str | FileEntry, int]] = [(one, 0) for one in reversed(inside[""])]
    while todo:
        one, depth = todo.pop()
        if isinstance(one, FileEntry):
            name = one.credit.path if one.credit.is_link else one.credit.name
            nodes.append(TreeNode(one.credit.subject, depth, name, one, (one.credit.subject,)))
        else:
            name = one.rstrip("/").rsplit("/", 1)[-1]
            nodes.append(TreeNode(f"dir:{one}", depth, name, None, tuple(below[one])))
            todo.extend((child, depth + 1) for child in reversed(inside[one]))
    return tuple(nodes)


def _subjects(inside: dict[str, list[str | FileEntry]]) -> dict[str, list[str]]:
    below: dict[str, list[str]] = {}
    # A folder is made after the one it lies in.
    for folder in reversed(tuple(inside)):
        below[folder] = []
        for one in inside[folder]:
            below[folder].extend([one.credit.subject] if isinstance(one, FileEntry) else below[one])
    return below
