"""What all screens stand on: jobs, messages, actions, theme, words for measures and errors.

No widget and no screen lives here.
"""

from store.starting.lazy import lazy

lazy(
    __name__,
    "cells",
    "error_words",
    "jobs",
    "served",
    "sync_words",
)
