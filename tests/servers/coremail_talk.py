"""One connection to the server that speaks like 163: every command, every fault."""

from __future__ import annotations

import re
import socket
from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mailsync.mailbox.names import decode_folder, encode_folder

if TYPE_CHECKING:
    from tests.servers.coremail import Coremail, HeldMail, Personality

UNSAFE = "Unsafe Login. Please contact kefu@188.com for help"


class HangUpError(Exception):
    """The server closes the line without a word."""


class Conversation:
    """One connection."""

    def __init__(self, state: Coremail, sock: socket.socket) -> None:
        self._state = state
        self._sock = sock
        self._in = sock.makefile("rb")
        state.connections += 1
        self._number = state.connections
        self._signed_in = False
        self._identified = False
        self._folder: str | None = None
        self._rows = 0
        self._ahead: deque[tuple[str, str]] = deque()

    @property
    def _how(self) -> Personality:
        return self._state.personality

    def close(self) -> None:
        """Close the line."""
        self._in.close()
        self._sock.close()

    def run(self) -> None:
        """Greet, then answer until the client leaves."""
        if self._number <= self._how.bye_greetings:
            self._send(f"* BYE {self._how.bye_text}")
            return
        kind = "PREAUTH" if self._how.preauth else "OK"
        self._signed_in = self._how.preauth
        self._send(
            f"* {kind} Coremail System IMap Server Ready(163com[b62aaa251425b4be4eaec4ab4744cf47s])"
        )
        while heard := self._ahead.popleft() if self._ahead else self._hear():
            tag, command = heard
            name = command_name(command)
            self._hear_on(name)
            handler = getattr(self, f"_do_{name.lower()}", None)
            if handler is None:
                self._send(f"{tag} BAD Unknown command {name}")
            else:
                handler(tag, command)
            if name == "LOGOUT":
                return

    def _hear(self) -> tuple[str, str] | None:
        """The tag and the command of the next line."""
        line = self._in.readline()
        if not line:
            return None
        tag, _, command = line.decode("utf-8", "surrogateescape").rstrip("\r\n").partition(" ")
        self._state.commands.append((self._number, command))
        return tag, command

    def _hear_on(self, name: str) -> None:
        """Wait with the answer to a command of this name until enough folders were asked for."""
        while len(self._state.said("EXAMINE")) < self._how.examines_before.get(name, 0):
            heard = self._hear()
            if heard is None:
                raise HangUpError
            self._ahead.append(heard)

    # -- commands --------------------------------------------------------------------------------

    def _do_capability(self, tag: str, command: str) -> None:
        words = self._how.capability
        if self._state.context is None:
            words = words.replace(" STARTTLS", "")
        self._send(f"* CAPABILITY {words}")
        self._done(tag, "OK CAPABILITY completed")

    def _do_starttls(self, tag: str, command: str) -> None:
        context = self._state.context
        if context is None:
            self._done(tag, "BAD no TLS here")
            return
        self._send_bytes(f"{tag} OK Begin TLS\r\n".encode() + self._how.says_before_tls)
        self._in.close()
        self._sock = context.wrap_socket(self._sock, server_side=True)
        self._in = self._sock.makefile("rb")

    def _do_login(self, tag: str, command: str) -> None:
        expected = f'LOGIN "{self._state.user}" "{self._state.password}"'
        answer = self._how.login_answer
        if command != expected:
            answer = "NO LOGIN Login error password error"
        self._signed_in = answer.startswith("OK")
        self._done(tag, answer)

    def _do_id(self, tag: str, command: str) -> None:
        if self._how.id_answer == "OK":
            self._identified = True
            self._send('* ID ("name" "Coremail Imap" "vendor" "Mailtech" "TransID" "x")')
        self._done(tag, f"{self._how.id_answer} ID")

    def _do_noop(self, tag: str, command: str) -> None:
        self._done(tag, "OK NOOP completed")

    def _do_logout(self, tag: str, command: str) -> None:
        self._send("* BYE IMAP4rev1 Server logging out")
        self._done(tag, "OK LOGOUT completed")

    def _do_list(self, tag: str, command: str) -> None:
        if not self._allowed(tag, "LIST"):
            return
        uses = {"已发送": "\\Sent", "草稿箱": "\\Drafts", "已删除": "\\Trash", "垃圾邮件": "\\Junk"}
        for folder in self._state.folders:
            flags = " ".join(filter(None, ["\\HasNoChildren", uses.get(folder, "")]))
            # Names that are already on the wire (broken ones) go out as they are.
            wire = folder if folder.isascii() else encode_folder(folder)
            self._send(f'* LIST ({flags}) "/" "{wire}"')
        self._done(tag, "OK LIST Completed")

    def _do_status(self, tag: str, command: str) -> None:
        if self._allowed(tag, "STATUS"):
            self._send('* STATUS "INBOX" ()')
            self._done(tag, "OK STATUS completed")

    def _do_examine(self, tag: str, command: str) -> None:
        self._folder = None
        if not self._allowed(tag, "EXAMINE"):
            return
        wire = command.partition(" ")[2].strip('"').replace('\\"', '"').replace("\\\\", "\\")
        folder = wire if wire in self._state.folders else decode_folder(wire)
        if folder not in self._state.folders:
            self._done(tag, "NO EXAMINE The folder not exist")
            return
        self._folder = folder
        count = len(self._state.folders[folder])
        self._send("* FLAGS (\\Answered \\Seen \\Deleted \\Draft \\Flagged)")
        self._send(f"* {count} EXISTS")
        self._send("* 0 RECENT")
        validity = self._how.uidvalidity
        if validity is not None:
            anew = len(self._state.said("EXAMINE")) if self._how.always_anew else 0
            self._send(f"* OK [UIDVALIDITY {validity + anew}] UIDs valid")
        self._done(tag, "OK [READ-ONLY] EXAMINE completed")

    def _do_search(self, tag: str, command: str) -> None:
        if "CHARSET" in command:
            self._done(tag, "BAD SEARCH invalid argument")
        else:
            self._send("* SEARCH")
            self._done(tag, "OK SEARCH completed")

    def _do_fetch(self, tag: str, command: str) -> None:
        if self._folder is None:
            self._done(tag, "NO FETCH State error")
            return
        match = re.fullmatch(r"UID FETCH ([\d:*,]+) \((.*)\)", command)
        assert match, command
        mails = self._state.folders[self._folder]
        answer = "OK FETCH completed"
        for position, mail in enumerate(mails, 1):
            if not _in_set(mail.uid, match.group(1), mails[-1].uid):
                continue
            body = "BODY" in match.group(2)
            if body and position in self._how.refused:
                answer = f"NO {self._how.refused[position]}"
            elif not (body and position in self._how.gone):
                self._fetch_one(position, mail, match.group(2))
        self._done(tag, answer)

    # -- rows ------------------------------------------------------------------------------------

    def _fetch_one(self, position: int, mail: HeldMail, items: str) -> None:
        how = self._how
        body = re.search(r"BODY(?:\.PEEK)?\[([^\]]*)\](?:<(\d+)\.(\d+)>)?", items)
        if body and how.dies_at == position:
            raise HangUpError
        if body and not body.group().startswith("BODY.PEEK"):
            mail.flags.add("\\Seen")
        if how.unsolicited:
            self._send(f"* {len(self._state.folders['INBOX']) + 1} EXISTS")
            self._send("* 9 EXPUNGE")
            self._send(f"* {position} FETCH (FLAGS (\\Seen) UID {mail.uid})")
            self._send(f"* {position} FETCH (FLAGS ())")
        if how.broken_rows:
            self._send(
                f'* {position} FETCH (BODYSTRUCTURE ("APPLICATION" "PDF\n NAME="ATT1.PDF"" NIL'
                f' NIL "BASE64" 1 NIL) UID {mail.uid})'
            )
            self._send(
                f'* {position} FETCH (ENVELOPE (NIL "s" NIL NIL NIL NIL NIL NIL NIL)'
                f" UID {mail.uid})"
            )
        fields: list[bytes] = []
        if "RFC822.SIZE" in items and how.states_size:
            fields.append(
                f"RFC822.SIZE {int(len(mail.raw) * how.size_factor) + how.size_delta}".encode()
            )
        if "INTERNALDATE" in items:
            fields.append(
                mail.internal_date.strftime('INTERNALDATE "%d-%b-%Y %H:%M:%S %z"').encode()
            )
        if body:
            fields.append(self._body(position, mail, body))
        if not self._once_more(how.rows_without_uid, "uid", position):
            fields.insert(len(fields) if how.uid_after_body else 0, f"UID {mail.uid}".encode())
        row = f"* {position} FETCH (".encode() + b" ".join(fields) + b")\r\n"
        for _ in range(2 if how.repeats_rows else 1):
            self._send_bytes(row)
        self._rows += 1
        if how.bye_after_rows.get(self._number) == self._rows:
            self._send(f"* BYE {how.bye_text}")
            raise HangUpError

    def _body(self, position: int, mail: HeldMail, body: re.Match[str]) -> bytes:
        how = self._how
        section, offset, length = body.groups()
        if self._once_more(how.nil_bodies, "nil", position):
            return f"BODY[{section}] NIL".encode()
        content = mail.raw
        if section.startswith("HEADER.FIELDS"):
            wanted = re.search(rb"^Message-ID:[^\r]*\r\n", mail.raw, re.MULTILINE | re.IGNORECASE)
            content = (wanted.group() if wanted else b"") + b"\r\n"
        key = f"BODY[{section}]"
        if offset is not None and not how.ignores_partial:
            content = content[int(offset) : int(offset) + int(length)]
            key += "" if how.chunks_without_origin else f"<{offset}>"
        return f"{key} {{{len(content)}}}\r\n".encode() + content

    def _once_more(self, times: Mapping[int, int], what: str, position: int) -> bool:
        spoken = self._state.spoken
        spoken[what, position] = spoken.get((what, position), 0) + 1
        return spoken[what, position] <= times.get(position, 0)

    # -- speaking --------------------------------------------------------------------------------

    def _allowed(self, tag: str, name: str) -> bool:
        if not self._signed_in:
            self._done(tag, f"BAD {name} State error")
        elif self._how.needs_id and not self._identified:
            self._done(tag, f"NO {name} {UNSAFE}")
        else:
            return True
        return False

    def _done(self, tag: str, answer: str) -> None:
        self._send(f"{tag} {answer.split()[0] if self._how.tagged_without_text else answer}")

    def _send(self, line: str) -> None:
        self._send_bytes(line.encode("utf-8", "surrogateescape") + b"\r\n")

    def _send_bytes(self, data: bytes) -> None:
        instead = self._how.instead
        for piece in (data,) if instead is None else instead(data):
            self._sock.sendall(piece)


def command_name(command: str) -> str:
    """The name of a command, UID put aside."""
    words = command.split(" ")
    return words[1 if words[0] == "UID" and len(words) > 1 else 0].upper()


def _in_set(uid: int, uid_set: str, highest: int) -> bool:
    for part in uid_set.split(","):
        low, _, high = part.partition(":")
        ends = sorted(highest if end == "*" else int(end) for end in (low, high or low))
        if ends[0] <= uid <= ends[1]:
            return True
    return False
