"""The first step: where the workspace will lie, which notice rules the work, and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from store.notice.notice import load_notice, shipped_notices
from tui.wizard.field_row import StepField
from tui.wizard.setup import Setup, check_deadline, check_folder
from tui.wizard.step import WizardStep, dropped

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
    }

    def fields(self) -> Sequence[StepField]:
        """The folder, the notice and the deadline; what is mended stays where it lies."""
        say, setup = self.wording.say, self.setup
        known = tuple((name, load_notice(name).number) for name in shipped_notices())
        own = setup.notice not in shipped_notices()
        folder = StepField("folder", setup.folder, hint=say("wizard.hint.folder"))
        return (
            *(() if setup.mends else (folder,)),
            StepField(
                "notice",
                _OWN_NOTICE if own else setup.notice,
                (*known, (_OWN_NOTICE, say("wizard.own_notice"))),
            ),
            StepField(
                "notice_file", setup.notice if own else "", hint=say("wizard.hint.notice_file")
            ),
            StepField("deadline", setup.deadline, hint=say("wizard.hint.deadline")),
        )

    def given(self, values: Mapping[str, str]) -> Setup:
        """The folder, the notice or its file, and the deadline."""
        own = values["notice"] == _OWN_NOTICE
        return replace(
            self.setup,
            folder=dropped(values.get("folder", self.setup.folder)),
            notice=dropped(values["notice_file"]) if own else values["notice"],
            deadline=values["deadline"],
        )

    def check(self, setup: Setup) -> None:
        """Whether a workspace can be made there, and the notice and the deadline be read."""
        check_folder(setup)
        check_deadline(setup)
