"""What one act costs when much is stored: processor time over mails, branches and decisions.

Run from the top folder:
.venv/bin/python -m bench.growth [--mails 1000,10000] [--branches 60,500] [--picture FILE]

The mails are small and recorded as a sync records them, one file each, of five years; a third of
the files was credited by a person, so that what people taught grows too. Each figure is the median
of three in this process; the first row is what an empty workspace costs.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from mailsync.letters.planning import ALL, plan_now
from mailsync.mailbox.folder import FolderMailbox
from mailsync.sync.sync import sync
from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Draft, decide
from store.files.blobs import Blobs
from store.intake import record as intake
from store.keeping.verify import verify_workspace
from store.model import Branch, Examination, FileKind, Judgement, MailKey, Params, SubCommittee
from store.views.board.dashboard import dashboard
from store.workspace.workspace import Workspace
from tests.making import NOW, add_roster, ask, auto, make_mail, make_workspace

ACTS = ("one more mail", "nothing new", "the board", "one decision", "remind", "verify")
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
    blobs = Blobs(workspace.files)
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
    mail = replace(mail, sender=replace(mail.sender, email=f"c{owner}@neu.example"))
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
            _credit(store, row["id"], "H1")

    acts: dict[str, Callable[[], object]] = {
        "one more mail": one_more,
        "nothing new": nothing_new,
        "the board": lambda: dashboard(store, workspace, now=NOW),
        "one decision": decision,
        "remind": lambda: plan_now(workspace, store, now=NOW, round_name=ALL),
        "verify": lambda: list(verify_workspace(workspace)),
    }
    for name in ACTS:
        taken = []
        # The first of each also pays for what is imported.
        for _ in range(4):
            began = time.process_time()
            acts[name]()
            taken.append(time.process_time() - began)
        yield name, statistics.median(taken[1:])


def main() -> None:
    """Print a table, and draw the curves where asked."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", default="0,1000,10000")
    options.add_argument("--branches", default="60")
    options.add_argument("--picture", type=Path, help="an .svg of the curves over mails")
    asked = options.parse_args()
    print("| mails | branches | " + " | ".join(ACTS) + " |")
    print("|---|---|" + "---|" * len(ACTS))
    found: list[tuple[int, dict[str, float]]] = []
    for branches in (int(each) for each in asked.branches.split(",")):
        found = []
        for mails in (int(each) for each in asked.mails.split(",")):
            with tempfile.TemporaryDirectory() as folder:
                workspace, store = filled(Path(folder) / "w", mails, branches)
                with contextlib.closing(store):
                    took = dict(measured(workspace, store))
            found.append((mails, took))
            cells = " | ".join(f"{took[name] * 1000:.0f} ms" for name in ACTS)
            print(f"| {mails:,} | {branches:,} | {cells} |", flush=True)
    if asked.picture:
        asked.picture.write_text(curves(found), encoding="utf-8")


def curves(found: Sequence[tuple[int, dict[str, float]]]) -> str:
    """The acts over the number of mails, both on scales of tens, as an SVG."""
    points = [(mails, took) for mails, took in found if mails]
    width, height, left, foot = 640, 360, 60, 40
    most = max(mails for mails, _ in points)
    least = min(mails for mails, _ in points)
    slowest = max(max(took.values()) for _, took in points)

    def place(mails: int, seconds: float) -> str:
        across = math.log(mails / least) / math.log(most / least) if most > least else 0.5
        up = math.log(max(seconds, 1e-3) / 1e-3) / math.log(slowest / 1e-3)
        x, y = left + across * (width - left - 120), height - foot - up * (height - foot - 20)
        return f"{x:.0f},{y:.0f}"

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="12">',
        f'<text x="{left}" y="{height - 10}">{least:,} … {most:,} mails; 1 ms … '
        f"{slowest:.1f} s of processor</text>",
    ]
    colours = ("#1b6", "#16b", "#b61", "#b16", "#61b", "#666")
    for name, colour in zip(ACTS, colours, strict=True):
        way = " ".join(place(mails, took[name]) for mails, took in points)
        x, y = place(points[-1][0], points[-1][1][name]).split(",")
        lines.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{way}"/>')
        lines.append(f'<text x="{int(x) + 6}" y="{y}" fill="{colour}">{name}</text>')
    return "\n".join([*lines, "</svg>\n"])


if __name__ == "__main__":
    main()
