"""The dashboard in a browser, behind a login: a process a session, bound to its person here."""
