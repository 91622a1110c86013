"""The checks of `sixones doctor`; one that fails says what to do and the others go on."""

from __future__ import annotations

import contextlib
import locale
import os
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from mailsync.demo.kept import with_kept_server
from mailsync.examine.ocr.scan import ocr_is_here
from mailsync.examine.video.ffmpeg_tools import find_tools
from mailsync.letters.workspace_templates import own_templates
from mailsync.mailbox.contract import FolderReport, MailboxReport
from mailsync.programs.office import find_office, find_office_core, missing_parts
from mailsync.programs.reach import what_holds
from mailsync.sending.outbox_account import open_outbox
from mailsync.submission.form_docx import template_of
from mailsync.sync.sync import open_mailbox
from store.db.database import open_store
from store.errors import SixOnesError
from store.files.private import open_to_others
from store.model import SubCommittee
from store.notice.calendar import load_calendar
from store.roster.stored import (
    StoredRoster,
    find_sub_committee,
    imported_roster,
    load_roster,
)
from store.text.visible import visible
from store.views.board.dashboard import dashboard
from store.workspace.advice import settings_advice
from store.workspace.personal import read_personal
from store.workspace.secrets import can_remember
from store.workspace.workspace import Workspace
from tui.base.graphics import SAID_BY, Graphics, asked_graphics, graphics_of
from tui.base.sync_words import folders_words
from tui.commands.kit.call import Call
from tui.commands.kit.progress import size_words
from tui.commands.kit.waiting import told_while_waiting
from tui.commands.work.old_notice import notice_warning

# Advice without which something cannot work.
_BROKEN_ADVICE = ("advice.no_folder", "advice.no_file")
_FREE_BYTES = 2 << 30
_COLUMNS, _LINES = 80, 24
_OLDEST_YEAR = 2021
_MOST_OPEN = 3
# A setting of web mails shows programs the last thirty days only.
_WEB_MAIL_WINDOW = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Remark:
    """What one check found; `bad` needs somebody, `note` may."""

    topic: str
    level: Literal["good", "note", "bad"]
    text: str


def checkup(call: Call) -> Iterator[Remark]:
    """Run every check, the workspace's first."""
    try:
        workspace = call.workspace()
    except SixOnesError as err:
        yield Remark("workspace", "bad", call.wording.error(err))
        workspace = None
    if workspace is not None:
        yield Remark(
            "workspace",
            "good",
            call.say(
                "cli.doctor.workspace_is",
                folder=str(workspace.folder.absolute()),
                number=workspace.notice.number,
                deadline=workspace.settings.deadline.strftime("%Y-%m-%d %H:%M"),
            ),
        )
        if workspace.read_only:
            words = call.say("cli.doctor.read_only", folder=str(workspace.folder.absolute()))
            yield Remark("workspace", "note", words)
        for warning in notice_warning(workspace, call):
            yield Remark("notice", "note", warning)
        yield from _settings(call, workspace)
        yield from _database(call, workspace)
        yield from _contents(call, workspace)
        yield _private(call, workspace)
        yield from _mail(call, workspace)
        yield from _papers(call, workspace)
    yield from _notify(call)
    yield _disk(call)
    yield _ffmpeg(call, workspace.settings.ffmpeg if workspace else "")
    yield _ocr(call)
    yield _children(call)
    yield _clock(call, workspace)
    yield _keyring(call, workspace)
    yield from _terminal(call)


def _settings(call: Call, workspace: Workspace) -> Iterator[Remark]:
    """What is allowed in the settings and yet worth a look."""
    calendar = load_calendar(workspace.notice.dates, workspace.days)
    for advice in settings_advice(workspace, now=call.now(), calendar=calendar):
        # The way out of letters has a line of its own.
        if advice.code != "advice.no_smtp":
            level: Literal["note", "bad"] = "bad" if advice.code in _BROKEN_ADVICE else "note"
            yield Remark("settings", level, call.say(advice.code, **advice.params))


def _papers(call: Call, workspace: Workspace) -> Iterator[Remark]:
    """At a sub-committee's desk, where it hands on to and by when; a form of one's own."""
    settings, dates = workspace.settings, workspace.notice.dates
    if workspace.office == "sub_committee":
        until = dates.minute(workspace.asked_by)
        mailbox = settings.letters.submit_to or workspace.notice.mailbox
        words = call.say("cli.doctor.submission_is", mailbox=mailbox, until=until)
        yield Remark("submission", "good", words)
    try:
        own = template_of(workspace.folder)
    except SixOnesError as err:
        yield Remark("templates", "bad", call.wording.error(err))
    else:
        if own is not None:
            yield Remark("templates", "good", call.say("cli.doctor.template_is", file=own.name))
    if letters := own_templates(workspace.folder, workspace.notice.number):
        names = ", ".join(one.name for one in letters)
        words = call.say("cli.doctor.letter_templates_are", n=len(letters), names=names)
        yield Remark("letter_templates", "note", words)
    if newer := [one.name for one in letters if one.original == "newer"]:
        words = call.say("cli.doctor.letter_template_newer", n=len(newer), names=", ".join(newer))
        yield Remark("letter_templates", "note", words)
    for one in letters:
        if one.quoted:
            words = call.say("cli.doctor.letter_template_quotes", file=one.name, number=one.quoted)
            yield Remark("letter_templates", "bad", words)


def _notify(call: Call) -> Iterator[Remark]:
    """Where a sync tells what it found, if anywhere (personal settings)."""
    try:
        personal = read_personal()
    except SixOnesError as err:
        yield Remark("notify", "bad", call.wording.error(err))
        return
    if personal.notify_command.strip():
        yield _notify_command(call, personal.notify_command)
    if personal.notify_url:
        host = urlsplit(personal.notify_url).hostname or personal.notify_url
        yield Remark("notify", "good", call.say("cli.doctor.notify_url", host=host))


def _notify_command(call: Call, command: str) -> Remark:
    """Whether the program is there, its command divided as for a run."""
    try:
        program = shlex.split(command)[0]
    except ValueError as err:
        return Remark("notify", "bad", call.say("notify.command", reason=str(err)))
    if shutil.which(program) is None:
        return Remark("notify", "bad", call.say("cli.doctor.notify_missing", program=program))
    return Remark("notify", "good", call.say("cli.doctor.notify_is", program=program))


def _keyring(call: Call, workspace: Workspace | None) -> Remark:
    """Whether this machine keeps codes; a folder or a demonstration wants none."""
    if can_remember():
        return Remark("keyring", "good", call.say("cli.doctor.keyring_is"))
    settings = workspace.settings if workspace else None
    wants_none = settings is not None and (settings.demo or settings.mail.kind == "folder")
    return Remark(
        "keyring", "good" if wants_none else "note", call.say("cli.doctor.keyring_missing")
    )


def _database_name(workspace: Workspace) -> str:
    database = workspace.database
    return database.name if isinstance(database, Path) else str(database)


def _database(call: Call, workspace: Workspace) -> Iterator[Remark]:
    try:
        with contextlib.closing(open_store(workspace.database)) as store:
            roster = load_roster(store)
            scope = _scope(call, workspace, imported_roster(store).sub_committees)
            # A board that nobody is on cannot be read.
            if scope is None:
                dashboard(store, workspace, now=call.now())
            revision = store.revision()
    except SixOnesError as err:
        yield Remark("database", "bad", call.wording.error(err))
        return
    words = call.say("cli.doctor.database_is", file=_database_name(workspace), revision=revision)
    yield Remark("database", "good", words)
    if not roster.active:
        yield Remark("roster", "bad", call.say("cli.status.no_roster"))
        return
    if scope is not None:
        yield scope
    yield from _roster(call, workspace, roster)


def _contents(call: Call, workspace: Workspace) -> Iterator[Remark]:
    """Whether the place answers where desks share their contents."""
    try:
        shared = workspace.shared
        knows = shared is None or shared.knows_conditions()
    except SixOnesError as err:
        yield Remark("contents", "bad", call.wording.error(err))
        return
    if shared is not None:
        words = call.say("cli.doctor.contents_is", place=shared.place)
        yield Remark("contents", "good", words)
    if not knows:
        yield Remark("contents", "note", call.say("cli.doctor.contents_twice"))


def _scope(call: Call, workspace: Workspace, units: tuple[SubCommittee, ...]) -> Remark | None:
    """What is wrong with the sub-committee that the settings name; nothing without a roster."""
    scope = workspace.settings.scope
    if not (scope and units) or find_sub_committee(units, scope) is not None:
        return None
    names = call.say("report.between_names").join(visible(unit.name) for unit in units)
    return Remark("scope", "bad", call.say("cli.doctor.scope_unknown", scope=scope, known=names))


def _roster(call: Call, workspace: Workspace, roster: StoredRoster) -> Iterator[Remark]:
    units = roster.sub_committees
    words = call.say("cli.doctor.roster_is", branches=len(roster.active), units=len(units))
    yield Remark("roster", "good", words)
    # A sub-committee writes to its branches, unless its letters are set to go to itself.
    own_desk = workspace.office == "sub_committee" and len(units) == 1
    silent = [unit for unit in units if not unit.contacts and not own_desk]
    if silent:
        shown = (visible(unit.name) for unit in silent[:_MOST_OPEN])
        names = call.say("report.between_names").join(shown)
        words = call.say("cli.doctor.roster_silent", n=len(silent), names=names)
        yield Remark("roster", "note", words)


def _mail(call: Call, workspace: Workspace) -> Iterator[Remark]:
    """The mailbox and the way out of letters; a demonstration serves both itself."""
    try:
        with with_kept_server(workspace) as (served, code):
            yield from _mailbox(call, served, code)
            yield _sending(call, served, code)
    except SixOnesError as err:
        yield Remark("mailbox", "bad", call.wording.error(err))


def _sending(call: Call, workspace: Workspace, code: str | None) -> Remark:
    if not workspace.settings.smtp.host:
        words = call.say("cli.doctor.sending_none", file=str(workspace.toml))
        return Remark("sending", "note", words)
    try:
        with (
            open_outbox(workspace, lambda: code or call.smtp_password(workspace)) as outbox,
            told_while_waiting(call, workspace.settings.smtp),
        ):
            report = outbox.check()
    except SixOnesError as err:
        return Remark("sending", "bad", call.wording.error(err))
    secured = call.say("cli.doctor.plain") if report.tls is None else report.tls
    said = "cli.doctor.sending_is" if report.logged_in else "cli.doctor.sending_open"
    return Remark("sending", "good", call.say(said, host=report.host, secured=secured))


def _mailbox(call: Call, workspace: Workspace, code: str | None) -> Iterator[Remark]:
    try:
        mailbox = open_mailbox(workspace, lambda: code or call.password(workspace))
        with contextlib.closing(mailbox), told_while_waiting(call, workspace.settings.mail):
            report = mailbox.check()
    except SixOnesError as err:
        yield Remark("mailbox", "bad", call.wording.error(err))
        return
    yield Remark("mailbox", "good", _of_mailbox(call, report))
    scanned = [folder for folder in report.folders if folder.scanned]
    for folder in scanned:
        yield Remark(
            "folder",
            "good" if folder.total is not None else "bad",
            _of_folder(call, folder),
        )
    oldest = min((f.oldest for f in scanned if f.oldest is not None), default=None)
    if oldest is not None and call.now() - oldest < _WEB_MAIL_WINDOW:
        yield Remark("folder", "note", call.say("cli.doctor.folders_young"))
    left = [(one.folder, one.total, False) for one in report.folders if not one.scanned]
    left += [(one.folder, one.before, True) for one in scanned if one.before]
    if left:
        yield Remark("folder", "note", folders_words(left, call.wording).strip())


def _of_mailbox(call: Call, report: MailboxReport) -> str:
    name = visible(report.name)
    if report.id_accepted is None:
        return call.say("cli.doctor.mail_folder_is", name=name)
    user, _, host = name.rpartition("@")
    secured = call.say("cli.doctor.plain") if report.tls is None else report.tls
    identified = call.say(
        "cli.doctor.id_accepted" if report.id_accepted else "cli.doctor.id_refused"
    )
    return call.say("cli.doctor.mailbox_is", user=user, host=host, secured=secured, id=identified)


def _of_folder(call: Call, folder: FolderReport) -> str:
    total = "?" if folder.total is None else folder.total
    if folder.oldest is None:
        return call.say("cli.doctor.folder_has", folder=folder.folder, total=total)
    return call.say(
        "cli.doctor.folder_is",
        folder=folder.folder,
        total=total,
        oldest=folder.oldest.date().isoformat(),
    )


def _disk(call: Call) -> Remark:
    folder = call.folder.absolute()
    while not folder.exists():
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"sixones")
    except OSError as err:
        reason = err.strerror or str(err)
        return Remark(
            "disk", "bad", call.say("cli.doctor.disk_closed", folder=str(folder), reason=reason)
        )
    free = shutil.disk_usage(folder).free
    code = "cli.doctor.disk_is" if free >= _FREE_BYTES else "cli.doctor.disk_low"
    level: Literal["good", "note"] = "good" if free >= _FREE_BYTES else "note"
    return Remark("disk", level, call.say(code, free=size_words(free)))


def _private(call: Call, workspace: Workspace) -> Remark:
    """Who else on this machine can read mails, files and addresses."""
    found = open_to_others(workspace.folder)
    if not found:
        return Remark("private", "good", call.say("cli.doctor.private_is"))
    shown = [str(path.relative_to(workspace.folder.parent)) for path in found[:_MOST_OPEN]]
    names = call.say("report.between_names").join(map(visible, shown))
    return Remark("private", "note", call.say("cli.doctor.private_open", n=len(found), names=names))


def _ffmpeg(call: Call, setting: str) -> Remark:
    tools = find_tools(setting or None)
    if tools.ffmpeg and tools.ffprobe:
        return Remark("ffmpeg", "good", call.say("cli.doctor.ffmpeg_is", path=tools.ffmpeg))
    return Remark("ffmpeg", "note", call.say("cli.doctor.ffmpeg_missing"))


def _ocr(call: Call) -> Remark:
    """Whether scans and photographs give their text; a help, never needed."""
    code = "is" if ocr_is_here() else "missing"
    return Remark("ocr", "good" if ocr_is_here() else "note", call.say(f"cli.doctor.ocr_{code}"))


def _children(call: Call) -> Remark:
    """What keeps programs that look into strangers' files from reaching anything else."""
    held = what_holds()
    missing = [
        call.say(f"cli.doctor.children_{name}")
        for name, holds in (("network", held.no_network), ("files", held.few_files))
        if not holds
    ]
    if not missing:
        return Remark("children", "good", call.say("cli.doctor.children_held"))
    names = call.say("report.between_names").join(missing)
    return Remark("children", "note", call.say("cli.doctor.children_open", names=names))


def _clock(call: Call, workspace: Workspace | None) -> Remark:
    now = call.now()
    if now.year < _OLDEST_YEAR:
        return Remark("clock", "bad", call.say("cli.doctor.clock_wrong", now=now.isoformat()))
    if workspace is not None and _synced_later(call, workspace):
        return Remark("clock", "bad", call.say("cli.doctor.clock_back", now=now.isoformat()))
    zone = workspace.notice.dates.zone if workspace else None
    shown = now.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    own = timedelta(seconds=time.localtime().tm_gmtoff or 0)
    if zone is not None and now.astimezone(zone).utcoffset() != own:
        return Remark(
            "clock", "note", call.say("cli.doctor.zone_differs", now=shown, zone=zone.key)
        )
    return Remark("clock", "good", call.say("cli.doctor.clock_is", now=shown))


def _synced_later(call: Call, workspace: Workspace) -> bool:
    """Whether the last good sync lies in the future: the clock was set back since."""
    try:
        with contextlib.closing(open_store(workspace.database)) as store:
            last = dashboard(store, workspace, now=call.now()).sync.last_good
    except SixOnesError:
        return False
    return last is not None and last > call.now() + timedelta(minutes=5)


def _terminal(call: Call) -> Iterator[Remark]:
    charset = (sys.stdout.encoding or locale.getpreferredencoding(False)).lower()
    if "utf" in charset:
        yield Remark("charset", "good", call.say("cli.doctor.charset_is", charset=charset))
    else:
        yield Remark("charset", "note", call.say("cli.doctor.charset_other", charset=charset))
    yield _window(call)
    yield _pictures(call)
    yield _first_pages(call)
    # Both lines end at the same column where the font gives Chinese characters two cells.
    yield Remark(
        "width", "note", call.say("cli.doctor.ruler") + "\n  六个一六个一|\n  123456123456|"
    )


def _pictures(call: Call) -> Remark:
    """How pictures are shown, by what the terminal says of itself; here it is asked as well."""
    graphics = graphics_of()
    if graphics is not Graphics.CELLS:
        return Remark("pictures", "good", call.say(f"cli.doctor.pictures_{graphics}"))
    told = asked_graphics()
    if told is not Graphics.CELLS and not os.environ.get(SAID_BY):
        return Remark("pictures", "note", call.say("cli.doctor.pictures_could", name=told))
    return Remark("pictures", "good", call.say("cli.doctor.pictures_cells"))


def _first_pages(call: Call) -> Remark:
    """What draws the first page of an office document, where the terminal shows pictures."""
    called, core = find_office(), find_office_core()
    if called is None:
        return Remark("pages", "good", call.say("cli.doctor.pages_none"))
    held = what_holds()
    if core is None or not (held.no_network and held.few_files):
        return Remark("pages", "good", call.say("cli.doctor.pages_hidden", path=called))
    if missing := missing_parts(core):
        packages = " ".join(f"libreoffice-{part}" for part in missing)
        return Remark("pages", "note", call.say("cli.doctor.pages_parts", packages=packages))
    return Remark("pages", "good", call.say("cli.doctor.pages_office", path=core))


def _window(call: Call) -> Remark:
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return Remark("terminal", "note", call.say("cli.doctor.terminal_none"))
    size = shutil.get_terminal_size((_COLUMNS, _LINES))
    small = size.columns < _COLUMNS or size.lines < _LINES
    return Remark(
        "terminal",
        "note" if small else "good",
        call.say(
            "cli.doctor.terminal_small" if small else "cli.doctor.terminal_is",
            columns=size.columns,
            lines=size.lines,
            term=os.environ.get("TERM", "-"),
        ),
    )
