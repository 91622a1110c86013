"""What people can do: keys, footer, help and palette are made from lists of commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Literal

import msgspec
from textual.binding import BindingType

from store.text.wording import Wording
from tui.base import keys
from tui.base.keys import Verb


class Command(msgspec.Struct, frozen=True):
    """One action, of a screen or, written `app.`, of the whole program.

    `verb` gives its keys; what has none stands in the menu of acts and in the palette alone.
    `pinyin` has a space per character.
    `words` name it where it is made for one of many things, such as a kind of letter.
    `rank` orders the footer, where the highest ones give way on a narrow terminal: keys of the
    screen have 1 to 19, the places 20 and more.
    """

    action: str
    verb: Verb | None
    pinyin: str
    rank: int
    code: str = ""
    words: Callable[[Wording], str] | None = None
    in_menu: bool = True

    @property
    def name(self) -> str:
        """The action's name in the catalogs: `command.NAME` and `command_short.NAME`."""
        return self.code or self.action.removeprefix("app.")

    def text(self, form: Literal["command", "command_short"], wording: Wording) -> str:
        """What it does, in full or as the footer has it."""
        return self.words(wording) if self.words else wording.say(f"{form}.{self.name}")

    @property
    def keys(self) -> tuple[str, ...]:
        """Its keys; the first is shown."""
        return self.verb.keys if self.verb else ()

    @property
    def is_act(self) -> bool:
        """Whether the menu of acts has it: what only goes or moves about it has not."""
        return self.in_menu and not self.everywhere and (self.verb is None or self.verb.act)

    @property
    def everywhere(self) -> bool:
        """Whether it works on every screen."""
        return self.action.startswith("app.")


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """The key bindings of those commands that have a key."""
    return [one.verb.binding(one.action) for one in commands if one.verb]


# What works on every screen that is not a form.
HELP = Command("app.show_help", keys.HELP, "bang zhu", 0)
EVERYWHERE = (
    Command("app.sync", keys.READ, "tong bu", 1),
    Command("app.undo", keys.UNDO, "che xiao", 12),
    Command("app.acts", keys.ACTS, "cao zuo", 3),
    Command("app.palette", keys.PALETTE, "ming ling", 2),
    Command("app.stop", keys.LEAVE, "ting zhi", 40),
    Command("app.next_theme", None, "qie huan yan se", 41),
    Command("app.quit", keys.QUIT, "tui chu", 31),
)

# What a sub-committee does in the end: from everywhere to the place where it is done.
HAND_ON = Command("app.go('submission')", keys.HAND_ON, "shang bao", 28, code="go_submission")

# What somebody of a sub-committee has who looks from outside; everything else is the department's.
_LOOKS = ("open_branch", "find", "select", "order", "copy")
GUEST_COMMANDS = frozenset((*_LOOKS, "show_help", "acts", "palette", "stop", "next_theme", "quit"))

# Keys that are written as the mark on them, and those that are worded.
_MARKS = {
    "backslash": "\\", "slash": "/", "plus": "+", "minus": "-", "equals_sign": "=",
    "question_mark": "?", "fullwidth_question_mark": "？", "pageup": "PgUp", "pagedown": "PgDn",
}  # fmt: skip
_WORDED = ("enter", "space", "escape", "up", "down", "left", "right")


def key_name(key: str, wording: Wording) -> str:
    """How a key is written everywhere."""
    return "+".join(
        wording.say(f"key.{part}") if part in _WORDED else _MARKS.get(part, part.capitalize())
        for part in key.split("+")
    )


def shown_key(command: Command, wording: Wording) -> str:
    """How the first key of a command is written; "" where it has none."""
    return key_name(command.keys[0], wording) if command.keys else ""


@lru_cache(maxsize=256)
def spellings(command: Command) -> tuple[str, str]:
    """The pinyin written together, and its initials."""
    parts = command.pinyin.split()
    return "".join(parts), "".join(part[0] for part in parts)
