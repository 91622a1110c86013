"""The engine on a server: PostgreSQL 14 or newer by psycopg, imported only where it is used."""
