"""Secrets of the servers that desks share: of the environment, else of the keyring."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import lru_cache

from store.db.location import ServerDatabase
from store.files.shared.location import ContentsLocation, S3Location
from store.workspace.secrets import kept_password


def with_secret(location: ContentsLocation) -> ContentsLocation:
    """The place of shared contents with the secret of its key, where the keyring has one.

    The environment's own variables (AWS_SECRET_ACCESS_KEY) are read by what connects.
    """
    if not isinstance(location, S3Location) or os.environ.get("AWS_SECRET_ACCESS_KEY"):
        return location
    return replace(location, secret=_kept(location.host, location.key))


def with_password(location: ServerDatabase) -> ServerDatabase:
    """A database with its person's password, where the keyring has one and the environment none.

    `.pgpass` is read by what connects.
    """
    if os.environ.get("PGPASSWORD") or not location.user:
        return location
    return replace(location, password=_kept(location.host, location.user))


@lru_cache(maxsize=16)
def _kept(host: str, user: str) -> str:
    """Asked once a program: every thread opens a line of its own."""
    return kept_password(host, user)
