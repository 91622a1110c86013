"""What goes into a submission: files by branch, named by the archive's rule, in mails; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from store.letters.letter import Reason
from store.letters.manifest import HandedItem, SubmittedFile
from store.model import FileKind, Params
from store.reports.archive.plan import title_by_rule
from store.reports.content.safe_names import distinct, safe_name, suffix_of
from store.text.wording import Wording
from store.views.board.handed_on import DUE_KINDS
from store.views.board.submission import FileInUse, SubmissionRow, vetting_of

# Old mail programs cut longer names, and their suffix with them.
_LONGEST_NAME, _LONGEST_BRANCH = 80, 36
# What the list for people and the manifest take: a little, and more for each file.
_LIST_BYTES, _LINE_BYTES = 60_000, 1_500


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One content under its name, with a line for each branch that it belongs to."""

    lines: tuple[SubmittedFile, ...]
    media_type: str
    measures: Params

    @property
    def name(self) -> str:
        """What it is called in the mail."""
        return self.lines[0].file

    @property
    def digest(self) -> str:
        """The sha256 of the content."""
        return self.lines[0].sha256

    @property
    def size_bytes(self) -> int:
        """The size of the content."""
        return self.lines[0].size_bytes


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A branch of which nothing goes along, and why."""

    branch_id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Parcel:
    """Files in their mails; `elsewhere` are too big for any mail."""

    mails: tuple[tuple[PackedFile, ...], ...]
    elsewhere: tuple[PackedFile, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def files(self) -> tuple[PackedFile, ...]:
        """All files, in their order."""
        return (*(file for mail in self.mails for file in mail), *self.elsewhere)


def pack(
    rows: Sequence[SubmissionRow],
    measures_of: dict[str, Params],
    wording: Wording,
    *,
    branch_ids: Collection[str] | None,
    anyway: Mapping[str, str],
    most_bytes: int,
) -> Parcel:
    """Choose what is new of each branch and spread it over as few mails as keep branches together.

    Args:
        measures_of: what was measured, by digest.
        branch_ids: the branches that are meant; None means all.
        anyway: by branch, why what is not vetted or faulty goes all the same.
        most_bytes: what the attachments of one mail may take.
    """
    chosen: list[SubmissionRow] = []
    left_out: list[LeftOut] = []
    for row in rows:
        if branch_ids is not None and row.branch.id not in branch_ids:
            continue
        reason = _left_out(row, anyway.get(row.branch.id, ""))
        if reason is None:
            chosen.append(row)
        else:
            left_out.append(LeftOut(row.branch.id, reason))
    groups = list(_groups(chosen, rows, measures_of, wording, anyway))
    lines = sum(len(file.lines) for group in groups for file in group)
    room = max(most_bytes - _LIST_BYTES - _LINE_BYTES * lines, 0)
    elsewhere = tuple(file for group in groups for file in group if file.size_bytes > room)
    fitting = [[file for file in group if file.size_bytes <= room] for group in groups]
    return Parcel(tuple(map(tuple, _spread(fitting, room))), elsewhere, tuple(left_out))


def line_of(row: SubmissionRow, file: FileInUse, *, name: str, anyway: str) -> SubmittedFile:
    """The line of the manifest for one file of one branch."""
    vetting = vetting_of(row, file)
    goes_anyway = file.kind in DUE_KINDS and (vetting is None or bool(file.faults))
    return SubmittedFile(
        file=name,
        sha256=file.credit.digest,
        size_bytes=file.credit.size_bytes or 0,
        item=msgspec.convert(file.kind.value, HandedItem),
        branch_id=row.branch.id,
        branch=row.branch.name,
        original_name=file.name,
        vetted_by=vetting.by if vetting else "",
        vetted_on=vetting.date if vetting else "",
        anyway=anyway if goes_anyway or file.faults else "",
        replaces=file.replaces,
    )


def _left_out(row: SubmissionRow, anyway: str) -> Reason | None:
    if not row.files:
        return Reason("submission.reason.nothing")
    if not row.fresh:
        return next(iter(row.blocking), Reason("submission.reason.unchanged"))
    if row.blocking and not anyway:
        return row.blocking[0]
    return None


def _groups(
    chosen: Sequence[SubmissionRow],
    rows: Sequence[SubmissionRow],
    measures_of: dict[str, Params],
    wording: Wording,
    anyway: Mapping[str, str],
) -> Iterator[list[PackedFile]]:
    """The files of each branch; a form of several branches goes once, with the first of them."""
    taken: set[str] = set()
    forms: set[str] = set()
    for row in chosen:
        group: list[PackedFile] = []
        for file in row.fresh:
            owners = [row]
            if file.kind is FileKind.EVAL_FORM:
                if file.credit.digest in forms:
                    continue
                forms.add(file.credit.digest)
                owners = [one for one in rows if _has(one, file)]
            name = distinct(_name(owners, file, wording), taken)
            lines = tuple(
                line_of(one, file, name=name, anyway=anyway.get(one.branch.id, ""))
                for one in owners
            )
            measures = measures_of.get(file.credit.digest, {})
            group.append(PackedFile(lines, file.credit.media_type, measures))
        if group:
            yield group


def _has(row: SubmissionRow, form: FileInUse) -> bool:
    return any(
        one.kind is FileKind.EVAL_FORM and one.credit.digest == form.credit.digest
        for one in row.fresh
    )


def _name(owners: Sequence[SubmissionRow], file: FileInUse, wording: Wording) -> str:
    """The branch, then the archive's name: `采编部党支部_1-创建工作方案_第2稿.docx`."""
    owner = safe_name(owners[0].branch.name, most=_LONGEST_BRANCH)
    if len(owners) > 1:
        owner = wording.say("submission.file.of_session", n=len(owners))
    title = title_by_rule(wording, file.kind, file.name, file.version)
    return safe_name(f"{owner}_{title}", most=_LONGEST_NAME, suffix=suffix_of(file.name))


def _spread(groups: Iterable[list[PackedFile]], room: int) -> list[list[PackedFile]]:
    """Mails in the order of the branches; one branch is divided only where no mail holds it."""
    mails: list[list[PackedFile]] = []
    left = 0
    for group in groups:
        whole = sum(file.size_bytes for file in group)
        pieces = [group] if whole <= room else [[file] for file in group]
        for piece in filter(None, pieces):
            size = sum(file.size_bytes for file in piece)
            if not mails or size > left:
                mails.append([])
                left = room
            mails[-1] += piece
            left -= size
    return mails
