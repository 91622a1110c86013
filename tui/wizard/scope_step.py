"""The step of the scope: the whole university or one sub-committee."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from tui.wizard.field_row import StepField
from tui.wizard.setup import Setup, check_own_deadline
from tui.wizard.step import WizardStep


class ScopeStep(WizardStep):
    """The whole university or one sub-committee."""

    NAME = "scope"
    ERRORS: ClassVar[Mapping[str, str]] = {"when.": "own_deadline", "settings.": "own_deadline"}

    def fields(self) -> Sequence[StepField]:
        """The name of the sub-committee, and by when it asks its branches."""
        say = self.wording.say
        return (
            StepField("scope", self.setup.scope, hint=say("wizard.hint.scope")),
            StepField(
                "own_deadline", self.setup.own_deadline, hint=say("wizard.hint.own_deadline")
            ),
        )

    def given(self, values: Mapping[str, str]) -> Setup:
        """The scope and its own date."""
        return replace(self.setup, scope=values["scope"], own_deadline=values["own_deadline"])

    def check(self, setup: Setup) -> None:
        """Whether its own date can be understood."""
        check_own_deadline(setup, self.context.clock())
