"""报表, the reports: shown, narrowed and written to files. Their contents are made in the store."""
