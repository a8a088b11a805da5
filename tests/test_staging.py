"""The stage of a rehearsal: how time goes on there when it is told to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from promoter import staging
from reporting.test_measuring import ledger as week_out  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from promoter.ledger.database import Ledger

NINE = datetime(2021, 9, 13, 8, 0, tzinfo=UTC)


def test_a_rehearsal_steps_by_hours_until_the_last_post_and_then_from_figures_to_figures(week_out: Ledger) -> None:  # noqa: F811
    """Who approves day by day must not find that time went past the next day."""
    during, after = NINE + timedelta(hours=2), NINE + timedelta(hours=9)
    assert staging._until_figures(week_out, during) == during + timedelta(hours=1)
    assert staging._until_figures(week_out, after) == NINE + timedelta(hours=24 + 4)
