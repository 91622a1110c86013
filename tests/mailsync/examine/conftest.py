"""Shared by the tests of examining: the programs, one child for all, one made file of each row."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mailsync.examine.process.child import Child
from mailsync.examine.video.ffmpeg_tools import FfmpegTools, find_tools
from store.notice.notice import Notice, load_notice


@pytest.fixture(scope="session")
def tools() -> FfmpegTools:
    found = find_tools()
    if found.ffmpeg is None:
        pytest.skip("ffmpeg and ffprobe are not installed")
    return found


@pytest.fixture(scope="session")
def child() -> Iterator[Child]:
    with Child() as running:
        yield running


@pytest.fixture(scope="session")
def notice() -> Notice:
    return load_notice("neu-2021-8")
