"""`promoter pack`: what contributors are sent, as a folder for each blog with mail drafts, words and pictures."""

from __future__ import annotations

from pathlib import Path

import click

from promoter.cli.acting import as_json, current_time, opened, somebody
from promoter.cli.effects import folder_named
from promoter.cli.telling import warn
from promoter.cli.terminal import one_line, say, say_json
from promoter.errors import UsageProblem


@click.command("pack")
@click.argument("folder", metavar="CAMPAIGN", callback=folder_named)
@click.option("--blog", "blog_id", metavar="BLOG", help="Of this blog alone.")
@click.option(
    "--folder", "into", type=click.Path(path_type=Path), help="Where to write them; otherwise packs/CAMPAIGN."
)
@click.option("--after", is_flag=True, help="After the week: a letter of thanks, and where their posts are.")
@click.option(
    "--sign-off", "asking", is_flag=True, help="Make a sign-off link for each author and put it in. Needs --as."
)
@click.option("--as", "user", metavar="USER", help="Who you are, for --sign-off.")
@as_json
def command(
    *, folder: Path, blog_id: str | None, into: Path | None, after: bool, asking: bool, user: str | None, as_json: bool
) -> None:
    """Write a pack for each author of each promoted blog: a mail draft, words for their own accounts, pictures, times.

    Nothing is sent. The folder holds people's addresses: keep it where you keep such.

    \b
      promoter pack smarter-state-2021 --blog fix-the-address-first
      promoter pack smarter-state-2021 --sign-off --as amara@example.org
      promoter pack smarter-state-2021 --after
    """
    from promoter import bootstrap
    from promoter.campaign.model import is_promoted
    from promoter.contributors import packing
    from promoter.contributors.facts import blog_of, files_of
    from promoter.contributors.pack import after_the_week, before_the_week, pack_of, refuse_before_the_end
    from promoter.contributors.signing_off import make_link
    from promoter.posts.phrases import listed

    campaign, now = files_of(folder), current_time()
    if after and asking:
        raise UsageProblem("links to sign off by belong to the packs before the week: leave --after or --sign-off out")
    if after:
        refuse_before_the_end(campaign, now)
    blogs = [blog_of(campaign, blog_id)] if blog_id else [b for b in campaign.blogs if is_promoted(b, campaign)]
    home = bootstrap.load_settings().home
    packs = []
    with opened() as ledger, ledger.write() if asking else ledger.read() as conn:
        for blog in blogs:
            for author in blog.authors:
                link = None
                if asking:
                    token, _ = make_link(conn, campaign, blog.id, author.name, who=somebody(user), now=now)
                    link = f"{home}/sign-off/{token}"
                packs.append(pack_of(conn, campaign, blog, author, folder=folder, sign_off=link))
        letters = [(pack, after_the_week(pack) if after else before_the_week(pack)) for pack in packs]
    place = into or Path("packs") / campaign.slug
    written = packing.write_into(place, packing.together(letters, now=now, after=after))
    one, many = ("letter of thanks", "letters of thanks") if after else ("pack", "packs")
    written_are = f"1 {one} is" if len(packs) == 1 else f"{len(packs)} {many} are"
    if as_json:
        say_json({"folder": str(place), "files": [str(path.relative_to(place)) for path in written]})
    say(f"{written_are} in {one_line(str(place))}; nothing was sent.", err=as_json)
    nameless = [pack.author.name for pack in packs if pack.author.email is None]
    if nameless:
        warn(
            f"without an e-mail in the blog's file, so that their drafts are addressed to nobody: {one_line(listed(nameless))}"
        )
