"""The settings: where they come from, how they are written, and what is said when one is wrong."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from promoter import settings
from promoter.errors import UsageProblem

KEYS = {"CONSUMER_KEY": "ck-1", "CONSUMER_SECRET": "cs-2", "ACCESS_TOKEN": "at-3", "ACCESS_TOKEN_SECRET": "ts-4"}


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def set_x(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    for name in names:
        monkeypatch.setenv(f"PROMOTER_X_{name}", KEYS[name])


def test_nothing_set_is_one_machine_without_accounts() -> None:
    read = settings.load()
    assert read.database_url == "sqlite:///promoter.db"
    assert read.x_consumer_key is None
    assert read.linkedin_access_token is None
    assert (read.grace, read.lease, read.http_timeout) == (
        timedelta(minutes=15),
        timedelta(seconds=60),
        timedelta(seconds=20),
    )
    assert (read.x_api_url, read.linkedin_api_url) == ("https://api.x.com", "https://api.linkedin.com")


def test_the_file_in_the_working_directory_is_read_and_the_environment_wins_over_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("PROMOTER_GRACE=5m\nPROMOTER_LEASE=90s\nOTHER=1\n", encoding="utf-8")
    monkeypatch.setenv("PROMOTER_LEASE", "30m")
    read = settings.load()
    assert (read.grace, read.lease) == (timedelta(minutes=5), timedelta(minutes=30))


def test_who_acts_is_read_like_any_other_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.load().user is None
    Path(".env").write_text("PROMOTER_USER= amara@example.org \n", encoding="utf-8")
    assert settings.load().user == "amara@example.org"
    monkeypatch.setenv("PROMOTER_USER", "ruth@example.org")
    assert settings.load().user == "ruth@example.org"


def test_an_empty_value_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("PROMOTER_X_ACCESS_TOKEN=\nPROMOTER_GRACE=5m\n", encoding="utf-8")
    monkeypatch.setenv("PROMOTER_GRACE", "")
    read = settings.load()
    assert read.x_access_token is None
    assert read.grace == timedelta(minutes=5)


def test_the_example_file_is_a_file_that_can_be_used() -> None:
    example = Path(__file__).parent.parent / ".env.example"
    assert settings.load(example) == settings.load()


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("500ms", timedelta(milliseconds=500)),
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("2h", timedelta(hours=2)),
        (" 15 m ", timedelta(minutes=15)),
        (timedelta(seconds=3), timedelta(seconds=3)),
    ],
)
def test_a_length_of_time_is_read_as_people_write_it(written: object, means: timedelta) -> None:
    assert settings.duration(written) == means


@pytest.mark.parametrize("written", ["", "15", "m", "15 minutes", "-5m", "1.5h", "15m30s", "PT15M", 15, "٣m"])
def test_anything_else_is_no_length_of_time(written: object) -> None:
    with pytest.raises(ValueError, match="write one like 90s, 15m or 2h"):
        settings.duration(written)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PROMOTER_GRACE", "soon", '"soon" is not a length of time; write one like 90s, 15m or 2h'),
        ("PROMOTER_GRACE", "48h", "write a length of time from 1s to 24h"),
        ("PROMOTER_GRACE", "0s", "write a length of time from 1s to 24h"),
        ("PROMOTER_HTTP_TIMEOUT", "0ms", "write a length of time from 1ms to 10m"),
        ("PROMOTER_DATABASE_URL", "promoter.db", "write sqlite:///promoter.db"),
        ("PROMOTER_DATABASE_URL", "sqlite://", "write sqlite:///promoter.db"),
        ("PROMOTER_DATABASE_URL", "postgresql://me@host/db", "write PostgreSQL's address as postgresql+psycopg://"),
        (
            "PROMOTER_DATABASE_URL",
            "postgres+asyncpg://me@host/db",
            "write PostgreSQL's address as postgresql+psycopg://",
        ),
        ("PROMOTER_X_API_URL", "api.x.com", "write an address like https://"),
        ("PROMOTER_LINKEDIN_API_URL", "https://me:pw@host", "write an address like https://"),
        ("PROMOTER_LINKEDIN_VERSION", "2026-09", "write the version as year and month"),
        ("PROMOTER_LINKEDIN_VERSION", "202613", "write the version as year and month"),
        ("PROMOTER_LINKEDIN_ORGANISATION", "12345", "write the page's URN like urn:li:organization:12345"),
        ("PROMOTER_LINKEDIN_ACCESS_TOKEN", "Bearer abc", "copy the key alone"),
        ("PROMOTER_X_CONSUMER_KEY", "“abc”", "copy the key alone"),
    ],
)
def test_a_wrong_value_is_named_with_what_to_write_instead(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageProblem) as problem:
        settings.load()
    assert str(problem.value).startswith(f"{name}: ")
    assert says in str(problem.value)
    assert problem.value.exit_code == 2


def test_all_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMOTER_GRACE", "soon")
    monkeypatch.setenv("PROMOTER_X_API_URL", "x")
    with pytest.raises(UsageProblem) as problem:
        settings.load()
    assert [line.partition(":")[0] for line in str(problem.value).splitlines()] == [
        "PROMOTER_X_API_URL",
        "PROMOTER_GRACE",
    ]


def test_a_complaint_never_repeats_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMOTER_DATABASE_URL", "postgresql://me:hunter2@host/db")
    monkeypatch.setenv("PROMOTER_X_CONSUMER_KEY", "hunter 2")
    with pytest.raises(UsageProblem) as problem:
        settings.load()
    assert "hunter" not in str(problem.value)
    assert problem.value.__cause__ is None
    assert problem.value.__suppress_context__


def test_secrets_do_not_show_when_the_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    set_x(monkeypatch, *KEYS)
    monkeypatch.setenv("PROMOTER_DATABASE_URL", "postgresql+psycopg://me:hunter2@host/db")
    read = settings.load()
    assert not [secret for secret in ("hunter2", *KEYS.values()) if secret in repr(read) + str(read)]
    assert read.x_access_token
    assert read.x_access_token.get_secret_value() == "at-3"


def test_what_was_pasted_with_a_line_end_is_read_without(monkeypatch: pytest.MonkeyPatch) -> None:
    set_x(monkeypatch, *KEYS)
    monkeypatch.setenv("PROMOTER_X_ACCESS_TOKEN", " at-3\r\n")
    token = settings.load().x_access_token
    assert token
    assert token.get_secret_value() == "at-3"


def test_half_an_x_account_is_refused_with_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    set_x(monkeypatch, "CONSUMER_KEY", "CONSUMER_SECRET")
    with pytest.raises(
        UsageProblem, match="set PROMOTER_X_ACCESS_TOKEN and PROMOTER_X_ACCESS_TOKEN_SECRET too, or none"
    ):
        settings.load()


def test_half_a_linkedin_account_is_refused_with_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMOTER_LINKEDIN_ACCESS_TOKEN", "abc")
    with pytest.raises(UsageProblem, match="set PROMOTER_LINKEDIN_ORGANISATION too"):
        settings.load()


def test_a_lease_that_no_request_fits_into_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMOTER_LEASE", "20s")
    with pytest.raises(UsageProblem, match="PROMOTER_LEASE must be longer than PROMOTER_HTTP_TIMEOUT"):
        settings.load()


def test_an_address_is_kept_without_its_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMOTER_X_API_URL", "http://127.0.0.1:8700/")
    assert settings.load().x_api_url == "http://127.0.0.1:8700"


def test_a_misspelt_name_is_refused_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMOTER_X_ACESS_TOKEN", "abc")
    with pytest.raises(UsageProblem, match="PROMOTER_X_ACESS_TOKEN is no setting; write PROMOTER_X_ACCESS_TOKEN"):
        settings.load()


def test_a_misspelt_name_is_refused_in_the_file() -> None:
    Path(".env").write_text("PROMOTER_HTTP_TIMEOUTS=5s\n", encoding="utf-8")
    with pytest.raises(UsageProblem, match="PROMOTER_HTTP_TIMEOUTS is no setting; write PROMOTER_HTTP_TIMEOUT"):
        settings.load()


def test_a_name_like_no_setting_belongs_to_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMOTER_SOMETHING_NEW", "1")
    settings.load()


def test_a_file_that_cannot_be_read_is_named() -> None:
    Path(".env").write_bytes(b"PROMOTER_GRACE=\xff\n")
    with pytest.raises(UsageProblem, match=r"\.env cannot be read"):
        settings.load()


def test_nothing_is_read_at_import() -> None:
    Path(".env").write_text("PROMOTER_GRACE=soon\n", encoding="utf-8")
    subprocess.run([sys.executable, "-c", "import promoter.settings"], check=True)
