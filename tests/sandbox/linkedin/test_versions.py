from datetime import UTC, datetime

import pytest

from promoter.sandbox.linkedin.versions import is_active
from promoter.sandbox.rules import Rules


@pytest.mark.parametrize(
    ("version", "day", "active"),
    [
        ("202609", "2026-09-20", True),
        ("202609", "2027-09-14", True),
        ("202609", "2027-09-15", False),
        ("202609", "2021-09-13", True),  # a rehearsal of a past week speaks today's version
        ("202512", "2026-03-01", False),  # there never was one
        ("202612", "2026-11-30", False),
        ("202612", "2026-12-01", True),
        ("202205", "2022-06-01", False),
        ("202613", "2026-11-30", False),
        ("20260901", "2026-11-30", False),
        ("latest", "2026-11-30", False),
    ],
)
def test_a_version_lives_for_a_year(version, day, active):
    assert is_active(version, datetime.fromisoformat(day).replace(tzinfo=UTC)) is active


@pytest.mark.parametrize("rules", [Rules(linkedin_versions=frozenset({"203001"}))])
def test_the_calendar_can_be_replaced(linkedin):
    assert linkedin.post("Hello").status_code == 426
    answer = linkedin.call("POST", "/rest/posts", json=linkedin.body("Hello"), headers={"LinkedIn-Version": "203001"})
    assert answer.status_code == 201
