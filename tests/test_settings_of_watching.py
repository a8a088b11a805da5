"""The settings of those who watch: alerts, the heartbeat, the health server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from promoter import settings
from promoter.errors import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_by_default_nobody_is_told_and_nobody_may_ask() -> None:
    read = settings.load()
    assert (read.alert_addresses, read.heartbeat_url, read.health_address) == ((), None, None)


def test_a_comma_inside_an_address_separates_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "PROMOTER_ALERTS", "mailto://u:p@example.org?to=a@b.org,c@b.org, json://example.org/x,slack://a/b/c"
    )
    assert settings.load().alert_addresses == (
        "mailto://u:p@example.org?to=a@b.org,c@b.org",
        "json://example.org/x",
        "slack://a/b/c",
    )


@pytest.mark.parametrize(
    ("written", "means"),
    [("127.0.0.1:9108", ("127.0.0.1", 9108)), ("[::1]:80", ("::1", 80)), ("localhost:65535", ("localhost", 65535))],
)
def test_where_to_listen_is_a_host_and_a_port(monkeypatch: pytest.MonkeyPatch, written: str, means: tuple) -> None:
    monkeypatch.setenv("PROMOTER_HEALTH", written)
    assert settings.load().health_address == means


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ALERTS", "s3cret@example.org", "address 1 is none: write addresses of Apprise"),
        ("ALERTS", "json://example.org, json://s3cret x", "address 2 is none"),
        ("HEARTBEAT_URL", "example.org/s3cret", "write an address like https://example.org/ping/name"),
        ("HEARTBEAT_URL", "ftp://example.org/s3cret", "write an address like https://"),
        ("HEALTH", "9108", "write where to listen, like 127.0.0.1:9108"),
        ("HEALTH", "127.0.0.1:0", "write where to listen"),
        ("HEALTH", "127.0.0.1:65536", "write where to listen"),
        ("HEALTH", "::1:9108", "write where to listen"),
        ("HEALTH", "http://127.0.0.1:9108", "write where to listen"),
    ],
)
def test_a_wrong_value_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(f"PROMOTER_{name}", value)
    with pytest.raises(UsageProblem) as problem:
        settings.load()
    assert str(problem.value).startswith(f"PROMOTER_{name}: {says}")
    assert "s3cret" not in str(problem.value)


def test_what_is_secret_in_them_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMOTER_ALERTS", "json://user:s3cret@example.org")
    monkeypatch.setenv("PROMOTER_HEARTBEAT_URL", "https://example.org/s3cret")
    assert "s3cret" not in repr(settings.load())
