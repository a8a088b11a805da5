"""Who looks at a post and what they do: figures that grow with its age, always the same for the same post and moment."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from promoter.sandbox.record import PublicPost

HALF = timedelta(hours=10)  #: after which about half of those have seen a post who ever will
FEWEST, MOST = 40, 1200  #: who ever see a post
UNSEEN = 9  #: one in so many posts on LinkedIn is seen by nobody


@dataclass(frozen=True, slots=True)
class Reactions:
    """What a post has come to by a moment."""

    impressions: int
    reach: int
    likes: int
    comments: int
    shares: int
    quotes: int
    bookmarks: int
    clicks: int


def reactions(post: PublicPost, at: datetime) -> Reactions:
    """The figures of a post at a moment of the network's clock."""
    chance = hashlib.sha256(post.id.encode()).digest()
    age = max(at - post.created_at, timedelta())
    grown = 1 - math.exp(-math.log(2) * (age / HALF))
    seen = int((FEWEST + (MOST - FEWEST) * chance[0] / 255) * grown)
    return Reactions(
        impressions=seen,
        reach=int(seen * 0.8),
        likes=int(seen * chance[1] / 255 * 0.04),
        comments=int(seen * chance[2] / 255 * 0.006),
        shares=int(seen * chance[3] / 255 * 0.01),
        quotes=int(seen * chance[4] / 255 * 0.003),
        bookmarks=int(seen * chance[5] / 255 * 0.004),
        clicks=int(seen * chance[6] / 255 * 0.05),
    )


def is_overlooked(post: PublicPost) -> bool:
    """Is this a post that nobody ever sees? LinkedIn leaves such posts out of its statistics."""
    return hashlib.sha256(post.id.encode()).digest()[7] % UNSEEN == 0
