"""The manifest of a submission (报送): what a sub-committee hands on, file by file, as JSON.

`docs/formats.md` has the format. Whoever reads one has it from outside: it is checked whole, and
what is wrong with it is said by name.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from store.model import Params

FILE_NAME = "sixones-submission.json"
FORMAT, VERSION = "sixones-submission", 1
# Two hundred branches with twenty files each have less.
MOST_BYTES = 2_000_000
# Mail programs number what they save twice.
_NAMED = re.compile(r"sixones-submission[^/]{0,16}\.json", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Text = Annotated[str, msgspec.Meta(max_length=1_000)]
# What a sub-committee hands on; the words of `store.model.FileKind`.
HandedItem = Literal["plan", "support", "toc", "video", "eval_form"]


class SubmittedFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of one branch; a form of several branches has a line for each of them.

    `file` is what it is called in the mail, `original_name` what its branch called it. It was
    vetted by whom ("" unnamed) and on which day, "" where nobody did: then `anyway` says why it
    goes all the same. `replaces` is the sha256 that was handed on before it, "" for none.
    """

    file: Text
    sha256: Sha256
    size_bytes: Annotated[int, msgspec.Meta(ge=0)] = 0
    item: HandedItem
    branch_id: Text
    branch: Text
    original_name: Text = ""
    vetted_by: Text = ""
    vetted_on: Text = ""
    anyway: Text = ""
    replaces: Text = ""


class ManifestNotice(msgspec.Struct, frozen=True):
    """Which notice the files answer: its number, and the year whose branches take part."""

    number: Text
    cohort: int


class ManifestUnit(msgspec.Struct, frozen=True):
    """The sub-committee that hands on."""

    id: Text
    name: Text


class ManifestList(msgspec.Struct, frozen=True):
    """The 报送目录 for people that goes along."""

    file: Text
    sha256: Sha256


class MailNumber(msgspec.Struct, frozen=True):
    """Which of how many mails; the files of each are its own."""

    number: int
    of: int


class SubmissionManifest(msgspec.Struct, frozen=True, kw_only=True):
    """A whole manifest. `elsewhere` are files that are too big for a mail and come another way."""

    made_at: datetime
    notice: ManifestNotice
    sub_committee: ManifestUnit
    mail: MailNumber = MailNumber(1, 1)
    list: ManifestList | None = None
    files: tuple[SubmittedFile, ...] = ()
    elsewhere: tuple[SubmittedFile, ...] = ()


def is_manifest(name: str) -> bool:
    """Whether a file calls itself a manifest; the last part of its path decides."""
    return _NAMED.fullmatch(name.rsplit("/", 1)[-1].strip()) is not None


def write_manifest(manifest: SubmissionManifest) -> bytes:
    """The file as it goes out; the same manifest gives the same bytes."""
    content = {"format": FORMAT, "version": VERSION, **msgspec.to_builtins(manifest)}
    content["digest"] = _digest(content)
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(content: bytes) -> Params:
    """What a manifest says, as measures of its content.

    Returns:
        `submission` with the manifest as plain values, else `submission_problem` with "too_big",
        "broken", "version" (and `submission_version`) or "damaged", and a `reason`.
    """
    if len(content) > MOST_BYTES:
        return {"submission_problem": "too_big", "reason": str(len(content))}
    try:
        # What was saved by an editor of Windows may begin with a mark.
        raw = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError) as err:
        return _problem("broken", err)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        return {"submission_problem": "broken", "reason": f"format: {FORMAT}"}
    if raw.get("version") != VERSION or isinstance(raw.get("version"), bool):
        version = str(raw.get("version"))[:40]
        return {"submission_problem": "version", "submission_version": version, "reason": version}
    digest = raw.pop("digest", None)
    if digest is not None and digest != _digest(raw):
        return {"submission_problem": "damaged", "reason": "digest"}
    try:
        manifest = msgspec.convert(raw, SubmissionManifest)
        _check_days(manifest)
    except (msgspec.ValidationError, ValueError, RecursionError) as err:
        return _problem("broken", err)
    return {"submission": msgspec.to_builtins(manifest)}


def manifest_in(measures: Params) -> SubmissionManifest | None:
    """The manifest that was measured in a content, None where it holds none."""
    found = measures.get("submission")
    return None if found is None else msgspec.convert(found, SubmissionManifest)


def _check_days(manifest: SubmissionManifest) -> None:
    if manifest.made_at.tzinfo is None:
        raise ValueError("made_at: UTC offset")
    for line in (*manifest.files, *manifest.elsewhere):
        if line.vetted_on and not _DAY.fullmatch(line.vetted_on):
            raise ValueError("vetted_on: YYYY-MM-DD")
        if line.vetted_on:
            date.fromisoformat(line.vetted_on)


def _digest(content: dict[str, object]) -> str:
    """The sha256 over everything but itself, its keys sorted and without blanks."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _problem(code: str, err: Exception) -> Params:
    return {"submission_problem": code, "reason": str(err)[:200] or type(err).__name__}
