import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from promoter.sandbox.faults import BEFORE, Fault, FaultKind
from promoter.sandbox.server import Sandbox
from promoter.sandbox.wire import NetworkName

BOTH = pytest.mark.parametrize("network", list(NetworkName))


def post(sandbox, network, text="Hello", timeout=10.0):
    """One honest request to publish on either network."""
    if network is NetworkName.X:
        return requests.post(
            f"{sandbox.url}/2/tweets", json={"text": text}, headers={"Authorization": "Bearer anna"}, timeout=timeout
        )
    headers = {"Authorization": "Bearer anna", "LinkedIn-Version": "202609", "X-Restli-Protocol-Version": "2.0.0"}
    body = {
        "author": "urn:li:organization:1001",
        "commentary": text,
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED"},
        "lifecycleState": "PUBLISHED",
    }
    return requests.post(f"{sandbox.url}/rest/posts", json=body, headers=headers, timeout=timeout)


def settled(sandbox, network, kind, *, taken):
    """The ledger holds the post or does not, the request was noted, and the next one goes through."""
    assert [one.text for one in sandbox.posts()] == ["Hello"] * taken
    (seen,) = sandbox.requests()
    assert (seen.fault, seen.text, seen.network) == (kind, "Hello", network)
    assert seen.post == (sandbox.posts()[0].id if taken else None)
    assert post(sandbox, network, "The next one").status_code == 201
    return seen


@BOTH
@pytest.mark.parametrize("status", [401, 402, 403, 409, 418, 422])
def test_a_refusal_takes_nothing(sandbox, network, status):
    sandbox.order(Fault(kind=FaultKind.REFUSED, status=status))
    answer = post(sandbox, network)
    assert answer.status_code == status
    assert answer.json()["status"] == status
    assert settled(sandbox, network, "refused", taken=False).status == status


@BOTH
def test_a_refusal_speaks_the_words_that_were_ordered(sandbox, network):
    body = '{"type": "https://api.x.com/2/problems/usage-capped"}'
    sandbox.order(Fault(kind=FaultKind.REFUSED, status=429, body=body))
    answer = post(sandbox, network)
    assert (answer.status_code, answer.text) == (429, body)
    assert answer.headers["Content-Type"].startswith("application/json")
    sandbox.order(Fault(kind=FaultKind.REFUSED, body="<p>No</p>"))
    answer = post(sandbox, network)
    assert (answer.status_code, answer.text) == (403, "<p>No</p>")
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_limit_on_x_names_its_end_by_the_pretended_clock(sandbox, clock):
    sandbox.order(Fault(kind=FaultKind.RATE_LIMITED, reset=90))
    answer = post(sandbox, NetworkName.X)
    assert answer.status_code == 429
    assert answer.headers["x-rate-limit-remaining"] == "0"
    assert int(answer.headers["x-rate-limit-reset"]) == int(clock.moment.timestamp()) + 90
    settled(sandbox, NetworkName.X, "rate-limited", taken=False)


@BOTH
def test_a_limit_may_keep_its_end_to_itself(sandbox, network):
    sandbox.order(Fault(kind=FaultKind.RATE_LIMITED))
    answer = post(sandbox, network)
    assert answer.status_code == 429
    assert not {"x-rate-limit-reset", "Retry-After"} & set(answer.headers)
    settled(sandbox, network, "rate-limited", taken=False)


def test_a_limit_on_linkedin_is_the_day_s_unless_its_end_is_named(sandbox):
    sandbox.order(Fault(kind=FaultKind.RATE_LIMITED))
    sandbox.order(Fault(kind=FaultKind.RATE_LIMITED, reset=60))
    day, minute = (post(sandbox, NetworkName.LINKEDIN) for _ in range(2))
    assert " DAY limit" in day.json()["message"]
    assert " DAY limit" not in minute.json()["message"]
    assert minute.headers["Retry-After"] == "60"


@BOTH
@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("taken", [False, True], ids=["before", "after"])
def test_an_outage_comes_before_or_after_the_post_is_taken(sandbox, network, status, taken):
    kind = FaultKind.ERROR_AFTER if taken else FaultKind.ERROR_BEFORE
    sandbox.order(Fault(kind=kind, status=status))
    answer = post(sandbox, network)
    assert answer.status_code == answer.json()["status"] == status
    assert "x-restli-id" not in answer.headers
    settled(sandbox, network, kind, taken=taken)


@BOTH
def test_a_gateway_answers_with_a_page(sandbox, network):
    sandbox.order(Fault(kind=FaultKind.GATEWAY_PAGE))
    answer = post(sandbox, network)
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
    assert "<h1>Bad gateway</h1>" in answer.text
    settled(sandbox, network, "gateway-page", taken=False)


@BOTH
@pytest.mark.parametrize("taken", [False, True], ids=["before", "after"])
def test_a_connection_is_dropped_without_an_answer(sandbox, network, taken):
    kind = FaultKind.DROPPED_AFTER if taken else FaultKind.DROPPED_BEFORE
    sandbox.order(Fault(kind=kind))
    with pytest.raises(requests.ConnectionError):
        post(sandbox, network)
    assert settled(sandbox, network, kind, taken=taken).status is None


@BOTH
@pytest.mark.parametrize("status", [200, 201, 202])
def test_a_success_without_a_word(sandbox, network, status):
    sandbox.order(Fault(kind=FaultKind.EMPTY, status=status))
    answer = post(sandbox, network)
    assert (answer.status_code, answer.content) == (status, b"")
    assert "x-restli-id" not in answer.headers
    settled(sandbox, network, "empty", taken=True)


@BOTH
def test_a_success_with_a_page_instead_of_the_answer(sandbox, network):
    sandbox.order(Fault(kind=FaultKind.HTML))
    answer = post(sandbox, network)
    assert (answer.status_code, answer.headers["Content-Type"]) == (201, "text/html; charset=utf-8")
    assert "x-restli-id" not in answer.headers
    settled(sandbox, network, "html", taken=True)


@BOTH
def test_a_success_that_does_not_name_the_post(sandbox, network):
    sandbox.order(Fault(kind=FaultKind.NO_ID))
    answer = post(sandbox, network)
    assert answer.status_code == 201
    assert sandbox.posts()[0].id not in answer.text + str(answer.headers)
    assert answer.content == (b'{"data": {"text": "Hello"}}' if network is NetworkName.X else b"")
    settled(sandbox, network, "no-id", taken=True)


@BOTH
def test_half_an_answer(sandbox, network):
    sandbox.order(Fault(kind=FaultKind.TRUNCATED))
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        post(sandbox, network)
    assert settled(sandbox, network, "truncated", taken=True).status is None


@BOTH
def test_a_hanging_connection_leaves_the_client_to_give_up(sandbox, network):
    sandbox.order(Fault(kind=FaultKind.HANG))
    with pytest.raises(requests.ReadTimeout):
        post(sandbox, network, timeout=0.2)
    assert settled(sandbox, network, "hang", taken=True).status is None


def test_a_hanging_connection_may_end_by_itself(sandbox):
    sandbox.order(Fault(kind=FaultKind.HANG, seconds=0))
    with pytest.raises(requests.ConnectionError) as caught:
        post(sandbox, NetworkName.X)
    assert not isinstance(caught.value, requests.ReadTimeout)


def test_a_lagging_post_is_public_before_reads_show_it(sandbox, x, linkedin, clock):
    sandbox.order(Fault(kind=FaultKind.LAG, network=NetworkName.X, lag=30))
    sandbox.order(Fault(kind=FaultKind.DROPPED_AFTER, network=NetworkName.LINKEDIN, lag=30))
    identifier = x.post("Hello").json()["data"]["id"]
    with pytest.raises(requests.ConnectionError):
        linkedin.post("Hello")
    assert len(sandbox.posts()) == 2
    assert x.timeline()["meta"]["result_count"] == 0
    assert linkedin.find().json()["elements"] == []
    assert x.post("Hello").status_code == 403  # the network knows its duplicates all the same
    clock.advance(seconds=30)
    assert [one["id"] for one in x.timeline()["data"]] == [identifier]
    assert len(linkedin.find().json()["elements"]) == 1


def test_a_fault_waits_for_its_network_and_its_text_and_happens_as_often_as_ordered(sandbox):
    sandbox.order(Fault(kind=FaultKind.ERROR_BEFORE, network=NetworkName.X, contains="blog", times=2))
    assert post(sandbox, NetworkName.LINKEDIN, "A blog").status_code == 201
    assert post(sandbox, NetworkName.X, "Something else").status_code == 201
    assert [post(sandbox, NetworkName.X, "A blog").status_code for _ in range(3)] == [503, 503, 201]


def test_faults_happen_in_the_order_in_which_they_were_ordered(sandbox):
    for status in (500, 504):
        sandbox.order(Fault(kind=FaultKind.ERROR_BEFORE, status=status))
    assert [post(sandbox, NetworkName.X).status_code for _ in range(3)] == [500, 504, 201]


def test_what_the_network_refuses_by_itself_spends_no_fault_that_comes_after(sandbox):
    sandbox.order(Fault(kind=FaultKind.ERROR_AFTER))
    assert post(sandbox, NetworkName.X, "a" * 281).status_code == 403
    assert sandbox.requests()[0].fault is None
    assert post(sandbox, NetworkName.X, "Short").status_code == 500


def test_reads_are_spared(sandbox, x, linkedin):
    sandbox.order(Fault(kind=FaultKind.DROPPED_BEFORE))
    assert x.timeline()["meta"]["result_count"] == 0
    assert linkedin.find().status_code == 200


@pytest.mark.parametrize("kind", sorted(BEFORE))
def test_no_fault_of_before_takes_a_post(sandbox, kind):
    sandbox.order(Fault(kind=kind))
    try:
        post(sandbox, NetworkName.X)
    except requests.ConnectionError:
        assert kind is FaultKind.DROPPED_BEFORE
    assert not sandbox.posts()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"kind": FaultKind.HANG, "times": 0}, "times must be 1 or more"),
        ({"kind": FaultKind.HANG, "status": 500}, '"hang" takes no status'),
        ({"kind": FaultKind.ERROR_AFTER, "status": 400}, '"error-after" needs a status like 5xx'),
        ({"kind": FaultKind.EMPTY, "body": "a"}, '"empty" takes no body'),
        ({"kind": FaultKind.REFUSED, "reset": 5}, '"refused" takes no reset'),
        ({"kind": FaultKind.EMPTY, "seconds": 5}, '"empty" takes no seconds'),
        ({"kind": FaultKind.REFUSED, "lag": 5}, '"refused" takes no lag: nothing is taken'),
        ({"kind": FaultKind.LAG}, '"lag" needs a lag in seconds'),
        ({"kind": FaultKind.RATE_LIMITED, "reset": -1}, "lag, reset and seconds cannot be negative"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fault_that_makes_no_sense_cannot_be_made(wrong, message):
    with pytest.raises(ValueError, match=message):
        Fault(**wrong)


def test_closing_ends_what_hangs(clock):
    taken = threading.Event()
    sandbox = Sandbox(clock=clock, on_post=lambda _: taken.set())
    sandbox.order(Fault(kind=FaultKind.HANG))
    with ThreadPoolExecutor(1) as pool:
        hanging = pool.submit(post, sandbox, NetworkName.X)
        assert taken.wait(10)
        sandbox.close()
        with pytest.raises(requests.ConnectionError):
            hanging.result()
