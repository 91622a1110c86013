"""What can be done on the board, and by which keys."""

from __future__ import annotations

from tui.base.actions import Command
from tui.board.marks import MARKS

_TAKE_IN = Command("take_in", ("insert", "i"), "shou xia wen jian", 12)
_FILTER_KEYS = (
    ("all", "1", "quan bu"),
    ("incomplete", "2", "wei qi"),
    ("claim", "3", "dai gui shu"),
    ("fault", "4", "xu xiu gai"),
    ("links", "5", "lian jie dai qu"),
    ("late", "6", "chi jiao"),
    ("after_limit", "7", "jie zhi hou dao da"),
    ("not_vetted", "8", "wei jing shen he"),
    ("extended", "9", "yan qi"),
    ("fresh", "0", "xin dao"),
    ("soft", "minus", "dai zhuo ding"),
)
_LIST_MARKS = Command("mark", ("ctrl+k", "m"), "biao ji", 6)
MARK_COMMANDS = tuple(mark.command for mark in MARKS)
_COMPARE = Command("compare", ("equals_sign",), "dui zhao lei tong", 19)
# What is done for one branch while its screen lies over the board.
BRANCH_COMMANDS = (_LIST_MARKS, *MARK_COMMANDS, _TAKE_IN, _COMPARE)
_COMMANDS = (
    Command("open_branch", ("enter",), "da kai zhi bu", 3),
    Command("find", ("ctrl+f", "slash"), "cha zhao", 4),
    Command("views", ("ctrl+l", "v"), "shai xuan shi tu", 5),
    _LIST_MARKS,
    Command("select", ("space",), "xuan zhong", 7),
    *MARK_COMMANDS,
    _TAKE_IN,
    Command("copy", ("ctrl+c", "c"), "fu zhi", 16),
    Command("select_unit", ("ctrl+a", "a"), "xuan zhong fen dang wei", 17),
    Command("order", ("ctrl+o", "o"), "pai xu", 18),
    _COMPARE,
    Command("tasks", (), "zai ban de shi", 19),
    Command("filter('mine')", (), "wo de", 60, code="filter_mine"),
    Command("all_seen", (), "quan bu yi kan", 53),
    *(
        Command(f"filter('{name}')", (key,), pinyin, 60, code=f"filter_{name}")
        for name, key, pinyin in _FILTER_KEYS
    ),
)
BOARD_COMMANDS = tuple(sorted(_COMMANDS, key=lambda command: command.rank))
