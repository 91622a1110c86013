"""What a mail carries: its parts decoded and handed on to be listed, its texts collected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from mailsync.archives.budget import Budget
from mailsync.archives.unpack import UnpackLimits
from mailsync.filetype import sniff
from mailsync.filetype.side_files import is_owner_file, is_side_file
from mailsync.mime import companions, stand_ins, uu
from mailsync.mime.bodies import Piece, best_of, decode_body, piece_of, without_flow
from mailsync.mime.headers import HeaderFields
from mailsync.mime.links import link_of_url
from mailsync.mime.listing import Listing, mail_name
from mailsync.mime.mail_start import begins_with_field
from mailsync.mime.opaque import UnreadableEnvelope, content_of_envelope
from mailsync.mime.opened import spooled
from mailsync.mime.parameters import FileName, file_name, parse, readable
from mailsync.mime.parts import MESSAGE_TYPES, Part, PartReader
from mailsync.mime.rawmail import RawMail
from mailsync.mime.split import Decoded
from mailsync.mime.transfer import TransferDamage, decoded
from mailsync.text.charsets import decode as decode_text
from store.files.blobs import BlobRef, Blobs
from store.model import Attachment, Link, Problem

# A body that is longer than this is kept as a file too; nobody reads it on a screen.
_LONGEST_BODY_BYTES = 2 << 20
_FAULTS = {
    "boundary": "mail.boundary_mended",
    "end": "mail.no_end",
    "no_parts": "mail.no_parts",
    "depth": "mail.too_deep",
    "parts": "mail.too_many_parts",
}
_DAMAGES = {
    "base64": "mail.base64_damaged",
    "quoted_printable": "mail.quoted_printable_damaged",
    "encoding": "mail.encoding_unknown",
    "uu_damaged": "mail.uuencode_damaged",
    "yenc_part": "mail.partial",
}
_BODY_TYPES = frozenset({"text/plain", "text/html", "text"})
_REPORT_TYPES = frozenset(
    {"message/delivery-status", "message/disposition-notification", "text/rfc822-headers"}
)


class MailContents:
    """Collects the attachments, texts, links and problems of one mail, in its order.

    `html` and `plain` hold the source of every text part for the search of links; `decoded` what is
    known of the parts of the mail itself, by where their text begins.
    """

    def __init__(
        self, blobs: Blobs, limits: UnpackLimits | None = None, budget: Budget | None = None
    ) -> None:
        self.links: list[Link] = []
        self.pieces: list[Piece] = []
        self.html: list[str] = []
        self.plain: list[str] = []
        self.decoded: dict[int, Decoded] = {}
        self._whole: RawMail | None = None
        self._listing = Listing(blobs, limits, self._stored_mail, budget)

    @property
    def attachments(self) -> list[Attachment]:
        """Every file of the mail."""
        return self._listing.attachments

    @property
    def problems(self) -> list[Problem]:
        """What could not be recovered, in the order it was met."""
        return self._listing.problems

    def take_mail(self, raw: RawMail) -> HeaderFields:
        """Collect everything of one mail; its own header fields."""
        self._whole = raw
        reader = PartReader(raw)
        whole = reader.whole()
        self._note_faults(reader)
        self.pieces = self._visit(raw, whole, "")
        if not any(piece.text for piece in self.pieces):
            for text, html in self._listing.texts:
                (self.html if html else self.plain).append(text)
                self.pieces.append(piece_of(text, html=html))
        for piece in self.pieces:
            if note := stand_ins.note_in_body(piece.text):
                self._listing.problem("mail.taken_out_unnamed", text=note[:200])
            if piece.text.startswith("-----BEGIN PGP MESSAGE-----"):
                self._listing.problem("mail.encrypted")
        return whole.fields

    def _stored_mail(self, raw: RawMail, folder: str, depth: int) -> None:
        """Collect a mail that was attached as an encoded file."""
        reader = PartReader(raw)
        whole = reader.whole(depth)
        if whole.fields.has("from") or whole.fields.has("content-type"):
            self._note_faults(reader)
            self._visit(raw, whole, folder)

    def _note_faults(self, reader: PartReader) -> None:
        for fault in reader.faults:
            if fault in _FAULTS:
                self._listing.problem(_FAULTS[fault])

    def _visit(
        self, raw: RawMail, part: Part, folder: str, *, alternative: bool = False
    ) -> list[Piece]:
        """Collect a part; `folder` is the path of its container with a slash, or ""."""
        if part.kind == "multipart":
            if part.content.value == "multipart/encrypted":
                self._listing.problem("mail.encrypted")
            forms = part.content.value == "multipart/alternative"
            pieces = [
                piece
                for child in part.children
                for piece in self._visit(raw, child, folder, alternative=forms)
            ]
            return best_of(pieces) if forms else pieces
        if part.kind == "message":
            self._attached_mail(raw, part, folder)
            return []
        if part.kind == "encoded":
            return self._encoded_parts(raw, part, folder)
        if part.kind == "rest":
            if part.end > part.start:
                path = self._listing.path(folder, "", ".eml")
                self._listing.store_mail(raw.windows(part.start, part.end), path)
            return []
        return self._leaf(raw, part, folder, alternative=alternative)

    def _encoded_parts(self, raw: RawMail, part: Part, folder: str) -> list[Piece]:
        """A multipart that was encoded as a whole against the rules: decoded once, then split."""
        boundary = part.content.parameters.get("boundary", "").replace('"', "")
        head = f'Content-Type: {part.content.value}; boundary="{boundary}"\r\n\r\n'
        damage = TransferDamage()
        windows = decoded(raw.windows(part.start, part.end), part.encoding, damage)
        return self._entity(_chain(head.encode("utf-8", "replace"), windows), part, folder)

    def _entity(self, content: Iterable[bytes], part: Part, folder: str) -> list[Piece]:
        """Collect what another part turned out to be once it was decoded."""
        if not self._listing.may_open():
            self._listing.problem("mail.too_deep")
            return []
        with spooled(content) as inner:
            reader = PartReader(inner)
            whole = reader.whole(part.depth + 1)
            self._note_faults(reader)
            return self._visit(inner, whole, folder)

    def _attached_mail(self, raw: RawMail, part: Part, folder: str) -> None:
        inner = part.children[0]
        name = mail_name(file_name(part.fields).text, inner.fields)
        path = self._listing.path(folder, name, ".eml")
        before = len(self.attachments)
        self._visit(raw, inner, f"{path}/")
        if len(self.attachments) == before:
            # Nothing in it to list: the mail itself is what was attached.
            self._listing.store_mail(raw.windows(part.start, part.end), path)

    def _leaf(self, raw: RawMail, part: Part, folder: str, *, alternative: bool) -> list[Piece]:
        kind = part.content.value
        name = file_name(part.fields)
        damage = TransferDamage()
        if kind == "message/external-body":
            self._external(raw, part, name)
            return []
        if "pkcs7-mime" in kind or name.text.lower().endswith(".p7m"):
            return self._envelope(raw, part, name, folder)
        if self._is_left_out(raw, part, name, alternative=alternative):
            return []
        windows = decoded(raw.windows(part.start, part.end), part.encoding, damage)
        if self._is_body(raw, part, name):
            pieces = self._body(part, windows, folder)
            # A stray "=" in quoted-printable text changes nothing that is read.
            if any(fault != "quoted_printable" for fault in damage.faults):
                self._listing.problem("mail.body_damaged")
            return pieces
        if part.encoding.startswith(("uue", "uuencode", "x-uue")):
            self._uuencoded(raw, part, name, folder)
            return []
        is_mail = kind in MESSAGE_TYPES
        path = self._listing.store(
            windows,
            name.text,
            folder,
            part.depth,
            is_mail=is_mail,
            stored=partial(self._note_decoded, raw, part, damage),
        )
        if kind == "message/partial":
            self._listing.problem("mail.partial", name=path)
        if name.lost:
            self._listing.problem("mail.name_lost", name=path)
        self._note_damage(damage.faults, path)
        return []

    def _note_decoded(self, raw: RawMail, part: Part, damage: TransferDamage, ref: BlobRef) -> None:
        """Note what was found out of a part of the mail itself; of an attached one nobody asks."""
        even = damage.even
        if raw is self._whole and even.covered:
            self.decoded[part.start] = Decoded(
                ref.digest, ref.size_bytes, even.covered, even.step, even.end_bytes, even.same
            )

    def _is_left_out(self, raw: RawMail, part: Part, name: FileName, *, alternative: bool) -> bool:
        """Whether a part is no file: a note in place of one, or what programs lay beside one."""
        kind = part.content.value
        length = part.end - part.start
        emptied = (
            part.fields.has("x-apple-content-length")
            and not raw.read(part.start, min(part.end, part.start + 64)).strip()
        )
        if emptied or stand_ins.is_taken_out(part.fields, kind, name.text):
            self._taken_out(name.text)
            return True
        limit = min(part.end, part.start + stand_ins.NOTE_BYTES)
        head = b"".join(decoded([raw.read(part.start, limit)], part.encoding, TransferDamage()))
        # Another form of the body, unless it is the text that is read.
        form = alternative and not name.text and kind not in _BODY_TYPES
        if companions.is_companion(kind, name.text, head, alternative=form):
            return True
        may_be_owner_file = name.text or kind not in _BODY_TYPES
        if is_side_file(name.text) or (may_be_owner_file and is_owner_file(head, len(head))):
            return True
        if length > stand_ins.NOTE_BYTES or not name.text:
            return False
        found = sniff.media_type(head[: sniff.HEAD_BYTES], "")
        if found not in ("text/plain", "text/html"):
            return False
        text = decode_text(head, part.content.parameters.get("charset", ""))
        if stand_ins.is_note(text, html=found == "text/html"):
            self._taken_out(name.text)
            return True
        return False

    def _taken_out(self, name: str) -> None:
        self._listing.problem("mail.taken_out", name=stand_ins.original_name(name) or "?")

    def _envelope(self, raw: RawMail, part: Part, name: FileName, folder: str) -> list[Piece]:
        """A signed S/MIME envelope gives way to what is in it; one that is encrypted is told."""
        content = b"".join(
            decoded(raw.windows(part.start, part.end), part.encoding, TransferDamage())
        )
        try:
            inner = content_of_envelope(content)
        except UnreadableEnvelope:
            if "pkcs7-mime" in part.content.value:
                self._listing.problem("mail.encrypted")
            self._listing.store([content], name.text, folder, part.depth)
            return []
        if begins_with_field(inner):
            return self._entity([inner], part, folder)
        shown = re.sub(r"\.p7m$", "", name.text, flags=re.IGNORECASE)
        self._listing.store([inner], shown, folder, part.depth + 1)
        return []

    def _is_body(self, raw: RawMail, part: Part, name: FileName) -> bool:
        kind = part.content.value
        cut_off = companions.is_cut_off_body(name.text)
        if (name.text and not cut_off) or kind not in _BODY_TYPES | _REPORT_TYPES:
            return False
        if not cut_off and parse(part.fields.raw("content-disposition")).value == "attachment":
            return False
        # A file may come without a word about what it is.
        start = raw.read(part.start, min(part.end, part.start + 8192))
        head = b"".join(decoded([start], part.encoding, TransferDamage()))
        found = sniff.media_type(head[: sniff.HEAD_BYTES], "")
        return found in (sniff.UNKNOWN, sniff.EMPTY) or found.startswith(("text/", "message/"))

    def _body(self, part: Part, windows: Iterable[bytes], folder: str) -> list[Piece]:
        html = part.content.value == "text/html"
        source = iter(windows)
        held: list[bytes] = []
        length = 0
        for window in source:
            held.append(window)
            length += len(window)
            if length > _LONGEST_BODY_BYTES:
                break
        text = b"".join(held)
        if not html and uu.may_hold_files(text):
            text = self._without_files(_chain(text, source), folder, part.depth)
        elif length > _LONGEST_BODY_BYTES:
            path = self._listing.store(_chain(text, source), "", folder, part.depth)
            self._listing.problem("mail.body_long", name=path)
            text = text[:_LONGEST_BODY_BYTES]
        charset = part.content.parameters.get("charset", "")
        decoded_text, certain = decode_body(text, charset, html=html)
        given = part.content.parameters
        if not html and given.get("format", "").strip().lower() == "flowed":
            joins = given.get("delsp", "").strip().lower() == "yes"
            decoded_text = without_flow(decoded_text, delete_space=joins)
        if not certain:
            self._listing.problem("mail.charset_unsure", charset=charset)
        (self.html if html else self.plain).append(decoded_text)
        # The text of an attached mail is that of another writer.
        return [piece_of(decoded_text, html=html)] if not folder else []

    def _without_files(self, windows: Iterable[bytes], folder: str, depth: int) -> bytes:
        """A text without the uuencoded files in it, which are stored."""
        path = ""

        def take(name: bytes, content: Iterable[bytes]) -> None:
            nonlocal path
            path = self._listing.store(content, readable(decode_text(name)), folder, depth)

        faults: set[str] = set()
        kept: list[bytes] = []
        length = 0
        for line in uu.take_files(uu.lines_of(windows), take, faults):
            if length <= _LONGEST_BODY_BYTES:
                kept.append(line)
                length += len(line)
        self._note_damage(sorted(faults), path)
        return b"".join(kept)

    def _uuencoded(self, raw: RawMail, part: Part, name: FileName, folder: str) -> None:
        """A part whose whole content is uuencoded."""
        faults: set[str] = set()
        path = ""

        def take(inner: bytes, content: Iterable[bytes]) -> None:
            nonlocal path
            shown = name.text or readable(decode_text(inner))
            path = self._listing.store(content, shown, folder, part.depth)

        for _ in uu.take_files(uu.lines_of(raw.windows(part.start, part.end)), take, faults):
            # Words around the file are nobody's body.
            continue
        if not path:
            windows = raw.windows(part.start, part.end)
            path = self._listing.store(windows, name.text, folder, part.depth)
            faults.add("uu_damaged")
        self._note_damage(sorted(faults), path)

    def _external(self, raw: RawMail, part: Part, name: FileName) -> None:
        given = part.content.parameters
        inner = raw.read(part.start, min(part.end, part.start + 4096))
        url = given.get("url", "").strip().replace(" ", "")
        if not url and given.get("site"):
            folder = given.get("directory", "").strip("/")
            path = "/".join(piece for piece in (folder, given.get("name", "")) if piece)
            url = f"{given.get('access-type', 'ftp').lower()}://{given['site']}/{path}"
        if given.get("access-type", "").lower().startswith("x-mutt-deleted"):
            self._taken_out(name.text)
        elif url:
            self.links.append(link_of_url(url, name.text))
        else:
            self._listing.problem(
                "mail.external_body", name=name.text, text=decode_text(inner)[:300]
            )

    def _note_damage(self, faults: Iterable[str], path: str) -> None:
        for fault in faults:
            self._listing.problem(_DAMAGES[fault], name=path)


def _chain(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
