"""Screens: what people see at one time; they draw snapshots and post what people ask for."""
