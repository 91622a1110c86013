"""Letters: who is due which and why, in what words; pure up to the templates in the workspace."""

from store.starting.lazy import lazy

lazy(__name__, "beginnings", "question")
