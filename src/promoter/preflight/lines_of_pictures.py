"""The lines about pictures: are they there as they were approved, each with its words, and are the cards drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.campaign.model import Kind
from promoter.preflight.lines import LOOK, NOT_READY, READY, Line, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promoter.preflight.seen import Seen


def of_pictures(seen: Seen) -> Iterator[Line]:
    """The pictures of the posts to come, and the cards that the campaign wants."""
    yield _pictures(seen)
    yield from _cards(seen)


def _pictures(seen: Seen) -> Line:
    media = [(post, medium) for post in seen.to_come for medium in post.said.media]
    broken = [
        seen.detail(post, trouble) for post, medium in media if (trouble := seen.pictures.get(medium)) is not None
    ]
    wordless = [seen.detail(post, f"{medium.file} has no alt text") for post, medium in media if not medium.alt.strip()]
    if broken or wordless:
        says = " and ".join(
            said
            for said in (
                f"{counted(len(broken), 'picture is', 'pictures are')} not as approved" if broken else "",
                f"{counted(len(wordless), 'picture has', 'pictures have')} no alt text" if wordless else "",
            )
            if said
        )
        todo = " ".join(
            said
            for said in (
                "An editor brings the picture again on the blog's own page (or puts its file right, then promoter load)."
                if broken
                else "",
                "An editor describes the picture on the post's page (or promoter edit --alt)." if wordless else "",
                "Then the posts are approved anew.",
            )
            if said
        )
        return Line("pictures", "pictures", NOT_READY, says, todo, (*broken, *wordless))
    if not media:
        return Line("pictures", "pictures", READY, "no post has one")
    says = f"{counted(len(media), 'picture is', 'pictures are')} there, unchanged, each with its alt text"
    on_cards = sum(post.said.is_on_card(medium) for post, medium in media)
    if on_cards:
        says += (
            f"; LinkedIn has no place for the alt text of the small picture on a link's card, here {on_cards:,} of them"
        )
    return Line("pictures", "pictures", READY, says)


def _cards(seen: Seen) -> Iterator[Line]:
    """Where the campaign wants cards, every post has a picture."""
    wanting = [
        post for post in seen.to_come if seen.campaign.settings.wants_cards(post.channel) and post.kind is not Kind.FREE
    ]
    bare = [seen.detail(post) for post in wanting if not post.said.media]
    if bare:
        says = f"{counted(len(bare), 'post')} without the card that the campaign wants"
        todo = "Each post says why it has none: an editor shortens what does not fit, on the blog's own page (or in its file, then promoter load)."
        yield Line("cards_drawn", "cards drawn", LOOK, says, todo, tuple(bare))
    elif wanting:
        yield Line(
            "cards_drawn",
            "cards drawn",
            READY,
            f"{counted(len(wanting), 'post has', 'posts have')} the card that the campaign wants",
        )
