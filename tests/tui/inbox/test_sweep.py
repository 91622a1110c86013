"""Every kind of mail of the generator is settled in 收件 by keys, as its label says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from bench import match, match_figures
from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import compile_roster
from store.db.database import open_store
from store.model import Attachment, Mail, Proposal, Verdict
from store.workspace.settings import MailSettings
from tests.making import NOW, add_roster, own_notice, take_in
from tests.tui.conftest import Place, settle
from tests.tui.inbox.intake_mails import credits_of
from tests.tui.inbox.test_screen import Clerk, enter
from tui.app.app import Dashboard
from tui.dialogs.ask import AskYes

MESSAGES = 250
SIZES = [(80, 24), (120, 30), (160, 40)]


@dataclass(frozen=True)
class Labelled:
    """A mail with its labels and what the matcher said."""

    mail: Mail
    labels: Sequence[dict[str, object]]
    proposals: tuple[Proposal, ...]

    @property
    def waits(self) -> bool:
        return any(
            one.verdict is not Verdict.AUTO or not one.kind_certain for one in self.proposals
        )

    @property
    def ops(self) -> set[str]:
        found: set[str] = set()
        for label in self.labels:
            ops = label["ops"]
            assert isinstance(ops, list)
            found.update(ops)
        return found


def labelled_mails(folder: Path, seed: int, words: str) -> tuple[Path, list[Labelled]]:
    """A generated set of 60 branches, each mail judged."""
    out = match_figures.generate(folder, 60, seed, MESSAGES, words)
    branches, subs, memory = match.read_roster(out / "roster_60.csv")
    matcher = Matcher(compile_roster(branches, subs), memory)
    gold = out / f"dev_{MESSAGES}.jsonl"
    labels = [json.loads(line)["labels"] for line in gold.read_text("utf-8").splitlines()]
    found = [
        Labelled(mail, rows, matcher.match(mail, titles, headings))
        for (_, mail, titles, headings), rows in zip(match.mails(gold), labels, strict=True)
    ]
    return out, found


def few_of_every_kind(mails: Sequence[Labelled]) -> list[Labelled]:
    """Mails that wait, as few as show every operator that any of them has."""
    waiting = [one for one in mails if one.waits and len(one.labels) <= 12]
    missing = set().union(*(one.ops for one in waiting))
    chosen: list[Labelled] = []
    while missing:
        best = max(waiting, key=lambda one: (len(one.ops & missing), -len(one.labels)))
        chosen.append(best)
        missing -= best.ops
    return chosen


def place_of(folder: Path, out: Path, mails: Sequence[Labelled]) -> Place:
    """A workspace with the generated roster and these mails."""
    from datetime import date

    from store.workspace.workspace import init_workspace

    workspace = init_workspace(
        folder / "workspace",
        today=date(2027, 3, 20),
        mail=MailSettings(host="127.0.0.1", port=9, user="neuzzb@163.example", tls="none"),
        notice=own_notice(folder),
    )
    store = open_store(workspace.database)
    branches, subs, _ = match.read_roster(out / "roster_60.csv")
    add_roster(store, subs, branches)
    for at, one in enumerate(mails):
        came = NOW - timedelta(hours=48, minutes=-at)
        parts = tuple(
            Attachment(part.path, f"{at}-{number}", part.media_type, part.size_bytes)
            for number, part in enumerate(one.mail.attachments)
        )
        mail = replace(
            one.mail, digest=f"mail-{at}", sent_at=came, received_at=came, attachments=parts
        )
        take_in(store, mail, *one.proposals)
    return Place(workspace, store)


async def settle_file(clerk: Clerk, subject: str, branch_id: str | None) -> None:
    """Bind one file to its branch, or say that it is not ours, by keys alone."""
    await clerk.press("left", "home")
    for _ in range(60):
        if clerk.screen.files.current == subject:
            break
        await clerk.pilot.press("down")
    assert clerk.screen.files.current == subject
    if branch_id is None:
        await clerk.press("ctrl+x", "1")
        return
    facts = clerk.screen.facts
    assert facts is not None
    name = next(one.name for one in facts.view.roster.branches if one.id == branch_id)
    await clerk.pilot.press(*(char for char in name if char.isalpha()))
    for _ in range(80):
        if clerk.screen.picker.current == branch_id:
            break
        await clerk.pilot.press("down")
    assert clerk.screen.picker.current == branch_id
    await clerk.press("enter")
    if isinstance(clerk.pilot.app.screen, AskYes):
        # It goes against what the file says of itself.
        await clerk.press("enter")


@pytest.mark.sweep
@pytest.mark.parametrize("words", ["plain", "varied", "offices"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", SIZES, ids=["narrow", "middle", "wide"])
async def test_every_kind_of_mail_is_settled_by_keys(
    tmp_path: Path, size: tuple[int, int], language: str, words: str
) -> None:
    out, every = labelled_mails(tmp_path, 31, words)
    mails = few_of_every_kind(every)
    made = place_of(tmp_path, out, mails)
    truth: dict[int, Sequence[dict[str, object]]] = {
        at: one.labels for at, one in enumerate(mails, start=1)
    }
    app: Dashboard = made.dashboard(language=language)
    async with app.run_test(size=size) as pilot:
        clerk = await enter(pilot)
        for _ in range(len(mails) + 5):
            facts = clerk.screen.facts
            assert facts is not None
            if not facts.view.lines or not any(line.waiting for line in facts.view.lines):
                break
            mail = facts.mail
            assert mail is not None
            for position, entry in enumerate(mail.files):
                if entry.credit.subject not in mail.waiting:
                    continue
                label = truth[mail.received.mail_id][position]
                owner = label["branch_id"]
                await settle_file(
                    clerk, entry.credit.subject, owner if isinstance(owner, str) else None
                )
            await clerk.press("tab")
            await settle(pilot)
        waiting = [one for one in credits_of(made).values() if one.waiting]
        assert waiting == []
    by_subject = credits_of(made)
    for credit in by_subject.values():
        if credit.decided_by is not None:
            label = truth[credit.mail_id][credit.position]
            owner = label["branch_id"]
            assert credit.branch_ids == ((owner,) if isinstance(owner, str) else ())
    made.store.close()
