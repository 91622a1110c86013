"""`sixones export`: the state as a document, a workbook, a page, a list, data, or an archive."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click

from mailsync.letters.kinds import asked_columns
from store.db.database import Store, open_store
from store.errors import UsageError
from store.keeping.signing import sign_off
from store.notice.when import parse_when
from store.reports.archive.write import write_archive
from store.reports.content.source import ReportSource
from store.reports.export import check_path, columns_of, report_source, write_report
from store.text.wording import load
from store.views.report import ReportScope
from tui.commands.kit.call import Call, current_call
from tui.commands.kit.steps import StepLine


@click.pass_context
def _export(
    ctx: click.Context,
    report: str,
    path: str,
    as_of: str | None,
    units: tuple[str, ...],
    items: str | None,
    sign: str | None,
    language: str | None,
) -> int:
    call = current_call(ctx)
    workspace = call.workspace()
    dates = workspace.notice.dates
    now = call.now()
    target = Path(path).expanduser()
    check_path(report, target)
    if sign is not None and report != "statement":
        raise UsageError("report.sign")
    moment = now
    if as_of:
        moment = parse_when(as_of, dates.zone, end_of_work=dates.end_of_work, now=now)
    scope = ReportScope(
        moment,
        units,
        columns_of(items or "", workspace, call.wording),
        asked_columns(workspace.notice.own_items),
    )
    with contextlib.closing(open_store(workspace.database)) as store:
        if sign is not None:
            sign_off(store, workspace, sign, at=now, who=call.who)
        wording = load(language) if language else call.wording
        source = report_source(store, workspace, scope, wording)
        if report == "archive":
            return _archive(call, source, store, target)
        write_report(source, store, report, target)
    click.echo(call.say("export.done", path=str(target)))
    return 0


def _archive(call: Call, source: ReportSource, store: Store, target: Path) -> int:
    line = StepLine(call)
    outcome = line.follow(
        write_archive(source, store, target),
        lambda step: call.say(
            "export.step",
            files=step.files,
            of_files=step.of_files,
            size=step.size_bytes >> 20,
            of_size=step.of_bytes >> 20,
        ),
    )
    click.echo(
        call.say(
            "export.archived",
            path=str(target),
            written=outcome.written,
            kept=outcome.kept,
            aside=len(outcome.aside),
        )
    )
    for name in outcome.damaged:
        click.echo(call.say("export.damaged", path=name), err=True)
    return 1 if outcome.damaged else 0
