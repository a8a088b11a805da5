"""When LinkedIn stops serving a version of its interface."""

from datetime import UTC, datetime

import pytest

from promoter.channels.linkedin import VERSION
from promoter.channels.linkedin_versions import ANNOUNCED, ends
from promoter.sandbox.linkedin.versions import is_active


@pytest.mark.parametrize(
    ("version", "end"),
    [
        ("202511", datetime(2026, 11, 16, tzinfo=UTC)),
        ("202603", datetime(2027, 3, 16, tzinfo=UTC)),
        ("202609", datetime(2027, 9, 15, tzinfo=UTC)),
        ("202512", datetime(2026, 12, 15, tzinfo=UTC)),
    ],
)
def test_an_announced_end_is_known_and_any_other_is_what_linkedin_usually_does(version, end):
    assert ends(version) == end


def test_the_stand_in_serves_none_much_longer_than_that():
    for version in (*ANNOUNCED, VERSION):
        end = ends(version)
        assert not is_active(version, end.replace(day=20))
        assert is_active(version, end.replace(day=14))
