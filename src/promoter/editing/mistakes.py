"""How changing a campaign's files can fail, as those are told who see no files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promoter.errors import CampaignInvalid, PromoterError

if TYPE_CHECKING:
    from collections.abc import Sequence


class FilesWouldBeWrong(CampaignInvalid):
    """The files would have errors, which `says` tells without their places, for people who see no files.

    `about` are the facts that they are about, such as "themes.covid-19.line" of the week or "url" of a blog; "" for none.
    """

    def __init__(self, sentence: str, says: Sequence[str], *, about: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.says = tuple(says)
        self.about = tuple(about)


class HalfDone(PromoterError):
    """The files of a campaign were changed, and the ledger could not be: loading the campaign again puts it right."""
