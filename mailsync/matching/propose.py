"""From one mail to one proposal per attachment and link: the only entrance to matching."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

from mailsync.matching.context import read_context
from mailsync.matching.evidence.files import FileReading, read_file
from mailsync.matching.evidence.folders import Folder, FolderKind, read_folder
from mailsync.matching.evidence.lists import Listed, read_list
from mailsync.matching.evidence.mails import MailReading, read_mail
from mailsync.matching.evidence.sections import BranchSection, read_sections
from mailsync.matching.evidence.senders import KnownSender, group_memory, know_sender
from mailsync.matching.evidence.sources import PLACED, WEIGHTS, Cue, Place, Source
from mailsync.matching.films import compare_films
from mailsync.matching.kinds import guess_kind, is_summary
from mailsync.matching.names.fits import Standing
from mailsync.matching.owners import (
    Doubt,
    Ownership,
    doubt_one_branch_in_two_folders,
    judge_owner,
)
from mailsync.matching.ranking import Ranked, rank
from mailsync.matching.reasons import (
    against,
    listed_evidence,
    reasons,
    section_evidence,
    sections_reasons,
    several_words,
    supporting,
    weighed,
)
from mailsync.matching.roster.branch_sets import union
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.surroundings import Surroundings
from mailsync.matching.thresholds import DEFAULT, Thresholds
from mailsync.matching.words.characters import romanised
from store.model import (
    Candidate,
    DocumentSection,
    Evidence,
    FileKind,
    Mail,
    Params,
    Proposal,
    Scope,
    SenderFact,
    Verdict,
)

_DECORATION = re.compile(
    r"^(?:image\d+|logo|signature|qq_?face|face|icon|banner|spacer|\d+_?sig)\.(?:png|gif|jpe?g|bmp)$"
)
_READ = (Standing.CLEAR, Standing.PARTIAL)
# The letters that an address begins with, of two syllables at least.
_LETTERS = re.compile(r"[a-z]{5,}")
_DECORATION_BYTES = 20_480
# A name that fits branches of more sub-committees says nothing of where a mail comes from.
_MOST_UNITS = 3


@dataclass(frozen=True, slots=True)
class MailSubjects:
    """Whom a mail is about: branches that it names, in order, and where it comes from.

    `not_ours`: people said of its sender that what it mails is not ours.
    """

    branch_ids: tuple[str, ...]
    sub_committee_ids: tuple[str, ...]
    not_ours: bool


class Matcher:
    """Proposes owners; pure and deterministic, so that the same mail is judged alike everywhere."""

    def __init__(
        self,
        roster: Roster,
        memory: Sequence[SenderFact] = (),
        thresholds: Thresholds = DEFAULT,
    ) -> None:
        self._roster = roster
        self._memory = group_memory(memory)
        self._thresholds = thresholds

    def match(
        self, mail: Mail, titles: Sequence[str], headings: Sequence[Sequence[str]] = ()
    ) -> tuple[Proposal, ...]:
        """One proposal per attachment in order, then one per link.

        Args:
            titles: the first 300 or so characters of each attachment's text, "" where unknown;
                a shorter sequence leaves the rest unknown.
            headings: for each attachment the headings of the parts that it falls into, none
                where it is of one piece.
        """
        paths = [a.path for a in mail.attachments] + [link.name for link in mail.links]
        if not paths:
            return ()
        sizes = [a.size_bytes for a in mail.attachments] + [0] * len(mail.links)
        sender = know_sender(self._roster, self._memory, mail.sender.email, _day(mail))
        reading = read_mail(self._roster, mail)
        if reading.first_sender is not None and not sender.mask and not sender.once:
            address = reading.first_sender[0]
            first = know_sender(self._roster, self._memory, address, _day(mail))
            if first.mask:
                sender = replace(first, passed_on=reading.first_sender)
        folders = self._read_folders(paths)
        files = [
            read_file(self._roster, path, titles[at] if at < len(titles) else "", folders)
            for at, path in enumerate(paths)
        ]
        listed = read_list(
            self._roster, reading.body, reading.own_end, [(f.name, f.extension) for f in files]
        )
        files = [_with_list(file, listed.get(at)) for at, file in enumerate(files)]
        context = read_context(self._roster.everyone, reading, files)
        shared_people = _people(files)
        judged = [
            judge_owner(
                self._roster.everyone,
                file,
                reading,
                context,
                at,
                sender,
                shared_people,
            )
            for at, file in enumerate(files)
        ]
        owners = doubt_one_branch_in_two_folders(files, judged)
        within = self._within(reading, sender)
        around = self._surroundings(mail, reading, files, owners, within)
        proposals = tuple(
            self._apart_or_propose(
                paths[at],
                sizes[at],
                file,
                owners[at],
                self._sections(headings[at] if at < len(headings) else (), within),
                listed.get(at),
                sender,
                partial(around.around, at),
            )
            for at, file in enumerate(files)
        )
        return compare_films(paths, proposals)

    def _surroundings(
        self,
        mail: Mail,
        reading: MailReading,
        files: Sequence[FileReading],
        owners: Sequence[Ownership],
        within: int,
    ) -> Surroundings:
        """What orders the branches of a file that does not say whose it is."""
        singles = [_single(owner.mask) for owner in owners]
        listed = [one.mask & within or one.mask for file in files for one in file.listed]
        known = union([*singles, *map(_single, listed)])
        # A file that contradicts itself still says where it belongs among the others.
        colleges = self._colleges(known)
        if not colleges:
            colleges = self._colleges(union(_single(one.mask) for one in _people(files)))
        said = [
            one or _own_words(file, within, within & colleges)
            for one, file in zip(singles, files, strict=True)
        ]
        read = union(said)
        colleges |= self._colleges(read)
        in_lists = union(one & colleges or one for one in listed)
        return Surroundings(
            files,
            said,
            [_left_open(file) for file in files],
            in_lists,
            in_lists & ~read,
            colleges,
            reading.people,
            self._spelt_by(mail, reading) if not all(singles) else 0,
        )

    def _colleges(self, mask: int) -> int:
        """All branches of the sub-committees that these are of."""
        return union(self._roster.by_sub_committee[sub] for sub in self._sub_committees(mask))

    def _spelt_by(self, mail: Mail, reading: MailReading) -> int:
        """The branches whose secretary's name the sender's address spells: liming88@…"""
        first = reading.first_sender
        address = mail.sender.email if first is None else first[0]
        letters = _LETTERS.match(address.lower())
        return self._spelt.get(letters[0], 0) if letters is not None else 0

    @cached_property
    def _spelt(self) -> dict[str, int]:
        """Secretaries' names in Latin letters; built when a mail is first asked about."""
        found: dict[str, int] = {}
        for name, mask in self._roster.people.items():
            for spelling in romanised(name, limit=2):
                found[spelling] = found.get(spelling, 0) | mask
        return found

    def speaks_of(self, mail: Mail) -> MailSubjects:
        """Whom a mail's own words are about: what it names, else the sender's own branch."""
        everyone = self._roster.everyone
        sender = know_sender(self._roster, self._memory, mail.sender.email, _day(mail))
        reading = read_mail(self._roster, mail)
        known = sender.mask or union(one.mask for one in reading.colleges) or everyone
        named = [
            one.mask & known or one.mask
            for one in (*reading.sources, *reading.deferred)
            if one.mask and not one.college_only
        ]
        if not named and sender.mask and not sender.staff:
            named = [sender.mask]
        found = dict.fromkeys(filter(None, map(self._roster.only, named)))
        home = sender.mask or union(named) or union(one.mask for one in reading.colleges)
        units = self._sub_committees(home)
        return MailSubjects(
            tuple(found), tuple(sorted(units)) if len(units) <= _MOST_UNITS else (), sender.not_ours
        )

    def _apart_or_propose(
        self,
        path: str,
        size: int,
        file: FileReading,
        owner: Ownership,
        sections: tuple[BranchSection, ...],
        line: Listed | None,
        sender: KnownSender,
        hints: Callable[[], tuple[Source, ...]],
    ) -> Proposal:
        if 0 < size < _DECORATION_BYTES and _DECORATION.match(path.rsplit("/", 1)[-1].lower()):
            return _apart(Scope.NONE, "decoration")
        if sender.not_ours and owner.doubts[:1] == (Doubt.NOTHING,):
            return _apart(Scope.NONE, "not_ours")
        kind = guess_kind(
            file.bare_name,
            file.extension,
            file.bare_title,
            file.folders,
            line.text if line else "",
            len({m.mask for m in file.listed}),
        )
        certain = kind.lead >= self._thresholds.kind_lead
        if kind.kind is FileKind.OTHER and certain and is_summary(file.bare_name):
            words = several_words(file.listed, sections)
            if words and not _placed(owner):
                return _apart(Scope.SEVERAL, "several", words)
        if sections and (kind.kind is FileKind.PLAN or not kind.lead):
            return self._propose_sections(owner, sections, sender, FileKind.PLAN, certain=True)
        if sections and kind.kind is not FileKind.SHARING and not _placed(owner):
            return self._propose_sections(owner, sections, sender, kind.kind, certain=certain)
        counted = _COUNTED.search(path.rsplit("/", 1)[-1])
        if counted and not owner.doubts and not _placed(owner):
            # 方案（2个支部）: its first heading is one of them only.
            owner = replace(owner, doubts=(Doubt.COUNTED,), counted=counted[0])
        return self._propose(owner, kind.kind, certain, sender, hints)

    def _sections(self, headings: Sequence[str], within: int) -> tuple[BranchSection, ...]:
        """The branches whose plans a document holds, by the headings of its parts."""
        return read_sections(self._roster, headings, within) if len(headings) > 1 else ()

    def _within(self, mail: MailReading, sender: KnownSender) -> int:
        """The branches of whoever writes and of the colleges that the mail names."""
        within = sender.mask or self._roster.everyone
        for source in mail.colleges:
            within = within & source.mask or within
        return within

    def _propose_sections(
        self,
        owner: Ownership,
        sections: tuple[BranchSection, ...],
        sender: KnownSender,
        kind: FileKind,
        *,
        certain: bool,
    ) -> Proposal:
        """A document with several branches' plans: a person says, and is shown all of them."""
        found = tuple(
            DocumentSection(one.heading, self._roster.only(one.mask) or "", one.parts)
            for one in sections
        )
        evidence = weighed(owner.sources, sender)
        why = sections_reasons(found, evidence)
        candidates = tuple(
            Candidate(
                one.branch_id,
                round(WEIGHTS[Cue.HEADING], 3),
                (section_evidence(one), *supporting(self._roster.by_id[one.branch_id], evidence)),
            )
            for one in found
            if one.branch_id
        )
        # The headings of two parts may leave the same branch open.
        candidates = tuple({one.branch_id: one for one in candidates}.values())
        return Proposal(Verdict.REVIEW, Scope.SEVERAL, None, candidates, why, kind, certain, found)

    def _sub_committees(self, mask: int) -> set[str]:
        found: set[str] = set()
        while mask:
            low = mask & -mask
            found.add(self._roster.branches[low.bit_length() - 1].sub_committee_id)
            mask ^= low
        return found

    def _read_folders(self, paths: Sequence[str]) -> dict[str, Folder]:
        folders: dict[str, Folder] = {}
        for path in paths:
            prefix = ""
            archived = False
            for part in path.split("/")[:-1]:
                before = prefix
                prefix += part + "/"
                if prefix not in folders:
                    folders[prefix] = read_folder(self._roster, part, len(before), not archived)
                archived = archived or folders[prefix].kind is FolderKind.ARCHIVE
        return folders

    def _propose(
        self,
        owner: Ownership,
        kind: FileKind,
        kind_certain: bool,
        sender: KnownSender,
        hints: Callable[[], tuple[Source, ...]],
    ) -> Proposal:
        ranked = rank(owner.mask, owner.sources)
        branch_id = self._roster.only(owner.mask)
        doubts = owner.doubts
        if Doubt.NOT_ON_ROSTER in doubts:
            ranked = tuple(one for one in ranked if one.bit == owner.mask and _named(owner))
        if branch_id is not None and not doubts and self._close(ranked, owner.mask):
            doubts = (Doubt.CLOSE,)
        sure = branch_id is not None and not doubts
        sources = owner.sources
        if sure:
            shown = ranked[:1]
        elif Doubt.NOT_ON_ROSTER in doubts:
            # A branch that is written whole and not listed is nobody else's.
            shown = ranked
        else:
            sources = (*sources, *(one for one in hints() if one not in sources))
            shown = rank(owner.mask, sources)[: self._thresholds.candidates]
        evidence = weighed(sources, sender)
        listed = {one.mask: one for one in owner.listed if self._roster.only(one.mask)}
        if Doubt.SEVERAL in doubts and len(listed) > 1:
            shown = tuple(Ranked(mask, WEIGHTS[Cue.HEADING]) for mask in listed)
            named = ((mask, listed_evidence(one)) for mask, one in listed.items())
            evidence = (*named, *evidence)
        candidates = tuple(
            Candidate(
                self._roster.only(r.bit) or "",
                round(r.weight, 3),
                supporting(r.bit, evidence),
                against(r.bit, evidence),
            )
            for r in shown
        )
        why = reasons(owner, doubts, evidence, self._roster)
        if sure:
            return Proposal(Verdict.AUTO, Scope.ONE, branch_id, candidates, why, kind, kind_certain)
        scope = Scope.ONE
        if Doubt.SEVERAL in doubts:
            scope = Scope.SEVERAL
        elif Doubt.NOT_ON_ROSTER in doubts:
            scope = Scope.NONE
        return Proposal(Verdict.REVIEW, scope, None, candidates, why, kind, kind_certain)

    def _close(self, ranked: Sequence[Ranked], mask: int) -> bool:
        best = next((r.weight for r in ranked if r.bit == mask), 0.0)
        following = max((r.weight for r in ranked if r.bit != mask), default=0.0)
        return (
            best < self._thresholds.least_weight or best - following < self._thresholds.least_lead
        )


# How many branches' material a name says that a file holds, two at least.
_COUNTED = re.compile(r"(?:[2-9]|[1-9]\d|[两二三四五六七八九十]{1,3}|几) ?个 ?党?支部")


def _named(owner: Ownership) -> bool:
    """Whether something beside an unlisted name says the one branch that is left, wholly."""
    return any(
        one.mask == owner.mask and one.standing is Standing.CLEAR and one.text
        for one in owner.sources
    )


def _own_words(file: FileReading, within: int, near: int) -> int:
    """The branches that a file's own places name, each one of `within`, else of `near`."""
    masks = [s.mask for s in file.sources if s.standing in _READ]
    return union(_single(mask & within) or _single(mask & near) for mask in masks)


def _left_open(file: FileReading) -> int:
    """What a file's own places say together, or each for itself where they contradict; 0: nothing.

    A set that fits no more than a few says something.
    """
    masks = [s.mask for s in file.sources if s.standing in _READ and s.mask]
    if not masks:
        return 0
    together = masks[0]
    for mask in masks[1:]:
        together &= mask
    return together or union(masks)


def _single(mask: int) -> int:
    """A set of one; 0 for any other."""
    return 0 if mask & (mask - 1) else mask


def _placed(owner: Ownership) -> bool:
    """Whether a file's own name, folder or the mail's list says one branch, wholly."""
    return any(
        one.cue in PLACED and one.standing is Standing.CLEAR and one.mask == owner.mask
        for one in owner.sources
    )


def _apart(scope: Scope, code: str, words: Params | None = None) -> Proposal:
    why = (Evidence(f"matching.apart.{code}", params=words or {}),)
    return Proposal(Verdict.AUTO, scope, None, (), why, FileKind.OTHER, True)


def _day(mail: Mail) -> date | None:
    moment = mail.received_at or mail.sent_at
    return moment.date() if moment is not None else None


def _with_list(file: FileReading, listed: Listed | None) -> FileReading:
    if listed is None or listed.source is None:
        return file
    return file.with_source(listed.source)


def _people(files: Sequence[FileReading]) -> tuple[Source, ...]:
    """Secretaries that any file of the mail names, each once, in the order of the files."""
    found: dict[int, Source] = {}
    for file in files:
        for source in file.people:
            # Its span points into that file, not into the one that the hint is for.
            elsewhere = replace(source, place=Place.OTHER_FILE, start=0, end=0)
            found.setdefault(source.mask, elsewhere)
    return tuple(found.values())[:8]
