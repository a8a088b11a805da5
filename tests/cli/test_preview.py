"""`promoter preview`."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click import unstyle
from rich.cells import cell_len

from promoter import planning
from promoter.cli import week
from promoter.cli.check import read_valid

if TYPE_CHECKING:
    from collections.abc import Callable

CAMPAIGNS = Path(__file__).parent.parent / "campaigns"


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in CAMPAIGNS.glob("*/campaign.yaml")), ids=lambda f: f.name
)
def test_every_line_fits_the_terminal(
    promoter: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, folder: Path, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.chdir(CAMPAIGNS)
    ran = promoter("preview", folder.name)
    assert ran.code == 0
    assert [line for line in ran.out.splitlines() if cell_len(line) > width and "--full" not in line] == []


def test_the_week_is_shown_by_day_theme_time_and_network(promoter: Callable[..., Any], schedules: Path) -> None:
    out = promoter("preview", "smarter-state-2021").out
    assert out.startswith(
        "Building the Smarter State Week\n#techUKSmarterState   13–17 September 2021   times in Europe/London\n"
    )
    assert "the seventh Building the Smarter State conference on Wednesday 22\nSeptember 2021." in out
    assert "\nTuesday 14 September   A citizen-centric Smarter State\n" in out
    lines = out.splitlines()
    first = lines[lines.index("Monday 13 September   The next ten years") + 1]
    assert first.startswith("08:45  X         Opener  ")
    assert first.endswith(" 264")
    assert "At the end of a line is the length: of 280 on X and of 3,000 on LinkedIn." in out


def test_it_says_that_it_is_the_plan_of_the_files(promoter: Callable[..., Any], schedules: Path) -> None:
    out = " ".join(promoter("preview", "smarter-state-2021").out.split())
    assert (
        "as composed from the files in schedules/smarter-state-2021. Edits, moves and approvals are not in it, nor times that posts"
        in out
    )


def test_what_is_assumed_and_what_it_costs_is_said(promoter: Callable[..., Any], schedules: Path) -> None:
    out = " ".join(promoter("preview", "smarter-state-2021").out.split())
    assert "Assumed, and confirmed by nobody yet: days " in out
    assert "“COP” is read as 17:00 in London." in out
    assert "X asks about $5.40 for its part, at the prices of April 2026; LinkedIn asks nothing." in out


def test_a_past_week_is_said_to_be_past(promoter: Callable[..., Any], schedules: Path) -> None:
    assert "This week is past: nothing of it would be sent." in promoter("preview", "smarter-state-2021").out


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2021, 9, 1, tzinfo=UTC), None),
        (datetime(2021, 9, 13, 20, tzinfo=UTC), "9 of these 46 posts are past and would not be sent."),
        (datetime(2021, 9, 18, tzinfo=UTC), "This week is past: nothing of it would be sent."),
    ],
)
def test_how_much_is_past_depends_on_now(schedules: Path, now: datetime, said: str | None) -> None:
    campaign, posts = read_valid("smarter-state-2021")
    header = unstyle("\n".join(week.header(planning.plan(campaign, posts), "here", now)))
    assert (said in header) if said else ("past" not in header)


def test_one_day_and_one_network_can_be_asked_for(promoter: Callable[..., Any], schedules: Path) -> None:
    whole = promoter("preview", "smarter-state-2021", "--json").json["posts"]
    some = promoter("preview", "smarter-state-2021", "--json", "--day", "2021-09-14", "--channel", "linkedin").json[
        "posts"
    ]
    assert some == [post for post in whole if post["day"] == "2021-09-14" and post["channel"] == "linkedin"]
    assert some
    out = promoter("preview", "smarter-state-2021", "--day", "2021-09-14").out
    assert "Tuesday 14 September" in out
    assert "Monday 13 September" not in out


def test_a_day_without_posts_names_the_days_that_have_some(promoter: Callable[..., Any], schedules: Path) -> None:
    ran = promoter("preview", "smarter-state-2021", "--day", "2021-09-20")
    assert ran.code == 0
    assert "The campaign's days are 2021-09-13, 2021-09-14, 2021-09-15, 2021-09-16, 2021-09-17" in ran.out
    assert promoter("preview", "smarter-state-2021", "--day", "2021-09-20", "--json").json["posts"] == []


def test_a_day_that_is_no_date_is_a_usage_error(promoter: Callable[..., Any], schedules: Path) -> None:
    assert promoter("preview", "smarter-state-2021", "--day", "Tuesday").code == 2


def test_one_post_is_shown_in_full_by_its_key(promoter: Callable[..., Any], schedules: Path) -> None:
    key = "smarter-state-2021/fix-the-address-first/linkedin/blog"
    post = next(p for p in promoter("preview", "smarter-state-2021", "--json").json["posts"] if p["key"] == key)
    for asked in (key, key.removeprefix("smarter-state-2021/")):
        ran = promoter("preview", "smarter-state-2021", "--post", asked)
        assert ran.code == 0
        shown = "\n".join(line.removeprefix(" " * 7) for line in ran.out.splitlines())
        assert post["text"] in shown
        assert f"link: {post['link']}" in shown
        assert f"card: {post['card']['title']} | {post['card']['description']}" in shown
        assert f"why then: {post['why']}" in shown
    assert promoter("preview", "smarter-state-2021", "--post", key, "--json").json["posts"] == [post]


def test_a_post_that_does_not_exist_is_a_usage_error(promoter: Callable[..., Any], schedules: Path) -> None:
    ran = promoter("preview", "smarter-state-2021", "--post", "nobody/x/blog")
    assert (ran.code, ran.out) == (2, "")
    assert "There is no post nobody/x/blog" in ran.err


def test_a_post_without_a_time_says_why(promoter: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CAMPAIGNS)
    ran = promoter("preview", "fifteen", "--json")
    key = next(warning["posts"][0] for warning in ran.json["warnings"] if warning["code"] == "overflow")
    ran = promoter("preview", "fifteen", "--post", key)
    assert ran.code == 2
    assert f"{key} has no time." in ran.err


def test_all_posts_in_full_have_their_words_as_they_are(promoter: Callable[..., Any], schedules: Path) -> None:
    posts = promoter("preview", "smarter-state-2020", "--json").json["posts"]
    shown = promoter("preview", "smarter-state-2020", "--full").out
    lines = "\n".join(line.removeprefix(" " * 7) for line in shown.splitlines())
    assert [post["key"] for post in posts if post["text"] not in lines or post["key"] not in lines] == []


def test_invalid_files_are_listed_and_nothing_is_previewed(promoter: Callable[..., Any], schedules: Path) -> None:
    file = schedules / "smarter-state-2021" / "campaign.yaml"
    file.write_text(file.read_text().replace("theme: covid-19", "theme: covid"))
    for arguments in ((), ("--json",)):
        ran = promoter("preview", "smarter-state-2021", *arguments)
        assert (ran.code, ran.out) == (3, "")
        assert "schedules/smarter-state-2021/campaign.yaml:" in ran.err
        assert "Error: smarter-state-2021 has 2 errors: put right what is listed above." in ran.err


def test_page_and_calendar_are_written_whole_beside_the_json(
    promoter: Callable[..., Any], schedules: Path, tmp_path: Path
) -> None:
    page, calendar = tmp_path / "week.html", tmp_path / "week.ics"
    ran = promoter("preview", "smarter-state-2021", "--html", str(page), "--ics", str(calendar), "--json")
    assert ran.code == 0
    assert len(ran.json["posts"]) == 46
    assert page.read_text(encoding="utf-8").endswith("</html>\n")
    assert calendar.read_bytes().endswith(b"END:VCALENDAR\r\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["schedules", "week.html", "week.ics"]


def test_a_file_that_cannot_be_written_is_one_sentence(
    promoter: Callable[..., Any], schedules: Path, tmp_path: Path
) -> None:
    missing = tmp_path / "nowhere" / "week.html"
    ran = promoter("preview", "smarter-state-2021", "--html", str(missing))
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"Error: {missing} cannot be written (No such file or directory): name another file.\n"


def test_what_was_written_before_survives_a_failure(
    promoter: Callable[..., Any], schedules: Path, tmp_path: Path
) -> None:
    page = tmp_path / "week.html"
    page.write_text("before")
    (tmp_path / ".week.html.new").mkdir()
    assert promoter("preview", "smarter-state-2021", "--html", str(page)).code == 1
    assert page.read_text() == "before"


def test_a_preview_writes_nothing_that_was_not_asked_for(promoter: Callable[..., Any], schedules: Path) -> None:
    before = sorted(os.walk(schedules.parent))
    assert promoter("preview", "smarter-state-2021").code == 0
    assert sorted(os.walk(schedules.parent)) == before


def test_a_days_date_is_the_campaigns_own(promoter: Callable[..., Any], schedules: Path) -> None:
    days = {post["at"][:10] for post in promoter("preview", "smarter-state-2021", "--json").json["posts"]}
    assert days == {date(2021, 9, day).isoformat() for day in range(13, 18)}
