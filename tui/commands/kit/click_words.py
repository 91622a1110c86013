"""click in the reader's language: help pages and errors worded by the catalogs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import click

from store.errors import UsageError
from store.text.visible import visible
from store.text.wording import Wording
from tui.base import cells


class _Formatter(click.HelpFormatter):
    """A help page whose columns count Chinese characters as two."""

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}\n")

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        for line in cells.wrap(text, self.width - self.current_indent):
            self.write(f"{indent}{line}".rstrip() + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        listed = list(rows)
        indent = " " * self.current_indent
        first = min(max(cells.width_of(name) for name, _ in listed), col_max) + col_spacing
        room = max(self.width - self.current_indent - first, 20)
        for name, text in listed:
            lines = cells.wrap(text, room)
            if cells.width_of(name) + col_spacing > first:
                self.write(f"{indent}{name}\n")
                name = ""
            for line in lines:
                self.write(f"{indent}{cells.pad(name, first)}{line}".rstrip() + "\n")
                name = ""


class _Context(click.Context):
    formatter_class = _Formatter


class WordedCommand(click.Command):
    """A command whose help page is in the reader's language."""

    context_class = _Context

    def __init__(self, name: str, wording: Wording, **settings: object) -> None:
        super().__init__(
            name,
            help=wording.say(f"cli.help.{name.replace(' ', '.')}"),
            options_metavar=wording.say("cli.metavar.options"),
            add_help_option=True,
            **settings,  # type: ignore[arg-type]  # click's own keywords, passed through
        )
        self.wording = wording

    def get_help_option(self, ctx: click.Context) -> click.Option | None:  # noqa: ARG002  (click's)
        """The option --help, worded."""
        return _help_option(self.wording)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first line of the help page."""
        formatter.write(f"{self.wording.say('cli.heading.usage')} {_usage(ctx)}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        _write_options(self, self.wording, ctx, formatter)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse what is left over in words of ours."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise UsageError(
                "usage.extra_argument", arguments=" ".join(rest), command=ctx.command_path
            )
        return rest


class WordedGroup(click.Group):
    """A group of commands whose help page is in the reader's language."""

    context_class = _Context

    def __init__(self, name: str, wording: Wording, **settings: object) -> None:
        super().__init__(
            name,
            help=wording.say(f"cli.help.{name}"),
            options_metavar=wording.say("cli.metavar.options"),
            subcommand_metavar=wording.say("cli.metavar.command"),
            **settings,  # type: ignore[arg-type]  # click's own keywords, passed through
        )
        self.wording = wording

    def get_help_option(self, ctx: click.Context) -> click.Option | None:  # noqa: ARG002  (click's)
        """The option --help, worded."""
        return _help_option(self.wording)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first line of the help page."""
        formatter.write(f"{self.wording.say('cli.heading.usage')} {_usage(ctx)}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        _write_options(self, self.wording, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one line for each command, without loading any."""
        prefix = "cli.brief." + "".join(f"{part}." for part in ctx.command_path.split()[1:])
        with formatter.section(self.wording.say("cli.heading.commands")):
            formatter.write_dl(
                [(name, self.wording.say(prefix + name)) for name in self.list_commands(ctx)]
            )


def usage_words(err: click.UsageError, wording: Wording) -> str:
    """Word what click refuses, and say where to read on."""
    if isinstance(err, click.exceptions.NoArgsIsHelpError):
        return err.ctx.get_help() if err.ctx else ""
    said = _refusal(err, wording)
    command = err.ctx.command_path if err.ctx else "sixones"
    return f"{said}\n{wording.say('cli.see_help', command=command)}"


def _refusal(err: click.UsageError, wording: Wording) -> str:
    say = wording.say
    match err:
        case click.NoSuchOption():
            said = say("error.usage.no_such_option", option=visible(err.option_name))
            return said + _did_you_mean(err.option_name, _options_of(err), wording)
        case click.exceptions.NoSuchCommand():
            known = _commands_of(err)
            said = say(
                "error.usage.no_such_command",
                command=visible(err.command_name),
                known=", ".join(known),
            )
            return said + _did_you_mean(err.command_name, known, wording)
        case click.BadOptionUsage():
            return say("error.usage.option_value", option=visible(err.option_name))
        case click.MissingParameter():
            return say("error.usage.missing", name=_name_of(err)) + _written(err, wording)
        case click.BadParameter() if err.param is not None:
            kind = err.param.type
            if isinstance(kind, click.Choice):
                known_values = ", ".join(map(str, kind.choices))
                return say("error.usage.bad_choice", name=_name_of(err), known=known_values)
            return say("error.usage.bad_value", name=_name_of(err))
        case _:
            return say("error.usage.other", reason=visible(err.format_message()))


def _written(err: click.MissingParameter, wording: Wording) -> str:
    """How the command is written, on a line of its own, where it lacks one of its arguments."""
    if err.ctx is None or not isinstance(err.param, click.Argument):
        return ""
    return "\n" + wording.say("error.usage.written", usage=_usage(err.ctx))


def _usage(ctx: click.Context) -> str:
    return " ".join((ctx.command_path, *ctx.command.collect_usage_pieces(ctx)))


def _did_you_mean(given: str, known: Sequence[str], wording: Wording) -> str:
    """What was probably meant, on a line of its own; "" where nothing is near."""
    near = get_close_matches(given, known, n=3, cutoff=0.6)
    return f"\n{wording.say('error.usage.did_you_mean', names=', '.join(near))}" if near else ""


def _options_of(err: click.UsageError) -> list[str]:
    params = err.ctx.command.params if err.ctx else []
    return [name for param in params for name in param.opts]


def _commands_of(err: click.UsageError) -> list[str]:
    if err.ctx is None or not isinstance(err.ctx.command, click.Group):
        return []
    return err.ctx.command.list_commands(err.ctx)


def _name_of(err: click.BadParameter) -> str:
    param = err.param
    if param is None:
        return ""
    if isinstance(param, click.Option):
        return param.opts[-1]
    return param.metavar or (param.name or "").upper()


def _help_option(wording: Wording) -> click.Option:
    def show(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            click.echo(ctx.get_help())
            ctx.exit()

    return click.Option(
        ["-h", "--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=wording.say("cli.option.help"),
    )


def _write_options(
    command: click.Command, wording: Wording, ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    needed = wording.say("cli.required")
    rows: Sequence[tuple[str, str]] = [
        (record[0], record[1].replace("[required]", needed))
        for param in command.get_params(ctx)
        if isinstance(param, click.Option) and (record := param.get_help_record(ctx)) is not None
    ]
    if rows:
        with formatter.section(wording.say("cli.heading.options")):
            formatter.write_dl(rows)
