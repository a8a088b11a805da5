"""Posting with connected accounts: tokens are read when they are used, and what a refused one means."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from connecting.conftest import ADMIN, NINE
from promoter.channels.contract import NotUploaded, Picture
from promoter.connecting.keeping import disconnect
from promoter.connecting.keys import keys_of
from promoter.ledger.accounts import unblock_account
from promoter.posts.lifecycle import Status
from promoter.sandbox.faults import Fault
from promoter.sandbox.kinds import Act, FaultKind
from promoter.sandbox.wire import NetworkName

FIRST, SECOND, PAGE = "week/first/x/blog", "week/second/x/blog", "week/first/linkedin/blog"
REFUSED = Fault(kind=FaultKind.REFUSED, status=401)


def public(house):
    return [(post.network.value, post.account) for post in house.sandbox.posts()]


def test_both_networks_take_posts_with_the_tokens_that_people_agreed_to(house):
    house.connect("x")
    house.connect("linkedin", wanted="1002")
    house.approved(FIRST)
    house.approved(PAGE)
    house.dispatcher().run()
    assert sorted(public(house)) == [("linkedin", "urn:li:organization:1002"), ("x", house.account().subject)]


def test_a_dispatcher_that_runs_takes_up_an_account_that_is_connected(house):
    dispatcher = house.dispatcher()
    house.approved()
    assert dispatcher.run() == []
    assert dispatcher.channels.keys() == set()
    house.connect("x")
    assert [post.status for post in dispatcher.run()] == [Status.SENT]


def test_and_the_newest_tokens_of_one_that_is_connected_again(house):
    house.connect("x")
    dispatcher = house.dispatcher()
    dispatcher.run()
    house.sandbox.revoke_all(NetworkName.X)
    house.connect("x")
    house.approved()
    assert [post.status for post in dispatcher.run()] == [Status.SENT]


def test_one_that_is_disconnected_is_not_claimed_any_more(house):
    house.connect("x")
    dispatcher = house.dispatcher()
    with house.ledger.write() as conn:
        disconnect(conn, "x:default", who=ADMIN, now=NINE)
    house.approved()
    assert dispatcher.run() == []
    post = house.post(FIRST)
    assert (post.status, post.fence) == (Status.APPROVED, 0)


def test_who_is_connected_comes_before_the_keys_of_the_settings(house):
    house.connect("linkedin")
    house.set(linkedin_access_token=SecretStr("token"), linkedin_organisation="urn:li:organization:7")
    house.approved(PAGE)
    house.dispatcher().run()
    assert public(house) == [("linkedin", "urn:li:organization:1001")]
    with house.ledger.write() as conn:
        disconnect(conn, "linkedin:default", who=ADMIN, now=NINE)
    house.approved("week/second/linkedin/blog", at=NINE + timedelta(minutes=10))
    house.clock.advance(timedelta(minutes=10))
    house.dispatcher().run()
    assert public(house)[1] == ("linkedin", "urn:li:organization:7")


def test_a_token_that_ended_is_renewed_before_its_post_is_claimed(house):
    house.connect("x")
    house.clock.advance(timedelta(hours=3))
    house.approved(at=house.clock.now())
    assert [post.status for post in house.dispatcher().run()] == [Status.SENT]
    assert house.asked_for_tokens() == ["authorization_code", "refresh_token"]
    assert house.post(FIRST).fence == 1


def test_a_token_that_is_refused_before_its_time_is_renewed_and_the_post_goes(house):
    house.connect("x")
    house.clock.advance(timedelta(minutes=20))
    house.approved(at=house.clock.now())
    house.sandbox.order(REFUSED)
    dispatcher = house.dispatcher()
    (post,) = dispatcher.run()
    assert (post.status, post.tries) == (Status.APPROVED, 1)
    assert house.tokens().ended(house.clock.now())
    house.clock.advance_to(post.retry_at)
    (post,) = dispatcher.run()
    assert (post.status, house.tokens().generation) == (Status.SENT, 2)


def test_a_token_that_was_just_given_may_not_be_known_yet(house):
    house.connect("linkedin")
    house.approved(PAGE)
    house.sandbox.order(REFUSED)
    (post,) = house.dispatcher().run()
    assert post.trouble == "LinkedIn does not know its new token yet."
    assert post.retry_at == NINE + timedelta(seconds=10)
    house.clock.advance_to(post.retry_at)
    assert [post.status for post in house.dispatcher().run()] == [Status.SENT]


def test_a_new_token_that_is_refused_as_well_is_the_end_of_it(house):
    house.connect("x")
    house.clock.advance(timedelta(minutes=5))
    house.approved(at=house.clock.now())
    house.sandbox.order(REFUSED)
    (post,) = house.dispatcher().run()
    account = house.account()
    assert (post.status, post.trouble) == (Status.APPROVED, account.blocked_reason)
    assert account.blocked_reason == (
        "X does not take our tokens any more: they were taken back, or the app was. "
        "Connect it again on the page Accounts (or with promoter accounts connect x); its posts wait."
    )
    house.connect("x")
    house.clock.advance(timedelta(minutes=5))
    assert [one.status for one in house.dispatcher().run()] == [Status.SENT]


def test_linkedin_taken_back_stops_the_account_until_it_is_connected_again(house):
    house.connect("linkedin")
    house.clock.advance(timedelta(minutes=5))
    house.sandbox.revoke_all(NetworkName.LINKEDIN)
    house.approved(PAGE, at=house.clock.now())
    house.dispatcher().run()
    assert house.account("linkedin:default").wants_connecting
    with house.ledger.write() as conn:  # which does not help
        unblock_account(conn, "linkedin:default", who=ADMIN, now=house.clock.now())
    house.dispatcher().run()
    assert house.account("linkedin:default").wants_connecting
    assert len(house.sandbox.requests()) == 1
    house.connect("linkedin")
    assert [post.status for post in house.dispatcher().run()] == [Status.SENT]


def bringing(house, name):
    picture = Picture(content=b"\x89PNG\r\n\x1a\n" + bytes(40), media_type="image/png", alt="A door")
    channels = house.dispatcher().channels
    return channels[name].upload(picture, subject="week/first", before=None, now=house.clock.now())


def test_a_picture_that_is_refused_with_a_token_taken_back_says_what_a_post_would(house):
    house.connect("linkedin")
    house.clock.advance(timedelta(minutes=5))
    house.sandbox.revoke_all(NetworkName.LINKEDIN)
    brought = bringing(house, "linkedin:default")
    assert (brought.blocked, house.tokens("linkedin:default").trouble) == (True, brought.detail)
    assert brought.detail.startswith("LinkedIn does not take our tokens any more")
    assert "promoter accounts connect linkedin" in brought.detail
    assert bringing(house, "linkedin:default") == NotUploaded(detail=brought.detail, blocked=True)


def test_a_picture_that_is_refused_with_a_token_that_can_be_renewed_waits_for_that(house):
    house.connect("x")
    house.clock.advance(timedelta(minutes=20))
    house.sandbox.order(Fault(kind=FaultKind.REFUSED, on=Act.UPLOAD, status=401))
    brought = bringing(house, "x:default")
    assert (brought.blocked, house.account().blocked_reason) == (False, None)
    assert house.tokens().ended(house.clock.now())


def test_what_the_networks_table_says_to_do_is_what_helps_here(house):
    house.connect("linkedin")
    house.approved(PAGE)
    house.sandbox.order(Fault(kind=FaultKind.REFUSED, status=403))
    house.dispatcher().run()
    reason = house.account("linkedin:default").blocked_reason
    assert "settings" not in reason
    assert "promoter accounts connect linkedin" in reason


def test_looking_back_with_a_refused_token_is_put_off_and_not_given_up(house):
    house.connect("x")
    house.clock.advance(timedelta(minutes=20))
    house.approved(at=house.clock.now())
    house.sandbox.order(Fault(kind=FaultKind.DROPPED_AFTER))
    house.sandbox.order(Fault(kind=FaultKind.REFUSED, on=Act.READ, status=401))
    dispatcher = house.dispatcher()
    dispatcher.run()
    assert house.post(FIRST).status is Status.UNCLEAR
    for _ in range(6):
        house.clock.advance_to(dispatcher.next_due() or house.clock.now() + timedelta(minutes=1))
        dispatcher.run()
    assert (house.post(FIRST).status, house.tokens().generation) == (Status.SENT, 2)


@pytest.mark.parametrize("network", ["x", "linkedin"])
def test_asking_whether_it_is_accepted_needs_no_post(house, network):
    from promoter import bootstrap
    from promoter.errors import NetworkTrouble

    house.connect(network)
    channel = bootstrap.accounts(house.ledger, house.settings, house.clock)[f"{network}:default"]
    assert "accepts" in channel.check()
    house.sandbox.revoke_all(NetworkName(network))
    with pytest.raises(NetworkTrouble, match="answered 401"):
        channel.check()
    with house.ledger.write() as conn:
        disconnect(conn, f"{network}:default", who=ADMIN, now=NINE)
    with pytest.raises(NetworkTrouble, match=f"{network}:default was disconnected"):
        channel.check()


# ------------------------------------------------------------------------------------------------------------- kept secret


def test_no_token_code_or_verifier_is_in_logs_events_evidence_or_the_database(house, caplog):
    import logging

    from web.visiting import all_of

    caplog.set_level(logging.DEBUG)
    secrets = set()
    house.connect("x")
    house.connect("linkedin")
    dispatcher = house.dispatcher()
    faults = (REFUSED, Fault(kind=FaultKind.REFUSED, on=Act.AUTHORISE, status=400), None)
    for number, fault in enumerate(faults):
        for account in ("x:default", "linkedin:default"):
            keys = keys_of(house.tokens(account), house.connector().seal())
            secrets |= {keys.access, keys.refresh or keys.access}
        house.clock.advance(timedelta(hours=3))
        house.approved(f"week/post{number}/x/blog", at=house.clock.now())
        if fault is not None:
            house.sandbox.order(fault)
        dispatcher.run()
    everything = (
        caplog.text + repr(all_of(house.ledger)) + repr(house.tokens()) + repr(dispatcher) + repr(house.account())
    )
    assert len(secrets) >= 3
    assert not [secret for secret in secrets if secret in everything]
    assert "issued-" not in everything
    assert "sandbox-linkedin-app-secret" not in everything
