"""`promoter import`: files brought in as a person would, on a terminal and off one."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from promoter.campaign.loading import load
from word_files import para, run, word

ROOT = Path(__file__).parents[2]
SLUG = "smarter-state-2021"
SAYS = "We stood in our own queue for a week, and wrote down what each person in it had been told to bring along, and by whom. "


def blog(title: str = "What the queue taught us", text: str = SAYS * 20) -> bytes:
    return word(
        para(title, style="Title"), para("A week in line.", style="Subtitle"),
        para("By Bo Sample, Head of Service, Example Two (@bo)"), para(text), para("Theme: Overcoming challenges"),
    )  # fmt: skip


def words_of(number: int) -> str:
    """A text that has nothing in common with that of any other number."""
    return " ".join(f"w{number}x{place}" for place in range(450))


@pytest.fixture(autouse=True)
def nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch):
    """Somebody at a terminal who types these lines."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def answering(*lines: str) -> None:
        monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in lines)))

    return answering


@pytest.fixture
def inbox(schedules: Path) -> Path:
    folder = schedules.parent / "inbox"
    folder.mkdir()
    return folder


def blogs(schedules: Path):
    return {one.id: one for one in load(schedules / SLUG).blogs}


def test_a_pile_of_files_is_brought_in_and_one_bad_one_stops_no_other(promoter, schedules, inbox) -> None:
    (inbox / "a.docx").write_bytes(blog())
    (inbox / "b.docx").write_bytes(b"PK\x03\x04 no")
    (inbox / "c.txt").write_text(f"A first line\n\n{SAYS}\n\n{SAYS}")
    (inbox / ".hidden").write_text("x")
    ran = promoter("import", SLUG, "inbox", "--received", "2021-09-08T15:20", "--as", "amara@example.org")
    assert ran.code == 1
    assert "a.docx: brought in as blogs/what-the-queue-taught-us.md" in ran.out
    assert "b.docx: not brought in: it is damaged" in ran.out
    assert "look: guessed from the first line: Title: A first line" in ran.out
    assert "look: not found: Sub-title, Author, Themes; write them into the file" in ran.out
    assert "look: its theme is written like themes: [next-ten-years]; this campaign has next-ten-years, " in ran.out
    assert "write into each file a hook (its point, in at most 140 characters) and points" in ran.out
    assert "2 brought in, 1 refused." in ran.out
    made = blogs(schedules)["what-the-queue-taught-us"]
    assert (made.received.isoformat(), made.source.by) == ("2021-09-08T15:20:00", "amara@example.org")
    assert promoter("check", SLUG).code == 0


def test_the_same_again_does_nothing_and_says_so(promoter, schedules, inbox) -> None:
    (inbox / "a.docx").write_bytes(blog())
    promoter("import", SLUG, "inbox/a.docx")
    before = (schedules / SLUG / "blogs" / "what-the-queue-taught-us.md").read_bytes()
    ran = promoter("import", SLUG, "inbox/a.docx")
    assert (ran.code, ran.out) == (
        0,
        "a.docx: here already as what-the-queue-taught-us: nothing is different from what was brought in before\n1 here already.\n",
    )
    assert (schedules / SLUG / "blogs" / "what-the-queue-taught-us.md").read_bytes() == before


def test_another_version_waits_for_a_yes_and_shows_what_is_different(promoter, schedules, inbox) -> None:
    (inbox / "a.docx").write_bytes(blog())
    promoter("import", SLUG, "inbox/a.docx")
    (inbox / "a.docx").write_bytes(blog(text=SAYS * 20 + "And an end."))
    ran = promoter("import", SLUG, "inbox/a.docx")
    assert ran.code == 4
    assert "it is another version of what-the-queue-taught-us" in ran.out
    assert "And an end." in ran.out
    assert "And an end." not in blogs(schedules)["what-the-queue-taught-us"].body
    ran = promoter("import", SLUG, "inbox/a.docx", "--replace")
    assert (ran.code, "replaced as blogs/what-the-queue-taught-us.md" in ran.out) == (0, True)
    assert blogs(schedules)["what-the-queue-taught-us"].body.endswith("And an end.\n")
    assert len(blogs(schedules)) == 11


def test_a_new_version_of_an_approved_blog_says_whose_approvals_end(promoter, schedules, inbox) -> None:
    (inbox / "a.docx").write_bytes(blog())
    promoter("import", SLUG, "inbox/a.docx")
    path = schedules / SLUG / "blogs" / "what-the-queue-taught-us.md"
    path.write_text(path.read_text().replace("status: submitted", "status: approved"))
    (inbox / "a.docx").write_bytes(blog(text=SAYS * 20 + "And an end."))
    ran = promoter("import", SLUG, "inbox/a.docx", "--replace")
    assert "promoter load smarter-state-2021 ends the approvals of its posts" in ran.out
    assert blogs(schedules)["what-the-queue-taught-us"].status == "approved"


def test_two_versions_in_one_go_are_not_two_blogs(promoter, schedules, inbox) -> None:
    (inbox / "blog.docx").write_bytes(blog())
    (inbox / "blog v2.docx").write_bytes(blog(text=SAYS * 20 + "And an end."))
    ran = promoter("import", SLUG, "inbox/blog.docx", "inbox/blog v2.docx")
    assert ran.code == 4
    assert "1 brought in, 1 another version, not brought in." in ran.out
    assert len(blogs(schedules)) == 11


def test_on_a_terminal_each_doubtful_fact_is_asked_and_nothing_else(promoter, schedules, inbox, answering) -> None:
    (inbox / "a.docx").write_bytes(
        word(
            para("A first line"),
            para(run("All in italics.", "<w:i/>")),
            para("Bo Sample, Director, Example Two"),
            para(SAYS * 20),
        )
    )
    answering("A better line", "", "", "", "-", "9", "2", "")
    ran = promoter("import", SLUG, "inbox/a.docx")
    assert ran.code == 0, ran.out + ran.err
    assert "| A first line" in ran.err
    assert "that is none of the themes" in ran.err
    made = blogs(schedules)["a-better-line"]
    assert (made.subtitle, made.themes, made.authors[0].role, made.authors[0].organisation) == (
        "All in italics.",
        ("citizen-centric",),
        "Director",
        None,
    )
    assert made.source.guessed == {}
    ran = promoter("check", SLUG)
    assert ran.code == 0
    assert "guessed" not in ran.out


def test_on_a_terminal_a_no_replaces_nothing(promoter, schedules, inbox, answering) -> None:
    (inbox / "a.docx").write_bytes(blog())
    promoter("import", SLUG, "inbox/a.docx", "--received", "2021-09-08T15:20")
    (inbox / "a.docx").write_bytes(blog(text=SAYS * 20 + "And an end."))
    answering("n")
    ran = promoter("import", SLUG, "inbox/a.docx")
    assert (ran.code, "Replace what-the-queue-taught-us with this version?" in ran.err) == (4, True)
    answering("y")
    assert promoter("import", SLUG, "inbox/a.docx").code == 0
    assert blogs(schedules)["what-the-queue-taught-us"].body.endswith("And an end.\n")


def test_guesses_may_be_taken_for_right_without_being_asked(promoter, schedules, inbox) -> None:
    (inbox / "c.txt").write_text(f"A first line\n\n{SAYS}\n\n{SAYS}")
    promoter("import", SLUG, "inbox/c.txt", "--confirm")
    assert blogs(schedules)["a-first-line"].source.guessed == {}


def test_a_dry_run_changes_nothing(promoter, schedules, inbox) -> None:
    (inbox / "a.docx").write_bytes(blog())
    ran = promoter("import", SLUG, "inbox/a.docx", "--dry-run")
    assert "would be brought in as blogs/what-the-queue-taught-us.md" in ran.out
    assert len(blogs(schedules)) == 10
    assert not (schedules / SLUG / "originals").exists()


def test_json_tells_everything_and_nothing_else_is_on_stdout(promoter, schedules, inbox) -> None:
    (inbox / "a.docx").write_bytes(blog())
    ran = promoter("import", SLUG, "inbox/a.docx", "inbox/nothing.docx", "--json", "--received", "2021-09-08T15:20")
    one, other = ran.json["files"]
    assert ran.code == 1
    assert (one["outcome"], one["blog"], one["facts"]["title"]) == (
        "added",
        "what-the-queue-taught-us",
        {"value": "What the queue taught us", "from": "the style Title", "sure": "said"},
    )
    assert one["open"] == []
    assert {check["rule"] for check in one["checks"]} == {"words", "sub-title", "deadline", "theme"}
    assert (other["outcome"], other["blog"]) == ("refused", None)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((SLUG, "x.docx", "--received", "yesterday"), 2, "write it like 2021-09-08T15:20"),
        ((SLUG, "x.docx", "--column", "colour=red"), 2, "write FACT=NAME"),
        ((SLUG,), 2, "Missing argument"),
        (("nowhere", "x.docx"), 3, "There is no campaign folder"),
        ((SLUG, "http://example.org/feed"), 1, "only https"),
        ((SLUG, "https://127.0.0.1/feed"), 5, "none that can be trusted"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_a_code(promoter, schedules, arguments, code, says) -> None:
    ran = promoter("import", *arguments)
    assert ran.code == code
    assert says in ran.out + ran.err


def test_a_campaign_with_errors_in_its_own_file_takes_none(promoter, schedules, inbox) -> None:
    (inbox / "a.docx").write_bytes(blog())
    (schedules / SLUG / "campaign.yaml").write_text("name: [")
    assert promoter("import", SLUG, "inbox/a.docx").code == 3
    assert not (schedules / SLUG / "originals").exists()


def test_a_sheet_of_which_a_row_changed_replaces_that_row_alone(promoter, schedules, inbox) -> None:
    head = "Title,Sub-title,Author,Organisation,Theme,Text\n"
    rows = [f"Row {n},Sub {n},Ann Sample,Example {n},Overcoming challenges,{SAYS} {'abc'[n]}\n" for n in range(3)]
    (inbox / "s.csv").write_text(head + "".join(rows))
    assert "3 brought in." in promoter("import", SLUG, "inbox/s.csv").out
    rows[1] = rows[1].replace("Sub 1", "Another sub-title")
    (inbox / "s.csv").write_text(head + "Row 9,Sub,Cy Sample,Example 9,1,Other words altogether.\n" + "".join(rows))
    ran = promoter("import", SLUG, "inbox/s.csv", "--replace")
    assert "1 brought in, 1 replaced, 2 here already." in ran.out
    assert blogs(schedules)["row-1"].subtitle == "Another sub-title"


def test_the_campaign_may_be_loaded_in_the_same_go(promoter, schedules, inbox, monkeypatch) -> None:
    monkeypatch.setenv("PROMOTER_DATABASE_URL", f"sqlite:///{schedules.parent}/promoter.db")
    promoter("users", "add", "amara@example.org", "--role", "admin")
    promoter("users", "add", "joe@example.org", "--role", "editor", "--as", "amara@example.org")
    (inbox / "a.docx").write_bytes(blog())
    ran = promoter("import", SLUG, "inbox/a.docx", "--load", "--as", "joe@example.org")
    assert ran.code == 0, ran.err
    assert "1 brought in." in ran.out
    assert "promoter queue --campaign smarter-state-2021" in ran.out


def test_a_run_that_is_killed_leaves_whole_files_and_the_next_one_goes_on(schedules, inbox) -> None:
    for number in range(40):
        (inbox / f"{number}.docx").write_bytes(blog(title=f"Blog {number}", text=words_of(number)))
    command = [sys.executable, "-m", "promoter", "import", SLUG, "inbox", "--confirm", "--replace"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd=schedules.parent, env=environment
    ) as run:
        for _ in range(60):  # lines, a few files in
            run.stdout.readline()
        run.kill()
    for path in (schedules / SLUG / "blogs").glob("blog-*.md"):
        assert path.read_text().count("---\n") >= 2
    for original in (schedules / SLUG / "originals").glob("[!.]*"):
        assert original.name.startswith(hashlib.sha256(original.read_bytes()).hexdigest()[:12])
    assert load(schedules / SLUG).campaign is not None
    brought_in = len(list((schedules / SLUG / "blogs").glob("blog-*.md")))
    assert 0 < brought_in < 40
    subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd=schedules.parent, env=environment, check=True
    )
    assert len(list((schedules / SLUG / "originals").glob("[!.]*"))) == 40
