"""A submission out of a workspace: which files go in which mails, whole, as they will be sent."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from mailsync.letters.composer import Writer, with_page
from mailsync.letters.dates import day_words
from mailsync.letters.plan import FRESH_FOR
from mailsync.letters.planning import office, plan_of
from mailsync.letters.recipients import is_address
from mailsync.submission.list_docx import list_docx
from mailsync.submission.package import LeftOut, PackedFile, Parcel, line_of, pack
from store.db.database import Store
from store.errors import UsageError
from store.files.blobs import Blobs
from store.letters import events as outgoing
from store.letters.handed_on import SUBMISSION, handed_files
from store.letters.letter import AttachedFile, Letter, LetterPlan, Reason, Recipient
from store.letters.manifest import (
    FILE_NAME,
    MailNumber,
    ManifestList,
    ManifestNotice,
    ManifestUnit,
    SubmissionManifest,
    SubmittedFile,
    write_manifest,
)
from store.letters.standing import LetterStanding
from store.model import Address, Params, SubCommittee
from store.text.sizes import MEGABYTE
from store.text.wording import Wording
from store.views.board.facts import BoardFacts, read_facts
from store.views.board.submission import SubmissionRow, submission_rows
from store.workspace.workspace import Workspace

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# What base64 makes of a content, with its line ends.
_GROWS = 78 / 57
_MAIL_BYTES = 8_000


@dataclass(frozen=True, slots=True)
class SubmissionPlan:
    """Mails as they are shown, where each branch stands, and what does not go along.

    `plan` has a letter for each mail; `package` the same files before they were put in words.
    """

    plan: LetterPlan
    package: Parcel
    rows: tuple[SubmissionRow, ...]
    unit: SubCommittee

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The branches of which nothing goes along."""
        return self.package.left_out

    @property
    def elsewhere(self) -> tuple[PackedFile, ...]:
        """What is too big for any mail."""
        return self.package.elsewhere


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who hands on, in which words, and when."""

    workspace: Workspace
    blobs: Blobs
    unit: SubCommittee
    writer: Writer
    now: datetime

    @property
    def wording(self) -> Wording:
        return self.writer.desk.wording


def plan_submission(
    workspace: Workspace,
    store: Store,
    *,
    now: datetime,
    who: str,
    branch_ids: Collection[str] | None = None,
    anyway: Mapping[str, str] | None = None,
) -> SubmissionPlan:
    """Plan what is to be handed on and keep the plan as it is shown; nothing is sent.

    Args:
        branch_ids: the branches that are meant; None means all of which something is new.
        anyway: by branch, why what is not vetted or faulty goes all the same.

    Raises:
        UsageError: `submission.department` in the department's own workspace, `mark.branch`,
            `submission.no_address`, `submission.own_address`.
        ConfigError: `template.*`.
    """
    if workspace.office != "sub_committee":
        raise UsageError("submission.department")
    found = office(workspace, store, scoped=True)
    board = read_facts(store, workspace, as_of=now)
    rows = submission_rows(board)
    known = {row.branch.id for row in rows}
    for name in branch_ids or ():
        if name not in known:
            raise UsageError("mark.branch", branch=name)
    most = workspace.settings.letters.attach_mb * MEGABYTE
    wording = found.writer.desk.wording
    measures: dict[str, Params] = dict(board.ruling.measures)
    package = pack(
        rows,
        measures,
        wording,
        branch_ids=branch_ids,
        anyway={name: why.strip() for name, why in (anyway or {}).items()},
        most_bytes=most,
    )
    unit = next(iter(board.units.values()))
    desk = _Desk(workspace, workspace.blobs, unit, found.writer, now)
    recipient = _recipient(workspace, found.writer.address.email)
    letters = tuple(_letters(package, desk, recipient)) if package.mails else ()
    plan = plan_of(letters, now)
    outgoing.save_plan(store, plan, who=who)
    return SubmissionPlan(plan, package, rows, unit)


def submission_gone(
    entry: LetterStanding,
    board: BoardFacts,
    store: Store,
    workspace: Workspace,
    *,
    now: datetime,
) -> Reason | None:
    """Why an approved mail is not sent: anything of what it hands on is not as it was shown."""
    letter = entry.letter
    if entry.written_at is not None and now - entry.written_at > FRESH_FOR:
        return Reason("letters.dropped.stale")
    if _address(workspace) != letter.recipients[0].address.email:
        return Reason("letters.dropped.changed")
    handed = handed_files(store, board.decisions)
    rows = {row.branch.id: row for row in submission_rows(replace(board, handed=handed))}
    for line in letter.submitted:
        row = rows.get(line.branch_id)
        if row is None or (row.blocking and not line.anyway and _concerns(row, line)):
            return Reason("letters.dropped.changed")
        same = [one for one in row.fresh if one.credit.digest == line.sha256]
        if not any(line_of(row, one, name=line.file, anyway=line.anyway) == line for one in same):
            return Reason("letters.dropped.changed")
    return None


def _concerns(row: SubmissionRow, line: SubmittedFile) -> bool:
    """Whether what speaks against a branch speaks against this file of it."""
    return any(
        reason.params.get("file", line.original_name) == line.original_name
        for reason in row.blocking
    )


def manifest_of(
    desk_unit: SubCommittee,
    workspace: Workspace,
    files: Sequence[PackedFile],
    *,
    now: datetime,
    listed: ManifestList,
    mail: MailNumber | None = None,
    elsewhere: Sequence[PackedFile] = (),
) -> bytes:
    """The manifest of one mail or folder."""
    notice = workspace.notice
    return write_manifest(
        SubmissionManifest(
            made_at=notice.dates.local(now).replace(microsecond=0),
            notice=ManifestNotice(notice.number, workspace.settings.cohort),
            sub_committee=ManifestUnit(desk_unit.id, desk_unit.name),
            mail=mail or MailNumber(1, 1),
            list=listed,
            files=tuple(line for file in files for line in file.lines),
            elsewhere=tuple(line for file in elsewhere for line in file.lines),
        )
    )


def list_of(
    unit: SubCommittee,
    workspace: Workspace,
    package: Parcel,
    wording: Wording,
    *,
    now: datetime,
    by_mail: bool,
) -> bytes:
    """The 报送目录 of a whole submission; in several mails it says which file is in which."""
    ways: dict[str, str] = {}
    if by_mail:
        many = len(package.mails)
        for number, files in enumerate(package.mails, start=1):
            for file in files if many > 1 else ():
                ways[file.name] = wording.say("submission.number", number=number, of=many)
        for file in package.elsewhere:
            ways[file.name] = wording.say("submission.list.elsewhere")
    return list_docx(
        package.files,
        ways,
        unit=unit.name,
        title=wording.say("submission.list.title", subject=workspace.notice.short_title),
        day=workspace.notice.dates.day(now),
        wording=wording,
    )


def _letters(package: Parcel, desk: _Desk, recipient: Recipient) -> list[Letter]:
    wording, blobs = desk.wording, desk.blobs
    document = list_of(desk.unit, desk.workspace, package, wording, now=desk.now, by_mail=True)
    listed = blobs.put([document])
    list_name = wording.say("submission.list.file")
    many = len(package.mails)
    letters = []
    for number, files in enumerate(package.mails, start=1):
        content = manifest_of(
            desk.unit,
            desk.workspace,
            files,
            now=desk.now,
            listed=ManifestList(list_name, listed.digest),
            mail=MailNumber(number, many),
            elsewhere=package.elsewhere,
        )
        manifest = blobs.put([content])
        attached = (
            AttachedFile(list_name, listed.digest, listed.size_bytes, DOCX),
            *(AttachedFile(f.name, f.digest, f.size_bytes, f.media_type) for f in files),
            AttachedFile(FILE_NAME, manifest.digest, manifest.size_bytes, "application/json"),
        )
        letters.append(_letter(package, number, attached, desk, recipient))
    return letters


def _letter(
    package: Parcel,
    number: int,
    attached: tuple[AttachedFile, ...],
    desk: _Desk,
    recipient: Recipient,
) -> Letter:
    say, notice = desk.wording.say, desk.workspace.notice
    files, many = package.mails[number - 1], len(package.mails)
    lines = tuple(line for file in files for line in file.lines)
    marked = say("submission.number", number=number, of=many) if many > 1 else ""
    unit = desk.writer.desk.sender_name
    subject = say(
        "submission.mail.subject", unit=unit, subject=notice.short_title, number=marked
    ).strip()
    branch_ids = tuple(dict.fromkeys(line.branch_id for line in lines))
    basis = hashlib.sha256(
        msgspec.json.encode((recipient.address.email, many, lines, notice.number))
    ).hexdigest()
    return with_page(
        Letter(
            id="",
            kind=SUBMISSION,
            round="",
            target=f"department:{notice.issuer}",
            sub_committee_id="",
            branch_ids=branch_ids,
            sender=desk.writer.address,
            recipients=(recipient,),
            subject=subject,
            text=_text(package, number, lines, desk),
            short=say(
                "submission.mail.short",
                unit=unit,
                n=len(branch_ids),
                files=say("submission.files", n=len(files)),
            ),
            language=desk.writer.language,
            about=tuple(f"submission:{one.branch_id}:{one.item}:{one.sha256}" for one in lines),
            basis=basis,
            files=attached,
            submitted=lines,
        ),
        desk.writer.page,
    )


def _text(package: Parcel, number: int, lines: Sequence[SubmittedFile], desk: _Desk) -> str:
    """The words of a mail: what it carries branch by branch, what else comes, who signs."""
    say, notice, many = desk.wording.say, desk.workspace.notice, len(package.mails)
    unit = desk.writer.desk.sender_name
    branches: dict[str, list[SubmittedFile]] = {}
    for line in lines:
        branches.setdefault(line.branch, []).append(line)
    paragraphs = [say("submission.mail.to", issuer=notice.issuer), ""]
    paragraphs.append(
        say(
            "submission.mail.opening",
            notice=notice.title,
            number=notice.number,
            n=len(branches),
            files=say("submission.files", n=len({line.file for line in lines})),
        )
    )
    if many > 1:
        paragraphs.append(say("submission.mail.of_many", number=number, of=many))
    paragraphs.append("")
    for place, (branch, mine) in enumerate(branches.items(), start=1):
        kinds = dict.fromkeys(say(f"check.kind.{one.item}") for one in mine)
        vetted = dict.fromkeys(filter(None, (_vetted(one, desk.wording) for one in mine)))
        joined = say("letters.joined")
        paragraphs.append(
            say(
                "submission.mail.branch",
                place=place,
                branch=branch,
                items=joined.join(kinds),
                vetted=joined.join(vetted) or say("submission.mail.form_only"),
            )
        )
        whys = dict.fromkeys(one.anyway for one in mine if one.anyway)
        paragraphs += [say("submission.mail.anyway", reason=why) for why in whys]
        if any(one.replaces for one in mine):
            paragraphs.append(say("submission.mail.replaces"))
    if package.elsewhere and number == 1:
        paragraphs += ["", say("submission.mail.elsewhere", n=len(package.elsewhere))]
        paragraphs += [f"  {file.name}" for file in package.elsewhere]
    day = notice.dates.day(desk.now)
    signed = day_words(day, desk.wording)
    paragraphs += ["", say("submission.mail.closing"), "", unit, signed]
    return "\n".join(paragraphs) + "\n"


def _vetted(line: SubmittedFile, wording: Wording) -> str:
    """By whom and when, or that nobody did; "" of a form, which nobody vets."""
    if line.item == "eval_form":
        return ""
    if not line.vetted_on:
        return wording.say("submission.list.not_vetted")
    day = day_words(date.fromisoformat(line.vetted_on), wording)
    if not line.vetted_by:
        return wording.say("submission.mail.vetted_on", day=day)
    return wording.say("submission.mail.vetted_by", by=line.vetted_by, day=day)


def _recipient(workspace: Workspace, sender: str) -> Recipient:
    """The department's mailbox: of the setting, else of the notice."""
    address = _address(workspace)
    if not is_address(address):
        raise UsageError("submission.no_address", address=address)
    if address.lower() == sender.strip().lower():
        raise UsageError("submission.own_address", address=address)
    why = Reason("submission.why", {"name": workspace.notice.issuer})
    return Recipient(Address(workspace.notice.issuer, address), "to", why)


def _address(workspace: Workspace) -> str:
    return (workspace.settings.letters.submit_to or workspace.notice.mailbox).strip()


def mail_bytes(letter: Letter) -> int:
    """About how big a mail is on its way: what is attached grows by a third and more."""
    attached = sum(file.size_bytes for file in letter.files)
    return round(attached * _GROWS) + len(letter.text.encode()) + _MAIL_BYTES
