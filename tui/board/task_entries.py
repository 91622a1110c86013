"""What people have in hand as a list to pick from: one's own first, then what others have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from store.text.visible import visible
from store.text.wording import Wording
from store.views.tasks import NamedTask
from tui.base.task_words import day_words
from tui.dialogs.pick import Entry


def task_entries(
    tasks: Sequence[NamedTask], who: str, today: date, wording: Wording
) -> Iterator[Entry]:
    """The entries, under a heading each."""
    for code, mine in (("task.of_mine", True), ("task.of_others", False)):
        found = [one for one in tasks if one.task.is_of(who) == mine]
        if found:
            yield Entry(None, wording.say(code))
        for one in found:
            name = "" if mine else visible(one.task.to) + "  "
            note = f"  {visible(one.task.text)}" if one.task.text else ""
            about = visible(one.about.rsplit("/", 1)[-1])
            yield Entry(one.task.subject, name + about + note, day_words(one.task, today, wording))
