"""Single sign-on against a real provider over HTTP: who it vouches for comes in, and nobody by any of the known tricks."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from browsing import axe
from promoter import bootstrap, settings
from promoter.approval.rights import remove_user
from promoter.errors import UsageProblem
from promoter.ledger.rows import Actor
from promoter.people import inviting, signing_in
from promoter.web.app import create_app
from promoter.web.single_sign_on import SingleSignOn
from promoter.web.wiring import Wiring
from serving import email, serving
from web.oidc_provider import CLIENT, SECRET, Provider, signed_with_the_public_key, unsigned
from web.visiting import all_of, visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient

    from serving import House

NAME = "Example ID"
FORGED = "The answer of Example ID could not be believed"


@pytest.fixture(scope="session")
def key() -> RSAKey:
    return RSAKey.generate_key(2048)


@pytest.fixture(scope="session")
def other_key() -> RSAKey:
    return RSAKey.generate_key(2048)


@pytest.fixture
def provider(house: House, key: RSAKey) -> Iterator[Provider]:
    made = Provider(now=house.clock.now, key=key, person={"email": email("ruth"), "email_verified": True})
    with serving(made.app) as address:
        made.issuer = address
        yield made


@pytest.fixture
def wiring(house: House, provider: Provider) -> Wiring:
    sign_on = SingleSignOn(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET, name=NAME)
    return Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15), sign_on=sign_on)


@pytest.fixture
def client(wiring: Wiring) -> TestClient:
    return visitor(wiring)


def begun(client: TestClient, after: str = "/") -> str:
    """Where the provider sends the browser back to, after this browser began."""
    there = client.get("/sign-in/with", params={"next": after})
    assert there.status_code == 303, there.text
    return back_from(there.headers["location"])


def back_from(address: str) -> str:
    back = urlsplit(httpx2.get(address).headers["location"])
    assert (back.scheme, back.netloc, back.path) == ("http", "127.0.0.1", "/sign-in/from")
    return f"{back.path}?{back.query}"


def come_in(client: TestClient, after: str = "/") -> Any:
    return client.get(begun(client, after))


def sessions(wiring: Wiring) -> list[signing_in.Session]:
    with wiring.ledger.read() as conn:
        return signing_in.sessions_of(conn, now=wiring.at_the_door())


def refused(response: Any, wiring: Wiring, why: str, status: int = 403) -> None:
    assert response.status_code == status
    assert why in response.text
    assert "promoter=" not in response.headers.get("set-cookie", "")
    assert sessions(wiring) == []


# ---------------------------------------------------------------------------------------------------------- who comes in


def test_whom_the_service_vouches_for_comes_in_to_the_page_they_wanted(client: TestClient, wiring: Wiring) -> None:
    response = come_in(client, "/help")
    assert (response.status_code, response.headers["location"]) == (303, "/help")
    assert [(one.email, one.via) for one in sessions(wiring)] == [(email("ruth"), NAME)]
    assert email("ruth") in client.get("/help").text
    with wiring.ledger.read() as conn:
        assert signing_in.sessions_of(conn, email("ruth"), now=wiring.clock.now())[0].address == "127.0.0.1"


def test_large_letters_in_an_e_mail_make_no_other_person(
    client: TestClient, wiring: Wiring, provider: Provider
) -> None:
    provider.person["email"] = "Ruth@Example.ORG"
    come_in(client)
    assert [one.email for one in sessions(wiring)] == [email("ruth")]


def test_the_browser_is_sent_with_a_fresh_challenge_each_time_and_no_secret(
    client: TestClient, provider: Provider
) -> None:
    begun(client)
    begun(client)
    one, other = provider.asked
    for name in ("state", "nonce", "code_challenge"):
        assert len(one[name]) >= 43
        assert one[name] != other[name]
    assert SECRET not in str(provider.asked)
    assert "code_verifier" not in one


def test_the_verifier_reaches_the_service_with_the_code_alone(
    client: TestClient, wiring: Wiring, provider: Provider
) -> None:
    there = begun(client)
    for asked in provider.given.values():
        asked["code_challenge"] = "another-browser-began-this"
    refused(client.get(there), wiring, FORGED)


def test_a_service_that_wants_the_secret_in_the_form_gets_it_there(
    client: TestClient, wiring: Wiring, provider: Provider
) -> None:
    provider.secret_in = "post"
    assert come_in(client).status_code == 303
    assert len(sessions(wiring)) == 1


def test_what_the_token_leaves_out_is_asked_for(client: TestClient, wiring: Wiring, provider: Provider) -> None:
    provider.person = {}
    provider.userinfo = {"sub": "248", "email": email("tom"), "email_verified": True}
    come_in(client)
    assert [one.email for one in sessions(wiring)] == [email("tom")]


def test_what_is_said_of_another_person_is_not_taken(client: TestClient, wiring: Wiring, provider: Provider) -> None:
    provider.person = {}
    provider.userinfo = {"sub": "249", "email": email("tom"), "email_verified": True}
    refused(come_in(client), wiring, FORGED)


def test_a_service_may_change_its_keys(
    client: TestClient, wiring: Wiring, provider: Provider, other_key: RSAKey, house: House
) -> None:
    come_in(client)
    house.clock.advance_to(house.clock.now() + timedelta(minutes=5))
    provider.key, provider.header = other_key, {"kid": "two"}
    provider.published = [other_key.as_dict(private=False, kid="two")]
    assert come_in(client).status_code == 303
    assert len(sessions(wiring)) == 2


def test_a_key_of_a_kind_not_known_is_passed_over(client: TestClient, provider: Provider) -> None:
    provider.published = [
        {"kty": "AKP", "alg": "ML-DSA-44", "kid": "new", "pub": "x"},
        {"kty": "EC", "crv": "P-1", "kid": "odd"},
        provider.key.as_dict(private=False, kid="one"),
    ]
    assert come_in(client).headers["location"] == "/"


# ------------------------------------------------------------------------------------------------------- who does not


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ({"email_verified": False}, "has not made sure that ruth@example.org is your e-mail"),
        ({"email_verified": None}, "has not made sure"),
        ({"email_verified": 1}, "has not made sure"),
        ({"email_verified": "false"}, "has not made sure"),
        ({"email": None}, "did not say what your e-mail is"),
        ({"email": ["ruth@example.org"]}, "did not say what your e-mail is"),
        ({"email": "eve@example.org"}, "You are not known here yet"),
        ({"email": "ruth@example.org\x00"}, "You are not known here yet"),
    ],
)
def test_who_is_not_known_under_a_confirmed_e_mail_stays_outside(
    client: TestClient, wiring: Wiring, provider: Provider, person: dict[str, Any], why: str
) -> None:
    before = all_of(wiring.ledger)
    provider.person |= person
    refused(come_in(client), wiring, why)
    assert all_of(wiring.ledger) == before  # nobody is made known by signing in


def test_who_was_removed_stays_outside(client: TestClient, wiring: Wiring, house: House) -> None:
    with house.ledger.write() as conn:
        remove_user(conn, email("ruth"), who=Actor(None, "test"), now=house.clock.now())
    refused(come_in(client), wiring, "You are not known here yet")


HOUR = 3600


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of-another-sign-in"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"aud": [CLIENT, "another-client"]},
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"azp": "another-client"},
        {"aud": None},
        {"iss": "https://login.example.net"},
        {"iss": None},
        {"sub": None},
        {"exp": None},
        {"iat": None},
    ],
    ids=str,
)
def test_a_token_that_was_not_made_for_this_sign_in_lets_nobody_in(
    client: TestClient, wiring: Wiring, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    refused(come_in(client), wiring, FORGED)


@pytest.mark.parametrize("claims", [{"exp": -61}, {"exp": -HOUR}, {"iat": HOUR}, {"nbf": HOUR}], ids=str)
def test_a_token_of_another_time_lets_nobody_in(
    client: TestClient, wiring: Wiring, provider: Provider, claims: dict[str, int]
) -> None:
    at = int(provider.now().timestamp())
    provider.claims = {name: at + seconds for name, seconds in claims.items()}
    refused(come_in(client), wiring, FORGED)


def test_a_token_without_signature_lets_nobody_in(client: TestClient, wiring: Wiring, provider: Provider) -> None:
    provider.sign = unsigned
    refused(come_in(client), wiring, FORGED)


def test_a_token_signed_with_the_public_key_as_a_secret_lets_nobody_in(
    client: TestClient, wiring: Wiring, provider: Provider, key: RSAKey
) -> None:
    provider.sign = signed_with_the_public_key(key)
    refused(come_in(client), wiring, FORGED)


def test_a_token_signed_with_our_secret_lets_nobody_in(client: TestClient, wiring: Wiring, provider: Provider) -> None:
    secret = OctKey.import_key(SECRET)
    provider.sign = lambda claims: jwt.encode({"alg": "HS256", "kid": "one"}, claims, secret)
    refused(come_in(client), wiring, FORGED)


def test_a_secret_among_the_published_keys_is_no_key(client: TestClient, wiring: Wiring, provider: Provider) -> None:
    secret = OctKey.import_key(SECRET)
    provider.sign = lambda claims: jwt.encode({"alg": "HS256", "kid": "shared"}, claims, secret)
    provider.published = [secret.as_dict(kid="shared"), provider.key.as_dict(private=False, kid="one")]
    refused(come_in(client), wiring, FORGED)


@pytest.mark.parametrize("kid", ["one", "two"])
def test_a_token_signed_with_another_key_lets_nobody_in(
    client: TestClient, wiring: Wiring, provider: Provider, other_key: RSAKey, kid: str
) -> None:
    provider.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": kid}, claims, other_key)
    refused(come_in(client), wiring, FORGED)


@pytest.mark.parametrize("answer", ["", "no token", "a.b.c"])
def test_an_answer_that_is_no_token_lets_nobody_in(
    client: TestClient, wiring: Wiring, provider: Provider, answer: str
) -> None:
    provider.sign = lambda _: answer
    refused(come_in(client), wiring, FORGED)


# ---------------------------------------------------------------------------------------------- who began, and who returns

NOT_BEGUN = "This sign-in was not begun in this browser, or it took too long"


def test_a_return_works_once(client: TestClient, wiring: Wiring) -> None:
    there = begun(client)
    kept = client.cookies["promoter-sign-in"]
    assert client.get(there).status_code == 303
    assert "promoter-sign-in" not in client.cookies
    again = client.get(there)
    assert (again.status_code, NOT_BEGUN in again.text) == (403, True)
    client.cookies.set("promoter-sign-in", kept, domain="127.0.0.1", path="/")  # even by whoever kept the cookie, too
    again = client.get(there)
    assert (again.status_code, FORGED in again.text) == (403, True)
    assert len(sessions(wiring)) == 1


def test_a_return_that_another_browser_began_lets_nobody_in(client: TestClient, wiring: Wiring) -> None:
    there = begun(client)
    refused(visitor(wiring).get(there), wiring, NOT_BEGUN)


@pytest.mark.parametrize("change", [{"state": "x"}, {"state": ""}, {"state": "é"}, {"state": None}])
def test_a_return_with_another_state_lets_nobody_in(
    client: TestClient, wiring: Wiring, change: dict[str, str | None]
) -> None:
    there = urlsplit(begun(client))
    query = {name: values[0] for name, values in parse_qs(there.query).items()} | change
    query = {name: value for name, value in query.items() if value is not None}
    refused(client.get(there.path, params=query), wiring, NOT_BEGUN)


def test_whoever_takes_too_long_begins_again(client: TestClient, wiring: Wiring, house: House) -> None:
    there = begun(client)
    house.clock.advance_to(house.clock.now() + timedelta(minutes=10, seconds=1))
    refused(client.get(there), wiring, NOT_BEGUN)


@pytest.mark.parametrize("kept", ["", "x", "e30.e30.", "a.b.c"])
def test_what_the_browser_kept_cannot_be_made_up(client: TestClient, wiring: Wiring, kept: str) -> None:
    there = begun(client)
    client.cookies.set("promoter-sign-in", kept, domain="127.0.0.1", path="/")
    refused(client.get(there), wiring, NOT_BEGUN)


def test_what_the_browser_kept_is_sealed_with_what_only_we_know(client: TestClient, wiring: Wiring) -> None:
    there = begun(client)
    state = parse_qs(urlsplit(there).query)["state"][0]
    claims = {"state": state, "nonce": "n", "verifier": "v" * 43, "after": "https://example.net", "exp": 10**10}
    forged = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(b"0" * 32))
    client.cookies.set("promoter-sign-in", forged, domain="127.0.0.1", path="/")
    refused(client.get(there), wiring, NOT_BEGUN)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_cannot_begin_it(client: TestClient, site: str) -> None:
    response = client.get("/sign-in/with", headers={"sec-fetch-site": site})
    assert (response.status_code, response.headers["location"]) == (303, "/sign-in")
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("site", ["same-origin", "none", None])
def test_our_own_page_and_the_address_line_can(client: TestClient, provider: Provider, site: str | None) -> None:
    response = client.get("/sign-in/with", headers={"sec-fetch-site": site} if site else {})
    assert response.headers["location"].startswith(f"{provider.issuer}/authorize?")


@pytest.mark.parametrize(
    "after", ["https://example.net/", "//example.net", "/\\example.net", "/\t/example.net", "javascript:alert(1)", ""]
)
def test_nobody_is_sent_elsewhere_afterwards(client: TestClient, after: str) -> None:
    assert come_in(client, after).headers["location"] == "/"


def test_an_answer_of_another_service_is_not_taken(client: TestClient, wiring: Wiring, provider: Provider) -> None:
    provider.metadata = {"authorization_response_iss_parameter_supported": True}
    there = begun(client)
    refused(client.get(there.replace("iss=http", "iss=https")), wiring, FORGED)
    there = begun(client)
    refused(client.get(there.replace("iss=", "nothing=")), wiring, FORGED)
    assert come_in(client).status_code == 303


# ------------------------------------------------------------------------------------------------------ what goes wrong


def test_a_refusal_over_there_is_one_sentence_of_ours(client: TestClient, wiring: Wiring, provider: Provider) -> None:
    provider.refuses = "access_denied"
    response = come_in(client)
    refused(response, wiring, "Example ID did not let you in")
    assert "+44" not in response.text  # what stands in the address is anybody's


def test_a_service_that_is_not_there_is_told_and_passwords_go_on(house: House) -> None:
    sign_on = SingleSignOn(issuer="http://127.0.0.1:9", client_id=CLIENT, client_secret=SECRET, name=NAME)
    wiring = Wiring(ledger=house.ledger, clock=house.clock, grace=timedelta(minutes=15), sign_on=sign_on)
    response = visitor(wiring).get("/sign-in/with")
    refused(response, wiring, "Example ID does not answer as it should. Try again in a minute", status=503)
    assert 'name="password"' in response.text


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://login.example.net"},
        {"issuer": None},
        {"token_endpoint": "http://192.0.2.1/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "http://192.0.2.1/keys"},
        {"userinfo_endpoint": "http://192.0.2.1/person"},
        {"authorization_endpoint": None},
    ],
    ids=str,
)
def test_a_service_that_says_odd_things_of_itself_is_not_gone_to(
    client: TestClient, wiring: Wiring, provider: Provider, said: dict[str, Any]
) -> None:
    provider.metadata = said
    refused(client.get("/sign-in/with"), wiring, "does not answer as it should", status=503)


@pytest.mark.parametrize("published", [[{"kty": "oct", "k": "c2VjcmV0"}], ["x"], [{"kty": "RSA"}]], ids=str)
def test_a_service_without_a_usable_key_is_not_gone_to(
    client: TestClient, wiring: Wiring, provider: Provider, published: list[Any]
) -> None:
    provider.published = published
    refused(client.get("/sign-in/with"), wiring, "does not answer as it should", status=503)


def test_no_secret_is_logged(client: TestClient, provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    provider.claims = {"aud": "another-client"}
    there = begun(client)
    client.get(there)
    assert "is not believed" in caplog.text
    code = parse_qs(urlsplit(there).query)["code"][0]
    assert not [word for word in (SECRET, code, "a-key-to-the-person", "eyJ") if word in caplog.text]


# ------------------------------------------------------------------------------------------- only where it is wanted


def test_without_the_settings_nothing_of_it_is_shown(wiring: Wiring) -> None:
    client = visitor(dataclasses.replace(wiring, sign_on=None))
    assert "Sign in with" not in client.get("/sign-in").text
    assert client.get("/sign-in/with").status_code == 404
    assert client.get("/sign-in/from?code=x&state=y").status_code == 404


def test_with_them_the_page_offers_it_and_keeps_where_one_wanted_to_go(client: TestClient) -> None:
    page = client.get("/sign-in?next=/help").text
    assert 'href="/sign-in/with?next=/help"' in page
    assert "Sign in with Example ID" in page


# ------------------------------------------------------------------------------------------- beside passwords, or without


def password_of(wiring: Wiring, name: str) -> bool:
    with wiring.ledger.read() as conn:
        return signing_in.has_password(conn, email(name))


def test_an_admin_lets_somebody_in_by_it_alone_without_a_link(
    client: TestClient, wiring: Wiring, provider: Provider
) -> None:
    form = {"email": "zoe@example.org", "role:viewer": "yes", "how": "sign-on"}
    answer = visitor(wiring, "adam").post("/people/invite", data=form)
    assert answer.headers["location"] == "/people"
    with wiring.ledger.read() as conn:
        assert inviting.open_invitations(conn, now=wiring.clock.now()) == []
    provider.person["email"] = "zoe@example.org"
    assert come_in(client).headers["location"] == "/"
    assert not password_of(wiring, "zoe")


def test_without_it_nobody_is_let_in_without_a_link(wiring: Wiring) -> None:
    form = {"email": "zoe@example.org", "role:viewer": "yes", "how": "sign-on"}
    page = visitor(dataclasses.replace(wiring, sign_on=None), "adam").post("/people/invite", data=form)
    assert 'id="link"' in page.text


def test_an_admin_takes_a_password_away_and_what_it_had_opened(client: TestClient, wiring: Wiring) -> None:
    ruth, adam = visitor(wiring, "ruth"), visitor(wiring, "adam")
    assert "Take the password away: Example ID alone" in adam.get("/people").text
    answer = adam.post("/people/forget-password", data={"email": email("ruth")})
    assert answer.status_code == 303
    assert ruth.get("/me").status_code == 303, "she is signed out"
    assert not password_of(wiring, "ruth")
    assert come_in(client).headers["location"] == "/", "and comes in as she should"
    assert "You have none, and need none: you sign in with Example ID." in client.get("/me").text
    assert f"adam@example.org took the password of {email('ruth')} away" in adam.get("/record").text


@pytest.mark.parametrize(
    ("who", "status", "why"),
    [("adam", 409, "You cannot take away your own password"), ("nobody", 422, "Nobody here is called")],
)
def test_a_password_that_cannot_be_taken_away_stays(wiring: Wiring, who: str, status: int, why: str) -> None:
    answer = visitor(wiring, "adam").post("/people/forget-password", data={"email": email(who)})
    assert answer.status_code == status
    assert why in answer.text
    assert password_of(wiring, "adam")


def test_where_there_is_nothing_else_passwords_stay(wiring: Wiring) -> None:
    admin = visitor(dataclasses.replace(wiring, sign_on=None), "adam")
    assert "Take the password away" not in admin.get("/people").text
    assert admin.post("/people/forget-password", data={"email": email("ruth")}).status_code == 409
    assert password_of(wiring, "ruth")


def test_a_link_says_that_one_may_come_in_without_a_password(wiring: Wiring) -> None:
    with wiring.ledger.write() as conn:
        token = inviting.invite(conn, email("ruth"), who=Actor(None, "test"), now=wiring.clock.now())
    assert "sign in with Example ID" in visitor(wiring).get(f"/welcome/{token}").text
    assert "sign in with" not in visitor(dataclasses.replace(wiring, sign_on=None)).get(f"/welcome/{token}").text


def test_without_the_settings_nothing_of_it_is_imported() -> None:
    code = (
        "import sys; import promoter.web.app, promoter.web.serving, promoter.bootstrap\n"
        "assert not {'authlib', 'httpx2', 'joserfc', 'requests'} & {*sys.modules}, 'too much is imported'\n"
        "import promoter.web.single_sign_on\n"
        "assert not {'requests', 'httpx'} & {*sys.modules}, 'more is imported than the extra has'"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


KEYS = {"oidc_issuer": "https://login.example.org/", "oidc_client_id": CLIENT, "oidc_client_secret": "s3cret"}


def read(monkeypatch: pytest.MonkeyPatch, **values: str) -> settings.Settings:
    for name, value in values.items():
        monkeypatch.setenv(settings.variable(name), value)
    return settings.load(None)


def test_the_settings_are_all_there_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageProblem, match="single sign-on is half set: set PROMOTER_OIDC_CLIENT_SECRET too"):
        read(monkeypatch, **{name: value for name, value in KEYS.items() if name != "oidc_client_secret"})


@pytest.mark.parametrize("issuer", ["login.example.org", "http://login.example.org", "https://a@b", "https://a?b"])
def test_an_issuer_to_which_no_secret_may_travel_is_refused(monkeypatch: pytest.MonkeyPatch, issuer: str) -> None:
    with pytest.raises(UsageProblem, match="PROMOTER_OIDC_ISSUER: write the address"):
        read(monkeypatch, **KEYS | {"oidc_issuer": issuer})


def test_without_the_extra_the_pages_say_what_to_install(monkeypatch: pytest.MonkeyPatch, house: House) -> None:
    monkeypatch.setitem(sys.modules, "promoter.web.single_sign_on", None)
    with pytest.raises(UsageProblem, match=r"install promoter\[sso\]"):
        bootstrap.pages(house.ledger, read(monkeypatch, **KEYS, port="0"), house.clock)


def test_what_the_browser_keeps_meanwhile_is_safe_from_others(wiring: Wiring, provider: Provider) -> None:
    client = visitor(dataclasses.replace(wiring, secure=True, public_url="https://127.0.0.1"))
    set_cookie = client.get("/sign-in/with").headers["set-cookie"]
    assert set_cookie.startswith("__Host-promoter-sign-in=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=600"} <= set(set_cookie.split("; "))
    begun_with = client.get("/sign-in/with").headers["location"]
    back = httpx2.get(begun_with).headers["location"]
    assert back.startswith("https://127.0.0.1/sign-in/from?")
    came = client.get(back.removeprefix("https://127.0.0.1"))
    assert [line.split("=")[0] for line in came.headers.get_list("set-cookie")] == [
        "__Host-promoter", "__Host-promoter-sign-in",
    ]  # fmt: skip


def test_a_person_signs_in_in_a_browser(open_page, serve, wiring, complaints) -> None:
    address = serve(create_app(wiring))
    page = open_page()
    page.goto(f"{address}/help")
    axe(page)
    page.get_by_role("link", name="Sign in with Example ID").click()
    page.wait_for_url(f"{address}/help")
    page.get_by_role("link", name="ruth@example.org").wait_for()
