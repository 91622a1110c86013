"""The demonstration's second desk: one sub-committee, whose branches write to it themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mailsync.demo.roster import demo_branches, demo_sub_committees
from mailsync.demo.stories import FileScript, MailScript, mail_scripts
from store.model import FileKind
from store.roster.reader import RosterFile, SubCommitteeFile

UNIT_ID = "S02"
_KINDS = frozenset((FileKind.PLAN, FileKind.VIDEO, FileKind.SUPPORT, FileKind.TOC))


@dataclass(frozen=True, slots=True)
class OwnDesk:
    """The sub-committee whose desk it is: its name and its mailbox."""

    name: str
    mailbox: str


def own_desk() -> OwnDesk:
    """The sub-committee of the second desk."""
    unit = next(one for one in demo_sub_committees() if one.id == UNIT_ID)
    return OwnDesk(unit.name, unit.contacts[0])


def own_scripts() -> tuple[MailScript, ...]:
    """What its branches send: the files that the department gets of them, a mail a branch."""
    return tuple(_scripts())


def _scripts() -> Iterator[MailScript]:
    arrivals: set[tuple[int, str]] = set()
    for branch in demo_branches():
        if branch.sub_committee_id != UNIT_ID:
            continue
        for script in mail_scripts():
            files = tuple(file for file in script.files if _is_own(file, branch.id))
            if not files or script.folder != "INBOX":
                continue
            clock = script.clock
            while (script.days, clock) in arrivals:
                # No two mails arrive in the same second.
                seconds = (int(clock[-2:]) + 7) % 60
                clock = f"{clock[:-2]}{seconds:02d}"
            arrivals.add((script.days, clock))
            yield MailScript(
                id="own_branch",
                sender=branch.id,
                subject=f"{branch.name}特色支部创建材料",
                body=f"老师好：\n　　{branch.name}的材料见附件，请审核。\n\n{branch.secretary}",
                # The branches are earlier than their sub-committee.
                days=script.days + 1,
                clock=clock,
                files=files,
            )


def _is_own(file: FileScript, branch_id: str) -> bool:
    plain = not (file.several or file.of or file.members or file.password)
    return file.branch == branch_id and file.kind in _KINDS and plain


def own_rows(roster: RosterFile, units: SubCommitteeFile) -> tuple[RosterFile, SubCommitteeFile]:
    """Of the demonstration's roster what this sub-committee has of its own."""
    name = own_desk().name
    return (
        replace(roster, rows=tuple(row for row in roster.rows if row.sub_committee == name)),
        replace(units, rows=tuple(row for row in units.rows if row.name == name)),
    )
