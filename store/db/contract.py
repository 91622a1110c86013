"""What every engine of the database does; all that is written over it is one SQL for all.

SQLite and PostgreSQL 14 understand the same statements where these are kept to: `?` for a value,
conflict targets by name, `RETURNING` for what a row got, `NULLS FIRST` or `LAST` where a column of
an order may be empty, `rowid` for the order in which rows came, no function that only one has
(JSON is taken apart in Python), moments and marks as text, yes and no as 1 and 0.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal, Protocol

import msgspec


class StoredRow(Protocol):
    """A row that is read by the names of its columns."""

    def __getitem__(self, name: str, /) -> Any: ...

    def keys(self) -> Collection[str]:
        """The names of the columns, in their order."""
        ...


Role = Literal["staff", "reader", "serve"]


class Member(msgspec.Struct, frozen=True):
    """An account at a server: `staff` works, `reader` looks, `serve` is that of `sixones serve`."""

    name: str
    role: Role
    online: bool


class AlteredRow(msgspec.Struct, frozen=True):
    """A row that is not what was written: its table, its key, and in which way.

    `altered`: another text than was written; `lost`: written and not there; `unknown`: there and
    never written by the program, as a row whose key turned.
    """

    table: str
    key: str
    kind: Literal["altered", "lost", "unknown"]


class Store(Protocol):
    """An open database. Not to be shared between threads."""

    @property
    def place(self) -> str:
        """Where it is, for messages: a path, or a server with its database."""
        ...

    @property
    def read_only(self) -> str:
        """The code of the error that a change raises; "" where it may change."""
        ...

    def require_writable(self) -> None:
        """Refuse where nothing can change.

        Raises:
            StoreError: `archive.read_only` or `workspace.read_only`.
        """
        ...

    def refuse_changes(self, code: str) -> None:
        """Change nothing from now on; `code` is the error that a change raises."""
        ...

    def atomic(self) -> AbstractContextManager[None]:
        """Run a block as one transaction, alone among all that write; within another it nests.

        Raises:
            StoreError: `db.*`; nothing of the block is kept. As `require_writable`.
        """
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Read several tables as of one moment."""
        ...

    def exclusive(self, name: str) -> AbstractContextManager[None]:
        """Do something that one at a time does, such as a sync, in every window and on every desk.

        The lock goes with the program, or with the line to a server; then every statement fails.

        Raises:
            StoreError: `NAME.locked`, with who holds it.
        """
        ...

    def lasting_together(self) -> AbstractContextManager[None]:
        """Let the commits of a block outlast a loss of power only with the next commit after it.

        Each of them outlasts the end of this program at once.
        """
        ...

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[StoredRow]:
        """All rows of a query, or of what `RETURNING` gives."""
        ...

    def each(self, sql: str, params: Sequence[object] = ()) -> Iterator[StoredRow]:
        """The rows of a query that may give more than memory holds; within a `snapshot`."""
        ...

    def execute(self, sql: str, params: Sequence[object] = ()) -> None:
        """Run one statement; within `atomic`."""
        ...

    def many(self, sql: str, params: Iterable[Sequence[object]]) -> None:
        """Run one statement for each line of values; within `atomic`."""
        ...

    def append_line(self, values: Sequence[str | None]) -> None:
        """Append a line to the journal with its link: at, actor, act, subject, before, after.

        Within `atomic`: no other line may come between it and the one that it follows.
        """
        ...

    def revision(self) -> int:
        """A number that grows with every change of the facts."""
        ...

    def may_have_changed(self) -> bool:
        """Whether others may have written since one asked last; asked as often as one likes.

        Raises:
            StoreError: `db.*`: the line to a server is lost.
        """
        ...

    def overwrite_deleted(self) -> None:
        """Let what is deleted from now on be written over, where it lies in files of ours."""
        ...

    def compact_pages(self) -> None:
        """Write the database anew without what was deleted, and empty what was written before it.

        Raises:
            StoreError: `db.locked` where somebody reads or writes; `disk.full`.
        """
        ...

    def copy_to(self, target: Path) -> None:
        """Copy everything into a new SQLite file, as of one moment, while others write.

        Raises:
            StoreError: `disk.*`, `db.*`.
        """
        ...

    def close(self) -> None:
        """Close the database; the Store is unusable after."""
        ...

    # What `sixones verify` asks.

    def own_damage(self) -> list[str]:
        """What the engine itself finds: broken pages, indexes that disagree, rows that lead
        nowhere."""
        ...

    def schema(self) -> Mapping[str, str]:
        """Every table, trigger, index and view by kind and name, with its text."""
        ...

    def made_schema(self) -> Mapping[str, str]:
        """As `schema`, of a database that this program has just made."""
        ...

    def altered_rows(self, table: str) -> Iterator[AlteredRow]:
        """Each row of a watched table that differs from its digest."""
        ...

    def journal_lines(self) -> Iterator[tuple[int, str, tuple[str | None, ...]]]:
        """Each line of the journal: its number, its link, and what it says, turned bytes too."""
        ...

    def last_line(self) -> int:
        """The number of the last line that was ever written to the journal."""
        ...
