"""`promoter new`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from promoter.campaign.loading import load
from promoter.campaign.model import ChannelName, Kind, Settings
from promoter.ledger.accounts import ensure_account
from promoter.ledger.campaigns import save_campaign
from promoter.ledger.database import open_ledger
from promoter.ledger.figures import Counts, FigureRow, Source, add_reading
from promoter.ledger.queue import insert_post
from promoter.ledger.rows import PostRow
from promoter.posts.lifecycle import Status
from promoter.posts.model import Wording
from sample_week import WEEK

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

NEW = ("new", "smarter-state-2022", "--from", "smarter-state-2021", "--start", "2022-09-12")


@pytest.mark.parametrize("source", ["smarter-state-2021", "smarter-state-2020"])
def test_the_new_campaign_has_no_errors_and_no_blogs(
    promoter: Callable[..., Any], schedules: Path, source: str
) -> None:
    assert promoter("new", "next-week", "--from", source, "--start", "2026-09-07").code == 0
    ran = promoter("check", "next-week", "--json")
    assert ran.code == 0
    assert {finding["level"] for finding in ran.json["findings"]} == {"note"}
    campaign = load(schedules / "next-week").campaign
    assert campaign is not None
    assert campaign.blogs == ()
    assert campaign.days[0].date == date(2026, 9, 7)


def test_it_says_what_was_made_and_what_to_do_next(promoter: Callable[..., Any], schedules: Path) -> None:
    ran = promoter(*NEW)
    assert ran.code == 0
    assert "Made schedules/smarter-state-2022." in ran.out
    assert "promoter check schedules/smarter-state-2022" in ran.out
    assert "Is that meant?" not in ran.out


def test_another_weekday_is_asked_about(promoter: Callable[..., Any], schedules: Path) -> None:
    ran = promoter("new", "next", "--from", "smarter-state-2021", "--start", "2022-09-13")
    assert "Last time the first day was a Monday; 2022-09-13 is a Tuesday. Is that meant?" in ran.out


def test_nothing_of_last_years_call_or_pages_is_in_the_new_file(promoter: Callable[..., Any], schedules: Path) -> None:
    promoter(*NEW)
    text = (schedules / "smarter-state-2022" / "campaign.yaml").read_text(encoding="utf-8")
    facts = [line for line in text.splitlines() if "says:" not in line]
    assert not any("example.org/smarter-state-2021" in line for line in facts)
    assert "Please do join" not in text
    assert text.startswith("# yaml-language-server: $schema=../campaign.schema.json\n")


def test_own_wordings_come_along_and_are_asked_about(promoter: Callable[..., Any], schedules: Path) -> None:
    own = schedules / "smarter-state-2021" / "templates" / "x" / "opener.txt"
    own.parent.mkdir(parents=True)
    own.write_text("{{ theme.name }} {{ link }} {{ hashtag }}\n")
    assert promoter(*NEW).code == 0
    new = schedules / "smarter-state-2022"
    assert (new / "templates" / "x" / "opener.txt").read_text() == own.read_text()
    assert "about: templates" in (new / "campaign.yaml").read_text()


def test_a_folder_that_is_there_is_left_alone(promoter: Callable[..., Any], schedules: Path) -> None:
    (schedules / "smarter-state-2022").mkdir()
    ran = promoter(*NEW)
    assert (ran.code, ran.out) == (2, "")
    assert "schedules/smarter-state-2022 is there already" in ran.err
    assert list((schedules / "smarter-state-2022").iterdir()) == []


@pytest.mark.parametrize("slug", ["", "Smarter", "../elsewhere", "a b", "a/b", "-a", "a--b", ".a", "x" * 61])
def test_a_name_that_cannot_be_part_of_keys_is_refused(
    promoter: Callable[..., Any], schedules: Path, slug: str
) -> None:
    before = sorted(schedules.parent.rglob("*"))
    ran = promoter("new", "--from", "smarter-state-2021", "--start", "2022-09-12", "--", slug)
    assert (ran.code, ran.out) == (2, "")
    assert "cannot be a campaign's name" in ran.err
    assert sorted(schedules.parent.rglob("*")) == before


@pytest.mark.parametrize("start", ["2022-02-30", "tomorrow", "12.09.2022", "9999-12-30"])
def test_a_day_that_cannot_be_is_refused(promoter: Callable[..., Any], schedules: Path, start: str) -> None:
    ran = promoter("new", "next", "--from", "smarter-state-2021", "--start", start)
    assert (ran.code, ran.out) == (2, "")
    assert not (schedules / "next").exists()


def test_a_campaign_with_errors_is_no_beginning(promoter: Callable[..., Any], schedules: Path) -> None:
    file = schedules / "smarter-state-2021" / "campaign.yaml"
    file.write_text(file.read_text().replace("Europe/London", "Europe/Londres"))
    assert promoter(*NEW).code == 3
    assert not (schedules / "smarter-state-2022").exists()


def test_a_failure_half_way_leaves_nothing_behind(
    promoter: Callable[..., Any], schedules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(schedules.rglob("*"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    ran = promoter(*NEW)
    assert ran.code == 1
    assert "schedules/smarter-state-2022 cannot be made (No space left on device)" in ran.err
    assert sorted(schedules.rglob("*")) == before


def test_an_old_campaign_of_elsewhere_stays_alone(
    promoter: Callable[..., Any], schedules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = schedules / "smarter-state-2021"
    mine = tmp_path / "mine"
    mine.mkdir()
    monkeypatch.chdir(mine)
    before = sorted(schedules.iterdir())
    ran = promoter("new", "spring-2027", "--from", str(old), "--start", "2027-04-12")
    assert ran.code == 0
    assert (mine / "schedules" / "spring-2027" / "campaign.yaml").is_file()
    assert sorted(schedules.iterdir()) == before


def test_hints_of_earlier_weeks_are_named_where_there_are_any(
    promoter: Callable[..., Any], schedules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "promoter.db"
    monkeypatch.setenv("PROMOTER_DATABASE_URL", f"sqlite:///{file}")
    assert "hint" not in promoter(*NEW).out
    assert not file.exists(), "a new week needs no ledger and makes none"
    ledger = open_ledger(f"sqlite:///{file}", create=True)
    with ledger.write() as conn:
        ensure_account(conn, ChannelName.X, "default")
        for slug in ("one", "two"):
            _week(conn, slug)
    ledger.close()
    ran = promoter("new", "another", *NEW[2:])
    assert "Earlier weeks suggest something of hours and kinds of post (1 hint): promoter hints" in ran.out


def _week(conn: Connection, slug: str) -> None:
    """A week whose posts at nine were shown twice as often as those at noon."""
    nine = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)
    settings = Settings.model_validate({**WEEK, "channels": {"x": {}}})
    save_campaign(conn, slug, folder=slug, settings=settings, loaded_by="amara@example.org", now=nine)
    for number in range(10):
        at = nine + timedelta(hours=0 if number < 4 else 3)
        post = PostRow(
            key=f"{slug}/{number}/x/blog", campaign=slug, account="x:default", kind=Kind.BLOG, day=at.date(),
            said=Wording(channel=ChannelName.X, text="A post"), at=at, until=at + timedelta(hours=8), sent_at=at,
            written_by="amara@example.org", spacing=timedelta(minutes=5), status=Status.SENT, network_id=f"{slug}{number}",
        )  # fmt: skip
        insert_post(conn, post)
        shown = Counts(impressions=200 if number < 4 else 100)
        add_reading(
            conn,
            FigureRow(
                post_key=post.key, source=Source.NETWORK, mark="24h", read_at=at + timedelta(days=1), counts=shown
            ),
        )


AFRESH = (
    "new", "spring-2027", "--start", "2027-04-15", "--name", "Spring Week", "--organisation", "Example Trade Body",
    "--hashtag", "#SpringWeek", "--theme", "Data & you", "--theme", "People", "--theme", "Data & you",
)  # fmt: skip


def test_a_week_begins_from_nothing_but_a_few_facts(
    promoter: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = promoter(*AFRESH, "--host", "example.org", "--timezone", "Europe/Dublin")
    assert (ran.code, ran.err) == (0, "")
    assert promoter("check", "spring-2027").code == 0
    campaign = load(tmp_path / "schedules" / "spring-2027").campaign
    assert campaign is not None
    assert [(f"{day.date:%a %d}", day.theme) for day in campaign.days] == [
        ("Thu 15", "data-and-you"), ("Fri 16", "people"), ("Mon 19", "data-and-you"),
    ]  # fmt: skip
    assert [theme.name for theme in campaign.themes] == ["Data & you", "People"]
    assert (campaign.rules.hosts, campaign.timezone) == (("example.org",), "Europe/Dublin")
    assert campaign.networks == tuple(ChannelName)


def test_a_week_that_begins_on_a_weekend_has_no_days_left_out(
    promoter: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert promoter(*(part if part != "2027-04-15" else "2027-04-17" for part in AFRESH)).code == 0
    campaign = load(tmp_path / "schedules" / "spring-2027").campaign
    assert campaign is not None
    assert [f"{day.date:%a}" for day in campaign.days] == ["Sat", "Sun", "Mon"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("new", "a", "--start", "2027-04-12"), "say with --from which campaign to begin from, or give --name, "),
        (AFRESH[:-2][:8], "or give --hashtag and --theme as well"),
        ((*AFRESH, "--from", "smarter-state-2021"), "--name is for a week without --from"),
        ((*AFRESH, "--timezone", "Europe/Londres"), "no week can be made of this: "),
        (("new", "a", "--start", "9999-12-31", *AFRESH[4:]), "The calendar ends before a week"),
        ((*AFRESH, *(word for number in range(40) for word in ("--theme", str(number)))), "at most 31"),
    ],
)
def test_what_is_lacking_or_wrong_is_said_and_nothing_is_made(
    promoter: Callable[..., Any], schedules: Path, arguments: tuple[str, ...], says: str
) -> None:
    before = sorted(schedules.parent.rglob("*"))
    ran = promoter(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert sorted(schedules.parent.rglob("*")) == before
