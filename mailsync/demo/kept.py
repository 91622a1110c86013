"""The demonstration's mails kept in its workspace, so that it can be synced again later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec

from mailsync.demo.mails import DemoMail
from mailsync.demo.server import serve
from store.config import Workspace

DEMO_CODE = "demo-authorization-code"

_FOLDER = "mailbox"
_INDEX = "index.json"


class _Kept(msgspec.Struct, frozen=True):
    file: str
    folder: str
    internal_date: datetime


def keep_mails(workspace_folder: Path, mails: Sequence[DemoMail]) -> None:
    """Write the raw mails, in their order, with folder and arrival; no truth about them."""
    folder = workspace_folder / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    index = []
    for number, mail in enumerate(mails, 1):
        name = f"{number:03d}.eml"
        (folder / name).write_bytes(mail.raw)
        index.append(_Kept(name, mail.folder_name, mail.internal_date))
    (folder / _INDEX).write_bytes(msgspec.json.encode(index))


def kept_mails(workspace_folder: Path) -> tuple[DemoMail, ...]:
    """Read the mails back; nothing where none were kept."""
    folder = workspace_folder / _FOLDER
    if not (folder / _INDEX).is_file():
        return ()
    index = msgspec.json.decode((folder / _INDEX).read_bytes(), type=list[_Kept])
    return tuple(
        DemoMail(
            folder_name=kept.folder,
            raw=(folder / kept.file).read_bytes(),
            internal_date=kept.internal_date,
            story="",
            files=(),
            links=(),
            script_id="",
        )
        for kept in index
    )


@contextmanager
def with_kept_server(workspace: Workspace) -> Iterator[tuple[Workspace, str | None]]:
    """Serve the kept mails of a demonstration's workspace for a block, on a free port.

    Yields:
        The workspace with that port, and the code of the server; any other workspace as it
        is, and None.

    Raises:
        UsageError: `demo.pymap_missing`.
    """
    mails = kept_mails(workspace.folder) if workspace.settings.demo else ()
    if not mails:
        yield workspace, None
        return
    mail = workspace.settings.mail
    with serve(mails, user=mail.user, password=DEMO_CODE) as server:
        moved = msgspec.structs.replace(mail, host=server.host, port=server.port, tls="none")
        settings = msgspec.structs.replace(workspace.settings, mail=moved)
        yield replace(workspace, settings=settings), DEMO_CODE
