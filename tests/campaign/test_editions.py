"""The event's edition and the campaign's own words agree, or somebody has noticed that they do not."""

import pytest

from promoter.campaign.editions import editions, number
from promoter.campaign.loading import load


@pytest.mark.parametrize(("written", "expected"), [("seventh", 7), ("Seventh ", 7), ("7th", 7), ("7", 7), ("22nd", 22)])
def test_an_edition_is_a_number_however_it_is_written(written, expected):
    assert number(written) == expected


@pytest.mark.parametrize("written", ["", "anniversary", "seventh and last", "2021 edition"])
def test_what_is_no_ordinal_is_no_number(written):
    assert number(written) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("the sixth edition of Sample Day", ["sixth"]),
        ("Our Sixth Annual flagship Sample Day", ["Sixth"]),
        ("Returning for a sixth year, Sample Day asks", ["sixth"]),
        ("In the run up to the 6th Sample Day", ["6th"]),
    ],
)
def test_the_ways_in_which_an_event_is_counted_are_known(text, said):
    assert list(editions(text, event="Sample Day")) == said


@pytest.mark.parametrize(
    "text",
    [
        "The sixth theme of Sample Day",
        "The sixth edition of the strategy",
        "The sixth edition of the strategy came. Sample Day follows",
        "In the first year of the pandemic, Sample Day moved",
        "The third sector at Sample Day",
        "Sample Day for the first time",
        "On 6 September Sample Day begins",
        "",
    ],
)
def test_other_ordinals_are_no_editions(text):
    assert list(editions(text, event="Sample Day")) == []


SAID = "warning: this says “sixth”, and the event's edition is “seventh”: correct one of them, or write an assumption about event.edition"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("line: the first line", "line: the sixth edition of Sample Day", "10:42"),
        ("name: Sample Week", "name: Week of the sixth Sample Day", "1:7"),
    ],
)
def test_words_that_count_another_edition_are_asked_about(folder, week, said, old, new, place):
    week = week.replace("{name: Sample Day,", "{name: Sample Day, edition: seventh,").replace(old, new, 1)
    assert said(load(folder(week))) == [f"campaign.yaml:{place}: {SAID}"]


@pytest.mark.parametrize(
    "assumption", ["{about: event.edition, says: as the call says}", "{about: call, says: the sixth edition is meant}"]
)
def test_a_difference_that_an_assumption_speaks_of_is_noticed_already(folder, week, said, assumption):
    week = week.replace("{name: Sample Day,", "{name: Sample Day, edition: seventh,")
    week = (
        week.replace("line: the first line", "line: the sixth edition of Sample Day") + f"assumptions: [{assumption}]\n"
    )
    assert said(load(folder(week))) == []


@pytest.mark.parametrize("edition", ["sixth", "6th", "special"])
def test_an_edition_that_agrees_or_cannot_be_compared_is_not_asked_about(folder, week, said, edition):
    week = week.replace("{name: Sample Day,", f"{{name: Sample Day, edition: {edition},")
    assert said(load(folder(week.replace("line: the first line", "line: the sixth edition of Sample Day")))) == []
