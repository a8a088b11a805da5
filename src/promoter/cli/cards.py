"""`promoter cards`: the pictures of a campaign's posts, made and kept in its folder, to look at before a load."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from promoter.campaign.loading import find_folder, shown_path
from promoter.cli.check import read_whole
from promoter.cli.telling import warn
from promoter.cli.terminal import Cell, one_line, say, say_json, wrap
from promoter.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from promoter.campaign.loading import Loaded
    from promoter.campaign.model import Campaign
    from promoter.posts.model import Media, Post

WIDTH = 100


@click.command("cards")
@click.argument("name", metavar="CAMPAIGN")
@click.option("--blog", metavar="ID", help="The pictures of one blog alone.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(name: str, *, blog: str | None, as_json: bool) -> None:
    """Make the pictures of a campaign's posts, and keep them in its folder, in pictures.

    A post carries its blog's own picture (image), or else a card with its title, authors and theme, where campaign.yaml
    says `cards: true`. promoter load makes what is missing by itself; this is to look at it before.

    \b
      promoter cards schedules/smarter-state-2021
      promoter cards smarter-state-2021 --blog fix-the-address-first
    """
    from promoter.pictures.illustrating import illustrate
    from promoter.pictures.store import keep

    campaign, posts, loaded = read_whole(name)
    folder = find_folder(name, start=Path.cwd())
    chosen = _of(posts, blog, campaign, folder)
    drawn = illustrate(loaded, chosen, all_cards=True)
    keep(folder, drawn.made)
    by_file = _by_file(drawn.posts)
    if as_json:
        say_json(_document(campaign, by_file, drawn.made))
    else:
        _tell(by_file, drawn.made, shown_path(folder))
    for message in dict.fromkeys(complaint.message for complaint in drawn.complaints if complaint.code == "card"):
        warn(message)
    for message in _not_carried(campaign, loaded):
        say(message, err=True)


def _of(posts: Sequence[Post], blog: str | None, campaign: Campaign, folder: Path) -> list[Post]:
    if blog is not None and blog not in {one.id for one in campaign.blogs}:
        raise UsageProblem(f"There is no blog {blog}: promoter blog list {one_line(shown_path(folder))} shows them.")
    chosen = [post for post in posts if blog in {None, post.blog}]
    if not chosen:
        raise UsageProblem(f"No post is made of {blog or campaign.slug}, so there is nothing to draw.")
    return chosen


def _by_file(posts: Sequence[Post]) -> dict[Media, list[Post]]:
    """Each picture once, with the posts that show it."""
    by_file: dict[Media, list[Post]] = {}
    for post in posts:
        for medium in post.said.media:
            by_file.setdefault(medium, []).append(post)
    return by_file


def _document(
    campaign: Campaign, by_file: Mapping[Media, Sequence[Post]], made: Mapping[str, bytes]
) -> dict[str, object]:
    pictures = [
        {**medium._asdict(), "posts": [post.key for post in posts], "made": medium.file in made}
        for medium, posts in by_file.items()
    ]
    return {"campaign": campaign.slug, "pictures": pictures}


def _tell(by_file: Mapping[Media, Sequence[Post]], made: Mapping[str, bytes], folder: str) -> None:
    for medium in by_file:
        mark = Cell("new", "green").styled("new ") if medium.file in made else "    "
        say(mark + one_line(f"{folder}/{medium.file}"))
        for line in wrap(f"Alt text: {medium.alt}", WIDTH - 6):
            say(f"      {line}")
    new = sum(medium.file in made for medium in by_file)
    say(f"{len(by_file)} picture{'' if len(by_file) == 1 else 's'}, {new} of them new.", err=True)


def _not_carried(campaign: Campaign, loaded: Loaded) -> list[str]:
    """What to know where cards were drawn that no post carries."""
    off = [channel.shown for channel in campaign.networks if not campaign.wants_cards(channel)]
    if not off:
        return []
    where = one_line(shown_path(loaded.folder / "campaign.yaml"))
    return [f"Posts on {' and '.join(off)} carry no cards yet: write cards: true in {where}, then load."]
