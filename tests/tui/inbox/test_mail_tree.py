"""The files of a mail as a tree."""

from __future__ import annotations

from store.model import FileKind, ReceivedFrom
from store.views.board.credits import Credit
from store.views.board.types import FileEntry, Received
from tui.inbox.mail_tree import mail_tree

CAME = Received(1, "", "", "", None, ReceivedFrom.UNKNOWN, None)


def entry(number: int, path: str, url: str | None = None) -> FileEntry:
    credit = Credit(
        subject=f"file:{number}",
        mail_id=1,
        position=number,
        path=path,
        digest="",
        media_type="",
        size_bytes=1,
        received_at=None,
        kind=FileKind.OTHER,
        waiting=False,
        branch_ids=(),
        decided_by=None,
        url=url,
    )
    return FileEntry(credit, CAME, None)


def tree(*paths: str) -> list[tuple[int, str, tuple[str, ...]]]:
    nodes = mail_tree([entry(at, path) for at, path in enumerate(paths)])
    return [(node.depth, node.name, node.subjects) for node in nodes]


def test_folders_hold_their_files_even_where_these_come_apart() -> None:
    assert tree("a.zip/一/1.docx", "x.pdf", "a.zip/二/2.docx", "a.zip/一/3.docx") == [
        (0, "a.zip", ("file:0", "file:3", "file:2")),
        (1, "一", ("file:0", "file:3")),
        (2, "1.docx", ("file:0",)),
        (2, "3.docx", ("file:3",)),
        (1, "二", ("file:2",)),
        (2, "2.docx", ("file:2",)),
        (0, "x.pdf", ("file:1",)),
    ]


def test_a_link_is_one_line_whatever_its_name() -> None:
    (node,) = mail_tree([entry(0, "a/b.mp4", "https://x.example")])
    assert (node.depth, node.name) == (0, "a/b.mp4")


def test_a_thousand_folders_and_odd_names_are_drawn() -> None:
    assert len(tree("d/" * 1000 + "x.docx")) == 1001
    assert [name for _, name, _ in tree("", "/", "a.zip/")] == ["", "", "", "a.zip", ""]
