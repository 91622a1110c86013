"""A letter as it leaves: in the words of its language, its page made, its findings attached."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from mailsync.letters.compose import compose
from mailsync.letters.findings_docx import findings_docx
from mailsync.letters.templates import Templates
from store.letter import Letter
from store.wording import load


def letter_message(letter: Letter, workspace: Path, *, message_id: str, date: datetime) -> bytes:
    """Write the mail of a letter; the templates are those of the workspace's folder.

    Args:
        date: aware; its zone is written.

    Raises:
        UsageError: as `compose`, or a template that cannot be used.
    """
    attachment = None
    if letter.attached:
        wording = load(letter.language)
        title = wording.say("letters.findings.title")
        content = findings_docx(letter.attached, title=title, wording=wording)
        attachment = (f"{title}.docx", content)
    return compose(
        letter,
        html=Templates(workspace, letter.language).page(letter),
        message_id=message_id,
        date=date,
        attachment=attachment,
    )
