"""A network whose clock is wrong is wrong everywhere alike: Date, created_at, ids, limits."""

from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
import requests

from promoter.sandbox.faults import Fault, profile
from promoter.sandbox.kinds import Act, FaultKind
from promoter.sandbox.server import Sandbox
from promoter.sandbox.wire import NetworkName

AHEAD = pytest.mark.parametrize("ahead", [90, -90])


def date_of(answer):
    return parsedate_to_datetime(answer.headers["Date"])


@AHEAD
def test_x_dates_names_and_limits_by_its_own_clock(sandbox, x, clock, ahead):
    sandbox.set_ahead(NetworkName.X, timedelta(seconds=ahead))
    theirs = clock.moment + timedelta(seconds=ahead)
    answer = x.post("Hello")
    (seen,) = x.timeline(**{"tweet.fields": "created_at"})["data"]
    assert date_of(answer) == theirs
    assert seen["created_at"] == theirs.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert (int(seen["id"]) >> 22) + 1288834974657 == theirs.timestamp() * 1000
    assert int(answer.headers["x-rate-limit-reset"]) == theirs.timestamp() + 15 * 60
    sandbox.order(Fault(kind=FaultKind.RATE_LIMITED, reset=60))
    assert int(x.post("More").headers["x-rate-limit-reset"]) == theirs.timestamp() + 60


@AHEAD
def test_linkedin_dates_and_names_by_its_own_clock(sandbox, linkedin, clock, ahead):
    sandbox.set_ahead(NetworkName.LINKEDIN, timedelta(seconds=ahead))
    theirs = clock.moment + timedelta(seconds=ahead)
    answer = linkedin.post("Hello")
    element = linkedin.get(answer.headers["x-restli-id"]).json()
    assert date_of(answer) == theirs
    assert element["createdAt"] == theirs.timestamp() * 1000
    assert int(element["id"].rpartition(":")[2]) >> 22 == element["createdAt"]


def test_only_the_network_that_was_named_is_wrong_and_the_ledger_keeps_the_sandbox_s_time(sandbox, x, linkedin, clock):
    sandbox.set_ahead(NetworkName.X, timedelta(seconds=90))
    x.post("Hello")
    assert date_of(linkedin.post("Hello")) == clock.moment
    on_x, on_linkedin = sandbox.posts()
    assert on_x.public_at == on_linkedin.public_at == on_linkedin.created_at == clock.moment
    assert on_x.created_at == clock.moment + timedelta(seconds=90)
    assert {seen.at for seen in sandbox.requests()} == {clock.moment}


def test_a_clock_that_is_put_back_takes_nothing_back(sandbox, x):
    sandbox.set_ahead(NetworkName.X, timedelta(seconds=90))
    identifier = x.post("Hello").json()["data"]["id"]
    sandbox.set_ahead(NetworkName.X, timedelta(seconds=-90))
    assert [post.id for post in sandbox.posts()] == [identifier] == [one["id"] for one in x.timeline()["data"]]


def test_faults_tell_the_network_s_time_as_well(sandbox, x, clock):
    sandbox.set_ahead(NetworkName.X, timedelta(seconds=90))
    for fault in (Fault(kind=FaultKind.ERROR_BEFORE), Fault(kind=FaultKind.EMPTY)):
        sandbox.order(fault)
        assert date_of(x.post(fault.kind)) == clock.moment + timedelta(seconds=90)
    sandbox.order(Fault(kind=FaultKind.ERROR_BEFORE, on=Act.READ))
    assert date_of(x.call("GET", "/2/users/me")) == clock.moment + timedelta(seconds=90)


def test_clocks_are_set_over_http(sandbox):
    url = f"{sandbox.url}/sandbox/clock"
    assert requests.put(url, json={"ahead": {"x": -40.5}}, timeout=10).json() == {
        "ahead": {"x": -40.5, "linkedin": 0.0}
    }
    assert requests.get(url, timeout=10).json() == {"ahead": {"x": -40.5, "linkedin": 0.0}}


@pytest.mark.parametrize(
    "body", [{}, [], {"ahead": 4}, {"ahead": {"myspace": 4}}, {"ahead": {"x": "4"}}, {"x": 4}], ids=str
)
def test_a_clock_that_makes_no_sense_is_told_so(sandbox, body):
    url = f"{sandbox.url}/sandbox/clock"
    assert requests.put(url, json=body, timeout=10).status_code == 400
    assert requests.get(url, timeout=10).json() == {"ahead": {"x": 0.0, "linkedin": 0.0}}


def test_a_wild_run_has_networks_whose_clocks_are_wrong_by_the_seed(clock):
    ahead = {profile("wild", seed).ahead(network).total_seconds() for seed in range(200) for network in NetworkName}
    assert (min(ahead), max(ahead)) == (-40, 40)
    assert {profile("mild", seed).ahead(NetworkName.X) for seed in range(20)} == {timedelta()}
    wild = profile("wild", 3)
    with Sandbox(clock=clock, faults=wild) as sandbox:
        answer = requests.delete(f"{sandbox.url}/2/tweets/1", headers={"Authorization": "Bearer anna"}, timeout=10)
        assert date_of(answer) - clock.moment == wild.ahead(NetworkName.X) != timedelta()
