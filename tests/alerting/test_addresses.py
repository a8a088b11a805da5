"""Taking messages to addresses: real services on this machine, a real courier, and nothing secret in what is said of them."""

from __future__ import annotations

import socketserver
import threading
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from promoter.alerting import addresses
from promoter.alerting.addresses import Addresses
from promoter.alerting.courier import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

TWO = [("A subject", "A body.\nWith “two” lines & more"), ("Another", "one")]


def test_every_message_goes_to_every_address(new_inbox) -> None:
    first, second = new_inbox(), new_inbox()
    deliveries = Addresses((first.url, second.url)).tell(TWO)
    assert [(one.taken, one.trouble) for one in deliveries] == [(2, None), (2, None)]
    assert first.got == second.got == TWO


def test_an_address_that_refuses_is_named_by_its_place_and_kind_and_by_nothing_secret(new_inbox) -> None:
    good, bad = new_inbox(), new_inbox(500)
    (delivery,) = Addresses((good.url, bad.url)).tell(TWO[:1])
    assert delivery.taken == 1
    assert delivery.trouble is not None
    assert delivery.trouble.startswith("alert address 2 (json) did not take it: ")
    assert "500" in delivery.trouble
    assert "s3cretpath" not in delivery.trouble


def test_an_address_where_nobody_listens_is_trouble_and_not_an_error(new_inbox) -> None:
    (delivery,) = Addresses(("json://127.0.0.1:1/s3cret",)).tell(TWO[:1])
    assert delivery.taken == 0
    assert "s3cret" not in str(delivery.trouble)


def test_a_service_that_hangs_is_left_after_the_time_for_all_and_the_others_have_been_told(new_inbox) -> None:
    good, hangs = new_inbox(), new_inbox()
    hangs.hold.clear()
    (delivery,) = Addresses((hangs.url, good.url), total=2.5).tell(TWO[:1])
    assert good.subjects == ["A subject"]
    assert delivery.taken == 1
    assert delivery.trouble == "alert address 1 (json) did not take it: no answer came within 2.5 seconds."


def test_without_apprise_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch, inbox) -> None:
    monkeypatch.setattr(addresses.importlib.util, "find_spec", lambda name: None)
    (sentence,) = Addresses((inbox.url,)).unfit()
    assert sentence == "Nobody is told of trouble: PROMOTER_ALERTS needs Apprise; install promoter[alerts]."
    (delivery,) = Addresses((inbox.url,)).tell(TWO[:1])
    assert (delivery.taken, "promoter[alerts]" in str(delivery.trouble)) == (0, True)


def test_an_address_that_apprise_does_not_know_is_named_before_anything_happens(inbox) -> None:
    (sentence,) = Addresses((inbox.url, "carrierpigeon://s3cret")).unfit()
    assert sentence.startswith("PROMOTER_ALERTS: alert address 2 (carrierpigeon) is not one that Apprise knows")
    assert "s3cret" not in sentence
    assert inbox.got == []


def test_what_a_service_says_is_told_without_any_part_of_its_address() -> None:
    address = "slack://TokenAAAA/TokenBBBB/cccc?to=a%40b.org"
    words = "Failed to reach https://hooks.slack.com/TokenAAAA/TokenBBBB/cccc: 403,\n no access"
    assert without_secrets(words, address) == "Failed to reach https://hooks.slack.com/…/…/…: 403, no access"


# ------------------------------------------------------------------------------------------------------------------ mail


class _Mailbox(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Smtp)


class _Smtp(socketserver.StreamRequestHandler):
    server: _Mailbox

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line.split(maxsplit=1)[0].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                mail = b""
                while (more := self.rfile.readline()) != b".\r\n":
                    mail += more
                self.server.mails.append(mail)
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


@pytest.fixture
def mailbox() -> Iterator[_Mailbox]:
    with _Mailbox() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_an_alert_arrives_as_mail_with_its_subject_and_words(mailbox: _Mailbox) -> None:
    host = f"127.0.0.1:{mailbox.server_address[1]}"
    (delivery,) = Addresses((f"mailto://{host}?from=promoter@example.org&to=team@example.org",)).tell(TWO[:1])
    assert (delivery.taken, delivery.trouble) == (1, None)
    (raw,) = mailbox.mails
    mail = message_from_bytes(raw, policy=policy.default)
    assert (mail["Subject"], "team@example.org" in mail["To"]) == ("A subject", True)
    body = mail.get_body(("plain",))
    assert body is not None
    assert "With “two” lines & more" in body.get_content()
