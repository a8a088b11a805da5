"""A campaign for another year: what moves, what is emptied, and what has to be confirmed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from promoter.campaign.document import parse
from promoter.campaign.loading import load
from promoter.campaign.model import Settings
from promoter.campaign.renewal import renewed

ROOT = Path(__file__).parent.parent.parent
FOLDERS = sorted(
    path.parent for path in [*ROOT.glob("schedules/*/campaign.yaml"), *ROOT.glob("tests/campaigns/*/campaign.yaml")]
)


def read(folder: Path) -> tuple[dict[str, Any], Settings]:
    facts = parse((folder / "campaign.yaml").read_text(encoding="utf-8")).value
    campaign = load(folder).campaign
    assert campaign is not None
    return facts, campaign


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def moved(request: pytest.FixtureRequest) -> tuple[Settings, Settings, timedelta]:
    """A campaign and the same for another year, and how far apart they are."""
    facts, old = read(request.param)
    start = date(2027, 2, 3)
    new = renewed(facts, old, source=request.param.name, start=start)
    return old, Settings.model_validate(new), start - min(day.date for day in old.days)


def test_every_date_moves_by_the_same_number_of_days(moved: tuple[Settings, Settings, timedelta]) -> None:
    old, new, by = moved
    assert [day.date - by for day in new.days] == [day.date for day in old.days]
    assert (new.deadline and new.deadline - by) == old.deadline
    if old.event and new.event:
        assert (new.event.starts - by, new.event.ends - by) == (old.event.starts, old.event.ends)


def test_themes_hashtag_times_of_day_and_hosts_stay(moved: tuple[Settings, Settings, timedelta]) -> None:
    old, new, _ = moved
    for kept in ("themes", "hashtag", "timezone", "organisation", "rules", "channels", "kinds", "approvals"):
        assert getattr(new, kept) == getattr(old, kept)


def test_last_years_addresses_and_edition_cannot_be_promoted(moved: tuple[Settings, Settings, timedelta]) -> None:
    _, new, _ = moved
    assert new.page is None
    assert new.event is None or (new.event.url, new.event.edition) == (None, None)


def test_everything_that_was_moved_or_emptied_is_an_open_assumption(
    moved: tuple[Settings, Settings, timedelta],
) -> None:
    old, new, by = moved
    says = {assumption.about: assumption.says for assumption in new.assumptions}
    wanted = {"days": True, "deadline": old.deadline, "event.starts": old.event, "event.ends": old.event}
    wanted |= {"page": old.page, "event.url": old.event and old.event.url}
    wanted |= {"event.edition": old.event and old.event.edition}
    assert {name for name in wanted if name in says} == {name for name, is_there in wanted.items() if is_there}
    assert f"by {by.days} days; confirm" in says["days"]
    assert all(assumption.confirmed_by is None for assumption in new.assumptions)


def test_hosts_that_were_taken_over_are_an_open_assumption() -> None:
    facts, old = read(ROOT / "schedules" / "smarter-state-2021")
    new = renewed(facts, old, source="smarter-state-2021", start=date(2022, 9, 12))
    says = {assumption["about"]: assumption["says"] for assumption in new["assumptions"]}
    assert says["rules.hosts"] == "are those of smarter-state-2021 (example.org); confirm that pages live there"


def test_without_hosts_nothing_is_assumed_about_them() -> None:
    facts, old = read(ROOT / "schedules" / "smarter-state-2021")
    del facts["rules"]["hosts"]
    old = old.model_copy(update={"rules": old.rules.model_copy(update={"hosts": ()})})
    new = renewed(facts, old, source="smarter-state-2021", start=date(2022, 9, 12))
    assert "rules.hosts" not in {assumption["about"] for assumption in new["assumptions"]}


def test_the_old_date_is_said_in_words() -> None:
    facts, old = read(ROOT / "schedules" / "smarter-state-2021")
    new = renewed(facts, old, source="smarter-state-2021", start=date(2022, 9, 12))
    says = {assumption["about"]: assumption["says"] for assumption in new["assumptions"]}
    assert says["days"] == "begin on Monday 12 September 2022, moved from Monday 13 September 2021 by 364 days; confirm"
    assert says["deadline"] == "is Thursday 8 September 2022, moved from Thursday 9 September 2021 by 364 days; confirm"
    assert new["deadline"] == "2022-09-08T17:00"


def test_a_year_in_the_name_moves_and_one_in_the_hashtag_is_asked_about() -> None:
    facts, old = read(ROOT / "schedules" / "smarter-state-2020")
    old = old.model_copy(update={"hashtag": "#Smarter2020"})
    new = renewed(facts, old, source="smarter-state-2020", start=date(2024, 9, 9))
    assert new["name"] == "Building the Smarter State Campaign Week 2024"
    about = {assumption["about"] for assumption in new["assumptions"]}
    assert {"name", "hashtag"} <= about


def test_the_old_facts_are_left_as_they_are() -> None:
    facts, old = read(ROOT / "schedules" / "smarter-state-2021")
    again, _ = read(ROOT / "schedules" / "smarter-state-2021")
    renewed(facts, old, source="smarter-state-2021", start=date(2022, 9, 12))
    assert facts == again
