"""A mailbox tried out: what came of it, in words that a person can act on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mailsync.mailbox.contract import MailboxReport
from mailsync.sync.sync import open_mailbox
from store.text.visible import visible
from store.text.wording import Wording
from store.workspace.workspace import Workspace
from tui.widgets.painted import Line

_PROVIDERS: Mapping[str, str] = {
    "163.com": "163",
    "126.com": "163",
    "yeah.net": "163",
    "qq.com": "qq",
    "foxmail.com": "qq",
}


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
    secured = "trial.plain" if report.tls is None else "trial.secured"
    lines: list[Line] = [((say("trial.good", name=report.name), "done bold"),)]
    if report.id_accepted is not None:
        lines.append(((say(secured, tls=report.tls or "-"), "text"),))
    for folder in report.folders:
        if not folder.scanned:
            continue
        total = say("trial.unreadable") if folder.total is None else str(folder.total)
        oldest = folder.oldest.date().isoformat() if folder.oldest else "-"
        said = say("trial.folder", folder=visible(folder.folder), total=total, oldest=oldest)
        lines.append(((said, "text" if folder.total is not None else "amber"),))
    return lines


def code_help(address: str) -> str:
    """The catalogs' code of how to get the authorization code of an address's provider."""
    domain = address.rpartition("@")[2].strip().lower()
    return f"wizard.code_help.{_PROVIDERS.get(domain, 'other')}"


def servers_of(address: str) -> tuple[str, str]:
    """The likely servers of an address for reading and for sending; "" where it has no domain."""
    domain = address.rpartition("@")[2].strip().lower() if "@" in address else ""
    if not domain:
        return "", ""
    shared = {"foxmail.com": "qq.com"}.get(domain, domain)
    return f"imap.{shared}", f"smtp.{shared}"
