"""What the campaign's files say of a blog, to check a post by: read again only when the files have changed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from promoter.campaign.loading import load
from promoter.errors import PromoterError
from promoter.reporting.drawing import Picture

if TYPE_CHECKING:
    from promoter.campaign.model import Blog, Campaign
    from promoter.ledger.rows import CampaignRow, PostRow


def blog_facts(campaign: CampaignRow, blog: str | None) -> Blog | None:
    """The blog as its file has it now; None if there is none, or the files are not on this machine."""
    if blog is None:
        return None
    whole = files_of(campaign)
    return next((one for one in whole.blogs if one.id == blog), None) if whole else None


def pictures_of(post: PostRow, campaign: CampaignRow) -> tuple[Picture, ...]:
    """A post's pictures with the addresses at which pages have them; none where the files are not on this machine."""
    folder = Path(campaign.folder)
    return tuple(
        Picture(
            medium.file,
            medium.alt,
            f"/posts/{post.key}/pictures/{number}?{medium.sha256[:10]}" if (folder / medium.file).is_file() else None,
            on_card=post.said.is_on_card(medium),
        )
        for number, medium in enumerate(post.said.media, start=1)
    )


def files_of(campaign: CampaignRow) -> Campaign | None:
    """The campaign as its files have it now; None if they are not here or not valid."""
    folder = Path(campaign.folder)
    try:
        newest = max(
            (path.stat().st_mtime_ns for path in (*folder.glob("*.yaml"), *folder.glob("blogs/*.md"))), default=0
        )
    except OSError:
        return None
    return _read(folder, newest) if newest else None


@lru_cache(maxsize=8)
def _read(folder: Path, newest: int) -> Campaign | None:  # noqa: ARG001 - what was read is as old as the newest file
    try:
        return load(folder).campaign
    except (PromoterError, OSError):
        return None
