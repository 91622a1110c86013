"""Measures of a video: boxes, ffprobe, stills, sound and picture quality.

Whether a measure is a fault is decided by the store's rules.
"""

from store.starting.lazy import lazy

lazy(
    __name__,
    "ffmpeg_tools",
    "still_cells",
    "stills",
)
