"""What reports say, as blocks, rows and tables, before any format. No file is written here."""
