"""The files of a scripted mail: their bytes, and the truth about whose they are."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from mailsync.demo import documents
from mailsync.demo.archives import write_zip
from mailsync.demo.documents import Author
from mailsync.demo.pictures import png
from mailsync.demo.stories import FileScript, MailScript
from mailsync.demo.videos import Recording, nearest_clip, stamped
from store.model import Branch, FileKind, Scope, SubCommittee

MEDIA_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".zip": "application/x-zip-compressed",
}


@dataclass(frozen=True, slots=True)
class DemoFile:
    """The truth about one file; it never reaches the matcher.

    Attributes:
        path: as sent, with archives and folders; a file of an attached mail has no prefix.
        branch_id: None where no single branch of the roster owns it.
        digest: sha256 of its bytes, which finds it whatever path a reader gives it.
    """

    path: str
    kind: FileKind
    branch_id: str | None
    scope: Scope
    digest: str


@dataclass(frozen=True, slots=True)
class Press:
    """What files are made from. `videos` is None where the committed clips must serve."""

    seed: int
    branches: Mapping[str, Branch]
    sub_committees: Mapping[str, SubCommittee]
    themes: Mapping[str, str]
    sources: Mapping[str, FileScript]
    videos: Mapping[Recording, bytes] | None


def recording(script: FileScript) -> Recording:
    """Give the video that a script wants."""
    return Recording(script.seconds, *script.size, script.voice, script.container)


def flat_files(mail: MailScript) -> Iterator[FileScript]:
    """Walk a mail's files, and those inside its archives and attached mails."""
    for script in mail.files:
        yield script
        yield from script.members
    for attached in mail.forwarded:
        yield from flat_files(attached)


def make_file(press: Press, script: FileScript, key: str) -> tuple[bytes, tuple[DemoFile, ...]]:
    """Make one file of a mail.

    Args:
        key: the mail's id and the file's path; with the seed it decides every byte.

    Returns:
        Its bytes, and the truth about it; about its members where it is an archive that opens.
    """
    if script.make != "archive":
        content = _content(press, script, key)
        return content, (_truth(script, script.name, content),)
    members = [(m, _content(press, m, f"{key}/{m.name}")) for m in script.members]
    content = write_zip(
        [(member.name, made) for member, made in members],
        name_charset=script.name_charset,
        password=script.password.encode() or None,
    )
    if script.password:
        return content, (_truth(script, script.name, content),)
    return content, tuple(
        _truth(member, f"{script.name}/{member.name}", made) for member, made in members
    )


def media_type(script: FileScript) -> str:
    """Give the Content-Type that the mail claims for a file."""
    return script.media_type or MEDIA_TYPES[PurePosixPath(script.name).suffix]


def _truth(script: FileScript, path: str, content: bytes) -> DemoFile:
    scope = Scope.SEVERAL if script.several else Scope.ONE if script.branch else Scope.NONE
    digest = hashlib.sha256(content).hexdigest()
    return DemoFile(path, script.kind, script.branch, scope, digest)


def _content(press: Press, script: FileScript, key: str) -> bytes:
    rng = random.Random(f"{press.seed} {key}")
    author = _author(press, script)
    makers: Mapping[str, Callable[[], bytes]] = {
        "plan": lambda: documents.plan(rng, author, chars=script.chars, pictures=script.pictures),
        "news": lambda: documents.news(rng, author, pictures=script.pictures),
        "article": lambda: documents.article(rng, author),
        "contents": lambda: documents.contents(author, listed=script.listed),
        "form": lambda: documents.eval_form(rng, author, title=script.title),
        "minutes": lambda: documents.minutes(
            rng, author, present=[press.branches[b].name for b in script.several]
        ),
        "paper": lambda: documents.paper(rng, author, title=script.title),
        "summary": lambda: documents.summary(rows=_summary_rows(press, script)),
        "photo": lambda: png(rng, 320, 200),
        "video": lambda: _video(press, script, key),
        "empty": lambda: b"",
        "copy": lambda: _content(press, press.sources[script.of], script.of),
    }
    return makers[script.make]()


def _video(press: Press, script: FileScript, key: str) -> bytes:
    wanted = recording(script)
    video = nearest_clip(wanted) if press.videos is None else press.videos[wanted]
    # FLV knows no boxes, and only one mail carries it.
    return video if script.container == "flv" else stamped(video, f"{press.seed} {key}")


def _author(press: Press, script: FileScript) -> Author:
    branch_id = script.branch or next(iter(script.several), None)
    if branch_id is None:
        return Author(script.heading, "", "", "党建引领业务发展")
    branch = press.branches[branch_id]
    return Author(
        heading=script.heading or branch.name,
        sub_committee=press.sub_committees[branch.sub_committee_id].name,
        secretary=branch.secretary,
        theme=press.themes[branch_id],
        second_year=branch.consecutive_years,
    )


def _summary_rows(press: Press, script: FileScript) -> list[tuple[str, str, str]]:
    listed = [press.branches[branch_id] for branch_id in script.several]
    return [
        (press.sub_committees[branch.sub_committee_id].name, branch.name, branch.secretary)
        for branch in listed
    ]
