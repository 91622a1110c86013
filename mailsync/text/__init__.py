"""Text in any charset, and html as text.

Nothing of mail or of branches is known here.
"""
