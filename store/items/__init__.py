"""WRITE: items 3 to 6, and the viewing of videos: sessions, promotions, review, volume.

Their views are derived in `views/items`.
"""
