"""What must be known before a mark is asked for: findings that are open, versions that came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from store.model import FileKind, Severity
from store.views.board.branch import branch_view
from store.views.board.columns import due_columns
from store.views.board.facts import BoardFacts
from store.views.board.types import BranchRow, BranchView, FileEntry
from tui.base.desk import Desk
from tui.base.jobs import opened
from tui.base.worded_facts import finding_words

# Kinds of which a later file replaces an earlier one, and so one can be chosen.
_VERSIONED = (FileKind.PLAN, FileKind.VIDEO, FileKind.EVAL_FORM)


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """A finding that may be accepted: for one branch in words, for several by its kind.

    `accepted` are the pairs to accept: the subject of a file, the code of the finding.
    """

    text: str
    soft: bool
    accepted: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A version that may be put into use; `file` None stands for the latest, whatever comes."""

    kind: FileKind
    file: str | None
    text: str


def open_findings(
    desk: Desk, rows: Sequence[BranchRow], board: BoardFacts | None, column: str | None
) -> tuple[OpenFinding, ...]:
    """The open findings of some branches, equal codes of several branches together."""
    found: dict[str, list[tuple[str, bool, tuple[str, str]]]] = {}
    with opened(desk.workspace) as store:
        for row in rows:
            judged = _judged(row, column)
            if not judged:
                continue
            view = branch_view(store, desk.workspace, row.branch.id, now=desk.clock(), board=board)
            if view is None:
                continue
            for code, text, soft, pair in _worded(view, judged, desk):
                found.setdefault(code, []).append((text, soft, pair))
    return tuple(
        OpenFinding(
            text=ones[0][0],
            soft=all(soft for _, soft, _ in ones),
            accepted=tuple(pair for _, _, pair in ones),
        )
        for ones in found.values()
    )


def _judged(row: BranchRow, column: str | None) -> dict[str, tuple[str, ...]]:
    """The codes of open findings by the subject of the file that has them."""
    cells = [row.cell(name) for name in (due_columns() if column is None else (column,))]
    return {cell.file: cell.judged for cell in cells if cell.file is not None and cell.judged}


def _worded(
    view: BranchView, judged: dict[str, tuple[str, ...]], desk: Desk
) -> Iterator[tuple[str, str, bool, tuple[str, str]]]:
    for entry in view.files:
        for finding in entry.findings:
            if finding.code in judged.get(entry.credit.subject, ()):
                severity = desk.wording.say(f"finding_severity.{finding.severity}")
                text = f"[{severity}] {finding_words(finding, desk.wording)}"
                pair = (entry.credit.subject, finding.code)
                yield finding.code, text, finding.severity is Severity.SOFT, pair


def versions_of(desk: Desk, row: BranchRow, board: BoardFacts | None) -> tuple[Version, ...]:
    """The versions of one branch of which there is a choice, newest first."""
    with opened(desk.workspace) as store:
        view = branch_view(store, desk.workspace, row.branch.id, now=desk.clock(), board=board)
    if view is None:
        return ()
    found: list[Version] = []
    for kind in _VERSIONED:
        mine = [entry for entry in view.files if entry.credit.kind is kind and entry.version]
        if len(mine) < 2:
            continue
        word = desk.wording.say(f"kind.{kind}")
        latest = desk.wording.say("mark.latest", kind=word)
        found.append(Version(kind, None, latest))
        found += [
            Version(kind, entry.credit.subject, _version_text(entry, word, desk)) for entry in mine
        ]
    return tuple(found)


def _version_text(entry: FileEntry, kind: str, desk: Desk) -> str:
    came = entry.received.received_at
    dates = desk.workspace.notice.dates
    day = f"{dates.local(came):%m-%d %H:%M}" if came else ""
    code = "branch.version_current" if entry.current else "branch.version"
    version = desk.wording.say(code, n=entry.version)
    return f"{kind} {version} {day} {entry.credit.name}"
