"""分享, live sharing sessions and their evaluation forms."""
