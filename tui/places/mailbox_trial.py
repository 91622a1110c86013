"""A mailbox tried out: what came of it, in words that a person can act on."""

from __future__ import annotations

from collections.abc import Callable

from mailsync.mailbox.contract import FolderReport, MailboxReport
from mailsync.sending.smtp_account import OutboxReport
from mailsync.sync.sync import open_mailbox
from store.text.visible import visible
from store.text.wording import Wording
from store.workspace.workspace import Workspace
from tui.widgets.painted import Line


def try_mailbox(workspace: Workspace, password: Callable[[], str]) -> MailboxReport:
    """Log in and list the folders; nothing is fetched or changed.

    Raises:
        SixOnesError: why it failed.
    """
    mailbox = open_mailbox(workspace, password)
    try:
        return mailbox.check()
    finally:
        mailbox.close()


def report_lines(report: MailboxReport, wording: Wording) -> list[Line]:
    """A mailbox that answered: how it is secured, and what lies in its folders."""
    say = wording.say
    lines: list[Line] = [((_good(report, wording), "done bold"),)]
    if report.id_accepted is not None:
        secured = "trial.plain" if report.tls is None else "trial.secured"
        lines.append(((say(secured, tls=report.tls or "-"), "text"),))
    for folder in report.folders:
        if not folder.scanned:
            continue
        lines.append(((_folder(folder, wording), "text" if folder.total is not None else "amber"),))
    return lines


def _folder(folder: FolderReport, wording: Wording) -> str:
    name = visible(folder.folder)
    if folder.total is None:
        return wording.say("trial.folder_unreadable", folder=name)
    if folder.oldest is None:
        return wording.say("trial.folder_of", folder=name, n=folder.total)
    oldest = folder.oldest.date().isoformat()
    return wording.say("trial.folder", folder=name, total=folder.total, oldest=oldest)


def _good(report: MailboxReport, wording: Wording) -> str:
    if report.id_accepted is None:
        return wording.say("trial.folder_good", path=report.name)
    user, _, host = report.name.rpartition("@")
    return wording.say("trial.good", user=user, host=host)


def outbox_lines(report: OutboxReport, wording: Wording) -> list[Line]:
    """A server for sending that answered: whether it asked for a login, how it is secured."""
    say = wording.say
    good = "trial.sending_good" if report.logged_in else "trial.sending_open"
    secured = "trial.plain" if report.tls is None else "trial.secured"
    return [
        ((say(good, host=report.host), "done bold"),),
        ((say(secured, tls=report.tls or "-"), "text"),),
    ]
