"""The frozen list as data and as bytes: the same list always gives the same digest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from store.errors import StoreError
from store.model import FileKind, ReceivedFrom, Source, State

FORMAT = "sixones-frozen-1"


@dataclass(frozen=True, slots=True)
class FrozenFile:
    """One file or link that had arrived. `received_at` is the server's time, or None.

    `digest` is the sha256 of the content, "" for a link, whose content was elsewhere; then `url`
    says where. `source` is "mail", or how it was taken in by hand. `own_date` is the mail's own
    Date where it lies more than an hour from the arrival.
    """

    kind: FileKind
    path: str
    digest: str
    size_bytes: int | None
    received_at: datetime | None
    received_from: ReceivedFrom
    source: Source
    sender: str
    subject: str
    mail_digest: str
    url: str | None = None
    own_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class FrozenBranch:
    """One branch: how items 1 and 2 stood, and every file credited to it, by arrival.

    `limit` differs from the list's cutoff where an extension was granted.
    """

    id: str
    sub_committee: str
    name: str
    limit: datetime
    plan: State
    video: State
    files: tuple[FrozenFile, ...]


@dataclass(frozen=True, slots=True)
class FrozenList:
    """Everything that had arrived by `cutoff`, as credited when the list was written.

    `mail_seen_until` is when the last good look into the mailbox began; None: there was none.
    `history` is the head of the journal's chain as it was before; "" in a list of an earlier
    version. `unclaimed` waits for a person; `digest` is the sha256 of the list's own bytes and no
    part of them.
    """

    notice: str
    deadline: datetime
    cutoff: datetime
    written_at: datetime
    mail_seen_until: datetime | None
    branches: tuple[FrozenBranch, ...]
    unclaimed: tuple[FrozenFile, ...]
    history: str = ""
    digest: str = ""

    @property
    def missing(self) -> tuple[FrozenBranch, ...]:
        """The branches of which item 1 or 2 was not in."""
        return tuple(
            branch for branch in self.branches if State.MISSING in (branch.plan, branch.video)
        )


@dataclass(frozen=True, slots=True)
class FrozenCheck:
    """What holding a copy against the record found; `none`: no list was written yet."""

    state: Literal["sound", "altered", "missing", "none"]
    file: Path
    expected: str | None
    found: str | None


class _Envelope(msgspec.Struct, frozen=True):
    format: str
    list: FrozenList


def encode(frozen: FrozenList) -> bytes:
    """The list's bytes: JSON that people can read, in UTF-8, in one fixed order."""
    plain = msgspec.to_builtins(_Envelope(FORMAT, frozen))
    del plain["list"]["digest"]
    files = [file for branch in plain["list"]["branches"] for file in branch["files"]]
    for file in (*files, *plain["list"]["unclaimed"]):
        if file["own_date"] is None:
            # As in a list of an earlier version.
            del file["own_date"]
    if not frozen.history:
        # A list of an earlier version keeps its bytes.
        del plain["list"]["history"]
    return msgspec.json.format(msgspec.json.encode(plain), indent=1) + b"\n"


def decode(content: bytes, digest: str) -> FrozenList:
    """Read a list back.

    Raises:
        StoreError: `frozen.not_a_list`.
    """
    try:
        envelope = msgspec.json.decode(content, type=_Envelope)
    except msgspec.DecodeError as err:
        raise StoreError("frozen.not_a_list", reason=str(err)) from err
    if envelope.format != FORMAT:
        raise StoreError("frozen.not_a_list", reason=envelope.format)
    return replace(envelope.list, digest=digest)


def digest_of(content: bytes) -> str:
    """The sha256 of a list's bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def file_name(cutoff: datetime) -> str:
    """What the copy in the workspace is called: one list for each deadline."""
    return f"frozen-{cutoff:%Y-%m-%d-%H%M}.json"
