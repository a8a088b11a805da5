"""What can go wrong when a network is read."""

import pytest
import requests

from promoter.sandbox.faults import Fault
from promoter.sandbox.kinds import HAPPENS, Act, FaultKind
from promoter.sandbox.wire import NetworkName

BOTH = pytest.mark.parametrize("network", list(NetworkName))


@pytest.fixture
def read(network, x, linkedin):
    """One honest read of a network that has a post."""
    if network is NetworkName.X:
        x.post("Hello")
        me = x.me()
        return lambda: x.call("GET", f"/2/users/{me}/tweets")
    linkedin.post("Hello")
    return linkedin.find


def fault(kind, **more):
    return Fault(kind=kind, on=Act.READ, **more)


def found(answer):
    return len(answer.json().get("data", answer.json().get("elements")))


@BOTH
@pytest.mark.parametrize("status", [401, 402, 403, 404, 426])
def test_a_read_is_refused_in_the_network_s_words_and_the_next_is_not(sandbox, read, status):
    sandbox.order(fault(FaultKind.REFUSED, status=status))
    answer = read()
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert found(read()) == 1
    assert [seen.status for seen in sandbox.reads()][-2:] == [status, 200]


def test_linkedin_says_what_may_not_be_read(sandbox, linkedin):
    sandbox.order(fault(FaultKind.REFUSED, status=403))
    sandbox.order(fault(FaultKind.REFUSED, status=426))
    assert linkedin.find().json()["message"] == "Not enough permissions to access: GET /posts"
    assert linkedin.find().json()["message"] == "Requested version 20260901 is not active"


def test_x_says_that_there_are_no_credits(sandbox, x):
    sandbox.order(fault(FaultKind.REFUSED, status=402))
    assert x.call("GET", "/2/users/me").json()["title"] == "CreditsDepleted"


@pytest.mark.parametrize(("path", "limit"), [("/2/users/me", 75), ("/2/users/1/tweets", 900), ("/2/tweets/1", 5000)])
def test_a_limit_on_reading_x_names_its_end_and_the_limit_of_that_call(sandbox, x, clock, path, limit):
    sandbox.order(fault(FaultKind.RATE_LIMITED, reset=120))
    answer = x.call("GET", path)
    assert answer.status_code == 429
    told = [int(answer.headers[f"x-rate-limit-{name}"]) for name in ("limit", "remaining", "reset")]
    assert told == [limit, 0, int(clock.moment.timestamp()) + 120]


@BOTH
def test_a_limit_on_reading_may_keep_its_end_to_itself(sandbox, read):
    sandbox.order(fault(FaultKind.RATE_LIMITED))
    answer = read()
    assert answer.status_code == 429
    assert not {"x-rate-limit-reset", "Retry-After"} & set(answer.headers)


@BOTH
@pytest.mark.parametrize("status", [500, 503])
def test_an_outage_meets_a_read(sandbox, read, status):
    sandbox.order(fault(FaultKind.ERROR_BEFORE, status=status))
    assert read().status_code == status
    assert found(read()) == 1


@BOTH
def test_a_read_gets_a_page_instead_of_an_answer(sandbox, read):
    sandbox.order(fault(FaultKind.GATEWAY_PAGE))
    sandbox.order(fault(FaultKind.HTML))
    assert [(answer.status_code, answer.headers["Content-Type"]) for answer in (read(), read())] == [
        (502, "text/html; charset=utf-8"),
        (200, "text/html; charset=utf-8"),
    ]


@BOTH
def test_a_read_gets_nothing_at_all(sandbox, read):
    sandbox.order(fault(FaultKind.EMPTY))
    answer = read()
    assert (answer.status_code, answer.content) == (200, b"")


@BOTH
@pytest.mark.parametrize("kind", [FaultKind.DROPPED_BEFORE, FaultKind.TRUNCATED])
def test_a_read_is_cut_off(sandbox, read, kind):
    sandbox.order(fault(kind))
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        read()
    assert sandbox.reads()[-1].status is None
    assert found(read()) == 1


@BOTH
def test_a_read_stops_in_the_middle_and_looks_complete(sandbox, read):
    sandbox.order(fault(FaultKind.BROKEN_JSON))
    answer = read()
    assert (answer.status_code, int(answer.headers["Content-Length"])) == (200, len(answer.content))
    with pytest.raises(ValueError, match="char"):
        answer.json()


@BOTH
@pytest.mark.parametrize("kind", [FaultKind.SLOW, FaultKind.DRIP])
def test_a_read_that_takes_its_time_is_whole(sandbox, read, kind):
    sandbox.order(fault(kind, seconds=60))
    assert found(read()) == 1
    assert sandbox.reads()[-1].fault == kind


@pytest.mark.parametrize("kind", sorted(HAPPENS[Act.READ]))
def test_no_fault_of_reading_touches_a_post_or_a_page(sandbox, x, kind):
    sandbox.order(fault(kind, seconds=1 if kind in (FaultKind.SLOW, FaultKind.DRIP) else None))
    assert x.post("Hello").status_code == 201
    assert requests.get(f"{sandbox.url}/pages/a", timeout=10).status_code == 200
    assert len(requests.get(f"{sandbox.url}/sandbox/faults", timeout=10).json()["faults"]) == 1


def test_faults_of_publishing_spare_reads_and_deletes(sandbox, x, linkedin):
    identifier = x.post("Hello").json()["data"]["id"]
    sandbox.order(Fault(kind=FaultKind.DROPPED_BEFORE))
    assert x.timeline()["meta"]["result_count"] == 1
    assert linkedin.find().status_code == 200
    assert x.call("DELETE", f"/2/tweets/{identifier}").status_code == 200


def test_a_fault_waits_for_the_read_that_it_is_meant_for(sandbox, x, linkedin):
    me = x.me()
    sandbox.order(fault(FaultKind.REFUSED, status=402, contains="max_results=50", network=NetworkName.X))
    assert x.me() == me
    assert x.timeline()["meta"]["result_count"] == 0
    assert linkedin.find(count=50).status_code == 200
    assert x.call("GET", f"/2/users/{me}/tweets", params={"max_results": 50}).status_code == 402


def test_a_read_that_is_refused_anyway_spends_no_fault_that_comes_after(sandbox, x):
    sandbox.order(fault(FaultKind.EMPTY))
    assert x.call("GET", "/2/tweets", params={"ids": "one"}).status_code == 400
    assert x.call("GET", "/2/users/me").content == b""


def test_a_link_to_a_read_that_is_not_there_is_refused_and_noted(sandbox, x):
    assert x.call("GET", "/2/everything").status_code == 404
    assert [(seen.asked, seen.status) for seen in sandbox.reads()] == [("/2/everything", 404)]
