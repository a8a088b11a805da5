import random
from collections import Counter

import pytest
import requests

from promoter.sandbox.faults import BEFORE, FaultKind, profile
from promoter.sandbox.server import Sandbox
from promoter.sandbox.wire import NetworkName

TEXTS = [f"Post {number}" for number in range(400)]


def fate(name, seed, texts=TEXTS):
    played = profile(name, seed)
    return {(network, text): played.fault(network, text, 0) for network in NetworkName for text in texts}


def test_none_lets_all_pass():
    assert set(fate("none", 1).values()) == {None}


@pytest.mark.parametrize("name", ["mild", "wild"])
def test_the_same_seed_brings_the_same_faults_in_any_order(name):
    shuffled = random.Random(5).sample(TEXTS, len(TEXTS))
    assert fate(name, 1) == fate(name, 1, shuffled)
    assert fate(name, 1) != fate(name, 2)


def test_mild_never_leaves_a_doubt_that_a_post_was_taken():
    faults = [fault for fault in fate("mild", 1).values() if fault]
    assert {fault.kind for fault in faults} == {FaultKind.RATE_LIMITED, FaultKind.ERROR_BEFORE}
    assert 0.1 < len(faults) / 800 < 0.2


def test_wild_plays_every_kind_that_takes_no_real_time():
    faults = Counter(fault.kind for fault in fate("wild", 1).values() if fault)
    assert set(faults) == set(FaultKind) - {FaultKind.HANG, FaultKind.LAG, FaultKind.REFUSED}
    assert set(faults) - BEFORE
    assert 0.4 < sum(faults.values()) / 800 < 0.6


def test_networks_and_tries_have_fates_of_their_own():
    wild = profile("wild", 3)
    assert len({wild.fault(network, "Post", earlier) for network in NetworkName for earlier in range(3)}) > 2
    assert not any(wild.fault(network, text, 3) for network in NetworkName for text in TEXTS)


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
