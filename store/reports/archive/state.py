"""What an archive carries so that the program can open it again: database, settings, lists."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from store.db.database import Store
from store.files.belongings import (
    COPY,
    DAYS,
    EARLIER,
    NOTICE,
    SETTINGS,
    belonging_files,
    name_in_archive,
)
from store.files.durable import writing
from store.files.private import private_file
from store.notice.notice import shipped_notices
from store.reports.content.source import ReportSource
from store.workspace.settings import MailSettings, SmtpSettings
from store.workspace.settings_file import compose

STATE = frozenset({COPY, SETTINGS, NOTICE, DAYS, EARLIER})


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
        for name in belonging_files(workspace.folder):
            archived = name_in_archive(name)
            if archived and archived not in (COPY, SETTINGS, NOTICE):
                shutil.copyfile(workspace.folder / name, private_file(folder / archived))
                yield archived
