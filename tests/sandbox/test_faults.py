import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from promoter.sandbox.faults import Fault
from promoter.sandbox.kinds import BEFORE, Act, FaultKind
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


@BOTH
def test_a_connection_that_hangs_may_have_taken_nothing(sandbox, network):
    sandbox.order(Fault(kind=FaultKind.HANG_BEFORE))
    with pytest.raises(requests.ReadTimeout):
        post(sandbox, network, timeout=0.2)
    assert settled(sandbox, network, "hang-before", taken=False).status is None


@BOTH
@pytest.mark.parametrize("kind", [FaultKind.SLOW, FaultKind.DRIP])
def test_an_answer_that_takes_its_time_arrives_whole_and_the_time_passes_where_it_is_told_to(clock, network, kind):
    passed = []
    with Sandbox(clock=clock, wait=passed.append) as sandbox:
        sandbox.order(Fault(kind=kind, seconds=40))
        answer = post(sandbox, network)
        assert answer.status_code == 201
        identifier = sandbox.posts()[0].id
        assert identifier == (
            answer.json()["data"]["id"] if network is NetworkName.X else answer.headers["x-restli-id"]
        )
        assert settled(sandbox, network, kind, taken=True).status == 201
    assert sum(passed) == pytest.approx(40)
    assert len(passed) == 1 if kind is FaultKind.SLOW else len(passed) > 5


def test_a_hang_of_some_seconds_moves_a_pretended_clock_and_loses_the_answer(clock):
    with Sandbox(clock=clock, wait=lambda seconds: clock.advance(seconds=seconds)) as sandbox:
        sandbox.order(Fault(kind=FaultKind.HANG, seconds=90))
        before = clock.moment
        with pytest.raises(requests.ConnectionError):
            post(sandbox, NetworkName.X)
        assert (clock.moment - before).total_seconds() == 90
        assert sandbox.posts()[0].created_at == before


def test_on_the_machine_s_own_clock_a_drip_keeps_a_client_waiting():
    with Sandbox() as sandbox:
        sandbox.order(Fault(kind=FaultKind.DRIP, seconds=60))
        with pytest.raises(requests.ReadTimeout):
            post(sandbox, NetworkName.X, timeout=0.2)
        assert len(sandbox.posts()) == 1


def test_an_answer_that_breaks_off_in_the_middle_may_have_the_length_that_it_announced(sandbox):
    sandbox.order(Fault(kind=FaultKind.BROKEN_JSON))
    answer = post(sandbox, NetworkName.X)
    assert answer.status_code == 201
    assert int(answer.headers["Content-Length"]) == len(answer.content) > 10
    with pytest.raises(ValueError, match="char"):
        answer.json()
    settled(sandbox, NetworkName.X, "broken-json", taken=True)


def test_linkedin_s_broken_answer_still_has_the_id_in_its_header(sandbox):
    sandbox.order(Fault(kind=FaultKind.BROKEN_JSON))
    answer = post(sandbox, NetworkName.LINKEDIN)
    assert (answer.status_code, answer.content) == (201, b"{")
    assert answer.headers["x-restli-id"] == sandbox.posts()[0].id


@pytest.mark.parametrize("taken", [False, True], ids=["before", "after"])
def test_x_may_call_a_post_a_duplicate_that_it_takes_or_does_not_take(sandbox, taken):
    kind = FaultKind.DUPLICATE_AFTER if taken else FaultKind.DUPLICATE_BEFORE
    sandbox.order(Fault(kind=kind))
    answer = post(sandbox, NetworkName.X)
    assert (answer.status_code, answer.json()["status"]) == (403, 403)
    assert answer.json()["detail"] == "You are not allowed to create a Tweet with duplicate content."
    settled(sandbox, NetworkName.X, kind, taken=taken)


@pytest.mark.parametrize("taken", [False, True], ids=["before", "after"])
def test_linkedin_names_the_post_that_it_calls_a_duplicate_even_if_it_is_not_there(sandbox, linkedin, taken):
    kind = FaultKind.DUPLICATE_AFTER if taken else FaultKind.DUPLICATE_BEFORE
    sandbox.order(Fault(kind=kind))
    answer = post(sandbox, NetworkName.LINKEDIN)
    assert answer.status_code == 422
    assert answer.json()["errorDetails"]["inputErrors"][0]["code"] == "DUPLICATE_POST"
    urn = answer.json()["message"].rpartition(" ")[2]
    assert linkedin.get(urn).status_code == (200 if taken else 404)
    assert (urn in [one.id for one in sandbox.posts()]) is taken
    settled(sandbox, NetworkName.LINKEDIN, kind, taken=taken)


@BOTH
def test_a_network_may_publish_twice_by_itself(sandbox, network, x, linkedin):
    sandbox.order(Fault(kind=FaultKind.TWICE))
    answer = post(sandbox, network)
    assert answer.status_code == 201
    first, copy = sandbox.posts()
    assert (first.text, first.copy_of) == (copy.text, None) == ("Hello", None)
    assert copy.copy_of == first.id != copy.id
    read = x.timeline()["data"] if network is NetworkName.X else linkedin.find().json()["elements"]
    assert [one["id"] for one in read] == [copy.id, first.id]
    assert [seen.post for seen in sandbox.requests()] == [first.id]


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


@pytest.mark.parametrize("kind", sorted(BEFORE))
def test_no_fault_of_before_takes_a_post(sandbox, kind):
    sandbox.order(Fault(kind=kind, seconds=0 if kind is FaultKind.HANG_BEFORE else None))
    try:
        post(sandbox, NetworkName.X)
    except requests.ConnectionError:
        assert kind in (FaultKind.DROPPED_BEFORE, FaultKind.HANG_BEFORE)
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
        ({"kind": FaultKind.LAG}, '"lag" needs accept, lag or lag_by_id in seconds'),
        ({"kind": FaultKind.RATE_LIMITED, "reset": -1}, "seconds, reset, accept and the lags cannot be negative"),
        ({"kind": FaultKind.LAG, "accept": -1}, "seconds, reset, accept and the lags cannot be negative"),
        ({"kind": FaultKind.SLOW}, '"slow" needs seconds'),
        (
            {"kind": FaultKind.SLOW, "seconds": 1, "on": Act.READ, "lag": 1},
            '"slow" takes no lag: there is no post to lag',
        ),
        ({"kind": FaultKind.TWICE, "on": Act.READ}, '"twice" does not happen on "read"'),
        ({"kind": FaultKind.SIGN_IN}, '"sign-in" does not happen on "publish"'),
        ({"kind": FaultKind.SIGN_IN, "on": Act.PAGE, "network": NetworkName.X}, "a page belongs to no network"),
        ({"kind": FaultKind.SIGN_IN, "on": Act.PAGE, "to": "/"}, '"sign-in" takes no to'),
        ({"kind": FaultKind.REDIRECT, "on": Act.PAGE, "to": "a\r\nb"}, "to must be an address"),
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
