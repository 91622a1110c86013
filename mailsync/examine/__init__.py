"""Looking inside files: a file becomes an Examination, plain measures that rules judge later."""

from store.starting.lazy import lazy

lazy(
    __name__,
    "first_page",
    "office_page",
)
