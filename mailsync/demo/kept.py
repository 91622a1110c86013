"""The demonstration's mails kept in its workspace, so that it can be synced again later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from store.workspace.workspace import Workspace

# Every sync asks whether this is a demonstration: what only one needs is imported where it is.
if TYPE_CHECKING:
    from mailsync.demo.mails import DemoMail
    from mailsync.demo.post_box import PostBox

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
    from mailsync.demo.mails import DemoMail

    folder = workspace_folder / _FOLDER
    if not (folder / _INDEX).is_file():
        return ()
    index = msgspec.json.decode((folder / _INDEX).read_bytes(), type=list[_Kept])
    return tuple(
        DemoMail(
            folder_name=kept.folder,
            raw=(folder / kept.file).read_bytes(),
            internal_date=kept.internal_date,
            files=(),
            links=(),
            script_id="",
        )
        for kept in index
    )


@contextmanager
def with_kept_server(workspace: Workspace) -> Iterator[tuple[Workspace, str | None]]:
    """Serve the kept mails of a demonstration's workspace for a block, and take its letters.

    Yields:
        The workspace with the ports of both servers, and their code; any other workspace as it
        is, and None.

    Raises:
        UsageError: `demo.pymap_missing`.
    """
    mails = kept_mails(workspace.folder) if workspace.settings.demo else ()
    if not mails:
        yield workspace, None
        return
    from mailsync.demo.post_box import post_box
    from mailsync.demo.server import serve

    mail = workspace.settings.mail
    with (
        serve(mails, user=mail.user, password=DEMO_CODE) as server,
        post_box(workspace.folder) as box,
    ):
        moved = msgspec.structs.replace(mail, host=server.host, port=server.port, tls="none")
        settings = msgspec.structs.replace(workspace.settings, mail=moved)
        yield with_post_box(replace(workspace, settings=settings), box), DEMO_CODE


def with_post_box(workspace: Workspace, box: PostBox) -> Workspace:
    """The workspace as it sends while `box` is there; the settings file stays as it is.

    Letters follow each other at once: there is nobody to be spared.
    """
    settings = workspace.settings
    smtp = msgspec.structs.replace(settings.smtp, host=box.host, port=box.port, tls="none")
    letters = msgspec.structs.replace(settings.letters, pace_s=min(settings.letters.pace_s, 1))
    return replace(
        workspace, settings=msgspec.structs.replace(settings, smtp=smtp, letters=letters)
    )
