"""READ: items 3 to 6 and the viewing of videos, derived from facts. Nothing is written here."""
