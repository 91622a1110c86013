"""What can be done on the board, and by which keys."""

from __future__ import annotations

from tui.base import keys
from tui.base.actions import Command
from tui.board.marks import MARKS

_TAKE_IN = Command("take_in", keys.TAKE_IN, "shou xia wen jian", 12)
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
MARK_COMMANDS = tuple(mark.command for mark in MARKS)
_COMPARE = Command("compare", keys.COMPARE, "dui zhao lei tong", 19)
# What is done for one branch while its screen lies over the board.
BRANCH_COMMANDS = (*MARK_COMMANDS, _TAKE_IN, _COMPARE)
_COMMANDS = (
    Command("open_branch", keys.DO, "da kai zhi bu", 3),
    Command("find", keys.FIND, "cha zhao", 4),
    Command("views", keys.SHOW, "shai xuan shi tu", 5),
    Command("select", keys.SELECT, "xuan zhong", 13),
    *MARK_COMMANDS,
    _TAKE_IN,
    Command("copy", keys.COPY, "fu zhi", 16),
    Command("select_unit", keys.ALL, "xuan zhong fen dang wei", 17),
    Command("order", keys.SORT, "pai xu", 6),
    _COMPARE,
    Command("tasks", None, "zai ban de shi", 19),
    Command("filter('mine')", None, "wo de", 60, code="filter_mine"),
    Command("all_seen", None, "quan bu yi kan", 53),
    *(
        Command(f"filter('{name}')", keys.numbered(key), pinyin, 60, code=f"filter_{name}")
        for name, key, pinyin in _FILTER_KEYS
    ),
)
BOARD_COMMANDS = tuple(sorted(_COMMANDS, key=lambda command: command.rank))
