"""The last step: which branches take part, seen before they are imported; then all is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work

from store.roster.preview import describe_question, option_words
from store.roster.questions import Question, answered
from tui.dialogs.pick import Entry, Pick
from tui.wizard.field_row import StepField
from tui.wizard.setup import Setup, finish, preview_roster
from tui.wizard.step import StepAnswer, StepContext, WizardStep, dropped


class RosterStep(WizardStep):
    """The two files; what they leave open is asked."""

    NAME = "roster"
    TRIES = True
    ERRORS: ClassVar[Mapping[str, str]] = {"roster.": "roster", "table.": "roster"}

    def __init__(self, setup: Setup, context: StepContext) -> None:
        super().__init__(setup, context)
        # What was looked at, and may be made.
        self._seen: Setup | None = None
        self._making = False

    def about(self) -> str:
        """What a roster holds, and what will be made where."""
        say, setup = self.wording.say, self.setup
        lines = [say("wizard.about.roster")]
        if setup.last:
            lines.append(say("wizard.about.roster_last"))
        if setup.scope:
            lines.append(say("wizard.about.roster_scope", scope=setup.scope))
        folder = str(Path(setup.folder).expanduser().absolute())
        lines.append(say("wizard.about.make", folder=folder))
        return "\n".join(lines)

    def fields(self) -> Sequence[StepField]:
        """The two files."""
        say, setup = self.wording.say, self.setup
        return (
            StepField("roster", setup.roster, hint=say("wizard.hint.roster")),
            StepField(
                "sub_committees", setup.sub_committees, hint=say("wizard.hint.sub_committees")
            ),
            *self._second_year(),
        )

    def _second_year(self) -> Sequence[StepField]:
        """Whether who took part last year is marked, where last year's roster is known."""
        if not self.setup.last:
            return ()
        say = self.wording.say
        choices = tuple((one, say(f"wizard.second_year.{one}")) for one in ("yes", "no"))
        return (StepField("second_year", self.setup.second_year, choices),)

    def given(self, values: Mapping[str, str]) -> Setup:
        """The files as they were typed or dropped, and what was answered of them."""
        return replace(
            self.setup,
            roster=dropped(values["roster"]),
            sub_committees=dropped(values["sub_committees"]),
            second_year=values.get("second_year", self.setup.second_year),
        )

    def action_go_on(self) -> None:
        """Go on, unless everything is being made already."""
        if not self._making:
            super().action_go_on()

    @work(exclusive=True, group="try", exit_on_error=False)
    async def after(self, setup: Setup) -> None:
        """Look at the files first; the second time, or without any, make the workspace."""
        if (setup.roster or setup.sub_committees or setup.last) and setup != self._seen:
            if await self._look(setup):
                self.say(self.wording.say("wizard.look"), "done")
            return
        self._making = True
        try:
            context = self.context
            workspace = await self.worked(
                self.wording.say("wizard.making"),
                partial(finish, setup, self.wording, now=context.clock(), who=context.who),
            )
        finally:
            self._making = False
        if workspace is not None:
            self.dismiss(StepAnswer(setup, "next", workspace))

    @work(exclusive=True, group="try", exit_on_error=False)
    async def try_it(self, setup: Setup) -> None:
        """Show what an import would bring."""
        await self._look(setup)

    async def _look(self, setup: Setup) -> bool:
        """Show what an import would bring, asking what the files leave open; whether it is seen."""
        doing = self.wording.say("roster_import.reading")
        while True:
            found = await self.worked(doing, partial(preview_roster, setup, self.wording))
            if found is None:
                return False
            if not found.questions:
                self.setup = self._seen = setup
                self.show_result([((line, "text"),) for line in found.lines])
                return True
            option = await self._asked(found.questions[0])
            if option is None:
                return False
            answers = answered(setup.answers, found.questions[0], option)
            setup = self.setup = replace(setup, answers=answers)

    async def _asked(self, question: Question) -> str | None:
        """Ask one thing that the files leave open."""
        lines = describe_question(question, self.wording)
        self.show_result([((line, "text"),) for line in lines])
        entries = [
            Entry(option, option_words(question, option, self.wording))
            for option in question.options
        ]
        return await self.app.push_screen_wait(
            Pick(lines[0], entries, self.wording, current=question.proposal or None)
        )
