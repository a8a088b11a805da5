"""Blogs written as files of the campaign: new ones, other versions of one, and never two of one."""

from __future__ import annotations

import pytest

from intake.conftest import NOW
from promoter.campaign import words
from promoter.campaign.findings import Level
from promoter.campaign.loading import load
from promoter.errors import CampaignInvalid, NotPossible, PromoterError
from promoter.intake import filing, matching, versions
from promoter.intake.proposal import Sure
from word_files import para, word

SAYS = "We stood in our own queue for a week, and wrote down what each person in it had been told to bring along, and by whom. "
THEME = para("Theme: Overcoming challenges")


def blog(
    title: str = "What the queue taught us", text: str = SAYS * 3, who: str = "Bo Sample, Head of Service, Example Two"
) -> bytes:
    return word(
        para(title, style="Title"), para("A week in line.", style="Subtitle"), para(f"By {who}"), para(text), THEME
    )


@pytest.fixture
def bring(week, propose):
    """Bring the one blog in a file in, and say what was written."""

    def bring(name: str, data: bytes | str, **more) -> filing.Filed:
        into = filing.folder(week)
        (new,) = propose(name, data, **more)
        match = into.match(new)
        if match is None:
            filed = filing.file_new(new, into, now=NOW, by="amara@example.org")
        else:
            assert not match.same
            filed = versions.file_again(
                versions.as_it_is(new, into.read[match.blog.id]), match.blog, into, now=NOW, by="amara@example.org"
            )
        filed.draft.save()
        return filed

    return bring


def read(week, name: str):
    return next(blog for blog in load(week).blogs if blog.id == name)


def findings(week, name: str):
    return [
        found for found in load(week).findings if found.file.endswith(f"{name}.md") and found.level is not Level.NOTE
    ]


def files(week) -> set[str]:
    return {str(path.relative_to(week)) for path in week.rglob("*") if path.is_file()}


def test_a_new_blog_is_submitted_with_its_original_beside_it_and_only_warnings(week, bring):
    data = blog()
    filed = bring("Bo – blog (final).docx", data)
    made = read(week, "what-the-queue-taught-us")
    assert (made.title, made.subtitle, made.status, made.themes) == (
        "What the queue taught us",
        "A week in line.",
        "submitted",
        ("overcoming-challenges",),
    )
    assert made.authors[0].organisation == "Example Two"
    assert made.source.file == f"originals/{made.source.sha256[:12]}-Bo-blog-final.docx"
    assert (week / made.source.file).read_bytes() == data
    assert (made.source.by, made.source.imported_at.isoformat()) == ("amara@example.org", "2021-09-08T13:00:00")
    assert made.source.guessed == {}
    assert {found.level for found in findings(week, made.id)} == {Level.WARNING}
    assert load(week).campaign is not None
    assert words.count(words.plain(made.body)) == len((SAYS * 3).split())
    assert "kind:" not in filed.text


def test_guesses_are_marked_in_the_file_and_found_by_a_check(week, bring):
    bring("a.txt", f"A first line\n\n{SAYS}\n\n{SAYS}")
    made = read(week, "a-first-line")
    assert made.source.guessed == {"title": "the first line"}
    found = {one.code for one in findings(week, "a-first-line")}
    assert {"guessed", "missing"} <= found
    campaign = load(week).campaign
    assert campaign is not None, "what a contributor left out stops nobody"
    assert "a-first-line" not in {blog.id for blog in campaign.blogs}


def test_a_sub_title_that_is_too_long_is_a_warning_until_somebody_approves_it(week, bring):
    bring("a.txt", f"Title: Too long\nSub-title: {'word ' * 40}\nAuthor: Ann Sample\nTheme: 1\n\n{SAYS}")
    assert load(week).campaign is not None
    path = week / "blogs" / "too-long.md"
    path.write_text(path.read_text().replace("status: submitted", "status: approved"))
    assert load(week).campaign is None


def test_the_very_same_is_not_brought_in_twice(week, bring, propose):
    bring("a.docx", blog())
    (again,) = propose("another name.docx", blog())
    assert filing.folder(week).match(again).same


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("b.docx", blog(text=SAYS * 2 + "An end.")),
        ("b.docx", blog(title="What the queue taught us | Example Two", text="All new words in it.")),
        ("b.docx", blog(title="Another title altogether", text=SAYS * 3 + "An end.")),
        (
            "a v2.docx",
            blog(title="Another title altogether", text=SAYS * 3 + "An end.", who="Bea Sample, Director, Example Nine"),
        ),
    ],
    ids=[
        "its text is longer",
        "its title is the same",
        "its author and words are the same",
        "its file and words are the same",
    ],
)
def test_another_version_takes_the_place_of_the_first_and_there_are_not_two(week, bring, name, data):
    bring("a.docx", blog())
    before = {file for file in files(week) if file.startswith("blogs/")}
    filed = bring(name, data)
    assert filed.replaces is not None
    assert filed.difference
    assert {file for file in files(week) if file.startswith("blogs/")} == before
    assert len(list((week / "originals").iterdir())) == 2


@pytest.mark.parametrize(
    "data",
    [
        blog(
            title="A second blog of theirs",
            text="Here everything is different from what they said before, and on another subject too. " * 3,
        ),
        blog(
            who="Cy Sample, Director, Example Nine",
            text="Nobody ever said any of these words in the first one, and so it is another. " * 3,
        ),
    ],
    ids=["of the same author", "of the same title"],
)
def test_another_blog_is_another_even_by_the_same_author_or_with_the_same_title(week, bring, data):
    bring("blog.docx", blog())
    filed = bring("blog.docx", data)
    assert filed.replaces is None
    assert load(week).campaign is not None


def test_what_editors_did_to_a_blog_survives_its_next_version(week, bring):
    bring("a.docx", blog())
    path = week / "blogs" / "what-the-queue-taught-us.md"
    text = path.read_text().replace(
        "status: submitted", 'status: approved\nhook: "A hook"\n# a remark of the editors\nurl: https://example.org/x'
    )
    path.write_text(
        text.replace("name: Bo Sample", "name: Bo Sample, mention: none").replace(
            'received: "2021-09-08T13:00"', 'received: "2021-09-01T10:00"'
        )
    )
    filed = bring("a.docx", blog(text=SAYS * 3 + "An end."))
    made = read(week, path.stem)
    assert (made.status, made.hook, made.url, made.authors[0].mention) == (
        "approved",
        "A hook",
        "https://example.org/x",
        "none",
    )
    assert made.received.isoformat() == "2021-09-01T10:00:00"
    assert made.body.endswith("An end.\n")
    assert "# a remark of the editors" in path.read_text()
    assert filed.voids
    assert filed.difference[-1].startswith("+ ")


def test_what_a_person_corrected_stays_and_what_the_new_version_guesses_is_told(week, bring):
    bring("a.txt", f"A first line\n\nBy Ann Sample, Example One\n\n{SAYS}\n\n{SAYS}")
    path = week / "blogs" / "a-first-line.md"
    path.write_text(path.read_text().replace("title: A first line\n", "title: A better line\n", 1))
    bring("a.txt", f"A first line, again\n\nBy Ann Sample, Example One\n\n{SAYS}\n\n{SAYS}\n\nMore.")
    made = read(week, "a-first-line")
    assert made.title == "A better line"
    assert made.source.guessed["title"] == "as it is now; the new version says “A first line, again”"


def test_names_are_those_of_titles_and_no_two_are_one(week, bring, propose):
    into = filing.folder(week)
    (new,) = propose(
        "a.docx",
        blog("Fix the address first", text="Nothing of what the sample with this title says is said in here. " * 4),
    )
    assert filing.file_new(new, into, now=NOW, by=None).blog.id == "example-two-fix-the-address-first"
    for title, name in (
        ("Été & co: l’année", "ete-and-co-lannee"),
        ("日本の行政", "bo-x"),
        ("x" * 300, "x" * 60),
        ("../../etc/passwd", "etc-passwd"),
        ("word " * 40, "word-word-word-word-word-word-word-word-word-word-word-word"),
    ):
        (new,) = propose("Bo x.docx", blog(title))
        assert filing.file_new(new, into, now=NOW, by=None).blog.id == name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../x.docx", "x.docx"),
        ("C:\\Users\\a\\Blög final.DOCX", "Blog-final.docx"),
        (".env", "env"),
        ("a\0b\n.md", "a-b.md"),
        ("…", "file"),
        ("x" * 300 + ".txt", "x" * 60 + ".txt"),
    ],
)
def test_an_original_keeps_a_name_that_no_system_minds(name, safe):
    assert matching.safe_name(name) == safe


def test_a_disk_that_takes_no_more_leaves_everything_as_it_was(week, propose, monkeypatch):
    into = filing.folder(week)
    (new,) = propose("a.docx", blog())
    filed = filing.file_new(new, into, now=NOW, by=None)
    before = files(week)

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device", str(week / "blogs"))

    monkeypatch.setattr("promoter.editing.draft.os.fsync", full)
    with pytest.raises(PromoterError, match="No space left on device"):
        into.save(filed)
    assert files(week) == before


def test_a_file_that_somebody_else_made_meanwhile_is_not_written_over(week, propose):
    into = filing.folder(week)
    (new,) = propose("a.docx", blog())
    filed = filing.file_new(new, into, now=NOW, by=None)
    filed.blog.file.write_text("theirs")
    with pytest.raises(NotPossible, match="changed by somebody else"):
        into.save(filed)
    assert filed.blog.file.read_text() == "theirs"


def test_a_campaign_that_cannot_be_read_takes_none(week):
    (week / "campaign.yaml").write_text("name: [")
    with pytest.raises(CampaignInvalid, match="put that right first"):
        filing.folder(week)


def test_the_rules_of_the_call_are_told_of_what_is_known(week, propose):
    (new,) = propose("a.txt", f"Title: One\nSub-title: Two\nTheme: 1\n\n{SAYS}", received="2021-09-10T09:00")
    told = {check.rule: check.fine for check in filing.held_against_the_call(new, filing.folder(week))}
    assert told == {"words": False, "sub-title": True, "deadline": False, "theme": True}
    (new,) = propose("a.txt", f"{SAYS}\n\n{SAYS}")
    assert {check.rule for check in filing.held_against_the_call(new, filing.folder(week))} == {"words", "deadline"}


def test_a_person_s_answers_are_no_guesses(propose):
    (new,) = propose("a.txt", f"A first line\n\n{SAYS}\n\n{SAYS}")
    new = new.having({"title": "Mine", "themes": "covid-19", "subtitle": ""}, "you")
    assert new.facts["title"].sure is Sure.SAID
    assert new.themes == ("covid-19",)
    assert new.doubtful == ("subtitle", "authors.0.name")
