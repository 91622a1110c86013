"""The colours of our themes, by what they say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DARK = "sixones-dark"
LIGHT = "sixones-light"
CONTRAST = "sixones-contrast"

INKS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        DARK: {
            "ground": "#1b1f27",
            "sheet": "#20242d",
            "raised": "#2a2f3a",
            "chosen": "#2d3b51",
            "text": "#d5d9e1",
            "strong": "#ffffff",
            "dim": "#858d9c",
            "done": "#7fb86b",
            "amber": "#f2ab5c",
            "red": "#f0625a",
            "blue": "#6cb6dd",
            "mauve": "#c39ac6",
            "bar": "#363c48",
        },
        LIGHT: {
            "ground": "#eceff3",
            "sheet": "#fafbfc",
            "raised": "#dfe4ea",
            "chosen": "#cfe0f4",
            "text": "#262b33",
            "strong": "#000000",
            "dim": "#5f6875",
            "done": "#2a7430",
            "amber": "#8f5200",
            "red": "#b71f1f",
            "blue": "#075f8e",
            "mauve": "#75407d",
            "bar": "#ccd3dc",
        },
        # Every ink stands out from every ground by seven to one or more.
        CONTRAST: {
            "ground": "#000000",
            "sheet": "#000000",
            "raised": "#101010",
            "chosen": "#001f5c",
            "text": "#ffffff",
            "strong": "#ffffff",
            "dim": "#c8c8c8",
            "done": "#5cff5c",
            "amber": "#ffd23f",
            "red": "#ff9c94",
            "blue": "#7fd4ff",
            "mauve": "#ffa8ff",
            "bar": "#4a4a4a",
        },
    }
)

# Without colours, what is missing or wrong stands out, and what is done steps back.
_LOUD, _QUIET = ("red",), ("done",)

# Which ink a state is written in; the state's own mark always says the same.
STATE_INKS: Mapping[str, str] = MappingProxyType(
    {
        "done": "done",
        "accepted": "done",
        "soft": "amber",
        "fault": "red",
        "missing": "red",
        "review": "blue",
        "link": "mauve",
        "submitted": "blue",
        "open": "dim",
        "absent": "dim",
    }
)


# How a countdown is written, by its phase.
PHASE_INKS: Mapping[str, str] = MappingProxyType(
    {"calm": "strong bold", "amber": "amber bold", "red": "red bold", "over": "red bold"}
)


def inks_of(theme: str, *, colours: bool = True) -> Mapping[str, str]:
    """The colours of a theme; those of the dark one where it is none of ours.

    Without `colours` they differ by brightness alone: what needs somebody is the strongest.
    """
    inks = INKS.get(theme, INKS[DARK])
    if colours:
        return inks
    loud = dict.fromkeys(_LOUD, inks["strong"])
    return {**inks, **loud, **dict.fromkeys(_QUIET, inks["dim"])}


def plain_weight(ink: str, bold: bool) -> bool:
    """Whether an ink is bold where there are no colours."""
    return ink in _LOUD or (bold and ink not in _QUIET)
