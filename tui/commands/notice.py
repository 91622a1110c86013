"""`sixones notice`: this year's notice read, shown, checked and compared with the last one."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click
import msgspec

from mailsync.examine.documents.document import READERS
from mailsync.examine.documents.text import NotRead
from mailsync.filetype.magic import content_of
from store.errors import ConfigError, UsageError
from store.notice.difference import differences
from store.notice.notice import Notice, load_notice, shipped_notices
from store.notice.reading.figures import KEYS, Figure, figures
from store.notice.reading.written import NEEDED, check_written, written
from store.text.visible import visible
from store.text.wording import Wording
from store.workspace.settings_file import replace_file
from store.workspace.workspace import Workspace, change_setting
from tui.commands.kit.call import Call, ask, at_terminal, current_call, print_json
from tui.commands.kit.click_words import WordedGroup
from tui.commands.kit.group import add, flag, json_option, lines, option

_FILE = "notice.toml"


def command(wording: Wording) -> click.Command:
    """Make the group with its commands."""
    say = wording.say
    group = WordedGroup("notice", wording)
    as_json, file = json_option(wording), say("cli.metavar.file")
    values = click.Option(
        ["--set", "given"],
        multiple=True,
        metavar=say("cli.metavar.key_value"),
        help=say("cli.option.notice_set", keys=", ".join(KEYS)),
    )
    add(
        group,
        wording,
        "read",
        _read,
        [
            click.Argument(["file"], metavar=file),
            values,
            flag(wording, "yes", "notice_yes"),
            option(wording, "output", "file", "notice_output"),
            as_json,
        ],
    )
    add(group, wording, "show", _show, [as_json])
    add(group, wording, "check", _check, [click.Argument(["file"], metavar=file)])
    before = click.Argument(["before"], metavar=file)
    after = click.Argument(["after"], required=False, metavar=f"[{file}]")
    add(group, wording, "diff", _diff, [before, after, as_json])
    return group


@click.pass_context
def _read(
    ctx: click.Context,
    file: str,
    given: tuple[str, ...],
    yes: bool,
    output: str | None,
    as_json: bool,
) -> int:
    call = current_call(ctx)
    text = _text_of(file)
    found = {one.key: one for one in figures(text)}
    values = {key: one.value for key, one in found.items()} | _given(given)
    if as_json:
        print_json([_plain(one, values[key]) for key, one in found.items()])
        return 0 if all(values[key] for key in NEEDED) else 1
    if at_terminal() and not yes:
        values = {key: _asked(call, one, values[key]) for key, one in found.items()}
    else:
        lines(call, [_line(call, one, values[key]) for key, one in found.items()])
    unclear = [key for key in KEYS if not values[key] and found[key].others]
    missing = [key for key in NEEDED if not values[key]]
    if unclear or missing:
        names = ", ".join(dict.fromkeys((*missing, *unclear)))
        raise UsageError("notice.read.unclear", keys=names)
    made = written(text, values, found)
    with tempfile.TemporaryDirectory() as folder:
        check_written(made.text, Path(folder))
    for words in made.left_out:
        click.echo(call.say("cli.notice.left_out", words=visible(words)), err=True)
    _keep(call, made.text, output)
    return 0


def _text_of(file: str) -> str:
    """The text of a notice: a document, or standard input for "-".

    Raises:
        UsageError: `notice.read.no_text` with the file.
    """
    if file == "-":
        return sys.stdin.read()
    path = Path(file).expanduser()
    try:
        reader = READERS.get(content_of(path))
    except OSError as err:
        raise UsageError("notice.read.no_text", file=file) from err
    document = reader(path) if reader is not None else None
    if document is None or isinstance(document, NotRead):
        raise UsageError("notice.read.no_text", file=file)
    return "\n".join(line.text for line in document.lines)


def _given(given: tuple[str, ...]) -> dict[str, str]:
    """Values of `--set KEY=VALUE`.

    Raises:
        UsageError: `notice.read.key` for a key that a notice does not have.
    """
    values = {}
    for one in given:
        key, equals, value = one.partition("=")
        if key not in KEYS or not equals:
            raise UsageError("notice.read.key", key=key, keys=", ".join(KEYS))
        values[key] = value.strip()
    return values


def _asked(call: Call, one: Figure, value: str) -> str:
    """Show one figure with its sentence and let the person confirm or correct it."""
    name = call.say(f"notice.figure.{one.key}")
    if one.sentence:
        code = "cli.notice.from" if one.clause else "cli.notice.from_head"
        click.echo(call.say(code, clause=one.clause, words=visible(one.words)), err=True)
    if one.others and not value:
        click.echo(call.say("cli.notice.several", values=" / ".join(one.others)), err=True)
    return ask(f"{name}:", default=value)


def _line(call: Call, one: Figure, value: str) -> tuple[str, str, str, str]:
    shown = value or (" / ".join(one.others) + " ?" if one.others else "-")
    name = call.say(f"notice.figure.{one.key}")
    return name, visible(shown), one.clause, visible(one.words)


def _plain(one: Figure, value: str) -> dict[str, object]:
    return {
        "key": one.key,
        "value": value or None,
        "others": list(one.others),
        "clause": one.clause or None,
        "words": one.words or None,
        "sentence": one.sentence or None,
    }


def _keep(call: Call, text: str, output: str | None) -> None:
    if output is not None:
        replace_file(Path(output).expanduser(), text)
        click.echo(call.say("cli.written", file=output))
        return
    workspace = call.workspace()
    target = workspace.folder / _FILE
    if target.exists():
        kept = workspace.folder / f"notice-{workspace.notice.issued:%Y-%m-%d}.toml"
        replace_file(kept, target.read_text(encoding="utf-8"))
    replace_file(target, text)
    changed = change_setting(workspace, "notice", _FILE)
    notice = changed.notice
    click.echo(call.say("cli.notice.kept", title=notice.title, number=notice.number))


@click.pass_context
def _show(ctx: click.Context, as_json: bool) -> int:
    call = current_call(ctx)
    workspace = call.workspace()
    notice = workspace.notice
    if as_json:
        print_json(msgspec.to_builtins(notice))
        return 0
    for line in _heads(call, workspace):
        click.echo(line)
    click.echo("")
    lines(
        call,
        [
            (
                call.say(f"notice.severity.{limit.severity}"),
                call.say("cli.notice.clause", clause=limit.clause),
                limit.words,
            )
            for limit in notice.limits
        ],
    )
    return 0


def _heads(call: Call, workspace: Workspace) -> list[str]:
    notice, dates = workspace.notice, workspace.notice.dates
    return [
        call.say("cli.status.notice", title=notice.title, number=notice.number),
        call.say("cli.notice.issued", issuer=notice.issuer, day=notice.issued.isoformat()),
        call.say("cli.notice.deadline", day=dates.deadline, clock=dates.work_day_end),
        call.say("cli.notice.mailbox", mailbox=notice.mailbox),
    ]


@click.pass_context
def _check(ctx: click.Context, file: str) -> int:
    call = current_call(ctx)
    notice = _named(file)
    click.echo(call.say("cli.notice.right", title=notice.title, number=notice.number))
    return 0


@click.pass_context
def _diff(ctx: click.Context, before: str, after: str | None, as_json: bool) -> int:
    call = current_call(ctx)
    newer = _named(after) if after is not None else call.workspace().notice
    found = differences(_named(before), newer)
    if as_json:
        print_json([msgspec.to_builtins(one) for one in found])
        return 0
    lines(
        call,
        [
            (
                call.say(f"notice.change.{one.change}"),
                call.say(f"notice.name.{'limit' if '.' in one.name else one.name}"),
                visible(one.before) or "-",
                visible(one.after) or "-",
            )
            for one in found
        ],
    )
    return 0


def _named(source: str) -> Notice:
    """A notice by the id of one that comes with the program, or by its file.

    Raises:
        ConfigError: as `store.notice.notice.load_notice`.
    """
    if source in shipped_notices():
        return load_notice(source)
    path = Path(source).expanduser()
    if not path.is_file():
        raise ConfigError("notice.not_found", file=source, known=", ".join(shipped_notices()))
    return load_notice(path)
