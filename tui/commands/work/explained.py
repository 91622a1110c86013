"""How mails are read, for `sixones explain`: read, measured and, with a roster, matched."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from mailsync.examine.probe import probe
from mailsync.examine.process.child import Child
from mailsync.examine.video.ffmpeg_tools import find_tools
from mailsync.matching.explain import evidence_line
from mailsync.matching.propose import Matcher
from mailsync.mime.bounce import Bounce, read_bounce
from mailsync.mime.rawmail import RawMail
from mailsync.mime.read import read
from mailsync.sync.judge import judge
from mailsync.sync.learning import Knowledge, knowledge
from store.db.database import open_store
from store.files.draft import UnfinishedFile
from store.files.passing import passing_folder, sweep_passing
from store.model import (
    Attachment,
    Branch,
    FileKind,
    Finding,
    JsonValue,
    Mail,
    Params,
    Problem,
    Proposal,
)
from store.notice.notice import Notice, load_notice, shipped_notices
from store.notice.own_words import own_titles
from store.roster.stored import StoredRoster
from store.rules.findings import RuleSettings, findings
from store.rules.parts import of_parts
from store.text.visible import visible
from store.text.wording import Wording
from store.workspace.workspace import Workspace
from tui.base.worded_facts import finding_words, problem_words


@dataclass(frozen=True, slots=True)
class Explained:
    """One mail file. `mail` is None where the file itself could not be read; `proposals` are
    those of its attachments, then of its links; `findings` those of its attachments."""

    file: Path
    mail: Mail | None
    problem: Problem | None = None
    proposals: tuple[Proposal, ...] = ()
    findings: tuple[tuple[Finding, ...], ...] = ()
    measures: Mapping[str, Params] = field(default_factory=dict)
    bounce: Bounce | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """By what rules mails are read; `matched` says that there is a roster to match with."""

    notice: Notice
    rules: RuleSettings
    window_start: date
    matched: bool
    known: Knowledge
    cohort: int = 0
    own_addresses: tuple[str, ...] = ()
    ffmpeg: str = ""
    branches: Mapping[str, Branch] = field(default_factory=dict)


def reading_of(workspace: Workspace | None) -> Reading:
    """The rules of a workspace; without one those of the notice that comes with the program."""
    if workspace is None:
        notice = load_notice(shipped_notices()[0])
        nothing = Knowledge(StoredRoster((), ()), (), (), ())
        return Reading(notice, RuleSettings(), date.min, False, nothing)
    settings = workspace.settings
    with contextlib.closing(open_store(workspace.database)) as store:
        known = knowledge(store)
    return Reading(
        workspace.notice,
        RuleSettings(resolution=settings.resolution),
        settings.window_start,
        bool(known.roster.active),
        known,
        settings.cohort,
        (settings.mail.user,) if settings.mail.user else (),
        settings.ffmpeg,
        {branch.id: branch for branch in known.roster.branches},
    )


def explain(files: Iterable[Path], reading: Reading, *, now: datetime) -> Iterator[Explained]:
    """Read mail files one after the other; each leaves nothing behind."""
    matcher = reading.known.matcher
    tools = find_tools(reading.ffmpeg or None)
    sweep_passing()
    with passing_folder() as place, Child(beside=place) as child:
        for number, file in enumerate(files):
            folder = place / str(number)
            folder.mkdir()
            try:
                blobs = UnfinishedFile(folder, beside=folder / "mail")
                try:
                    mail = read(file, blobs, now=now, own_addresses=reading.own_addresses)
                except OSError as err:
                    reason = err.strerror or str(err)
                    problem = Problem("explain.unreadable", {"file": str(file), "reason": reason})
                    yield Explained(file, None, problem)
                    continue
                measures: dict[str, Params] = {}
                for part in mail.attachments:
                    if part.digest not in measures:
                        measures[part.digest] = probe(
                            blobs.path(part.digest),
                            media_type=part.media_type,
                            name=part.name,
                            tools=tools,
                            child=child,
                            digest=part.digest,
                        ).measures
                explained = _explained(file, mail, measures, matcher, reading)
                yield replace(explained, bounce=_bounce_of(file, mail))
            finally:
                shutil.rmtree(folder, ignore_errors=True)


def _bounce_of(file: Path, mail: Mail) -> Bounce | None:
    """What a mail returns, where a machine wrote it to say so."""
    if mail.automatic != "bounce":
        return None
    with RawMail(file) as raw:
        return read_bounce(raw)


def _explained(
    file: Path, mail: Mail, measures: Mapping[str, Params], matcher: Matcher, reading: Reading
) -> Explained:
    judgements = judge(
        mail,
        measures,
        matcher,
        window_start=reading.window_start,
        dates=reading.notice.dates,
        submissions=reading.known.submissions(reading.cohort),
        own_items=own_titles(reading.notice),
    )
    proposals = tuple(judgement.proposal for judgement in judgements)
    return Explained(
        file,
        mail,
        None,
        proposals,
        tuple(
            _findings(part, proposal, measures[part.digest], reading)
            for part, proposal in zip(mail.attachments, proposals, strict=False)
        ),
        measures,
    )


def _findings(
    part: Attachment, proposal: Proposal, measures: Params, reading: Reading
) -> tuple[Finding, ...]:
    """The findings on a file; none by its whole length where it holds several branches' plans."""
    if proposal.sections:
        return ()
    return _judged(part, proposal.kind, proposal.branch_id or "", measures, reading)


def _judged(
    part: Attachment, kind: FileKind, branch_id: str, measures: Params, reading: Reading
) -> tuple[Finding, ...]:
    branch = reading.branches.get(branch_id)
    return findings(
        measures,
        kind=kind,
        notice=reading.notice,
        second_year=branch is not None and branch.consecutive_years,
        settings=reading.rules,
        name=part.name,
    )


def section_lines(
    part: Attachment,
    proposal: Proposal,
    measures: Params,
    reading: Reading,
    wording: Wording,
) -> Iterator[str]:
    """For each branch's part of a document: whose it is, its 字数, and what is found on it."""
    for section in proposal.sections:
        own = of_parts(measures, section.parts)
        branch = reading.branches.get(section.branch_id)
        yield wording.say(
            "matching.section",
            heading=visible(section.heading),
            branch=visible(branch.name) if branch else wording.say("matching.section_of_nobody"),
            chars=own.get("chars", 0),
        )
        for found in _judged(part, proposal.kind, section.branch_id, own, reading):
            yield f"  {finding_words(found, wording)}"


def explained_json(entry: Explained, reading: Reading, wording: Wording) -> dict[str, JsonValue]:
    """One mail as plain values; the keys are those of docs/formats.md."""
    mail = entry.mail
    if mail is None:
        return {
            "message_id": None,
            "subject": None,
            "from": None,
            "received": None,
            "automatic": None,
            "bounce": None,
            "attachments": [],
            "links": [],
            "problems": [problem_json(entry.problem, wording)] if entry.problem else [],
        }
    return {
        "message_id": mail.message_id,
        "subject": mail.subject,
        "from": sender_words(mail),
        "received": mail.received_at.isoformat() if mail.received_at else None,
        "automatic": mail.automatic,
        "bounce": _bounce_json(entry.bounce),
        "attachments": [
            {
                "path": part.path,
                "name": part.name,
                "size": part.size_bytes,
                "sha256": part.digest,
                "media_type": part.media_type,
                "kind": proposal.kind.value,
                "verdict": proposal.verdict.value if reading.matched else None,
                "branch": proposal.branch_id if reading.matched else None,
                "evidence": [
                    {
                        "code": e.code,
                        "params": dict(e.params),
                        "message": evidence_line(e, wording).text,
                    }
                    for e in proposal.reasons
                ]
                if reading.matched
                else [],
                "sections": [
                    {
                        "heading": section.heading,
                        "branch": section.branch_id or None,
                        "chars": of_parts(entry.measures.get(part.digest, {}), section.parts).get(
                            "chars", 0
                        ),
                    }
                    for section in proposal.sections
                ]
                if reading.matched
                else [],
                "findings": [
                    {
                        "code": f.code,
                        "severity": f.severity.value,
                        "params": dict(f.params),
                        "clause": f.clause,
                        "message": finding_words(f, wording),
                    }
                    for f in found
                ],
            }
            for part, proposal, found in zip(
                mail.attachments, entry.proposals, entry.findings, strict=False
            )
        ],
        "links": [
            {
                "url": link.url,
                "name": link.name,
                "size": link.size_bytes,
                "expires": link.expires_at.isoformat() if link.expires_at else None,
            }
            for link in mail.links
        ],
        "problems": [problem_json(problem, wording) for problem in mail.problems],
    }


def _bounce_json(bounce: Bounce | None) -> dict[str, JsonValue] | None:
    """A bounce as `{message_id, recipient, reason}`; what it does not say is null."""
    if bounce is None:
        return None
    return {
        "message_id": f"<{bounce.message_ids[0]}>" if bounce.message_ids else None,
        "recipient": bounce.recipients[0] if bounce.recipients else None,
        "reason": bounce.reason,
    }


def sender_words(mail: Mail) -> str:
    """The sender as `name <address>`."""
    sender = mail.sender
    return f"{sender.name} <{sender.email}>" if sender.name else sender.email


def problem_json(problem: Problem, wording: Wording) -> dict[str, JsonValue]:
    """One problem as `{code, params, message}`."""
    return {
        "code": problem.code,
        "params": dict(problem.params),
        "message": problem_words(problem, wording),
    }
