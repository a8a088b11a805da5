"""Whether it went out: the real networks of the sandbox read back, from the lost answer to the settled post."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from promoter.approval import approve, pause, resolve_not_sent, resolve_sent, resume
from promoter.channels.contract import Absent, Found, Outgoing, Seen, Unreadable
from promoter.clock import PretendedClock
from promoter.delivery.looking import SETTLING, Settling
from promoter.errors import PromoterError
from promoter.ledger.database import Ledger
from promoter.ledger.events import list_events, verify
from promoter.ledger.looks import list_readings, take_look
from promoter.ledger.queue import get_post, update_post
from promoter.ledger.rows import Actor
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Refused, Unclear
from promoter.sandbox.faults import Fault, FaultKind
from promoter.sandbox.kinds import Act
from promoter.sandbox.server import Sandbox
from promoter.sandbox.wire import NetworkName

from .conftest import TERMS

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)
SECOND_, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
FIRST, SECOND = "week/first/x/blog", "week/second/x/blog"
ON_LINKEDIN = "week/first/linkedin/blog"
RUTH = Actor("ruth@example.org")


def lost(**more) -> Fault:
    """The post is taken and the answer never arrives."""
    return Fault(kind=FaultKind.DROPPED_AFTER, **more)


def never_taken(**more) -> Fault:
    return Fault(kind=FaultKind.DROPPED_BEFORE, **more)


def unreadable(**more) -> Fault:
    return Fault(**{"kind": FaultKind.ERROR_BEFORE, "on": Act.READ, "times": 10**6} | more)


def go_on(house, *, until: datetime, **more) -> None:
    """Step from one due moment to the next, as a rehearsal does."""
    dispatcher = house.dispatcher(**more)
    for _ in range(500):
        dispatcher.run()
        moment = dispatcher.next_due()
        if moment is None or moment > until:
            house.clock.advance_to(until)
            dispatcher.run()
            return
        assert moment > house.clock.now(), "what is due now was done in this round"
        house.clock.advance_to(moment)
    raise AssertionError("there is no end to it")


def data(house, kind: str, key: str = FIRST) -> dict:
    with house.ledger.read() as conn:
        return [event.data for event in list_events(conn, post_key=key) if event.kind == kind][-1]


def readings(house, key: str = FIRST) -> list[tuple[float, str, bool]]:
    """When each look began, in seconds since nine, what it saw, and whether that counts."""
    with house.ledger.read() as conn:
        return [((one.began_at - NINE).total_seconds(), one.finding, one.counts) for one in list_readings(conn, key)]


def tries(house) -> list[str]:
    return [request.text for request in house.sandbox.requests()]


# ------------------------------------------------------------------------------------------------------------------- found


@pytest.mark.parametrize("key", [FIRST, ON_LINKEDIN])
def test_a_post_whose_answer_was_lost_is_found_with_its_id_and_address(house, key: str) -> None:
    house.approved(key)
    house.sandbox.order(lost())
    go_on(house, until=NINE + HOUR)
    post, (public,) = house.post(key), house.sandbox.posts()
    assert (post.status, post.network_id, post.trouble, post.reason) == (Status.SENT, public.id, None, None)
    assert public.id in str(post.url)
    assert readings(house, key) == [(5, "found", False)]
    assert data(house, "found", key)["seen"]["raw"]["id"] == public.id
    assert len(tries(house)) == 1
    with house.ledger.read() as conn:
        assert verify(conn) == []


@pytest.mark.parametrize("late", [{"accept": 20}, {"lag": 100}, {"accept": 60, "lag": 90}])
def test_a_post_that_the_network_shows_only_later_is_found_and_not_sent_again(house, late: dict) -> None:
    house.approved()
    house.sandbox.order(lost(**late))
    go_on(house, until=NINE + HOUR)
    (public,) = house.sandbox.posts()
    assert (house.post().status, house.post().network_id) == (Status.SENT, public.id)
    assert len(tries(house)) == 1


def test_a_post_that_the_network_made_public_twice_is_told_with_what_to_delete(house) -> None:
    house.approved()
    channel = house.dispatcher().channels["x:default"]
    house.sandbox.order(Fault(kind=FaultKind.TWICE))
    go_on(house, until=NINE + HOUR, channels={"x:default": Loses(channel)})
    first, second = house.sandbox.posts()
    assert house.post().status is Status.SENT
    assert house.post().network_id in {first.id, second.id}
    assert "has it 2 times: delete https://x.com/i/web/status/" in house.post().trouble


class Loses:
    """A channel whose answers never arrive."""

    def __init__(self, channel, *, answer=None) -> None:
        self.channel, self.answer, self.heard = channel, answer or Unclear(detail="It broke off."), []

    def publish(self, post, *, now, still_ours):
        self.heard.append(self.channel.publish(post, now=now, still_ours=still_ours))
        return self.answer

    def find(self, sought, *, now):
        return self.channel.find(sought, now=now)

    def read(self, network_id, post, *, now):
        return self.channel.read(network_id, post, now=now)


def test_a_post_that_was_taken_without_a_name_gets_one(house) -> None:
    house.approved(ON_LINKEDIN)
    house.sandbox.order(Fault(kind=FaultKind.NO_ID))
    house.run()
    assert (house.post(ON_LINKEDIN).status, house.post(ON_LINKEDIN).network_id) == (Status.SENT, None)
    go_on(house, until=NINE + HOUR)
    assert house.post(ON_LINKEDIN).network_id == house.sandbox.posts()[0].id


# ------------------------------------------------------------------------------------------------------------------ absent


def test_a_post_that_never_arrived_is_sent_once_more_with_the_same_bytes(house) -> None:
    house.approved(text="All three pieces", uncounted="All pieces", counted_live_from=NINE + MINUTE)
    house.sandbox.order(never_taken())
    go_on(house, until=NINE + HOUR)
    assert house.post().status is Status.SENT
    assert tries(house) == house.public() * 2 == ["All pieces"] * 2
    assert readings(house)[:4] == [
        (5, "absent", False),
        (35, "absent", False),
        (181, "absent", True),
        (211, "absent", True),
    ]
    assert house.events() == ["approved", "claimed", "unclear", "absent", "claimed", "sent", "read_back"]


def test_the_account_waits_for_it_and_keeps_its_order(house) -> None:
    house.approved(FIRST)
    house.approved(SECOND, at=NINE + MINUTE)
    house.sandbox.order(never_taken())
    go_on(house, until=NINE + HOUR)
    first, second = house.sandbox.posts()
    assert (first.id, second.id) == (house.post(FIRST).network_id, house.post(SECOND).network_id)
    assert house.post(FIRST).sent_at < house.post(SECOND).sent_at
    assert house.account().busy_post is None


def test_a_network_that_fails_all_day_gets_no_post_after_its_last_moment(house) -> None:
    house.approved(until=NINE + HOUR)
    house.sandbox.order(never_taken(times=10**6))
    go_on(house, until=NINE + 9 * HOUR)
    assert (house.post().status, house.account().busy_post) == (Status.PENDING, None)
    assert all(attempt.started_at <= NINE + HOUR + TERMS.grace for attempt in house.attempts())
    assert house.public() == []


def test_on_linkedin_a_post_that_never_arrived_waits_for_a_person_and_the_others_go_on(house) -> None:
    house.approved(ON_LINKEDIN)
    house.approved("week/second/linkedin/blog", at=NINE + 5 * MINUTE)
    house.sandbox.order(never_taken())
    go_on(house, until=NINE + HOUR)
    post = house.post(ON_LINKEDIN)
    assert (post.status, post.hold) == (Status.UNCLEAR, "person")
    assert "--not-sent" in post.hold_reason
    assert house.post("week/second/linkedin/blog").status is Status.SENT
    assert len(house.attempts(ON_LINKEDIN)) == 1


def test_on_linkedin_it_is_sent_again_where_the_operator_chose_that(house) -> None:
    house.approved(ON_LINKEDIN)
    house.sandbox.order(never_taken())
    settling = {name: Settling(its.settle, resend=True) for name, its in SETTLING.items()}
    terms = type(TERMS)(grace=TERMS.grace, lease=TERMS.lease, http_timeout=TERMS.http_timeout, settling=settling)
    go_on(house, until=NINE + HOUR, terms=terms)
    assert house.post(ON_LINKEDIN).status is Status.SENT
    assert tries(house) == house.public() * 2


# --------------------------------------------------------------------------------------------------------------- duplicates


def test_a_duplicate_after_a_lost_answer_takes_over_what_is_there(house) -> None:
    house.approved()
    house.sandbox.order(lost(accept=200, lag=30))  # real only after two readings that count
    go_on(house, until=NINE + HOUR)
    (public,) = house.sandbox.posts()
    assert (house.post().status, house.post().network_id) == (Status.SENT, public.id)
    assert [attempt.outcome for attempt in house.attempts()] == ["unclear", "refused"]


def test_a_duplicate_that_nobody_can_see_is_for_a_person_and_not_tried_all_day(house) -> None:
    house.approved()
    house.sandbox.order(never_taken())
    house.run()
    house.sandbox.order(Fault(kind=FaultKind.DUPLICATE_BEFORE, times=10**6))
    go_on(house, until=NINE + 9 * HOUR)
    assert (house.post().status, house.post().hold) == (Status.UNCLEAR, "person")
    assert len(tries(house)) == 2


@pytest.mark.parametrize("network", ["x", "linkedin"])
def test_a_duplicate_of_another_post_here_is_refused_and_the_others_go_on(house, network: str) -> None:
    first, second, third = (f"week/{name}/{network}/blog" for name in ("first", "second", "third"))
    for minute, key in enumerate((first, second)):
        house.approved(key, text="The same", link="https://example.org/same", at=NINE + 5 * minute * MINUTE)
    house.approved(third, at=NINE + 30 * MINUTE)
    go_on(house, until=NINE + HOUR)
    assert [house.post(key).status for key in (first, second, third)] == [Status.SENT, Status.FAILED, Status.SENT]
    assert house.post(second).reason.endswith("was read twice and shows no such post but those that are known here.")
    assert house.events(second) == ["approved", "claimed", "refused", "absent"]
    assert [counts for _, _, counts in readings(house, second)][-2:] == [True, True]
    assert len(tries(house)) == 3


@pytest.mark.parametrize("network", ["x", "linkedin"])
def test_a_duplicate_of_what_somebody_posted_by_hand_takes_that_over(house, network: str) -> None:
    key = f"week/first/{network}/blog"
    post = house.approved(key, at=NINE + 5 * MINUTE)
    outgoing = Outgoing(key="by hand", text=post.said.payload_text, link=post.said.link, card=post.said.card)
    channels = house.dispatcher().channels
    channels[post.account].publish(outgoing, now=NINE, still_ours=lambda: True)
    house.approved(f"week/second/{network}/blog", at=NINE + 6 * MINUTE)
    go_on(house, until=NINE + HOUR)
    (by_hand, _) = house.sandbox.posts()
    post = house.post(key)
    assert (post.status, post.network_id, post.reason, post.trouble) == (Status.SENT, by_hand.id, None, None)
    assert post.sent_at == NINE
    assert data(house, "found", key)["seen"]["url"] == post.url
    assert house.post(f"week/second/{network}/blog").status is Status.SENT
    assert [attempt.outcome for attempt in house.attempts(key)] == ["refused"]


def test_a_duplicate_on_a_network_that_cannot_be_read_is_for_a_person(house) -> None:
    house.approved()
    house.sandbox.order(Fault(kind=FaultKind.DUPLICATE_BEFORE))
    house.sandbox.order(unreadable())
    go_on(house, until=NINE + 2 * HOUR)
    assert (house.post().status, house.post().hold, house.account().busy_post) == (Status.UNCLEAR, "person", None)
    assert len(tries(house)) == 1


def test_a_duplicate_does_not_take_over_what_may_be_another_post_of_ours(house) -> None:
    """The first went out, nobody knows under which name, and a person has been asked about it for an hour."""
    house.approved(FIRST, text="The same", link=None)
    house.approved(SECOND, text="The same", link=None, at=NINE + HOUR)
    public = Seen(network_id="1", url="u1", text="The same", created_at=NINE, as_sent=True)

    class OnlyOnce:
        shows = False

        def publish(self, post, *, now, still_ours):
            return Unclear(detail="It broke off.") if post.key == FIRST else Refused(detail="Again.", duplicate=True)

        def find(self, sought, *, now):
            if not self.shows:
                return Unreadable(detail="503")
            there = public.network_id not in sought.taken and public.created_at >= sought.began
            return Found(seen=public) if there else Absent(detail="none")

    network = OnlyOnce()
    go_on(house, until=NINE + HOUR - MINUTE, channels={"x:default": network})
    assert house.post(FIRST).hold == "person"
    house.clock.advance_to(NINE + HOUR)
    with house.ledger.write() as conn:
        update_post(conn, get_post(conn, FIRST), look_at=NINE + 2 * HOUR)  # the second is looked for first
    network.shows = True
    go_on(house, until=NINE + HOUR + MINUTE, channels={"x:default": network})
    assert (house.post(SECOND).status, house.post(SECOND).network_id) == (Status.UNCLEAR, None)
    go_on(house, until=NINE + 4 * HOUR, channels={"x:default": network})
    assert (house.post(FIRST).network_id, house.post(SECOND).network_id) == ("1", None)


def test_two_posts_with_the_same_words_never_take_over_each_others_id(house) -> None:
    """X has both, which it would refuse: then only the times tell them apart."""
    house.approved(FIRST, text="The same", link=None)
    house.approved(SECOND, text="The same", link=None, at=NINE + HOUR)
    first = Seen(network_id="1", url="u1", text="The same", created_at=NINE, as_sent=True)
    second = Seen(network_id="2", url="u2", text="The same", created_at=NINE + HOUR, as_sent=True)

    class BothLost:
        """Not readable until both are there, and then it shows whatever is not known yet."""

        shows = False

        def publish(self, post, *, now, still_ours):
            return Unclear(detail="It broke off.")

        def find(self, sought, *, now):
            there = [
                one for one in (first, second) if one.network_id not in sought.taken and one.created_at >= sought.began
            ]
            if not self.shows:
                return Unreadable(detail="503")
            return Found(seen=there[0], others=tuple(there[1:])) if there else Absent(detail="none")

    network = BothLost()
    go_on(house, until=NINE + HOUR, channels={"x:default": network})
    assert [house.post(key).status for key in (FIRST, SECOND)] == [Status.UNCLEAR, Status.UNCLEAR]
    network.shows = True
    go_on(house, until=NINE + 3 * HOUR, channels={"x:default": network})
    assert [(house.post(key).network_id, house.post(key).trouble) for key in (FIRST, SECOND)] == [
        ("1", None),
        ("2", None),
    ]


# -------------------------------------------------------------------------------------------------------------- unreadable


def test_a_network_that_cannot_be_read_for_hours_is_for_a_person_and_the_account_goes_on(house) -> None:
    house.approved(FIRST)
    house.approved(SECOND, at=NINE + HOUR)
    house.sandbox.order(lost(contains="first"))
    house.sandbox.order(unreadable())
    go_on(house, until=NINE + 30 * MINUTE)
    assert (house.post().hold, house.account().busy_post) == (None, FIRST)
    go_on(house, until=NINE + 4 * HOUR)
    assert (house.post().status, house.post().hold, house.account().busy_post) == (Status.UNCLEAR, "person", None)
    assert house.post(SECOND).status is Status.SENT
    assert Counter(request.post is not None for request in house.sandbox.requests()) == {True: 2}
    go_on(house, until=NINE + 30 * HOUR)
    assert house.post().look_at is None
    assert len(tries(house)) == 2


def test_once_it_can_be_read_again_it_is_found_even_while_it_waits_for_a_person(house) -> None:
    house.approved()
    house.sandbox.order(lost())
    house.sandbox.order(unreadable(times=12))
    go_on(house, until=NINE + 3 * HOUR)
    assert "for_a_person" in house.events()
    assert (house.post().status, house.post().hold) == (Status.SENT, None)


def test_an_account_that_may_not_read_asks_a_person_at_once(house) -> None:
    house.approved()
    house.sandbox.order(lost())
    house.sandbox.order(unreadable(kind=FaultKind.REFUSED, status=401))
    go_on(house, until=NINE + MINUTE)
    assert (house.post().status, house.post().hold, house.account().busy_post) == (Status.UNCLEAR, "person", None)
    assert "401" in house.post().hold_reason


# ------------------------------------------------------------------------------------------------------- nobody has the keys


def in_doubt(house) -> None:
    """The first post went out and its answer was lost; from now on nobody has the keys of its account."""
    house.approved(FIRST)
    house.sandbox.order(lost())
    house.run()


def without_keys(house, until: datetime) -> None:
    house.clock.advance_to(until)
    house.run(channels={})


def test_where_nobody_has_the_keys_any_more_a_person_is_asked_after_an_hour(house) -> None:
    in_doubt(house)
    without_keys(house, NINE + HOUR)
    assert (house.post().hold, house.account().busy_post) == (None, FIRST)
    without_keys(house, NINE + HOUR + 5 * SECOND_)
    post = house.post()
    assert (post.status, post.hold, house.account().busy_post) == (Status.UNCLEAR, "person", None)
    assert post.hold_reason == (
        "Nobody has looked for it, because x:default has no keys in the settings any more. Connect the account again. "
        f"Look on X yourself, then run promoter resolve {FIRST} --not-sent, or --sent with its address."
    )
    assert house.run(channels={}) == []
    without_keys(house, NINE + 5 * HOUR)
    assert house.events() == ["approved", "claimed", "unclear", "for_a_person"]


def test_a_person_is_not_asked_as_long_as_somebody_else_looks(house) -> None:
    in_doubt(house)
    house.clock.advance_to(NINE + HOUR)
    with house.ledger.write() as conn:
        take_look(conn, house.clock.now(), patience=MINUTE, only=["x:default"])
    without_keys(house, NINE + 2 * HOUR)
    assert house.post().hold is None
    without_keys(house, NINE + 2 * HOUR + MINUTE)
    assert house.post().hold == "person"


def test_a_person_is_not_asked_before_the_networks_settle_time_is_over(house) -> None:
    in_doubt(house)
    terms = replace(TERMS, settling={name: Settling(2 * HOUR, resend=True) for name in SETTLING})
    for moment, hold in ((NINE + 2 * HOUR + 59 * SECOND_, None), (NINE + 2 * HOUR + MINUTE, "person")):
        house.clock.advance_to(moment)
        house.run(channels={}, terms=terms)
        assert house.post().hold == hold


def test_once_the_keys_are_back_it_is_found_even_while_it_waits_for_a_person(house) -> None:
    in_doubt(house)
    without_keys(house, NINE + 3 * HOUR)
    assert house.post().hold == "person"
    house.run()
    assert (house.post().status, house.post().hold) == (Status.SENT, None)
    assert house.post().network_id == house.sandbox.posts()[0].id


# ------------------------------------------------------------------------------------------- people, pauses, crashes, late answers


def test_a_pause_while_it_is_unclear_lets_it_be_found_and_nothing_be_sent(house) -> None:
    house.approved()
    house.sandbox.order(never_taken())
    house.run()
    house.do(pause, reason="look first", who=RUTH)
    go_on(house, until=NINE + 10 * MINUTE)
    assert (house.post().status, len(tries(house))) == (Status.APPROVED, 1)
    house.do(resume, who=RUTH, grace=TERMS.grace)
    go_on(house, until=NINE + HOUR)
    assert (house.post().status, len(tries(house))) == (Status.SENT, 2)


def test_a_look_that_was_lost_with_its_daemon_is_made_again(house) -> None:
    house.approved()
    house.sandbox.order(lost())
    house.run()
    house.pass_time(seconds=5)
    with house.ledger.write() as conn:
        assert take_look(conn, house.clock.now(), patience=2 * TERMS.http_timeout, only=["x:default"])
    assert house.dispatcher().next_due() == house.clock.now() + 2 * TERMS.http_timeout
    go_on(house, until=NINE + HOUR)
    assert house.post().status is Status.SENT


def test_a_look_whose_record_fails_is_made_again(house) -> None:
    house.approved()
    house.sandbox.order(lost())
    house.run()
    house.pass_time(seconds=5)
    dispatcher = house.dispatcher()
    channel = dispatcher.channels["x:default"]

    class Cut(Loses):
        def find(self, sought, *, now):
            raise PromoterError("the ledger is gone")

    with pytest.raises(PromoterError):
        house.run(channels={"x:default": Cut(channel)})
    go_on(house, until=NINE + HOUR)
    assert house.post().status is Status.SENT


@pytest.mark.parametrize("is_out", [True, False])
def test_what_a_person_settles_during_a_look_stays_and_frees_the_account(house, is_out: bool) -> None:
    house.approved(FIRST)
    house.approved(SECOND, at=NINE + 5 * MINUTE)
    channel = house.dispatcher().channels["x:default"]

    class Overtaken(Loses):
        def find(self, sought, *, now):
            if is_out:
                house.do(resolve_sent, FIRST, "https://x.com/example/status/99", who=RUTH)
            else:
                house.do(resolve_not_sent, FIRST, who=RUTH)
            return self.channel.find(sought, now=now)

    house.run(channels={"x:default": Overtaken(channel)})
    assert house.account().busy_post == FIRST
    house.pass_time(seconds=5)
    house.run(channels={"x:default": Overtaken(channel)})
    assert house.account().busy_post is None
    if is_out:
        assert (house.post().status, house.post().network_id) == (Status.SENT, "99")
    else:
        assert (house.post().status, house.post().look_at) == (Status.PENDING, None)
    go_on(house, until=NINE + HOUR)
    assert house.post(SECOND).status is Status.SENT


def test_a_post_that_a_person_gave_back_is_looked_for_no_more_and_goes_again_once_approved(house) -> None:
    house.approved()
    house.sandbox.order(never_taken())
    house.run()
    house.do(resolve_not_sent, FIRST, who=RUTH)
    assert house.dispatcher().next_due() is None
    with house.ledger.write() as conn:
        approve(conn, FIRST, who=RUTH, now=NINE)
    go_on(house, until=NINE + HOUR)
    assert house.post().status is Status.SENT


@pytest.mark.parametrize("key", [FIRST, ON_LINKEDIN])
def test_a_post_that_a_person_posted_by_hand_is_read_back_and_stops_nothing(house, key: str) -> None:
    house.approved(key, at=NINE + HOUR)
    house.approved(SECOND, at=NINE + 5 * MINUTE)
    url = "https://x.com/a/status/99" if key == FIRST else "https://www.linkedin.com/feed/update/urn:li:share:99/"
    house.do(resolve_sent, key, url, who=RUTH)
    go_on(house, until=NINE + 3 * HOUR)
    assert house.post(SECOND).status is Status.SENT
    assert "does not show it" in house.post(key).trouble


def test_an_answer_that_comes_after_the_post_was_found_is_no_news(house) -> None:
    house.approved()
    dispatcher = house.dispatcher()
    channel = dispatcher.channels["x:default"]

    class Slow(Loses):
        """While its answer is under way, the lease runs out and somebody else looks."""

        def publish(self, post, *, now, still_ours):
            answer = self.channel.publish(post, now=now, still_ours=still_ours)
            house.pass_time(seconds=61)
            house.run(owner="daemon-2")
            return answer

    (post,) = house.run(channels={"x:default": Slow(channel)})
    assert (post.status, post.trouble, post.network_id) == (Status.SENT, None, house.sandbox.posts()[0].id)
    assert house.events()[-2:] == ["found", "late_answer"]
    assert house.account().busy_post is None


# --------------------------------------------------------------------------------------------------------------- read back


@pytest.mark.parametrize("key", [FIRST, ON_LINKEDIN])
def test_what_was_sent_is_read_back_once(house, key: str) -> None:
    house.approved(key)
    go_on(house, until=NINE + 9 * HOUR)
    assert readings(house, key) == [(60, "as_sent", False)]
    assert house.events(key)[-1] == "read_back"
    assert (house.post(key).trouble, house.post(key).look_at) == (None, None)


def test_a_round_does_not_tell_of_a_post_that_was_only_read_back(house) -> None:
    house.approved()
    house.run()
    house.pass_time(seconds=60)
    assert house.run() == []
    assert house.events()[-1] == "read_back"


def test_a_post_that_was_deleted_on_the_network_is_told_after_some_tries(house) -> None:
    house.approved()
    house.run()
    (public,) = house.sandbox.posts()  # and then somebody deletes it on X
    house.sandbox._record.delete(NetworkName.X, public.id, NINE)
    go_on(house, until=NINE + 9 * HOUR)
    assert [began for began, _, _ in readings(house)] == [60, 180, 780, 4380]
    assert "may have been deleted" in house.post().trouble
    assert (house.post().status, house.events()[-1]) == (Status.SENT, "gone")


def test_a_post_that_is_shown_by_its_id_only_later_is_no_trouble(house) -> None:
    house.approved()
    house.sandbox.order(Fault(kind=FaultKind.LAG, lag=300, lag_by_id=300))
    go_on(house, until=NINE + 9 * HOUR)
    assert (house.post().trouble, house.events()[-1]) == (None, "read_back")


def test_a_post_that_reads_otherwise_is_told(house) -> None:
    house.approved()
    channel = house.dispatcher().channels["x:default"]

    class Changes(Loses):
        def publish(self, post, *, now, still_ours):
            return self.channel.publish(post, now=now, still_ours=still_ours)

        def read(self, network_id, post, *, now):
            return Seen(
                network_id=network_id,
                url="u",
                text="Other",
                created_at=now,
                as_sent=False,
                differences=("Other words.",),
            )

    go_on(house, until=NINE + HOUR, channels={"x:default": Changes(channel)})
    assert house.post().trouble == "X shows it otherwise: Other words."
    assert data(house, "differs")["seen"]["text"] == "Other"


# ------------------------------------------------------------------------------------------------------------------ no lock


def test_nothing_is_locked_while_the_network_is_read(house) -> None:
    house.approved()
    house.approved(SECOND, at=NINE + HOUR)
    house.sandbox.order(lost())
    house.run()
    house.pass_time(seconds=5)
    channel = house.dispatcher().channels["x:default"]

    class Watched(Loses):
        def find(self, sought, *, now):
            assert house.dispatcher(owner="daemon-2").reconciler.look() is None
            with house.ledger.write() as conn:
                assert list_events(conn, post_key=FIRST)
            return self.channel.find(sought, now=now)

    house.run(channels={"x:default": Watched(channel)})
    assert house.post().status is Status.SENT


def test_a_ledger_that_fails_between_taking_and_recording_changes_nothing(house) -> None:
    house.approved()
    house.sandbox.order(lost())
    house.run()
    house.pass_time(seconds=5)
    writes: list[int] = []

    class Failing(Ledger):
        def write(self):
            writes.append(1)
            if len(writes) == 3:  # tidying, taking the look, and then recording it
                raise PromoterError("the disk is full")
            return super().write()

    with pytest.raises(PromoterError, match="disk is full"):
        house.run(ledger=Failing(house.ledger.engine, house.ledger.where))
    assert (house.post().status, house.account().busy_post) == (Status.UNCLEAR, FIRST)
    go_on(house, until=NINE + HOUR)
    assert house.post().status is Status.SENT


# ------------------------------------------------------------------------------------------------- clocks that are set


@pytest.fixture
def apart(house):
    """The networks go by a clock of their own, so that the one on our wall can be set; the rest of our time goes on."""
    theirs = PretendedClock(NINE)
    with Sandbox(clock=theirs.now) as house.sandbox:

        def go(*, by: timedelta, rounds: int, ahead: timedelta) -> None:
            house.sandbox.set_ahead(NetworkName.X, -ahead)
            dispatcher = house.dispatcher()
            dispatcher.run()
            house.clock._now += by
            for _ in range(rounds):
                house.pass_time(seconds=30)
                theirs.advance(timedelta(seconds=30))
                dispatcher.run()

        yield go


SET = [(timedelta(), HOUR), (timedelta(), -HOUR), (HOUR, -HOUR), (-HOUR, HOUR)]


@pytest.mark.parametrize(("ahead", "by"), SET)
def test_a_clock_that_is_set_while_a_post_is_unclear_sends_nothing_twice(house, apart, ahead, by) -> None:
    house.approved(until=NINE + 9 * HOUR)
    house.sandbox.order(lost(accept=100))
    apart(ahead=ahead, by=by, rounds=150)
    assert (house.post().status, house.account().busy_post) == (Status.SENT, None)
    assert len(tries(house)) == 1


@pytest.mark.parametrize(("ahead", "by"), SET)
def test_a_clock_that_is_set_does_not_keep_what_never_arrived_from_going_again(house, apart, ahead, by) -> None:
    house.approved(until=NINE + 9 * HOUR)
    house.sandbox.order(never_taken())
    apart(ahead=ahead, by=by, rounds=300)
    assert house.post().status is Status.SENT
    assert tries(house) == house.public() * 2


# ------------------------------------------------------------------------------- attempts of other machines and processes


def counted(house) -> list[bool]:
    return [counts for _, finding, counts in readings(house) if finding == "absent"]


def test_another_machines_attempt_is_as_old_as_it_has_been_known_here(house) -> None:
    house.clock._boottime = 10**6  # ours has been up for long, and says nothing about theirs
    house.approved()
    house.sandbox.order(never_taken())
    house.run(host="there")
    house.pass_time(hours=1)
    here = house.dispatcher(host="here")
    here.run()
    assert counted(house) == [False]
    for _ in range(4):
        house.pass_time(minutes=4)
        here.run()
    assert counted(house)[:3] == [False, True, True]


def test_another_process_of_this_machine_knows_how_old_an_attempt_is(house) -> None:
    house.approved()
    house.sandbox.order(never_taken())
    house.run()
    house.pass_time(minutes=4)
    house.run()
    assert counted(house) == [True]


def test_after_a_restart_of_the_machine_an_attempt_is_as_old_as_the_restart(house) -> None:
    house.clock._boottime = 5000.0
    house.approved()
    house.sandbox.order(never_taken())
    house.run()
    house.pass_time(minutes=4)
    house.clock._boottime = 100.0
    house.run()
    assert counted(house) == [False]
    house.pass_time(minutes=4)
    house.run()
    assert counted(house) == [False, True]
