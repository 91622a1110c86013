"""The sync: every new mail read, examined, judged and stored whole; the one orchestration."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import msgspec

from mailsync.archives.budget import Budget
from mailsync.examine.process.child import Child
from mailsync.examine.video.ffmpeg_tools import FfmpegTools, find_tools
from mailsync.mailbox.contract import (
    FetchedMail,
    FolderLeft,
    FolderListed,
    KnownMail,
    Mailbox,
    MailboxEvent,
    MailUnread,
    never,
)
from mailsync.sync.bounces import recognise
from mailsync.sync.judge import judge_or_ask
from mailsync.sync.learning import Knowledge, knowledge, remembered
from mailsync.sync.meanings import meaning_of, read_by, read_meanings
from mailsync.sync.readers import READERS, Readers, ReadMail, readers_beside
from mailsync.sync.rejudge import rejudge
from mailsync.sync.unread import (
    NOT_WHOLE,
    former_identity_of,
    is_of_the_mail,
    not_whole,
    split_or_whole,
    stand_in,
    without_contents,
)
from store.db.database import Store
from store.errors import MailboxError, SixOnesError
from store.files.blobs import Blobs
from store.files.passing import sweep_passing
from store.files.skeleton import rebuilt
from store.intake import record as intake
from store.intake.learnt import holds_until, keep_memory
from store.intake.meanings import keep_meaning
from store.model import Examination, Judgement, Mail, Problem
from store.notice.own_words import own_titles
from store.workspace.settings import MailSettings
from store.workspace.workspace import Workspace

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class MailStored:
    """A mail is stored; not `new` where the same bytes lay elsewhere already.

    `problem` says why it could not be read whole; its raw bytes are kept all the same.
    """

    mail_id: int
    new: bool
    subject: str
    size_bytes: int
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class SyncEnded:
    """The sync went through; `left` are folders that are not read, where others than before."""

    run: intake.SyncRun
    left: tuple[FolderLeft, ...] = ()


SyncEvent = MailboxEvent | MailStored | SyncEnded


def open_mailbox(workspace: Workspace, password: Callable[[], str]) -> Mailbox:
    """Open the mailbox of the settings; `password` is only asked for a server.

    Raises:
        MailboxError: it cannot be reached, or refuses the login.
        StoreError: `archive.read_only`, `workspace.read_only`.
    """
    workspace.require_writable()
    workspace.spool.mkdir(parents=True, exist_ok=True)
    return mailbox_of(
        workspace.settings.mail,
        password,
        home=workspace.folder,
        spool=workspace.spool,
        window_start=workspace.settings.window_start,
    )


def mailbox_of(
    mail: MailSettings,
    password: Callable[[], str],
    *,
    home: Path,
    spool: Path,
    window_start: date | None = None,
) -> Mailbox:
    """The mailbox that settings name; `password` is only asked for a server.

    Args:
        home: where a relative `mail.path` starts.
        spool: takes what is half received.

    Raises:
        ConfigError: `mailbox.ca_file`.
        MailboxError: what `password` raises, or a folder that is not there.
    """
    if mail.kind == "folder":
        from mailsync.mailbox.folder import FolderMailbox

        return FolderMailbox(home / Path(mail.path).expanduser(), spool=spool)
    from mailsync.mailbox.imap.mailbox import ImapMailbox

    return ImapMailbox(
        mail.host,
        mail.port,
        mail.user,
        password(),
        tls=mail.tls,
        spool=spool,
        folders=mail.folders or None,
        since=mail.since,
        window_start=window_start,
        ca_file=Path(mail.ca_file).expanduser() if mail.ca_file else None,
    )


def sync(
    workspace: Workspace,
    store: Store,
    mailbox: Mailbox,
    *,
    clock: Clock,
    stop: Callable[[], bool] = never,
    readers: int = READERS,
) -> Iterator[SyncEvent]:
    """Fetch what is new and store it, mail by mail; a crash at any moment costs time only.

    Args:
        readers: how many threads read mails beside the fetching at most, and how many have them
            measured; one where a screen must stay quick.

    Raises:
        StoreError: `sync.locked` where another sync holds the workspace; or the disk is full.
        MailboxError: the mailbox failed; what is stored stays, and the failure is on record.
    """
    with store.exclusive("sync"):
        tally = _Tally(mailbox.name, clock())
        blobs = workspace.blobs
        blobs.sweep()
        sweep_passing()
        try:
            intake_of = _Intake(workspace, store, clock)
            with (
                store.lasting_together(),
                Readers(
                    intake_of.read,
                    intake_of.measure,
                    workspace.spool,
                    readers=readers_beside(readers),
                    measuring=readers,
                ) as reading,
            ):
                try:
                    for event in mailbox.fetch(_StoredMails(store, mailbox.name), stop=stop):
                        yield from _take(event, reading, intake_of, tally, store, clock)
                except MailboxError:
                    # What arrived before the line was lost counts.
                    yield from _store(store, reading.rest(), intake_of, tally)
                    raise
                yield from _store(store, reading.rest(), intake_of, tally)
            intake_of.over()
            recognise(store, blobs, at=clock())
        except Exception as err:
            code = err.code if isinstance(err, SixOnesError) else "other"
            intake.record_run(store, tally.run(clock(), error=code))
            raise
        # What was stopped saw only a part: it does not make the board fresh.
        run = tally.run(clock(), error="sync.stopped" if stop() else None)
        intake.record_run(store, run)
        told = run.error is None and intake.record_folders_left(
            store,
            mailbox.name,
            [(one.folder, one.total, one.before) for one in tally.left],
            at=clock(),
        )
        yield SyncEnded(run, tuple(tally.left) if told else ())


def _take(
    event: MailboxEvent,
    readers: Readers,
    intake_of: _Intake,
    tally: _Tally,
    store: Store,
    clock: Clock,
) -> Iterator[SyncEvent]:
    if not isinstance(event, FetchedMail | MailUnread):
        # A large mail, another folder or a lost line: the next mail may be long in coming.
        readers.end_group()
    match event:
        case FetchedMail():
            yield from _store(store, readers.put(event), intake_of, tally)
        case MailUnread():
            intake.record_unread(
                store,
                event.key,
                event.problem,
                internal_date=event.internal_date,
                at=clock(),
            )
            tally.problems += 1
            yield event
        case FolderListed():
            tally.known += event.known
            tally.problems += event.problem is not None
            yield event
        case FolderLeft():
            tally.left.append(event)
            yield event
        case _:
            yield event
    yield from _store(store, readers.finished(), intake_of, tally)


def _store(
    store: Store, groups: Iterable[list[ReadMail]], intake_of: _Intake, tally: _Tally
) -> Iterator[MailStored | MailUnread]:
    """Store mails in one transaction a group; they are told of when it has ended."""
    for group in groups:
        with store.atomic():
            told = [intake_of.store(mail) for mail in group]
        yield from _tallied(group, told, tally)


def _tallied(
    group: list[ReadMail], told: list[MailStored | MailUnread], tally: _Tally
) -> Iterator[MailStored | MailUnread]:
    for mail, stored in zip(group, told, strict=True):
        if isinstance(stored, MailUnread):
            tally.problems += 1
        else:
            tally.bytes += mail.fetched.size_bytes
            tally.new += stored.new
            tally.known += not stored.new
            tally.problems += stored.problem is not None
        yield stored


class _Tally:
    """The figures of one sync."""

    def __init__(self, mailbox: str, started_at: datetime) -> None:
        self._mailbox = mailbox
        self._started_at = started_at
        self.new = self.known = self.problems = self.bytes = 0
        self.left: list[FolderLeft] = []

    def run(self, ended_at: datetime, *, error: str | None) -> intake.SyncRun:
        return intake.SyncRun(
            self._mailbox,
            self._started_at,
            ended_at,
            self.new,
            self.known,
            self.problems,
            self.bytes,
            error,
        )


class _StoredMails:
    """What the store has of a mailbox, in the mailbox's terms."""

    def __init__(self, store: Store, mailbox: str) -> None:
        self._store = store
        self._mailbox = mailbox

    def mails(self, folder: str, uidvalidity: int | None) -> Mapping[int, KnownMail]:
        return {
            place.uid: KnownMail(place.size_bytes, place.internal_date)
            for place in intake.known_places(self._store, self._mailbox, folder, uidvalidity)
        }


class _Intake:
    """One mail from its raw bytes to its row: read, examine, judge, store.

    Whatever goes wrong with one mail is written on that mail; only what would go wrong with every
    other one too, such as a full disk, is raised.
    """

    def __init__(self, workspace: Workspace, store: Store, clock: Clock) -> None:
        self._revision = store.revision()
        kept = remembered(store)
        known = knowledge(store) if kept is None else kept
        relearn(workspace, store, at=clock(), known=known)
        if kept is None:
            keep_memory(store, known.memory, revision=self._revision)
        self._workspace = workspace
        self._store = store
        self._clock = clock
        self._known = known
        # The digest of a whole roster: once, not with each mail.
        self._read_by = read_by(known)
        self._has_former = intake.has_former_mails(store)
        self._deleted = intake.deleted_mails(store)
        self._tools = find_tools(workspace.settings.ffmpeg)

    def over(self) -> None:
        """Judge the queue anew where people taught something while mail came in."""
        revision = self._store.revision()
        if not intake.taught_since(self._store, self._revision):
            holds_until(self._store, revision)
            return
        known = knowledge(self._store)
        if known.memory_digest() != self._known.memory_digest():
            relearn(self._workspace, self._store, at=self._clock(), known=known, meanwhile=True)
        keep_memory(self._store, known.memory, revision=revision)

    def read(self, fetched: FetchedMail, place: Path) -> ReadMail:
        """Read a mail; runs in a thread, so without the store. `place` is beside what it writes."""
        try:
            return self._read_whole(fetched, place)
        except Exception as err:
            if not is_of_the_mail(err):
                raise
            return self._without_contents(fetched, place, not_whole("read", err))

    def _read_whole(self, fetched: FetchedMail, place: Path) -> ReadMail:
        # Most syncs find nothing new, and need nothing that reads a mail.
        from mailsync.mime.read import read_split

        settings = self._workspace.settings
        contents = self._workspace.unfinished(place)
        budget = Budget()
        found = read_split(
            fetched.raw,
            contents,
            internal_date=fetched.internal_date,
            now=self._clock(),
            own_addresses=(settings.mail.user,) if settings.mail.user else (),
            budget=budget,
            former_identity=self._has_former or bool(self._deleted),
        )
        mail = msgspec.structs.replace(
            found.mail, problems=(*fetched.problems, *found.mail.problems)
        )
        if not self._deleted.isdisjoint((mail.digest, found.former_identity)):
            # Only its place is kept: nothing of it comes back.
            mail = msgspec.structs.replace(mail, attachments=(), links=())
            return ReadMail(fetched, mail, (), self._workspace.unfinished(place))
        return ReadMail(
            fetched, mail, found.skeleton, contents, found.former_identity, budget=budget
        )

    def measure(self, found: ReadMail, child: Child) -> ReadMail:
        """Measure the files of a mail that was read; in a thread too."""
        examinations, problems = examine(
            found.mail, found.contents, self._tools, child, found.budget
        )
        mail = msgspec.structs.replace(found.mail, problems=(*found.mail.problems, *problems))
        return replace(found, mail=mail, examinations=examinations)

    def store(self, found: ReadMail) -> MailStored | MailUnread:
        """Judge a mail that was read, and store it: whole, else without its contents."""
        judgements, problems = judge_or_ask(
            found.mail,
            {examined.digest: examined.measures for examined in found.examinations},
            self._known.matcher,
            window_start=self._workspace.settings.window_start,
            dates=self._workspace.notice.dates,
            submissions=self._known.submissions(self._workspace.settings.cohort),
            own_items=own_titles(self._workspace.notice),
        )
        mail = msgspec.structs.replace(found.mail, problems=(*found.mail.problems, *problems))
        try:
            return self._record(replace(found, mail=mail), judgements)
        except Exception as err:
            if not is_of_the_mail(err):
                raise
            problem = not_whole("store", err)
        # Whatever of it the database did not take, this it does.
        fetched = replace(found.fetched, internal_date=None)
        mail = without_contents(found.mail, problem)
        try:
            return self._record(replace(found, fetched=fetched, mail=mail, examinations=()), ())
        except Exception as err:
            if not is_of_the_mail(err):
                raise
        # The raw bytes are kept; the next sync tries again.
        blobs = self._workspace.blobs
        blobs.put(rebuilt(found.skeleton, blobs.path))
        intake.record_unread(self._store, fetched.key, problem, at=self._clock())
        return MailUnread(fetched.key, problem)

    def _record(self, found: ReadMail, judgements: tuple[Judgement, ...]) -> MailStored:
        fetched, mail = found.fetched, found.mail
        stored = intake.record(
            self._store,
            mail,
            skeleton=found.skeleton,
            former_identity=found.former_identity,
            judgements=judgements,
            examinations=found.examinations,
            place=(fetched.key, fetched.size_bytes, fetched.internal_date),
            at=self._clock(),
        )
        if stored.new:
            meaning = meaning_of(mail, self._known)
            keep_meaning(self._store, stored.mail_id, meaning, read_by=self._read_by)
        problem = next((each for each in mail.problems if each.code == NOT_WHOLE), None)
        return MailStored(stored.mail_id, stored.new, mail.subject, mail.size_bytes, problem)

    def _without_contents(self, fetched: FetchedMail, place: Path, problem: Problem) -> ReadMail:
        """What can be said of a mail whose contents cannot be read; its raw bytes are kept."""
        contents = self._workspace.unfinished(place)
        parted = split_or_whole(fetched.raw, contents)
        mail = stand_in(
            fetched.raw,
            parted.identity,
            internal_date=fetched.internal_date,
            problems=(*fetched.problems, problem),
        )
        former = former_identity_of(fetched.raw) if self._has_former or self._deleted else ""
        return ReadMail(fetched, mail, parted.skeleton, contents, former)


def relearn(
    workspace: Workspace,
    store: Store,
    *,
    at: datetime,
    known: Knowledge | None = None,
    meanwhile: bool = False,
) -> int:
    """Judge stored mail anew where roster or memory changed; returns how many files changed."""
    known = knowledge(store) if known is None else known
    read_meanings(store, known, workspace.blobs)
    return rejudge(
        store,
        known,
        window_start=workspace.settings.window_start,
        dates=workspace.notice.dates,
        cohort=workspace.settings.cohort,
        at=at,
        taught_meanwhile=meanwhile,
        own_items=own_titles(workspace.notice),
    )


def examine(
    mail: Mail, blobs: Blobs, tools: FfmpegTools, child: Child, budget: Budget
) -> tuple[tuple[Examination, ...], tuple[Problem, ...]]:
    """Measure every different content of a mail once, quickly, and say what was not measured."""
    from mailsync.examine.probe import probe, unmeasured

    found: list[Examination] = []
    problems: list[Problem] = []
    for digest, part in {part.digest: part for part in mail.attachments}.items():
        examined: Examination | None = None
        if budget.child_s > 0:
            child.most_s = budget.child_s
            with budget.child_works():
                examined = probe(
                    blobs.path(digest),
                    media_type=part.media_type,
                    name=part.name,
                    tools=tools,
                    child=child,
                    digest=digest,
                )
            child.most_s = math.inf
        cut_short = budget.child_s <= 0 and examined is not None
        if examined is None or (cut_short and examined.measures.get("reason") == "timeout"):
            examined = unmeasured(digest, "budget", media_type=part.media_type, name=part.name)
            problems.append(Problem("file.not_measured_in_time", {"name": part.path}))
        found.append(examined)
        problems += examined.problems
    return tuple(found), tuple(problems)
