"""From a mailbox to stored facts: read, measure, judge, record; also files given by hand and links
fetched. No rule of matching or of the notice lives here.
"""
