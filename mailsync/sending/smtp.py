"""The way out: one message to one recipient over SMTP, and what is certain of it afterwards."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from mailsync.letters.recipients import is_address
from mailsync.net.tls import (
    certificate_refused,
    loopback_only,
    plain_reason,
    verified_context,
)
from mailsync.sending.smtp_account import OutboxReport, SmtpAccount
from mailsync.sending.smtp_replies import (
    LONGEST_REPLY,
    ReplyRuling,
    ReplyVerdict,
    Stage,
    is_switched_off,
    reply_line,
    reply_text,
    ruling,
)
from store.errors import MailboxError, UsageError
from store.letters.letter import SendState
from store.text.hosts import is_loopback
from store.text.visible import visible

_PIECE = 1 << 16
_BROKEN = (OSError, smtplib.SMTPException)


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """What became of one message at one recipient.

    `state` is SENT, REFUSED, UNKNOWN, or APPROVED where it certainly did not leave. `broken`
    says that the line, not an answer, ended it. `answer` is the server's, made visible.
    """

    state: SendState
    ruling: ReplyRuling
    answer: str
    broken: bool = False


class Outbox:
    """One connection to a mail server, made when it is first needed and again when it broke."""

    def __init__(self, account: SmtpAccount) -> None:
        """Prepare; nothing is contacted yet.

        Raises:
            ConfigError: `mailbox.ca_file`.
        """
        self._account = account
        self._context = None if account.tls == "none" else verified_context(account.ca_file)
        self._smtp: smtplib.SMTP | None = None

    def hand_over(
        self, sender: str, recipient: str, message: bytes, *, begin: Callable[[], None]
    ) -> DeliveryResult:
        """Send one message to one recipient.

        Args:
            message: complete, with CRLF line ends.
            begin: called once the server takes sender and recipient and before the message is
                announced: what it raises goes through, and nothing is sent.

        Raises:
            UsageError: `letters.bad_address` where an address is more than an address.
            MailboxError: `outbox.login_refused`, `outbox.no_login`,
                `outbox.password_characters`, `mailbox.certificate_*`, `mailbox.tls_failed`,
                `mailbox.plain_refused`: no try will do better; nothing is sent.
        """
        for address in (sender, recipient):
            if not is_address(address):
                raise UsageError("letters.bad_address", address=address)
        smtp = self._line()
        if isinstance(smtp, DeliveryResult):
            return smtp
        # RFC 1870: a server that has no room for so much says so before it is sent.
        size = (f"SIZE={len(message)}",) if smtp.has_extn("size") else ()
        refused = self._ask("sender", lambda: smtp.mail(sender, size)) or self._ask(
            "recipient", lambda: smtp.rcpt(recipient)
        )
        if refused is not None:
            return refused
        try:
            begin()
        except BaseException:
            self._reset()
            raise
        refused = self._ask("data", lambda: smtp.docmd("DATA"))
        return refused or self._content(smtp, message)

    def check(self) -> OutboxReport:
        """Log in and ask for nothing: no address is named, and nothing is sent.

        Raises:
            MailboxError: as `hand_over`; `outbox.unreachable`, `outbox.refused`.
        """
        account, smtp = self._account, self._line()
        if isinstance(smtp, smtplib.SMTP):
            tls = smtp.sock.version() if isinstance(smtp.sock, ssl.SSLSocket) else None
            logged_in = bool(account.password) and smtp.has_extn("auth")
            refused = self._ask("greeting", smtp.noop)
            if refused is None:
                return OutboxReport(account.host, tls, logged_in)
        else:
            refused = smtp
        raise MailboxError(
            "outbox.unreachable" if refused.broken else "outbox.refused",
            host=account.host,
            port=account.port,
            reason=refused.answer,
        )

    def close(self) -> None:
        """Say goodbye; safe to call twice."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(*_BROKEN):
                smtp.quit()
            smtp.close()

    def __enter__(self) -> Outbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- within ----------------------------------------------------------------------------------

    def _line(self) -> smtplib.SMTP | DeliveryResult:
        """The connection, logged in; or why it was not to be had this time."""
        try:
            return self._connected()
        except smtplib.SMTPResponseException as err:
            stage: Stage = "greeting"
            if isinstance(err, smtplib.SMTPAuthenticationError):
                stage = "login"
            ruled = ruling(err.smtp_code, reply_text(err.smtp_error), stage)
            answer = reply_line(err.smtp_code, err.smtp_error)
            if ruled.reason == "login":
                user = self._account.user
                switched_off = is_switched_off(answer)
                kind = "outbox.smtp_off" if switched_off else "outbox.login_refused"
                raise MailboxError(kind, user=user, answer=answer) from err
            return DeliveryResult(SendState.APPROVED, ruled, answer)
        except _BROKEN as err:
            return _broken_off(SendState.APPROVED, _reason(err))

    def _ask(self, stage: Stage, command: Callable[[], tuple[int, bytes]]) -> DeliveryResult | None:
        """Give one command before the message; None where the server agrees."""
        try:
            code, text = command()
        except _BROKEN as err:
            self._drop()
            return _broken_off(SendState.APPROVED, _reason(err))
        ruled = ruling(code, reply_text(text), stage)
        if ruled.verdict is ReplyVerdict.GO:
            return None
        if stage == "data" or not 400 <= code < 600:
            # Who answers otherwise than by the book may answer a step late: start afresh.
            self._drop()
        else:
            self._reset()
        final = ruled.verdict is ReplyVerdict.NEXT or (
            stage == "data" and ruled.reason in ("content", "spam") and code >= 500
        )
        state = SendState.REFUSED if final else SendState.APPROVED
        return DeliveryResult(state, ruled, reply_line(code, text))

    def _content(self, smtp: smtplib.SMTP, message: bytes) -> DeliveryResult:
        """Give the message; without a clear answer nobody knows whether it went."""
        body = re.sub(rb"(?m)^\.", b"..", message)
        if not body.endswith(b"\r\n"):
            body += b"\r\n"
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(self._account.final_s)
            # In pieces: a time-out is for each of them, however long the whole takes.
            body += b".\r\n"
            for at in range(0, len(body), _PIECE):
                smtp.send(body[at : at + _PIECE])
            code, text = smtp.getreply()
            if smtp.sock is not None:
                smtp.sock.settimeout(self._account.command_s)
        except _BROKEN as err:
            self._drop()
            return _broken_off(SendState.UNKNOWN, _reason(err))
        ruled = ruling(code, reply_text(text), "message")
        answer = reply_line(code, text)
        if ruled.verdict is ReplyVerdict.GO:
            return DeliveryResult(SendState.SENT, ruled, answer)
        if not 400 <= code < 600:
            self._drop()
            return _broken_off(SendState.UNKNOWN, answer)
        self._reset()
        # A temporary no, or a limit of the day: it did not go, and may go later.
        # What is about one recipient is final for it: the others must not wait behind it.
        final = ruled.verdict is ReplyVerdict.NEXT or (
            code >= 500 and ruled.reason in ("content", "spam")
        )
        return DeliveryResult(SendState.REFUSED if final else SendState.APPROVED, ruled, answer)

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is not None:
            return self._smtp
        account = self._account
        if account.tls == "none":
            loopback_only(account.host)
        try:
            smtp = self._opened()
        except ssl.SSLCertVerificationError as err:
            raise certificate_refused(err, account.host) from err
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
            raise
        except ssl.SSLError as err:
            raise MailboxError(
                "mailbox.tls_failed", host=account.host, reason=plain_reason(err)
            ) from err
        try:
            self._log_in(smtp)
        except BaseException:
            smtp.close()
            raise
        self._smtp = smtp
        return smtp

    def _opened(self) -> smtplib.SMTP:
        account = self._account
        # A literal is a valid name whatever the machine is called, and tells nothing of it.
        own_name = "[127.0.0.1]"
        patience_s = min(account.greeting_s, account.command_s)
        smtp: smtplib.SMTP
        if account.tls == "implicit":
            smtp = smtplib.SMTP_SSL(
                account.host,
                account.port,
                local_hostname=own_name,
                timeout=patience_s,
                context=self._context,
            )
        else:
            smtp = smtplib.SMTP(
                account.host, account.port, local_hostname=own_name, timeout=patience_s
            )
        if smtp.sock is not None:
            smtp.sock.settimeout(account.command_s)
        if account.tls == "starttls":
            try:
                smtp.ehlo()
                if not smtp.has_extn("starttls"):
                    raise MailboxError("mailbox.tls_failed", host=account.host, reason="STARTTLS")
                code, text = smtp.starttls(context=self._context)
                if code != 220:
                    raise smtplib.SMTPResponseException(code, text)
            except BaseException:
                smtp.close()
                raise
        return smtp

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        account = self._account
        code, text = smtp.ehlo()
        if not 200 <= code < 300:
            raise smtplib.SMTPResponseException(code, text)
        if not account.password:
            return
        if not account.password.isascii() or not account.user.isascii():
            raise MailboxError("outbox.password_characters", user=account.user)
        if not smtp.has_extn("auth"):
            # A relay on this machine knows us by that.
            if is_loopback(account.host):
                return
            raise MailboxError("outbox.no_login", host=account.host)
        smtp.login(account.user, account.password)

    def _reset(self) -> None:
        """Forget a half-made envelope."""
        smtp = self._smtp
        if smtp is None:
            return
        try:
            code, _ = smtp.rset()
        except _BROKEN:
            code = -1
        if code != 250:
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _broken_off(state: SendState, answer: str) -> DeliveryResult:
    """What became of a message where the line broke, or nothing that was said can be trusted."""
    return DeliveryResult(state, ReplyRuling(ReplyVerdict.GO), answer, broken=True)


def _reason(err: BaseException) -> str:
    if isinstance(err, TimeoutError):
        return "timeout"
    if isinstance(err, OSError) and not isinstance(err, smtplib.SMTPException):
        return plain_reason(err)[:LONGEST_REPLY]
    said = str(err).removeprefix("Connection unexpectedly closed: ")
    return visible(said or type(err).__name__)[:LONGEST_REPLY]
