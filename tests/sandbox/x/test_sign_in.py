import pytest
import requests
import tweepy
from requests_oauthlib import OAuth1

from promoter.sandbox.rules import SAMPLE_X_KEYS

KEYS = [text for pair in SAMPLE_X_KEYS.items() for text in pair]


class Redirected(tweepy.Client):
    """tweepy knows one host only: here its session is led to the sandbox before the request is signed."""

    def __init__(self, url: str, *keys: str) -> None:
        super().__init__(None, *keys)
        sent = self.session.request
        self.session.request = lambda method, address, **more: sent(
            method, address.replace("https://api.twitter.com", url), timeout=10, **more
        )


def signed(sandbox, keys, *, path="/2/tweets", address=None, **more):
    """A request signed by another hand than the sandbox's, for `address` if that is not where it goes."""
    request = requests.Request(
        "POST", (address or sandbox.url) + path, json={"text": "Hello"}, auth=OAuth1(*keys), **more
    ).prepare()
    request.url = request.url.replace(address or sandbox.url, sandbox.url)
    with requests.Session() as session:
        return session.send(request, timeout=10)


def test_tweepy_posts_and_reads_with_the_sample_keys(sandbox):
    client = Redirected(sandbox.url, *KEYS)
    with client.session:
        identifier = client.create_tweet(text="From tweepy: https://example.org").data["id"]
        me = client.get_me().data.id
        read = client.get_users_tweets(me, user_auth=True, max_results=5, tweet_fields=["created_at", "entities"])
    assert [str(post.id) for post in read.data] == [identifier]
    assert [post.account for post in sandbox.posts()] == [str(me)]


def test_a_signature_for_the_network_s_own_address_holds(sandbox):
    assert signed(sandbox, KEYS, address="https://api.x.com").status_code == 201


@pytest.mark.parametrize("wrong", [1, 3], ids=["consumer secret", "token secret"])
def test_a_wrong_secret_is_refused(sandbox, wrong):
    keys = list(KEYS)
    keys[wrong] += "x"
    answer = signed(sandbox, keys)
    assert (answer.status_code, answer.json()["title"]) == (401, "Unauthorized")
    assert not sandbox.posts()


def test_a_signature_for_another_address_is_refused(sandbox):
    assert signed(sandbox, KEYS, address="https://example.org").status_code == 401


def test_the_query_is_signed_as_well(sandbox):
    keys = {"auth": OAuth1(*KEYS)}
    request = requests.Request(
        "GET", f"{sandbox.url}/2/tweets", params={"ids": "1", "tweet.fields": "created_at,entities"}, **keys
    )
    prepared = request.prepare()
    with requests.Session() as session:
        assert session.send(prepared, timeout=10).status_code == 200
        prepared.url = prepared.url.replace("ids=1", "ids=2")
        assert session.send(prepared, timeout=10).status_code == 401


def test_keys_whose_secrets_nobody_told_are_believed(sandbox):
    assert signed(sandbox, ["key", "secret", "token", "secret"]).status_code == 201


@pytest.mark.parametrize("missing", ["consumer_key", "nonce", "signature", "signature_method", "timestamp", "token"])
def test_every_part_of_the_header_is_needed(sandbox, missing):
    parts = {
        "consumer_key": "k",
        "nonce": "n",
        "signature": "s",
        "signature_method": "HMAC-SHA1",
        "timestamp": "1",
        "token": "t",
    }
    header = "OAuth " + ", ".join(f'oauth_{name}="{value}"' for name, value in parts.items() if name != missing)
    whole = "OAuth " + ", ".join(f'oauth_{name}="{value}"' for name, value in parts.items())
    statuses = [
        requests.post(
            f"{sandbox.url}/2/tweets", json={"text": "a"}, headers={"Authorization": one}, timeout=10
        ).status_code
        for one in (header, whole)
    ]
    assert statuses == [401, 201]


@pytest.mark.parametrize(
    "header", [None, "", "Bearer ", "Bearer expired-1", "Bearer revoked-1", "Basic YTpi", "OAuth nonsense"]
)
def test_without_a_living_token_nothing_is_taken(sandbox, header):
    headers = {} if header is None else {"Authorization": header}
    answer = requests.post(f"{sandbox.url}/2/tweets", json={"text": "a"}, headers=headers, timeout=10)
    assert answer.status_code == 401
    assert answer.json() == {"title": "Unauthorized", "detail": "Unauthorized", "type": "about:blank", "status": 401}
    assert not sandbox.posts()


def test_each_token_is_a_user_of_its_own_and_stays_the_same(x):
    assert x.me("anna") == x.me("anna") != x.me("ben")
    assert x.me("anna").isdigit()
