"""报送: what a sub-committee hands on to the department, and how the department credits it."""

from store.starting.lazy import lazy

lazy(__name__, "form")
