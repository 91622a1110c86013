"""Readers of documents: text, 字数, headings, tables and forms; no rule of the notice is here."""
