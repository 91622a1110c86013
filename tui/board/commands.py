"""What can be done on the board, and by which keys."""

from __future__ import annotations

from tui.base.actions import Command

BOARD_COMMANDS = (
    Command("open_branch", ("enter",), "da kai zhi bu", 3),
    Command("find", ("ctrl+f", "slash"), "cha zhao", 4),
    Command("views", ("ctrl+l", "v"), "shai xuan shi tu", 5),
    Command("mark", ("ctrl+k", "m"), "biao ji", 6),
    Command("select", ("space",), "xuan zhong", 7),
    Command("session", ("ctrl+s", "s"), "deng ji fen xiang", 8),
    Command("form", ("ctrl+e", "e"), "shou dao ping jia biao", 9),
    Command("accept", ("ctrl+y", "y"), "ren ke", 10),
    Command("vet", ("ctrl+d", "d"), "fen dang wei yi shen he", 11),
    Command("take_in", ("insert", "i"), "shou xia wen jian", 12),
    Command("extend", ("ctrl+x", "x"), "yan qi", 13),
    Command("note", ("ctrl+n", "n"), "bei zhu", 14),
    Command("copy", ("ctrl+c", "c"), "fu zhi", 16),
    Command("select_unit", ("ctrl+a", "a"), "xuan zhong fen dang wei", 17),
    Command("order", ("ctrl+o", "o"), "pai xu", 18),
    Command("pin", ("ctrl+b",), "zhi ding ban ben", 50),
    Command("due", ("ctrl+u",), "gui ding qi xian", 51),
    Command("withdraw", ("ctrl+w",), "tui chu chuang jian", 52),
    Command("all_seen", (), "quan bu yi kan", 53),
    *(
        Command(f"filter('{name}')", (key,), pinyin, 60, code=f"filter_{name}")
        for name, key, pinyin in (
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
        )
    ),
)
