"""The notice as data, the deadline it sets, and the calendar of working days.

Findings are made in `rules`.
"""

from store.starting.lazy import lazy

lazy(__name__, "when")
