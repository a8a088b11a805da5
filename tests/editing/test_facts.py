"""Facts of the campaign are changed in place, shown with what they void, and confirmed under a name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from promoter.approval import withdraw
from promoter.campaign.model import Kind
from promoter.editing import plan_confirm, plan_facts, plan_typed
from promoter.errors import CampaignInvalid, NotPossible, UsageProblem
from promoter.ledger.campaigns import get_campaign
from promoter.posts.lifecycle import Status

pytestmark = pytest.mark.only_on("sqlite")
WEEK = "smarter-state-2021"


def settings(desk):
    with desk.ledger.read() as conn:
        return get_campaign(conn, WEEK).settings


def changed_lines(desk, before: str) -> list[str]:
    after = desk.campaign_file.read_text(encoding="utf-8")
    return [new for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new]


def test_a_fact_changes_its_line_the_ledger_and_the_posts_that_say_it(desk) -> None:
    desk.approve_all()
    before = desk.campaign_file.read_text(encoding="utf-8")
    effect = desk.plan(plan_facts, desk.folder, {"event.edition": "eighth"})
    desk.carry_out(effect)
    assert changed_lines(desk, before) == [
        'event: {name: Building the Smarter State, what: conference, edition: eighth, starts: "2021-09-22", ends: "2021-09-22"}'
    ]
    assert settings(desk).event.edition == "eighth"
    assert effect.voids
    for change in effect.changes:
        assert change.reworded
        assert "seventh" in change.before.said.text
        assert "eighth" in desk.post(change.key).said.text


def test_two_days_change_themes_and_their_posts_change_days(desk) -> None:
    desk.approve_all()
    effect = desk.plan(plan_facts, desk.folder, {"days.2021-09-13": "data-driven", "days.2021-09-16": "next-ten-years"})
    desk.carry_out(effect)
    assert {day.date: day.theme for day in settings(desk).days}[date(2021, 9, 13)] == "data-driven"
    later = f"{WEEK}/give-every-new-system-a-leaving-date/x/blog"
    assert next(change for change in effect.changes if change.key == later).retimed
    assert desk.post(later).day == date(2021, 9, 16)
    too_early = f"{WEEK}/fix-the-address-first/x/blog"  # its page is live only on Thursday
    assert next(change for change in effect.changes if change.key == too_early).taken_out
    assert [message for message in effect.warnings if "fix-the-address-first" in message]
    assert {finding.code for finding in effect.findings} == {"live_from"}


def test_the_whole_week_can_be_moved_to_other_days(desk) -> None:
    moved = [{"date": day.date + timedelta(days=7), "theme": day.theme} for day in settings(desk).days]
    before = desk.campaign_file.read_text(encoding="utf-8")
    desk.carry_out(
        desk.plan(plan_facts, desk.folder, {"days": moved, "event.starts": "2021-09-29", "event.ends": "2021-09-29"})
    )
    assert [day.date for day in settings(desk).days] == [day["date"] for day in moved]
    assert len(changed_lines(desk, before)) == 6


def test_dates_and_moments_may_be_given_as_such(desk) -> None:
    moment = datetime(2021, 9, 10, 12, 0)
    desk.carry_out(desk.plan(plan_facts, desk.folder, {"deadline": moment, "event.ends": date(2021, 9, 23)}))
    assert (settings(desk).deadline, settings(desk).event.ends) == (moment, date(2021, 9, 23))


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("event.edition", "8", "8"),
        ("approvals", "2", 2),
        ("rules.words", "[300, 700]", (300, 700)),
        ("rules.per_organisation", "2", 2),
        ("organisation.contact", "week@example.org", "week@example.org"),
        ("event.what", "null", None),
        ("channels.x.per_day", "8", 8),
        ("kinds.second", "false", False),
        ("name", "Week: the second", "Week: the second"),
        ("deadline", "2021-09-10T12:00", datetime(2021, 9, 10, 12, 0)),
    ],
)
def test_a_typed_fact_is_read_as_the_file_would_be_or_else_as_words(desk, name: str, typed: str, value) -> None:
    desk.carry_out(desk.plan(plan_typed, desk.folder, {name: typed}))
    found = settings(desk)
    for part in name.split("."):
        found = getattr(found, part)
    assert found == value


def test_a_theme_is_called_by_its_id(desk) -> None:
    desk.carry_out(desk.plan(plan_typed, desk.folder, {"themes.covid-19.phrase": "what COVID-19 changed"}))
    assert next(theme.phrase for theme in settings(desk).themes if theme.id == "covid-19") == "what COVID-19 changed"


@pytest.mark.parametrize(
    ("name", "typed", "problem", "said"),
    [
        ("themes.covid", "x", UsageProblem, '"covid" is none of the themes; there are next-ten-years'),
        ("days.2021-09-18", "covid-19", UsageProblem, "there are 2021-09-13"),
        ("assumptions.deadline.says", "x", UsageProblem, "change the whole list"),
        ("name.short", "x", UsageProblem, 'name is "Building the Smarter State Week" and has no parts'),
        ("event.edition", "seventh", UsageProblem, "say that already"),
        ("deadline", "Friday", CampaignInvalid, "line 19: .*not a date with its time"),
        ("event.editoin", "eighth", CampaignInvalid, "editoin"),
        ("days.2021-09-13", "no-theme", CampaignInvalid, "no-theme"),
        ("approvals", "3", CampaignInvalid, 'line 89: "3" is not known'),
    ],
)
def test_what_cannot_be_is_told_and_nothing_changes(desk, name: str, typed: str, problem, said: str) -> None:
    files = desk.files()
    with pytest.raises(problem, match=said):
        desk.plan(plan_typed, desk.folder, {name: typed})
    assert desk.files() == files


def test_posts_that_are_out_and_say_the_old_fact_are_listed(desk) -> None:
    key = f"{WEEK}/2021-09-17/x/event"
    desk.approve_all()
    sent = desk.attempt(key, Status.SENT)
    effect = desk.plan(plan_facts, desk.folder, {"event.edition": "eighth"})
    assert [(left.post, "not so any more" in left.reason) for left in effect.out] == [(sent, True)]


def test_new_warnings_are_shown_and_old_ones_are_not(desk) -> None:
    effect = desk.plan(plan_facts, desk.folder, {"rules.words": [100, 200]})
    assert {finding.code for finding in effect.findings} == {"words_far"}
    assert len(effect.findings) == 10
    path = desk.blog_file("the-migration-we-stopped")
    path.write_text(path.read_text(encoding="utf-8").replace("approved_by:", "# approved_by:"), encoding="utf-8")
    assert desk.plan(plan_facts, desk.folder, {"event.edition": "eighth"}).findings == ()


def test_an_assumption_is_confirmed_by_name_and_changes_no_post(desk) -> None:
    desk.approve_all()
    before, posts = desk.campaign_file.read_text(encoding="utf-8"), desk.posts()
    effect = desk.plan(plan_confirm, desk.folder, "event.edition", who="joe")
    assert effect.changes == ()
    desk.carry_out(effect)
    assert changed_lines(desk, before) == ['    confirmed_by: "joe@example.org"']
    assert {one.about: one.confirmed_by for one in settings(desk).assumptions}["event.edition"] == "joe@example.org"
    assert desk.posts() == posts
    assert desk.events()[-1].kind == "assumption_confirmed"


def test_what_is_confirmed_is_not_confirmed_again(desk) -> None:
    desk.carry_out(desk.plan(plan_confirm, desk.folder, "deadline", who="joe"))
    with pytest.raises(NotPossible, match=r"confirmed already, by joe@example\.org"):
        desk.plan(plan_confirm, desk.folder, "deadline")


@pytest.mark.parametrize(
    ("about", "said"), [("deadlin", "did you mean deadline"), ("weather", "open are days, deadline")]
)
def test_what_nobody_assumes_is_told_with_what_is_open(desk, about: str, said: str) -> None:
    with pytest.raises(UsageProblem, match=said):
        desk.plan(plan_confirm, desk.folder, about)


def test_the_record_tells_before_and_after(desk) -> None:
    desk.carry_out(desk.plan(plan_facts, desk.folder, {"event.edition": "eighth"}))
    assert desk.events()[-1].data["facts"] == {"event.edition": {"before": "seventh", "after": "eighth"}}
    assert desk.events()[-1].at == datetime(2021, 9, 10, 14, 0, tzinfo=UTC)


def test_second_posts_that_come_in_with_a_confirmation_say_why(desk) -> None:
    """A confirmation is a load, and a load fills the room that people made meanwhile."""
    for key, post in desk.posts().items():
        if post.kind in {Kind.OPENER, Kind.ROUND_UP}:
            desk.do(withdraw, key, reason="not now", who="ruth")
    effect = desk.plan(plan_confirm, desk.folder, "deadline")
    come = [change for change in effect.changes if change.new]
    assert {change.after.kind for change in come} == {Kind.SECOND}
    assert effect.warnings == ("Four second posts come in, because the week has room for them now.",)


def test_a_single_second_post_is_named(desk) -> None:
    day = date(2021, 9, 13)
    taken = [
        key for key, post in desk.posts().items() if post.day == day and post.kind is Kind.ROUND_UP and "/x/" in key
    ]
    desk.do(withdraw, taken[0], reason="not now", who="ruth")
    (says,) = desk.plan(plan_confirm, desk.folder, "deadline").warnings
    assert says == "A second post about “An ordinary Tuesday in 2031” comes in, because the week has room for it now."


def test_several_facts_that_belong_together_are_typed_together(desk) -> None:
    typed = {
        "event.starts": "2021-09-28", "event.ends": "2021-09-29", "event.edition": "8",
        "days.2021-09-17.date": "2021-09-20",
    }  # fmt: skip
    effect = desk.plan(plan_typed, desk.folder, typed)
    desk.carry_out(effect)
    event = settings(desk).event
    assert (event.starts, event.ends, event.edition) == (date(2021, 9, 28), date(2021, 9, 29), "8")
    assert [day.date for day in settings(desk).days][-1] == date(2021, 9, 20)
    moved = [change for change in effect.changes if change.key == f"{WEEK}/the-migration-we-stopped/x/blog"]
    assert [change.after.day for change in moved] == [date(2021, 9, 20)]


def test_it_is_told_in_the_words_of_people(desk) -> None:
    typed = {"days.2021-09-17.date": "2021-09-20", "event.edition": "eighth", "themes.covid-19.line": "less"}
    assert desk.plan(plan_typed, desk.folder, typed).says == (
        "Change the date of Friday 17 September, the edition of the event and the short line of “The impact of COVID-19”"
    )
