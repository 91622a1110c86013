"""Text in any charset, html as text, and the styles of documents that we write.

Nothing of mail or of branches is known here.
"""
