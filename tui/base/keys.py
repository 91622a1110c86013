"""The verbs of the program, each with its keys: a key has one verb, on whatever screen.

A verb is what a key means; what it is done to, the screen says: YES accepts a finding, approves a
letter, takes a case into the volume. All bindings are made from this table. Only within a field of
text the keys that edit text are the field's.
"""

from __future__ import annotations

import msgspec
from textual.binding import Binding


class Verb(msgspec.Struct, frozen=True):
    """What some keys mean; the first key is shown.

    `act` is False for going and moving about, which no menu of acts lists.
    """

    name: str
    keys: tuple[str, ...]
    act: bool = True

    def binding(self, action: str, *, priority: bool = False) -> Binding:
        """The keys bound to an action."""
        return Binding(",".join(self.keys), action, show=False, priority=priority)


# -- everywhere --------------------------------------------------------------------------------

# Terminals take F1 for a help of their own; an input method types the wide question mark.
HELP = Verb("help", ("f1", "question_mark", "fullwidth_question_mark"))
READ = Verb("read", ("f5",))
ACTS = Verb("acts", ("ctrl+k",))
PALETTE = Verb("palette", ("ctrl+p",))
UNDO = Verb("undo", ("ctrl+z",))
QUIT = Verb("quit", ("ctrl+q",))
LEAVE = Verb("leave", ("escape",))

# -- places ------------------------------------------------------------------------------------

BOARD = Verb("board", ("f2",), act=False)
INBOX = Verb("inbox", ("f3",), act=False)
LETTERS = Verb("letters", ("f4",), act=False)
SHARING = Verb("sharing", ("f6",), act=False)
PROMOTION = Verb("promotion", ("f7",), act=False)
REVIEW = Verb("review", ("f8",), act=False)
REPORTS = Verb("reports", ("f9",), act=False)
HISTORY = Verb("history", ("f12",), act=False)
VIEWING = Verb("viewing", ("ctrl+g",), act=False)
LINKS = Verb("links", ("ctrl+backslash",), act=False)
ROSTER = Verb("roster", ("ctrl+r",), act=False)

# -- moving about ------------------------------------------------------------------------------

UP = Verb("up", ("up",), act=False)
DOWN = Verb("down", ("down",), act=False)
LEFT = Verb("left", ("left",), act=False)
RIGHT = Verb("right", ("right",), act=False)
PAGE_UP = Verb("page_up", ("pageup",), act=False)
PAGE_DOWN = Verb("page_down", ("pagedown",), act=False)
FIRST = Verb("first", ("home",), act=False)
LAST = Verb("last", ("end",), act=False)
NEXT = Verb("next", ("tab",), act=False)
PREVIOUS = Verb("previous", ("shift+tab",), act=False)
TURN = Verb("turn", ("ctrl+right",), act=False)
DETAIL_DOWN = Verb("detail_down", ("ctrl+down",), act=False)
DETAIL_UP = Verb("detail_up", ("ctrl+up",), act=False)

# -- choosing ----------------------------------------------------------------------------------

DO = Verb("do", ("enter",))
SELECT = Verb("select", ("space",))
ALL = Verb("all", ("ctrl+a",))
WHOLE_UNIT = Verb("whole_unit", ("plus",))
FIND = Verb("find", ("ctrl+f", "slash"))
SHOW = Verb("show", ("ctrl+l",))
SORT = Verb("sort", ("ctrl+u",))
_NUMBERS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "minus")
NUMBER = Verb("number", _NUMBERS, act=False)

# -- deciding ----------------------------------------------------------------------------------

CONFIRM = Verb("confirm", ("ctrl+s",))
HAND_ON = Verb("hand_on", ("ctrl+t",))
YES = Verb("yes", ("ctrl+y",))
NO = Verb("no", ("ctrl+x", "delete"))
CHANGE = Verb("change", ("ctrl+e",))
DONE = Verb("done", ("ctrl+d",))
NEW = Verb("new", ("ctrl+n",))
NOTE = Verb("note", ("ctrl+b",))
LATER = Verb("later", ("ctrl+w",))
TAKE_IN = Verb("take_in", ("insert",))
OPEN = Verb("open", ("ctrl+o",))
COPY = Verb("copy", ("ctrl+c",))
COMPARE = Verb("compare", ("equals_sign",))

VERBS = (
    HELP, READ, ACTS, PALETTE, UNDO, QUIT, LEAVE,
    BOARD, INBOX, LETTERS, SHARING, PROMOTION, REVIEW, REPORTS, HISTORY, VIEWING, LINKS, ROSTER,
    UP, DOWN, LEFT, RIGHT, PAGE_UP, PAGE_DOWN, FIRST, LAST, NEXT, PREVIOUS, TURN,
    DETAIL_DOWN, DETAIL_UP,
    DO, SELECT, ALL, WHOLE_UNIT, FIND, SHOW, SORT, NUMBER,
    CONFIRM, HAND_ON, YES, NO, CHANGE, DONE, NEW, NOTE, LATER, TAKE_IN, OPEN, COPY, COMPARE,
)  # fmt: skip


def numbered(key: str) -> Verb:
    """The verb of one key that picks what bears its number."""
    assert key in _NUMBERS
    return Verb(NUMBER.name, (key,), act=False)
