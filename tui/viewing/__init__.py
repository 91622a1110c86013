"""审看, watching videos and saying what was seen."""
