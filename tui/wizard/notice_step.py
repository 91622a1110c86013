"""The first step: where the workspace will lie, which notice rules the work, and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on, work

from store.notice.notice import load_notice, shipped_notices
from tui.wizard.field_row import LongInput, StepField
from tui.wizard.notice_reading import text_of
from tui.wizard.setup import Setup, check_deadline, check_folder, from_last_year
from tui.wizard.step import StepAnswer, StepContext, WizardStep, dropped

_OWN_NOTICE = "own"


class NoticeStep(WizardStep):
    """Where, which notice, and until when."""

    NAME = "notice"
    ERRORS: ClassVar[Mapping[str, str]] = {
        "workspace.": "folder",
        "wizard.no_folder": "folder",
        "wizard.folder_closed": "folder",
        "notice.": "notice_file",
        "when.": "deadline",
        "wizard.no_last": "last",
    }

    def __init__(self, setup: Setup, context: StepContext) -> None:
        super().__init__(setup, context)
        typed = Path(setup.notice).expanduser()
        self._pasted = "" if typed.is_file() else setup.notice_text
        self._pasted_as = setup.notice if self._pasted else ""

    def fields(self) -> Sequence[StepField]:
        """The folder, the notice and the deadline; what is mended stays where it lies."""
        say, setup = self.wording.say, self.setup
        known = tuple((name, load_notice(name).number) for name in shipped_notices())
        own = setup.notice not in shipped_notices()
        # Many lines are the notice, wherever the cursor was when they were pasted.
        last = StepField("last", setup.last, hint=say("wizard.hint.last"), long=True)
        folder = StepField("folder", setup.folder, hint=say("wizard.hint.folder"), long=True)
        return (
            *(() if setup.mends else (folder,)),
            StepField(
                "notice",
                _OWN_NOTICE if own else setup.notice,
                (*known, (_OWN_NOTICE, say("wizard.own_notice"))),
            ),
            StepField(
                "notice_file",
                setup.notice if own else "",
                hint=say("wizard.hint.notice_file"),
                long=True,
            ),
            StepField("deadline", setup.deadline, hint=say("wizard.hint.deadline"), long=True),
            *(() if setup.mends else (last,)),
        )

    def given(self, values: Mapping[str, str]) -> Setup:
        """The folder, the notice or its file, and the deadline."""
        file = values["notice_file"]
        own = values["notice"] == _OWN_NOTICE or bool(file)
        pasted = self._pasted if file and file == self._pasted_as else ""
        return replace(
            self.setup,
            folder=dropped(values.get("folder", self.setup.folder)),
            notice=(file if pasted else dropped(file)) if own else values["notice"],
            notice_text=pasted,
            deadline=values["deadline"],
            last=dropped(values.get("last", "")),
        )

    def check(self, setup: Setup) -> None:
        """Whether a workspace can be made there, and the notice and the deadline be read."""
        check_folder(setup)
        check_deadline(setup, self.context.clock())

    @work
    async def after(self, setup: Setup) -> None:
        """Read the text of a notice as issued; its figures are looked through in the next step."""
        if setup.reads_notice and not setup.notice_text:
            doing = self.wording.say("wizard.reading_notice")
            text = await self.worked(doing, partial(text_of, setup.notice))
            if text is None:
                return
            setup = replace(setup, notice_text=text)
        if setup.last and setup.last != self.setup.last:
            doing = self.wording.say("wizard.reading_last")
            carried = await self.worked(doing, partial(from_last_year, setup))
            if carried is None:
                return
            setup = carried
        if setup.notice_text != self.setup.notice_text:
            setup = replace(setup, figures={})
        self.dismiss(StepAnswer(setup, "next"))

    @on(LongInput.TextGiven)
    def _pasted_whole(self, event: LongInput.TextGiven) -> None:
        """Take the text of a notice, and say in the field how much it is."""
        self._pasted = event.text
        lines = len([line for line in event.text.splitlines() if line.strip()])
        self._pasted_as = self.wording.say("wizard.pasted", n=lines)
        self.row("notice_file").set_value(self._pasted_as)
