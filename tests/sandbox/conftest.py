"""A sandbox on a clock that stands still until told, and two clients that speak to it over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
import requests

from promoter.sandbox.rules import Rules
from promoter.sandbox.server import Sandbox

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LINKEDIN_HEADERS = {"LinkedIn-Version": "202609", "X-Restli-Protocol-Version": "2.0.0"}
ORGANISATION = "urn:li:organization:1001"


class StillClock:
    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **by: float) -> None:
        self.moment += timedelta(**by)


class XClient:
    def __init__(self, url: str) -> None:
        self.url = url

    def call(self, method: str, path: str, token: str = "anna", **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        return requests.request(method, self.url + path, headers=headers, timeout=10, **more)

    def post(self, text: str, token: str = "anna", **fields: Any) -> requests.Response:
        return self.call("POST", "/2/tweets", token, json={"text": text, **fields})

    def me(self, token: str = "anna") -> str:
        return self.call("GET", "/2/users/me", token).json()["data"]["id"]

    def timeline(self, token: str = "anna", **params: Any) -> dict[str, Any]:
        answer = self.call("GET", f"/2/users/{self.me(token)}/tweets", token, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()


class LinkedInClient:
    def __init__(self, url: str) -> None:
        self.url = url

    def call(self, method: str, path: str, token: str = "anna", **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}", **LINKEDIN_HEADERS, **more.pop("headers", {})}
        kept = {name: value for name, value in headers.items() if value is not None}
        return requests.request(method, self.url + path, headers=kept, timeout=10, **more)

    def body(self, commentary: str, /, **changes: Any) -> dict[str, Any]:
        body = {
            "author": ORGANISATION,
            "commentary": commentary,
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
            **changes,
        }
        return {name: value for name, value in body.items() if value is not None}

    def post(self, commentary: str, token: str = "anna", /, **changes: Any) -> requests.Response:
        return self.call("POST", "/rest/posts", token, json=self.body(commentary, **changes))

    def get(self, urn: str, token: str = "anna") -> requests.Response:
        return self.call("GET", f"/rest/posts/{quote(urn, safe='')}", token)

    def find(self, author: str = ORGANISATION, token: str = "anna", **params: Any) -> requests.Response:
        params = {"author": author, "q": "author", **params}
        return self.call("GET", "/rest/posts", token, params=params, headers={"X-RestLi-Method": "FINDER"})


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def rules() -> Rules:
    """Parametrize a test with "rules" for others than the usual ones."""
    return Rules()


@pytest.fixture
def sandbox(clock: StillClock, rules: Rules):
    with Sandbox(clock=clock, rules=rules) as sandbox:
        yield sandbox


@pytest.fixture
def x(sandbox: Sandbox) -> XClient:
    return XClient(sandbox.url)


@pytest.fixture
def linkedin(sandbox: Sandbox) -> LinkedInClient:
    return LinkedInClient(sandbox.url)
