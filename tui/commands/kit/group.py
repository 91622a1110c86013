"""What commands are declared with: one way to write a command, an option, an argument."""

from __future__ import annotations

import re
from typing import Any

import click

from store.text.wording import Wording
from tui.commands.kit.click_words import WordedCommand, WordedGroup
from tui.commands.kit.later import later

_CODE = re.compile(r"[a-z_]+(?:\.[a-z_]+)*")


class Kit:
    """Declares commands in the reader's words.

    A `work` is a "module:function", imported when the command runs. A `metavar` is what stands for
    a value: a code of `cli.metavar`, with brackets or dots around it, or capitals as they are. A
    `help_code` is one of `cli.option`. Either may be a whole code. `to` is the name under which the
    function gets a value, where it is another one. `settings` are click's own.
    """

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self.json = self.flag("json", "json", to="as_json")

    def group(self, name: str, **settings: Any) -> WordedGroup:
        """A group of commands."""
        return WordedGroup(name, self._wording, **settings)

    def command(self, name: str, work: str, *params: click.Parameter) -> WordedCommand:
        """A command; its page is worded under `cli.help.NAME`."""
        return WordedCommand(name, self._wording, callback=later(work), params=list(params))

    def add(self, group: WordedGroup, name: str, work: str, *params: click.Parameter) -> None:
        """Add a command to a group; its page is worded under `cli.help.GROUP.NAME`."""
        group.add_command(self.command(f"{group.name} {name}", work, *params), name)

    def option(
        self, name: str, metavar: str, help_code: str, *, to: str = "", **settings: Any
    ) -> click.Option:
        """An option with a value; a choice has no `metavar`."""
        return click.Option(
            [f"--{name}", to or name.replace("-", "_")],
            metavar=self._metavar(metavar) or None,
            help=self._say("option", help_code),
            **settings,
        )

    def flag(self, name: str, help_code: str, *, to: str = "") -> click.Option:
        """An option without a value."""
        return self.option(name, "", help_code, to=to, is_flag=True)

    def argument(self, name: str, metavar: str, **settings: Any) -> click.Argument:
        """An argument."""
        return click.Argument([name], metavar=self._metavar(metavar), **settings)

    def ids(self, name: str = "branches", *, required: bool = True) -> click.Argument:
        """Any number of ids."""
        return self.argument(name, "ID...", nargs=-1, required=required)

    def _metavar(self, metavar: str) -> str:
        if metavar.isupper():
            return metavar
        return _CODE.sub(lambda code: self._say("metavar", code[0]), metavar)

    def _say(self, family: str, code: str) -> str:
        return self._wording.say(code if "." in code else f"cli.{family}.{code}")
