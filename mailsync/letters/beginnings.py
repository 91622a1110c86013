"""What a person begins from who writes a mail by hand: templates as every letter's words are."""

from __future__ import annotations

from dataclasses import dataclass

from mailsync.letters.fields import one_line
from mailsync.letters.templates import ANSWER_OPENING, UNLISTED_BRANCH, Templates
from mailsync.letters.workspace_templates import put_out
from store.letters.titles import plain_subject
from store.model import Intent
from store.views.board.types import Received
from store.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class AskingMail:
    """A mail that asks something: its subject and its text."""

    subject: str
    text: str


def answer_opening(workspace: Workspace, mail: Received, intent: Intent | None) -> str:
    """The words of an answer to a mail that wants `intent`, None where it wants nothing known.

    Raises:
        ConfigError: `template.*`.
        StoreError: `disk.*`.
    """
    wants = str(intent) if intent is not None else "other"
    return _templates(workspace).beginning(ANSWER_OPENING, {"intent": wants, **_of_mail(mail)})


def unlisted_branch(workspace: Workspace, mail: Received, branch: str) -> AskingMail:
    """The question about a branch that a mail names and the roster does not.

    Raises:
        ConfigError: `template.*`.
        StoreError: `disk.*`.
    """
    values = {"branch": one_line(branch), **_of_mail(mail)}
    return AskingMail(*_templates(workspace).question(UNLISTED_BRANCH, values))


def _templates(workspace: Workspace) -> Templates:
    """The office's own templates, put beside the others for it to edit."""
    put_out(workspace.folder)
    return Templates(workspace.folder, workspace.settings.letter_language)


def _of_mail(mail: Received) -> dict[str, str]:
    """What the words may name of the mail, each on one line."""
    return {
        "subject": one_line(plain_subject(mail.subject)),
        "who": one_line(mail.sender_name or mail.sender_email),
    }
