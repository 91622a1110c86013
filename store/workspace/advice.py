"""What is allowed in the settings and yet worth a look: advice for `sixones doctor`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from store.model import Problem
from store.notice.calendar import WorkCalendar
from store.workspace.personal import personal_file
from store.workspace.workspace import Workspace


def settings_advice(
    workspace: Workspace, *, now: datetime, calendar: WorkCalendar
) -> tuple[Problem, ...]:
    """Look at settings, folders and calendar of a workspace; the codes are `advice.*`."""
    settings = workspace.settings
    found: list[Problem] = []
    local = workspace.notice.dates.local(now)
    if now > settings.deadline:
        found.append(
            Problem("advice.deadline_over", {"deadline": f"{settings.deadline:%Y-%m-%d %H:%M}"})
        )
    if local.date() < settings.window_start:
        found.append(Problem("advice.window_ahead", {"start": settings.window_start.isoformat()}))
    if now <= settings.deadline:
        found += [
            Problem("advice.year_estimated", {"year": year, "file": str(workspace.days)})
            for year in range(local.year, settings.deadline.year + 1)
            if calendar.is_estimated(year)
        ]
    for key, path, code in (
        ("mail.path", settings.mail.path, "advice.no_folder"),
        ("mail.ca_file", settings.mail.ca_file, "advice.no_file"),
        ("smtp.ca_file", settings.smtp.ca_file, "advice.no_file"),
        ("ffmpeg", settings.ffmpeg, "advice.no_file"),
    ):
        if path and not _found(workspace.inside(path), code):
            found.append(Problem(code, {"key": key, "path": path}))
    found += [
        Problem("advice.personal_key", {"key": key, "value": value, "file": str(personal_file())})
        for key, value in workspace.ignored
    ]
    if not settings.smtp.host:
        found.append(Problem("advice.no_smtp"))
    if settings.demo:
        found.append(Problem("advice.demo"))
    return tuple(found)


def _found(path: Path, code: str) -> bool:
    return path.exists() if code == "advice.no_folder" else path.is_file()
