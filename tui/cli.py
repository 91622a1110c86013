"""The command line: options for all commands, the reader's language, errors and exit codes."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import rtoml

from store.errors import SixOnesError, StoreError, UsageError
from store.text.wording import LANGUAGES, Wording, load
from store.workspace.config_folder import PERSONAL_FILE, config_folder
from tui.commands.kit.call import Call, login_name
from tui.commands.kit.click_words import WordedGroup, usage_words

# Where each command is declared: its module has `command(wording)`.
COMMANDS = {
    "demo": "tui.commands.declared.demo",
    "init": "tui.commands.declared.init",
    "notice": "tui.commands.declared.notice",
    "templates": "tui.commands.declared.templates",
    "roster": "tui.commands.declared.roster",
    "sync": "tui.commands.declared.sync",
    "add": "tui.commands.declared.add",
    "links": "tui.commands.declared.links",
    "problems": "tui.commands.declared.problems",
    "status": "tui.commands.declared.status",
    "mail": "tui.commands.declared.mail",
    "task": "tui.commands.declared.task",
    "explain": "tui.commands.declared.explain",
    "check": "tui.commands.declared.check",
    "examine": "tui.commands.declared.examine",
    "remind": "tui.commands.declared.remind",
    "submit": "tui.commands.declared.submit",
    "session": "tui.commands.declared.session",
    "mark": "tui.commands.declared.mark",
    "form": "tui.commands.declared.form",
    "promotion": "tui.commands.declared.promotion",
    "review": "tui.commands.declared.review",
    "volume": "tui.commands.declared.volume",
    "export": "tui.commands.declared.export",
    "backup": "tui.commands.declared.backup",
    "restore": "tui.commands.declared.restore",
    "move": "tui.commands.declared.move",
    "team": "tui.commands.declared.team",
    "serve": "tui.commands.declared.serve",
    "earlier": "tui.commands.declared.earlier",
    "trust": "tui.commands.declared.trust",
    "verify": "tui.commands.declared.verify",
    "forget": "tui.commands.declared.forget",
    "compact": "tui.commands.declared.compact",
    "doctor": "tui.commands.declared.doctor",
    "help": "tui.commands.help",
}
_SETTINGS = "sixones.toml"
# As `store.files.archive_manifest`, which is not loaded for a help page.
_ARCHIVE_LIST = "sixones-archive.json"
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `sixones`; every known error becomes one message that says what to do.

    Returns:
        0 done, 1 done with problems to look at, 2 wrong use, 3 mailbox, 4 store, 130 interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # A console of another charset shows a question mark rather than a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    wording = load(language_of(given, os.environ))
    _tell_of_language(given, os.environ)
    try:
        code = Root(wording).main(given, prog_name="sixones", standalone_mode=False)
    except click.UsageError as err:
        click.echo(usage_words(err, wording), err=True)
        return err.exit_code
    except click.Abort:
        click.echo(wording.say("cli.interrupted"), err=True)
        return _INTERRUPTED
    except SixOnesError as err:
        click.echo(wording.error(err), err=True)
        return err.exit_code
    except click.ClickException as err:
        click.echo(err.format_message(), err=True)
        return err.exit_code
    except OSError as err:
        # The border of the program: a disk or a system that refuses is told, never a traceback.
        refused = StoreError("system", file=str(err.filename or "-"), reason=_words_of(err))
        click.echo(wording.error(refused), err=True)
        return refused.exit_code
    return code if isinstance(code, int) else 0


def _words_of(err: OSError) -> str:
    return err.strerror or str(err) or type(err).__name__


class Root(WordedGroup):
    """`sixones` itself; without a command it opens the dashboard."""

    def __init__(self, wording: Wording) -> None:
        say = wording.say
        super().__init__(
            "sixones",
            wording,
            invoke_without_command=True,
            callback=_start,
            params=[
                click.Option(
                    ["--workspace", "workspace"],
                    metavar=say("cli.metavar.folder"),
                    help=say("cli.option.workspace"),
                ),
                click.Option(
                    ["--as", "person"],
                    metavar=say("cli.metavar.name"),
                    help=say("cli.option.as"),
                ),
                click.Option(
                    ["--lang", "language"],
                    type=click.Choice(LANGUAGES),
                    help=say("cli.option.lang"),
                ),
                click.Option(
                    ["--sub-committee", "scope"],
                    metavar=say("cli.metavar.name"),
                    help=say("cli.option.scope"),
                ),
                click.Option(
                    ["--version"],
                    is_flag=True,
                    is_eager=True,
                    expose_value=False,
                    callback=_show_version,
                    help=say("cli.option.version"),
                ),
            ],
        )

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's)
        """The commands, in the order of a first use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (click's)
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        made = importlib.import_module(COMMANDS[cmd_name]).command(self.wording)
        return made if isinstance(made, click.Command) else None


def language_of(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """The reader's language: --lang, SIXONES_LANG, the person's setting, else Chinese.

    Help pages need it before the arguments are read; what is wrong here is told later.
    """
    for wish in (_value_of("--lang", arguments), environ.get("SIXONES_LANG")):
        if wish:
            return "en" if wish.startswith("en") else LANGUAGES[0]
    setting = _personal("language", environ)
    return setting if setting in LANGUAGES else LANGUAGES[0]


def _tell_of_language(arguments: Sequence[str], environ: Mapping[str, str]) -> None:
    """Say in every language where the variable asks for one that there is not."""
    given = environ.get("SIXONES_LANG", "")
    spoken = {language[:2] for language in LANGUAGES}
    if not given or given[:2] in spoken or _value_of("--lang", arguments):
        return
    for language in LANGUAGES:
        said = load(language).say("cli.language_unknown", given=given, known=", ".join(LANGUAGES))
        click.echo(said, err=True)


def _personal(key: str, environ: Mapping[str, str]) -> str:
    """A setting of the person; "" where there is none, or nothing that can be read."""
    try:
        file = config_folder(environ) / PERSONAL_FILE
        settings = rtoml.loads(file.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, rtoml.TomlParsingError):
        return ""
    setting = settings.get(key)
    return setting if isinstance(setting, str) else ""


def workspace_folder(option: str | None, environ: Mapping[str, str]) -> tuple[Path, bool]:
    """Where the workspace is, and whether it was named: --workspace, SIXONES_WORKSPACE, else
    the current folder if it is one, the one opened from the first screen, else the user's
    data folder."""
    if option:
        return Path(option).expanduser(), True
    if environ.get("SIXONES_WORKSPACE"):
        return Path(environ["SIXONES_WORKSPACE"]).expanduser(), True
    if Path(_SETTINGS).is_file():
        return Path(), False
    if (opened := _personal("workspace", environ)) and Path(opened, _SETTINGS).is_file():
        return Path(opened), False
    from platformdirs import user_data_path

    return user_data_path("sixones", appauthor=False), False


def _is_archive(place: Path) -> bool:
    """Whether a workspace is named by an archive: a zip, or a folder with an archive's list."""
    if place.suffix.lower() == ".zip":
        return place.is_file()
    return (place / _ARCHIVE_LIST).is_file() and not (place / _SETTINGS).exists()


def _value_of(option: str, arguments: Sequence[str]) -> str | None:
    for place, argument in enumerate(arguments):
        if argument == option and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith(f"{option}="):
            return argument.partition("=")[2]
    return None


@click.pass_context
def _start(
    ctx: click.Context,
    workspace: str | None,
    person: str | None,
    language: str | None,  # noqa: ARG001  (read before, for the help pages)
    scope: str | None,
) -> int:
    folder, chosen = workspace_folder(workspace, os.environ)
    command = ctx.command
    wording = command.wording if isinstance(command, Root) else load(LANGUAGES[0])
    given = (person or os.environ.get("SIXONES_USER") or "").strip()
    who = given or _account(folder) or login_name()
    call = Call(wording, folder, chosen, who, scope, os.environ)
    if call.guest_of and ctx.invoked_subcommand is not None:
        raise UsageError("serve.department_only")
    ctx.obj = _archive(ctx, call) if _is_archive(folder) else call
    if ctx.invoked_subcommand is not None:
        return 0
    from tui.commands.board import open_board

    return open_board(ctx.obj)


def _account(folder: Path) -> str:
    """Who works here where the database is on a server: whoever logs in there."""
    file = folder / _SETTINGS
    # A pipe would never answer, and a device never end; opening the workspace says so.
    if not file.is_file():
        return ""
    try:
        settings = rtoml.loads(file.read_bytes().decode("utf-8-sig"))
        parts = urlsplit(settings["store"]["database"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ""
    if not parts.scheme:
        return ""
    return unquote(parts.username or "") or os.environ.get("PGUSER", "")


def _archive(ctx: click.Context, call: Call) -> Call:
    """Open an archive for as long as the command lasts."""
    from store.keeping.archived import opened_archive

    opened = ctx.with_resource(opened_archive(call.folder))
    return replace(call, folder=opened.folder, chosen=True, archive=call.folder, as_of=opened.as_of)


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    from importlib.metadata import version

    click.echo(f"sixones {version('sixones')}")
    ctx.exit()


if __name__ == "__main__":
    sys.exit(main())
