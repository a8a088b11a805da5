"""What the posts to come cost, and how that sum is made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from promoter import planning
from promoter.campaign.model import ChannelName
from promoter.delivery.measuring import X_PRICE
from promoter.ledger.figures import READ_AT
from promoter.posts.phrases import listed
from promoter.preflight.lines import NOT_READY, READY, Line, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.planning import BillOfX
    from promoter.preflight.seen import Seen


def of_cost(seen: Seen) -> Iterator[Line]:
    """What X asks for the posts to come; LinkedIn asks nothing."""
    on_x = [post.said for post in seen.to_come if post.channel is ChannelName.X]
    if not on_x:
        return
    bill = planning.bill_of_x(on_x)
    usd = bill.usd
    says = f"{_bill(bill)}{_of_figures(len(on_x), seen.house.x_read_budget)}"
    budget = seen.house.x_budget
    if budget is None:
        todo = "X does not say what is left: an admin looks in its developer console, and may set PROMOTER_X_BUDGET."
        yield Line("cost", "cost", READY, says, todo)
    elif usd > budget:
        yield Line("cost", "cost", NOT_READY, f"{says}; the budget is ${budget:,.2f}", "An admin raises it at X and in PROMOTER_X_BUDGET, or posts are taken out.")  # fmt: skip
    else:
        yield Line("cost", "cost", READY, f"{says}; the budget is ${budget:,.2f}")


def _bill(bill: BillOfX) -> str:
    """The sum, and how it is made."""
    parts = (
        (bill.linked, counted(bill.linked, "post"), "with a link", planning.X_PRICE_WITH_LINK_USD),
        (
            bill.plain,
            counted(bill.plain, "post"),
            "without one" if bill.linked else "without a link",
            planning.X_PRICE_USD,
        ),
        (bill.described, counted(bill.described, "picture"), "described", planning.X_PRICE_ALT_USD),
    )
    made = listed([f"{things} {what} at {_dollars(each)}" for count, things, what, each in parts if count])
    of = date.fromisoformat(planning.PRICES_OF)
    return f"about ${bill.usd:,.2f} on X: {made}, by its prices of {of.day} {of:%B %Y}"


def _of_figures(posts: int, budget: float | None) -> str:
    """What reading the figures of so many posts may cost besides, after they went out."""
    if not budget:
        return ""
    each = X_PRICE / 1_000_000
    most = posts * len(READ_AT) * each
    says = f"; reading what they did, up to ${most:,.2f} more: {len(READ_AT)} times each at {_dollars(each)}"
    return f"{says}, and at most ${budget:,.2f} a month" if most > budget else says


def _dollars(price: float) -> str:
    """A price with its cents, and a tenth of one where it has it."""
    return f"${price:.2f}" if round(price, 2) == price else f"${price:.3f}"
