"""A mail server on this machine that keeps what it is given, and can be told to be difficult."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from email.message import EmailMessage


@dataclass
class Conduct:
    """How the server answers: by `answers`, the command to what is said instead; `silent`: it hangs up instead of taking."""

    answers: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    wants: tuple[str, str] | None = None  #: a user and a password
    tls: ssl.SSLContext | None = None
    at_once: bool = True  #: TLS from the first byte on, or once the client asks for it by STARTTLS


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        conduct = self.server.conduct
        if conduct.tls is not None and conduct.at_once and not self._under_tls(conduct.tls):
            return
        self._say("220 here")
        recipients: list[str] = []
        while line := self.rfile.readline().decode("latin-1").strip():
            verb, _, rest = line.partition(" ")
            if (instead := self.server.conduct.answers.get(verb.upper())) is not None:
                self._say(instead)
                continue
            match verb.upper():
                case "EHLO" if conduct.tls is not None and not self.secure:
                    self._say("250-here", "250 STARTTLS")
                case "EHLO":
                    self._say("250-here", "250 AUTH PLAIN" if conduct.wants else "250 8BITMIME")
                case "STARTTLS" if conduct.tls is not None:
                    self._say("220 go on")
                    if not self._under_tls(conduct.tls):
                        return
                case _ if conduct.tls is not None and not self.secure:
                    self._say("530 not in the open")
                case "AUTH":
                    self._say(self._let_in(rest))
                case "MAIL" | "RSET":
                    recipients = []
                    self._say("250 go on")
                case "RCPT":
                    recipients.append(rest)
                    self._say("250 go on")
                case "DATA":
                    self._say("354 say it")
                    if not self._take(recipients):
                        return
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("502 what?")

    @property
    def secure(self) -> bool:
        return isinstance(self.connection, ssl.SSLSocket)

    def _under_tls(self, context: ssl.SSLContext) -> bool:
        """Go on under TLS; not if the client does not trust us."""
        try:
            self.connection = context.wrap_socket(self.connection, server_side=True)
        except OSError:
            return False
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        return True

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _take(self, recipients: list[str]) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.took.append((tuple(recipients), b"".join(lines)))
        if self.server.conduct.silent:
            return False
        self._say("250 taken")
        return True

    def _let_in(self, rest: str) -> str:
        _, user, password = base64.b64decode(rest.removeprefix("PLAIN ")).decode().split("\0")
        return "235 come in" if (user, password) == self.server.conduct.wants else "535 no"

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class MailServer(socketserver.ThreadingTCPServer):
    """Takes letters until it is stopped."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, host: str = "127.0.0.1") -> None:
        super().__init__((host, 0), _Talk)
        self.conduct = Conduct()
        self.took: list[tuple[tuple[str, ...], bytes]] = []
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), name="mail")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=policy.default) for _, content in self.took]  # type: ignore[misc]
