"""Fuzz one target with atheris for a bounded time: python -m tests.fuzz.run TARGET SECONDS.

New inputs that reach new code are kept in tests/fuzz/corpus; one that fails is written beside
it as crash-*, timeout-* or oom-*.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["mailsync", "store"]):
    from tests.fuzz.targets import CORPUS, NAMES, PLAIN, MailToRow

# A hang, and the memory that no input may take.
_HANG_S, _MEMORY_MB = 2, 300 + 200
_LONGEST_BYTES = 20_000


def main() -> None:
    """Run one target until its time is over or an input fails."""
    name, seconds = sys.argv[1], sys.argv[2]
    if name not in NAMES:
        raise SystemExit(f"one of {', '.join(NAMES)}")
    target = PLAIN[name] if name in PLAIN else MailToRow()
    folder = CORPUS / name
    arguments = [
        sys.argv[0],
        str(folder),
        f"-max_total_time={seconds}",
        f"-timeout={_HANG_S}",
        f"-rss_limit_mb={_MEMORY_MB}",
        f"-max_len={_LONGEST_BYTES}",
        f"-artifact_prefix={folder.parent / name}-",
    ]
    if name == "mail":
        # Mails of the tests are seeds too, and nothing is written there.
        arguments.append(str(CORPUS.parents[1] / "corpus"))
    atheris.Setup(arguments, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
