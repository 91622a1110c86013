"""The step of the scope: the whole university or one sub-committee."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tui.wizard.field_row import StepField
from tui.wizard.setup import Setup
from tui.wizard.step import WizardStep


class ScopeStep(WizardStep):
    """The whole university or one sub-committee."""

    NAME = "scope"

    def fields(self) -> Sequence[StepField]:
        """The name of the sub-committee; the roster is not known yet."""
        return (StepField("scope", self.setup.scope, hint=self.wording.say("wizard.hint.scope")),)

    def given(self, values: Mapping[str, str]) -> Setup:
        """The scope."""
        return replace(self.setup, scope=values["scope"])
