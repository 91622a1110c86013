"""READ: the selection sheet with its four sources (notice 一.6), and the volumes built so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from store.db.database import Store
from store.items.review_results import Result, result
from store.items.volume import Chapter, Selection, Volume, recommended_videos, volumes_of
from store.model import Branch, FileKind, State, SubCommittee
from store.views.board.branch_facts import Facts
from store.views.board.credits import Credit
from store.views.board.facts import BoardFacts, read_facts
from store.views.board.file_findings import in_use, versions
from store.views.board.rows import branch_rows
from store.views.board.types import BranchRow
from store.views.items.promotion import in_roster_order
from store.workspace.workspace import Workspace

Change = Literal["changed", "left", "withdrawn"]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The file in use of a branch."""

    subject: str
    path: str
    digest: str
    received_at: datetime | None = None

    @property
    def suffix(self) -> str:
        """The end of its name, lower case, with the dot; "" where it has none."""
        name = self.path.rsplit("/", 1)[-1]
        _, dot, suffix = name.rpartition(".")
        return f".{suffix.lower()}" if dot else ""


@dataclass(frozen=True, slots=True)
class SelectionRow:
    """One branch: its row of the board has the case's checks, promotion and session; then the
    review's result with its comments, what was chosen, and the recommendation of its video."""

    row: BranchRow
    result: Result | None
    selection: Selection | None
    excellent: bool
    video_recommended: bool
    case: CaseFile | None
    video: CaseFile | None

    @property
    def branch(self) -> Branch:
        """The branch."""
        return self.row.branch

    @property
    def sub_committee(self) -> SubCommittee:
        """Its sub-committee."""
        return self.row.sub_committee

    @property
    def doubts(self) -> tuple[str, ...]:
        """What speaks against taking the case in: `no_case`, `hard_fault`, `no_score`."""
        return (
            *(["no_case"] if self.case is None else []),
            *(["hard_fault"] if self.row.cell("plan").state is State.FAULT else []),
            *(["no_score"] if self.result is None else []),
        )

    @property
    def video_doubts(self) -> tuple[str, ...]:
        """What speaks against showing the video: `no_video`, `video_fault`."""
        return (
            *(["no_video"] if self.video is None else []),
            *(["video_fault"] if self.row.cell("video").state is State.FAULT else []),
        )


@dataclass(frozen=True, slots=True)
class BuiltVolume:
    """One volume: who built it when, what changed since, and which cases were selected since."""

    volume: Volume
    who: str
    at: datetime
    batch: str
    changes: tuple[tuple[Chapter, Change], ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SelectionView:
    """Everything on item 6; rows by sub-committee in the order of the roster, volumes newest
    first."""

    revision: int
    rows: tuple[SelectionRow, ...]
    volumes: tuple[BuiltVolume, ...]

    def chosen(self, choice: str) -> tuple[SelectionRow, ...]:
        """The rows for which this was chosen."""
        return tuple(
            row for row in self.rows if row.selection is not None and row.selection.choice == choice
        )


def selection(store: Store, workspace: Workspace, *, now: datetime) -> SelectionView:
    """Read the selection sheet as of a moment."""
    with store.snapshot():
        revision = store.revision()
        facts = read_facts(store, workspace, as_of=now)
    board = {row.branch.id: row for row in branch_rows(facts)}
    recommended = recommended_videos(facts.decisions)
    rows = tuple(
        SelectionRow(
            row=board[entry.branch.id],
            result=result(
                entry.scores, workspace.notice, second_year=entry.branch.consecutive_years
            ),
            selection=entry.selection,
            excellent=entry.excellent,
            video_recommended=entry.branch.id in recommended,
            case=case_file(entry, FileKind.PLAN),
            video=case_file(entry, FileKind.VIDEO),
        )
        for entry in in_roster_order(facts)
    )
    return SelectionView(revision, rows, _volumes(facts, rows))


def case_file(entry: Facts, kind: FileKind) -> CaseFile | None:
    """The version in use of one kind; None where nothing but links came."""
    kept = versions(entry.credited, kind)
    if not kept:
        return None
    current: Credit = in_use(kept, entry.pins.get(kind))
    return CaseFile(current.subject, current.path, current.digest, current.received_at)


def _volumes(facts: BoardFacts, rows: tuple[SelectionRow, ...]) -> tuple[BuiltVolume, ...]:
    by_branch = {row.branch.id: row for row in rows}
    selected = [r.branch.id for r in rows if r.selection and r.selection.choice == "selected"]
    built = []
    for volume, made in reversed(volumes_of(facts.decisions)):
        changes = [
            (chapter, change)
            for chapter in volume.chapters
            if (change := _change(chapter, by_branch)) is not None
        ]
        inside = {chapter.branch_id for chapter in volume.chapters}
        added = tuple(name for name in selected if name not in inside)
        built.append(BuiltVolume(volume, made.who, made.at, made.batch, tuple(changes), added))
    return tuple(built)


def _change(chapter: Chapter, by_branch: dict[str, SelectionRow]) -> Change | None:
    row = by_branch.get(chapter.branch_id)
    if row is None:
        return "withdrawn"
    if row.selection is None or row.selection.choice != "selected":
        return "left"
    if row.case is None or row.case.digest != chapter.digest:
        return "changed"
    return None
