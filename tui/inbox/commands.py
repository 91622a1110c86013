"""What can be done in 收件; letters are left free, for they find a branch."""

from __future__ import annotations

from tui.base import keys
from tui.base.actions import Command
from tui.places.place import SCROLLING

INTAKE_COMMANDS = (
    Command("bind", keys.DO, "gui shu", 3),
    Command("accept_certain", keys.YES, "quan bu gui shu", 5),
    Command("select", keys.SELECT, "biao shang", 9),
    Command("whole_unit", keys.WHOLE_UNIT, "quan bu zhi bu", 10),
    Command("select_all", keys.ALL, "quan xuan", 13),
    Command("kind", keys.CHANGE, "zhong lei", 7),
    Command("not_ours", keys.NO, "fei bao song cai liao", 6),
    Command("postpone", keys.LATER, "shao hou chu li", 8),
    Command("next_mail", keys.NEXT, "xia yi feng", 4),
    Command("previous_mail", keys.PREVIOUS, "shang yi feng", 62),
    Command("hand", None, "jiao ban", 14),
    Command("only_mine", None, "zhi kan wo de", 40),
    Command("open_file", keys.OPEN, "da kai", 11),
    Command("take_in", keys.TAKE_IN, "shou xia wen jian", 14),
    Command("unfold", None, "zhan kai yin wen", 15),
    Command("mails", keys.SHOW, "you jian lie biao", 12),
    Command("next_pile", keys.TURN, "qie huan", 17),
    Command("step(-1)", keys.UP, "shang yi", 18, code="step_up"),
    Command("step(1)", keys.DOWN, "xia yi", 18, code="step_down"),
    Command("side(-1)", keys.LEFT, "zhi xiang wen jian", 18, code="files_side"),
    Command("side(1)", keys.RIGHT, "zhi xiang zhi bu", 18, code="branches_side"),
    Command("scroll_up", keys.PAGE_UP, "wang shang", 19),
    Command("scroll_down", keys.PAGE_DOWN, "wang xia", 19),
    *SCROLLING,
)

_WORDS_TOO = frozenset(
    (
        "hand", "only_mine", "next_mail", "previous_mail", "unfold", "mails", "next_pile",
        "step_up", "step_down", "scroll_up", "scroll_down", "scroll_detail(4)", "scroll_detail(-4)",
    )
)  # fmt: skip
# What can be done with a mail of words: the same keys, called by what they do there.
WORD_COMMANDS = (
    Command("bind", keys.DO, "ban li", 3, code="word_do"),
    Command("postpone", keys.LATER, "ding ri zai kan", 8, code="word_later"),
    *(command for command in INTAKE_COMMANDS if command.name in _WORDS_TOO),
)
