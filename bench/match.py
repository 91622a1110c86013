"""Predictions of the matcher for generated mail, one JSON line per attachment.

    python bench/match.py ROSTER.csv MAILS.jsonl > predictions.jsonl

subcommittees_*.csv and history_*.csv are read from beside the roster where they are there.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mailsync.matching.propose import Matcher
from mailsync.matching.roster.compiled import compile_roster
from store.model import (
    Address,
    Attachment,
    Branch,
    Mail,
    Proposal,
    ReceivedFrom,
    SenderFact,
    SubCommittee,
    Verdict,
)


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file; none where the file is absent."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def several(cell: str | None) -> tuple[str, ...]:
    """The values of a cell, separated by semicolons."""
    return tuple(part.strip() for part in (cell or "").split(";") if part.strip())


def companion(roster: Path, kind: str) -> Path:
    """The file of another kind beside a roster: roster_60.csv has history_60.csv."""
    return roster.with_name(roster.name.replace("roster", kind, 1))


def read_roster(path: Path) -> tuple[list[Branch], list[SubCommittee], list[SenderFact]]:
    """A roster with its companions."""
    branches = [
        Branch(
            row["branch_id"],
            row["sub_committee"],
            row["branch_name"],
            several(row.get("aliases")),
            row.get("secretary") or "",
            several(row.get("contact_emails")),
        )
        for row in rows(path)
    ]
    subs = [
        SubCommittee(
            row["sub_committee"],
            row["sub_committee"],
            several(row.get("aliases")),
            several(row.get("former_names")),
            several(row.get("staff")),
            several(row.get("contact_emails")),
        )
        for row in rows(companion(path, "subcommittees"))
    ]
    memory = [
        SenderFact(row["from_addr"], row["branch_id"], int(row["times"] or 0), row["last_date"])
        for row in rows(companion(path, "history"))
    ]
    return branches, subs, memory


def moment(text: str | None) -> datetime | None:
    """A date header as the set writes it; None where it cannot be read."""
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return None


def mails(path: Path) -> Iterator[tuple[str, Mail, list[str], list[list[str]]]]:
    """Each mail with its id, and the titles and part headings of its attachments."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if not line.strip():
                continue
            raw = json.loads(line)
            when = moment(raw.get("date"))
            mail = Mail(
                digest="",
                message_id=raw["message_id"],
                sender=Address(raw.get("from_name") or "", raw.get("from_addr") or ""),
                to=(),
                cc=(),
                subject=raw.get("subject") or "",
                sent_at=when,
                received_at=when,
                received_from=ReceivedFrom.DATE,
                body=raw.get("body_text") or "",
                attachments=tuple(
                    Attachment(a["path"], "", a.get("content_type") or "", a.get("size") or 0)
                    for a in raw["attachments"]
                ),
                links=(),
                problems=(),
            )
            titles = [a.get("title_text") or "" for a in raw["attachments"]]
            headings = [a.get("headings") or [] for a in raw["attachments"]]
            yield raw["message_id"], mail, titles, headings


def prediction(message_id: str, at: int, proposal: Proposal, ms: float) -> dict[str, object]:
    """One line of the prediction file."""
    return {
        "message_id": message_id,
        "attachment": at,
        "branch_id": proposal.branch_id,
        "item": str(proposal.kind),
        "decision": "auto" if proposal.verdict is Verdict.AUTO else "review",
        "candidates": [c.branch_id for c in proposal.candidates],
        "ms": round(ms, 4),
    }


def main() -> None:
    """Read, match and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("roster", type=Path)
    arguments.add_argument("mails", type=Path)
    given = arguments.parse_args()
    branches, subs, memory = read_roster(given.roster)
    began = time.perf_counter()
    roster = compile_roster(branches, subs)
    matcher = Matcher(roster, memory)
    print(f"roster of {len(branches)}: {time.perf_counter() - began:.3f} s", file=sys.stderr)
    gc.freeze()
    for message_id, mail, titles, headings in mails(given.mails):
        began = time.perf_counter()
        proposals = matcher.match(mail, titles, headings)
        ms = (time.perf_counter() - began) * 1000 / max(1, len(proposals))
        for at, proposal in enumerate(proposals):
            print(json.dumps(prediction(message_id, at, proposal, ms), ensure_ascii=False))


if __name__ == "__main__":
    main()
