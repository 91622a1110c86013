"""What people can do on the board: keys, footer, help and palette are made from this list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Command:
    """One action, of the board or, written `app.`, of the whole program.

    `keys` are Textual's, the first is shown; `pinyin` has a space per character.
    Letters have a function or Ctrl key beside them: an active input method swallows letters.
    `rank` orders the footer, where the last ones give way on a narrow terminal.
    """

    action: str
    keys: tuple[str, ...]
    pinyin: str
    rank: int

    @property
    def name(self) -> str:
        """The action's name in the catalogs."""
        return self.action.removeprefix("app.")

    def binding(self) -> Binding:
        """The key binding of this command."""
        return Binding(",".join(self.keys), self.action, self.action, show=False)


COMMANDS = (
    Command("show_help", ("f1",), "bang zhu", 0),
    Command("app.sync", ("f5",), "tong bu", 1),
    Command("open_branch", ("enter",), "da kai zhi bu", 3),
    Command("select", ("space",), "xuan zhong", 6),
    Command("select_unit", ("ctrl+a", "a"), "xuan zhong fen dang wei", 9),
    Command("app.session", ("ctrl+s", "s"), "deng ji fen xiang", 4),
    Command("app.form", ("ctrl+e", "e"), "shou dao ping jia biao", 5),
    Command("app.undo", ("ctrl+z",), "che xiao", 7),
    Command("app.palette", ("ctrl+p",), "ming ling", 2),
    Command("app.stop", ("escape",), "ting zhi", 10),
    Command("app.next_theme", ("ctrl+t",), "qie huan yan se", 11),
    Command("app.quit", ("ctrl+q",), "tui chu", 8),
)

_SHOWN = {"enter": "key.enter", "space": "key.space", "escape": "key.escape"}


def shown_key(key: str) -> str | None:
    """How a key is written everywhere; None for one that is worded, see `key_code`."""
    if key in _SHOWN:
        return None
    return "+".join(part.capitalize() for part in key.split("+"))


def key_code(key: str) -> str:
    """The catalogs' code of a key that is worded."""
    return _SHOWN[key]


@lru_cache(maxsize=64)
def spellings(command: Command) -> tuple[str, str]:
    """The pinyin written together, and its initials."""
    parts = command.pinyin.split()
    return "".join(parts), "".join(part[0] for part in parts)
