"""Which report in which format, of what, in which language, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from store.text.wording import LANGUAGES, Wording
from store.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ReportWish:
    """What a person chose; `as_of` None means now, empty tuples mean all."""

    as_of: datetime | None = None
    unit_ids: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    language: str = LANGUAGES[0]
    folder: Path | None = None

    def turned(self) -> ReportWish:
        """The same in the other language."""
        at = LANGUAGES.index(self.language)
        return replace(self, language=LANGUAGES[(at + 1) % len(LANGUAGES)])


def target_of(
    wish: ReportWish, name: str, suffix: str, workspace: Workspace, wording: Wording, now: datetime
) -> Path:
    """Where a report goes: named after what it is and the moment it is of.

    An archive folder has one name for ever, so that it is written further.
    """
    folder = wish.folder or workspace.output_folder / wording.say("reports.folder")
    title = wording.say(f"reports.file.{name}")
    if name == "archive" and not suffix:
        return folder / title
    local = workspace.notice.dates.local(wish.as_of or now)
    return folder / f"{title}_{local:%Y%m%d-%H%M}{suffix}"
