"""What is guessed of a text, from where, and how sure that is."""

from __future__ import annotations

import pytest

from intake.conftest import SETTINGS
from promoter.intake import by_lines, moments, themes
from promoter.intake.proposal import Sure
from word_files import para, run, table, word

TEXT = "The first sentence of the blog is long enough to be no title, and it ends like a sentence does."
MORE = "A second paragraph follows, so that there is a text at all, and it is as plain as the first one was."


def blog(*above: str, below: tuple[str, ...] = (), **more) -> bytes:
    return word(*above, para(TEXT), para(MORE), *below, **more)


def test_styles_and_a_by_line_that_says_so_are_sure(propose):
    (one,) = propose(
        "a.docx",
        blog(para("A title", style="Title"), para("A standfirst.", style="Subtitle"), para("By Ann Sample, Director, Example One (@ann)"), para("Theme: Overcoming challenges")),
    )  # fmt: skip
    assert {fact: guess.value for fact, guess in one.facts.items()} == {
        "title": "A title", "subtitle": "A standfirst.", "authors.0.name": "Ann Sample", "authors.0.role": "Director",
        "authors.0.organisation": "Example One", "authors.0.x": "@ann", "themes": "overcoming-challenges",
        "received": "2021-09-08T13:00",
    }  # fmt: skip
    assert one.doubtful == ()
    assert one.body == f"{TEXT}\n\n{MORE}\n"


def test_first_lines_are_guesses_and_say_so(propose):
    (one,) = propose(
        "a.docx", blog(para("A first line"), para("What stands between."), para("Ann Sample, Director, Example One"))
    )
    assert {fact: guess.sure for fact, guess in one.facts.items()} == {
        "title": Sure.UNSURE, "subtitle": Sure.LIKELY, "authors.0.name": Sure.LIKELY, "authors.0.role": Sure.LIKELY,
        "authors.0.organisation": Sure.LIKELY, "received": Sure.SAID,
    }  # fmt: skip
    assert one.facts["title"].where == "the first line"
    assert one.facts["subtitle"].where == "the paragraph between title and by-line"
    assert "themes" in one.doubtful
    assert one.body == f"{TEXT}\n\n{MORE}\n"


def test_nothing_is_invented_where_nothing_is_said(facts, propose):
    assert facts("a.txt", f"{TEXT}\n\n{MORE}") == {"received": "2021-09-08T13:00"}
    (one,) = propose("a.txt", f"{TEXT}\n\n{MORE}")
    assert one.doubtful == ("title", "subtitle", "authors.0.name", "themes")


@pytest.mark.parametrize("style", ["<w:i/>", "<w:b/>"])
def test_a_first_paragraph_all_in_italics_or_bold_is_the_sub_title(facts, style):
    known = facts("a.docx", blog(para("The title", style="Heading1"), para(run("All of it.", style))))
    assert (known["title"], known["subtitle"]) == ("The title", "All of it.")


def test_a_file_s_properties_are_the_last_resort(propose):
    core = "<dc:title>Of another file</dc:title><dc:creator>Cy Sample</dc:creator>"
    (one,) = propose("a.docx", blog(core=core))
    assert (one.facts["title"].where, one.facts["title"].sure) == ("the file's properties", Sure.UNSURE)
    assert one.value("authors.0.name") == "Cy Sample"
    (one,) = propose("a.docx", blog(para("Its own", style="Title"), para("By Ann Sample, Example One"), core=core))
    assert (one.value("title"), one.value("authors.0.name")) == ("Its own", "Ann Sample")


def test_labels_above_and_below_are_facts_and_no_part_of_the_text(facts, propose):
    text = f"Title: On time\nSub-title (150 characters): How it came to be.\nTheme: 3\n\n{TEXT}\n\n{MORE}\n\nE-mail: ann@example.org\nTwitter: annsample\nBio: a long one\nWord count: 512"
    (one,) = propose("a.txt", text)
    assert one.value("title") == "On time"
    assert one.value("subtitle") == "How it came to be."
    assert one.value("themes") == "covid-19"
    assert (one.value("authors.0.email"), one.value("authors.0.x")) == ("ann@example.org", "@annsample")
    assert one.body == f"{TEXT}\n\n{MORE}\n"


def test_a_label_deep_in_the_text_is_text(propose):
    body = "\n\n".join([MORE] * 14 + ["Position: we take none."] + [MORE] * 6)
    (one,) = propose("a.txt", body)
    assert "Position: we take none." in one.body


def test_a_handle_that_cannot_be_one_is_left_out_with_a_reason(propose):
    (one,) = propose("a.txt", f"Twitter: ann@example.org\n\n{TEXT}\n\n{MORE}")
    assert "authors.0.x" not in one.facts
    assert any("is an e-mail address" in remark for remark in one.remarks)


@pytest.mark.parametrize("said", ["n/a", "None", "-", "TBC"])
def test_an_answer_that_is_none_is_none(facts, said):
    assert "authors.0.x" not in facts("a.txt", f"Twitter: {said}\n\n{TEXT}\n\n{MORE}")


def test_a_form_s_table_gives_the_facts(facts):
    known = facts("a.docx", word(table(("Title", "On time"), ("Author", "Ann Sample; Bo Sample"), ("Company", "Example One"), ("Blog", para(TEXT)))))  # fmt: skip
    assert (known["title"], known["authors.0.name"], known["authors.1.name"]) == ("On time", "Ann Sample", "Bo Sample")
    assert known["authors.0.organisation"] == "Example One"


def test_markdown_says_its_facts_on_top_and_keeps_its_text_as_it_is(propose):
    head = (
        'title: "A title"\nsubtitle: S\nauthors: [{name: Ann Sample, x: "@ann"}]\nthemes: [data-driven, covid-19]\nhook: H\nstatus: approved\n'
        "approved_by: me\nodd: 1"
    )
    (one,) = propose(
        "a.md",
        f"---\n{head}\n---\n\n# A title\n\nText with *emphasis* & [a](https://example.org).  \n\n<!-- not for you -->\n\n```\ncode   here\n```\n",
    )
    assert one.themes == ("data-driven", "covid-19")
    assert one.own == {"hook": "H"}
    assert one.doubtful == ()
    assert one.body == "Text with *emphasis* & [a](https://example.org).\n\n```\ncode   here\n```\n"
    assert one.remarks == ("these facts of its own were left out: status, approved_by, odd",)


@pytest.mark.parametrize(
    ("line", "people", "marked"),
    [
        (
            "By Ann Sample, Director of Research, Example One",
            [("Ann Sample", "Director of Research", "Example One", "")],
            True,
        ),
        ("Written by Dr Ann O’Neil-Smith (@ann_o)", [("Dr Ann O’Neil-Smith", "", "", "@ann_o")], True),
        ("Author: Ann de Vries (Example)", [("Ann de Vries", "", "Example", "")], True),
        ("Ann Sample | CTO | Example", [("Ann Sample", "CTO", "Example", "")], False),
        (
            "Ann Sample – Head of Policy at Example Futures",
            [("Ann Sample", "Head of Policy", "Example Futures", "")],
            False,
        ),
        (
            "By Ann A, Bo B and Cy C, Example",
            [("Ann A", "", "Example", ""), ("Bo B", "", "Example", ""), ("Cy C", "", "Example", "")],
            True,
        ),
        (
            "By Ann Sample, Example; Bo Sample, Director, Other",
            [("Ann Sample", "", "Example", ""), ("Bo Sample", "Director", "Other", "")],
            True,
        ),
        ("Ann Sample, Example Ltd, Director", [("Ann Sample", "Director", "Example Ltd", "")], False),
        ("By Ann Sample of Example One", [("Ann Sample", "", "Example One", "")], True),
    ],
)
def test_by_lines_are_taken_apart(line, people, marked):
    found = by_lines.by_line(line)
    assert found is not None
    assert [(one.name, one.role, one.organisation, one.x) for one in found.people] == people
    assert found.marked is marked


@pytest.mark.parametrize(
    "line",
    [
        "Digital Identity, a primer for councils",
        "Today, we saw, and won",
        "By the time we had finished, nobody was left",
        "Ann Sample",
        "Why the letter came late",
        "In Leeds, Bradford and York, queues are long.",
    ],
)
def test_a_sentence_or_a_title_is_no_by_line(line):
    assert by_lines.by_line(line) is None


def test_a_sentence_about_the_author_says_who_wrote_it_and_stays(propose):
    (one,) = propose("a.txt", f"{TEXT}\n\n{MORE}\n\nBo Sample is Head of Service Design at Example Two.")
    assert (one.value("authors.0.role"), one.value("authors.0.organisation")) == (
        "Head of Service Design",
        "Example Two",
    )
    assert one.facts["authors.0.name"].sure is Sure.UNSURE
    assert one.body.endswith("Example Two.\n")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("data-driven", (("data-driven",), False)),
        ("A Data-Driven Smarter State", (("data-driven",), False)),
        ("Theme 4: data-driven smarter state; and The impact of COVID 19", (("data-driven", "covid-19"), False)),
        ("3", (("covid-19",), True)),
        ("Theme 2", (("citizen-centric",), True)),
        ("Tuesday", (("citizen-centric",), True)),
        ("overcoming chalenges", (("overcoming-challenges",), True)),
        ("citizen centric", (("citizen-centric",), False)),
        ("9", ((), True)),
        ("bananas", ((), True)),
    ],
)
def test_a_theme_is_known_by_name_number_day_or_nearly(said, meant):
    assert themes.meant(said, SETTINGS) == meant


def test_a_theme_that_the_text_names_is_a_guess_and_two_are_none(propose):
    (one,) = propose("a.txt", f"Why overcoming challenges takes time\n\n{TEXT}\n\n{MORE}")
    assert (one.value("themes"), one.facts["themes"].sure) == ("overcoming-challenges", Sure.UNSURE)
    (one,) = propose("a.txt", f"Overcoming challenges and the next ten years\n\n{TEXT}\n\n{MORE}")
    assert "themes" not in one.facts


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2021-09-08T15:20", ("2021-09-08T15:20", True)),
        ("2021-09-08T14:20:00Z", ("2021-09-08T15:20", True)),
        ("08/09/2021 15:20", ("2021-09-08T15:20", False)),
        ("13/09/2021 15:20:11", ("2021-09-13T15:20", True)),
        ("09/13/2021 3:20 PM", ("2021-09-13T15:20", True)),
        ("2021/09/08 12:05:00 am GMT+1", ("2021-09-08T00:05", True)),
        ("2021-09-08", ("2021-09-08T00:00", False)),
        ("31/02/2021", None),
        ("yesterday", None),
    ],
)
def test_times_are_read_as_people_write_them(said, read):
    assert moments.read(said, SETTINGS.zone) == read


def test_when_it_came_is_what_a_person_says_then_the_file_s_own_time_then_now(propose):
    (one,) = propose("a.txt", f"{TEXT}\n\n{MORE}", received="2021-09-07T10:00", modified=1_631_000_000.0)
    assert (one.value("received"), one.facts["received"].sure) == ("2021-09-07T10:00", Sure.SAID)
    (one,) = propose("a.txt", f"{TEXT}\n\n{MORE}", modified=1_631_000_000.0)
    assert (one.value("received"), one.facts["received"].where) == ("2021-09-07T08:33", "the file's own time")
    assert one.facts["received"].sure is Sure.UNSURE
    (one,) = propose("a.txt", f"{TEXT}\n\n{MORE}", modified=9_000_000_000.0)
    assert one.facts["received"].where == "the time of bringing it in"
