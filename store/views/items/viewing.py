"""READ: the videos to be viewed, with what the machine and people say of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from store.db.acts import Act
from store.db.database import Store
from store.db.decisions import Decision
from store.items.viewing import Claim, claims
from store.model import Branch, FileKind, Finding, Params, Severity, SubCommittee
from store.rules.viewing import Viewing
from store.views.board.credits import Credit
from store.views.board.facts import BoardFacts, read_facts
from store.views.board.file_findings import findings_of, in_use, versions
from store.views.items.undecoded import undecoded_videos
from store.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Tolerated:
    """A finding that a person accepted or overrode: who, why, and whether it was overridden."""

    who: str
    reason: str
    overridden: bool


@dataclass(frozen=True, slots=True)
class ToView:
    """One video in use. `tolerated` is by the code of the finding, `claim` that of anybody.

    `decoded` says that the full check was made; what it would say is unknown until then.
    """

    subject: str
    digest: str
    name: str
    branch: Branch
    sub_committee: SubCommittee
    received_at: datetime | None
    size_bytes: int | None
    measures: Params
    findings: tuple[Finding, ...]
    decoded: bool
    viewing: Viewing | None = None
    claim: Claim | None = None
    tolerated: Mapping[str, Tolerated] = field(default_factory=dict)

    def open_findings(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of a severity that nobody accepted or overrode."""
        return tuple(
            finding
            for finding in self.findings
            if finding.severity is severity and finding.code not in self.tolerated
        )

    def free_for(self, who: str) -> bool:
        """Whether nobody else is watching it."""
        return self.claim is None or self.claim.who == who


@dataclass(frozen=True, slots=True)
class ViewingView:
    """The queue: videos that nobody viewed, in the order of arrival, then those viewed.

    `undecoded` counts the videos that wait for the full check.
    """

    waiting: tuple[ToView, ...]
    viewed: tuple[ToView, ...]
    undecoded: int

    @property
    def rows(self) -> tuple[ToView, ...]:
        """All of them."""
        return self.waiting + self.viewed


def viewing_queue(store: Store, workspace: Workspace, *, now: datetime) -> ViewingView:
    """The video in use of every branch in scope."""
    with store.snapshot():
        board = read_facts(store, workspace, as_of=now)
        held = {one.subject: one for one in claims(store, at=now)}
        tolerated = _tolerated(board.decisions)
        undecoded = {video.digest for video in undecoded_videos(store)}
    found: dict[str, ToView] = {}
    for branch_id in board.by_branch:
        current = _video_in_use(board, branch_id)
        if current is not None and current.subject not in found:
            found[current.subject] = _to_view(current, branch_id, board, held, tolerated, undecoded)
    rows = sorted(found.values(), key=lambda one: (one.received_at or now, one.subject))
    return ViewingView(
        waiting=tuple(one for one in rows if one.viewing is None),
        viewed=tuple(one for one in rows if one.viewing is not None),
        undecoded=sum(one.digest in undecoded for one in rows),
    )


def _video_in_use(board: BoardFacts, branch_id: str) -> Credit | None:
    facts = board.by_branch[branch_id]
    kept = versions(facts.credited, FileKind.VIDEO)
    return in_use(kept, facts.pins.get(FileKind.VIDEO)) if kept else None


def _to_view(
    credit: Credit,
    branch_id: str,
    board: BoardFacts,
    held: Mapping[str, Claim],
    tolerated: Mapping[str, Mapping[str, Tolerated]],
    undecoded: set[str],
) -> ToView:
    facts = board.by_branch[branch_id]
    measures = board.ruling.measures.get(credit.digest, {})
    return ToView(
        subject=credit.subject,
        digest=credit.digest,
        name=credit.name,
        branch=facts.branch,
        sub_committee=board.units[facts.branch.sub_committee_id],
        received_at=credit.received_at,
        size_bytes=credit.size_bytes,
        measures=measures,
        findings=findings_of(
            credit, facts.branch, board.ruling, credited=facts.credited, pins=facts.pins
        ),
        decoded=credit.digest not in undecoded and "checked_s" in measures,
        viewing=board.marks.viewings.get(credit.subject),
        claim=held.get(credit.subject),
        tolerated=tolerated.get(credit.subject, {}),
    )


def _tolerated(decisions: tuple[Decision, ...]) -> dict[str, dict[str, Tolerated]]:
    found: dict[str, dict[str, Tolerated]] = {}
    for made in decisions:
        if made.act in (Act.ACCEPT, Act.OVERRIDE):
            found.setdefault(made.subject, {})[str(made.payload["code"])] = Tolerated(
                made.who, made.reason, overridden=made.act is Act.OVERRIDE
            )
    return found
