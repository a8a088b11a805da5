"""`promoter check`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_the_weeks_of_the_project_are_ready_to_load(promoter: Callable[..., Any], schedules: Path) -> None:
    for folder in schedules.glob("*/"):
        ran = promoter("check", str(folder))
        assert ran.code == 0
        assert "ready to load" in ran.err


def test_a_finding_is_one_line_that_an_editor_can_jump_to(promoter: Callable[..., Any], schedules: Path) -> None:
    ran = promoter("check", "smarter-state-2021")
    lines = ran.out.splitlines()
    assert all(line.startswith("schedules/smarter-state-2021/") for line in lines)
    assert any(re.match(r"schedules/smarter-state-2021/campaign\.yaml:\d+:\d+: note: ", line) for line in lines)


def test_errors_exit_with_3_and_say_what_to_do(promoter: Callable[..., Any], schedules: Path) -> None:
    blog = schedules / "smarter-state-2021" / "blogs" / "fix-the-address-first.md"
    blog.write_text(blog.read_text().replace("[data-driven]", "[data-drivel]"))
    ran = promoter("check", "smarter-state-2021")
    assert ran.code == 3
    errors = [error for error in ran.out.splitlines() if ": error: " in error]
    line = blog.read_text().splitlines().index("themes: [data-drivel]") + 1
    assert [error.split(": ")[0] for error in errors] == [f"schedules/smarter-state-2021/blogs/{blog.name}:{line}:10"]
    assert ran.err.startswith("1 error, ")
    assert "put the errors right" in ran.err


def test_warnings_alone_exit_with_0(promoter: Callable[..., Any], schedules: Path) -> None:
    blog = schedules / "smarter-state-2021" / "blogs" / "fix-the-address-first.md"
    blog.write_text(blog.read_text().replace("2021-09-01T09:00", "2021-09-12T09:00"))
    ran = promoter("check", "smarter-state-2021")
    assert ran.code == 0
    assert ": warning: " in ran.out
    assert "ready to load, once you have looked at the warnings." in ran.err


def test_json_has_every_finding_with_its_place(promoter: Callable[..., Any], schedules: Path) -> None:
    ran = promoter("check", "smarter-state-2021", "--json")
    findings = ran.json["findings"]
    assert len(findings) == len(promoter("check", "smarter-state-2021").out.splitlines())
    assert set(findings[0]) == {"file", "line", "column", "level", "code", "message"}


def test_of_many_findings_alike_the_first_are_printed_and_the_rest_counted(
    promoter: Callable[..., Any], schedules: Path
) -> None:
    file = schedules / "smarter-state-2021" / "campaign.yaml"
    first = len(file.read_text().splitlines()) + 1
    file.write_text(file.read_text() + "".join(f"key{number}: 1\n" for number in range(50)) + "approvals: 3\n")
    lines = [line for line in promoter("check", "smarter-state-2021").out.splitlines() if ": error: " in line]
    assert len(lines) == 22
    assert lines[20] == (
        f"schedules/smarter-state-2021/campaign.yaml:{first + 20}:1: error: ... and 30 more like it in this file"
    )
    assert "approvals" in lines[21]
    ran = promoter("check", "smarter-state-2021", "--json")
    assert sum(finding["level"] == "error" for finding in ran.json["findings"]) == 51
    assert ran.err.startswith("51 errors, ")
    assert promoter("preview", "smarter-state-2021").err.count(": error: ") == 22


def test_findings_alike_in_different_files_are_all_printed(promoter: Callable[..., Any], schedules: Path) -> None:
    blogs = schedules / "smarter-state-2021" / "blogs"
    blog = (blogs / "fix-the-address-first.md").read_text().replace("[data-driven]", "[data-drivel]")
    for number in range(25):
        (blogs / f"copy-{number}.md").write_text(blog)
    lines = promoter("check", "smarter-state-2021").out.splitlines()
    assert sum('no theme "data-drivel"' in line for line in lines) == 25


def test_a_folder_that_is_not_there_is_an_error_of_the_campaign(promoter: Callable[..., Any], schedules: Path) -> None:
    ran = promoter("check", "smarter-state-1999")
    assert (ran.code, ran.out) == (3, "")
    assert "smarter-state-1999" in ran.err
    ran = promoter("check", "smarter-state-1999", "--json")
    assert ran.code == 3
    assert [finding["level"] for finding in ran.json["findings"]] == ["error"]
