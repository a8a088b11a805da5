"""The call's own rules and a careful editor's checks: what is an error, what a warning, what only a note."""

import pytest

from promoter.campaign.findings import Level
from promoter.campaign.loading import load
from promoter.campaign.model import is_late, is_promoted

WORDS = "Six words are in this text.\n"


@pytest.fixture
def codes(folder, week, blog):
    """What is found in the sample week with these blogs: (file's name, level, code), samples and open facts left out."""

    def found(*changes, changed_week=None):
        blogs = {}
        for number, change in enumerate(changes):
            text = blog.replace("/sample", f"/sample-{number}").replace("Example One", f"Example {number}")
            for old, new in change.items():
                assert old in text
                text = text.replace(old, new, 1)
            blogs[f"b{number}.md"] = text
        loaded = load(folder(changed_week or week, blogs))
        return [(f.file.rsplit("/", 1)[1], f.level.value, f.code) for f in loaded.findings]

    return found


# --------------------------------------------------------------------------------------------------------------- lengths


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (360, "words"), (359, "words_far"), (399, "words"), (400, None), (600, None), (601, "words"), (660, "words"),
        (661, "words_far"), (0, "words_far"),
    ],
)  # fmt: skip
def test_words_outside_the_range_are_a_warning_and_a_stronger_one_beyond_a_tenth(codes, week, count, expected):
    found = codes({WORDS: "word " * count}, changed_week=week.replace("[5, 10]", "[400, 600]"))
    assert found == ([("b0.md", "warning", expected)] if expected else [])


def test_the_sentences_about_words_say_how_far_outside_they_are(folder, week, blog, said):
    def of(count):
        text = blog.replace(WORDS, "word " * count)
        return said(load(folder(week.replace("[5, 10]", "[400, 600]"), {"a.md": text})))[0].split("warning: ")[1]

    assert of(399) == "the blog has 399 words, a little outside the 400-600 of the call: see whether it may stay so"
    assert of(700) == "the blog has 700 words, well outside the 400-600 of the call: see whether it may stay so"
    assert of(0) == "the blog has no text yet: the call asks for 400-600 words"


@pytest.mark.parametrize(
    ("subtitle", "length"),
    [("x" * 150, 150), ("x" * 151, 151), ("👨‍👩‍👧‍👦" * 150, 150), ("👨‍👩‍👧‍👦" * 151, 151), ("e\u0301" * 150, 150), ("e\u0301" * 151, 151)],
    ids=range(6),
)  # fmt: skip
def test_a_sub_title_may_have_150_characters_as_people_see_them(of_blog, subtitle, length):
    expected = f"sample.md:3:11: error: the sub-title has {length} characters and may have 150: ask for a shorter one"
    assert of_blog("A sample sub-title.", f'"{subtitle}"') == ([expected] if length > 150 else [])


def test_a_hook_over_140_characters_and_a_line_over_90_are_warnings(of_blog, of_week):
    assert "the hook has 141 characters" in of_blog("themes:", f"hook: {'x' * 141}\nthemes:")[0]
    assert "the line has 91 characters" in of_week("the first line", "x" * 91)[0]
    assert of_blog("themes:", f"hook: {'x' * 140}\nthemes:") == of_week("the first line", "x" * 90) == []


# ------------------------------------------------------------------------------------------------------ late, and the cap


@pytest.mark.parametrize(
    ("received", "accepted", "late", "promoted"),
    [
        ("2021-09-09T17:00", False, False, True),
        ("2021-09-09T17:00:01", False, True, False),
        ("2021-09-10T09:00", False, True, False),
        ("2021-09-10T09:00", True, True, True),
    ],
)
def test_a_late_blog_is_not_promoted_unless_somebody_accepts_it(
    folder, week, blog, said, received, accepted, late, promoted
):
    text = blog.replace("2021-09-08T15:20", received)
    text = text.replace("status:", "accepted_late_by: Robin Sample\nstatus:") if accepted else text
    loaded = load(folder(week, {"a.md": text}))
    only = loaded.campaign.blogs[0]
    assert (is_late(only, loaded.campaign), is_promoted(only, loaded.campaign)) == (late, promoted)
    assert any("it is not promoted unless somebody accepts it" in line for line in said(loaded)) == (
        late and not accepted
    )


def test_a_late_blog_that_is_only_submitted_is_told_as_well(codes):
    late = {"2021-09-08": "2021-09-10", "status: approved": "status: submitted"}
    assert codes(late) == [("b0.md", "warning", "late"), ("b0.md", "note", "submitted")]


def test_a_blog_of_which_nobody_wrote_when_it_came_counts_as_in_time(codes):
    assert codes({'received: "2021-09-08T15:20"\n': ""}) == [("b0.md", "note", "received")]


def test_the_cap_counts_an_organisation_however_it_is_spelt_in_the_order_of_receipt(codes):
    same = {"Example 0": "Example", "Example 1": "EXAMPLE", "Example 2": "Example"}
    changes = [{key: value} for key, value in same.items()]
    changes[0]["2021-09-08T15:20"] = "2021-09-08T16:00"
    changes[2]["status: approved"] = "status: withdrawn"
    assert codes(*changes) == [("b0.md", "warning", "cap")]


def test_without_a_cap_nobody_is_over_it(codes, week):
    two = {"Example 0": "Example"}, {"Example 1": "Example"}
    assert codes(*two, changed_week=week.replace("per_organisation: 1", "per_organisation: null")) == []


# ---------------------------------------------------------------------------------------------------- people and their handles


@pytest.mark.parametrize(
    ("role", "organisation", "expected"),
    [
        ("Head of of Data", "Example", "says “of” twice"),
        ("Data Lead, Data Lead", "Example", "says “Data Lead” twice"),
        ("Director", "Example Example", "says “Example” twice"),
        ("Director, Example", "Example", "already names the organisation"),
        ("Director at EXAMPLE, London", "Example", "already names the organisation"),
        ("Director", "Example.", "ends with a stray mark"),
        ("Director", "Example Ltd.", None),
        ("Head of Digital", "Digital Example", None),
        ("Chief Engineer", "EE", None),
        ("Mayor of Baden-Baden", "Example", None),
    ],
)
def test_a_by_line_that_says_things_twice_is_a_warning(of_blog, role, organisation, expected):
    lines = of_blog("role: Director, organisation: Example One", f'role: "{role}", organisation: {organisation}')
    assert [expected in line for line in lines] == ([True] if expected else [])


def test_a_handle_wanted_and_unknown_is_a_warning(of_blog):
    assert "ask for it (x)" in of_blog("role: Director", "mention: handle")[0]


def test_one_handle_given_for_two_people_is_a_warning(folder, week, blog, said):
    one = blog.replace("role: Director", 'x: "@ann"')
    two = (
        one.replace("Ann Sample", "Bo Sample").replace("@ann", "@ANN").replace("One", "Two").replace("/sample", "/two")
    )
    assert said(load(folder(week, {"a.md": one, "b.md": two}))) == [
        "b.md:4:32: warning: @ANN is also given for Ann Sample: whose is it?"
    ]
    same = two.replace("Bo Sample", "Ann Sample")
    assert said(load(folder(week, {"a.md": one, "b.md": same}))) == []


# --------------------------------------------------------------------------------------------------------------- sources


@pytest.mark.parametrize(
    ("quotation", "stands"),
    [
        ("words are in this text", True),
        ("words  are\\n in this", True),
        ("“words are in this text.”", True),
        ("Words are in this text", False),
        ("seven words", False),
        ("'", False),
    ],
)
def test_a_quotation_that_is_not_in_the_blog_is_a_warning(of_blog, quotation, stands):
    lines = of_blog("status:", f'quotes: ["{quotation}"]\nstatus:')
    assert ["does not stand word for word" in line for line in lines] == ([] if stands else [True])


def test_a_quotation_is_found_across_emphasis_links_and_kinds_of_quotation_marks(folder, week, blog, said):
    text = blog.replace(WORDS, "It’s the *[first](https://example.org)* “good”\nanswer — yes.\n")
    text = text.replace("status:", "quotes: [\"It's the first 'good' answer\"]\nstatus:")
    assert "does not stand" in said(load(folder(week, {"a.md": text})))[0]
    text = text.replace("'good'", '\\"good\\"')
    assert said(load(folder(week, {"a.md": text}))) == []


def test_a_figure_in_hook_or_points_that_is_not_in_the_blog_is_a_warning(folder, week, blog, said):
    text = blog.replace(WORDS, "In 2031, 1,200 of 16 did.\n").replace(
        "status:", "hook: 1200 and 17\npoints: [16, '2031: 3.5%']\nstatus:"
    )
    assert said(load(folder(week, {"a.md": text})))[:1] == ['a.md:9:10: error: write this as text, in quotes: "16"']
    text = text.replace("[16,", "['16',")
    lines = [line.split("warning: ")[1] for line in said(load(folder(week, {"a.md": text})))]
    assert lines == [
        "17 does not stand in the blog: check the figure",
        "3.5 does not stand in the blog: check the figure",
    ]


# -------------------------------------------------------------------------------------------------------- titles and links


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("Example One: A title", "A title"),
        ("A title #SampleWeek", "A title"),
        ("example one | A title #sampleweek", "A title"),
        ("A title", None),
    ],
)
def test_a_page_title_that_repeats_organisation_or_hashtag_is_told_with_the_clean_one(of_blog, title, clean):
    expected = "sample.md:2:8: warning: the page title repeats the organisation or the hashtag; posts will say “{}”"
    assert of_blog("A sample title", f'"{title}"') == ([expected.format(clean)] if clean else [])


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("https://www.example.org/sample?utm_source=x&a=1&fbclid=2", "somebody else's tracking (utm_source, fbclid)"),
        ("https://www.example.org/sample?to=ann%40example.org", "somebody's e-mail"),
        ("http://www.example.org/sample", "try it with https"),
        (
            "https://other.org/sample",
            "other.org is none of the hosts where pages may live (www.example.org), so its posts would be held and not sent",
        ),
        ("https://example.org/sample", None),
        ("https://EXAMPLE.org:443/sample?page=2#top", None),
        ("https://www.example.org/@sample", None),
    ],
)
def test_an_address_that_readers_should_not_get_is_a_warning(of_blog, address, part):
    lines = of_blog("https://www.example.org/sample", f'"{address}"')
    assert [part in line for line in lines] == ([True] if part else [])


def test_the_addresses_of_the_week_are_looked_at_too_but_may_live_anywhere(of_week):
    assert of_week("https://www.example.org/week", "https://elsewhere.net/week") == []
    assert "tracking (gclid)" in of_week("https://www.example.org/week", "https://elsewhere.net/?gclid=1")[0]
    assert "try it with https" in of_week('ends: "2021-09-22"', 'ends: "2021-09-22", url: http://example.org')[0]


def test_one_address_for_two_blogs_is_a_warning_however_it_is_written(codes):
    other = {"https://www.example.org/sample-1": '"https://example.org/sample-0/?utm_source=x#top"'}
    assert ("b1.md", "warning", "same_address") in codes({}, other)
    assert codes({}, {"sample-1": "sample-0?page=2"}) == []


def test_an_address_to_come_is_a_warning(codes):
    assert codes({"https://www.example.org/sample-0": "null"}) == [("b0.md", "warning", "no_address")]


# ------------------------------------------------------------------------------------------------------ days, dates, facts


def test_a_date_that_disagrees_with_its_weekday_is_told_on_its_line(folder, week, blog, said):
    text = blog.replace(WORDS, "Six words.\n\nOn Monday 14 September\nor Tuesday 14th.\n")
    assert said(load(folder(week, {"a.md": text}))) == [
        "a.md:13:1: warning: 14 September 2021 is a Tuesday, not a Monday: correct one of them"
    ]


def test_dates_are_looked_at_in_titles_and_in_the_week(of_blog, of_week):
    expected = "14 September 2021 is a Tuesday, not a Monday: correct one of them"
    assert of_blog("A sample title", "Monday 14 September") == [f"sample.md:2:8: warning: {expected}"]
    assert of_week("the first line", "until Monday 14 September") == [f"campaign.yaml:10:42: warning: {expected}"]
    assumed = 'assumptions: [{about: days, says: "until Monday 14 September"}]\ndays:'
    assert of_week("days:", assumed) == [f"campaign.yaml:12:35: warning: {expected}"]


@pytest.mark.parametrize(
    ("old", "new", "level", "part"),
    [
        ("2021-09-09T17:00", "2021-09-13T17:00", "warning", "inside the week, which starts on 2021-09-13"),
        ('starts: "2021-09-22", ends: "2021-09-22"', 'starts: "2021-09-10", ends: "2021-09-11"', "warning", "is over (2021-09-11) before"),
        ('"2021-09-14"', '"2022-09-14"', "warning", "is a year or a month mistyped?"),
        ("theme: second", "theme: first", "warning", '"Second theme" has no day in the week'),
    ],
)  # fmt: skip
def test_dates_of_the_week_that_may_be_mistyped_are_warnings(of_week, old, new, level, part):
    lines = of_week(old, new)
    assert len(lines) == 1
    assert f" {level}: " in lines[0]
    assert part in lines[0]


def test_a_blog_whose_first_theme_has_no_day_is_an_error(folder, week, blog, said):
    text = blog.replace("[first]", "[second, first]")
    lines = said(load(folder(week.replace("theme: second}", "theme: first}"), {"a.md": text})))
    assert (
        'a.md:5:10: error: the first theme, "second", is the blog\'s home and has no day in the week: put another first'
        in lines
    )


def test_a_page_that_is_live_only_after_its_day_is_a_warning(of_blog):
    assert of_blog("status:", 'live_from: "2021-09-13T23:00"\nstatus:') == []
    assert "after the blog's own day (2021-09-13)" in of_blog("status:", 'live_from: "2021-09-14T07:00"\nstatus:')[0]


def test_an_approval_names_somebody(codes):
    assert codes({"approved_by: Robin Sample\n": ""}) == [("b0.md", "warning", "approved_by")]


def test_facts_that_are_open_are_notes(folder):
    week = 'name: W\nhashtag: "#w"\ntimezone: UTC\norganisation: {name: E}\nthemes: [{id: a, name: A}]\n'
    week += 'days: [{date: "2021-09-13", theme: a}]\nchannels: {x: {}, linkedin: {}}\n'
    week += "assumptions: [{about: a, says: b}, {about: c, says: d, confirmed_by: e}]\n"
    loaded = load(folder(week))
    assert {finding.level for finding in loaded.findings} == {Level.NOTE}
    assert sorted(finding.message for finding in loaded.findings) == [
        '"A" has no line for X: its description will not fit beside a link',
        "E's LinkedIn page is not known (linkedin)",
        "E's X handle is not known (x)",
        "E's e-mail for corrections is not known (contact)",
        "assumed, not confirmed: a: b",
        "the week has no deadline (deadline)",
        "the week has no event (event)",
        "the week has no page that lists its blogs (page)",
    ]


def test_faults_of_a_blog_that_is_out_are_notes(codes):
    faults = {"A sample sub-title.": "x" * 151, "[first]": "[nowhere]", WORDS: "x", "https:": "http:"}
    for out in ("declined", "withdrawn"):
        assert {level for _, level, _ in codes({**faults, "status: approved": f"status: {out}"})} == {"note"}
    for on in ("submitted", "approved"):
        assert "error" in {level for _, level, _ in codes({**faults, "status: approved": f"status: {on}"})}


def test_a_declined_blog_under_an_unknown_theme_is_not_in_the_campaign(folder, week, blog):
    text = blog.replace("[first]", "[nowhere]").replace("status: approved", "status: declined")
    assert load(folder(week, {"a.md": text, "b.md": blog})).campaign.blogs[0].id == "b"


def test_a_contributors_own_wording_is_shown_to_the_editor(folder, week, blog):
    text = blog.replace("status:", 'suggested: {x: "Read what I found."}\nstatus:')
    (note,) = load(folder(week, {"a.md": text})).findings
    assert (note.code, note.level, note.line) == ("suggested", Level.NOTE, 8)
    assert "“Read what I found.”" in note.message
