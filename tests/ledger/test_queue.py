"""Posts in the ledger: what goes in comes out, and two changes never overwrite each other."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.errors import NotPossible, UsageProblem
from promoter.ledger import queue
from promoter.ledger.campaigns import get_campaign, list_campaigns, save_campaign
from promoter.ledger.rows import PostRow
from promoter.posts.lifecycle import IllegalMove, Status
from promoter.posts.model import Card, Media, Mention, Remark, Wording

NOON = datetime(2021, 9, 13, 12, 0, 0, 5, tzinfo=UTC)
FULL = Wording(
    channel=ChannelName.LINKEDIN,
    text="Three pieces (so far) #SampleWeek",
    uncounted="Pieces #SampleWeek",
    link="https://example.org/a?b=c",
    card=Card("Title", "Description", "a.png"),
    media=(Media("a.png", "0" * 64, "A letter"),),
    tags=("#SampleWeek",),
    mentions=(Mention("Example", "urn:li:organization:1"),),
)


def test_a_post_comes_back_as_it_went_in(desk, ledger):
    post = PostRow(
        key="week/first/linkedin/blog", campaign="week", account="linkedin:default", kind=Kind.BLOG, day=date(2021, 9, 13),
        said=FULL, at=NOON, until=NOON, written_by="amara@example.org", spacing=timedelta(seconds=90), status=Status.SENT,
        blog="first", theme="one", not_before=NOON, counted_live_from=NOON, hold="choose", hold_reason="because",
        warnings=(Remark("a", "b"),), why="first slot", wording="blog/a/1", composed=replace(FULL, card=None), source="sha256:1",
        edited=True, moved=True, version=7, approved_by=("a@example.org", "b@example.org"), approved_at=NOON, fence=3,
        lease_until=NOON, tries=2, retry_at=NOON, look_at=NOON, page_titles=("A title",), sent_at=NOON, network_id="urn:li:share:1", url="https://example.org",
        trouble="none", withdrawn_by="load", reason="because", let_through=1, picture_at=NOON, pictured_until=NOON,
    )  # fmt: skip
    plain = {field.name: field.default for field in fields(PostRow)}
    assert all(getattr(post, name) != default for name, default in plain.items()), "every column is tried"
    with ledger.write() as conn:
        queue.insert_post(conn, post)
        assert queue.get_post(conn, post.key) == post
        assert queue.find_by_network_id(conn, ChannelName.LINKEDIN, "urn:li:share:1") == post
        assert queue.get_post(conn, post.key).digest == FULL.digest


def test_a_misspelt_key_gets_a_suggestion(desk, ledger):
    desk.pending("week/first/x/blog")
    with ledger.read() as conn:
        with pytest.raises(UsageProblem, match=r"there is no post week/frist/x/blog; did you mean week/first/x/blog\?"):
            queue.get_post(conn, "week/frist/x/blog")
        with pytest.raises(UsageProblem, match=r"did you mean week/first/x/blog\?"):
            queue.get_post(conn, "weak/first/x/blog")
        with pytest.raises(UsageProblem, match="there is no post zzz; promoter queue lists them"):
            queue.get_post(conn, "zzz")


def test_posts_are_listed_by_time_and_by_what_is_asked(desk, ledger, nine):
    desk.set_up(slug="other")
    desk.pending("week/b/x/blog", at=nine + timedelta(hours=1))
    desk.pending("week/a/linkedin/blog", at=nine + timedelta(hours=2))
    desk.approved("week/c/x/blog", at=nine)
    desk.pending("other/d/x/blog", at=nine + timedelta(days=1))
    with ledger.read() as conn:

        def keys(**wanted):
            return [post.key.split("/")[1] for post in queue.list_posts(conn, **wanted)]

        assert keys() == ["c", "b", "a", "d"]
        assert keys(campaign="other") == ["d"]
        assert keys(status=Status.APPROVED) == ["c"]
        assert keys(channel=ChannelName.LINKEDIN) == ["a"]
        assert keys(day=date(2021, 9, 14)) == ["d"]
        assert keys(account="x:default", status=Status.PENDING) == ["b", "d"]


@pytest.mark.parametrize(
    "changes",
    [
        {"said": Wording(channel=ChannelName.X, text="other words")},
        {"at": NOON},
        {"until": NOON},
        {"day": date(2021, 9, 14)},
        {"account": "linkedin:default"},
    ],
)
def test_an_approval_ends_when_what_it_stands_on_changes(desk, ledger, changes):
    post = desk.approved()
    with ledger.write() as conn:
        with pytest.raises(ValueError, match="may not stay approved"):
            queue.update_post(conn, post, **changes)
        after = queue.update_post(conn, post, status=Status.PENDING, **changes)
        assert (after.version, after.approved_by, after.approved_at) == (post.version + 1, (), None)
        assert queue.get_post(conn, post.key) == after


def test_what_an_approval_does_not_stand_on_leaves_it_alone(desk, ledger):
    post = desk.approved()
    with ledger.write() as conn:
        after = queue.update_post(conn, post, warnings=(Remark("a", "b"),), why="other", hold="page", source="x")
    assert (after.version, after.status, after.approved_by) == (post.version, Status.APPROVED, post.approved_by)


def test_a_post_that_waits_again_has_lost_its_approval(desk, ledger):
    post = desk.approved()
    with ledger.write() as conn:
        after = queue.update_post(conn, post, status=Status.PENDING)
    assert (after.version, after.approved_by) == (post.version + 1, ())


def test_a_change_of_something_that_changed_meanwhile_is_refused(desk, ledger):
    post = desk.pending()
    with ledger.write() as conn:
        queue.update_post(conn, post, at=NOON)
    for stale in (post, replace(desk.post(), status=Status.APPROVED), replace(desk.post(), fence=9)):
        with pytest.raises(NotPossible, match="was changed meanwhile; look at it again"), ledger.write() as conn:
            queue.update_post(conn, stale, why="late")
    assert desk.post().why == ""


def test_only_the_moves_of_the_picture_are_made(desk, ledger):
    post = desk.pending()
    with pytest.raises(IllegalMove), ledger.write() as conn:
        queue.update_post(conn, post, status=Status.SENDING)


def test_one_network_id_belongs_to_one_post(desk, ledger):
    for name in ("a", "b"):
        desk.approved(f"week/{name}/x/blog")
    desk.approved("week/c/linkedin/blog")
    with ledger.write() as conn:
        for key in ("week/a/x/blog", "week/c/linkedin/blog"):
            queue.update_post(conn, queue.get_post(conn, key), status=Status.SENT, network_id="1")
    with pytest.raises(IntegrityError), ledger.write() as conn:
        queue.update_post(conn, queue.get_post(conn, "week/b/x/blog"), status=Status.SENT, network_id="1")


def test_a_campaigns_settings_come_back_as_they_were_loaded(desk, ledger, nine):
    with ledger.write() as conn:
        kept = get_campaign(conn, "week")
        again = kept.settings.model_copy(update={"name": "A better week"})
        saved = save_campaign(conn, "week", folder="b", settings=again, loaded_by="tom@example.org", now=nine)
        assert get_campaign(conn, "week") == saved
        assert saved.settings == again
        assert type(saved.settings) is Settings
        assert list_campaigns(conn) == [saved]
        with pytest.raises(UsageProblem, match=r"no campaign weke has been loaded; did you mean week\?"):
            get_campaign(conn, "weke")
