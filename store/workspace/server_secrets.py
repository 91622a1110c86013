"""Secrets of the servers that desks share: of the environment, else of the keyring."""

from __future__ import annotations

import os
from dataclasses import replace

from store.files.shared.location import ContentsLocation, S3Location
from store.workspace.secrets import kept_password


def with_secret(location: ContentsLocation) -> ContentsLocation:
    """The place of shared contents with the secret of its key, where the keyring has one.

    The environment's own variables (AWS_SECRET_ACCESS_KEY) are read by what connects.
    """
    if not isinstance(location, S3Location) or os.environ.get("AWS_SECRET_ACCESS_KEY"):
        return location
    return replace(location, secret=kept_password(location.host, location.key))
