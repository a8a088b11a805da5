"""One run of `promoter import`: each file read, each blog in it decided about, what is wrong with one stopping no other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from promoter.cli.asking import ask, is_yes
from promoter.cli.terminal import Cell, one_line, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from promoter.intake.filing import Filed, Folder
    from promoter.intake.guessing import Hints
    from promoter.intake.matching import Known
    from promoter.intake.proposal import Original, Proposal

MOST_LINES = 40  #: of a difference; the whole of it is in the files
BLOCKED = 4


@dataclass(frozen=True)
class Came:
    """What became of one blog, or of a file in which there was none. `says` is a sentence if it was not brought in."""

    source: str
    outcome: str
    says: str = ""
    blog: str = ""
    file: str = ""
    filed: Filed | None = None
    new: Proposal | None = None
    code: int = 0


@dataclass
class Intake:
    """One run of the command: the folder as it fills, and how what is found in each file is decided about."""

    folder: Folder
    hints: Callable[[float | None], Hints]
    columns: Mapping[str, str]
    by: str | None
    now: datetime
    asking: bool
    confirm: bool
    replace: bool
    dry_run: bool
    since: str | None = None

    def bring(self, source: str) -> Iterator[Came]:
        """Each blog of a file or an address; what is wrong with one stops no other."""
        from promoter.errors import PromoterError
        from promoter.intake.arriving import proposals

        try:
            its, modified = self._original(source)
            found = proposals(its, self.hints(modified), columns=self.columns)
            found = [one for one in found if self.since is None or one.value("received") >= self.since]
            if not found:
                yield Came(source, "same", f"nothing in it is of {self.since} or later")
        except PromoterError as problem:
            yield Came(source, "refused", str(problem), code=problem.exit_code)
            return
        for new in found:
            yield self._one(new)

    def _original(self, source: str) -> tuple[Original, float | None]:
        from promoter.intake import sites
        from promoter.intake.arriving import original, read_file

        if sites.is_address(source):
            from promoter import bootstrap

            data, name = sites.fetched(source, bootstrap.page_reader())
            return original(name, data), None
        data, modified = read_file(Path(source))
        return original(Path(source).name, data), modified

    def _one(self, new: Proposal) -> Came:
        from promoter.errors import PromoterError

        try:
            return self._decided(new)
        except PromoterError as problem:
            return Came(new.named, "refused", str(problem), code=problem.exit_code)

    def _decided(self, new: Proposal) -> Came:
        from promoter.intake.filing import file_new
        from promoter.intake.versions import as_it_is, file_again

        match = self.folder.match(new)
        if match is not None and match.same:
            return Came(new.named, "same", "nothing is different from what was brought in before", match.blog.id)
        if match is not None:
            new = as_it_is(new, self._read(match.blog))
        if self.asking and not self.confirm:
            new = ask(new, self.folder, match.blog if match else None)
        elif self.confirm:
            new = new.confirmed()
        if match is None:
            filed = file_new(new, self.folder, now=self.now, by=self.by)
        else:
            filed = file_again(new, match.blog, self.folder, now=self.now, by=self.by)
            if not self._may_replace(filed):
                says = (
                    f"it is another version of {match.blog.id}; look at the difference, then bring it in with --replace"
                )
                return Came(new.named, "waits", says, match.blog.id, filed=filed, new=new, code=BLOCKED)
        if not self.dry_run:
            self.folder = self.folder.save(filed)
        outcome = "added" if match is None else "replaced"
        return Came(
            new.named, outcome, blog=filed.blog.id, file=filed.draft.named(filed.blog.file), filed=filed, new=new
        )

    def _read(self, blog: Known) -> Any:
        """The blog as its file has it, also if this very run has written that."""
        if blog.id not in self.folder.read:
            from promoter.campaign.loading import load

            self.folder.read.update({one.id: one for one in load(self.folder.path).blogs})
        return self.folder.read[blog.id]

    def _may_replace(self, filed: Filed) -> bool:
        if self.replace or not self.asking:
            return self.replace
        for line in difference(filed):
            say(line, err=True)
        return is_yes(f"Replace {filed.blog.id} with this version?")


def difference(filed: Filed) -> Iterator[str]:
    """What is different from the version that is there, as far as anybody reads it on a terminal."""
    lines = filed.difference
    if not lines:
        yield "nothing that it says is different"
    for line in lines[:MOST_LINES]:
        yield Cell("", "red" if line.startswith("-") else "green").styled(one_line(line))
    if len(lines) > MOST_LINES:
        yield f"... and {len(lines) - MOST_LINES} more lines"
