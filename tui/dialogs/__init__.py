"""Forms and questions on top of a screen that several features ask: pick, ask, forms, help,
palette.
"""

from store.starting.lazy import lazy

lazy(
    __name__,
    "add_files",
    "ask",
    "form",
    "hand_form",
    "help",
    "letter_edit",
    "mark_fields",
    "palette",
    "pick",
    "session_form",
)
