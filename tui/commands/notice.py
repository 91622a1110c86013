"""`sixones notice`: this year's notice read, shown, checked and compared with the last one."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec

from store.errors import UsageError
from store.notice.clause import clause_words
from store.notice.difference import differences
from store.notice.notice import load_notice, notice_text, parse_notice
from store.notice.reading.figures import KEYS, Figure, figures
from store.notice.reading.unkept import unkept
from store.notice.reading.written import (
    NEEDED,
    NONE,
    is_supplement,
    still_open,
    supplemented,
    written,
)
from store.text.visible import visible
from store.workspace.settings_file import replace_file
from store.workspace.workspace import Workspace, follow_notice
from tui.commands.kit.at_work import lines
from tui.commands.kit.call import Call, ask, at_terminal, current_call, print_json
from tui.wizard.notice_reading import text_of


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
    changes = is_supplement(found["title"].value)
    if as_json:
        print_json(
            [
                *(_plain(one, values[key]) for key, one in found.items()),
                *(
                    _plain(Figure("unkept", "", one.words, one.clause), "")
                    for one in unkept(text, found)
                ),
            ]
        )
        return 0 if changes or all(values[key] for key in NEEDED) else 1
    if changes:
        click.echo(call.say("cli.notice.supplement"), err=True)
    current = _current(call) if changes else None
    _keep(call, looked_through(call, text, values, current, asking=not yes), output)
    return 0


def looked_through(
    call: Call, text: str, values: dict[str, str], current: str | None = None, *, asking: bool
) -> str:
    """The TOML of a notice as issued; at a terminal each figure is confirmed or corrected.

    Args:
        values: what was read or given, by key.
        current: the TOML that it only changes, of a supplement.

    Raises:
        UsageError: `notice.read.unclear` with the keys that must be given.
        ConfigError: `notice.read.*`, `notice.invalid`.
    """
    found = {one.key: one for one in figures(text)}
    if at_terminal() and asking:
        values = {key: _asked(call, one, values[key]) for key, one in found.items()}
    else:
        lines(call, [_line(call, one, values[key]) for key, one in found.items()])
    if open_keys := still_open(values, found, changes=current is not None):
        raise UsageError("notice.read.unclear", keys=", ".join(open_keys))
    values = {key: "" if value in NONE else value for key, value in values.items()}
    made = supplemented(current, values, found) if current else written(text, values, found)
    parse_notice(made.text, file="notice.toml")
    for words in dict.fromkeys(made.left_out):
        click.echo(call.say("cli.notice.left_out", words=visible(words)), err=True)
    for one in unkept(text, found):
        said = f"{one.clause} {one.words}" if one.clause else one.words
        click.echo(call.say("cli.notice.unkept", words=visible(said)), err=True)
    return made.text


def _current(call: Call) -> str:
    """The TOML of the notice that a supplement changes: the workspace's, of this year.

    Raises:
        ConfigError: `notice.not_own` where there is none yet.
    """
    workspace = call.workspace()
    workspace.require_own_notice()
    return notice_text(workspace.settings.notice, workspace.folder)


def _text_of(file: str) -> str:
    """The text of a notice: a document, or standard input for "-".

    Raises:
        UsageError: `notice.read.no_text` with the file.
    """
    return sys.stdin.read() if file == "-" else text_of(file)


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
    while True:
        answer = ask(f"{name}:", default=value)
        if answer or not one.unclear:
            return answer
        click.echo(call.say("cli.notice.or_none"), err=True)


def _line(call: Call, one: Figure, value: str) -> tuple[str, str, str, str]:
    shown = value or (" / ".join(one.others) + " ?" if one.unclear else "-")
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
    before = call.workspace()
    changed = follow_notice(before, text)
    notice, settings = changed.notice, changed.settings
    click.echo(call.say("cli.notice.kept", title=notice.title, number=notice.number))
    if settings.deadline != before.settings.deadline:
        was, now = (
            notice.dates.local(one).strftime("%Y-%m-%d %H:%M")
            for one in (before.settings.deadline, settings.deadline)
        )
        click.echo(call.say("cli.notice.deadline_moved", was=was, now=now))


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
                clause_words(limit.clause, call.wording),
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
        *(call.say("cli.notice.own_item", id=own.id, title=own.title) for own in notice.own_items),
    ]


@click.pass_context
def _check(ctx: click.Context, file: str) -> int:
    call = current_call(ctx)
    notice = load_notice(file)
    click.echo(call.say("cli.notice.right", title=notice.title, number=notice.number))
    return 0


@click.pass_context
def _diff(ctx: click.Context, before: str, after: str | None, as_json: bool) -> int:
    call = current_call(ctx)
    newer = load_notice(after) if after is not None else call.workspace().notice
    found = differences(load_notice(before), newer)
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
