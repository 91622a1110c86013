"""A letter as it leaves: in the words of its language, its page made, its files attached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mailsync.letters.compose import Attached, compose
from mailsync.letters.findings_docx import findings_docx
from store.letters.letter import Letter
from store.text.ics import calendar_file
from store.text.wording import load
from store.workspace.workspace import Workspace


class FileLost(Exception):  # noqa: N818  (no error of the program: the letter waits)
    """A stored content that a letter carries is gone, or is not what it was."""


def letter_message(
    letter: Letter, workspace: Workspace, *, message_id: str, date: datetime
) -> bytes:
    """Write the mail of a letter as it was approved, with its stored contents.

    Args:
        date: aware; its zone is written.

    Raises:
        UsageError: as `compose`.
        FileLost: every content is looked at whole before it is sent.
    """
    return compose(
        letter,
        message_id=message_id,
        date=date,
        attachments=tuple(_attachments(letter, workspace, date)),
    )


def _attachments(letter: Letter, workspace: Workspace, date: datetime) -> Iterator[Attached]:
    wording = load(letter.language)
    if letter.attached:
        title = wording.say("letters.findings.title")
        author = letter.sender.name
        document = findings_docx(letter.attached, title=title, author=author, wording=wording)
        yield Attached(f"{title}.docx", document)
    for file in letter.files:
        content = workspace.blobs.read_whole(file.digest)
        if content is None:
            raise FileLost(file.digest)
        yield Attached(file.name, content, file.media_type)
    if letter.dates:
        name = wording.say("letters.calendar")
        dates = calendar_file(letter.dates, date)
        yield Attached(f"{name}.ics", dates, "text/calendar; charset=utf-8")
