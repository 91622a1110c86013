"""收件, the inbox: mails that wait for a person, their files and candidates.

What a decision does is written in the store.
"""
