"""When a post becomes real, is listed, and is found by its id: three moments on the sandbox's clock."""

import pytest
import requests

from promoter.sandbox.faults import Fault
from promoter.sandbox.kinds import FaultKind
from promoter.sandbox.wire import NetworkName

BOTH = pytest.mark.parametrize("network", list(NetworkName))


class Reader:
    """One network as its clients see it."""

    def __init__(self, network, x, linkedin):
        self.network, self.x, self.linkedin = network, x, linkedin

    def post(self, text="Hello"):
        return self.x.post(text) if self.network is NetworkName.X else self.linkedin.post(text)

    def listed(self):
        if self.network is NetworkName.X:
            return [one["id"] for one in self.x.timeline().get("data", [])]
        return [one["id"] for one in self.linkedin.find().json()["elements"]]

    def shown(self, identifier):
        if self.network is NetworkName.X:
            one = "data" in self.x.call("GET", f"/2/tweets/{identifier}").json()
            assert one is ("data" in self.x.call("GET", "/2/tweets", params={"ids": identifier}).json())
            return one
        return self.linkedin.get(identifier).status_code == 200


@pytest.fixture
def reader(network, x, linkedin):
    return Reader(network, x, linkedin)


@BOTH
def test_a_lagging_post_is_public_and_found_by_its_id_before_it_is_listed(sandbox, reader, clock):
    sandbox.order(Fault(kind=FaultKind.LAG, lag=30))
    assert reader.post().status_code == 201
    (post,) = sandbox.posts()
    assert reader.listed() == []
    assert reader.shown(post.id)
    clock.advance(seconds=29.999)
    assert reader.listed() == []
    clock.advance(seconds=0.001)
    assert reader.listed() == [post.id]


@BOTH
def test_its_id_may_lag_too(sandbox, reader, clock):
    sandbox.order(Fault(kind=FaultKind.LAG, lag_by_id=10))
    reader.post()
    (post,) = sandbox.posts()
    assert reader.listed() == [post.id]
    assert not reader.shown(post.id)
    clock.advance(seconds=10)
    assert reader.shown(post.id)


@BOTH
def test_a_lagging_post_is_among_the_duplicates_all_the_same(sandbox, reader):
    sandbox.order(Fault(kind=FaultKind.LAG, lag=30, lag_by_id=30))
    reader.post()
    assert reader.post().status_code in (403, 422)
    assert len(sandbox.posts()) == 1


@BOTH
def test_a_post_that_is_accepted_late_is_nowhere_until_then(sandbox, reader, clock):
    sandbox.order(Fault(kind=FaultKind.DROPPED_AFTER, accept=45, lag=30, lag_by_id=5))
    with pytest.raises(requests.ConnectionError):
        reader.post()
    assert sandbox.posts() == []
    (post,) = sandbox.coming()
    assert sandbox.requests()[0].post == post.id
    assert (reader.listed(), reader.shown(post.id)) == ([], False)
    clock.advance(seconds=45)
    assert (sandbox.posts(), sandbox.coming()) == ([post], [])
    assert (reader.listed(), reader.shown(post.id)) == ([], False)
    clock.advance(seconds=5)
    assert (reader.listed(), reader.shown(post.id)) == ([], True)
    clock.advance(seconds=25)
    assert reader.listed() == [post.id]
    assert post.created_at == clock.moment.replace(minute=0, second=45)


@BOTH
def test_whoever_sends_again_before_a_late_post_is_real_is_public_twice(sandbox, reader, clock):
    sandbox.order(Fault(kind=FaultKind.ERROR_AFTER, status=503, accept=45))
    assert reader.post().status_code == 503
    clock.advance(seconds=44)
    assert reader.post().status_code == 201
    clock.advance(seconds=1)
    assert [post.text for post in sandbox.posts()] == ["Hello", "Hello"]
    assert len(set(reader.listed())) == 2
    assert {post.copy_of for post in sandbox.posts()} == {None}


@BOTH
def test_whoever_sends_again_once_it_is_real_is_told_so(sandbox, reader, clock):
    sandbox.order(Fault(kind=FaultKind.ERROR_AFTER, status=503, accept=45))
    reader.post()
    clock.advance(seconds=45)
    assert reader.post().status_code in (403, 422)
    assert len(sandbox.posts()) == 1
