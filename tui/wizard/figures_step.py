"""The step after a notice was read: every figure beside the words that it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from store.errors import SixOnesError
from store.notice.reading.figures import KEYS
from store.notice.reading.unkept import unkept
from store.text.visible import visible
from tui.widgets.painted import Line
from tui.wizard.field_row import StepField
from tui.wizard.notice_reading import notice_toml, read_figures
from tui.wizard.setup import Setup
from tui.wizard.step import WizardStep


class FiguresStep(WizardStep):
    """Confirms or corrects what was read of the notice."""

    NAME = "figures"

    def fields(self) -> Sequence[StepField]:
        """A field a figure; what is unclear is empty and says what it may mean."""
        say = self.wording.say
        found = read_figures(self.setup.notice_text)
        typed = self.setup.figures
        fields = []
        for key in KEYS:
            one = found[key]
            hint = " / ".join(one.others) or say("wizard.hint.figure")
            if not one.unclear:
                hint = say("wizard.hint.no_figure")
            fields.append(StepField(key, typed.get(key, one.value), hint=visible(hint)))
        return tuple(fields)

    def label_of(self, field: StepField) -> str:
        """What a figure is called."""
        return self.wording.say(f"wizard.figure.{field.name}")

    def given(self, values: Mapping[str, str]) -> Setup:
        """The figures as they were left."""
        return replace(self.setup, figures=dict(values))

    def check(self, setup: Setup) -> None:
        """Whether a notice can be made of them."""
        notice_toml(setup.notice_text, setup.figures)

    def field_of(self, error: SixOnesError) -> str | None:
        """The field of the figure that an error names."""
        key = str(error.fields.get("key", ""))
        return key if key in KEYS else super().field_of(error)

    def on_mount(self) -> None:
        """Show the words that every figure rests on."""
        lines: list[Line] = []
        found = read_figures(self.setup.notice_text)
        for key, one in found.items():
            if one.sentence:
                name = self.wording.say(f"wizard.figure.{key}")
                clause = f"{one.clause} " if one.clause else ""
                lines.append(((f"{name}  {clause}“{visible(one.words)}”", "dim"),))
        for other in unkept(self.setup.notice_text, found):
            clause = f"{other.clause} " if other.clause else ""
            said = self.wording.say("cli.notice.unkept", words=f"{clause}{other.words}")
            lines.append(((said, "dim"),))
        self.show_result(lines)
