"""The application: start, the places' keys, background sync and the full check.

Single screens live in their features.
"""
