"""The daily digest: when it comes, what is in it, and that it comes once."""

from __future__ import annotations

import json
from datetime import date, timedelta

from promoter.ledger import events
from promoter.ledger.due import hold_for_page
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Refused, Sent

from .conftest import NINE

MONDAY, TUESDAY = date(2021, 9, 13), date(2021, 9, 14)


def digests(desk) -> list:
    return [one for one in desk.new() if one.keys[0].startswith("digest:")]


def test_it_says_what_went_out_what_did_not_and_what_comes_next(desk) -> None:
    desk.approved("week/a/x/blog")
    desk.approved("week/b/linkedin/blog")
    desk.approved("week/c/x/blog", at=NINE + timedelta(days=1))
    desk.pending("week/d/x/blog", at=NINE + timedelta(days=1, hours=1))
    desk.attempted(Refused(detail="It is too long"), Status.FAILED)  # LinkedIn comes first by name
    desk.attempted(Sent(network_id="1", url="https://x.com/i/1"), Status.SENT)
    desk.on(MONDAY, 18)
    (digest,) = digests(desk)
    assert digest.subject == "week: 1 sent, 1 not on Monday 13 September"
    *lines, heads = digest.body.splitlines()
    assert lines == [
        "A week, Monday 13 September",
        "",
        "Went out:",
        "09:00 week/a/x/blog: https://x.com/i/1",
        "",
        "Did not go out:",
        "09:00 week/b/linkedin/blog: refused by the network. It is too long.",
        "",
        "Next: 2 posts, the first at 09:00 BST on Tuesday 14 September; 1 approved.",
        "Not approved:",
        "10:00 week/d/x/blog: waits for approval",
        "",
        "The record ends with these events. Keep this message: with the next line in a file, promoter audit --seen FILE finds",
        "out whether anything that was recorded until now was changed or taken away.",
    ]
    with desk.ledger.read() as conn:
        kept = {chain["campaign"]: (chain["seq"], chain["hash"]) for chain in json.loads(heads)["chains"]}
        assert kept == events.heads(conn)
        assert set(kept) == {events.HOUSE, "week"}
        assert events.verify(conn, seen=kept) == []


def test_it_comes_after_the_last_time_of_the_day_and_the_grace_in_the_campaigns_zone(desk) -> None:
    desk.approved()
    desk.attempted(Sent(network_id="1", url=None), Status.SENT)
    desk.on(MONDAY, 17, 15)
    assert digests(desk) == []
    desk.pass_time(seconds=1)
    assert len(digests(desk)) == 1


def test_it_comes_once_and_again_on_the_next_day(desk) -> None:
    desk.approved()
    desk.approved("week/b/x/blog", at=NINE + timedelta(days=1))
    desk.attempted(Sent(network_id="1", url=None), Status.SENT)
    desk.on(MONDAY, 18)
    assert len(digests(desk)) == 1
    desk.pass_time(hours=4)
    assert digests(desk) == []
    desk.on(TUESDAY, 9)
    desk.attempted(Sent(network_id="2", url=None), Status.SENT)
    desk.on(TUESDAY, 18)
    (digest,) = digests(desk)
    assert "Nothing is to come." in digest.body
    desk.pass_time(days=1)
    assert digests(desk) == []


def test_with_no_post_at_all_and_before_the_week_there_is_none(desk) -> None:
    desk.on(MONDAY, 18)
    assert digests(desk) == []
    desk.campaign("later", days=[{"date": "2021-10-04", "theme": "one"}])
    desk.pending("later/a/x/blog", at=NINE + timedelta(days=21))
    assert digests(desk) == []


def test_only_the_last_day_that_ended_is_told_after_an_absence(desk) -> None:
    desk.approved()
    desk.attempted(Sent(network_id="1", url=None), Status.SENT)
    desk.on(TUESDAY, 20)
    assert [one.subject for one in digests(desk)] == ["week: 0 sent on Tuesday 14 September"]


def test_a_post_that_may_still_go_is_waited_for(desk) -> None:
    desk.approved(at=NINE + timedelta(hours=10), until=NINE + timedelta(hours=11))
    desk.on(MONDAY, 18)
    assert digests(desk) == []
    desk.on(MONDAY, 19, 16)
    assert len(digests(desk)) == 1


def test_why_a_post_did_not_go_out_is_said_in_the_words_of_the_queue(desk) -> None:
    desk.approved()
    desk.do(hold_for_page, "week/first/x/blog", "It answered 404", look_at=NINE, evidence={})
    desk.on(MONDAY, 18)
    assert "09:00 week/first/x/blog: waits for its page. It answered 404." in digests(desk)[0].body
