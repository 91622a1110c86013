"""A report being written from a place: in a worker, with progress, stopped by a key."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from store.files.durable import writing

if TYPE_CHECKING:
    from store.reports.archive.write import ArchiveOutcome, ArchiveStep
    from store.reports.content.source import ReportSource
    from tui.reports.screen import ReportFacts, ReportsPlace


class Writing:
    """Writes one report at a time and says how far it is."""

    def __init__(self, place: ReportsPlace) -> None:
        self._place = place
        self._stopped: threading.Event | None = None
        self.written: Path | None = None

    def start(self, facts: ReportFacts, name: str, target: Path) -> None:
        """Write a report; one that is being written goes on."""
        if self._stopped is not None:
            self._place.say("reports.still_writing", ink="amber")
            return
        self._stopped = stopped = threading.Event()
        self._place.say("reports.writing", ink="dim")
        if name == "archive":
            self._place.run_job(
                "report",
                partial(self._archive, facts.source, target, stopped),
                partial(self._archived, target),
                failed=self._over,
            )
        else:
            self._place.run_job(
                "report",
                partial(self._write, facts.source, name, target),
                partial(self._done, target),
                failed=self._over,
            )

    def stop(self) -> bool:
        """Stop an archive after the piece in hand; False where nothing is written."""
        if self._stopped is None:
            return False
        self._stopped.set()
        return True

    def _over(self) -> None:
        self._stopped = None

    def _done(self, target: Path, _: None) -> None:
        self._over()
        self.written = target
        self._place.say("reports.written", ink="done", path=str(target))

    def _write(self, source: ReportSource, name: str, target: Path) -> None:
        from store.reports.export import write_report
        from tui.base.jobs import opened

        _make_folder(target.parent)
        with opened(self._place.desk.workspace) as store:
            write_report(source, store, name, target)

    # -- archive ---------------------------------------------------------------------------

    def _archive(
        self, source: ReportSource, target: Path, stopped: threading.Event
    ) -> ArchiveOutcome | None:
        from store.reports.archive.write import write_archive
        from tui.base.jobs import opened

        _make_folder(target.parent)
        with opened(self._place.desk.workspace) as store:
            work = write_archive(source, store, target)
            try:
                shown = -1
                while not stopped.is_set():
                    step = next(work)
                    if step.files != shown or step.size_bytes == step.of_bytes:
                        shown = step.files
                        self._place.tell(partial(self._progress, step))
            except StopIteration as end:
                outcome: ArchiveOutcome = end.value
                return outcome
            finally:
                work.close()
        return None

    def _progress(self, step: ArchiveStep) -> None:
        if self._stopped is not None:
            self._place.say(
                "reports.progress",
                ink="dim",
                files=step.files,
                of_files=step.of_files,
                size=step.size_bytes >> 20,
                of_size=step.of_bytes >> 20,
            )

    def _archived(self, target: Path, outcome: ArchiveOutcome | None) -> None:
        self._over()
        if outcome is None:
            self._place.say("reports.stopped", ink="amber")
            return
        self.written = target
        code = "reports.archived_damaged" if outcome.damaged else "reports.archived"
        self._place.say(
            code,
            ink="amber" if outcome.damaged else "done",
            path=str(target),
            written=outcome.written,
            kept=outcome.kept,
            damaged=len(outcome.damaged),
        )


def _make_folder(folder: Path) -> None:
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
