"""What an archive carries so that the program can open it again: database, settings, lists."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from store.db.database import Store
from store.files.archive_manifest import COPY, DAYS, NOTICE, SETTINGS
from store.files.durable import writing
from store.files.private import private_file
from store.notice.notice import shipped_notices
from store.reports.content.source import ReportSource
from store.workspace.settings import MailSettings, SmtpSettings
from store.workspace.settings_file import compose

STATE = frozenset({COPY, SETTINGS, NOTICE, DAYS})


def state_files(source: ReportSource, store: Store, folder: Path) -> Iterator[str]:
    """Put these files into a folder, which is empty, and tell the name of each.

    An archive of a part carries none: the database is of all. Who reads the mailbox and who
    sends letters is left out of the settings.
    """
    if not source.view.whole:
        return
    workspace = source.workspace
    with writing(folder):
        store.copy_to(folder / COPY)
        yield COPY
        settings = msgspec.structs.replace(
            workspace.settings,
            mail=MailSettings(kind="folder", path="mails"),
            smtp=SmtpSettings(),
            demo=False,
        )
        if settings.notice not in shipped_notices():
            shutil.copyfile(workspace.folder / settings.notice, private_file(folder / NOTICE))
            yield NOTICE
            settings = msgspec.structs.replace(settings, notice="notice.toml")
        private_file(folder / SETTINGS).write_text(
            compose(settings, source.wording), encoding="utf-8"
        )
        yield SETTINGS
        if workspace.days.exists():
            shutil.copyfile(workspace.days, private_file(folder / DAYS))
            yield DAYS
        for path in sorted(workspace.folder.glob("frozen-*.json*")):
            shutil.copyfile(path, private_file(folder / path.name))
            yield path.name
