"""What the operator sets, from the environment or a `.env` file in the working directory, read only when asked for."""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from promoter.errors import UsageProblem

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

PREFIX = "PROMOTER_"
ENV_FILE = Path(".env")

# LinkedIn serves a version for about a year and takes none without a date; this one ends about September 2027.
LINKEDIN_VERSION = "202609"

SHORTEST_KEY = 32  #: characters

X_KEYS = ("x_consumer_key", "x_consumer_secret", "x_access_token", "x_access_token_secret")
LINKEDIN_KEYS = ("linkedin_access_token", "linkedin_organisation")
LINKEDIN_APP = ("linkedin_client_id", "linkedin_client_secret")
OIDC_KEYS = ("oidc_issuer", "oidc_client_id", "oidc_client_secret")


# ---------------------------------------------------------------------------------------------- how values are written


def duration(value: object) -> timedelta:
    """A length of time as people write it: 500ms, 90s, 15m or 2h."""
    if isinstance(value, timedelta):
        return value
    match = re.fullmatch(r"([0-9]{1,6})\s*(ms|s|m|h)", str(value).strip())
    if not match:
        raise ValueError(f'"{value}" is not a length of time; write one like 90s, 15m or 2h')
    unit = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours"}[match[2]]
    return timedelta(**{unit: int(match[1])})


def _within(least: str, most: str) -> AfterValidator:
    def check(value: timedelta) -> timedelta:
        if not duration(least) <= value <= duration(most):
            raise ValueError(f"write a length of time from {least} to {most}")
        return value

    return AfterValidator(check)


def _database_url(value: str) -> str:
    # The address may hold a password, so no complaint repeats it.
    if re.match(r"postgres(ql)?(\+(?!psycopg:)\w+)?://", value):
        raise ValueError("write PostgreSQL's address as postgresql+psycopg://user:password@host/name")
    if not re.match(r"(sqlite:///|postgresql\+psycopg://).", value):
        raise ValueError(
            "write sqlite:///promoter.db for one machine or postgresql+psycopg://user:password@host/name for many"
        )
    return value


def secret_keys(value: str) -> tuple[str, ...]:
    """The keys of a list: the first seals, all open."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _secret_key(value: SecretStr) -> SecretStr:
    keys = secret_keys(value.get_secret_value())
    if not keys or any(len(key) < SHORTEST_KEY for key in keys):
        raise ValueError(
            f"each key needs {SHORTEST_KEY} characters or more, with commas between keys and none in them; "
            'python3 -c "import secrets; print(secrets.token_urlsafe(32))" makes one'
        )
    return value


def _api_url(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value):
        raise ValueError(
            "write an address like https://api.example.org or http://127.0.0.1:8700, without user name or query"
        )
    return value.rstrip("/")


def _secret(value: object) -> object:
    # Keys are pasted from web pages: with line ends, in quotes, with the word before them.
    key = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    if not re.fullmatch(r"[!-~]+", key.strip()):
        raise ValueError(
            "there is a space or an unusual character in it; copy the key alone, without the words around it"
        )
    return value


def _organisation(value: str) -> str:
    if not re.fullmatch(r"urn:li:organization:[0-9]+", value):
        raise ValueError(
            "write the page's URN like urn:li:organization:12345; the number is in the address of its admin page"
        )
    return value


def _linkedin_version(value: str) -> str:
    if not re.fullmatch(r"20[0-9]{2}(0[1-9]|1[0-2])", value):
        raise ValueError(f"write the version as year and month, like {LINKEDIN_VERSION}")
    return value


def split_addresses(value: str) -> tuple[str, ...]:
    """The addresses of a list. A comma inside an address, as between two people, separates none."""
    return tuple(part.strip() for part in re.split(r",\s*(?=[A-Za-z0-9]+://)", value))


def _alerts(value: SecretStr) -> SecretStr:
    # The addresses hold passwords and tokens, so no complaint repeats them.
    for number, address in enumerate(split_addresses(value.get_secret_value()), start=1):
        if not re.fullmatch(r"[A-Za-z0-9]+://\S+", address):
            raise ValueError(
                f"address {number} is none: write addresses of Apprise, separated by commas, "
                "like mailtos://user:password@example.org"
            )
    return value


def _heartbeat_url(value: SecretStr) -> SecretStr:
    # Whoever knows it can feign signs of life, so no complaint repeats it.
    if not re.fullmatch(r"https?://[^\s/?#@]+([/?][^\s#]*)?", value.get_secret_value()):
        raise ValueError("write an address like https://example.org/ping/name")
    return value


def _mail(value: SecretStr) -> SecretStr:
    # It holds a password, so no complaint repeats it.
    if not re.fullmatch(
        r"smtps?://(?:[^\s/@]+@)?(?:[^\s/:@?#\[\]]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?/?(?:\?from=[^\s&]+)?",
        value.get_secret_value(),
    ):
        raise ValueError("write a mail server like smtps://user:password@mail.example.org?from=press@example.org")
    return value


def _health(value: str) -> str:
    match = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):([0-9]{1,5})", value)
    if not match or not 0 < int(match[2]) < 65536:
        raise ValueError("write where to listen, like 127.0.0.1:9108")
    return value


def _public_url(value: str) -> str:
    match = re.fullmatch(r"(https?://[^\s/?#@]+)/?", value)
    if not match:
        raise ValueError("write the address at which people open the pages, like https://promoter.example.org")
    return match[1]


def _proxies(value: str) -> str:
    for part in value.split(","):
        try:
            ipaddress.ip_network(part.strip())
        except ValueError:
            raise ValueError(
                f'"{part.strip()}" is no address on the network; write those of your proxy, like 127.0.0.1 or 10.0.0.0/24, '
                "separated by commas"
            ) from None
    return value


def _issuer(value: str) -> str:
    # As it is written: services compare it letter by letter, so a slash at the end stays.
    if not re.fullmatch(r"(https://|http://(127\.0\.0\.1|localhost|\[::1\])(?=[:/]|$))[^\s?#@]*", value):
        raise ValueError(
            "write the address by which the service calls itself, its issuer, like https://login.example.org"
        )
    return value


Secret = Annotated[SecretStr, BeforeValidator(_secret)]
Duration = Annotated[timedelta, BeforeValidator(duration)]
ApiUrl = Annotated[str, AfterValidator(_api_url)]


# ---------------------------------------------------------------------------------------------------------- the settings


class Settings(BaseSettings):
    """Every setting, valid. An account of which nothing is set is absent; half of one is refused."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    user: str | None = None

    database_url: Annotated[str, AfterValidator(_database_url)] = Field(default="sqlite:///promoter.db", repr=False)
    secret_key: Annotated[SecretStr, AfterValidator(_secret_key)] | None = None

    x_api_url: ApiUrl = "https://api.x.com"
    x_consumer_key: Secret | None = None
    x_consumer_secret: Secret | None = None
    x_access_token: Secret | None = None
    x_access_token_secret: Secret | None = None
    x_client_id: Secret | None = None
    x_client_secret: Secret | None = None
    x_budget: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None

    linkedin_api_url: ApiUrl = "https://api.linkedin.com"
    linkedin_access_token: Secret | None = None
    linkedin_organisation: Annotated[str, AfterValidator(_organisation)] | None = None
    linkedin_client_id: Secret | None = None
    linkedin_client_secret: Secret | None = None
    linkedin_version: Annotated[str, AfterValidator(_linkedin_version)] = LINKEDIN_VERSION

    grace: Annotated[Duration, _within("1s", "24h")] = timedelta(minutes=15)
    lease: Annotated[Duration, _within("1s", "1h")] = timedelta(seconds=60)
    http_timeout: Annotated[Duration, _within("1ms", "10m")] = timedelta(seconds=20)

    settle_x: Annotated[Duration, _within("1ms", "6h")] = timedelta(seconds=120)
    settle_linkedin: Annotated[Duration, _within("1ms", "6h")] = timedelta(seconds=600)
    linkedin_resend: Literal["ask", "auto"] = "ask"
    page_check: Literal["on", "off"] = "on"

    figures: Literal["on", "off"] = "on"
    x_read_budget: Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)] = 5

    alerts: Annotated[SecretStr, AfterValidator(_alerts)] | None = None
    mail: Annotated[SecretStr, AfterValidator(_mail)] | None = None
    heartbeat_url: Annotated[SecretStr, AfterValidator(_heartbeat_url)] | None = None
    health: Annotated[str, AfterValidator(_health)] | None = None

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: Annotated[str, AfterValidator(_public_url)] | None = None
    incoming: str = "promoter-incoming"
    proxies: Annotated[str, AfterValidator(_proxies)] = "127.0.0.1, ::1"

    oidc_issuer: Annotated[str, AfterValidator(_issuer)] | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: Secret | None = None
    oidc_name: Annotated[str, Field(max_length=60)] = "single sign-on"

    @property
    def proxy_addresses(self) -> tuple[str, ...]:
        """Whose word is taken for where a request comes from."""
        return tuple(part.strip() for part in self.proxies.split(","))

    @property
    def home(self) -> str:
        """The address of the pages, for links that are sent."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def alert_addresses(self) -> tuple[str, ...]:
        """Where people are told of trouble."""
        return () if self.alerts is None else split_addresses(self.alerts.get_secret_value())

    @property
    def health_address(self) -> tuple[str, int] | None:
        """Host and port at which others may ask how the daemon is."""
        if self.health is None:
            return None
        host, _, port = self.health.rpartition(":")
        return host.strip("[]"), int(port)

    @model_validator(mode="after")
    def _whole_accounts(self) -> Settings:
        whole = (
            ("the X account", X_KEYS, "X's"),
            ("the LinkedIn account", LINKEDIN_KEYS, "LinkedIn's"),
            ("the LinkedIn app", LINKEDIN_APP, "LinkedIn's"),
            ("the single sign-on", OIDC_KEYS, "these"),
        )
        for what, keys, whose in whole:
            missing = [variable(key) for key in keys if getattr(self, key) is None]
            if missing and len(missing) < len(keys):
                raise ValueError(f"{what} is half set: set {' and '.join(missing)} too, or none of {whose}")
        return self

    @model_validator(mode="after")
    def _a_secret_of_something(self) -> Settings:
        if self.x_client_secret is not None and self.x_client_id is None:
            raise ValueError(f"the X app is half set: set {variable('x_client_id')} too, or no secret")
        return self

    @model_validator(mode="after")
    def _passwords_stay_private(self) -> Settings:
        at_home = self.host in {"127.0.0.1", "::1", "localhost"}
        if not at_home and not (self.public_url or "").startswith("https://"):
            raise ValueError(
                f"{variable('host')} is {self.host}, and passwords would travel there for all to read: have a proxy serve the "
                f"pages by https and set {variable('public_url')} to its address, or leave {variable('host')} at 127.0.0.1"
            )
        return self

    @model_validator(mode="after")
    def _lease_outlasts_a_request(self) -> Settings:
        if self.lease <= self.http_timeout:
            raise ValueError(
                f"{variable('lease')} must be longer than {variable('http_timeout')}, or nothing could ever be sent"
            )
        return self


def load(env_file: Path | None = ENV_FILE) -> Settings:
    """Read the settings. The environment wins over the file; whatever is wrong is a `UsageProblem` that names it."""
    try:
        _refuse_misspelt(env_file)
        return Settings(_env_file=env_file)
    except ValidationError as invalid:
        # Not chained: pydantic's own account would repeat the values.
        raise UsageProblem("\n".join(_complaint(error) for error in invalid.errors(include_url=False))) from None
    except (OSError, UnicodeDecodeError) as trouble:
        raise UsageProblem(
            f"The settings file {env_file} cannot be read ({type(trouble).__name__}); mend it or move it away."
        ) from None


def variable(field: str) -> str:
    """The environment variable that sets a field."""
    return PREFIX + field.upper()


def _refuse_misspelt(env_file: Path | None) -> None:
    """Refuse a name that is nearly a setting's; a name that is far from all may belong to another version."""
    known = {variable(field) for field in Settings.model_fields}
    given = {name.upper() for name in (*os.environ, *DotEnvSettingsSource(Settings, env_file=env_file).env_vars)}
    for name in sorted(name for name in given - known if name.startswith(PREFIX)):
        meant = difflib.get_close_matches(
            name.removeprefix(PREFIX), [k.removeprefix(PREFIX) for k in sorted(known)], n=1, cutoff=0.85
        )
        if meant:
            raise UsageProblem(f"{name} is no setting; write {PREFIX}{meant[0]}, or remove it.")


def _complaint(error: ErrorDetails) -> str:
    cause: Any = error.get("ctx", {}).get("error")
    sentence = str(cause) if isinstance(cause, ValueError) else error["msg"]
    where = f"{variable(str(error['loc'][0]))}: " if error["loc"] else ""
    return f"{where}{sentence}."
