"""Acts of the history in words: what was done, and who did it."""

from __future__ import annotations

from store.db.journal import MACHINE
from store.text.visible import visible
from store.text.wording import Wording


def act_name(act: str, wording: Wording) -> str:
    """What was done, in words; undoing names what was undone."""
    plain = act.removeprefix("undo.")
    code = f"act.{plain}"
    said = wording.say(code) if wording.has(code) else visible(plain)
    return said if plain == act else wording.say("branch.undone", act=said)


def actor_name(actor: str, wording: Wording) -> str:
    """Who did it: a person's name, or the program."""
    return wording.say("history.machine") if actor == MACHINE else visible(actor)
