import random
from contextlib import suppress

import pytest
import requests

from promoter.sandbox.faults import Fault, profile
from promoter.sandbox.kinds import BEFORE, HAPPENS, Act, FaultKind
from promoter.sandbox.server import Sandbox
from promoter.sandbox.wire import NetworkName

TEXTS = [f"Post {number}" for number in range(400)]


def fate(name, seed, texts=TEXTS, act=Act.PUBLISH):
    played = profile(name, seed)
    return {(network, text): played.fault(act, network, text, 0) for network in NetworkName for text in texts}


def reads(name, seed):
    played = profile(name, seed)
    return [
        played.fault(Act.READ, network, "/2/users/1/tweets", count) for count in range(400) for network in NetworkName
    ]


def kinds(faults):
    return {fault.kind for fault in faults if fault}


def share(faults):
    return sum(fault is not None for fault in faults) / len(list(faults))


@pytest.mark.parametrize("act", list(Act))
def test_none_lets_all_pass(act):
    assert set(fate("none", 1, act=act).values()) == {None}
    assert profile("none").ahead(NetworkName.X).total_seconds() == 0


@pytest.mark.parametrize("act", [Act.PUBLISH, Act.PAGE])
@pytest.mark.parametrize("name", ["mild", "wild"])
def test_the_same_seed_brings_the_same_faults_in_any_order(name, act):
    shuffled = random.Random(5).sample(TEXTS, len(TEXTS))
    assert fate(name, 1, act=act) == fate(name, 1, shuffled, act)
    assert fate(name, 1, act=act) != fate(name, 2, act=act)


@pytest.mark.parametrize("name", ["mild", "wild"])
def test_the_same_seed_brings_the_same_faults_to_the_same_reads_whatever_they_ask(name):
    assert reads(name, 1) == reads(name, 1) != reads(name, 2)
    played = profile(name, 1)
    assert [played.fault(Act.READ, NetworkName.X, "/2/users/me", count) for count in range(400)] == reads(name, 1)[::2]


def test_mild_is_a_normal_week_and_never_leaves_a_doubt_that_a_post_was_taken():
    faults = fate("mild", 1).values()
    assert kinds(faults) == {FaultKind.RATE_LIMITED, FaultKind.ERROR_BEFORE, FaultKind.SLOW}
    assert all(fault.reset for fault in faults if fault and fault.kind is FaultKind.RATE_LIMITED)
    assert 0.08 < share(faults) < 0.16
    assert kinds(reads("mild", 1)) == {FaultKind.ERROR_BEFORE}
    pages = fate("mild", 1, act=Act.PAGE).values()
    assert {(fault.kind, fault.status) for fault in pages if fault} == {(FaultKind.REFUSED, 404)}


def test_wild_plays_every_kind_but_those_that_reading_back_cannot_put_right():
    faults = fate("wild", 1).values()
    by_no_one = {FaultKind.REFUSED, FaultKind.TWICE, FaultKind.DUPLICATE_BEFORE, FaultKind.DUPLICATE_AFTER}
    assert kinds(faults) == HAPPENS[Act.PUBLISH] - by_no_one
    assert 0.55 < share(faults) < 0.65
    assert sum(fault.kind not in BEFORE for fault in faults if fault) / sum(map(bool, faults)) > 0.5
    assert (
        {bool(fault.accept) for fault in faults if fault}
        == {bool(fault.lag) for fault in faults if fault}
        == {True, False}
    )


def test_no_post_of_a_wild_run_is_taken_or_seen_later_than_promised():
    faults = [fault for fault in fate("wild", 1).values() if fault]
    assert max(fault.accept for fault in faults) == 45
    assert max(fault.accept + max(fault.lag, fault.lag_by_id) for fault in faults) == 75


def test_wild_reads_and_pages_fail_in_every_way_in_which_they_may():
    for_a_person = {FaultKind.REFUSED}
    needless = {FaultKind.HANG_BEFORE, FaultKind.DRIP}  # as lost as dropped, as whole as slow
    assert kinds(reads("wild", 1)) == HAPPENS[Act.READ] - for_a_person - needless
    assert 0.2 < share(reads("wild", 1)) < 0.3
    pages = fate("wild", 1, act=Act.PAGE).values()
    assert kinds(pages) >= HAPPENS[Act.PAGE] - needless - {FaultKind.EMPTY, FaultKind.TRUNCATED, FaultKind.GATEWAY_PAGE}


@pytest.mark.parametrize("seed", range(5))
def test_a_wild_week_of_fifty_posts_meets_most_kinds(seed):
    played = profile("wild", seed)
    met = set()
    for number in range(50):
        for network in NetworkName:
            if number % 2 == list(NetworkName).index(network):  # fifty in all
                tries = (played.fault(Act.PUBLISH, network, f"Post {number}", earlier) for earlier in range(4))
                for fault in tries:
                    met |= kinds([fault])
                    if fault is None or not fault.before:
                        break
    assert len(met) > len(kinds(fate("wild", 1).values())) / 2


def test_networks_and_tries_have_fates_of_their_own():
    wild = profile("wild", 3)
    assert (
        len({wild.fault(Act.PUBLISH, network, "Post", earlier) for network in NetworkName for earlier in range(3)}) > 2
    )
    for act in (Act.PUBLISH, Act.PAGE):
        assert not any(wild.fault(act, network, text, 3) for network in NetworkName for text in TEXTS)


@pytest.mark.parametrize("name", ["mild", "wild"])
def test_every_fault_of_a_profile_is_meant_for_the_calls_that_it_meets(name):
    for act, mix in profile(name).mixes.items():
        assert {fault.on for fault in mix.kinds} == {act}


def test_a_run_meets_the_fates_that_its_seed_foretells(clock):
    def statuses(order):
        with Sandbox(clock=clock, faults=profile("wild", 7)) as sandbox:
            for text in order:
                try:
                    requests.post(
                        f"{sandbox.url}/2/tweets",
                        json={"text": text},
                        headers={"Authorization": "Bearer anna"},
                        timeout=10,
                    )
                except requests.RequestException:
                    continue
            return sorted(
                (seen.text, str(seen.status), str(seen.fault), bool(seen.post)) for seen in sandbox.requests()
            )

    texts = TEXTS[:20] * 2  # each twice, as a client does that tries again
    assert statuses(texts) == statuses(random.Random(5).sample(texts, len(texts)))


def test_reads_and_pages_of_a_run_meet_what_the_profile_says(clock):
    wild = profile("wild", 7)
    with Sandbox(clock=clock, faults=wild) as sandbox:

        def call(method, path):
            headers = {"Authorization": "Bearer anna"}
            with suppress(requests.RequestException):
                requests.request(method, sandbox.url + path, headers=headers, timeout=10, allow_redirects=False)

        for _ in range(40):
            for method, path in (
                ("GET", "/2/users/me"),
                ("GET", "/pages/a-blog"),
                ("POST", "/2/tweets"),
                ("GET", "/rest/posts"),
            ):
                call(method, path)
        foretold = [wild.fault(Act.READ, NetworkName.X, "", count) for count in range(40)]
        on_x = [seen.fault for seen in sandbox.reads() if seen.network is NetworkName.X]
        assert on_x == [fault and fault.kind for fault in foretold]
        assert len(kinds(foretold)) > 3
        foretold = [wild.fault(Act.PAGE, None, "/pages/a-blog", count) for count in range(40)]
        assert [seen.fault for seen in sandbox.looks()] == [fault and fault.kind for fault in foretold]


def test_an_order_comes_before_the_profile(clock):
    with Sandbox(clock=clock, faults=profile("wild", 7)) as sandbox:
        sandbox.order(Fault(kind=FaultKind.REFUSED, status=418, times=10))
        answers = [
            requests.post(
                f"{sandbox.url}/2/tweets", json={"text": text}, headers={"Authorization": "Bearer anna"}, timeout=10
            )
            for text in TEXTS[:10]
        ]
        assert {answer.status_code for answer in answers} == {418}
