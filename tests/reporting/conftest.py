"""Plans to report on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from promoter import planning

if TYPE_CHECKING:
    from promoter.planning import Plan

ROOT = Path(__file__).parent.parent.parent


def plan_of(folder: Path) -> Plan:
    loaded, posts = planning.read(folder)
    assert loaded.campaign is not None, loaded.errors
    return planning.plan(loaded.campaign, posts)


@pytest.fixture(scope="session")
def week() -> Plan:
    """The week of 2021."""
    return plan_of(ROOT / "schedules" / "smarter-state-2021")


@pytest.fixture(
    scope="session",
    params=sorted(path.parent for path in (ROOT / "tests" / "campaigns").glob("*/campaign.yaml")),
    ids=lambda folder: folder.name,
)
def awkward(request: pytest.FixtureRequest) -> Plan:
    """Each of the awkward campaigns."""
    return plan_of(request.param)
