"""Sign-off by a link: what it takes, what is kept of it, and when it does not count any more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from contributors.conftest import BLOG, NIA, OWN, SLUG, person
from promoter.contributors import signing_off
from promoter.contributors.facts import files_of
from promoter.contributors.signing_off import LONGEST, Standing
from promoter.errors import NotPossible, NotThere, UsageProblem
from promoter.ledger.tables import events, signoffs
from promoter.posts.lifecycle import Status


def test_of_the_link_only_a_hash_is_kept(desk):
    token, _ = desk.ask()
    with desk.ledger.read() as conn:
        whole = str(conn.execute(sa.select(signoffs)).all()) + str(conn.execute(sa.select(events)).all())
    assert token not in whole
    assert len(token) == 43


def test_every_link_is_another(desk):
    assert len({desk.ask()[0] for _ in range(20)}) == 20


def test_it_ends_with_the_campaigns_last_day_on_the_campaigns_clocks(desk):
    assert desk.ask()[1].ends_at == datetime(2021, 9, 17, 23, 0, tzinfo=UTC)


def test_it_never_stands_longer_than_sixty_days(desk):
    desk.now = datetime(2021, 5, 1, tzinfo=UTC)
    assert desk.ask()[1].ends_at == desk.now + LONGEST
    with pytest.raises(UsageProblem, match="at most 60 days"):
        desk.ask(until=date(2021, 8, 1))


def test_a_last_day_can_be_named(desk):
    assert desk.ask(until=date(2021, 9, 12))[1].ends_at == datetime(2021, 9, 12, 23, tzinfo=UTC)
    with pytest.raises(UsageProblem, match="is over"):
        desk.ask(until=date(2021, 9, 9))


def test_after_the_week_a_day_has_to_be_named(desk):
    desk.now = datetime(2021, 10, 1, tzinfo=UTC)
    with pytest.raises(NotPossible, match="name a day"):
        desk.ask()
    assert desk.ask(until=date(2021, 10, 5))[1].is_open(desk.now)


def test_only_those_who_write_make_links(desk):
    with desk.ledger.write() as conn, pytest.raises(NotPossible, match="viewer"):
        signing_off.make_link(conn, files_of(desk.folder), BLOG, NIA, who=person("vera"), now=desk.now)


def test_only_for_those_who_wrote_the_blog(desk):
    with pytest.raises(UsageProblem, match="has no author Tom Sample; name Nia Sample or Owen Sample"):
        desk.ask("Tom Sample")


def test_not_for_a_blog_that_is_withdrawn(desk):
    desk.write("status: approved", "status: withdrawn")
    with pytest.raises(NotPossible, match="withdrawn"):
        desk.ask()


def test_a_newer_link_ends_the_one_that_nobody_answered(desk):
    (old, _), (new, _) = desk.ask(), desk.ask()
    with desk.ledger.read() as conn:
        assert signing_off.by_token(conn, old, now=desk.now) is None
        assert signing_off.by_token(conn, new, now=desk.now) is not None


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "../" * 14 + "x", "é" * 43, "x" * 5000, "%00" * 14 + "x"])
def test_what_is_no_link_leads_nowhere(desk, token):
    desk.ask()
    with desk.ledger.read() as conn:
        assert signing_off.by_token(conn, token, now=desk.now) is None


def test_a_link_that_is_too_old_or_was_ended_leads_nowhere(desk):
    token, row = desk.ask()
    with desk.ledger.read() as conn:
        assert signing_off.by_token(conn, token, now=row.ends_at) is None
        assert signing_off.by_token(conn, token, now=row.ends_at - timedelta(seconds=1)) is not None
    with desk.ledger.write() as conn:
        signing_off.end_link(conn, SLUG, row.id, who=person("amara"), now=desk.now)
        assert signing_off.by_token(conn, token, now=desk.now) is None
        with pytest.raises(NotPossible, match="ended already"):
            signing_off.end_link(conn, SLUG, row.id, who=person("amara"), now=desk.now)


def test_a_number_of_another_campaign_is_none(desk):
    _, row = desk.ask()
    with desk.ledger.read() as conn, pytest.raises(NotThere):
        signing_off.by_number(conn, "another-week", row.id)


def test_it_stands_from_not_asked_to_signed(desk):
    assert desk.standing().standing is Standing.NONE
    token, row = desk.ask()
    assert desk.standing().standing is Standing.ASKED
    desk.answer(token)
    assert desk.standing().standing is Standing.SIGNED
    assert desk.standing("Owen Sample").standing is Standing.NONE
    desk.now = row.ends_at
    assert desk.standing().standing is Standing.SIGNED


def test_nobody_answered_before_the_end(desk):
    _, row = desk.ask()
    desk.now = row.ends_at
    assert desk.standing().standing is Standing.LAPSED


def test_what_they_saw_is_kept_with_the_answer(desk):
    token, _ = desk.ask()
    row = desk.answer(token)
    assert row.shown["facts"]["name"] == NIA
    assert {post["key"]: post["text"] for post in row.shown["posts"]}[OWN] == desk.post().said.text


def test_who_signed_what_is_on_the_record_of_the_campaign_and_of_each_post(desk):
    token, _ = desk.ask()
    desk.answer(token)
    found = desk.events("sign_off_confirmed")
    assert {event.actor for event in found} == {"contributor:Nia Sample"}
    assert {event.post_key: event.data.get("digest") for event in found}[OWN] == desk.post().digest
    (whole,) = [event for event in found if event.post_key is None]
    assert whole.data["shown"]["role"] == "Director of Research"


def test_confirming_changes_no_post(desk):
    desk.approve()
    before = desk.post()
    token, _ = desk.ask()
    desk.answer(token)
    assert desk.post() == before
    assert before.status is Status.APPROVED


def test_an_answer_to_what_is_not_so_any_more_is_refused(desk):
    token, _ = desk.ask()
    seen = desk.shown().seal
    desk.write("role: Director of Research", "role: Head of Research")
    with pytest.raises(NotPossible, match="changed while you looked"):
        desk.answer(token, seen=seen)


def test_it_is_answered_once(desk):
    token, _ = desk.ask()
    desk.answer(token)
    with pytest.raises(NotPossible, match="answered"):
        desk.answer(token)


def test_a_fact_that_changes_afterwards_ends_it_and_it_can_be_signed_anew(desk):
    token, _ = desk.ask()
    desk.answer(token)
    desk.write("role: Director of Research", "role: Head of Research")
    found = desk.standing()
    assert found.standing is Standing.CHANGED
    assert found.otherwise == ("role",)
    desk.answer(token)
    assert desk.standing().standing is Standing.SIGNED


def test_a_post_that_changes_afterwards_is_told_and_the_facts_stay_signed(desk):
    token, _ = desk.ask()
    desk.answer(token)
    desk.write("Imagine telling public services once", "Think of telling public services once")
    assert desk.standing().standing is Standing.SIGNED
    assert desk.standing().posts > 0


def test_two_answers_at_once_are_one(desk):
    token, row = desk.ask()
    shown = desk.shown()
    desk.answer(token)
    with desk.ledger.write() as conn, pytest.raises(NotPossible):
        signing_off.answer(conn, row, shown, seen=shown.seal, now=desk.now, note="the other window")
    assert desk.standing().standing is Standing.SIGNED
