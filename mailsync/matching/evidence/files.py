"""What one attachment says of its owner by its name, folders and first lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mailsync.matching.evidence.folders import Folder, FolderKind
from mailsync.matching.evidence.headings import HeadingName, Role, read_headings
from mailsync.matching.evidence.sources import Cue, Place, Source
from mailsync.matching.names.brands import read_brands
from mailsync.matching.names.fits import Standing
from mailsync.matching.names.latin import read_latin_names
from mailsync.matching.names.mention import Mention
from mailsync.matching.names.names import read_mentions
from mailsync.matching.roster.branch_sets import union
from mailsync.matching.roster.compiled import Roster
from mailsync.matching.roster.people import in_office, members, whole_tokens
from mailsync.matching.words.normal import Normal, normalise

# The heading is on the first lines; the caller gives about 300 characters.
TITLE_EXAMINED = 600
NAME_EXAMINED = 300
_EXTENSION = re.compile(r"\.[a-z0-9]{1,5}$")


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file's own evidence; `group` is its folder without archives and item folders."""

    sources: tuple[Source, ...]
    people: tuple[Source, ...]
    listed: tuple[Source, ...]
    partners: int
    group: str
    name: str
    extension: str
    # Name and title with the branch names blanked out, for telling the kind.
    bare_name: str
    bare_title: str
    folders: tuple[Folder, ...]
    # Secretaries among the members whom the first lines name.
    members: tuple[Source, ...]

    def with_source(self, source: Source) -> FileReading:
        """The same file with one more source."""
        return replace(self, sources=(*self.sources, source))


def read_file(roster: Roster, path: str, title: str, folders: Mapping[str, Folder]) -> FileReading:
    """Read a path and the first lines of its document.

    Args:
        folders: the read folder of every folder path that occurs in this mail.
    """
    *parts, _ = path.split("/")
    above: list[Folder] = []
    group: list[str] = []
    prefix = ""
    for part in parts:
        prefix += part + "/"
        folder = folders[prefix]
        above.append(folder)
        if folder.kind not in (FolderKind.ARCHIVE, FolderKind.ITEM):
            group.append(part)
    name_at = len(prefix)
    raw_name = path[name_at:][:NAME_EXAMINED]
    name = normalise(raw_name)
    stem = _EXTENSION.sub("", name.text)
    sources: list[Source] = []
    people: list[Source] = []
    for folder in above:
        _from_folder(folder, sources, people)
    bare_name = _from_name(roster, name, stem, name_at, sources, people)
    heading = normalise(title[:TITLE_EXAMINED])
    names = read_headings(roster, heading.text) if title else ()
    _from_title(roster, heading, names, sources, people)
    return FileReading(
        tuple(sources),
        tuple(people),
        tuple(
            named(Cue.HEADING, n.mention, Place.TITLE, heading, 0)
            for n in names
            if n.role is Role.LISTED
        ),
        union(n.mention.mask for n in names if n.role is Role.PARTNER),
        "/".join(group),
        stem,
        name.text[len(stem) + 1 :],
        bare_name,
        _blanked(heading.text, [n.mention for n in names]),
        tuple(above),
        tuple(_member(roster, heading)) if title else (),
    )


def _member(roster: Roster, heading: Normal) -> Iterator[Source]:
    for mask, start, end in members(roster.people, heading.text):
        named_so = person(mask, start, end, Place.TITLE, heading, 0)
        yield replace(named_so, cue=Cue.MEMBER)


def _from_folder(folder: Folder, sources: list[Source], people: list[Source]) -> None:
    cue = Cue.ARCHIVE if folder.kind is FolderKind.ARCHIVE else Cue.FOLDER
    sources.extend(
        named(cue, mention, Place.PATH, folder.normal, folder.at) for mention in folder.mentions
    )
    mask, start, end = folder.person
    if mask and not folder.mentions:
        people.append(person(mask, start, end, Place.PATH, folder.normal, folder.at))


def _from_name(
    roster: Roster,
    name: Normal,
    stem: str,
    at: int,
    sources: list[Source],
    people: list[Source],
) -> str:
    mentions = read_mentions(roster, stem) or read_latin_names(roster, stem)
    sources.extend(named(Cue.NAME, m, Place.PATH, name, at) for m in mentions)
    for mask, start, end in read_brands(roster, stem):
        begin, stop = name.span(start, end)
        sources.append(
            Source(
                Cue.BRAND,
                mask,
                Standing.CLEAR,
                Place.PATH,
                name.original[begin:stop],
                at + begin,
                at + stop,
            )
        )
    mask, start, end = whole_tokens(roster.people, stem)
    if mask:
        people.append(person(mask, start, end, Place.PATH, name, at))
    return _blanked(stem, mentions)


def _blanked(text: str, mentions: Sequence[Mention]) -> str:
    for mention in mentions:
        text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text


def _from_title(
    roster: Roster,
    heading: Normal,
    names: tuple[HeadingName, ...],
    sources: list[Source],
    people: list[Source],
) -> None:
    sources.extend(
        named(Cue.HEADING, n.mention, Place.TITLE, heading, 0)
        for n in names
        if n.role is Role.OWNER
    )
    text = heading.text
    if not text:
        return
    first_line = text.split("\n", 1)[0]
    for mask, start, end in read_brands(roster, first_line):
        begin, stop = heading.span(start, end)
        sources.append(
            Source(
                Cue.BRAND,
                mask,
                Standing.CLEAR,
                Place.TITLE,
                heading.original[begin:stop],
                begin,
                stop,
            )
        )
    mask, start, end = in_office(roster.people, text)
    if not mask:
        mask, start, end = _signed(roster, text)
    if mask:
        people.append(person(mask, start, end, Place.TITLE, heading, 0))


def _signed(roster: Roster, text: str) -> tuple[int, int, int]:
    """A line that is nothing but a secretary's name."""
    at = 0
    for line in text.split("\n"):
        mask = roster.people.get(line.strip(), 0)
        if mask:
            return mask, at, at + len(line)
        at += len(line) + 1
    return 0, 0, 0


def named(cue: Cue, mention: Mention, place: Place, normal: Normal, at: int) -> Source:
    """A source from a mention, its span moved into the original text.

    A name of nobody is shown with the word that made it one.
    """
    unread = mention.unread if mention.standing is Standing.FOREIGN else 0
    begin, stop = normal.span(mention.start - unread, mention.end)
    return Source(
        cue,
        mention.mask,
        mention.standing,
        place,
        normal.original[begin:stop],
        at + begin,
        at + stop,
        said=said_in(mention),
        likely=mention.likely,
    )


def said_in(mention: Mention) -> frozenset[str]:
    """The slots that a name writes out, whether or not they are known."""
    slots = mention.slots
    written = {
        "college": mention.college_said,
        "unit": bool(slots.unit) or mention.unread > 0,
        "grade": slots.grade is not None,
        "stage": bool(slots.stage),
        "ordinal": bool(slots.ordinal),
    }
    return frozenset(name for name, is_written in written.items() if is_written)


def person(mask: int, start: int, end: int, place: Place, normal: Normal, at: int) -> Source:
    """A source from a secretary's name."""
    begin, stop = normal.span(start, end)
    return Source(
        Cue.PERSON,
        mask,
        Standing.PARTIAL,
        place,
        normal.original[begin:stop],
        at + begin,
        at + stop,
    )
