"""READ: frozen snapshots for screens and reports; every tick is derived here."""

from store.starting.lazy import lazy

lazy(
    __name__,
    "tasks",
)
