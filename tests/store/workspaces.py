"""A workspace made for a test, on a fixed day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from store.workspace.workspace import MailSettings, Workspace, init_workspace

SHANGHAI = ZoneInfo("Asia/Shanghai")
SERVER = MailSettings(host="imap.uni.example", user="zzb@uni.example")
LOCAL = MailSettings(host="127.0.0.1", port=1143, user="zzb@uni.example", tls="none")
TODAY = date(2026, 11, 3)


def make(folder: Path, **options: Any) -> Workspace:
    """Make a workspace on a fixed day, over a server unless said otherwise."""
    return init_workspace(folder / "w", **{"today": TODAY, "mail": SERVER, **options})
