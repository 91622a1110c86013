"""The demonstration's account: for every mail sent = credited + queued + not ours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailsync.demo.mails import DemoMail
from store.db.database import Store
from store.db.decisions import live_decisions
from store.text.wording import Wording
from store.views.board.credits import Credit, all_credits


@dataclass(frozen=True, slots=True)
class MailAccount:
    """What became of the files and links of one mail; `several` covers more than one branch."""

    mail: DemoMail
    sent: int
    credited: int
    queued: int
    not_ours: int

    @property
    def lost(self) -> int:
        """What was sent and is nowhere."""
        return max(self.sent - self.credited - self.queued - self.not_ours, 0)


def account(store: Store, mails: Sequence[DemoMail], *, as_of: datetime) -> list[MailAccount]:
    """Compare what was put into the mailbox with what the store has, mail by mail."""
    found: dict[datetime | None, list[Credit]] = defaultdict(list)
    for credit in all_credits(store, live_decisions(store), as_of=as_of):
        found[credit.received_at].append(credit)
    # No two mails of the demonstration arrive in the same second.
    return [_account(mail, found[mail.internal_date]) for mail in mails]


def _account(mail: DemoMail, stored: Sequence[Credit]) -> MailAccount:
    sent = Counter(file.digest for file in mail.files) + Counter(link.url for link in mail.links)
    left = sent.copy()
    credited = queued = not_ours = 0
    for credit in stored:
        name = credit.url or credit.digest
        if left[name] == 0:
            continue
        left[name] -= 1
        if credit.waiting:
            queued += 1
        elif credit.branch_ids:
            credited += 1
        else:
            not_ours += 1
    return MailAccount(mail, sent.total(), credited, queued, not_ours)


def account_lines(told: Sequence[MailAccount], wording: Wording) -> list[str]:
    """Word the account: one line a mail, then the sums."""
    lines = [
        wording.say(
            "cli.demo.mail",
            arrival=entry.mail.internal_date.strftime("%m-%d %H:%M"),
            sent=entry.sent,
            credited=entry.credited,
            queued=entry.queued,
            not_ours=entry.not_ours,
            story=wording.say(f"story.{entry.mail.script_id}"),
        )
        + (wording.say("cli.demo.lost", n=entry.lost) if entry.lost else "")
        for entry in told
    ]
    lines.append(
        wording.say(
            "cli.demo.total",
            mails=len(told),
            sent=sum(entry.sent for entry in told),
            credited=sum(entry.credited for entry in told),
            queued=sum(entry.queued for entry in told),
            not_ours=sum(entry.not_ours for entry in told),
            lost=sum(entry.lost for entry in told),
        )
    )
    return lines
