"""Files checked by themselves, without mail or workspace, as a branch does before it sends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mailsync.archives.unpack import unpack
from mailsync.examine.full import full, full_scan
from mailsync.examine.kind_of import kind_of
from mailsync.examine.ocr.scan import is_scan, ocr_is_here, recogniser
from mailsync.examine.probe import probe
from mailsync.examine.process.child import Child
from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from mailsync.filetype.magic import ARCHIVE_CONTENTS, VIDEO_CONTENTS
from store.files.blobs import Blobs
from store.files.passing import passing_folder, sweep_passing
from store.model import FileKind, Finding, Params, Severity
from store.notice.notice import Notice
from store.rules.archive import archive_findings
from store.rules.contents import contents_findings
from store.rules.findings import RuleSettings, findings

Progress = Callable[[str, float], None]

# What is read or filled in; a photograph of an activity is looked at, not read.
_READ = frozenset((FileKind.PLAN, FileKind.EVAL_FORM, FileKind.TOC))


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file and what was found; `file` is its path as given, members behind a slash."""

    file: str
    kind: FileKind
    measures: Params
    findings: tuple[Finding, ...]


def check_files(
    paths: Sequence[Path],
    *,
    notice: Notice,
    settings: RuleSettings,
    tools: FfmpegTools,
    progress: Progress,
    second_year: bool = False,
) -> tuple[CheckedFile, ...]:
    """Check files, and the members of archives after them; videos are decoded whole.

    Where exactly one plan is among them the 目录 is compared with the supporting files.

    Args:
        progress: called with a file and the share of its decoding done.
        second_year: the files are of a branch that takes part for the second year (notice 二.4).
    """
    sweep_passing()
    checked: list[CheckedFile] = []
    with Child() as child, recogniser() as scans:
        look = _Look(notice, settings, tools, progress, second_year, child, scans)
        for path in paths:
            checked += look.at(path)
    return _with_contents(checked, notice)


@dataclass(frozen=True, slots=True)
class _Look:
    notice: Notice
    settings: RuleSettings
    tools: FfmpegTools
    progress: Progress
    second_year: bool
    child: Child
    # Started with the first scan.
    scans: Child

    def at(self, path: Path) -> Iterator[CheckedFile]:
        one = self.one(path, str(path))
        if one.measures.get("content") not in ARCHIVE_CONTENTS:
            yield one
            return
        with passing_folder() as folder:
            blobs = Blobs(folder)
            opened = unpack(path, path.name, blobs)
            yield CheckedFile(
                one.file,
                one.kind,
                {**one.measures, "members": len(opened.members)},
                one.findings + archive_findings(opened.problems),
            )
            for member in opened.members:
                inside = member.path.partition("/")[2] or member.path
                yield self.one(blobs.path(member.digest), f"{path}/{inside}")

    def one(self, path: Path, name: str) -> CheckedFile:
        """Look at one file under the name that it was sent with."""
        measures = dict(
            probe(path, media_type="", name=name, tools=self.tools, child=self.child).measures
        )
        kind = kind_of(name, measures)
        if kind is FileKind.VIDEO and measures.get("content") in VIDEO_CONTENTS:
            decoded = full(
                path,
                media_type="",
                tools=self.tools,
                progress=lambda share: self.progress(name, share),
                stop=lambda: False,
                child=self.child,
            )
            measures |= decoded.measures
        elif kind in _READ and is_scan(measures) and ocr_is_here():
            measures |= full_scan(path, child=self.scans).measures
        found = findings(
            measures,
            kind=kind,
            notice=self.notice,
            second_year=self.second_year,
            settings=self.settings,
            name=name,
        )
        return CheckedFile(name, kind, measures, found)


def _with_contents(checked: list[CheckedFile], notice: Notice) -> tuple[CheckedFile, ...]:
    plans = [one for one in checked if one.kind is FileKind.PLAN]
    if len(plans) != 1:
        return tuple(checked)
    carriers = [
        (one.kind, one.measures) for one in checked if one.kind in (FileKind.PLAN, FileKind.TOC)
    ]
    received = [
        one.file.replace("\\", "/").rsplit("/", 1)[-1]
        for one in checked
        if one.kind is FileKind.SUPPORT
    ]
    found = contents_findings(carriers, received, notice=notice) if received else ()
    return tuple(
        CheckedFile(one.file, one.kind, one.measures, _ordered(one.findings + found))
        if one is plans[0]
        else one
        for one in checked
    )


def _ordered(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda finding: tuple(Severity).index(finding.severity)))
