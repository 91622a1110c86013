"""One command on its way and what the server answered to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from mailsync.mailbox.imap.rows import FetchRow, ListedFolder, read_list, whole_number

# The data of an untagged answer: a line, or a line and the literal that ends it.
Untagged = bytes | tuple[bytes, bytes]


@dataclass(slots=True, eq=False)
class Reply:
    """What came for one command so far; `status` is "" until it is done, `text` is visible."""

    name: str
    status: str = ""
    text: str = ""
    untagged: list[tuple[str, Untagged]] = field(default_factory=list)
    rows: list[FetchRow] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the server did what it was asked."""
        return self.status == "OK"

    def number(self, kind: str) -> int | None:
        """Give the last untagged answer of a kind, where it is a number."""
        for typ, data in reversed(self.untagged):
            if typ == kind and isinstance(data, bytes):
                return whole_number(data) if data.isdigit() else None
        return None

    def folders(self) -> list[ListedFolder]:
        """Give the folders of a LIST, in the server's order."""
        listed = []
        for typ, data in self.untagged:
            if typ in ("LIST", "XLIST"):
                line, literal = data if isinstance(data, tuple) else (data, None)
                if (folder := read_list(line, literal)) is not None:
                    listed.append(folder)
        return listed
