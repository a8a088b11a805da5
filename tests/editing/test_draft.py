"""Files are written whole or not at all, in their own manner, and never over somebody else's change."""

from __future__ import annotations

import os
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from promoter.campaign.document import parse
from promoter.editing.draft import Draft, begin
from promoter.errors import NotPossible, PromoterError, UsageProblem

WEEK = Path(__file__).parents[2] / "schedules" / "smarter-state-2021"
BLOG, OTHER = "fix-the-address-first", "the-migration-we-stopped"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(WEEK, tmp_path / "week")
    return tmp_path / "week"


def withdrawn(folder: Path, *blogs: str) -> Draft:
    draft = begin(folder)
    for blog in blogs:
        draft = draft.amend(draft.blog_file(blog), {("status",): "withdrawn"})
    return draft


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_a_draft_changes_no_file_until_it_is_saved(folder: Path) -> None:
    draft = withdrawn(folder, BLOG)
    path = draft.blog_file(BLOG)
    before = path.read_text(encoding="utf-8")
    assert "status: approved" in before
    draft.save()
    assert path.read_text(encoding="utf-8") == before.replace("status: approved", "status: withdrawn")


def test_nothing_is_left_beside_the_files(folder: Path) -> None:
    before = names(folder)
    withdrawn(folder, BLOG, OTHER).save()
    assert names(folder) == before


def test_what_a_draft_says_already_is_seen_by_the_next_change(folder: Path) -> None:
    draft = begin(folder)
    path = draft.campaign_file
    draft = draft.amend(path, {("event", "edition"): "sixth"}).amend(path, {("event", "what"): "day"})
    assert draft.facts(path)["event"]["edition"] == "sixth"
    assert draft.facts(path)["event"]["what"] == "day"


def test_the_same_value_is_no_change(folder: Path) -> None:
    draft = begin(folder)
    assert draft.amend(draft.blog_file(BLOG), {("status",): "approved"}).texts == {}


def test_line_ends_and_the_mark_at_the_beginning_stay(folder: Path) -> None:
    path = folder / "blogs" / f"{BLOG}.md"
    raw = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(raw)
    withdrawn(folder, BLOG).save()
    assert path.read_bytes() == raw.replace(b"status: approved", b"status: withdrawn")


def test_who_may_read_the_file_stays(folder: Path) -> None:
    path = folder / "blogs" / f"{BLOG}.md"
    path.chmod(0o640)
    withdrawn(folder, BLOG).save()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_behind_a_link_is_changed_and_the_link_stays(folder: Path, tmp_path: Path) -> None:
    path, real = folder / "blogs" / f"{BLOG}.md", tmp_path / "elsewhere.md"
    path.rename(real)
    path.symlink_to(real)
    withdrawn(folder, BLOG).save()
    assert path.is_symlink()
    assert "status: withdrawn" in real.read_text(encoding="utf-8")


@pytest.mark.parametrize("meanwhile", ["changed", "removed", "added"])
def test_a_folder_that_somebody_changed_meanwhile_is_left_alone(folder: Path, meanwhile: str) -> None:
    draft, other = withdrawn(folder, BLOG), folder / "blogs" / f"{OTHER}.md"
    if meanwhile == "changed":
        other.write_bytes(other.read_bytes() + b"\nMore.\n")
    elif meanwhile == "removed":
        other.unlink()
    else:
        other = folder / "blogs" / "new.md"
        other.write_bytes(b"---\n---\n")
    before = {path: path.read_bytes() for path in folder.rglob("*.md")}
    with pytest.raises(NotPossible, match=rf"blogs/{other.name} was changed by somebody else meanwhile"):
        draft.save()
    assert {path: path.read_bytes() for path in folder.rglob("*.md")} == before


@pytest.mark.parametrize("broken", [1, 2])
def test_if_one_file_cannot_be_replaced_none_is(folder: Path, monkeypatch: pytest.MonkeyPatch, broken: int) -> None:
    draft, before = withdrawn(folder, BLOG, OTHER), {path: path.read_bytes() for path in folder.rglob("*.md")}
    real, calls = Path.replace, []

    def replace(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == broken:
            raise OSError(28, "No space left on device", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(PromoterError, match="No space left on device"):
        draft.save()
    assert {path: path.read_bytes() for path in folder.rglob("*.md")} == before
    assert names(folder) == names(WEEK)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_said_in_a_sentence(folder: Path) -> None:
    draft = withdrawn(folder, BLOG)
    (folder / "blogs").chmod(0o500)
    try:
        with pytest.raises(PromoterError, match=r"cannot be written \(Permission denied\), so nothing was changed"):
            draft.save()
    finally:
        (folder / "blogs").chmod(0o700)


def test_a_blog_that_is_not_there_is_told_with_the_nearest(folder: Path) -> None:
    with pytest.raises(UsageProblem, match=f"no blog fix-the-adress-first; did you mean {BLOG}"):
        begin(folder).blog_file("fix-the-adress-first")


def test_a_folder_that_is_not_there_any_more_is_told(folder: Path) -> None:
    folder.rename(folder.with_name("moved"))
    with pytest.raises(NotPossible, match="the files of week are not in"):
        begin(folder)


def test_a_blog_without_facts_is_told(folder: Path) -> None:
    (folder / "blogs" / "bare.md").write_text("Words only.\n", encoding="utf-8")
    draft = begin(folder)
    with pytest.raises(NotPossible, match="does not begin with the blog's facts"):
        draft.amend(draft.blog_file("bare"), {("status",): "approved"})


def test_the_body_of_a_blog_is_never_read_as_facts(folder: Path) -> None:
    path = folder / "blogs" / f"{BLOG}.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n---\nstatus: approved\n---\n", encoding="utf-8")
    withdrawn(folder, BLOG).save()
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n---\nstatus: approved\n---\n")
    assert parse(text.split("---\n")[1]).value["status"] == "withdrawn"


def test_new_files_are_put_in_place_whole_with_the_rights_of_the_campaign_s(folder: Path) -> None:
    (folder / "campaign.yaml").chmod(0o640)
    draft = begin(folder).put(folder / "blogs" / "new.md", "new\n")
    draft = replace(draft, originals={folder / "originals" / "a.docx": b"data"})
    draft.save()
    for name, data in (("blogs/new.md", b"new\n"), ("originals/a.docx", b"data")):
        assert (folder / name).read_bytes() == data
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o640


def test_a_new_file_that_somebody_else_made_meanwhile_is_not_written_over(folder: Path) -> None:
    new = folder / "blogs" / "new.md"
    for alone in (False, True):
        draft = replace(begin(folder).put(new, "ours"), alone=alone)
        new.write_text("theirs")
        with pytest.raises(NotPossible, match="changed by somebody else"):
            draft.save()
        assert new.read_text() == "theirs"
        new.unlink()


def test_alone_a_draft_minds_its_own_files_only(folder: Path) -> None:
    new = folder / "blogs" / "new.md"
    draft = begin(folder).put(new, "ours")
    (folder / "campaign.yaml").write_text((folder / "campaign.yaml").read_text() + "\n")
    with pytest.raises(NotPossible):
        draft.save()
    replace(draft, alone=True).save()
    assert new.read_text() == "ours"


def test_when_one_file_cannot_be_put_in_place_new_ones_are_gone_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog = next((folder / "blogs").glob("*.md"))
    draft = begin(folder).put(folder / "blogs" / "a-new.md", "new").put(blog, "changed")
    before = contents(folder)

    def full(_folders: object) -> None:
        raise OSError(28, "No space left on device", str(folder))

    monkeypatch.setattr("promoter.editing.draft.settle", full)
    with pytest.raises(PromoterError, match="No space left on device"):
        draft.save()
    assert contents(folder) == before


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
