"""How letters leave: by a mail server over SMTP, each once, and what became of it without the address that it went to."""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from promoter.contributors.letter import is_address

if TYPE_CHECKING:
    from email.message import EmailMessage

TIMEOUT = 20.0
_AT_HOME = frozenset({"127.0.0.1", "::1", "localhost"})
_PORTS = {"smtp": 587, "smtps": 465}


class Fate(Enum):
    """What became of a letter."""

    SENT = "sent"
    NOT_YET = "not yet"  #: surely not taken, and worth another try
    REFUSED = "refused"
    UNCLEAR = "unclear"  #: it may have been taken, so it is not sent again


class Handed(NamedTuple):
    fate: Fate
    why: str = ""


@dataclass(frozen=True, slots=True)
class PostOffice:
    """A mail server. `sender` is whom letters come from, if not the campaign's own contact."""

    host: str
    port: int
    encrypted: bool
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str | None = None

    def hand_in(self, mail: EmailMessage) -> Handed:
        """Give a letter to the server, once."""
        try:
            server = self._open()
        except smtplib.SMTPAuthenticationError as problem:
            return Handed(Fate.NOT_YET, f"the mail server does not let us in ({problem.smtp_code})")
        except (OSError, smtplib.SMTPException) as problem:
            return Handed(Fate.NOT_YET, f"the mail server cannot be reached ({type(problem).__name__})")
        try:
            server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as problem:
            codes = [code for code, _ in problem.recipients.values()]
            return _refused(codes[0] if codes else 0)
        except smtplib.SMTPResponseException as problem:
            return _refused(problem.smtp_code)
        except (smtplib.SMTPNotSupportedError, ValueError):
            return Handed(Fate.REFUSED, "the mail server takes no such address")
        except (OSError, smtplib.SMTPException) as problem:
            return Handed(Fate.UNCLEAR, f"the mail server did not say whether it took it ({type(problem).__name__})")
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        return Handed(Fate.SENT)

    def _open(self) -> smtplib.SMTP:
        context, we = ssl.create_default_context(), socket.gethostname()  # whose address nobody need look up
        if self.encrypted:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, we, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, we, timeout=TIMEOUT)
        try:
            server.ehlo()
            if not self.encrypted and (server.has_extn("starttls") or self.host not in _AT_HOME):
                server.starttls(context=context)  # a password and people's addresses travel no other way
                server.ehlo()
            if self.user is not None:
                server.login(self.user, self.password or "")
        except BaseException:
            server.close()
            raise
        return server


def post_office(address: str) -> PostOffice:
    """The mail server at an address like smtps://user:password@mail.example.org?from=press@example.org, or `ValueError`."""
    parts = urlsplit(address)
    sender = parse_qs(parts.query).get("from", [None])[-1]
    if parts.scheme not in _PORTS or not parts.hostname or (sender is not None and not is_address(sender)):
        raise ValueError("write a mail server like smtps://user:password@mail.example.org?from=press@example.org")
    return PostOffice(
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        encrypted=parts.scheme == "smtps",
        user=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
        sender=sender,
    )


def _refused(code: int) -> Handed:
    """A server says by its first digit whether another try is worth it."""
    if 400 <= code < 500:
        return Handed(Fate.NOT_YET, f"the mail server takes it later ({code})")
    return Handed(Fate.REFUSED, f"the mail server refused it ({code})")
