"""The first run: from nothing, or from broken settings, to a workspace."""
