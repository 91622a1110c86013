"""Manual pages and completions, made from the declarations of the commands.

`python -m tui.commands.work.manual FOLDER` writes them where `make install` expects them: manual
pages in Chinese and English, completions for bash, zsh and fish.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from store.text.wording import LANGUAGES, Wording, load
from tui.cli import Root

_PAGES = {"zh_CN": "man/zh_CN/man1", "en": "man/man1"}
_COMPLETIONS = {
    "bash": "bash-completion/completions/sixones",
    "zsh": "zsh/site-functions/_sixones",
    "fish": "fish/vendor_completions.d/sixones.fish",
}


def manual_page(wording: Wording) -> str:
    """The manual page of `sixones` with all its commands, as troff source."""
    say = wording.say
    root = Root(wording)
    lines = [
        f'.TH SIXONES 1 "" "sixones {version("sixones")}"',
        f".SH {say('manual.name')}",
        f"sixones \\- {say('manual.what')}",
        f".SH {say('manual.synopsis')}",
        ".B sixones",
        f"{_plain(say('cli.metavar.options'))} {_plain(say('cli.metavar.command'))}",
        f".SH {say('manual.description')}",
        _plain(root.help or ""),
    ]
    for title, command, context in _commands(root):
        if command is root:
            lines.append(f".SH {_plain(say('cli.heading.options'))}")
        else:
            lines += [f".SH {_plain(title)}", _plain(command.help or "")]
        for param in command.get_params(context):
            record = param.get_help_record(context) if isinstance(param, click.Option) else None
            if record is not None:
                lines += [".TP", f".B {_plain(record[0])}", _plain(record[1])]
    return "\n".join([*lines, f".SH {say('manual.exit_codes')}", _plain(say("manual.codes")), ""])


def _commands(root: Root) -> Iterator[tuple[str, click.Command, click.Context]]:
    """The program itself and every command that does something, with the words it is called by."""
    waiting: list[tuple[str, click.Command, click.Context | None]] = [("sixones", root, None)]
    while waiting:
        title, command, parent = waiting.pop(0)
        context = command.make_context(
            title.rsplit(" ", 1)[-1], [], parent=parent, resilient_parsing=True
        )
        yield title, command, context
        if isinstance(command, click.Group):
            named = (
                (name, command.get_command(context, name))
                for name in command.list_commands(context)
            )
            waiting[:0] = [(f"{title} {name}", found, context) for name, found in named if found]


def completion(shell: str) -> str:
    """The completion script of a shell: bash, zsh or fish."""
    made = get_completion_class(shell)
    if made is None:
        raise ValueError(shell)
    return made(Root(load(LANGUAGES[0])), {}, "sixones", "_SIXONES_COMPLETE").source()


def write_manual(folder: Path) -> tuple[Path, ...]:
    """Write all pages and completions below a folder such as /usr/local/share; returns them."""
    texts = {
        **{f"{place}/sixones.1": manual_page(load(lang)) for lang, place in _PAGES.items()},
        **{place: completion(shell) for shell, place in _COMPLETIONS.items()},
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tuple(folder / name for name in texts)


def _plain(text: str) -> str:
    """Text that troff shows as it is: no escapes, no request at the beginning of a line."""
    shown = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line[:1] in ".'" else line for line in shown.splitlines())


if __name__ == "__main__":
    for written in write_manual(Path(sys.argv[1])):
        sys.stdout.write(f"{written}\n")
