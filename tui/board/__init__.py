"""总览, the board: its screen, the panel of a branch, marks and filters.

Other places do not import it.
"""

from store.starting.lazy import lazy

lazy(
    __name__,
    "alike_screen",
    "big_clock",
    "branch_lines",
    "branch_screen",
    "comparing",
    "questions",
    "task_entries",
    "text",
    "unit_lines",
)
