"""Where a person's own settings lie, apart from every workspace."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

PERSONAL_FILE = "personal.toml"
FOLDER_VARIABLE = "SIXONES_CONFIG"


def config_folder(environ: Mapping[str, str] | None = None) -> Path:
    """The user's own folder: `SIXONES_CONFIG`, else where the system keeps settings."""
    named = (os.environ if environ is None else environ).get(FOLDER_VARIABLE)
    if named:
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path("sixones", appauthor=False)
