"""Widgets: each draws one part of a screen from a snapshot."""

from store.starting.lazy import lazy

lazy(
    __name__,
    "place_head",
)
