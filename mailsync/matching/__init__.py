"""Which branch and which kind a file belongs to: pure, deterministic, no clock, no network."""

from store.starting.lazy import lazy

lazy(
    __name__,
    "explain",
)
