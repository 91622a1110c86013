"""READ: what waits for a person, and what could not be read whole. Nothing is written here."""

from store.starting.lazy import lazy

lazy(
    __name__,
    "queue",
)
