"""Letters and passwords travel under TLS alone, to a server that is the one it says it is."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from contributors.mail_server import MailServer
from promoter.contributors.post_office import Fate, PostOffice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine with its key, signed by nobody else."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    now = datetime.now(UTC)
    names = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "here.pem"
    spelt = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + spelt)
    return file


@pytest.fixture
def server(certificate: Path) -> Iterator[MailServer]:
    with MailServer() as found:
        found.conduct.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        found.conduct.tls.load_cert_chain(certificate)
        found.conduct.wants = ("press", "secret")
        yield found


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts that certificate, as one does by the settings of the system."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def letter() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "press@example.org", "nia@example.org", "You are live"
    mail.set_content("Here it is.")
    return mail


def office(server: MailServer, *, encrypted: bool) -> PostOffice:
    return PostOffice("127.0.0.1", server.port, encrypted=encrypted, user="press", password="secret")


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("at_once", [True, False], ids=["smtps", "starttls"])
def test_a_letter_goes_under_tls(server: MailServer, at_once: bool) -> None:
    server.conduct.at_once = at_once
    assert office(server, encrypted=at_once).hand_in(letter()).fate is Fate.SENT
    assert [mail["Subject"] for mail in server.letters] == ["You are live"]


@pytest.mark.parametrize("at_once", [True, False], ids=["smtps", "starttls"])
def test_a_server_whom_nobody_vouches_for_gets_nothing(server: MailServer, at_once: bool) -> None:
    server.conduct.at_once = at_once
    fate, why = office(server, encrypted=at_once).hand_in(letter())
    assert (fate, why) == (Fate.NOT_YET, "the mail server cannot be reached (SSLCertVerificationError)")
    assert server.took == []


@pytest.mark.usefixtures("trusted")
def test_a_server_of_another_name_gets_nothing(server: MailServer) -> None:
    named = PostOffice("localhost", server.port, encrypted=True, user="press", password="secret")
    assert named.hand_in(letter()).fate is Fate.NOT_YET
    assert server.took == []


def test_a_server_elsewhere_that_knows_no_tls_is_told_nothing() -> None:
    with MailServer("127.0.0.2") as server:  # this machine too, by a name that does not say so
        elsewhere = PostOffice("127.0.0.2", server.port, encrypted=False, user="press", password="secret")
        assert elsewhere.hand_in(letter()) == (
            Fate.NOT_YET, "the mail server cannot be reached (SMTPNotSupportedError)"
        )  # fmt: skip
        assert server.took == []
