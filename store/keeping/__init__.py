"""What is kept beyond the day: backup, verification, the frozen list of the deadline, signing,
opened archives. Reports live in `reports`.
"""

from store.starting.lazy import lazy

lazy(
    __name__,
    "freeze",
)
