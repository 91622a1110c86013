"""What an archive says of itself: index page, list of original names, facts, manifest."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from html import escape
from itertools import groupby
from urllib.parse import quote

import msgspec

from store.db.database import Store
from store.db.tables import TABLES
from store.files.archive_manifest import (
    DATABASE,
    FACTS,
    FORMAT,
    INDEX,
    MANIFEST,
    Manifest,
    ManifestFile,
)
from store.reports.archive.plan import ArchiveEntry
from store.reports.archive.state import STATE
from store.reports.content.source import ReportSource
from store.reports.formats.html import css
from store.reports.formats.plain import facts_json, guarded
from store.text.visible import visible


def own_names(source: ReportSource) -> set[str]:
    """The paths at the top of an archive that are its own."""
    named = {originals_name(source), aside_name(source)}
    return {INDEX, MANIFEST, FACTS, DATABASE, *STATE, *named}


def originals_name(source: ReportSource) -> str:
    """The name of the list of original names."""
    return source.say("archive.originals")


def aside_name(source: ReportSource) -> str:
    """The folder into which files go that the archive no longer names."""
    return source.say("archive.aside")


def manifest_bytes(source: ReportSource, files: tuple[ManifestFile, ...]) -> bytes:
    """The manifest."""
    as_of = source.dates.local(source.view.board.as_of).isoformat()
    manifest = Manifest(FORMAT, as_of, files, source.view.history)
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


def facts_bytes(source: ReportSource) -> bytes:
    """The facts of the report as JSON, see docs/formats.md."""
    return msgspec.json.format(msgspec.json.encode(facts_json(source)), indent=1)


def database_lines(store: Store) -> Iterator[bytes]:
    """Every row of the database as a line of JSON with the name of its table."""
    with store.snapshot():
        for table in sorted(TABLES):
            for row in store.each(f"SELECT * FROM {table}"):  # noqa: S608  (our own tables)
                yield msgspec.json.encode({"table": table, **dict(row)}) + b"\n"


def originals_bytes(
    source: ReportSource, entries: tuple[ArchiveEntry, ...], paths: Mapping[str, str]
) -> bytes:
    """The list of original names as CSV: where it is, what it was called, who sent it when."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    names = ("archive_path", "file", "received", "sender", "mail_subject", "size_bytes", "digest")
    writer.writerow([source.say(f"report.col.{name}") for name in names])
    for entry in entries:
        line = entry.line
        row = (
            paths.get(entry.path, ""),
            visible(line.path),
            source.stamp(line.received_at),
            visible(line.sender_email),
            visible(line.mail_subject),
            entry.size_bytes,
            entry.digest,
        )
        writer.writerow(guarded(row))
    return b"\xef\xbb\xbf" + held.getvalue().encode()


def index_page(
    source: ReportSource, entries: tuple[ArchiveEntry, ...], paths: Mapping[str, str]
) -> Iterator[bytes]:
    """The index: every branch with links to its files, and what is missing or elsewhere."""
    title = escape(source.say("archive.title"))
    as_of = escape(
        source.say(
            "ledger.as_of",
            as_of=source.moment(source.view.board.as_of),
            deadline=source.until,
        )
    )
    yield (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if source.chinese else "en"}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>\n{css()}</style>\n</head>\n<body>\n<main>\n"
        f'<h1>{title}</h1>\n<p class="dates">{as_of}</p>\n<p>{_own_links(source)}</p>\n'
    ).encode()
    by_branch: dict[str, list[ArchiveEntry]] = {}
    for entry in entries:
        by_branch.setdefault(entry.line.branch.id, []).append(entry)
    links: dict[str, int] = {}
    for line in source.view.files:
        if line.url is not None:
            links[line.branch.id] = links.get(line.branch.id, 0) + 1
    heads = "".join(
        f'<th scope="col">{escape(source.say(f"report.col.{name}"))}</th>'
        for name in ("branch", "archive_path", "file", "measure", "received")
    )
    rows = source.view.board.rows
    for unit, group in groupby(rows, key=lambda row: row.sub_committee.name):
        yield (
            f'<h2>{escape(visible(unit))}</h2>\n<div class="scroll"><table>'
            f"<thead><tr>{heads}</tr></thead>\n<tbody>\n"
        ).encode()
        for row in group:
            mine = by_branch.get(row.branch.id, [])
            yield _branch_rows(source, visible(row.branch.name), mine, paths).encode()
            if links.get(row.branch.id):
                said = source.say("archive.links", n=links[row.branch.id])
                yield f'<tr><td></td><td colspan="4">{escape(said)}</td></tr>\n'.encode()
        yield b"</tbody></table></div>\n"
    yield b"</main>\n</body>\n</html>\n"


def _branch_rows(
    source: ReportSource, name: str, entries: list[ArchiveEntry], paths: Mapping[str, str]
) -> str:
    if not entries:
        return (
            f'<tr><th scope="row">{escape(name)}</th>'
            f'<td colspan="4">{escape(source.say("statement.nothing"))}</td></tr>\n'
        )
    made = []
    for place, entry in enumerate(entries):
        head = f'<th scope="row" rowspan="{len(entries)}">{escape(name)}</th>' if place == 0 else ""
        path = paths.get(entry.path)
        shown = entry.path.rpartition("/")[2]
        link = (
            escape(source.say("archive.damaged", name=shown))
            if path is None
            else f'<a href="{quote(path)}">{escape(path.rpartition("/")[2])}</a>'
        )
        if entry.line.current:
            link += f" {escape(source.say('archive.in_use'))}"
        made.append(
            f"<tr>{head}<td>{link}</td><td>{escape(visible(entry.line.path))}</td>"
            f'<td class="measure">{escape(source.measure(entry.line))}</td>'
            f'<td class="time">{escape(source.stamp(entry.line.received_at))}</td></tr>\n'
        )
    return "".join(made)


def _own_links(source: ReportSource) -> str:
    names = [originals_name(source), FACTS, *([DATABASE] if source.view.whole else []), MANIFEST]
    return " · ".join(f'<a href="{quote(name)}">{escape(name)}</a>' for name in names)
