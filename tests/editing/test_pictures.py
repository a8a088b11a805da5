"""A change to the facts draws its cards anew: shown without writing anything, kept when it is done."""

from __future__ import annotations

import pytest

from promoter.editing import plan_facts
from promoter.errors import NotPossible
from promoter.offering import offer
from promoter.pictures.illustrating import illustrate
from promoter.pictures.store import keep, read_picture
from promoter.planning import read

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def with_cards(desk):
    campaign = desk.campaign_file
    campaign.write_text(campaign.read_text(encoding="utf-8") + "\ncards: {linkedin: true}\n", encoding="utf-8")
    loaded, posts = read(desk.folder, illustrate=illustrate)
    keep(desk.folder, loaded.made)
    desk.do(lambda conn, **how: offer(conn, loaded.campaign, posts, folder=desk.folder, **how), who="amara")
    return desk


def pictures(desk):
    return {path.name: path.read_bytes() for path in (desk.folder / "pictures").iterdir()}


def test_a_fact_that_stands_on_cards_changes_them_and_what_was_approved_is_still_there(with_cards):
    desk = with_cards
    desk.approve_all()
    before, posts = pictures(desk), desk.posts()
    effect = desk.plan(plan_facts, desk.folder, {"name": "Building the Smarter State Days"})
    assert pictures(desk) == before
    desk.carry_out(effect)
    after = desk.posts()
    carrying = [key for key, post in after.items() if post.said.media]
    assert carrying
    for key in carrying:
        assert after[key].said.media != posts[key].said.media
        assert b"\x89PNG" in read_picture(desk.folder, after[key].said.media[0])
        assert read_picture(desk.folder, posts[key].said.media[0]) in before.values()
        assert after[key].approved_by == ()
    assert before.items() <= pictures(desk).items()


def test_a_change_that_is_refused_keeps_no_pictures(with_cards):
    desk = with_cards
    effect = desk.plan(plan_facts, desk.folder, {"name": "Building the Smarter State Days"})
    before = pictures(desk)
    with pytest.raises(NotPossible):
        desk.carry_out(effect, seen="something else")
    assert pictures(desk) == before


def test_a_change_that_no_card_says_draws_none(with_cards):
    effect = with_cards.plan(plan_facts, with_cards.folder, {"event.edition": "eighth"})
    assert dict(effect.made) == {}
