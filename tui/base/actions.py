"""What people can do: keys, footer, help and palette are made from lists of commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from textual.binding import Binding, BindingType

from store.text.wording import Wording


@dataclass(frozen=True, slots=True)
class Command:
    """One action, of a screen or, written `app.`, of the whole program.

    `keys` are Textual's, the first is shown; without one the palette alone has the command.
    `pinyin` has a space per character.
    Letters have a function or Ctrl key beside them: an active input method swallows letters.
    `words` name it where it is made for one of many things, such as a kind of letter.
    `rank` orders the footer, where the highest ones give way on a narrow terminal: keys of the
    screen have 1 to 19, the places 20 and more.
    """

    action: str
    keys: tuple[str, ...]
    pinyin: str
    rank: int
    code: str = ""
    words: Callable[[Wording], str] | None = None

    @property
    def name(self) -> str:
        """The action's name in the catalogs: `command.NAME` and `command_short.NAME`."""
        return self.code or self.action.removeprefix("app.")

    def text(self, form: Literal["command", "command_short"], wording: Wording) -> str:
        """What it does, in full or as the footer has it."""
        return self.words(wording) if self.words else wording.say(f"{form}.{self.name}")

    @property
    def everywhere(self) -> bool:
        """Whether it works on every screen."""
        return self.action.startswith("app.")

    def binding(self) -> Binding:
        """The key binding of this command."""
        return Binding(",".join(self.keys), self.action, self.action, show=False)


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """The key bindings of those commands that have a key."""
    return [command.binding() for command in commands if command.keys]


# What works on every screen that is not a form.
HELP = Command("app.show_help", ("f1",), "bang zhu", 0)
EVERYWHERE = (
    Command("app.sync", ("f5",), "tong bu", 1),
    Command("app.undo", ("ctrl+z",), "che xiao", 12),
    Command("app.palette", ("ctrl+p",), "ming ling", 2),
    Command("app.stop", ("escape",), "ting zhi", 40),
    Command("app.next_theme", (), "qie huan yan se", 41),
    Command("app.quit", ("ctrl+q",), "tui chu", 30),
)

# What a sub-committee does in the end: from everywhere to the place where it is done.
HAND_ON = Command("app.go('submission')", ("ctrl+t",), "shang bao", 28, code="go_submission")

# Keys that are written as the mark on them.
_MARKS = {"backslash": "\\", "slash": "/", "equals_sign": "="}
_SHOWN = {"enter": "key.enter", "space": "key.space", "escape": "key.escape"}


def shown_key(key: str) -> str | None:
    """How a key is written everywhere; None for one that is worded, see `key_code`."""
    if key in _SHOWN:
        return None
    return "+".join(_MARKS.get(part, part.capitalize()) for part in key.split("+"))


def key_code(key: str) -> str:
    """The catalogs' code of a key that is worded."""
    return _SHOWN[key]


@lru_cache(maxsize=256)
def spellings(command: Command) -> tuple[str, str]:
    """The pinyin written together, and its initials."""
    parts = command.pinyin.split()
    return "".join(parts), "".join(part[0] for part in parts)
