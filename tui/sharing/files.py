"""The files of the screen of sharing: photos of a session, tables of sessions out and in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from store.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from store.db.database import Store
    from store.items.sessions import Session
    from tui.sharing.screen import SharingPlace


def keep_photo(place: SharingPlace, session: Session) -> None:
    """Ask for a photo of a session and keep it in the workspace."""
    workspace = place.desk.workspace

    def keep(path: Path) -> None:
        def store_photo() -> str:
            from store.files.blobs import Blobs

            with _opened(path) as source:
                return Blobs(workspace.files).put(iter(lambda: source.read(1 << 20), b"")).digest

        def add(digest: str) -> None:
            photos = tuple(dict.fromkeys((*session.photos, digest)))
            place.save(replace(session, photos=photos), "sharing.photo_kept")

        place.run_job("photo", store_photo, add)

    _ask_path(place, "sharing.photo_path", "", keep)


def export_table(place: SharingPlace) -> None:
    """Ask where to, and write all sessions to a table."""
    facts, say = place.facts, place.desk.wording.say
    if facts is None:
        return

    def export(path: Path) -> None:
        def write() -> str:
            from store.items.session_table import write_sessions
            from store.roster.stored import load_roster
            from tui.base.jobs import opened
            from tui.commands.kit.written import write_file

            with opened(place.desk.workspace) as store:
                roster = load_roster(store)
            write_file(path, write_sessions([row.session for row in facts.sessions], roster))
            return say("cli.written", file=str(path))

        place.run_job("export", write, lambda said: place.said.say(said, "done"))

    name = str(place.desk.workspace.output_folder / say("sharing.table_name"))
    _ask_path(place, "sharing.export_path", name, export)


def import_table(place: SharingPlace) -> None:
    """Ask for a table and record its sessions; rows that cannot be read are told."""
    revision, desk, today = place.revision, place.desk, place.today()

    def take(path: Path) -> None:
        def write(store: Store, now: datetime) -> str:
            from store.db.decisions import live_decisions
            from store.items.session_table import read_sessions
            from store.items.sessions import save_sessions, sessions_of
            from store.roster.stored import load_roster

            notice = desk.workspace.notice
            found = read_sessions(
                path,
                load_roster(store, scope=desk.workspace.settings.scope),
                notice,
                known=sessions_of(live_decisions(store)),
                today=today,
            )
            if found.sessions:
                save_sessions(
                    store, found.sessions, notice, at=now, who=desk.who, base_revision=revision
                )
            say = desk.wording.say
            told = say("cli.session.imported", n=len(found.sessions), bad=len(found.problems))
            first = [say(one.code, **one.params) for one in found.problems[:3]]
            return " ".join((told, *first))

        place.decide(write)

    _ask_path(place, "sharing.import_path", "", take)


def _ask_path(place: SharingPlace, code: str, text: str, then: Callable[[Path], None]) -> None:
    from tui.dialogs.ask import AskText

    say = place.desk.wording.say
    question = AskText(say(code), place.desk.wording, text=text, needed=say("sharing.no_path"))

    def answered(path: str | None) -> None:
        if path:
            then(Path(path).expanduser())

    place.app.push_screen(question, answered)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as err:
        raise UsageError("sharing.photo", file=str(path), reason=err.strerror or str(err)) from err
