"""A question to a sub-committee as a draft that any mail program opens to send."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

from mailsync.letters.compose import file_name
from store.errors import StoreError
from store.files.private import private_file, private_folder


def write_draft(folder: Path, to: Sequence[str], subject: str, text: str) -> Path:
    """Write the draft as a .eml file of its own; nothing is sent.

    Raises:
        StoreError: `disk.write`.
    """
    message = EmailMessage()
    message["To"] = ", ".join(to)
    message["Subject"] = subject
    # Mail programs open such a file to be edited and sent.
    message["X-Unsent"] = "1"
    message.set_content(text, charset="utf-8")
    path = folder / file_name(f"{subject}.eml")
    try:
        private_folder(folder)
        private_file(path).write_bytes(message.as_bytes())
    except OSError as err:
        reason = err.strerror or str(err)
        raise StoreError("disk.write", folder=str(folder), reason=reason) from err
    return path
