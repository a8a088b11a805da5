"""The list of blogs holds each against the call, and shows those too that cannot be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from promoter.editing import Submission, submissions

WEEK = Path(__file__).parents[2] / "schedules" / "smarter-state-2021"
BLOG = "fix-the-address-first"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(WEEK, tmp_path / "week")
    return tmp_path / "week"


def change(folder: Path, before: str, after: str, file: str = f"blogs/{BLOG}.md") -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after), encoding="utf-8")


def one(folder: Path, blog: str = BLOG) -> Submission:
    return next(found for found in submissions(folder) if found.id == blog)


def checks(folder: Path) -> dict[str, tuple[str, bool]]:
    return {check.rule: (check.says, check.fine) for check in one(folder).checks}


def test_a_blog_that_keeps_the_rules(folder: Path) -> None:
    assert checks(folder) == {
        "words": ("523 of 400 to 600", True),
        "sub-title": ("124 of at most 150", True),
        "deadline": ("came on Wednesday 1 September at 09:00", True),
        "theme": ("A data-driven Smarter State, Thursday 16 September", True),
    }
    assert one(folder).promoted
    assert len(submissions(folder)) == 10


@pytest.mark.parametrize(
    ("before", "after", "rule", "says"),
    [
        ("The council had asked", "x " * 80 + "The council had asked", "words", "603 of 400 to 600"),
        ('subtitle: "A council', 'subtitle: "' + "x" * 30 + "A council", "sub-title", "154 of at most 150"),
        ("2021-09-01T09:00", "2021-09-09T18:30", "deadline", "came on Thursday 9 September at 18:30, which is late"),
        ("themes: [data-driven]", "themes: [data]", "theme", "there is no theme data"),
    ],
)  # fmt: skip
def test_a_rule_that_is_not_kept(folder: Path, before: str, after: str, rule: str, says: str) -> None:
    change(folder, before, after)
    assert checks(folder)[rule] == (says, False)


def test_a_late_one_is_promoted_only_once_accepted(folder: Path) -> None:
    change(folder, '"2021-09-01T09:00"', '"2021-09-09T18:30"')
    assert (one(folder).late, one(folder).promoted) == (True, False)
    change(folder, "status: approved", "status: approved\naccepted_late_by: Robin Sample")
    assert one(folder).promoted
    assert checks(folder)["deadline"] == ("came on Thursday 9 September at 18:30, accepted by Robin Sample", True)


def test_the_cap_counts_the_others_that_are_approved(folder: Path) -> None:
    change(folder, "per_organisation: null", "per_organisation: 1", "campaign.yaml")
    assert checks(folder)["cap"] == ("0 more approved of Example Analytics; the call allows 1 in all", True)
    other = "blogs/what-to-keep-from-the-eleven-day-contract.md"
    change(folder, "organisation: Example Connect", "organisation: EXAMPLE Analytics", other)
    assert checks(folder)["cap"] == ("1 more approved of Example Analytics; the call allows 1 in all", False)
    change(folder, "status: approved", "status: declined", other)
    assert checks(folder)["cap"][1]


def test_a_faulty_blog_is_listed_with_what_can_be_read_of_it(folder: Path) -> None:
    change(folder, "themes: [data-driven]", "themes: data-driven")
    found = one(folder)
    assert (found.title, found.themes) == ("Fix the address first", ())
    assert [finding.level for finding in found.findings if finding.level == "error"] == ["error"]
    assert {check.rule for check in found.checks} == {"words", "sub-title", "deadline"}


def test_a_blog_without_facts_is_listed_by_its_name(folder: Path) -> None:
    (folder / "blogs" / "bare.md").write_text("Words only.\n", encoding="utf-8")
    found = one(folder, "bare")
    assert (found.title, found.status, found.checks, found.promoted) == (None, None, (), False)
    assert found.findings[0].code == "front_matter"


def test_a_broken_campaign_file_still_lists_the_blogs(folder: Path) -> None:
    (folder / "campaign.yaml").write_text("name: [\n", encoding="utf-8")
    assert one(folder).title == "Fix the address first"
    assert one(folder).checks == ()


def test_a_campaign_without_blogs_has_an_empty_list(folder: Path) -> None:
    shutil.rmtree(folder / "blogs")
    assert submissions(folder) == ()
