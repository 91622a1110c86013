"""Verified TLS and https fetching, shared by mailboxes, letters and links.

No mail protocol lives here.
"""
