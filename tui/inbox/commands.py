"""What can be done in 收件; letters are left free, for they find a branch."""

from __future__ import annotations

from tui.base.actions import Command

INTAKE_COMMANDS = (
    Command("bind", ("enter",), "gui shu", 3),
    Command("accept_certain", ("ctrl+y",), "quan bu gui shu", 5),
    Command("select", ("space",), "biao shang", 9),
    Command("whole_unit", ("ctrl+e", "plus"), "quan bu zhi bu", 10),
    Command("select_all", ("ctrl+a",), "quan xuan", 13),
    Command("kind", ("ctrl+k",), "zhong lei", 6),
    Command("not_ours", ("ctrl+x",), "fei bao song cai liao", 7),
    Command("postpone", ("ctrl+d",), "shao hou chu li", 8),
    Command("next_mail", ("tab", "ctrl+n"), "xia yi feng", 4),
    Command("previous_mail", ("shift+tab", "ctrl+b"), "shang yi feng", 16),
    Command("hand", (), "jiao ban", 14),
    Command("only_mine", (), "zhi kan wo de", 40),
    Command("open_file", ("ctrl+o",), "da kai", 11),
    Command("take_in", ("insert",), "shou xia wen jian", 14),
    Command("unfold", ("ctrl+u",), "zhan kai yin wen", 15),
    Command("mails", ("ctrl+l",), "you jian lie biao", 12),
    Command("next_pile", ("ctrl+w",), "qie huan", 17),
    Command("step(-1)", ("up",), "shang yi", 18, code="step_up"),
    Command("step(1)", ("down",), "xia yi", 18, code="step_down"),
    Command("side(-1)", ("left",), "zhi xiang wen jian", 18, code="files_side"),
    Command("side(1)", ("right",), "zhi xiang zhi bu", 18, code="branches_side"),
    Command("scroll_up", ("pageup",), "wang shang", 19),
    Command("scroll_down", ("pagedown",), "wang xia", 19),
)

_WORDS_TOO = frozenset(
    (
        "hand", "only_mine", "next_mail", "previous_mail", "unfold", "mails", "next_pile",
        "step_up", "step_down", "scroll_up", "scroll_down",
    )
)  # fmt: skip
# What can be done with a mail of words: the same keys, called by what they do there.
WORD_COMMANDS = (
    Command("bind", ("enter",), "ban li", 3, code="word_do"),
    Command("postpone", ("ctrl+d",), "ding ri zai kan", 8, code="word_later"),
    *(command for command in INTAKE_COMMANDS if command.name in _WORDS_TOO),
)
