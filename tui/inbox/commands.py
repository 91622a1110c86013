"""What can be done in 收件; letters are left free, for they find a branch."""

from __future__ import annotations

from tui.base.actions import Command

INTAKE_COMMANDS = (
    Command("bind", ("enter",), "ren ling", 3),
    Command("accept_certain", ("ctrl+y",), "que ren", 5),
    Command("select", ("space",), "xuan zhong", 9),
    Command("select_all", ("ctrl+a",), "quan xuan", 13),
    Command("kind", ("ctrl+k",), "zhong lei", 6),
    Command("not_ours", ("ctrl+x",), "fei ben xiang", 7),
    Command("postpone", ("ctrl+d",), "tui hou", 8),
    Command("next_mail", ("tab", "ctrl+n"), "xia yi feng", 4),
    Command("previous_mail", ("shift+tab", "ctrl+b"), "shang yi feng", 16),
    Command("open_file", ("ctrl+o",), "da kai", 10),
    Command("take_in", ("insert",), "shou xia wen jian", 12),
    Command("join", ("ctrl+e", "plus"), "jian gui", 14),
    Command("unfold", ("ctrl+u",), "zhan kai yin wen", 15),
    Command("mails", ("ctrl+l",), "you jian lie biao", 11),
    Command("next_pile", ("ctrl+w",), "huan yi dui", 17),
    Command("previous_branch", ("left",), "shang yi ge zhi bu", 18),
    Command("next_branch", ("right",), "xia yi ge zhi bu", 18),
    Command("scroll_up", ("pageup",), "wang shang", 19),
    Command("scroll_down", ("pagedown",), "wang xia", 19),
)
