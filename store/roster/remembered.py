"""What people answered about rosters, kept in the workspace for the next import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import rtoml
import tomlkit

from store.errors import ConfigError
from store.files.whole_file import whole_file
from store.roster.questions import Answers

ANSWERS_FILE = "roster-answers.toml"


def load_answers(folder: Path) -> Answers:
    """Read the answers of a workspace; none where nothing was asked yet.

    Raises:
        ConfigError: `roster.bad_answers`.
    """
    file = folder / ANSWERS_FILE
    try:
        raw = rtoml.loads(file.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return Answers()
    except (OSError, UnicodeDecodeError, rtoml.TomlParsingError) as err:
        raise ConfigError("roster.bad_answers", file=str(file)) from err
    columns, same, other = (raw.get(name, {}) for name in ("columns", "same_units", "other_units"))
    pairs = other.get("pairs", []) if isinstance(other, dict) else None
    if not (_texts(columns) and _texts(same) and isinstance(pairs, list)):
        raise ConfigError("roster.bad_answers", file=str(file))
    return Answers(
        columns=dict(columns),
        same_units=dict(same),
        other_units=frozenset(
            (str(pair[0]), str(pair[1]))
            for pair in pairs
            if isinstance(pair, list) and len(pair) == 2
        ),
    )


def save_answers(folder: Path, answers: Answers) -> None:
    """Keep answers for the next import; whether hidden rows are meant is asked for each file.

    Raises:
        StoreError: `disk.*`.
    """
    if answers == Answers(hidden=answers.hidden):
        return
    content = tomlkit.dumps(
        {
            "columns": dict(answers.columns),
            "same_units": dict(answers.same_units),
            "other_units": {"pairs": [list(pair) for pair in sorted(answers.other_units)]},
        }
    )
    with whole_file(folder / ANSWERS_FILE) as out:
        out.write(content.encode())


def _texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
