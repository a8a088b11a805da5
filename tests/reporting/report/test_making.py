"""The report of a small week: every post has one outcome, and a figure that nobody told is not 0."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promoter.campaign.model import Blog, ChannelName, Kind, Settings
from promoter.ledger.figures import Counts, FigureRow, Source, Standing
from promoter.ledger.rows import AttemptRow, CampaignRow, PostRow
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from promoter.reporting.report.as_json import report_json
from promoter.reporting.report.as_page import report_page
from promoter.reporting.report.comparing import compare
from promoter.reporting.report.counting import did, interactions, tally
from promoter.reporting.report.in_words import in_one_minute, told_by
from promoter.reporting.report.making import latest, outcome_of, report_of
from promoter.reporting.report.model import OUT, Outcome
from sample_week import WEEK

NINE = datetime(2021, 9, 13, 9, 0, tzinfo=UTC)
FRIDAY = NINE + timedelta(days=11)
GRACE = timedelta(minutes=15)
SETTINGS = Settings.model_validate({**WEEK, "channels": {"x": {}, "linkedin": {}}})


def campaign(slug="week", **changes):
    settings = SETTINGS.model_copy(update=changes)
    return CampaignRow(slug=slug, folder="week", settings=settings, loaded_at=NINE, loaded_by="amara@example.org")


def post(number=1, *, channel="x", status=Status.SENT, at=NINE, sent_at=NINE, blog=None, kind=Kind.BLOG, **more):
    return PostRow(
        key=f"week/{blog or number}/{channel}/{kind.value}", campaign="week", account=f"{channel}:default", kind=kind,
        day=at.date(), said=Wording(channel=ChannelName(channel), text=f"Post {number}"), at=at, until=at + timedelta(hours=8),
        written_by="amara@example.org", spacing=timedelta(minutes=5), status=status, blog=blog,
        sent_at=sent_at if status is Status.SENT else None, **more,
    )  # fmt: skip


def attempt(of):
    return AttemptRow(
        post_key=of.key, fence=1, account=of.account, digest=of.digest, owner="d", host="h", started_at=of.at,
        lease_until=of.at, ended_at=of.at, outcome="sent", http_status=201, detail=None,
    )  # fmt: skip


def reading(of, *, source=Source.NETWORK, mark="24h", hours=24.0, standing=Standing.READ, **counts):
    return FigureRow(
        post_key=of.key, source=source, mark=mark, read_at=of.at + timedelta(hours=hours), standing=standing,
        counts=Counts(**counts),
    )  # fmt: skip


def blog(name, *authors, theme="one"):
    return Blog.model_validate(
        {
            "id": name, "body": "Words.", "title": f"On {name}", "subtitle": "A sample.", "themes": [theme], "sample": True,
            "authors": [{"name": who, "organisation": where} for who, where in authors], "status": "approved",
            "approved_by": "Robin Sample", "url": "https://example.org/a", "received": "2021-09-01T09:00",
        }
    )  # fmt: skip


def report(posts, *, now=FRIDAY, tried=True, **more):
    attempts = [attempt(one) for one in posts] if tried else []
    return report_of(campaign(), posts, now=now, grace=GRACE, attempts=attempts, **more)


@pytest.mark.parametrize(
    ("status", "minutes", "tried", "outcome"),
    [
        (Status.SENT, 0, True, Outcome.ON_TIME),
        (Status.SENT, 15, True, Outcome.ON_TIME),
        (Status.SENT, 16, True, Outcome.LATE),
        (Status.SENT, 0, False, Outcome.BY_HAND),
        (Status.FAILED, 0, True, Outcome.NOT_SENT),
        (Status.PENDING, 0, False, Outcome.NOT_SENT),
        (Status.APPROVED, 0, False, Outcome.NOT_SENT),
        (Status.UNCLEAR, 0, True, Outcome.UNKNOWN),
        (Status.SENDING, 0, True, Outcome.UNKNOWN),
        (Status.WITHDRAWN, 0, False, Outcome.TAKEN_OUT),
    ],
)
def test_every_post_has_one_outcome(status, minutes, tried, outcome):
    one = post(status=status, sent_at=NINE + timedelta(minutes=minutes))
    assert outcome_of(one, planned=NINE, tried=tried, now=FRIDAY, grace=GRACE) is outcome


def test_what_is_not_due_yet_is_to_come_and_the_week_is_not_over():
    waiting = post(status=Status.PENDING, at=NINE + timedelta(days=1))
    found = report([waiting], now=NINE)
    assert found.posts[0].outcome is Outcome.TO_COME
    assert not found.over
    assert report([post()]).over


def test_a_post_that_the_daemon_gave_a_later_time_is_late_and_says_when_it_was_planned():
    late = post(at=NINE + timedelta(hours=2), sent_at=NINE + timedelta(hours=2))
    found = report([late], approved_at={late.key: NINE}).posts[0]
    assert found.outcome is Outcome.LATE
    assert found.why == "Planned for 10:00, sent at 12:00."  # in London, an hour before UTC


def test_the_whole_adds_up():
    posts = [post(1), post(2, status=Status.WITHDRAWN), post(3, status=Status.FAILED), post(4, channel="linkedin")]
    whole = report(posts).whole
    assert (whole.planned, whole.sent) == (3, 2)
    assert sum(whole.outcomes.values()) == len(posts)


# ------------------------------------------------------------------------------------------------------------- figures


def test_what_nobody_told_is_none_and_counted_as_unknown():
    told, untold = post(1), post(2)
    found = report([told, untold], readings=[reading(told, impressions=100, likes=3)])
    sums = found.whole.tally.sums
    assert (sums["impressions"].value, sums["impressions"].known) == (100, 1)
    assert (sums["clicks"].value, sums["clicks"].known) == (None, 0)
    assert [one.post.key for one in found.without_figures] == [untold.key]
    as_json = report_json(found)
    assert as_json["whole"]["clicks"] is None
    assert as_json["without_figures"] == [untold.key]
    json.dumps(as_json)


def test_a_rate_stands_on_the_posts_that_have_both():
    found = tally(map(did, [Counts(impressions=100, likes=4, comments=1), Counts(likes=50), Counts(impressions=100)]))
    assert found.interaction_rate.value == pytest.approx(0.05)
    assert found.interaction_rate.known == 1
    assert found.click_rate.value is None


def test_a_rate_of_posts_that_nobody_saw_is_unknown_and_not_an_error():
    assert tally([did(Counts(impressions=0, likes=0))]).interaction_rate.value is None


def test_two_sources_of_one_figure_are_not_added():
    one = post()
    its = [
        reading(one, mark="24h", impressions=100, likes=3),
        reading(one, source=Source.EXPORT, mark="file:1", hours=200, impressions=120, clicks=7),
        reading(one, source=Source.ANALYTICS, mark="file:2", hours=190, visits=5),
    ]
    newest = latest(its)
    assert newest.counts == Counts(impressions=120, likes=3, clicks=7, visits=5)


def test_what_the_network_told_comes_before_a_file_that_is_older_or_says_less():
    one = post()
    ours = reading(one, mark="7d", hours=168, impressions=300)
    for hours, impressions in ((100, 400), (200, 250)):
        file = reading(one, source=Source.EXPORT, mark="file:1", hours=hours, impressions=impressions, clicks=4)
        newest = latest([ours, file])
        assert (newest.source, newest.counts) == (Source.NETWORK, Counts(impressions=300, clicks=4))


def test_a_later_file_that_says_more_counts():
    one = post()
    its = [
        reading(one, mark="24h", impressions=100, quotes=2),
        reading(one, source=Source.EXPORT, mark="file:9", hours=700, impressions=400, likes=8),
        reading(one, source=Source.EXPORT, mark="file:10", hours=700, impressions=410),
    ]
    assert latest(its).counts == Counts(impressions=410, likes=8, quotes=2)


def test_it_is_said_who_told_which_figure_and_when():
    one, other = post(1), post(2, channel="linkedin")
    its = [
        reading(one, impressions=100),
        reading(one, source=Source.EXPORT, mark="file:1", hours=20, clicks=7),
        reading(other, standing=Standing.OMITTED),
        reading(other, source=Source.EXPORT, mark="file:2", hours=48, impressions=9),
    ]
    found = report([one, other], readings=its)
    assert [told_by(each.latest) for each in found.posts] == [
        "read from the network; clicks from the network's export",
        "from the network's export",
    ]
    assert found.read_between == (NINE + timedelta(hours=20), NINE + timedelta(hours=48))
    figures = report_json(found)["posts"][0]["figures"]
    assert [(each["source"], each["figures"]) for each in figures["filled_by"]] == [("export", ["clicks"])]


def test_the_newest_reading_of_the_network_counts():
    one = post()
    its = [reading(one, mark="7d", hours=168, impressions=300), reading(one, mark="1h", hours=1, impressions=10)]
    assert latest(its).counts.impressions == 300


def test_figures_of_a_post_that_is_gone_stay_as_they_were_last_read():
    one = post()
    its = [reading(one, mark="1h", hours=1, impressions=10), reading(one, mark="24h", standing=Standing.GONE)]
    assert latest(its).counts.impressions == 10
    assert told_by(latest(its)) == "read from the network; gone from the network since"
    assert told_by(latest(its[1:])) == "gone from the network"
    said = list(in_one_minute(report([one], readings=its)))
    assert "1 post is not on the network any more; what was last read counts." in said
    assert latest([reading(one, standing=Standing.OMITTED)]).standing is Standing.OMITTED
    assert latest([]) is None


def test_a_blog_of_two_organisations_counts_for_both_and_once_in_the_whole():
    joint = blog("joint", ("Una Sample", "Example Ltd"), ("Ola Sample", "Sample plc"))
    one = post(blog="joint", theme="one")
    found = report([one], blogs=[joint], readings=[reading(one, impressions=100)])
    by = {question.id: question for question in found.questions}
    assert by["organisations"].overlapping
    assert [(cut.name, cut.tally.sums["impressions"].value) for cut in by["organisations"].cuts] == [
        ("Example Ltd", 100), ("Sample plc", 100),
    ]  # fmt: skip
    assert found.whole.tally.sums["impressions"].value == 100


def test_every_blog_on_every_network_is_asked_for():
    found = report([post(blog="alone", theme="one")], blogs=[blog("alone", ("Una Sample", "Example Ltd"))])
    assert [(gap.title, gap.network) for gap in found.not_covered] == [("On alone", "LinkedIn")]


def test_days_are_in_their_order_and_hours_are_those_of_the_campaign_s_zone():
    posts = [
        post(number, at=NINE + timedelta(days=number), sent_at=NINE + timedelta(days=number)) for number in (2, 0, 1)
    ]
    by = {question.id: question for question in report(posts).questions}
    names = [cut.id for cut in by["days"].cuts]
    assert names == sorted(names)
    assert [cut.id for cut in by["hours"].cuts] == ["10"]


def test_the_best_are_those_with_which_people_did_most():
    posts = [post(number) for number in range(5)]
    found = report(posts, readings=[reading(one, impressions=100, likes=number) for number, one in enumerate(posts)])
    assert [one.counts.likes for one in found.best["x"]] == [4, 3, 2]
    assert "linkedin" not in found.best


def test_a_week_with_nothing_sent_has_a_report():
    found = report([post(status=Status.PENDING)], tried=False)
    assert found.whole.sent == 0
    assert found.read_between is None
    assert report([]).posts == ()
    json.dumps(report_json(report([])))


counted = st.one_of(st.none(), st.integers(0, 10**9))


@given(
    st.lists(
        st.one_of(st.none(), st.builds(Counts, impressions=counted, likes=counted, shares=counted, clicks=counted))
    )
)
def test_no_sum_invents_or_loses_a_figure(each):
    found = tally(map(did, each))
    likes = [one.impressions for one in each if one is not None and one.impressions is not None]
    assert found.sums["impressions"].known == len(likes)
    assert (found.sums["impressions"].value or 0) == sum(likes)
    acts = [many for one in each if one is not None and (many := interactions(one)) is not None]
    assert found.sums["interactions"].value == (sum(acts) if acts else None)


# ----------------------------------------------------------------------------------------------------------- comparison


def test_only_like_is_compared_with_like():
    x, linkedin = post(1), post(2, channel="linkedin")
    ours = report([x, linkedin], readings=[reading(x, impressions=100), reading(linkedin, impressions=50, mark="7d")])
    theirs = report([x, linkedin], readings=[reading(x, impressions=40), reading(linkedin, impressions=20, mark="24h")])
    found = compare(ours, theirs)
    assert [(line.network, line.mark, line.measure, line.ours, line.theirs) for line in found.lines] == [
        ("x", "24h", "impressions", 100, 40)
    ]
    assert any("fewer than 10" in caveat for caveat in found.caveats)


def test_weeks_that_were_not_read_at_the_same_age_are_not_compared():
    one = post()
    found = compare(report([one], readings=[reading(one, mark="1h", likes=1)]), report([one]))
    assert found.lines == ()
    assert any("no figures to compare" in caveat for caveat in found.caveats)


def test_every_question_puts_every_post_somewhere():
    posts = [
        post(number, theme=theme, kind=kind)
        for number, (theme, kind) in enumerate([("one", Kind.BLOG), (None, Kind.FREE)])
    ]
    for question in report(posts).questions:
        assert sum(cut.planned for cut in question.cuts) == len(posts), question.id
    assert all(earlier.post.key != later.post.key for earlier, later in pairwise(report(posts).posts))
    assert {one.outcome for one in report(posts).posts} <= OUT


def test_a_theme_without_a_post_has_no_figures_that_are_missing():
    themes = (*SETTINGS.themes, SETTINGS.themes[0].model_copy(update={"id": "two", "name": "Two"}))
    one = post(theme="one")
    readings = [reading(one, impressions=100)]
    found = report_of(
        campaign(themes=themes), [one], now=FRIDAY, grace=GRACE, attempts=[attempt(one)], readings=readings
    )
    (question,) = [question for question in found.questions if question.id == "themes"]
    assert [cut.is_empty for cut in question.cuts] == [False, True]
    page = report_page(found)
    (row,) = re.findall(r'<tr><th scope="row">Two</th>.*?</tr>', page)
    assert "nothing was planned" in row
    assert "no data" not in row
    assert "The others" not in page
    assert "The others" in report_page(report([post(), post(2, status=Status.FAILED)]))


def test_every_row_of_a_table_has_a_cell_for_each_heading():
    posts = [post(theme="one"), post(2, status=Status.FAILED, theme="one")]
    tables = re.findall(r"<table.*?</table>", report_page(report(posts)), re.DOTALL)
    assert tables
    for table in tables:
        head, *rows = re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
        wide = len(re.findall(r"<th ", head))
        for row in rows:
            spans = [
                int(span or 1) for span in re.findall(r"<t[hd](?: [^>]*?)?(?: colspan=\"(\d+)\")?(?: [^>]*)?>", row)
            ]
            assert sum(spans) == wide, row


def test_blogs_without_a_post_are_a_sentence_for_each_network():
    three = [blog("a", ("A Sample", "One")), blog("b", ("B Sample", "Two")), blog("c", ("C Sample", "Three"))]
    said = list(
        in_one_minute(report([post(blog="a"), *(post(blog=one, channel="linkedin") for one in "ab")], blogs=three))
    )
    assert "2 of the 3 blogs had no post of their own on X: “On b” and “On c”." in said
    assert "“On c” had no post of its own on LinkedIn." in said
    assert "None of the 3 blogs had a post of its own on X." in list(in_one_minute(report([], blogs=three)))


def test_a_sum_of_interactions_says_what_it_is_made_of_and_of_how_many_posts():
    posts = [post(), post(2), post(channel="linkedin")]
    read = [reading(posts[0], impressions=50, likes=3, quotes=2, bookmarks=1), reading(posts[2], likes=4)]
    found = report(posts, readings=read)
    said = list(in_one_minute(found))
    assert (
        "X: 50 impressions (of 1 post), 6 interactions (likes, reposts, replies, quotes and bookmarks) (of 1 post), "
        "12.0 % of impressions led to an interaction."
    ) in said
    assert "LinkedIn: 4 interactions (likes, comments and reposts)." in said
    page = report_page(found)
    assert "<small>of 1 post</small>" in page
    words = "on X likes, reposts, replies, quotes and bookmarks, and on LinkedIn likes, comments and reposts, together."
    assert page.count(f"Interactions are {words}") == 2, "under the networks, and under every post"


def test_every_post_says_its_kind_and_no_day_has_a_nought_before_it():
    early = datetime(2021, 9, 6, 9, 0, tzinfo=UTC)
    page = report_page(report([post(at=early, sent_at=early), post(2, kind=Kind.SECOND)]))
    (table,) = re.findall(r'<table class="posts">.*?</table>', page, re.DOTALL)
    first, second = re.findall(r'<tr><th scope="row">.*?</tr>', table)
    assert '<th scope="row">Mon 6 Sep, 10:00</th><td>X</td><td>Blog</td>' in first
    assert "<td>X</td><td>Second</td>" in second


def test_what_is_of_nobody_is_called_after_the_question():
    its = blog("one", ("Una Sample", "Example Ltd"))
    found = report([post(blog="one"), post(2, kind=Kind.OPENER)], blogs=[its])
    names = {question.id: [cut.name for cut in question.cuts] for question in found.questions}
    assert names["organisations"] == ["Example Ltd", "Of no one organisation"]
    assert names["authors"] == ["Una Sample", "Of no one author"]
