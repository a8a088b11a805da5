"""LinkedIn's authorisation server, and the pages for which a person may post.

The scopes are always the same: asking for others would end every token that was given before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import requests

from promoter.campaign.model import ChannelName
from promoter.channels import authorising
from promoter.channels.answers import document, objects, quoted
from promoter.channels.authorising import Offer, Owner, Renewal, Tokens, with_query
from promoter.channels.http import Answer, Transport
from promoter.channels.linkedin import FINDER, VERSION
from promoter.errors import NetworkTrouble

#: To post as a page, to read its posts back, to see for which pages somebody may, and who it is.
SCOPES = ("w_organization_social", "r_organization_social", "rw_organization_admin", "r_basicprofile")
#: The roles that may post for a page. LinkedIn spells one of them in two ways.
MAY_POST = frozenset({"ADMINISTRATOR", "CONTENT_ADMIN", "CONTENT_ADMINISTRATOR", "DIRECT_SPONSORED_CONTENT_POSTER"})
PAGE = re.compile(r"urn:li:organization:[0-9]{1,19}")
MOST_PAGES = 20  #: whose names are asked for
AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedInApp:
    """The app at LinkedIn, by which people agree."""

    client_id: str
    client_secret: str = field(repr=False)
    version: str = VERSION
    api_url: str = "https://api.linkedin.com"
    web_url: str = "https://www.linkedin.com"


class LinkedInAuthorisation:
    """Where people agree that we post for the pages that they look after."""

    name = ChannelName.LINKEDIN

    def __init__(self, app: LinkedInApp, transport: Transport | None = None) -> None:
        self._app = app
        self._transport = transport or Transport()

    def address(self, *, redirect: str, state: str, verifier: str) -> str:  # noqa: ARG002 - an app with a secret needs none
        """Where to send the browser of whoever is to agree."""
        query = {
            "response_type": "code",
            "client_id": self._app.client_id,
            "redirect_uri": redirect,
            "state": state,
            "scope": " ".join(SCOPES),
        }
        return with_query(f"{self._app.web_url}/oauth/v2/authorization", query)

    def exchange(self, code: str, *, redirect: str, verifier: str) -> Tokens:  # noqa: ARG002
        """Turn a code into tokens. Most apps get no refresh token: then the account lasts for sixty days."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
        return authorising.exchanged("LinkedIn", self._request(form), self._transport, asked=SCOPES)

    def renew(self, refresh: str) -> Renewal:
        """Use a refresh token. Its own end does not move by that."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh}
        return authorising.renewed("LinkedIn", self._request(form), self._transport, asked=SCOPES)

    def offer(self, access: str) -> Offer:
        """The pages for which the person may post, and those for which they may not."""
        roles = self._roles(access)
        person = self._person(access)
        owners, others = [], []
        for number, (page, held) in enumerate(sorted(roles.items())):
            owner = Owner(page, self._name(page, access) if number < MOST_PAGES else page)
            if held & MAY_POST:
                owners.append(owner)
            else:
                others.append((owner, ", ".join(sorted(role.replace("_", " ").lower() for role in held))))
        return Offer(person=person, owners=tuple(owners), others=tuple(others))

    def _roles(self, access: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        start = 0
        while True:
            query = {"q": "roleAssignee", "state": "APPROVED", "count": str(AT_ONCE), "start": str(start)}
            whole = self._read(access, "/rest/organizationAcls", query)
            if whole is None:
                raise NetworkTrouble("LinkedIn gave tokens and does not say for which pages; begin again")
            elements = objects(whole.get("elements"))
            for one in elements:
                page, role = one.get("organization") or one.get("organizationTarget"), one.get("role")
                approved = one.get("state", "APPROVED") == "APPROVED" and isinstance(role, str)
                if approved and isinstance(page, str) and PAGE.fullmatch(page):
                    found.setdefault(page, set()).add(str(role).upper())
            start += len(elements)
            if len(elements) < AT_ONCE:
                return found

    def _person(self, access: str) -> str | None:
        """Who agreed. It is told to people and decides nothing, so it may be missing."""
        me = self._read(access, "/v2/me", {}, needed=False) or {}
        names = [me.get(name) for name in ("localizedFirstName", "localizedLastName")]
        return _plain(" ".join(name for name in names if isinstance(name, str))) or None

    def _name(self, page: str, access: str) -> str:
        whole = self._read(access, f"/rest/organizations/{quote(page.rpartition(':')[2])}", {}, needed=False) or {}
        name = whole.get("localizedName")
        return _plain(name) or page if isinstance(name, str) else page

    def _read(self, access: str, path: str, query: dict[str, str], *, needed: bool = True) -> dict[str, Any] | None:
        headers = {
            "Authorization": f"Bearer {access}",
            "LinkedIn-Version": self._app.version,
            "X-Restli-Protocol-Version": "2.0.0",
            **(FINDER if "q" in query else {}),
        }
        request = requests.Request("GET", self._app.api_url + path, params=query, headers=headers)
        exchange = authorising.reads("LinkedIn", request, self._transport)
        if isinstance(exchange, Answer) and exchange.status == 200:
            return document(exchange.body)
        if not needed:
            return None
        if not isinstance(exchange, Answer):
            raise NetworkTrouble(
                f"LinkedIn gave tokens and did not say for which pages: {exchange.detail}; begin again"
            )
        said = quoted("LinkedIn", [document(exchange.body).get("message")], [access])
        raise NetworkTrouble(
            f"LinkedIn gave tokens and answered {exchange.status} when asked for which pages; begin again.{said}"
        )

    def _request(self, form: dict[str, str]) -> requests.Request:
        app = self._app
        data = {**form, "client_id": app.client_id, "client_secret": app.client_secret}
        return requests.Request("POST", f"{app.web_url}/oauth/v2/accessToken", data=data)


def _plain(name: str) -> str:
    """A name on one line, as it can be shown."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())[:100]
