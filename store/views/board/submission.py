"""READ: 上报: what each branch of a sub-committee has to hand on, what went, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from store.letters.handed_on import HandedFile
from store.letters.letter import Reason
from store.model import Branch, FileKind, Finding, State
from store.notice.notice import Dates
from store.views.board.branch_facts import Facts
from store.views.board.credits import Credit
from store.views.board.facts import BoardFacts
from store.views.board.file_findings import ONE_OF_A_KIND, chains, in_use, open_faults, versions
from store.views.board.handed_on import DUE_KINDS
from store.views.board.open_cells import day_detail
from store.views.board.types import SUBMISSION_COLUMN, Cell, Detail, Vetting

# A reason whose params hold a finding.
FAULT = "submission.reason.fault"


class Readiness(StrEnum):
    """How far a branch's files are on their way to the department (上报)."""

    NOT_YET = "not_yet"
    READY = "ready"
    SUBMITTED = "submitted"
    CHANGED = "changed"


_STATES = {
    Readiness.NOT_YET: State.OPEN,
    Readiness.READY: State.OPEN,
    Readiness.SUBMITTED: State.DONE,
    Readiness.CHANGED: State.SOFT,
}


@dataclass(frozen=True, slots=True)
class FileInUse:
    """One file that a branch hands on: the version in use, its number, and its open hard faults.

    `branch_ids` are all whose file it is; `replaces` is the sha256 that was handed on before it.
    """

    kind: FileKind
    credit: Credit
    version: int
    faults: tuple[Finding, ...] = ()
    replaces: str = ""

    @property
    def name(self) -> str:
        """What its sender called it."""
        return self.credit.name


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """One branch. `fresh` are the files that were not handed on as they are now.

    `blocking` says why they are not handed on by themselves, `remarks` what is worth knowing.
    """

    branch: Branch
    state: Readiness
    files: tuple[FileInUse, ...]
    fresh: tuple[FileInUse, ...]
    vetting: Vetting | None
    blocking: tuple[Reason, ...] = ()
    remarks: tuple[Reason, ...] = ()
    handed: tuple[HandedFile, ...] = ()

    @property
    def last(self) -> HandedFile | None:
        """What was handed on last."""
        return self.handed[-1] if self.handed else None


def submission_rows(board: BoardFacts) -> tuple[SubmissionRow, ...]:
    """Every branch of the sub-committee, in the order of the roster."""
    return tuple(submission_row(facts, board) for facts in board.by_branch.values())


def submission_row(facts: Facts, board: BoardFacts) -> SubmissionRow:
    """How one branch stands."""
    mine = tuple(one for one in board.handed if one.line.branch_id == facts.branch.id)
    return _row(facts, board, mine)


def submission_cell(row: SubmissionRow, dates: Dates) -> Cell:
    """The cell of the column 上报: what is to be handed on waits for a person."""
    state = _STATES[row.state]
    detail = Detail(f"submission_cell.{row.state}")
    if row.state is Readiness.SUBMITTED and row.last is not None:
        detail = day_detail(dates.local(row.last.at), "submission_cell.submitted")
    return Cell(SUBMISSION_COLUMN, state, detail)


def _row(facts: Facts, board: BoardFacts, handed: tuple[HandedFile, ...]) -> SubmissionRow:
    files = tuple(_files(facts, board, handed))
    fresh = tuple(one for one in files if not _is_handed(one, handed))
    vetting = board.marks.vetted.get(facts.branch.id)
    blocking = tuple(_blocking(files, fresh, vetting))
    back = () if fresh else _sent_back(facts, board, handed)
    returned = (*_returned(files, fresh, handed), *back)
    if handed:
        state = Readiness.CHANGED if fresh or returned else Readiness.SUBMITTED
    else:
        state = Readiness.READY if fresh and not blocking else Readiness.NOT_YET
    return SubmissionRow(
        facts.branch,
        state,
        files,
        fresh,
        vetting,
        (*blocking, *returned),
        tuple(_remarks(facts, files, handed)),
        handed,
    )


def _files(facts: Facts, board: BoardFacts, handed: Sequence[HandedFile]) -> Iterable[FileInUse]:
    """The versions in use: plan, 目录, supporting material, video, then the evaluation form."""
    for kind in DUE_KINDS:
        if kind is FileKind.SUPPORT:
            found = [(chain[-1], len(chain)) for chain in chains(facts.credited, kind)]
        else:
            kept = versions(facts.credited, kind)
            current = in_use(kept, facts.pins.get(kind)) if kept else None
            found = [(current, kept.index(current) + 1)] if current else []
        for credit, number in found:
            yield _file(credit, kind, number, facts, board, handed)
    forms = [one.credit for one in facts.forms if one.credit is not None]
    if forms:
        yield _file(forms[-1], FileKind.EVAL_FORM, len(forms), facts, board, handed)


def _file(
    credit: Credit,
    kind: FileKind,
    number: int,
    facts: Facts,
    board: BoardFacts,
    handed: Sequence[HandedFile],
) -> FileInUse:
    faults = open_faults(credit, facts, board.ruling)
    before = [
        one.line.sha256
        for one in handed
        if one.line.item == kind
        and (kind in ONE_OF_A_KIND or one.line.original_name == credit.name)
    ]
    replaces = before[-1] if before and before[-1] != credit.digest else ""
    return FileInUse(kind, credit, number, faults, replaces)


def _is_handed(file: FileInUse, handed: Sequence[HandedFile]) -> bool:
    same = [one.line.sha256 for one in handed if one.line.item == file.kind]
    if file.kind in ONE_OF_A_KIND:
        return bool(same) and same[-1] == file.credit.digest
    return file.credit.digest in same


def _blocking(
    files: Sequence[FileInUse], fresh: Sequence[FileInUse], vetting: Vetting | None
) -> Iterable[Reason]:
    """Why what is new does not go by itself. A form is the sub-committee's own: nobody vets it."""
    if not files:
        yield Reason("submission.reason.nothing")
    due = [one for one in fresh if one.kind in DUE_KINDS]
    if due and vetting is None:
        yield Reason("submission.reason.not_vetted")
    elif vetting is not None:
        for one in due:
            if _came_after(one, vetting):
                yield Reason("submission.reason.vetted_before", {"file": one.name})
    for one in fresh:
        for fault in one.faults:
            yield _fault(one, fault)


def _fault(file: FileInUse, fault: Finding) -> Reason:
    return Reason(
        FAULT,
        {
            "file": file.name,
            "code": fault.code,
            "params": dict(fault.params),
            "clause": fault.clause,
        },
    )


def _came_after(file: FileInUse, vetting: Vetting) -> bool:
    """Whether a file came after its branch was marked as vetted: nobody vetted that one."""
    came = file.credit.received_at
    return vetting.at is not None and came is not None and came > vetting.at


def _returned(
    files: Sequence[FileInUse], fresh: Sequence[FileInUse], handed: Sequence[HandedFile]
) -> Iterable[Reason]:
    """Faults that were found in what was handed on, and that nobody knew of then."""
    known = {one.line.sha256 for one in handed if one.line.anyway}
    for one in files:
        if one not in fresh and one.credit.digest not in known:
            for fault in one.faults:
                yield _fault(one, fault)


def _sent_back(facts: Facts, board: BoardFacts, handed: Sequence[HandedFile]) -> Iterable[Reason]:
    """What the department sent back for correction, of which nothing new came or went since."""
    back = board.sent_back.get(facts.branch.id)
    if back is not None and handed and back.at > handed[-1].at:
        day = board.ruling.notice.dates.local(back.at)
        said = {"day": f"{day.month}-{day.day:02d}", "items": "、".join(back.items)}
        yield Reason("submission.reason.sent_back", said)


def _remarks(
    facts: Facts, files: Sequence[FileInUse], handed: Sequence[HandedFile]
) -> Iterable[Reason]:
    kinds = {one.kind for one in files}
    links = {one.kind for one in facts.credited if one.is_link}
    for kind in (FileKind.PLAN, FileKind.VIDEO):
        if kind not in kinds:
            code = "link" if kind in links else f"no_{kind}"
            yield Reason(f"submission.reason.{code}")
    if facts.waiting:
        yield Reason("submission.reason.waiting", {"n": len(facts.waiting)})
    if any(one.doubtful for one in handed):
        yield Reason("submission.reason.doubt")


def vetting_of(row: SubmissionRow, file: FileInUse) -> Vetting | None:
    """Who vetted one file of a branch; None where nobody did, or where it came only afterwards."""
    if row.vetting is None or file.kind not in DUE_KINDS or _came_after(file, row.vetting):
        return None
    return row.vetting
