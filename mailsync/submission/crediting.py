"""A mail with a manifest -> judgements: credited by what it says where all of it fits; pure.

A manifest is believed only where the mail comes from a known mailbox of its sub-committee, for
bytes that are just those it lists, and for branches of that sub-committee. Everything else is a
question with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from mailsync.matching.names.fits import Standing
from mailsync.matching.names.names import read_mentions
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.words.normal import normalise
from store.letters.manifest import SubmissionManifest, SubmittedFile, manifest_in
from store.model import (
    Attachment,
    Branch,
    Candidate,
    Evidence,
    FileKind,
    JsonValue,
    Mail,
    Params,
    Proposal,
    Scope,
    SubCommittee,
    Verdict,
)
from store.views.board.credits import CREDITED_BY_MANIFEST

_WEIGHT = 10.0
# More names than these say no more.
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Submissions:
    """What manifests are held against: the roster and the year whose branches take part."""

    roster: Roster
    units: tuple[SubCommittee, ...]
    cohort: int

    def credit(
        self, mail: Mail, measures: Mapping[str, Params], proposals: Sequence[Proposal]
    ) -> tuple[Proposal, ...]:
        """The proposals for the attachments, then links, of a mail, by its manifests.

        Without a manifest they stay as they are. What is no submission at all, such as the
        picture of a signature, stays so.
        """
        read = [manifest_in(measures.get(part.digest, {})) for part in mail.attachments]
        if any(manifest is not None for manifest in read):
            proposals = self._by_manifests(mail, read, proposals)
        broken = [
            "submission_problem" in measures.get(part.digest, {}) for part in mail.attachments
        ]
        return tuple(
            _apart(proposal, "submission.not_read")
            if index < len(broken) and broken[index]
            else proposal
            for index, proposal in enumerate(proposals)
        )

    def _by_manifests(
        self, mail: Mail, read: Sequence[SubmissionManifest | None], proposals: Sequence[Proposal]
    ) -> list[Proposal]:
        found = list(proposals)
        parts = [(index, part) for index, part in enumerate(mail.attachments) if not read[index]]
        used: set[int] = set()
        for index, manifest in enumerate(read):
            if manifest is None:
                continue
            fit = _Fit(manifest, [part for _, part in parts])
            unit, doubt = self._unit(mail, manifest)
            for place, part in parts:
                if place in used or not fit.speaks_of(part):
                    continue
                used.add(place)
                found[place] = self._of_part(part, fit, unit, doubt, proposals[place])
            found[index] = _of_manifest(fit, doubt, proposals[index])
        for place, _ in parts:
            alone = proposals[place]
            if place not in used and (alone.verdict is not Verdict.AUTO or alone.branch_id):
                found[place] = _asked(alone, Evidence("submission.unlisted"))
        return found

    def _of_part(
        self,
        part: Attachment,
        fit: _Fit,
        unit: SubCommittee | None,
        doubt: Evidence | None,
        alone: Proposal,
    ) -> Proposal:
        if fit.is_list(part):
            return _apart(alone, "submission.list")
        lines = fit.lines_of(part)
        if doubt is None and lines and unit is not None:
            branches = [self.branch_of(line, unit) for line in lines]
            unknown = next((b for b in branches if isinstance(b, Evidence)), None)
            known = [b for b in branches if isinstance(b, Branch)]
            if unknown is None:
                return _credited(known, lines, fit.manifest)
            return _asked(_of_kind(alone, lines[0]), unknown, known)
        lines = lines or fit.lines_named_like(part)
        hinted = [b for line in lines for b in self._hinted(line, unit)]
        why = doubt or Evidence("submission.changed")
        return _asked(_of_kind(alone, lines[0]), why, hinted)

    def _unit(
        self, mail: Mail, manifest: SubmissionManifest
    ) -> tuple[SubCommittee | None, Evidence | None]:
        """Whose manifest it is, and why it is not believed all the same."""
        address = mail.sender.email.strip().casefold()
        said = manifest.sub_committee
        named = [unit for unit in self.units if _is_called(unit, said.name)]
        mine = [
            unit
            for unit in self.units
            if address and address in (contact.strip().casefold() for contact in unit.contacts)
        ]
        if len(mine) > 1:
            mine = [unit for unit in mine if unit in named]
        if len(mine) != 1:
            unit = named[0] if len(named) == 1 else None
            return unit, Evidence("submission.stranger", params={"unit": said.name})
        (unit,) = mine
        if named and unit not in named:
            return unit, Evidence(
                "submission.other_unit", params={"unit": unit.name, "said": said.name}
            )
        if manifest.notice.cohort != self.cohort:
            return unit, Evidence(
                "submission.other_year",
                params={"said": manifest.notice.cohort, "year": self.cohort},
            )
        failed = next((p for p in mail.problems if p.code == "mail.not_authentic"), None)
        if failed is not None:
            return unit, Evidence(failed.code, params=failed.params)
        return unit, None

    def branch_of(self, line: SubmittedFile, unit: SubCommittee) -> Branch | Evidence:
        """The branch that a line means. An id alone may be that of another roster."""
        members = [b for b in self.roster.branches if b.sub_committee_id == unit.id]
        by_id = next((b for b in members if b.id == line.branch_id), None)
        if not line.branch.strip() and by_id is not None:
            return by_id
        called = [b for b in members if _same(line.branch, (b.name, *b.aliases))]
        if by_id is not None and by_id in called:
            return by_id
        if len(called) == 1:
            return called[0]
        read = self._read(line.branch)
        if read is not None and read in members and not called:
            return read
        said = line.branch.strip() or line.branch_id
        return Evidence("submission.branch_unknown", params={"name": said, "unit": unit.name})

    def _read(self, name: str) -> Branch | None:
        """The one branch that a name clearly names as a whole, with the college before it."""
        mentions = read_mentions(self.roster, normalise(name).text)
        if len(mentions) != 1 or mentions[0].standing is not Standing.CLEAR:
            return None
        branch_id = self.roster.only(mentions[0].mask)
        return next((b for b in self.roster.branches if b.id == branch_id), None)

    def unit_named(self, name: str) -> SubCommittee | None:
        """The one sub-committee that is called so."""
        named = [unit for unit in self.units if _is_called(unit, name)]
        return named[0] if len(named) == 1 else None

    def _hinted(self, line: SubmittedFile, unit: SubCommittee | None) -> list[Branch]:
        if unit is None:
            read = self._read(line.branch)
            return [read] if read is not None else []
        found = self.branch_of(line, unit)
        return [found] if isinstance(found, Branch) else []


class _Fit:
    """Which line of a manifest speaks of which attachment: by its bytes, then by its name."""

    def __init__(self, manifest: SubmissionManifest, parts: Sequence[Attachment]) -> None:
        self.manifest = manifest
        self._by_digest: dict[str, list[SubmittedFile]] = defaultdict(list)
        for line in manifest.files:
            self._by_digest[line.sha256].append(line)
        there = {part.digest for part in parts}
        self._left: dict[str, list[SubmittedFile]] = defaultdict(list)
        for line in manifest.files:
            if line.sha256 not in there:
                self._left[_plain(line.file)].append(line)
        self._list = manifest.list
        names = {_plain(part.name) for part in parts}
        self.missing = tuple(
            dict.fromkeys(line.file for name, found in self._left.items() for line in found
                          if name not in names)
        )  # fmt: skip

    def speaks_of(self, part: Attachment) -> bool:
        """Whether it lists these bytes, or other ones under this name."""
        return bool(self.is_list(part) or self.lines_of(part) or self.lines_named_like(part))

    def is_list(self, part: Attachment) -> bool:
        """Whether it is the list for people."""
        return self._list is not None and part.digest == self._list.sha256

    def lines_of(self, part: Attachment) -> list[SubmittedFile]:
        """The lines that list these bytes; of two branches with one content, by the name."""
        found = self._by_digest.get(part.digest, [])
        if len({line.file for line in found}) > 1:
            return [line for line in found if _plain(line.file) == _plain(part.name)]
        return found

    def lines_named_like(self, part: Attachment) -> list[SubmittedFile]:
        """The lines whose bytes are not there and that have the name of this one."""
        return self._left.get(_plain(part.name), [])


def _of_manifest(fit: _Fit, doubt: Evidence | None, alone: Proposal) -> Proposal:
    if fit.missing and doubt is None:
        names = "、".join(fit.missing[:_MOST_NAMED])
        params: dict[str, JsonValue] = {"n": len(fit.missing), "names": names}
        return _asked(
            replace(alone, kind=FileKind.OTHER, kind_certain=True),
            Evidence("submission.missing", params=params),
        )
    return _apart(alone, "submission.manifest")


def _credited(
    branches: Sequence[Branch], lines: Sequence[SubmittedFile], manifest: SubmissionManifest
) -> Proposal:
    line = lines[0]
    why = Evidence(
        CREDITED_BY_MANIFEST,
        _WEIGHT,
        {
            "unit": manifest.sub_committee.name,
            "made_at": manifest.made_at.isoformat(),
            "vetted_by": line.vetted_by,
            "vetted_on": line.vetted_on,
            "anyway": line.anyway,
        },
    )
    unique = list({branch.id: branch for branch in branches}.values())
    one = len(unique) == 1
    return Proposal(
        Verdict.AUTO,
        Scope.ONE if one else Scope.SEVERAL,
        unique[0].id if one else None,
        tuple(Candidate(branch.id, _WEIGHT, (why,)) for branch in unique),
        (why,),
        FileKind(line.item),
        True,
    )


def _of_kind(proposal: Proposal, line: SubmittedFile) -> Proposal:
    return replace(proposal, kind=FileKind(line.item), kind_certain=True)


def _asked(proposal: Proposal, why: Evidence, hinted: Iterable[Branch] = ()) -> Proposal:
    """A question; the branch of the manifest is offered first."""
    first = {branch.id: Candidate(branch.id, _WEIGHT, (why,)) for branch in hinted}
    rest = [one for one in proposal.candidates if one.branch_id not in first]
    scope = proposal.scope if proposal.scope is not Scope.NONE else Scope.ONE
    return replace(
        proposal,
        verdict=Verdict.REVIEW,
        scope=scope,
        branch_id=None,
        candidates=(*first.values(), *rest)[:_MOST_NAMED],
        reasons=(why, *proposal.reasons),
    )


def _apart(proposal: Proposal, code: str) -> Proposal:
    return replace(
        proposal,
        verdict=Verdict.AUTO,
        scope=Scope.NONE,
        branch_id=None,
        candidates=(),
        reasons=(Evidence(code),),
        kind=FileKind.OTHER,
        kind_certain=True,
    )


def _is_called(unit: SubCommittee, name: str) -> bool:
    return _same(name, (unit.name, *unit.aliases, *unit.former_names))


def _same(name: str, names: Iterable[str]) -> bool:
    wanted = _plain(name)
    return bool(wanted) and any(_plain(one) == wanted for one in names)


def _plain(name: str) -> str:
    return normalise(name).text.strip().casefold()
