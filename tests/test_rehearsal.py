"""The whole week on a pretended clock: the same bytes as in the preview, all of them public, once, and nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click import unstyle
from click.testing import CliRunner, Result

from promoter import cli, staging
from promoter.campaign.model import ChannelName
from promoter.cli.week import glance
from promoter.clock import PretendedClock
from promoter.errors import CampaignInvalid
from promoter.ledger.database import open_ledger
from promoter.people import signing_in
from promoter.planning import plan, read
from promoter.posts.fitting import measure
from promoter.posts.lifecycle import Status
from promoter.rehearsal import PASSWORD, WRITER, Published, Rehearsal, set_the_stage, strays
from promoter.reporting.plan import title

ROOT = Path(__file__).parent.parent
WEEK = ROOT / "schedules" / "smarter-state-2021"
SAMPLES = Path(__file__).parent / "campaigns"


def rehearse(folder: Path, **more) -> Rehearsal:
    loaded, posts = read(folder)
    assert loaded.campaign is not None
    campaign = loaded.campaign.model_copy(update=more.pop("change", {}))
    return staging.rehearsal(campaign, posts, folder=folder, **more)


@pytest.fixture(scope="module")
def week() -> Rehearsal:
    return rehearse(WEEK)


def as_public(post) -> Published:
    """A post as the network must have it: nothing but the text on X, link and card beside it on LinkedIn."""
    if post.channel is ChannelName.X:
        return Published("x", post.said.payload_text)
    return Published(
        "linkedin", post.said.payload_text, post.said.link, post.said.card.title, post.said.card.description
    )


def test_every_post_of_the_week_goes_out_at_its_time(week: Rehearsal) -> None:
    assert Counter(post.status for post in week.posts) == {Status.SENT: 46}
    assert all(post.sent_at == post.at for post in week.posts)
    assert week.skipped == ()
    assert week.strays == ()


def test_preview_and_rehearsal_say_the_same_at_the_same_times(week: Rehearsal) -> None:
    loaded, posts = read(WEEK)
    previewed = {item.post.key: (item.post.digest, item.placement.at) for item in plan(loaded.campaign, posts).planned}
    assert {post.key: (post.digest, post.at) for post in week.posts} == previewed


def test_two_different_people_stand_behind_every_post(week: Rehearsal) -> None:
    assert {(post.written_by, post.approved_by) for post in week.posts} == {
        ("sample.writer@example.org", ("sample.approver@example.org",))
    }


def test_two_rehearsals_are_the_same_but_for_nothing(week: Rehearsal) -> None:
    again = rehearse(WEEK)
    assert again.posts == tuple(replace(post, url=url.url) for post, url in zip(week.posts, again.posts, strict=True))
    shown = [urlsplit(post.url).path for post in week.posts]
    assert shown == [urlsplit(post.url).path for post in again.posts]  # the sandbox's port is another each time


@pytest.mark.parametrize("faults", ["mild", "wild"])
@pytest.mark.parametrize("seed", range(2))
def test_whatever_goes_wrong_each_post_is_accounted_for_and_nothing_is_public_twice(faults: str, seed: int) -> None:
    result = rehearse(WEEK, faults=faults, seed=seed)
    assert result.strays == ()
    assert len(result.posts) == 46
    statuses = Counter(post.status for post in result.posts)
    assert set(statuses) <= {Status.SENT, Status.UNCLEAR, Status.PENDING}
    assert statuses[Status.SENT] > 20
    assert {delivery.post.key for delivery in result.deliveries} == {post.key for post in result.posts}
    assert all(delivery.why for delivery in result.deliveries if delivery.post.status is not Status.SENT)
    for account in ("x:default", "linkedin:default"):
        left = sorted(post.sent_at for post in result.posts if post.account == account and post.sent_at)
        assert all(b - a >= timedelta(minutes=5) for a, b in pairwise(left))


#: Pages that posts never lead to: not https, and not where the campaign's pages live.
NEVER_LED_TO = {"no-encryption", "other-host"}


@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in SAMPLES.glob("*/campaign.yaml")), ids=lambda path: path.name
)
def test_every_sample_campaign_can_be_rehearsed(folder: Path) -> None:
    result = rehearse(folder)
    assert result.strays == ()
    not_sent = {post.key for post in result.posts if post.status is not Status.SENT}
    held = {post.key for post in result.posts if post.blog in NEVER_LED_TO and post.campaign == "addresses"}
    assert not_sent == {skipped.key for skipped in result.skipped} | held
    assert len(held) == (4 if folder.name == "addresses" else 0)


def test_a_campaign_that_asks_for_two_approvals_gets_them() -> None:
    result = rehearse(WEEK, change={"approvals": 2})
    assert {len(post.approved_by) for post in result.posts} == {2}
    assert Counter(post.status for post in result.posts) == {Status.SENT: 46}


def test_people_who_come_in_to_try_the_pages_find_no_device_but_their_own(tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'stage.db'}", create=True)
    loaded, posts = read(WEEK)
    assert loaded.campaign is not None
    clock = PretendedClock(datetime(2021, 9, 10, 9, tzinfo=UTC))
    set_the_stage(ledger, loaded.campaign, posts, folder=WEEK, clock=clock, door=clock)
    writer = str(WRITER.email)
    with ledger.read() as conn:
        assert signing_in.sessions_of(conn, now=clock.now()) == []
    came = signing_in.sign_in(ledger, writer, PASSWORD, now=clock.now(), address="127.0.0.1", agent="a browser")
    assert isinstance(came, signing_in.SignedIn)
    with ledger.read() as conn:
        assert [one.agent for one in signing_in.sessions_of(conn, writer, now=clock.now())] == ["a browser"]
    ledger.close()


def test_progress_is_told_from_nothing_to_all() -> None:
    told = []
    rehearse(SAMPLES / "one-day", progress=lambda done, total: told.append((done, total)))
    assert (told[0][0], told[-1][0]) == (0, told[-1][1])
    assert told == sorted(told)


# ---------------------------------------------------------------------------------------------------------------- strays


def test_all_is_well_when_what_was_sent_is_public_once(week: Rehearsal) -> None:
    assert list(strays(week.posts, map(as_public, week.posts))) == []


def test_a_post_that_is_recorded_as_sent_and_not_public_is_found(week: Rehearsal) -> None:
    first, *others = week.posts
    assert list(strays(week.posts, map(as_public, others))) == [
        f"{first.key} is recorded as sent and is not public as approved"
    ]


def test_a_post_that_is_public_twice_is_found(week: Rehearsal) -> None:
    public = [as_public(post) for post in week.posts]
    (found,) = strays(week.posts, [*public, public[0]])
    assert found.startswith("public on x, and not recorded as sent")


@pytest.mark.parametrize("part", ["text", "link", "title", "description"])
def test_a_difference_of_one_letter_is_found(week: Rehearsal, part: str) -> None:
    post = next(post for post in week.posts if post.channel is ChannelName.LINKEDIN)
    public = as_public(post)
    changed = replace(public, **{part: f"{getattr(public, part)}."})
    assert len(list(strays([post], [changed]))) == 2


@pytest.mark.parametrize(("times", "found"), [(0, 0), (1, 0), (2, 1)])
def test_an_unclear_post_may_be_public_once(week: Rehearsal, times: int, found: int) -> None:
    post = replace(week.posts[0], status=Status.UNCLEAR, sent_at=None)
    assert len(list(strays([post], [as_public(post)] * times))) == found


# ----------------------------------------------------------------------------------------------------- the closed world of it


def test_it_tells_which_letters_contributors_would_get_and_sends_none(week: Rehearsal) -> None:
    out = {
        (post.blog, post.channel): post.sent_at for post in reversed(week.posts) if post.blog and post.kind == "blog"
    }
    writers = sum(len(blog.authors) for blog in week.campaign.blogs)
    assert len(week.letters) == 2 * writers  # one for each network, an hour or more apart
    assert {mail.at for mail in week.letters} == set(out.values())
    assert not any(mail.goes for mail in week.letters)  # samples are invented people
    firsts = [mail for mail in week.letters if ", too" not in mail.subject]
    assert len(firsts) == writers
    assert not [mail for mail in rehearse(WEEK, change={"mail_contributors": True}).letters if mail.goes]


def test_a_rehearsal_needs_no_settings_and_ignores_those_there_are(tmp_path: Path) -> None:
    """The operator's own keys, ledger and addresses must be out of reach of a rehearsal."""
    bait = {
        "PROMOTER_DATABASE_URL": f"sqlite:///{tmp_path / 'real.db'}", "PROMOTER_GRACE": "nonsense",
        "PROMOTER_X_API_URL": "http://127.0.0.1:9", "PROMOTER_X_CONSUMER_KEY": "real", "TMPDIR": str(tmp_path / "scratch"),
        "HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9",
    }  # fmt: skip
    (tmp_path / "scratch").mkdir()
    (tmp_path / ".env").write_text("PROMOTER_LEASE=nonsense\n")
    done = subprocess.run(
        [sys.executable, "-m", "promoter", "rehearse", str(SAMPLES / "one-day")],
        cwd=tmp_path, env={**os.environ, **bait}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "byte for byte what was approved" in " ".join(done.stdout.split())
    assert sorted(path.name for path in tmp_path.rglob("*")) == [".env", "scratch"]


# ---------------------------------------------------------------------------------------------------------- the command


def command(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, ["rehearse", *arguments])


def test_the_command_prints_timetable_record_and_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLES)  # commands to copy are printed whole, however long the folder's path is
    result = command("one-day")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert [line for line in lines if line in {"Timetable", "Delivery record"}] == ["Timetable", "Delivery record"]
    record = lines[lines.index("Delivery record") :]
    sent = [line for line in record if re.match(r"\d\d:\d\d  (X       |LinkedIn)  sent \d\d:\d\d  …\d{10}  \w", line)]
    (outcome,) = re.findall(r"(\d+) of (\d+) posts sent, all on time;", result.stdout)
    assert outcome[0] == outcome[1] == str(len(sent))
    assert max(map(len, lines)) <= 80
    letters = lines[lines.index("Letters to contributors") :]
    assert " ".join(letters[1:3]).endswith("because campaign.yaml does not say mail_contributors: true. None was sent.")
    assert re.match(r"\w{3} \d+ \w{3} 2021 \d\d:\d\d BST  draft  .+: You are live on ", letters[3])


def test_with_a_report_four_more_weeks_pass_and_its_figures_are_called_made_up(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    result = command(str(SAMPLES / "one-day"), "--report", str(file))
    assert result.exit_code == 0, result.output
    page = file.read_text(encoding="utf-8")
    assert "A rehearsal: nothing of this was posted, and its figures are made up." in page
    assert re.search(r"LinkedIn: [\d,]+ impressions", page)
    assert "127.0.0.1" not in page


def test_figures_are_read_at_every_age() -> None:
    did = rehearse(SAMPLES / "one-day", figures=True).did
    assert did is not None
    assert {mark for one in did.posts for mark in one.at_mark} == {"1h", "24h", "7d", "28d"}
    assert all(len(one.at_mark) == 4 for one in did.posts)
    assert rehearse(SAMPLES / "one-day").did is None


def glanced(week: Rehearsal, width: int, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The timetable on a terminal of this width: the lines of each post."""
    monkeypatch.setenv("COLUMNS", str(width))
    lines = [unstyle(line) for line in glance(week.report.plan)]
    assert max(map(len, lines)) <= width
    posts: list[list[str]] = []
    for line in lines:
        if re.match(r"\d\d:\d\d  ", line):
            posts.append([line])
        elif line.startswith("  "):
            posts[-1].append(line)
    return posts


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_timetable_names_every_blog_in_whole_on_a_terminal_of_usual_width(
    week: Rehearsal, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    blogs, zone = {blog.id: blog for blog in week.campaign.blogs}, week.campaign.zone
    in_order = sorted(week.posts, key=lambda post: (post.at, post.key))
    for post, lines in zip(in_order, glanced(week, width, monkeypatch), strict=True):
        first = re.fullmatch(r"(\d\d:\d\d)  (X|LinkedIn) +(\S.*?) +(?:! )?([\d,]+)", lines[0])
        assert first is not None, lines
        time, network, words, length = first.groups()
        assert (time, network) == (f"{post.at.astimezone(zone):%H:%M}", post.channel.shown)
        assert length == f"{measure(post.said.text, post.channel):,}"
        about = " ".join([words, *map(str.strip, lines[1:])])
        if post.blog is not None:
            assert about.endswith(f": {title(blogs[post.blog], week.campaign)}")


def test_no_post_takes_more_than_two_lines_for_what_it_is_about(
    week: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = glanced(week, 40, monkeypatch)
    assert {len(lines) for lines in posts} == {2, 3}
    cut = [lines for lines in posts if "…" in "".join(lines)]
    assert cut
    assert all(len(lines) == 3 and lines[2].endswith("…") for lines in cut)


def test_what_a_person_has_to_see_to_is_listed_with_what_to_do() -> None:
    result = command(str(WEEK), "--faults", "wild", "--seed", "2")
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert "For a person to see to" in said
    assert "then run promoter resolve smarter-state-2021/" in said
    assert re.search(r"\d+ of 46 posts sent, .* unclear", said)


def test_posts_that_could_not_be_approved_are_listed_with_the_reason() -> None:
    result = command(str(SAMPLES / "addresses"))
    assert result.exit_code == 0
    assert "cannot be approved: the address of its page is still to come" in " ".join(result.stdout.split())


def test_as_json_it_is_one_document_that_says_what_was_rehearsed_and_what_came_of_it() -> None:
    result = command(str(SAMPLES / "one-day"), "--json", "--seed", "5", "--faults", "mild")
    document = json.loads(result.stdout)
    assert {name: document[name] for name in ("campaign", "seed", "faults", "strays")} == {
        "campaign": "one-day", "seed": 5, "faults": "mild", "strays": [],
    }  # fmt: skip
    keys = {post["key"] for post in document["posts"]}
    assert keys
    assert keys == {delivery["key"] for delivery in document["deliveries"]}
    assert {"text", "digest", "at", "status"} <= document["posts"][0].keys()
    assert {post["url"] for post in (*document["posts"], *document["deliveries"])} == {None}
    assert all(post["network_id"] for post in document["deliveries"] if post["status"] == "sent")
    assert "posts sent" in result.stderr


def test_the_page_shows_the_week_with_what_became_of_it(tmp_path: Path) -> None:
    page = tmp_path / "week.html"
    result = command(str(SAMPLES / "one-day"), "--html", str(page))
    assert result.exit_code == 0
    assert page.read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    assert "sent" in page.read_text(encoding="utf-8")
    assert f"Wrote the week as a page: {page}" in result.stderr


def test_a_campaign_with_errors_is_not_rehearsed(tmp_path: Path) -> None:
    (tmp_path / "campaign.yaml").write_text("name: A week\n", encoding="utf-8")
    result = command(str(tmp_path))
    assert isinstance(result.exception, CampaignInvalid)
    assert "campaign.yaml:" in result.stderr
    assert result.stdout == ""
