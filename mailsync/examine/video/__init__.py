"""Measures of a video: boxes, ffprobe, stills, sound and picture quality.

Whether a measure is a fault is decided by the store's rules.
"""
