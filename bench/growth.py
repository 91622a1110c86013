"""What one act costs when much is stored: processor time over mails, branches and decisions.

Run from the top folder:
.venv/bin/python -m bench.growth [--mails 0,1000,10000] [--branches 60,500] [--picture FILE]
.venv/bin/python -m bench.growth --full --picture docs/growth.svg      # to 100,000 and 5,000

The mails are small and recorded as a sync records them, one file each, of five years; a third of
the files was credited by a person, so that what people taught grows too. Each figure is the median
of three in this process, of one where it takes seconds; the first row is what an empty workspace
costs. "A decision" is one credit and the board with its new cell, "opening", "status" and "remind"
begin without anything that was derived before.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec

from mailsync.letters.planning import ALL, plan_now
from mailsync.mailbox.folder import FolderMailbox
from mailsync.sync.sync import sync
from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, decide
from store.intake import record as intake
from store.keeping.verify import verify_workspace
from store.model import Branch, Examination, FileKind, Judgement, MailKey, Params, SubCommittee
from store.text.wording import load
from store.views.board.dashboard import dashboard
from store.workspace.workspace import Workspace
from tests.making import NOW, add_roster, ask, auto, make_mail, make_workspace
from tui.commands.work.status_json import status_json

ACTS = (
    "one more mail",
    "nothing new",
    "opening",
    "a decision",
    "the board again",
    "status",
    "remind",
    "verify",
)
# What takes longer is measured once.
_LONG_S = 2.0
_YEARS = 5
_RAW = (
    "From: c{number}@neu.example\nSubject: 第{number}党支部 工作方案\n"
    "Date: Sat, 10 Apr 2027 10:00:00 +0800\nMessage-ID: <new-{turn}@neu.example>\n\n见附件\n"
)
# Once around costs so much more memory that a batch is committed by thousands.
_AT_ONCE = 1000


def filled(folder: Path, mails: int, branches: int) -> tuple[Workspace, Store]:
    """A workspace with so many stored mails and branches."""
    folder.mkdir(parents=True)
    workspace, store = make_workspace(folder)
    units = [SubCommittee(id=f"G{n}", name=f"第{n}分党委") for n in range(max(1, branches // 20))]
    everyone = [
        Branch(
            id=f"H{n}",
            sub_committee_id=units[n % len(units)].id,
            name=f"第{n}党支部",
            contacts=(f"c{n}@neu.example",),
        )
        for n in range(branches)
    ]
    add_roster(store, units, everyone)
    chance = random.Random(19)
    blobs = workspace.blobs
    blobs.put([b"x"])
    for begin in range(0, mails, _AT_ONCE):
        with store.atomic():
            for number in range(begin, min(begin + _AT_ONCE, mails)):
                _record(store, number, chance.randrange(branches), mails)
    return workspace, store


def _record(store: Store, number: int, owner: int, mails: int) -> None:
    at = NOW - timedelta(days=_YEARS * 365 * (mails - number) / mails)
    name = f"第{owner}党支部工作方案{number}.docx"
    mail = make_mail(f"mail-{number}", [(name, name)], at=at)
    mail = msgspec.structs.replace(
        mail, sender=msgspec.structs.replace(mail.sender, email=f"c{owner}@neu.example")
    )
    taught = number % 3 == 0
    proposal = ask(FileKind.PLAN, f"H{owner}") if taught else auto(f"H{owner}", FileKind.PLAN)
    digest = mail.attachments[0].digest
    stored = intake.record(
        store,
        mail,
        skeleton=(f"Subject: {number}\r\n\r\n".encode(),),
        judgements=[Judgement(0, proposal)],
        examinations=[Examination(digest, "probe", {"content": "docx", "chars": 1200})],
        place=(MailKey("box", "INBOX", 1, number + 1), 100, at),
        at=at,
    )
    if taught:
        _credit(store, stored.mail_id, f"H{owner}")


def _credit(store: Store, mail_id: int, branch_id: str) -> None:
    (row,) = store.rows("SELECT id FROM files WHERE mail_id = ? LIMIT 1", (mail_id,))
    payload: Params = {"branch_ids": [branch_id], "kind": "plan"}
    decide(store, [Draft(Act.CREDIT, f"file:{row['id']}", payload)], at=NOW, who="bench")


def measured(workspace: Workspace, store: Store) -> Iterator[tuple[str, float]]:
    """Each act with its processor time in seconds."""
    turns = iter(range(1000))
    wording = load("zh_CN")

    def one_more() -> None:
        turn = next(turns)
        (workspace.mail_folder / f"{turn}.eml").write_text(_RAW.format(number=1, turn=turn))
        nothing_new()

    def nothing_new() -> None:
        box = FolderMailbox(workspace.mail_folder, spool=workspace.spool)
        for _ in sync(workspace, store, box, clock=lambda: NOW):
            continue

    def decision() -> None:
        (row,) = store.rows("SELECT max(mail_id) AS id FROM files")
        if row["id"] is not None:
            _credit(store, row["id"], f"H{next(turns) % 50}")
        dashboard(store, workspace, now=NOW)

    acts: dict[str, Callable[[], object]] = {
        "one more mail": one_more,
        "nothing new": nothing_new,
        "opening": lambda: dashboard(store, replace(workspace), now=NOW),
        "a decision": decision,
        "the board again": lambda: dashboard(store, workspace, now=NOW),
        "status": lambda: status_json(dashboard(store, replace(workspace), now=NOW), wording),
        "remind": lambda: plan_now(replace(workspace), store, now=NOW, round_name=ALL),
        "verify": lambda: list(verify_workspace(workspace)),
    }
    for name in ACTS:
        taken: list[float] = []
        # The first of each also pays for what is imported.
        while len(taken) < 2 or (len(taken) < 4 and taken[-1] < _LONG_S):
            began = time.process_time()
            acts[name]()
            taken.append(time.process_time() - began)
        yield name, statistics.median(taken[1:])


def main() -> None:
    """Print a table, and draw the curves where asked."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", default="0,1000,10000")
    options.add_argument("--branches", default="60")
    options.add_argument("--full", action="store_true", help="to 100,000 mails and 5,000 branches")
    options.add_argument("--picture", type=Path, help="an .svg of the curves over mails")
    asked = options.parse_args()
    if asked.full:
        asked.mails, asked.branches = "0,1000,10000,100000", "60,500,5000"
    print("| mails | branches | " + " | ".join(ACTS) + " |")
    print("|---|---|" + "---|" * len(ACTS))
    panels: dict[int, list[Point]] = {}
    for branches in (int(each) for each in asked.branches.split(",")):
        for mails in (int(each) for each in asked.mails.split(",")):
            with tempfile.TemporaryDirectory() as folder:
                workspace, store = filled(Path(folder) / "w", mails, branches)
                with contextlib.closing(store):
                    took = dict(measured(workspace, store))
            panels.setdefault(branches, []).append((mails, took))
            cells = " | ".join(f"{took[name] * 1000:.0f} ms" for name in ACTS)
            print(f"| {mails:,} | {branches:,} | {cells} |", flush=True)
    if asked.picture:
        asked.picture.write_text(curves(panels), encoding="utf-8")


Point = tuple[int, dict[str, float]]
_COLOURS = ("#1b6", "#39d", "#16b", "#b61", "#aaa", "#61b", "#b16", "#666")
_PANEL, _HEIGHT, _LEFT, _NAMES, _FOOT = 300, 360, 50, 110, 50


def curves(panels: Mapping[int, Sequence[Point]]) -> str:
    """The acts over the number of mails, on scales of tens, a panel for each number of branches."""
    stored = [mails for points in panels.values() for mails, _ in points if mails]
    least, most = min(stored), max(stored)
    slowest = max(max(took.values()) for points in panels.values() for _, took in points)
    top = 10 ** math.ceil(math.log10(slowest))

    def place(mails: int, seconds: float) -> tuple[float, float]:
        across = math.log(mails / least) / math.log(most / least) if most > least else 0.5
        up = math.log(max(seconds, 1e-3) / 1e-3) / math.log(top / 1e-3)
        return _LEFT + across * (_PANEL - _LEFT - 20), _HEIGHT - _FOOT - up * (_HEIGHT - _FOOT - 20)

    width = _PANEL * len(panels) + _NAMES
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_HEIGHT}" '
        'font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for number, (branches, points) in enumerate(panels.items()):
        lines.append(f'<g transform="translate({number * _PANEL},0)">')
        for power in range(-3, round(math.log10(top)) + 1):
            _, y = place(least, 10.0**power)
            label = f"{10 ** (power + 3)} ms" if power < 0 else f"{10**power} s"
            lines.append(
                f'<path d="M{_LEFT},{y:.0f}H{_PANEL - 20}" stroke="#ddd"/>'
                f'<text x="{_LEFT - 4}" y="{y + 4:.0f}" text-anchor="end">{label}</text>'
            )
        for mails in sorted(set(stored)):
            x, _ = place(mails, 1)
            lines.append(
                f'<text x="{x:.0f}" y="{_HEIGHT - 34}" text-anchor="middle">{mails:,}</text>'
            )
        lines.append(f'<text x="{_LEFT}" y="{_HEIGHT - 14}">mails, {branches:,} branches</text>')
        for name, colour in zip(ACTS, _COLOURS, strict=True):
            spots = [place(mails, took[name]) for mails, took in points if mails]
            way = " ".join(f"{x:.0f},{y:.0f}" for x, y in spots)
            lines.append(
                f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{way}"/>'
            )
        lines.append("</g>")
    for row, (name, colour) in enumerate(zip(ACTS, _COLOURS, strict=True)):
        lines.append(
            f'<text x="{width - _NAMES}" y="{30 + 18 * row}" fill="{colour}">{name}</text>'
        )
    return "\n".join([*lines, "</svg>\n"])


if __name__ == "__main__":
    main()
