"""A panel of reviewers for tests of letters: who reviews what, and scores that come in."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from mailsync.review.packing import MadePacks, PackJob, keep_packs
from store.db.acts import subject
from store.db.decisions import Marking, live_decisions
from store.items.review import (
    Reviewer,
    Score,
    assign_all,
    assignment_of,
    record_scores,
    reviewers_of,
    save_reviewers,
)
from store.model import Address, Attachment, FileKind
from store.views.items.review import review
from store.views.items.volume import selection
from tests.mailsync.letters.desk import LetterDesk
from tests.making import ask, auto, make_mail, take_in

NAMES = ("周敏", "吴刚", "郑洁")


def seat(desk: LetterDesk, addresses: Sequence[str] = ("r1@neu.example", "r2@neu.example")) -> None:
    """Reviewers R0001, R0002, ... each of whom reviews every branch."""
    notice = desk.workspace.notice
    panel = [
        Reviewer(
            f"R{number:04d}", NAMES[(number - 1) % 3], notice.review.kinds[number % 3], address=at
        )
        for number, at in enumerate(addresses, 1)
    ]
    save_reviewers(desk.store, panel, notice, marking=Marking(desk.now, "王老师"))
    assign_all(desk.store, len(panel), marking=Marking(desk.now, "王老师"))


def change(desk: LetterDesk, reviewer_id: str, **changes: object) -> None:
    """Record a reviewer anew."""
    known = reviewers_of(live_decisions(desk.store))[reviewer_id]
    changed = replace(known, **changes)
    save_reviewers(
        desk.store, [changed], desk.workspace.notice, marking=Marking(desk.now, "王老师")
    )


def score(desk: LetterDesk, reviewer_id: str, *branch_ids: str) -> None:
    """Scores of a reviewer come in; of all their branches where none is named."""
    notice = desk.workspace.notice
    assigned = assignment_of(live_decisions(desk.store))
    names = branch_ids or tuple(name for name, ids in assigned.items() if reviewer_id in ids)
    scores = [
        Score(
            reviewer_id,
            name,
            {one.id: 7 for one in notice.criteria_for(second_year=name == "B2")},
            "甲方意见不外传",
        )
        for name in names
    ]
    record_scores(desk.store, scores, notice, marking=Marking(desk.now, "王老师"))


def sheet_arrives(
    desk: LetterDesk, sender: str, name: str = "评分表.xlsx", raw: bytes = b"PK"
) -> str:
    """A sheet comes by mail and nobody has read it; returns its subject."""
    content = desk.workspace.blobs.put([raw])
    part = Attachment(name, content.digest, "", len(raw))
    mail = replace(
        make_mail(f"{sender}-{name}", at=desk.now),
        sender=Address("", sender),
        attachments=(part,),
    )
    take_in(desk.store, mail, ask(FileKind.OTHER))
    row = desk.store.rows("SELECT max(id) AS id FROM files")[0]
    return subject("file", row["id"])


def hand_in(
    desk: LetterDesk, branch_id: str, raw: bytes, *, kind: FileKind = FileKind.PLAN, name: str = ""
) -> str:
    """A file of a branch comes in, with its content, and is credited; returns its digest."""
    content = desk.workspace.blobs.put([raw])
    suffix = "docx" if kind is FileKind.PLAN else "mp4"
    part = Attachment(name or f"{branch_id}.{suffix}", content.digest, "", len(raw))
    mail = make_mail(f"{branch_id}-{kind}-{content.digest[:8]}", at=desk.now)
    take_in(desk.store, replace(mail, attachments=(part,)), auto(branch_id, kind))
    return content.digest


def keep(desk: LetterDesk, **more: object) -> MadePacks:
    """Packs are made for letters."""
    return keep_packs(job(desk, **more), desk.store, marking=Marking(desk.now, "王老师"))


def job(desk: LetterDesk, **more: object) -> PackJob:
    """Packs of everybody, as things stand."""
    view = review(desk.store, desk.workspace, now=desk.now)
    cases = selection(desk.store, desk.workspace, now=desk.now)
    return PackJob(desk.workspace, view, cases, **more)  # type: ignore[arg-type]
