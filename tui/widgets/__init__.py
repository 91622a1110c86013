"""Widgets: each draws one part of a screen from a snapshot."""
