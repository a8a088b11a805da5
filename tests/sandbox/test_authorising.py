"""The stand-in authorisation servers, spoken to as any client would: by HTTP, with nothing of the channels' code."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from promoter.clock import PretendedClock
from promoter.sandbox.authorising.people import App, Consent, House, Mind
from promoter.sandbox.faults import Fault
from promoter.sandbox.kinds import Act, FaultKind
from promoter.sandbox.rules import Rules
from promoter.sandbox.server import Sandbox
from promoter.sandbox.wire import NetworkName

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
BACK = "http://127.0.0.1:9/back"
VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
X = {
    "response_type": "code", "client_id": "sandbox-x-app", "redirect_uri": BACK, "state": "s",
    "scope": "tweet.read tweet.write users.read offline.access media.write", "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}  # fmt: skip
LINKEDIN = {
    "response_type": "code", "client_id": "sandbox-linkedin-app", "redirect_uri": BACK, "state": "s",
    "scope": "w_organization_social r_organization_social rw_organization_admin r_basicprofile",
}  # fmt: skip
SECRET = {"client_id": "sandbox-linkedin-app", "client_secret": "sandbox-linkedin-app-secret"}


@pytest.fixture
def clock():
    return PretendedClock(NOW)


@pytest.fixture
def play(clock):
    opened = []

    def begin(house=None, path=None):
        opened.append(Sandbox(path, clock=clock.now, rules=Rules(house=house or House())))
        for network in NetworkName:
            opened[-1].set_consent(network, Consent(mind=Mind.AGREE))
        return opened[-1]

    yield begin
    for one in opened:
        one.close()


@pytest.fixture
def sandbox(play):
    return play()


def consent(sandbox, path="/i/oauth2/authorize", **asked):
    return requests.get(sandbox.url + path, params={**X, **asked}, allow_redirects=False, timeout=10)


def code(sandbox, **asked):
    return dict(parse_qsl(urlsplit(consent(sandbox, **asked).headers["location"]).query))["code"]


def tokens(sandbox, *, path="/2/oauth2/token", **form):
    return requests.post(sandbox.url + path, data=form, timeout=10)


def for_code(sandbox, word, **form):
    return tokens(sandbox, **{
        "grant_type": "authorization_code", "code": word, "redirect_uri": BACK, "code_verifier": VERIFIER,
        "client_id": "sandbox-x-app",
    } | form)  # fmt: skip


def refresh(sandbox, word):
    return tokens(sandbox, grant_type="refresh_token", refresh_token=word, client_id="sandbox-x-app")


def me(sandbox, token):
    return requests.get(f"{sandbox.url}/2/users/me", headers={"Authorization": f"Bearer {token}"}, timeout=10)


def why(answer):
    return answer.status_code, answer.json()["error_description"]


def test_whoever_agrees_comes_back_with_a_code_and_the_state(sandbox):
    answer = consent(sandbox)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{BACK}?code=")
    assert answer.headers["location"].endswith("&state=s")


def test_without_a_mind_of_their_own_people_get_a_page(sandbox):
    sandbox.set_consent(NetworkName.X, Consent())
    page = consent(sandbox)
    assert page.status_code == 200
    assert "sample_assoc" in page.text
    address = f"{sandbox.url}/i/oauth2/authorize"
    form = [("answer", "agree"), ("by", "sample_other"), ("scope", "users.read"), ("scope", "tweet.read")]
    answer = requests.post(address, params=X, data=form, allow_redirects=False, timeout=10)
    given = for_code(sandbox, dict(parse_qsl(urlsplit(answer.headers["location"]).query))["code"]).json()
    assert given["scope"] == "tweet.read users.read"
    assert "refresh_token" not in given
    assert me(sandbox, given["access_token"]).json()["data"]["username"] == "sample_other"


@pytest.mark.parametrize("mind", [Mind.DENY])
def test_a_no_comes_back_as_one(sandbox, mind):
    sandbox.set_consent(NetworkName.X, Consent(mind=mind))
    assert "error=access_denied" in consent(sandbox).headers["location"]


@pytest.mark.parametrize(
    "asked",
    [
        {"client_id": "another"}, {"redirect_uri": "https://example.org/"}, {"state": ""}, {"scope": ""},
        {"response_type": "token"}, {"code_challenge": ""}, {"code_challenge_method": "plain"},
    ],
)  # fmt: skip
def test_a_request_that_is_not_right_leads_nowhere(sandbox, asked):
    answer = consent(sandbox, **asked)
    assert (answer.status_code, "location" in answer.headers) == (400, False)


def test_a_return_address_has_to_be_registered_where_any_is(play):
    sandbox = play(House(x_app=App(client_id="sandbox-x-app", redirects=frozenset({BACK}))))
    assert consent(sandbox).status_code == 302
    assert consent(sandbox, redirect_uri=f"{BACK}/").status_code == 400


def test_a_code_is_good_once_and_a_second_use_ends_what_came_of_the_first(sandbox):
    word = code(sandbox)
    first = for_code(sandbox, word)
    assert first.status_code == 200
    token = first.json()["access_token"]
    assert me(sandbox, token).status_code == 200
    assert why(for_code(sandbox, word)) == (400, "Value passed for the authorization code was invalid.")
    assert me(sandbox, token).status_code == 401


def test_a_code_lives_for_thirty_seconds(sandbox, clock):
    word = code(sandbox)
    clock.advance(timedelta(seconds=30))
    assert for_code(sandbox, word).status_code == 400


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"code_verifier": "w" * 50}, "code verifier"),
        ({"code_verifier": ""}, "code verifier"),
        ({"redirect_uri": f"{BACK}/"}, "redirect uri"),
        ({"code": "another"}, "authorization code"),
        ({"grant_type": "password"}, "grant_type"),
    ],
)
def test_what_does_not_belong_to_the_code_is_refused(sandbox, form, says):
    status, said = why(for_code(sandbox, code(sandbox), **form))
    assert (status, says in said) == (400, True)


def test_an_app_has_to_say_who_it_is(sandbox, play):
    assert for_code(sandbox, code(sandbox), client_id="another").status_code == 401
    confidential = play(House(x_app=App(client_id="sandbox-x-app", client_secret="s")))
    assert for_code(confidential, code(confidential)).status_code == 401
    form = {
        "grant_type": "authorization_code",
        "code": code(confidential),
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
    }
    answer = requests.post(f"{confidential.url}/2/oauth2/token", data=form, auth=("sandbox-x-app", "s"), timeout=10)
    assert answer.status_code == 200


def test_a_refresh_token_is_good_once_and_a_second_use_ends_the_whole_family(sandbox):
    first = for_code(sandbox, code(sandbox)).json()
    second = refresh(sandbox, first["refresh_token"])
    assert second.status_code == 200
    assert why(refresh(sandbox, first["refresh_token"])) == (400, "Value passed for the token was invalid.")
    assert me(sandbox, second.json()["access_token"]).status_code == 401
    assert refresh(sandbox, second.json()["refresh_token"]).status_code == 400


def test_tokens_end(sandbox, clock):
    given = for_code(sandbox, code(sandbox)).json()
    assert given["expires_in"] == 7200
    clock.advance(timedelta(hours=2))
    assert me(sandbox, given["access_token"]).status_code == 401
    clock.advance(timedelta(days=180))
    assert refresh(sandbox, given["refresh_token"]).status_code == 400


def test_what_is_not_a_token_of_its_own_is_a_user_as_before(sandbox):
    assert me(sandbox, "anything").status_code == 200


def test_a_token_without_the_right_may_not(sandbox):
    sandbox.set_consent(NetworkName.X, Consent(mind=Mind.AGREE, without=("tweet.write",)))
    token = for_code(sandbox, code(sandbox)).json()["access_token"]
    answer = requests.post(
        f"{sandbox.url}/2/tweets", json={"text": "x"}, headers={"Authorization": f"Bearer {token}"}, timeout=10
    )
    assert answer.status_code == 403


def test_tokens_outlive_the_sandbox_and_are_not_in_its_file(play, tmp_path):
    path = tmp_path / "sandbox.db"
    first = play(path=path)
    given = for_code(first, code(first)).json()
    first.close()
    again = play(path=path)
    assert me(again, given["access_token"]).status_code == 200
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert given["access_token"].encode() not in written
    assert given["refresh_token"].encode() not in written


@pytest.mark.parametrize(
    ("kind", "spent"),
    [
        (FaultKind.ERROR_BEFORE, False),
        (FaultKind.RATE_LIMITED, False),
        (FaultKind.ERROR_AFTER, True),
        (FaultKind.EMPTY, True),
    ],
)
def test_a_fault_spends_the_token_or_not_by_its_name(sandbox, kind, spent):
    given = for_code(sandbox, code(sandbox)).json()
    sandbox.order(Fault(kind=kind, on=Act.AUTHORISE, contains="refresh_token"))
    refresh(sandbox, given["refresh_token"])
    assert refresh(sandbox, given["refresh_token"]).status_code == (400 if spent else 200)


def test_what_was_asked_is_noted_without_anything_secret(sandbox):
    given = for_code(sandbox, code(sandbox)).json()
    refresh(sandbox, given["refresh_token"])
    assert [(seen.asked, seen.status) for seen in sandbox.authorisations()] == [
        ("/2/oauth2/token authorization_code", 200), ("/2/oauth2/token refresh_token", 200),
    ]  # fmt: skip
    noted = requests.get(f"{sandbox.url}/sandbox/requests?on=all", timeout=10).text
    assert "issued-" not in noted


def test_people_are_minded_by_http_too(sandbox):
    put = f"{sandbox.url}/sandbox/consent"
    wanted = {"network": "x", "mind": "agree", "by": "sample_other", "without": ["media.write"]}
    assert requests.put(put, json=wanted, timeout=10).json() == wanted
    given = for_code(sandbox, code(sandbox)).json()
    assert "media.write" not in given["scope"]
    assert me(sandbox, given["access_token"]).json()["data"]["username"] == "sample_other"
    for wrong in (
        {},
        {"network": "y", "mind": "ask"},
        {"network": "x", "mind": "perhaps"},
        wanted | {"by": 1},
        wanted | {"a": 1},
    ):
        answer = requests.put(put, json=wrong, timeout=10)
        assert (answer.status_code, "consent is an object" in answer.json()["error"]) == (400, True)


# ------------------------------------------------------------------------------------------------------------------ LinkedIn


def member(sandbox, by="Una Sample", without=()):
    sandbox.set_consent(NetworkName.LINKEDIN, Consent(mind=Mind.AGREE, by=by, without=without))
    answer = requests.get(f"{sandbox.url}/oauth/v2/authorization", params=LINKEDIN, allow_redirects=False, timeout=10)
    word = dict(parse_qsl(urlsplit(answer.headers["location"]).query))["code"]
    form = {"grant_type": "authorization_code", "code": word, "redirect_uri": BACK, **SECRET}
    return tokens(sandbox, path="/oauth/v2/accessToken", **form).json()


def ask(sandbox, token, path, **more):
    headers = {
        "Authorization": f"Bearer {token}", "LinkedIn-Version": "202609", "X-RestLi-Method": "FINDER",
        "X-Restli-Protocol-Version": "2.0.0",
    } | more  # fmt: skip
    return requests.get(sandbox.url + path, headers=headers, timeout=10)


def test_linkedin_gives_sixty_days_and_no_refresh(sandbox):
    given = member(sandbox)
    assert given["expires_in"] == 5184000
    assert "refresh_token" not in given


def test_where_it_does_its_end_does_not_move_and_it_is_good_more_than_once(play, clock):
    sandbox = play(House(linkedin_refresh=timedelta(days=365)))
    given = member(sandbox)
    clock.advance(timedelta(days=100))
    form = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"], **SECRET}
    for _ in range(2):
        renewed = tokens(sandbox, path="/oauth/v2/accessToken", **form).json()
        assert renewed["refresh_token_expires_in"] == timedelta(days=265).total_seconds()
    clock.advance(timedelta(days=265))
    assert tokens(sandbox, path="/oauth/v2/accessToken", **form).status_code == 400


def test_a_member_sees_the_pages_that_they_look_after(sandbox):
    token = member(sandbox)["access_token"]
    whole = ask(sandbox, token, "/rest/organizationAcls?q=roleAssignee&state=APPROVED").json()
    assert [(one["organization"][-4:], one["role"]) for one in whole["elements"]] == [
        ("1001", "ADMINISTRATOR"), ("1002", "CONTENT_ADMINISTRATOR"), ("1003", "ANALYST"),
    ]  # fmt: skip
    assert ask(sandbox, token, "/rest/organizations/1002").json()["localizedName"] == "Sample Weekly"
    assert ask(sandbox, token, "/rest/organizations/999").status_code == 404
    assert ask(sandbox, token, "/v2/me").json()["localizedFirstName"] == "Una"


def test_without_the_right_they_do_not(sandbox):
    token = member(sandbox, without=("rw_organization_admin",))["access_token"]
    assert ask(sandbox, token, "/rest/organizationAcls?q=roleAssignee").status_code == 403
    assert ask(sandbox, "anything", "/v2/me").status_code == 401


def test_they_may_post_for_those_pages_alone(sandbox):
    token = member(sandbox)["access_token"]
    for page, status in (("1002", 201), ("1003", 403), ("1", 403)):
        body = {
            "author": f"urn:li:organization:{page}", "commentary": "x", "visibility": "PUBLIC", "lifecycleState": "PUBLISHED",
            "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
            "isReshareDisabledByAuthor": False,
        }  # fmt: skip
        answer = requests.post(
            f"{sandbox.url}/rest/posts", data=json.dumps(body), timeout=10,
            headers={
                "Authorization": f"Bearer {token}", "LinkedIn-Version": "202609", "X-Restli-Protocol-Version": "2.0.0",
                "Content-Type": "application/json",
            },
        )  # fmt: skip
        assert answer.status_code == status


def test_taken_back_is_taken_back(sandbox):
    token = member(sandbox)["access_token"]
    sandbox.revoke_all(NetworkName.LINKEDIN)
    answer = ask(sandbox, token, "/rest/posts?q=author&author=urn%3Ali%3Aorganization%3A1001")
    assert (answer.status_code, answer.json()["code"]) == (401, "REVOKED_ACCESS_TOKEN")


def test_over_is_over(sandbox):
    token = member(sandbox)["access_token"]
    sandbox.end_access(NetworkName.LINKEDIN)
    answer = ask(sandbox, token, "/rest/posts?q=author&author=urn%3Ali%3Aorganization%3A1001")
    assert answer.json()["code"] == "EXPIRED_ACCESS_TOKEN"
