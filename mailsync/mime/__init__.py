"""One raw mail read leniently: header fields, bodies, attachments, links, and marks of machines.

Nothing is stored and no branch is known here.
"""
