"""Loading again: what is new is put in, what changed waits again, and what people decided stays."""

from __future__ import annotations

import copy
import dataclasses
import shutil
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from promoter.approval import (
    approve,
    approve_all,
    choose,
    edit,
    move,
    reopen,
    resolve_not_sent,
    return_,
    withdraw,
    write,
)
from promoter.approval import pause as _pause
from promoter.campaign.model import Campaign, ChannelName
from promoter.errors import NotPossible
from promoter.ledger import people
from promoter.ledger.claims import claim, record
from promoter.ledger.database import open_ledger
from promoter.ledger.due import reslot
from promoter.ledger.events import list_events, verify
from promoter.ledger.queue import get_post, list_posts
from promoter.ledger.rows import Actor, NextStep, PostRow, Role
from promoter.offering import LoadReport, offer
from promoter.planning import compose_week
from promoter.posts.lifecycle import Status
from promoter.posts.outcome import Refused, Sent, Unclear

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.ledger.database import Ledger

FRIDAY = datetime(2021, 9, 10, 14, 0, tzinfo=UTC)
WRITER, APPROVER, EDITOR, BOSS = (Actor(f"{name}@example.org") for name in ("amara", "ruth", "joe", "henry"))
X, LINKEDIN = "week/{}/x/blog", "week/{}/linkedin/blog"
FILES: dict[str, Any] = {
    "name": "A week",
    "hashtag": "#SampleWeek",
    "timezone": "Europe/London",
    "organisation": {"name": "Example"},
    "page": "https://example.org/week",
    "themes": [{"id": "one", "name": "The first theme"}, {"id": "two", "name": "The second theme"}],
    "days": [{"date": "2021-09-13", "theme": "one"}, {"date": "2021-09-14", "theme": "two"}],
    "channels": {
        "x": {"first": "09:00", "last": "17:00", "gap": "60m"},
        "linkedin": {"first": "09:30", "last": "17:00"},
    },
    "kinds": {"second": False, "round_up": False, "week_end": False, "event": False},
}


def blog(name: str, theme: str = "one", **more: Any) -> dict[str, Any]:
    return {
        "id": name, "body": "Words.", "title": f"The title of {name}", "subtitle": f"What {name} is about.",
        "authors": [{"name": f"Author of {name}", "organisation": f"Firm {name}"}], "themes": [theme],
        "url": f"https://example.org/{name}", "status": "approved", "sample": True, **more,
    }  # fmt: skip


@dataclass
class Desk:
    """A campaign's files, as values, and the ledger that they are offered to."""

    ledger: Ledger
    now: datetime = FRIDAY
    slug: str = "week"
    files: dict[str, Any] = field(default_factory=lambda: copy.deepcopy(FILES))
    blogs: dict[str, dict[str, Any]] = field(default_factory=lambda: {n: blog(n) for n in ("first", "second")})

    def load(self, *, who: Actor = WRITER, folder: Path | None = None, moved: bool = False) -> LoadReport:
        campaign = Campaign.model_validate({"slug": self.slug, **self.files, "blogs": list(self.blogs.values())})
        place, posts = folder or Path(self.slug), compose_week(campaign)
        with self.ledger.write() as conn:
            return offer(conn, campaign, posts, folder=place, who=who, now=self.now, moved=moved)

    def do(self, deed, *args, who: Actor, **more):
        with self.ledger.write() as conn:
            return deed(conn, *args, who=who, now=self.now, **more)

    def approve_all(self) -> None:
        self.do(approve_all, who=APPROVER)

    def attempt(self, key: str, outcome=None, status: Status | None = None) -> None:
        """Let a post be claimed at its time, and that come of it; None leaves it in flight."""
        self.now = self.post(key).at
        with self.ledger.write() as conn:
            claimed = claim(conn, now=self.now, lease=timedelta(minutes=1), owner="d", host="h", only=[key])
            assert claimed is not None
            if outcome is not None:
                record(conn, claimed, outcome, NextStep(status=status), now=self.now)

    def post(self, key: str = "week/first/x/blog") -> PostRow:
        with self.ledger.read() as conn:
            return get_post(conn, key)

    def posts(self) -> dict[str, PostRow]:
        with self.ledger.read() as conn:
            return {post.key: post for post in list_posts(conn, campaign=self.slug)}

    def events(self, key: str | None = None) -> list[str]:
        with self.ledger.read() as conn:
            return [event.kind for event in list_events(conn, campaign=self.slug, post_key=key)]


def everybody(ledger: Ledger) -> None:
    with ledger.write() as conn:
        for who, role in (
            (WRITER, Role.EDITOR),
            (EDITOR, Role.EDITOR),
            (APPROVER, Role.APPROVER),
            (BOSS, Role.APPROVER),
        ):
            people.add_user(conn, str(who.email), [role], who=Actor(None, "root"), now=FRIDAY)


@pytest.fixture
def desk(database) -> Iterator[Desk]:
    ledger = open_ledger(database.fresh(everybody))
    yield Desk(ledger)
    with ledger.read() as conn:
        assert verify(conn) == []
    ledger.close()


FIRST = X.format("first")


def but_reasons(posts: dict[str, PostRow]) -> dict[str, PostRow]:
    """Posts without the reasons for their times, which speak of other posts."""
    return {key: dataclasses.replace(post, why="") for key, post in posts.items()}


# ---------------------------------------------------------------------------------------------------------- the same files


def test_the_first_load_puts_everything_in_to_wait_for_approval(desk: Desk) -> None:
    report = desk.load()
    posts = desk.posts()
    assert sorted(report.added) == sorted(posts)
    assert {key.split("/", 1)[1] for key in posts} == {
        "2021-09-13/x/opener", "2021-09-13/linkedin/opener", "2021-09-14/x/opener", "2021-09-14/linkedin/opener",
        "first/x/blog", "first/linkedin/blog", "second/x/blog", "second/linkedin/blog",
    }  # fmt: skip
    assert {post.status for post in posts.values()} == {Status.PENDING}
    assert {post.written_by for post in posts.values()} == {WRITER.email}
    assert all(post.composed == post.said for post in posts.values())


@pytest.mark.parametrize("approved", [False, True])
def test_loading_again_changes_nothing_and_tells_nothing_but_that(desk: Desk, approved: bool) -> None:
    desk.load()
    if approved:
        desk.approve_all()
    before, events = desk.posts(), desk.events()
    report = desk.load(who=EDITOR)
    assert desk.posts() == before
    assert desk.events() == [*events, "loaded"]
    assert sorted(report.unchanged) == sorted(before)
    assert [report.added, report.changed, report.withdrawn, report.edited] == [[], [], [], []]


def test_the_same_files_keep_edits_moves_and_approvals(desk: Desk) -> None:
    desk.load()
    desk.do(edit, FIRST, "Better words #SampleWeek https://example.org/first", who=EDITOR)
    moved = X.format("second")
    desk.do(move, moved, datetime(2021, 9, 13, 14, 30, tzinfo=UTC), who=EDITOR)
    for key in (FIRST, moved):
        desk.do(approve, key, who=APPROVER)
    before = desk.posts()
    desk.load()
    assert but_reasons(desk.posts()) == but_reasons(before)
    assert (before[FIRST].status, before[FIRST].edited, before[moved].moved) == (Status.APPROVED, True, True)


@pytest.mark.parametrize("hour", [12, 15])
def test_a_post_that_was_moved_to_another_day_stays_there_and_its_time_is_taken(desk: Desk, hour: int) -> None:
    desk.load()
    tuesday = datetime(2021, 9, 14, hour, 0, tzinfo=UTC)
    desk.do(move, FIRST, tuesday, who=EDITOR)
    desk.blogs |= {name: blog(name, "two") for name in ("third", "fourth", "fifth", "sixth", "seventh", "eighth")}
    desk.load()
    assert (desk.post().at, desk.post().day, desk.post().moved) == (tuesday, date(2021, 9, 14), True)
    times = [post.at for post in desk.posts().values() if post.channel is ChannelName.X]
    assert len(set(times)) == len(times)


def test_changes_that_are_wanted_stay_wanted(desk: Desk) -> None:
    desk.load()
    desk.do(return_, FIRST, reason="name the city", who=APPROVER)
    desk.load()
    assert (desk.post().hold, desk.post().hold_reason) == ("changes", "name the city")
    desk.files["channels"]["x"]["account"] = "press"  # another account, the same words
    desk.now = desk.post().at + timedelta(minutes=1)
    desk.load()
    assert (desk.post().hold, desk.post().account) == ("changes", "x:press")


# ---------------------------------------------------------------------------------------------------------- changed files


def test_changed_files_give_new_words_and_the_approval_is_gone(desk: Desk) -> None:
    desk.load()
    desk.approve_all()
    before = desk.post()
    desk.blogs["first"]["hook"] = "Quite another point."
    desk.now += timedelta(hours=1)
    report = desk.load(who=EDITOR)
    after = desk.post()
    assert sorted(report.changed) == [LINKEDIN.format("first"), FIRST]
    assert "Quite another point" in after.said.text
    assert (after.status, after.approved_by, after.at) == (Status.PENDING, (), before.at)
    assert (after.version, after.written_by) == (before.version + 1, EDITOR.email)
    assert desk.events(FIRST)[-1] == "recomposed"
    assert desk.post(X.format("second")).status is Status.APPROVED
    with pytest.raises(NotPossible):
        desk.do(approve, FIRST, who=EDITOR)  # who loaded it changed it


def test_a_returned_post_whose_files_change_is_back_without_its_hold(desk: Desk) -> None:
    desk.load()
    desk.do(return_, FIRST, reason="another hook", who=APPROVER)
    desk.blogs["first"]["hook"] = "Quite another point."
    desk.load()
    assert desk.post().hold is None


def test_changed_files_under_an_edit_ask_somebody_to_choose(desk: Desk) -> None:
    desk.load()
    words = "My own words #SampleWeek https://example.org/first"
    desk.do(edit, FIRST, words, who=EDITOR)
    desk.do(approve, FIRST, who=APPROVER)
    desk.blogs["first"]["hook"] = "Quite another point."
    report = desk.load()
    post = desk.post()
    assert report.edited == [FIRST]
    assert (post.status, post.hold, post.said.text, post.approved_by) == (Status.PENDING, "choose", words, ())
    assert "Quite another point" in post.composed.text
    assert post.written_by == EDITOR.email
    with pytest.raises(NotPossible):
        desk.do(approve, FIRST, who=APPROVER)
    before = desk.posts()
    desk.load()
    assert desk.posts() == before  # asked once, not at each load


@pytest.mark.parametrize("which", ["edited", "files"])
def test_what_was_chosen_stays_chosen(desk: Desk, which: str) -> None:
    desk.load()
    words = "My own words #SampleWeek https://example.org/first"
    desk.do(edit, FIRST, words, who=EDITOR)
    desk.blogs["first"]["hook"] = "Quite another point."
    desk.load()
    desk.do(choose, FIRST, which, who=WRITER)
    desk.load()
    post = desk.post()
    assert post.hold is None
    assert (post.said.text == words) is (which == "edited")


def test_a_refused_post_whose_files_change_waits_again(desk: Desk) -> None:
    desk.load()
    desk.approve_all()
    desk.attempt(FIRST, Refused(detail="too rude"), Status.FAILED)
    assert desk.load().changed == []
    assert desk.post().status is Status.FAILED
    desk.blogs["first"]["hook"] = "Quite another point."
    desk.now -= timedelta(hours=1)
    desk.load()
    assert desk.post().status is Status.PENDING


def test_another_account_is_a_change(desk: Desk) -> None:
    desk.load()
    desk.approve_all()
    desk.files["channels"]["x"]["account"] = "press"
    desk.load()
    assert (desk.post().account, desk.post().status) == ("x:press", Status.PENDING)
    assert desk.post(LINKEDIN.format("first")).status is Status.APPROVED


def test_a_later_live_from_is_a_change(desk: Desk) -> None:
    desk.load()
    desk.approve_all()
    desk.blogs["first"]["live_from"] = "2021-09-13T08:00"
    desk.load()
    assert desk.post().not_before == datetime(2021, 9, 13, 7, 0, tzinfo=UTC)
    assert desk.post().status is Status.PENDING


@pytest.mark.parametrize("approved", [False, True])
@pytest.mark.parametrize("moved", [False, True])
def test_a_post_whose_page_is_live_later_gets_a_later_time(desk: Desk, approved: bool, moved: bool) -> None:
    desk.load()
    if moved:
        desk.do(move, FIRST, datetime(2021, 9, 13, 9, 7, tzinfo=UTC), who=EDITOR)
    if approved:
        desk.approve_all()
    others = {key: post for key, post in desk.posts().items() if post.blog == "second"}
    live = datetime(2021, 9, 13, 14, 30, tzinfo=UTC)
    desk.blogs["first"]["live_from"] = "2021-09-13T15:30"
    report = desk.load()
    post = desk.post()
    assert FIRST in report.changed
    assert FIRST in report.later
    assert (post.status, post.approved_by, post.hold, post.moved) == (Status.PENDING, (), None, False)
    assert (post.day, post.until) == (date(2021, 9, 13), datetime(2021, 9, 13, 16, 0, tzinfo=UTC))
    assert live <= post.at <= post.until
    assert post.reason == "its page is live only after the time that it had"
    assert but_reasons({key: desk.post(key) for key in others}) == but_reasons(others)
    assert_apart(desk.posts().values(), timedelta(hours=1))
    assert desk.load().later == []
    desk.do(approve, FIRST, who=APPROVER)


def test_a_post_whose_page_is_live_before_its_time_anyway_keeps_that(desk: Desk) -> None:
    desk.load()
    before = desk.post().at
    desk.blogs["first"]["live_from"] = "2021-09-13T08:00"
    assert desk.load().later == []
    assert desk.post().at == before


def busy_day(desk: Desk) -> tuple[str, str]:
    """A day without a free time, where the page of the earlier of two blogs is live only after its time. The two keys."""
    desk.files["channels"] = {"x": {"first": "09:00", "last": "11:00", "gap": "60m"}}  # an opener and two blogs
    desk.load()
    desk.approve_all()
    earlier, later = sorted((FIRST, X.format("second")), key=lambda key: desk.post(key).at)
    desk.blogs[earlier.split("/")[1]]["live_from"] = "2021-09-13T10:30"
    return earlier, later


def test_a_post_whose_page_is_live_too_late_for_its_day_comes_back_with_the_reason(desk: Desk) -> None:
    key, _ = busy_day(desk)
    at = desk.post(key).at
    report = desk.load()
    post = desk.post(key)
    assert key in report.changed
    assert (report.later, report.withdrawn) == ([], [])
    assert (post.status, post.hold, post.at, post.approved_by) == (Status.PENDING, "early", at, ())
    with pytest.raises(NotPossible, match="its page is live only after its time; move it to a later one"):
        desk.do(approve, key, who=APPROVER)
    before = desk.posts()
    desk.load()
    assert desk.posts() == before


def test_only_a_later_time_lets_such_a_post_go(desk: Desk) -> None:
    key, _ = busy_day(desk)
    desk.load()
    desk.do(edit, key, f"Other words #SampleWeek {desk.post(key).said.link}", who=EDITOR)
    assert desk.post(key).hold == "early"
    assert desk.do(move, key, datetime(2021, 9, 13, 11, 0, tzinfo=UTC), who=EDITOR).hold is None
    assert desk.do(approve, key, who=APPROVER).status is Status.APPROVED


def test_such_a_post_takes_a_time_as_soon_as_one_is_free(desk: Desk) -> None:
    key, other = busy_day(desk)
    desk.load()
    freed = desk.post(other).at
    del desk.blogs[other.split("/")[1]]
    assert desk.load().later == [key]
    assert (desk.post(key).at, desk.post(key).hold) == (freed, None)


def test_a_time_that_was_given_to_another_post_meanwhile_does_not_come_back(desk: Desk) -> None:
    key, other = busy_day(desk)
    desk.load()
    earlier = desk.post(key).at
    name = other.split("/")[1]
    desk.blogs["third"] = blog("third")
    desk.load()
    assert desk.post(X.format("third")).at == earlier
    del desk.blogs[key.split("/")[1]]["live_from"], desk.blogs[name]
    desk.load()
    assert desk.post(key).hold is None
    assert_apart([post for post in desk.posts().values() if post.status is not Status.WITHDRAWN], timedelta(hours=1))


# ---------------------------------------------------------------------------------------------------------- more approvals


def test_a_campaign_that_comes_to_ask_for_two_approvals_gives_back_what_has_one(desk: Desk) -> None:
    desk.load()
    free = desk.do(write, "week", ChannelName.X, datetime(2021, 9, 14, 15, 30, tzinfo=UTC), "Thanks", who=WRITER).key
    desk.approve_all()
    desk.do(edit, FIRST, "Other words #SampleWeek https://example.org/first", who=EDITOR)
    approved = {key for key, post in desk.posts().items() if post.status is Status.APPROVED}
    assert free in approved
    assert FIRST not in approved
    desk.files["approvals"] = 2
    report = desk.load()
    assert set(report.short) == approved
    assert approved <= set(report.changed)
    assert not approved & set(report.unchanged)
    for key in approved:
        post = desk.post(key)
        assert (post.status, post.approved_by) == (Status.PENDING, ())
        assert post.reason == "the campaign asks for two people's approval now"
    assert desk.load().short == []


def test_what_two_have_approved_stays_approved_when_a_campaign_asks_for_two(desk: Desk) -> None:
    desk.load()
    desk.files["approvals"] = 2
    desk.load()
    for who in (APPROVER, BOSS):
        desk.do(approve, FIRST, who=who)
    before = desk.post()
    assert before.status is Status.APPROVED
    assert desk.load().short == []
    assert desk.post() == before


def test_fewer_approvals_are_no_reason_to_give_anything_back(desk: Desk) -> None:
    desk.files["approvals"] = 2
    desk.load()
    desk.do(approve, FIRST, who=APPROVER)
    desk.files["approvals"] = 1
    assert desk.load().short == []
    assert desk.do(approve, FIRST, who=APPROVER).status is Status.APPROVED  # once more, and once is enough now


# ----------------------------------------------------------------------------------------------- folders of the same name


def folder(tmp_path: Path, name: str) -> Path:
    made = tmp_path / name / "week"
    made.mkdir(parents=True)
    (made / "campaign.yaml").touch()
    return made


def another_week(desk: Desk) -> None:
    desk.files["days"] = [{"date": "2022-09-12", "theme": "one"}, {"date": "2022-09-13", "theme": "two"}]


def test_another_week_in_a_folder_of_the_same_name_is_refused(desk: Desk, tmp_path: Path) -> None:
    first, second = folder(tmp_path, "last"), folder(tmp_path, "this")
    desk.load(folder=first)
    before = desk.posts(), desk.events()
    another_week(desk)
    with pytest.raises(NotPossible, match=f"week was loaded from {first}, .* rename its folder.*--moved"):
        desk.load(folder=second)
    assert (desk.posts(), desk.events()) == before
    assert desk.load(folder=second, moved=True).changed


def test_a_week_whose_first_folder_is_gone_has_moved(desk: Desk, tmp_path: Path) -> None:
    first = folder(tmp_path, "last")
    desk.load(folder=first)
    another_week(desk)
    shutil.rmtree(first)
    assert desk.load(folder=folder(tmp_path, "this")).first_place is None


def test_the_same_week_from_another_place_is_loaded_and_said(desk: Desk, tmp_path: Path) -> None:
    first, second = folder(tmp_path, "first"), folder(tmp_path, "second")
    desk.load(folder=first)
    assert desk.load(folder=second).first_place == first
    assert desk.load(folder=second).first_place is None


# ------------------------------------------------------------------------------------------------------- more and fewer posts


def test_new_posts_fill_free_slots_and_the_others_keep_their_times(desk: Desk) -> None:
    desk.load()
    desk.approve_all()
    before = desk.posts()
    desk.blogs["third"] = blog("third")
    report = desk.load()
    after = desk.posts()
    assert sorted(report.added) == [LINKEDIN.format("third"), X.format("third")]
    openers = {key for key in before if key.endswith("opener")}  # they may say how many pieces there are
    assert {key: (after[key].at, after[key].status) for key in before.keys() - openers} == {
        key: (post.at, Status.APPROVED) for key, post in before.items() if key not in openers
    }
    assert all(after[key].at == before[key].at for key in openers)
    assert_apart(after.values(), timedelta(hours=1))


def assert_apart(posts, least: timedelta) -> None:
    for channel in ChannelName:
        times = sorted(post.at for post in posts if post.channel is channel)
        assert all(later - earlier >= least for earlier, later in pairwise(times))


def test_a_post_that_keeps_its_time_says_so_once_others_have_come(desk: Desk) -> None:
    second = desk.blogs.pop("second")
    desk.load()
    alone = desk.posts()
    assert alone[FIRST].why.startswith("the only blog of the day, as near to the middle as can be; LinkedIn has it ")
    desk.blogs["second"] = second
    desk.load()
    both = desk.posts()
    before = "of two blogs, at the time given to it before others came or went; LinkedIn has it "
    assert f" {before}" in both[FIRST].why
    assert both[FIRST] == dataclasses.replace(alone[FIRST], why=both[FIRST].why)
    assert "of two blogs, spread over the day" in both[X.format("second")].why
    desk.load()
    assert desk.posts() == both
    del desk.blogs["second"]
    desk.load()
    assert desk.post().why.startswith("the only blog of the day, at the time given to it before others came or went")


def test_a_reason_that_a_person_or_a_delay_gave_stays(desk: Desk) -> None:
    desk.load()
    desk.do(move, FIRST, datetime(2021, 9, 13, 14, 30, tzinfo=UTC), who=EDITOR)
    late = X.format("second")
    desk.do(approve, late, who=APPROVER)
    with desk.ledger.write() as conn:
        was = get_post(conn, late)
        reslot(conn, late, was.until, "missed 11:00; the next free time of its day", now=desk.now)
    desk.blogs["third"] = blog("third")
    desk.load()
    assert desk.post().why == f"moved here by {EDITOR.name}"
    assert desk.post(late).why == "missed 11:00; the next free time of its day"


def test_the_reason_speaks_of_where_the_other_network_has_it_now(desk: Desk) -> None:
    desk.load()
    before = desk.post()
    there = desk.post(LINKEDIN.format("first"))
    part = "afternoon" if before.why.endswith("afternoon") else "morning"
    other = datetime(2021, 9, 13, 9 if part == "afternoon" else 15, 7, tzinfo=UTC)
    desk.do(move, there.key, other, who=EDITOR)
    desk.load()
    assert (desk.post().at, desk.post().version) == (before.at, before.version)
    assert desk.post().why != before.why
    assert desk.post().why.split("; ")[0] == before.why.split("; ")[0]


@pytest.mark.parametrize("approved", [False, True])
def test_what_vanishes_from_the_files_is_taken_out_and_comes_back_to_wait(desk: Desk, approved: bool) -> None:
    desk.load()
    if approved:
        desk.approve_all()
    first = desk.blogs.pop("first")
    assert {FIRST, LINKEDIN.format("first")} <= set(desk.load().withdrawn)
    gone = desk.post()
    assert (gone.status, gone.withdrawn_by) == (Status.WITHDRAWN, "load")
    assert gone.reason == "the campaign's files no longer make it"
    assert FIRST not in desk.load().withdrawn  # told once
    desk.blogs = {"first": first, **desk.blogs}
    desk.load()
    back = desk.post()
    assert (back.status, back.approved_by, back.withdrawn_by, back.hold) == (Status.PENDING, (), None, None)


def test_the_time_of_what_vanishes_is_free_at_once(desk: Desk) -> None:
    desk.files["channels"]["x"] = {"first": "09:00", "last": "11:00", "gap": "60m"}  # an opener and two blogs
    desk.load()
    desk.blogs["third"] = blog("third")
    assert X.format("third") not in desk.load().added
    freed = desk.post().at
    del desk.blogs["first"]
    assert X.format("third") in desk.load().added
    assert desk.post(X.format("third")).at == freed


def test_an_edit_survives_that_its_post_vanishes_and_comes_back(desk: Desk) -> None:
    desk.load()
    words = "My own words #SampleWeek https://example.org/first"
    desk.do(edit, FIRST, words, who=EDITOR)
    first = desk.blogs.pop("first")
    desk.load()
    desk.blogs = {"first": first, **desk.blogs}
    desk.load()
    assert (desk.post().said.text, desk.post().status, desk.post().hold) == (words, Status.PENDING, None)


def test_what_a_person_took_out_stays_out(desk: Desk) -> None:
    desk.load()
    desk.do(withdraw, FIRST, reason="not this one", who=EDITOR)
    desk.blogs["first"]["hook"] = "Quite another point."
    report = desk.load()
    out = desk.post()
    assert (out.status, out.withdrawn_by, out.reason) == (Status.WITHDRAWN, EDITOR.email, "not this one")
    assert FIRST in report.unchanged
    assert FIRST not in report.changed
    desk.load()
    assert desk.post() == out


def test_a_post_that_comes_back_says_what_the_files_say_now(desk: Desk) -> None:
    desk.load()
    before = desk.post()
    desk.do(withdraw, FIRST, reason="the wrong link", who=EDITOR)
    desk.blogs["first"]["url"] = "https://example.org/right"
    desk.load()
    back = desk.do(reopen, FIRST, who=EDITOR)
    assert "https://example.org/right" in str(back.said.link)
    assert (back.composed, back.at, back.hold, back.written_by) == (back.said, before.at, None, WRITER.email)
    assert FIRST in desk.load().unchanged
    assert desk.do(approve, FIRST, who=APPROVER).status is Status.APPROVED


def test_an_edited_post_that_comes_back_waits_for_somebody_to_choose(desk: Desk) -> None:
    desk.load()
    words = "My own words #SampleWeek https://example.org/first"
    desk.do(edit, FIRST, words, who=EDITOR)
    desk.do(withdraw, FIRST, reason="not this one", who=EDITOR)
    desk.blogs["first"]["hook"] = "Quite another point."
    assert desk.load().edited == []
    back = desk.do(reopen, FIRST, who=EDITOR)
    assert (back.hold, back.said.text) == ("choose", words)
    assert "Quite another point" in back.composed.text
    assert "Quite another point" in desk.do(choose, FIRST, "files", who=EDITOR).said.text


def test_a_post_that_comes_back_follows_its_theme_to_its_new_day(desk: Desk) -> None:
    desk.load()
    desk.do(withdraw, FIRST, reason="not this one", who=EDITOR)
    reorder(desk)
    desk.load()
    desk.do(reopen, FIRST, who=EDITOR)
    desk.load()
    assert desk.post().day == date(2021, 9, 14)


def test_a_post_that_people_wrote_themselves_is_left_alone_and_keeps_its_time(desk: Desk) -> None:
    desk.load()
    taken = {post.at for post in desk.posts().values() if post.channel is ChannelName.X}
    slots = [datetime(2021, 9, 13, hour, 0, tzinfo=UTC) for hour in range(8, 17)]
    free = next(slot for slot in slots if slot not in taken)
    mine = desk.do(write, "week", ChannelName.X, free, "Thank you all #SampleWeek", who=EDITOR)
    desk.blogs |= {name: blog(name) for name in ("third", "fourth", "fifth", "sixth", "seventh", "eighth")}
    report = desk.load()
    assert len([key for key in report.added if "/x/" in key]) == 5  # nine slots, three taken before, one by a person
    assert desk.post(mine.key) == mine
    assert mine.key not in {*report.unchanged, *report.withdrawn, *report.changed}
    assert_apart(desk.posts().values(), timedelta(hours=1))


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Sent(network_id="1", url=None), Status.SENT),
        (Unclear(detail="who knows"), Status.UNCLEAR),
        (None, Status.SENDING),
    ],
)
@pytest.mark.parametrize("change", ["nothing", "words", "vanishes"])
def test_what_has_left_or_may_have_is_never_touched(desk: Desk, outcome, status: Status, change: str) -> None:
    desk.load()
    desk.approve_all()
    desk.attempt(FIRST, outcome, status)
    before = desk.post()
    if change == "words":
        desk.blogs["first"]["hook"] = "Quite another point."
    if change == "vanishes":
        del desk.blogs["first"]
    report = desk.load()
    assert desk.post() == before
    assert before.status is status
    assert (FIRST in report.unchanged) is (change != "vanishes")


def test_a_post_that_somebody_found_not_to_be_out_may_change_again(desk: Desk) -> None:
    desk.load()
    desk.approve_all()
    desk.attempt(FIRST, Unclear(detail="who knows"), Status.UNCLEAR)
    desk.do(resolve_not_sent, FIRST, who=EDITOR)
    desk.blogs["first"]["hook"] = "Quite another point."
    assert FIRST in desk.load().changed


# ------------------------------------------------------------------------------------------------------------------- holds


def test_posts_of_a_past_day_wait_to_be_moved(desk: Desk) -> None:
    desk.now = datetime(2026, 11, 2, tzinfo=UTC)
    desk.load()
    assert {post.hold for post in desk.posts().values()} == {"past"}
    assert "move it" in desk.post().hold_reason
    with pytest.raises(NotPossible, match="its time has passed"):
        desk.do(approve, FIRST, who=APPROVER)
    before = desk.posts()
    desk.load()
    assert desk.posts() == before


def test_a_past_post_that_was_moved_can_be_approved_and_stays_where_it_is(desk: Desk) -> None:
    desk.now = datetime(2026, 11, 2, tzinfo=UTC)
    desk.load()
    desk.do(move, FIRST, datetime(2026, 11, 3, 12, 0, tzinfo=UTC), who=EDITOR)
    desk.do(approve, FIRST, who=APPROVER)
    desk.load()
    assert (desk.post().status, desk.post().hold) == (Status.APPROVED, None)


def test_on_a_running_day_new_posts_are_put_where_there_is_time(desk: Desk) -> None:
    desk.load()
    desk.now = datetime(2021, 9, 13, 12, 20, tzinfo=UTC)
    desk.blogs["third"] = blog("third")
    desk.load()
    assert desk.post(X.format("third")).at >= desk.now
    assert desk.post(X.format("third")).hold is None


def test_a_past_post_whose_files_changed_under_an_edit_waits_for_somebody_to_choose_once_it_is_moved(
    desk: Desk,
) -> None:
    desk.load()
    desk.do(edit, FIRST, "My own words #SampleWeek https://example.org/first", who=EDITOR)
    desk.now = desk.post().at + timedelta(minutes=1)
    desk.blogs["first"]["hook"] = "Quite another point."
    desk.load()
    desk.files["channels"]["x"] |= {"first": "08:30"}
    desk.load()
    desk.do(move, FIRST, desk.now + timedelta(hours=2), who=EDITOR)
    assert desk.post().hold == "choose"
    with pytest.raises(NotPossible, match="choose"):
        desk.do(approve, FIRST, who=APPROVER)
    desk.do(choose, FIRST, "edited", who=WRITER)
    assert desk.do(approve, FIRST, who=APPROVER).status is Status.APPROVED


def test_a_changed_post_whose_time_has_passed_waits_to_be_moved(desk: Desk) -> None:
    desk.load()
    desk.now = desk.post().at + timedelta(minutes=1)
    desk.blogs["first"]["hook"] = "Quite another point."
    desk.load()
    assert (desk.post().status, desk.post().hold) == (Status.PENDING, "past")


def test_an_address_to_come_holds_its_posts_until_it_is_known(desk: Desk) -> None:
    desk.blogs["first"]["url"] = None
    desk.load()
    assert (desk.post().hold, desk.post(X.format("second")).hold) == ("address", None)
    desk.blogs["first"]["hook"] = "Quite another point."
    desk.load()
    assert desk.post().hold == "address"
    with pytest.raises(NotPossible, match="address"):
        desk.do(approve, FIRST, who=APPROVER)
    desk.blogs["first"]["url"] = "https://example.org/first"
    assert FIRST in desk.load().changed
    assert desk.post().hold is None
    assert "https://example.org/first" in str(desk.post().said.link)
    desk.do(approve, FIRST, who=APPROVER)


def test_changes_that_were_wanted_beside_a_missing_address_are_wanted_when_it_comes(desk: Desk) -> None:
    desk.blogs["first"]["url"] = None
    desk.load()
    desk.do(return_, FIRST, reason="name the city", who=APPROVER)
    assert desk.post().hold == "address"
    desk.blogs["first"]["url"] = "https://example.org/first"
    desk.load()
    assert (desk.post().hold, desk.post().hold_reason) == ("changes", "name the city")
    desk.load()
    assert desk.post().hold == "changes"


# -------------------------------------------------------------------------------------------------------- days and hours


def reorder(desk: Desk) -> None:
    desk.files["days"] = [{"date": "2021-09-13", "theme": "two"}, {"date": "2021-09-14", "theme": "one"}]


def test_posts_follow_their_theme_to_its_new_day(desk: Desk) -> None:
    desk.load()
    desk.approve_all()
    reorder(desk)
    report = desk.load()
    post = desk.post()
    assert FIRST in report.changed
    assert (post.day, post.at.date(), post.until.date()) == (date(2021, 9, 14),) * 3
    assert (post.status, post.approved_by) == (Status.PENDING, ())
    assert_apart(desk.posts().values(), timedelta(hours=1))
    before = desk.posts()
    desk.load()
    assert desk.posts() == before


def test_a_move_within_a_day_does_not_keep_a_post_there_when_its_theme_leaves(desk: Desk) -> None:
    desk.load()
    desk.do(move, FIRST, datetime(2021, 9, 13, 14, 30, tzinfo=UTC), who=EDITOR)
    reorder(desk)
    desk.load()
    assert (desk.post().day, desk.post().moved) == (date(2021, 9, 14), False)


def test_an_edited_post_follows_its_theme_too_and_keeps_its_words(desk: Desk) -> None:
    desk.load()
    words = "My own words #SampleWeek https://example.org/first"
    desk.do(edit, FIRST, words, who=EDITOR)
    reorder(desk)
    desk.load()
    assert (desk.post().day, desk.post().said.text, desk.post().hold) == (date(2021, 9, 14), words, "choose")


def test_a_post_that_finds_no_time_on_its_new_day_does_not_stay_on_the_old_one(desk: Desk) -> None:
    desk.files["channels"] = {"x": {"first": "09:00", "last": "10:00", "gap": "60m"}}  # an opener and one blog
    desk.blogs = {"first": blog("first"), "second": blog("second", "two")}
    desk.load()
    desk.approve_all()
    desk.blogs["first"]["themes"] = ["two"]
    report = desk.load()
    assert report.withdrawn == [FIRST]
    assert desk.post().reason == "no time is free for it on its day"
    del desk.blogs["second"]
    desk.load()
    assert (desk.post().status, desk.post().day) == (Status.PENDING, date(2021, 9, 14))


def test_new_hours_give_new_times_to_what_nobody_has_approved_or_moved(desk: Desk) -> None:
    desk.load()
    second, moved = X.format("second"), "week/2021-09-14/x/opener"
    desk.do(approve, FIRST, who=APPROVER)
    desk.do(move, moved, datetime(2021, 9, 14, 12, 7, tzinfo=UTC), who=EDITOR)
    before = desk.posts()
    desk.files["channels"]["x"] = {"first": "11:10", "last": "15:10", "gap": "45m"}
    report = desk.load()
    after = desk.posts()
    assert sorted(report.changed) == sorted({"week/2021-09-13/x/opener", second})
    first = dataclasses.replace(before[FIRST], spacing=timedelta(minutes=5))
    assert but_reasons({FIRST: after[FIRST]}) == but_reasons({FIRST: first})
    assert after[moved].at == before[moved].at
    assert after["week/2021-09-13/x/opener"].at == datetime(2021, 9, 13, 10, 10, tzinfo=UTC)
    assert after[second].until == datetime(2021, 9, 13, 14, 10, tzinfo=UTC)
    on_linkedin = {key: post for key, post in before.items() if post.channel is ChannelName.LINKEDIN}
    assert but_reasons({key: after[key] for key in on_linkedin}) == but_reasons(on_linkedin)
    assert desk.load().changed == []


def test_a_shorter_gap_is_the_new_least_distance_for_approved_posts_too(desk: Desk) -> None:
    desk.load()
    desk.approve_all()
    desk.files["channels"]["x"]["gap"] = "30s"
    desk.load()
    assert (desk.post().spacing, desk.post().status) == (timedelta(seconds=30), Status.APPROVED)


def test_a_network_that_is_dropped_loses_its_posts(desk: Desk) -> None:
    desk.load()
    del desk.files["channels"]["linkedin"]
    report = desk.load()
    assert len(report.withdrawn) == 4
    assert {post.status for post in desk.posts().values() if post.channel is ChannelName.LINKEDIN} == {Status.WITHDRAWN}


# ------------------------------------------------------------------------------------------------------ several campaigns


def test_two_campaigns_on_one_account_never_share_a_minute(desk: Desk) -> None:
    desk.load()
    other = Desk(desk.ledger, slug="other", blogs={name: blog(name) for name in ("third", "fourth")})
    other.load()
    posts = [*desk.posts().values(), *other.posts().values()]
    assert {post.account for post in posts} == {"x:default", "linkedin:default"}
    assert_apart(posts, timedelta(minutes=5))
    before = desk.posts(), other.posts()
    desk.load()
    other.load()
    assert (desk.posts(), other.posts()) == before


def test_campaigns_on_different_accounts_do_not_mind_each_other(desk: Desk) -> None:
    desk.load()
    other = Desk(desk.ledger, slug="other")
    for channel in other.files["channels"].values():
        channel["account"] = "press"
    other.load()
    assert Counter(post.at for post in desk.posts().values()) == Counter(post.at for post in other.posts().values())


def test_a_pause_does_not_keep_anybody_from_loading(desk: Desk) -> None:
    desk.do(_pause, who=EDITOR, reason="wait")
    assert desk.load().added


# ------------------------------------------------------------------------------------------------------------- two at once


@pytest.mark.only_on("postgresql")
def test_of_two_who_load_a_campaign_for_the_first_time_the_second_finds_it_loaded(desk: Desk) -> None:
    start = threading.Barrier(2)

    def load(who: Actor) -> LoadReport:
        start.wait(20)
        return desk.load(who=who)

    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(load, (WRITER, EDITOR)))
    assert sorted(len(report.added) for report in reports) == [0, len(desk.posts())]
    assert sorted(len(report.unchanged) for report in reports) == [0, len(desk.posts())]
