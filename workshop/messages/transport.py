"""One conversation with a mail server, phase by phase.

A server takes a mail when it has read the line with the final dot, and not before. Everything up
to there may be broken off and tried again; only between that dot and the answer to it nobody
knows. So `confirm` is asked right before the dot, after the whole mail has been sent.
"""

import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import TracebackType
from urllib.parse import unquote, urlsplit

CONNECT_SECONDS = 15
ANSWER_SECONDS = 60
DATA_FOLLOWS = 354
DONE = 250
_LINE_START_DOT = re.compile(rb"^\.", re.MULTILINE)
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_ADDRESS_CODES = (550, 551, 553)
"""Answers to a recipient that speak of the address, where no finer code says otherwise."""


class Outcome(StrEnum):
    SENT = "sent"
    RETRY = "retry"
    REFUSED = "refused"
    NO_SUCH_ADDRESS = "no_such_address"
    PERHAPS = "perhaps"
    LOST = "lost"


@dataclass(frozen=True)
class Result:
    """How one mail went; `error` is what the server said, or what went wrong."""

    outcome: Outcome
    error: str = ""


@dataclass(frozen=True)
class Parcel:
    """A mail ready to go: addresses in ASCII, content with CRLF line ends."""

    message_id: int
    sender: str
    recipient: str
    content: bytes


SENT = Result(Outcome.SENT)
LOST = Result(Outcome.LOST, "another process has taken it over")


class Unreachable(Exception):  # noqa: N818  a state of the network
    """No conversation could be begun; the text says why."""


class Line:
    """A connection that is kept for many mails; after a break it must be opened anew."""

    def __init__(self, smtp_url: str) -> None:
        try:
            self._server = _opened(smtp_url)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise Unreachable(_said(error)) from error
        self.is_open = True

    def __enter__(self) -> "Line":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if self.is_open and error is None:
            try:
                self._server.quit()
            except (OSError, smtplib.SMTPException):
                self._break_off()
        else:
            self._break_off()

    def send(self, parcel: Parcel, confirm: Callable[[], bool]) -> Result:
        """Hands one mail over; `confirm` says, right before the dot, whether it may go."""
        try:
            refused = self._announce(parcel) or self._transfer(parcel)
        except (OSError, smtplib.SMTPException) as error:
            self._break_off()
            return Result(Outcome.RETRY, _said(error))
        if refused is not None:
            self._start_over()
            return refused
        if not confirm():
            self._break_off()  # without the dot nothing was handed over
            return LOST
        if self._has_hung_up():
            self._break_off()
            return Result(Outcome.RETRY, "the connection ended before the mail did")
        return self._finish()

    def _announce(self, parcel: Parcel) -> Result | None:
        code, said = self._server.mail(parcel.sender)
        if code != DONE:
            return Result(Outcome.RETRY, _reply(code, said))  # our own address: not the reader's
        code, said = self._server.rcpt(parcel.recipient)
        return None if code in (250, 251, 252) else _judged(code, _reply(code, said))

    def _transfer(self, parcel: Parcel) -> Result | None:
        """Everything but the final dot; an answer other than "go on" is a refusal."""
        code, said = self._server.docmd("DATA")
        if code != DATA_FOLLOWS:
            return _permanent_or_not(code, _reply(code, said))
        content = _LINE_START_DOT.sub(b"..", parcel.content)
        self._server.send(content if content.endswith(b"\r\n") else content + b"\r\n")
        return None

    def _has_hung_up(self) -> bool:
        """Whether the server ended the talk in the middle: it has nothing to say before the dot.

        Only where that can be seen: encrypted lines carry bytes that are no words.
        """
        sock = self._server.sock
        if sock is None or isinstance(sock, ssl.SSLSocket):
            return sock is None
        return bool(select.select([sock], [], [], 0)[0])

    def _finish(self) -> Result:
        """The dot and the answer to it: a break in here leaves open whether the server has it."""
        try:
            self._server.send(b".\r\n")
            code, said = self._server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._break_off()
            return Result(Outcome.PERHAPS, _said(error))
        if code == DONE:
            return SENT
        if not 400 <= code <= 599:
            self._break_off()
            return Result(Outcome.PERHAPS, _reply(code, said))
        self._start_over()
        return _permanent_or_not(code, _reply(code, said))

    def _start_over(self) -> None:
        try:
            code, _answer = self._server.rset()
        except (OSError, smtplib.SMTPException):
            code = 0
        if code != DONE:
            self._break_off()

    def _break_off(self) -> None:
        self.is_open = False
        self._server.close()


def _opened(smtp_url: str) -> smtplib.SMTP:
    parts = urlsplit(smtp_url)
    host, port = parts.hostname or "localhost", parts.port or 0
    has_password = bool(parts.username)
    server: smtplib.SMTP = (
        smtplib.SMTP_SSL(host, port, timeout=CONNECT_SECONDS, context=_trust(has_password))
        if parts.scheme == "smtps"
        else smtplib.SMTP(host, port, timeout=CONNECT_SECONDS)
    )
    try:
        server.ehlo_or_helo_if_needed()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=_trust(has_password))
            server.ehlo_or_helo_if_needed()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        if server.sock is not None:
            server.sock.settimeout(ANSWER_SECONDS)
            server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the dot at once
    except BaseException:
        server.close()
        raise
    return server


@cache
def _trust(has_password: bool) -> ssl.SSLContext:
    """A password is shown only to a server that proves its name.

    Without one a relay in the house may have a certificate of its own making: better than none.
    """
    context = ssl.create_default_context()
    if not has_password:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _judged(code: int, said: str) -> Result:
    """An answer to a recipient: for now, for good, or because the address does not exist."""
    if code < 500:
        return _permanent_or_not(code, said)
    fine = _ENHANCED.search(said)
    about_address = fine[2] == "1" or fine[0] == "5.2.1" if fine else code in _ADDRESS_CODES
    return Result(Outcome.NO_SUCH_ADDRESS if about_address else Outcome.REFUSED, said)


def _permanent_or_not(code: int, said: str) -> Result:
    return Result(Outcome.REFUSED if code >= 500 else Outcome.RETRY, said)


def _reply(code: int, said: bytes) -> str:
    text = said.decode("utf-8", "replace").replace("\n", " ")
    return f"{code} {text}"[:300]


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
