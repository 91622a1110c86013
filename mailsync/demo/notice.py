"""A notice of the demonstration's own year: no paper may quote another year's."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import tomlkit

from store.notice.notice import shipped_text


def demo_notice(issued: date, deadline: date, mailbox: str = "") -> str:
    """The notice that comes with the program as if it had been issued for this deadline.

    Args:
        mailbox: the one that it names; "" leaves the real one.
    """
    notice: Any = tomlkit.parse(shipped_text())
    year, cohort = deadline.year, deadline.year - 1
    for key in ("title", "short_title"):
        notice[key] = str(notice[key]).replace(str(notice["cohort"]), str(cohort))
    notice["number"] = str(notice["number"]).replace(str(notice["issued"].year), str(year))
    notice["id"] = f"neu-{year}"
    notice["issued"] = tomlkit.date(issued.isoformat())
    notice["cohort"] = cohort
    notice["dates"]["window_start"] = f"{issued:%m-%d}"
    notice["dates"]["deadline"] = f"{deadline:%m-%d}"
    notice["dates"]["words"] = str(notice["dates"]["words"]).replace(
        "4月14日", f"{deadline.month}月{deadline.day}日"
    )
    notice["mailbox"] = mailbox or notice["mailbox"]
    return tomlkit.dumps(notice)


def write_demo_notice(folder: Path, issued: date, deadline: date, mailbox: str = "") -> Path:
    """Write `demo_notice` into a folder; the path that a workspace is made with."""
    path = folder / f"notice-{issued.year}.toml"
    path.write_text(demo_notice(issued, deadline, mailbox), encoding="utf-8")
    return path
